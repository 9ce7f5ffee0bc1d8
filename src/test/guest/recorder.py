"""A program with a MIDI input, made by python-rtmidi: prints what it hears, a line a message."""
import sys
import time

import rtmidi

inlet = rtmidi.MidiIn(rtapi=rtmidi.API_LINUX_ALSA, name=sys.argv[1])
inlet.set_callback(lambda event, data: print(*event[0], flush=True))
inlet.open_virtual_port("in")
print("ready", flush=True)
while True:
    time.sleep(60)
