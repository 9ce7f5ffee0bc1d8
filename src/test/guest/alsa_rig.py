"""Plays with the built daemon through a real ALSA sequencer, with clients written by others: aconnect, aplaymidi,
aseqdump, python-rtmidi, and the kernel's virtual MIDI devices, which are unplugged and plugged in again.

Prints a line "VERDICT name ok|failed: what was seen" for each promise; exit code 0 when all were looked at.
"""
import os
import re
import signal
import sys
import time

import rtmidi
from witness import Dump, Program, midi_file, run, until, verdict

DISTRIBUTION = os.environ["DISTRIBUTION"]
RECIPES = os.environ["RECIPES"]
CONFIG = "/mnt/antiphon.toml"


class Antiphon(Program):
    def __init__(self, config, *options):
        with open(CONFIG, "w") as file:
            file.write('engine = "plain"\n' + config)  # the emulated processor has no vectors
        super().__init__(
            DISTRIBUTION + "/bin/antiphon", "run", "-c", CONFIG, "--midi", "alsa", "--model", "pocket", "--web", "off",
            "--seed", "7", *options,
            ANTIPHON_JAVA_OPTS="-XX:TieredStopAtLevel=1",  # compiling twice costs more than it gains here
        )
        if not until(lambda: self.said("ready in"), 180):
            sys.exit("the daemon does not start: %s" % self.lines)


def connections(client, port):
    """Who a port plays to, as the kernel lists it: [(client, port)]."""
    found, here = [], False
    with open("/proc/asound/seq/clients") as file:
        for line in file:
            if line.startswith("Client"):
                here = '"%s"' % client in line
                inside = False
            elif line.startswith("  Port"):
                inside = here and '"%s"' % port in line
            elif here and inside and "Connecting To" in line:
                found += re.findall(r"(\d+):(\d+)", line)
    return found


def client_number(name):
    with open("/proc/asound/seq/clients") as file:
        match = re.search(r'Client\s+(\d+) : "%s"' % re.escape(name), file.read())
    return match[1] if match else None


def refused_by_the_kernel(client):
    """How many events found no room with a client."""
    with open("/proc/asound/seq/clients") as file:
        text = re.split(r'Client\s+\d+ : "%s"' % client, file.read())[1]
    pool = re.split(r"\nClient", text)[0].split("Input pool")[1]
    return int(re.search(r"Alloc failures\s+: (\d+)", pool)[1])


def opened(device, name):
    ports = device.get_ports()
    for number, port in enumerate(ports):
        if name in port:
            device.open_port(number, "port")
            return device
    sys.exit("no port '%s' among %s" % (name, ports))


def ports_are_listed():
    listed = run("aconnect", "-l")
    wanted = ["'Antiphon' [type=user", "'Antiphon In", "'Antiphon Out", "'Antiphon synth"]
    wired = connections("Virtual Raw MIDI 0-0", "VirMIDI 0-0"), connections("Antiphon", "Antiphon synth")
    good = all(word in listed for word in wanted) and [port for _, port in wired[0]] == ["0"] and len(wired[1]) == 1
    verdict("listed", good, "%s %s" % ([word for word in wanted if word not in listed], wired))


def plays_a_file(dump):
    midi_file("/mnt/notes.mid", [36 + number % 60 for number in range(100)])
    before = dump.count("on"), dump.count("off")
    said = run("aplaymidi", "-p", "Antiphon:0", "/mnt/notes.mid")
    until(lambda: dump.count("off") - before[1] >= 100, 20)
    heard = dump.count("on") - before[0], dump.count("off") - before[1]
    verdict("aplaymidi", heard == (100, 100) and not dump.sounding(), "%s %s" % (heard, said))


def gives_every_note_back():
    count, heard, sent = 600, [], []
    inlet = rtmidi.MidiIn(rtapi=rtmidi.API_LINUX_ALSA, name="tester in", queue_size_limit=8192)
    opened(inlet, "Antiphon Out")
    inlet.set_callback(lambda event, data: heard.append(event[0]))
    outlet = opened(rtmidi.MidiOut(rtapi=rtmidi.API_LINUX_ALSA, name="tester out"), "Antiphon In")
    time.sleep(0.2)
    for number in range(count):
        channel, pitch, velocity = number % 16, 1 + number % 126, 1 + number // 126
        for message in ([0x90 | channel, pitch, velocity], [0x80 | channel, pitch, 0]):
            outlet.send_message(message)
            sent.append(message)
        time.sleep(0.002)
    until(lambda: len(heard) >= len(sent), 30)
    time.sleep(0.3)  # more than was sent would be as wrong
    in_place = sum(1 for a, b in zip(sent, heard) if a == b)
    verdict("echo", in_place == len(heard) == 2 * count, "%d sent, %d back, %d in place" % (2 * count, len(heard), in_place))
    inlet.close_port()
    outlet.close_port()
    inlet.delete()
    outlet.delete()


def plug_in():
    run("insmod", "/run/modules/snd-virmidi.ko", "midi_devs=2")


def unplug():
    """As when a cable falls out: the device goes, whoever uses it; then its driver."""
    with open("/sys/bus/platform/drivers/snd_virmidi/unbind", "w") as file:
        file.write("snd_virmidi.0")
    return run("rmmod", "snd_virmidi")


def survives_unplugging(antiphon, dump):
    cable_in = os.open("/dev/snd/midiC0D0", os.O_WRONLY)
    os.write(cable_in, bytes([0x90, 60, 100]))
    came = until(lambda: (0, 60) in dump.sounding(), 20)
    os.close(cable_in)  # the last that is heard of this key
    still = dump.sounding()
    said = unplug()
    ended = until(lambda: not dump.sounding(), 20)
    verdict("source_gone", came and ended and not said, "came %s, held %s, ended %s %s" % (came, still, ended, said))
    time.sleep(2)
    plug_in()
    wired, starved, last = False, 0.0, time.monotonic()
    back = None
    while not wired and (back is None or time.monotonic() - back < 30):
        time.sleep(0.01)
        now = time.monotonic()
        starved += max(0, now - last - 0.03)  # when not even this loop was let run
        last = now
        if back is None:
            starved = 0.0
            if client_number("Virtual Raw MIDI 0-1"):
                back = now
        wired = bool(connections("Virtual Raw MIDI 0-0", "VirMIDI 0-0") and connections("Antiphon", "Antiphon synth"))
    took = time.monotonic() - back
    cable_in = os.open("/dev/snd/midiC0D0", os.O_WRONLY)
    cable_out = os.open("/dev/snd/midiC0D1", os.O_RDONLY | os.O_NONBLOCK)
    played = [0x90, 62, 100, 0x80, 62, 0]
    bytes_back = []

    def heard_at_the_end():
        try:
            bytes_back.extend(os.read(cable_out, 64))
        except BlockingIOError:
            pass
        return bytes_back[-6:] == played

    heard_at_the_end()  # the device listens from the first reading on
    os.write(cable_in, bytes(played))
    until(heard_at_the_end, 20)
    # before that, ends that it may have missed; nothing, if they were said before it was opened here
    ends_first = all(byte < 0x90 for byte in bytes_back[:-6])
    os.close(cable_in)
    os.close(cable_out)
    verdict(
        "plugged_in_again",
        wired and took - starved <= 1.0 and bytes_back[-6:] == played and ends_first,
        "wired %s after %.3f s (%.3f s of them without processor), heard %s" % (wired, took, starved, bytes_back),
    )
    lines = {}
    for port in ("VirMIDI 0-0", "VirMIDI 0-1"):
        lines[port] = len(antiphon.said(port + ": unplugged.*playing on")), len(antiphon.said(port + ": back again"))
    ons, offs = dump.count("on"), dump.count("off")
    verdict("said_once", set(lines.values()) == {(1, 1)}, str(lines))
    verdict("balanced", ons == offs and not dump.sounding(), "%d on, %d off, sounding %s" % (ons, offs, dump.sounding()))


def finds_a_program_again(antiphon, dump):
    keyboard = opened(rtmidi.MidiOut(rtapi=rtmidi.API_LINUX_ALSA, name="tester out"), "Antiphon In")
    recorder = Program("/usr/bin/python3", RECIPES + "/recorder.py", "recorder")
    until(lambda: recorder.said("ready"))
    first = client_number("recorder")
    connected = run("aconnect", "Antiphon:1", "recorder:0")
    keyboard.send_message([0x90, 70, 100])
    came = until(lambda: recorder.said("^144 70 100"), 20)
    recorder.end(signal.SIGKILL)
    gone = until(lambda: antiphon.said("recorder:in: unplugged"), 20)
    keyboard.send_message([0x80, 70, 0])  # the recorder cannot hear it
    until(lambda: not dump.sounding(), 20)
    placeholder = Program("/usr/bin/python3", RECIPES + "/recorder.py", "placeholder")
    until(lambda: placeholder.said("ready"))
    recorder = Program("/usr/bin/python3", RECIPES + "/recorder.py", "recorder")
    ended = until(lambda: recorder.said("^128 70 "), 20)
    keyboard.send_message([0x90, 71, 100])
    keyboard.send_message([0x80, 71, 0])
    heard = until(lambda: recorder.said("^128 71 "), 20)
    second = client_number("recorder")
    time.sleep(0.5)
    sounds = [line for line in recorder.lines if line != "ready"]
    once = len(antiphon.said("recorder:in: unplugged")), len(antiphon.said("recorder:in: back again"))
    verdict(
        "by_hand",
        came and gone and ended and heard and first != second and once == (1, 1)
        and sum(line.startswith("144") for line in sounds) == 1,
        "client %s, then %s: %s; lines %s %s" % (first, second, sounds, once, connected),
    )
    run("aconnect", "-r", "0", "Antiphon:1", "recorder:0")  # another subscription to the kernel, the same to us
    time.sleep(0.5)
    keyboard.send_message([0x90, 72, 100])
    keyboard.send_message([0x80, 72, 0])
    until(lambda: recorder.said("^128 72 "), 20)
    time.sleep(0.5)
    heard = recorder.said("^144 72 ")
    wires = [wire for wire in connections("Antiphon", "Antiphon Out") if wire[0] == second]
    verdict("no_double", len(heard) == 1 and len(wires) == 1, "%s %s" % (heard, wires))
    selfish = []
    for _ in range(2):  # connects itself, also when we would do it for it
        guest = Dump("Antiphon:1")
        selfish.append(guest.said("Waiting for data") and not guest.said("annot"))
        guest.end(signal.SIGKILL)
        until(lambda: len(connections("Antiphon", "Antiphon Out")) == 2, 20)
    verdict("self_service", all(selfish), str(selfish))
    run("aconnect", "-d", "Antiphon:1", "recorder:0")  # by hand: not to be made again
    time.sleep(1.5)
    recorder.end(signal.SIGKILL)
    recorder = Program("/usr/bin/python3", RECIPES + "/recorder.py", "recorder")
    until(lambda: recorder.said("ready"))
    time.sleep(1.5)
    again = [wire for wire in connections("Antiphon", "Antiphon Out") if wire[0] == client_number("recorder")]
    verdict("forgotten", not again, str(again))
    recorder.end(signal.SIGKILL)
    placeholder.end(signal.SIGKILL)
    return keyboard


def survives_an_overrun(antiphon, dump, keyboard):
    """Stands still until the kernel has no more room for what comes in: the end of a note is lost, too."""
    keyboard.send_message([0x90, 90, 100])
    held = until(lambda: (0, 90) in dump.sounding(), 20)
    antiphon.process.send_signal(signal.SIGSTOP)
    for number in range(2300):
        keyboard.send_message([0xB0, 1, number % 128])
    keyboard.send_message([0x80, 90, 0])
    refused = refused_by_the_kernel("Antiphon")
    antiphon.process.send_signal(signal.SIGCONT)
    ended = until(lambda: not dump.sounding(), 20)
    keyboard.send_message([0x90, 91, 100])
    keyboard.send_message([0x80, 91, 0])
    heard = until(lambda: ("off", 0, 91, 0) in dump.notes(), 20)
    verdict(
        "overrun", refused > 0 and held and ended and heard,
        "%d without room, held %s, ended %s, plays on %s" % (refused, held, ended, heard)
    )


def ends_all_on_sigterm(antiphon, dump, keyboard):
    keyboard.send_message([0x90, 80, 100])
    held = until(lambda: dump.sounding(), 20)
    code = antiphon.end()
    silent = until(lambda: not dump.sounding(), 20)
    verdict("sigterm", held and silent and code == 143, "held %s, silent %s, code %d" % (held, silent, code))
    verdict("no_trace", not antiphon.said(r"^\s+at |Exception"), str(antiphon.said(r"^\s+at |Exception")[:5]))


def answers_and_ends_its_answer():
    antiphon = Antiphon("", "--mode", "solo", "--tempo", "240")
    dump = Dump("Antiphon:1")
    plays = until(lambda: dump.count("on") > 6)
    until(lambda: dump.sounding(), 20)
    code = antiphon.end()
    silent = until(lambda: not dump.sounding(), 20)
    verdict("answer", plays and silent and code == 143, "%d on, sounding %s, code %d" % (dump.count("on"), dump.sounding(), code))


def all_of_it():
    antiphon = Antiphon(
        '[play]\nthru = true\n[midi]\nin = ["VirMIDI 0-0"]\n[midi.ports.synth]\nout = "VirMIDI 0-1"\n', "--mode", "listen"
    )
    try:
        dump = Dump("Antiphon:1")
        ports_are_listed()
        plays_a_file(dump)
        gives_every_note_back()
        survives_unplugging(antiphon, dump)
        keyboard = finds_a_program_again(antiphon, dump)
        survives_an_overrun(antiphon, dump, keyboard)
        ends_all_on_sigterm(antiphon, dump, keyboard)
        dump.end(signal.SIGKILL)
    finally:
        print("\n".join("daemon: " + line for line in antiphon.lines), flush=True)
    answers_and_ends_its_answer()


all_of_it()
