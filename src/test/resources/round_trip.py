"""Plays notes out of one JACK port and hears them come back by another, both made by python-rtmidi.

Writes "ready", and for a line with a number plays so many notes and says how many messages came
back, and whether they are those that were sent, in their order.
"""
import sys
import time

import rtmidi

out = rtmidi.MidiOut(rtapi=rtmidi.API_UNIX_JACK, name="there")
out.open_virtual_port("out")
back = rtmidi.MidiIn(rtapi=rtmidi.API_UNIX_JACK, name="back")
back.open_virtual_port("in")
print("ready", flush=True)
for line in sys.stdin:
    sent = []
    for note in range(int(line)):
        pitch = 1 + note % 120
        for message in ([0x90 + note % 16, pitch, 1 + note % 127], [0x80 + note % 16, pitch, 64]):
            out.send_message(message)
            sent.append(message)
            time.sleep(0.002)
    heard = []
    deadline = time.monotonic() + 5
    while len(heard) < len(sent) and time.monotonic() < deadline:
        event = back.get_message()
        if event:
            heard.append(event[0])
        else:
            time.sleep(0.005)
    print("heard", len(heard), "same" if heard == sent else "different", flush=True)
