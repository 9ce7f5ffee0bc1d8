"""Gives back by one JACK port whatever comes in by another, both made by python-rtmidi.

Writes "ready", and ends with its standard input.
"""
import sys

import rtmidi

back = rtmidi.MidiOut(rtapi=rtmidi.API_UNIX_JACK, name="back")
back.open_virtual_port("out")
there = rtmidi.MidiIn(rtapi=rtmidi.API_UNIX_JACK, name="there")
there.open_virtual_port("in")
there.set_callback(lambda event, data: back.send_message(event[0]))
print("ready", flush=True)
sys.stdin.read()
