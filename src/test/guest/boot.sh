#!/bin/bash
# Runs a script of this machine in a guest that has the ALSA sequencer, with this machine's files as its root; or boots
# the system that lies in a folder. What is written there is lost. Needs no hardware virtualisation. Prints the guest's
# console; the script's code stands behind GUEST_EXIT=.
# usage: boot.sh FOLDER /absolute/path/of/script    FOLDER as made by prepare.sh
#        boot.sh FOLDER --system ROOT               until the system switches off
# Debian package: qemu-system-x86
set -euo pipefail
folder=$1 root=/ task=guest_script=$2
if [ "$2" = --system ]; then
  root=$3 task="guest_system systemd.show_status=0"
fi
exec qemu-system-x86_64 -M q35 -accel tcg,thread=multi -cpu max -smp 2 -m 2048 \
  -display none -serial stdio -monitor none -no-reboot -nic none \
  -virtfs "local,path=$root,mount_tag=host,security_model=none,readonly=on,multidevs=remap" \
  -kernel "$(ls "$folder"/kernel/boot/vmlinuz-* | head -1)" -initrd "$folder/initramfs.gz" \
  -append "console=ttyS0 loglevel=1 panic=-1 mitigations=off nopti nokaslr random.trust_cpu=on $task" </dev/null
