"""A performer for tests: a JACK MIDI port made by python-rtmidi, and a desk that speaks OSC by
python-liblo, told what to do by lines on standard input.

Lines:
  midi BYTE BYTE [BYTE]      sends a message, in hexadecimal
  tune on|off                plays a tune over and over, on channel 16
  osc ADDRESS [VALUE...]     sends numbers and texts
  flood SECONDS CONTROLLER ADDRESS VALUE
                             sends 10,000 positions of a controller of channel 16 and as many
                             values of a parameter in each second, the last of them 64 and VALUE

Writes "ready", "done LINE" after each, and "told ADDRESS VALUE" for whatever it is told by OSC.
"""
import sys
import threading
import time

import liblo
import rtmidi

RATE = 10_000
BATCH = 50
CHANNEL = 0x0F
TUNE = (67, 69, 71, 72, 74, 72, 71, 69)
NOTE_SECONDS = 0.15

antiphon = liblo.Address("127.0.0.1", int(sys.argv[1]))
keyboard = rtmidi.MidiOut(rtapi=rtmidi.API_UNIX_JACK, name="performer")
keyboard.open_virtual_port("out")
playing = threading.Event()


def say(*words):
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def value(word):
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            pass
    return word


def play_tune():
    while playing.is_set():
        for pitch in TUNE:
            keyboard.send_message([0x90 | CHANNEL, pitch, 80])
            time.sleep(NOTE_SECONDS)
            keyboard.send_message([0x80 | CHANNEL, pitch, 0])


def flood(seconds, controller, address, last):
    count = seconds * RATE
    begin = time.monotonic()
    for i in range(count):
        final = i == count - 1
        position = 64 if final else i % 128
        keyboard.send_message([0xB0 | CHANNEL, controller, position])
        desk.send(antiphon, address, last if final else last * (i % 100) / 100)
        if i % BATCH == 0:
            time.sleep(max(0, begin + i / RATE - time.monotonic()))
    say("flooded", round(count / (time.monotonic() - begin)), "a second")


desk = liblo.ServerThread()
desk.add_method(None, None, lambda address, values: say("told", address, *values))
desk.start()
say("ready")
tune = None
for line in sys.stdin:
    words = line.split()
    if words[0] == "midi":
        keyboard.send_message([int(word, 16) for word in words[1:]])
    elif words[0] == "tune" and words[1] == "on":
        playing.set()
        tune = threading.Thread(target=play_tune)
        tune.start()
    elif words[0] == "tune":
        playing.clear()
        tune.join()
    elif words[0] == "osc":
        desk.send(antiphon, words[1], *[value(word) for word in words[2:]])
    elif words[0] == "flood":
        flood(int(words[1]), int(words[2]), words[3], float(words[4]))
    say("done", line.strip())
