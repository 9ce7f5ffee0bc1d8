#!/bin/bash
# Makes what a guest is booted from: Debian's kernel, and a small initramfs with the modules of the ALSA sequencer.
# usage: prepare.sh FOLDER      does nothing when FOLDER has both already
# Debian packages: busybox-static kmod cpio dpkg apt
set -euo pipefail
folder=$1
here=$(cd "$(dirname "$0")" && pwd)
made=$folder/made-by-$(cat "$here/prepare.sh" "$here/init" | cksum | cut -d' ' -f1)
[ ! -e "$made" ] || exit 0
mkdir -p "$folder"
exec 9> "$folder/lock"
flock 9
[ ! -e "$made" ] || exit 0

# a kernel, unless one is there from before
if ! ls "$folder"/kernel/boot/vmlinuz-* >/dev/null 2>&1; then
  fetched=$(mktemp -d "$folder/fetch.XXXXXX")
  trap 'rm -rf "$fetched"' EXIT
  package=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\).*/\1/p' | head -1)
  [ -n "$package" ] || { echo "apt knows no linux-image-amd64; run apt-get update" >&2; exit 1; }
  (cd "$fetched" && apt-get download -q "$package" >&2 && dpkg -x "$package"_*.deb kernel)
  rm -rf "$folder/kernel"
  mv "$fetched/kernel" "$folder/kernel"
fi
version=$(basename "$folder"/kernel/lib/modules/*)
depmod -b "$folder/kernel" "$version" 2>/dev/null

tree=$(mktemp -d "$folder/tree.XXXXXX")
trap 'rm -rf "$tree" ${fetched:+"$fetched"}' EXIT
mkdir -p "$tree"/{bin,dev,proc,sys,lower,ram,modules}
cp /bin/busybox "$tree/bin/busybox"
: > "$tree/modules/order"
for module in virtio_pci 9pnet_virtio 9p overlay snd-seq snd-seq-dummy snd-virmidi snd-timer snd-hrtimer snd-seq-midi; do
  modprobe -d "$folder/kernel" -S "$version" --show-depends "$module" | awk '/^insmod/ { print $2 }' |
    while read -r file; do
      name=$(basename "$file")
      grep -qx "$name" "$tree/modules/order" && continue
      cp "$file" "$tree/modules/$name"
      echo "$name" >> "$tree/modules/order"
    done
done
install -m 755 "$here/init" "$tree/init"
(cd "$tree" && find . | cpio -o -H newc 2>/dev/null | gzip -1 > "$folder/initramfs.new")
mv "$folder/initramfs.new" "$folder/initramfs.gz"
rm -f "$folder"/made-by-*
: > "$made"
