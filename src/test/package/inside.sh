#!/bin/bash
# What PackageIT has a small Debian do whose first program is systemd: installs the package, plays with the service, kills
# it, makes it hang, and removes it. Prints a line "VERDICT name ok|failed: what was seen" for each, and switches off.
here=$(dirname "$0")
verdict() { # name, whether it is well, what was seen
  echo "VERDICT $1 $([ "$2" = 0 ] && echo ok || echo failed): $(echo "$3" | tr '\n' ' ' | tail -c 300)"
}
property() { systemctl show antiphon -p "$1" --value; }
now() { date +%s%3N; }
page() {
  (exec 3<>/dev/tcp/127.0.0.1/8330 && printf 'GET /api/status HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3 && read -r -t 2 line <&3 &&
    [[ $line == *' 200 '* ]]) 2>/dev/null
}
# until the service runs as another process than $1 and its page answers; prints how many milliseconds that took
return_of_the_service() {
  local began seen; began=$(now)
  for _ in $(seq 1000); do
    seen=$(systemctl show antiphon -p MainPID -p ActiveState --value | tr '\n' ' ')
    if [[ $seen != "$1 "* && $seen == *' active '* ]] && page; then
      echo $(($(now) - began))
      return 0
    fi
    sleep 0.02
  done
  echo "not back after $(($(now) - began))"
  return 1
}

# until half of what this machine computes is free, so that what is measured is the service; waits a minute in all
looks=120
quiet_moment() {
  local idle all
  while [ $((looks--)) -gt 0 ]; do
    read -r idle all < <(awk '/^cpu / { for (i = 2; i <= 9; i++) all += $i; print $5, all }' /proc/stat)
    sleep 0.5
    awk -v idle="$idle" -v all="$all" '/^cpu / { for (i = 2; i <= 9; i++) now += $i; exit !(($5 - idle) * 2 >= now - all) }' /proc/stat &&
      return
  done
}

seen=$(dpkg -i "$here"/antiphon.deb 2>&1); verdict installed $? "$seen"
seen=$(return_of_the_service 0); verdict started $? "$seen ms after the installation; $(property StatusText)"
[ -e /usr/lib/antiphon/lib/antiphon.jsa ]; verdict archived $? "$(ls -s /usr/lib/antiphon/lib/antiphon.jsa 2>&1)"
seen=$(systemctl is-enabled antiphon); verdict enabled $? "$seen"
seen=$(ps -o user= -p "$(property MainPID)" 2>&1 || stat -c %U "/proc/$(property MainPID)"); [ "$seen" = antiphon ]; verdict own_user $? "$seen"
# what the service asks for; a container may give less, where the machine's root may not raise limits either
seen="$(property LimitRTPRIO) $(property LimitMEMLOCK)"; [ "$seen" = "95 infinity" ]
verdict limits $? "$seen asked for; had $(grep -E 'Max (realtime p|locked)' "/proc/$(property MainPID)/limits" | tr -s ' ')"
seen=$("$here/player.py" answer 2>&1); verdict answers $? "$seen notes of the answer were heard"
seen=$(journalctl -u antiphon -o cat --no-pager | grep 'antiphon: ready'); verdict journal $? "$seen"

seen=$(systemd-analyze security antiphon --no-pager 2>&1 | grep -o 'level for.*[0-9.]* [A-Z]*' | grep -o '[0-9]\+\.[0-9]')
[ "$(printf '%s\n' "$seen" 3.0 | sort -g | head -1)" = "$seen" ]; verdict hardened $? "exposure $seen of 10"

# beside the service, for one who may not write into /etc/antiphon
useradd --create-home player
runuser -u player -- /usr/bin/antiphon run --midi loopback --web 8331 --for 20 >/dev/null 2>&1 &
person=$!
for _ in $(seq 100); do seen=$("$here/player.py" scene 8331 2>&1) && break; sleep 0.2; done
kept=/home/player/.local/share/antiphon/scenes.json
[ -e "$kept" ] && [ ! -e /etc/antiphon/scenes.json ]; verdict anybody $? "$seen $(ls -l $kept 2>&1)"
kill $person; wait $person

times=
for _ in 1 2 3 4 5 6 7 8 9 10; do
  quiet_moment
  process=$(property MainPID)
  kill -9 "$process"
  times="$times $(return_of_the_service "$process")"
done
seen=$(printf '%s\n' $times | sort -n | tail -1); [ "$seen" -le 3000 ] 2>/dev/null; verdict killed $? "ten times, back after$times ms, at a load of $(cut -d" " -f1 /proc/loadavg)"
seen=$("$here/player.py" answer 2>&1); verdict answers_again $? "$seen notes of the answer were heard"

process=$(property MainPID)
kill -STOP "$process"
seen=$(return_of_the_service "$process"); verdict hung $? "back after $seen ms; $(journalctl -u antiphon -o cat --no-pager | grep -i watchdog | head -1)"

echo 'nonsense = 1' >> /etc/antiphon/antiphon.toml
systemctl restart antiphon >/dev/null 2>&1; sleep 3
journalctl -u antiphon -o cat --no-pager | grep -q "unknown key 'osc.nonsense'" && [ "$(property ActiveState)" = failed ]
verdict mistaken $? "$(journalctl -u antiphon -o cat --no-pager | grep nonsense | tail -1)"
sed -i '/^nonsense/d' /etc/antiphon/antiphon.toml
systemctl start antiphon; verdict mended $? "$(property ActiveState)"
"$here/player.py" answer >/dev/null

began=$(now); seen=$(systemctl stop antiphon 2>&1); verdict stopped $? "in $(($(now) - began)) ms $seen"
seen=$(find /var/lib/antiphon -name '*.mid'); [ -n "$seen" ]; verdict kept $? "$seen"
systemctl start antiphon
seen=$(dpkg -r antiphon 2>&1); verdict removed $? "$seen"
left=$(ls -d /usr/lib/antiphon /usr/bin/antiphon /lib/systemd/system/antiphon.service 2>/dev/null; pgrep -u antiphon -a)
[ -z "$left" ] && [ -e /etc/antiphon/antiphon.toml ] && [ -d /var/lib/antiphon ]; verdict nothing_left $? "$left"
touch /etc/antiphon/web-token # what a run of root's leaves
seen=$(dpkg -P antiphon 2>&1); verdict purged $? "$seen"
left=$(ls -d /etc/antiphon /var/lib/antiphon 2>/dev/null; getent passwd antiphon; find /etc/systemd /var/lib/systemd -name '*antiphon*'; dpkg --audit)
[ -z "$left" ]; verdict nothing_left_at_all $? "$left"
echo "PACKAGE_TEST_ENDS"
