#!/bin/bash
# Installs the package in a small Debian, and boots that on a machine of its own with the ALSA sequencer, where systemd
# starts the service and guest.py plays with it. Prints the machine's console.
# usage: guest.sh FOLDER PACKAGE.deb MACHINE      FOLDER keeps the Debian, MACHINE the kernel for the next time; needs root
# Debian packages: systemd-container, those of debian.sh and of ../guest
set -euo pipefail
folder=$1 package=$2 machine=$3
here=$(cd "$(dirname "$0")" && pwd)
debian=$("$here/debian.sh" "$folder")
"$here/../guest/prepare.sh" "$machine"
root=$(mktemp -d "$folder/guest.XXXXXX")
trap 'rm -rf "$root"' EXIT
tar -C "$root" -xf "$debian"
mkdir "$root/trial"
cp "$here/guest.py" "$here/player.py" "$here/../guest/witness.py" "$root/trial/"
cp "$package" "$root/trial/antiphon.deb"

# as who makes an image for a rig: nothing runs there yet
systemd-nspawn --quiet --directory="$root" --register=no --keep-unit --private-network --pipe \
  /bin/dpkg -i /trial/antiphon.deb </dev/null
rm "$root/trial/antiphon.deb"
# what the owner of a small board would say: the little model, no vectors, and to which synthesiser it plays
sed -i 's/^# model = "studio"$/model = "pocket"/; s/^# engine = "auto"$/engine = "plain"/
  s/^# out = \[\]$/out = ["aseqdump"]/; s/^# wait_for_ports = false$/wait_for_ports = true/' "$root/etc/antiphon/antiphon.toml"

cat > "$root/etc/systemd/system/trial.service" <<'U'
[Service]
ExecStart=/usr/bin/python3 -u /trial/guest.py
ExecStopPost=/bin/systemctl poweroff --force --force
StandardOutput=tty
StandardError=tty
TTYPath=/dev/console
[Install]
WantedBy=multi-user.target
U
ln -s /etc/systemd/system/trial.service "$root/etc/systemd/system/multi-user.target.wants/trial.service"
# nobody logs in, and nothing is kept up to date
for unit in getty@tty1.service serial-getty@ttyS0.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
timeout 420 "$here/../guest/boot.sh" "$machine" --system "$root"
