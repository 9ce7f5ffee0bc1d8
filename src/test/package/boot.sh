#!/bin/bash
# Boots a small Debian in a container, with systemd as its first program and no network, and has it try the package.
# usage: boot.sh FOLDER PACKAGE.deb      FOLDER keeps the Debian for the next time; needs root
# Debian package: systemd-container; see debian.sh
set -euo pipefail
folder=$1 package=$2
here=$(cd "$(dirname "$0")" && pwd)
debian=$("$here/debian.sh" "$folder")
root=$(mktemp -d "$folder/root.XXXXXX")
trap 'rm -rf "$root"' EXIT
tar -C "$root" -xf "$debian"
mkdir "$root/trial"
cp "$here/inside.sh" "$here/player.py" "$root/trial/"
chmod 755 "$root"/trial/*
cp "$package" "$root/trial/antiphon.deb"
cat > "$root/etc/systemd/system/trial.service" <<'U'
[Unit]
After=dbus.service
[Service]
Type=oneshot
ExecStart=/trial/inside.sh
ExecStopPost=/bin/systemctl --no-block poweroff
StandardOutput=file:/trial/log
StandardError=file:/trial/log
[Install]
WantedBy=multi-user.target
U
ln -s /etc/systemd/system/trial.service "$root/etc/systemd/system/multi-user.target.wants/trial.service"
timeout 400 systemd-nspawn --quiet --directory="$root" --register=no --keep-unit --private-network \
  --rlimit=RLIMIT_RTPRIO=95 --rlimit=RLIMIT_MEMLOCK=infinity --boot </dev/null >"$folder/console" 2>&1 || true
cat "$root/trial/log"
