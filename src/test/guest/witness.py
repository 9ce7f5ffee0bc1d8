"""What the trials in a guest have in common: verdicts, programs that run beside, and aseqdump as witness of what is heard."""
import os
import re
import signal
import subprocess
import threading
import time

PATIENCE = 60


def verdict(name, good, seen):
    print("VERDICT %s %s: %s" % (name, "ok" if good else "failed", seen), flush=True)


def until(condition, patience=PATIENCE, pause=0.02):
    """Whether a condition came true in time."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout


class Program:
    """A program that runs, and the lines that it has written."""

    def __init__(self, *command, **environment):
        self.lines = []
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
            env=dict(os.environ, **environment)
        )
        threading.Thread(target=self.collect, daemon=True).start()

    def collect(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def said(self, pattern):
        return [line for line in list(self.lines) if re.search(pattern, line)]

    def end(self, number=signal.SIGTERM, patience=PATIENCE):
        self.process.send_signal(number)
        return self.process.wait(patience)


class Dump(Program):
    """aseqdump, and what it has heard: (on or off, channel, note, velocity). Without a port, who plays to it has to connect."""

    LINE = re.compile(r"Note (on|off)\s+(\d+), note (\d+)(?:, velocity (\d+))?")

    def __init__(self, port=None):
        super().__init__("stdbuf", "-oL", "aseqdump", *(["-p", port] if port else []))
        until(lambda: self.said("Waiting for data|Source"))

    def notes(self):
        found = [self.LINE.search(line) for line in list(self.lines)]
        return [(m[1] if m[4] != "0" else "off", int(m[2]), int(m[3]), int(m[4] or 0)) for m in found if m]

    def count(self, kind):
        return sum(1 for note in self.notes() if note[0] == kind)

    def sounding(self):
        down = {}
        for kind, channel, note, velocity in self.notes():
            down[channel, note] = kind == "on"
        return [key for key in down if down[key]]


def midi_file(path, pitches, gap_ticks=0, length_ticks=10):
    """Notes one after the other; a tick is 2 ms, and less than 128 of them."""
    track = b"\x00\xff\x51\x03\x07\xa1\x20"
    for pitch in pitches:
        track += bytes([gap_ticks, 0x90, pitch, 100, length_ticks, 0x80, pitch, 0])
    track += b"\x00\xff\x2f\x00"
    with open(path, "wb") as file:
        file.write(b"MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\xfa" + b"MTrk" + len(track).to_bytes(4, "big") + track)
