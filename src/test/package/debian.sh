#!/bin/bash
# Makes a small Debian with systemd and the clients of ALSA, as an archive, and prints its path.
# usage: debian.sh FOLDER      FOLDER keeps it for the next time; needs root
# Debian package: mmdebstrap
set -euo pipefail
folder=$1
made=$folder/debian-$(cksum < "$0" | cut -d' ' -f1).tar
mkdir -p "$folder"
exec 9> "$folder/lock"
flock 9
if [ ! -e "$made" ]; then
  rm -f "$folder"/debian-[0-9]*.tar
  # from where this machine has its own packages
  find /etc/apt -name '*.sources' -o -name '*.list' | xargs cat |
    mmdebstrap --quiet --variant=minbase \
      --include=systemd,systemd-sysv,dbus,udev,libasound2,alsa-utils,python3-minimal,libpython3-stdlib,procps,adduser \
      bookworm "$folder/debian-new.tar" - >&2
  mv "$folder/debian-new.tar" "$made"
fi
echo "$made"
