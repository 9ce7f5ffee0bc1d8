"""A keyboard for tests: a JACK MIDI port made by python-rtmidi, played by lines on standard input.

Lines: "note PITCH MILLISECONDS" plays one note, "storm SEED" keys and pedals until the next line, "perform SEED BPM"
phrases of two bars with two bars of silence after each until the next line, "flood SECONDS RATE SEED" so many messages
of all kinds a second, "lift" lets go of what storms and floods have left down, "quit" ends.
"""
import random
import select
import sys
import time

import rtmidi

out = rtmidi.MidiOut(rtapi=rtmidi.API_UNIX_JACK, name="keyboard")
out.open_virtual_port("out")
print("ready", flush=True)
left = set()


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
    left.update(down)
    print("stormed", seed, flush=True)


def perform(seed, bpm):
    """Walks through C major in sixteenths, some of them rests and some of them chords, with the pedal down or not."""
    draw = random.Random(seed)
    scale = [48 + 12 * octave + tone for octave in range(4) for tone in (0, 2, 4, 5, 7, 9, 11)]
    place = len(scale) // 2
    beat = time.monotonic()
    length = 15 / bpm

    def interrupted_until(moment):
        return select.select([sys.stdin], [], [], max(0, moment - time.monotonic()))[0]

    while True:
        pedal = draw.random() < 0.3
        if pedal:
            out.send_message([0xB0, 64, 127])
        for step in range(32):
            keys = []
            if draw.random() < 0.8:
                place = min(len(scale) - 5, max(0, place + draw.choice([-2, -1, -1, 0, 1, 1, 2])))
                keys = [scale[place], scale[place + 2], scale[place + 4]] if draw.random() < 0.2 else [scale[place]]
            for key in keys:
                out.send_message([0x90, key, draw.randrange(50, 110)])
            stop = interrupted_until(beat + length * (step + draw.uniform(0.4, 0.8)))
            for key in keys:
                out.send_message([0x80, key, 0])
            if stop or interrupted_until(beat + length * (step + 1)):
                break
        if pedal:
            out.send_message([0xB0, 64, 0])
        beat += 64 * length
        if interrupted_until(beat):
            break
    print("performed", seed, flush=True)


def flood(seconds, rate, seed):
    draw = random.Random(seed)
    begin = time.monotonic()
    for i in range(round(seconds * rate)):
        channel = draw.randrange(3)
        kind = draw.randrange(20)
        if kind < 14:
            key = (channel, draw.randrange(128))
            command = 0x80 if key in left else 0x90
            out.send_message([command | channel, key[1], 90])
            left.symmetric_difference_update([key])
        elif kind < 17:
            out.send_message([0xB0 | channel, draw.choice([1, 7, 64]), draw.choice([0, 127])])
        elif kind < 19:
            out.send_message([0xE0 | channel, draw.randrange(128), draw.randrange(128)])
        else:
            out.send_message([0xF0, 0x7D, *(draw.randrange(128) for _ in range(draw.randrange(40))), 0xF7])
        if i % 20 == 0:
            time.sleep(max(0, begin + i / rate - time.monotonic()))
    print("flooded", round(seconds * rate / (time.monotonic() - begin)), flush=True)


def lift():
    for channel in range(3):
        out.send_message([0xB0 | channel, 64, 0])
    for channel, pitch in sorted(left):
        out.send_message([0x80 | channel, pitch, 0])
        time.sleep(0.001)
    left.clear()
    print("lifted", flush=True)


for line in iter(sys.stdin.readline, ""):
    words = line.split()
    if words[0] == "quit":
        break
    if words[0] == "storm":
        storm(int(words[1]))
        continue
    if words[0] == "perform":
        perform(int(words[1]), float(words[2]))
        continue
    if words[0] == "stop":
        continue
    if words[0] == "flood":
        flood(float(words[1]), float(words[2]), int(words[3]))
        continue
    if words[0] == "lift":
        lift()
        continue
    pitch, milliseconds = int(words[1]), int(words[2])
    out.send_message([0x90, pitch, 90])
    time.sleep(milliseconds / 1000)
    out.send_message([0x80, pitch, 0])
    print("played", pitch, flush=True)
out.close_port()
