package antiphon.midi.port.alsa;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;

/**
 * The keys that sound by what has been sent by one of the own outputs, and those that were ended
 * just now: a destination that has gone may have missed those ends too, because its going is heard
 * of a little later. The sending thread passes, the port thread asks; no lock, and no allocation in
 * passing.
 */
final class SentKeys {
  private final HeldKeys held = new HeldKeys();

  /** What has been ended since the last turn of the page, and on the page before. */
  private final HeldKeys[] ended = {new HeldKeys(), new HeldKeys()};

  private volatile int page;

  /** A message has been sent. */
  void pass(int message) {
    if (MidiMessages.isNoteOff(message)) {
      ended[page].pass(
          MidiMessages.noteOn(MidiMessages.channel(message), MidiMessages.data1(message), 1));
    } else if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE
        && MidiMessages.data1(message) == MidiMessages.CONTROLLER_SUSTAIN
        && MidiMessages.data2(message) < MidiMessages.PEDAL_DOWN) {
      ended[page].pass(message | 0x7f0000);
    }
    held.pass(message);
  }

  /** Called some times a second: what was ended before the last call but one is long ended. */
  void turn() {
    int other = 1 - page;
    ended[other].clear();
    page = other;
  }

  /** All that a destination which has gone may still hold. */
  HeldKeys unsure() {
    HeldKeys all = sounding();
    for (HeldKeys some : ended) {
      HeldKeys copy = new HeldKeys();
      copy.copyFrom(some);
      copy.release((end, timeNs) -> all.pass(onset(end)), 0);
    }
    return all;
  }

  /** Takes out of an account what sounds now anyway, and will be ended for everybody. */
  void withoutPresent(HeldKeys account) {
    sounding().release((end, timeNs) -> account.pass(end), 0);
  }

  /** What sounds now, in an account of its own. */
  HeldKeys sounding() {
    HeldKeys copy = new HeldKeys();
    copy.copyFrom(held);
    return copy;
  }

  /** What an end is the end of. */
  private static int onset(int end) {
    return MidiMessages.isNoteOff(end)
        ? MidiMessages.noteOn(MidiMessages.channel(end), MidiMessages.data1(end), 1)
        : end | 0x7f0000;
  }
}
