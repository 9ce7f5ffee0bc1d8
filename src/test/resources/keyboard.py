"""A keyboard for tests: a JACK MIDI port made by python-rtmidi, played by lines on standard input.

Lines: "note PITCH MILLISECONDS" plays one note, "storm SEED" keys and pedals until the next line, "quit" ends.
"""
import random
import select
import sys
import time

import rtmidi

out = rtmidi.MidiOut(rtapi=rtmidi.API_UNIX_JACK, name="keyboard")
out.open_virtual_port("out")
print("ready", flush=True)


def storm(seed):
    draw = random.Random(seed)
    down = set()
    while not select.select([sys.stdin], [], [], 0.01)[0]:
        kind = draw.randrange(20)
        channel = draw.randrange(3)
        if kind == 0:
            out.send_message([0xB0 | channel, 64, draw.choice([0, 127])])
        elif kind < 10 or not down:
            key = (channel, draw.randrange(40, 80))
            if key not in down:
                down.add(key)
                out.send_message([0x90 | channel, key[1], draw.randrange(1, 128)])
        else:
            key = draw.choice(sorted(down))
            down.remove(key)
            out.send_message([0x80 | key[0], key[1], 0])
    print("stormed", seed, flush=True)


for line in iter(sys.stdin.readline, ""):
    words = line.split()
    if words[0] == "quit":
        break
    if words[0] == "storm":
        storm(int(words[1]))
        continue
    if words[0] == "stop":
        continue
    pitch, milliseconds = int(words[1]), int(words[2])
    out.send_message([0x90, pitch, 90])
    time.sleep(milliseconds / 1000)
    out.send_message([0x80, pitch, 0])
    print("played", pitch, flush=True)
out.close_port()
