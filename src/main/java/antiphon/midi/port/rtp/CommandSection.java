package antiphon.midi.port.rtp;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.rtp.CommandReceiver.Segment;

/**
 * Reads the MIDI list of a command section (RFC 6295, sections 3 to 3.2). Used again for each list;
 * never allocates. Not thread-safe.
 */
final class CommandSection {
  private static final int MAX_DELTA_OCTETS = 4;
  private static final int FIRST_REAL_TIME = 0xF8;

  private byte[] octets;
  private int at;
  private int to;
  private int runningStatus;
  private CommandReceiver receiver;

  /**
   * Hands on all commands up to the first that is malformed.
   *
   * @param firstHasDelta the Z bit of the section
   * @return whether the whole list is well-formed
   */
  boolean read(byte[] octets, int from, int to, boolean firstHasDelta, CommandReceiver receiver) {
    this.octets = octets;
    this.to = to;
    this.receiver = receiver;
    at = from;
    runningStatus = 0;
    int offsetTicks = 0;
    boolean delta = firstHasDelta;
    while (at < to) {
      if (delta) {
        int start = at;
        int deltaTicks = delta();
        if (at == start) {
          return false;
        }
        offsetTicks += deltaTicks;
      }
      delta = true;
      // a delta time without a command may end the list: nothing happens until then
      if (at < to && !command(offsetTicks)) {
        return false;
      }
    }
    return true;
  }

  /** One to four octets, seven bits each (figure 4); stays where it is when they are cut short. */
  private int delta() {
    int value = 0;
    for (int i = at; i < to && i < at + MAX_DELTA_OCTETS; i++) {
      value = value << 7 | octets[i] & 0x7f;
      if (octets[i] >= 0) {
        at = i + 1;
        return value;
      }
    }
    return 0;
  }

  private boolean command(int offsetTicks) {
    int status = Octets.u8(octets, at);
    if (status < 0x80) {
      status = runningStatus;
    } else {
      at++;
      if (status < FIRST_REAL_TIME) {
        runningStatus = status < MidiMessages.SYSTEM ? status : 0;
      }
    }
    int length = MidiMessages.length(status);
    if (length == 0) {
      return exclusive(status, offsetTicks);
    }
    if (status == 0xF4 || status == 0xF5) {
      return undefined();
    }
    int data = length - 1;
    if (to - at < data || data > 0 && octets[at] < 0 || data > 1 && octets[at + 1] < 0) {
      return false;
    }
    int message =
        MidiMessages.pack(status, data > 0 ? octets[at] : 0, data > 1 ? octets[at + 1] : 0);
    at += data;
    receiver.message(offsetTicks, message);
    return true;
  }

  private boolean exclusive(int head, int offsetTicks) {
    int from = at;
    skipData();
    if (at == to) {
      return false;
    }
    Segment segment = Segment.between(head, Octets.u8(octets, at));
    if (segment == null) {
      return false;
    }
    receiver.systemExclusive(offsetTicks, octets, from, at, segment);
    at++;
    return true;
  }

  /** Undefined system common commands are coded up to an 0xF7 (section 3.2). */
  private boolean undefined() {
    skipData();
    return at < to && Octets.u8(octets, at++) == 0xF7;
  }

  private void skipData() {
    while (at < to && octets[at] >= 0) {
      at++;
    }
  }
}
