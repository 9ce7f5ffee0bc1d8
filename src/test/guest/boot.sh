#!/bin/bash
# Runs a script of this machine in a guest that has the ALSA sequencer, with this machine's files as its root, which it
# cannot change. Needs no hardware virtualisation. Prints the guest's console; the script's code stands behind GUEST_EXIT=.
# usage: boot.sh FOLDER /absolute/path/of/script    FOLDER as made by prepare.sh
# Debian package: qemu-system-x86
set -euo pipefail
folder=$1 script=$2
exec qemu-system-x86_64 -M q35 -accel tcg,thread=multi -cpu max -smp 2 -m 2048 \
  -display none -serial stdio -monitor none -no-reboot -nic none \
  -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
  -kernel "$(ls "$folder"/kernel/boot/vmlinuz-* | head -1)" -initrd "$folder/initramfs.gz" \
  -append "console=ttyS0 loglevel=1 panic=-1 mitigations=off nopti nokaslr random.trust_cpu=on guest_script=$script" </dev/null
