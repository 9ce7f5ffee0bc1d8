#!/bin/bash
# Lays the C library and what else the Java runtime is linked with into a folder, from Debian's packages as apt has them.
# usage: libc.sh FOLDER
set -euo pipefail
folder=$1
rm -rf "$folder"
mkdir -p "$folder" "$folder.fetched"
folder=$(cd "$folder" && pwd)
trap 'rm -rf "$folder.fetched"' EXIT
cd "$folder.fetched"
apt-get download -q libc6 libgcc-s1 libstdc++6 zlib1g >&2
for package in *.deb; do dpkg-deb -x "$package" "$folder"; done
# Jib follows no links, and takes files by the names they are looked for with
rm -rf "$folder/usr/share/gcc" "$folder/usr/share/gdb" "$folder/usr/share/lintian" "$folder/usr/lib/x86_64-linux-gnu/gconv"
find "$folder" -type l | while read -r link; do
  target=$(readlink "$link")
  case $target in /*) target=$folder$target ;; *) target=$(dirname "$link")/$target ;; esac
  rm "$link"
  [ ! -f "$target" ] || cp -p "$target" "$link"
done
mkdir -p "$folder/tmp" "$folder/var/lib/antiphon"
echo 'root:x:0:0::/:/' > "$folder/etc/passwd"
echo 'antiphon:x:1000:1000::/var/lib/antiphon:/' >> "$folder/etc/passwd"
touch "$folder/tmp/.keep" "$folder/var/lib/antiphon/.keep"
