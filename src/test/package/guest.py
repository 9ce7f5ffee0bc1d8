"""What PackageGuestIT has a machine do that has booted with the package installed: looks at the service, plays with it
through the ALSA sequencer with aplaymidi and aseqdump, kills it in mid-answer, and removes it.

Prints a line "VERDICT name ok|failed: what was seen" for each promise, and SYSTEM_TEST_ENDS. An emulated machine is some
ten times slower than one: its seconds are told, and bound nothing.
"""
import glob
import os
import pwd
import re
import signal
import time

from witness import Dump, midi_file, run, until, verdict

PATIENCE = 120
PAUSE = 0.5  # a program that is asked takes the processor from what is waited for
CALL = "/run/call.mid"


def property_of_the_service(name):
    return run("systemctl", "show", "antiphon", "-p", name, "--value").strip()


def process():
    return int(property_of_the_service("MainPID"))


def runs():
    return property_of_the_service("ActiveState") == "active"


def page():
    return run("/usr/bin/python3", "/trial/player.py", "state").startswith("{")


def status(pid, field):
    with open("/proc/%d/status" % pid) as file:
        return int(re.search(field + r":\s+(\d+)", file.read())[1])


def threads(pid, name):
    found = []
    for task in glob.glob("/proc/%d/task/*" % pid):
        with open(task + "/comm") as file:
            if file.read().startswith(name):
                found.append(int(os.path.basename(task)))
    return found


def has_booted():
    up = until(runs, PATIENCE, PAUSE)
    said = run("journalctl", "-u", "antiphon", "-o", "cat", "--no-pager")
    ready = [line for line in said.splitlines() if "antiphon: ready" in line]
    ports = run("aconnect", "-l")
    good = up and ready and "'Antiphon In" in ports and "'Antiphon Out" in ports
    verdict(
        "booted", good, "%.1f s after the kernel; %s"
        % (int(property_of_the_service("ActiveEnterTimestampMonotonic") or 0) / 1e6, ready or said)
    )
    return good


def has_its_rights():
    pid = process()
    user = pwd.getpwuid(os.stat("/proc/%d" % pid).st_uid).pw_name
    verdict("own_user", user == "antiphon", user)
    with open("/proc/%d/limits" % pid) as file:
        limits = {line[:26].strip(): line[26:].split()[0] for line in file if line.startswith("Max")}
    seen = limits["Max realtime priority"], limits["Max locked memory"]
    verdict("limits", seen == ("95", "unlimited"), "real-time priority %s, locked memory %s" % seen)
    locked = until(lambda: status(pid, "VmLck") > 0, 20)
    verdict("memory_lock", locked, "%d MB locked as they are used, %d MB resident" % (status(pid, "VmLck") >> 10, status(pid, "VmRSS") >> 10))
    policies = {}
    for task in threads(pid, "antiphon-out"):
        policies[task] = os.sched_getscheduler(task) & ~os.SCHED_RESET_ON_FORK, os.sched_getparam(task).sched_priority
    verdict(
        "real_time", list(policies.values()) == [(os.SCHED_FIFO, 4)],
        "antiphon-out: %s" % [("SCHED_FIFO" if policy == os.SCHED_FIFO else policy, priority) for policy, priority in policies.values()]
    )


def plays_a_call():
    return run("aplaymidi", "-p", "Antiphon:0", "-d", "0", CALL)


def is_answered(dump, name):
    before = dump.count("on")
    said = plays_a_call()
    answered = until(lambda: dump.count("on") - before >= 3, PATIENCE, PAUSE)
    # the end of an answer: nothing more comes for longer than any of its rests
    last = [dump.count("on"), time.monotonic()]

    def over():
        if dump.count("on") != last[0]:
            last[:] = dump.count("on"), time.monotonic()
        return time.monotonic() - last[1] > 6 and not dump.sounding()

    ended = until(over, PATIENCE, PAUSE)
    verdict(
        name, answered and ended,
        "%d notes of an answer, %d hanging %s" % (dump.count("on") - before, len(dump.sounding()), said)
    )


def is_killed_in_mid_answer(dump):
    pid, held, killed = process(), [], time.monotonic()
    while not held:
        plays_a_call()
        if not until(dump.sounding, PATIENCE):
            break
        os.kill(pid, signal.SIGKILL)
        killed = time.monotonic()
        time.sleep(0.1)  # what is still on its way to the witness
        held = dump.sounding()
        if not held:  # between two notes
            until(lambda: process() not in (0, pid) and runs(), PATIENCE, PAUSE)
            pid = process()
    silent = until(lambda: not dump.sounding(), PATIENCE, PAUSE)
    silent_seconds = time.monotonic() - killed
    back = until(lambda: process() not in (0, pid) and runs(), PATIENCE, PAUSE) and until(page, PATIENCE, PAUSE)
    seconds = time.monotonic() - killed
    verdict("silenced", held and silent, "%d sounded when it was killed, ended after %.1f s" % (len(held), silent_seconds))
    verdict("back", back, "its page answers %.1f s after the kill" % seconds)


def goes_without_trace():
    pid = process()
    said = run("dpkg", "-P", "antiphon")
    left = [path for path in ("/usr/lib/antiphon", "/etc/antiphon", "/var/lib/antiphon") if os.path.exists(path)]
    good = not left and not os.path.exists("/proc/%d" % pid) and "Antiphon" not in run("aconnect", "-l")
    verdict("gone", good, "left %s %s" % (left, said.splitlines()[-1:]))


midi_file(CALL, [60, 64, 67, 72, 71, 67, 64, 60], gap_ticks=25, length_ticks=100)
witness = Dump()
if has_booted():
    has_its_rights()
    is_answered(witness, "answers")
    is_killed_in_mid_answer(witness)
    is_answered(witness, "answers_again")
    goes_without_trace()
print(run("journalctl", "-u", "antiphon", "-o", "short-monotonic", "--no-pager"))
print("SYSTEM_TEST_ENDS", flush=True)
