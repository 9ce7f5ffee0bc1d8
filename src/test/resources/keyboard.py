"""A keyboard for tests: a JACK MIDI port made by python-rtmidi, played by lines on standard input.

Lines: "note PITCH MILLISECONDS" plays one note, "quit" ends.
"""
import sys
import time

import rtmidi

out = rtmidi.MidiOut(rtapi=rtmidi.API_UNIX_JACK, name="keyboard")
out.open_virtual_port("out")
print("ready", flush=True)
for line in sys.stdin:
    words = line.split()
    if words[0] == "quit":
        break
    pitch, milliseconds = int(words[1]), int(words[2])
    out.send_message([0x90, pitch, 90])
    time.sleep(milliseconds / 1000)
    out.send_message([0x80, pitch, 0])
    print("played", pitch, flush=True)
out.close_port()
