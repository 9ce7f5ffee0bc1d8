package antiphon.midi.port.rtp;

import antiphon.midi.port.MidiMessages;

/**
 * Writes a MIDI command section (RFC 6295, section 3): delta times, running status, and system
 * exclusive messages whole or in segments. Used again for each packet; never allocates.
 */
final class CommandWriter {
  /** What a message takes at most: its delta time, status and data. */
  static final int MAX_MESSAGE_OCTETS = 7;

  private static final int SHORT_LENGTH = 15;
  private static final int MAX_LENGTH = 4095;

  private final byte[] list;
  private int length;
  private int runningStatus;
  private int lastTicks;
  private boolean firstHasDelta;

  /**
   * @param capacity octets of the list at most
   */
  CommandWriter(int capacity) {
    list = new byte[Math.min(capacity, MAX_LENGTH)];
  }

  /** Begins anew, at the RTP timestamp of the packet. */
  void begin(int timestamp) {
    length = 0;
    runningStatus = 0;
    lastTicks = timestamp;
    firstHasDelta = false;
  }

  /** Whether one more message surely fits. */
  boolean hasRoom() {
    return list.length - length >= MAX_MESSAGE_OCTETS;
  }

  /**
   * Adds a message; only when it {@linkplain #hasRoom has room}.
   *
   * @param ticks when it is to sound; not before the message ahead of it
   */
  void message(int message, int ticks) {
    delta(ticks);
    int status = MidiMessages.status(message);
    int octets = MidiMessages.length(status);
    if (status != runningStatus) {
      list[length++] = (byte) status;
    }
    if (status < 0xF8) {
      runningStatus = status < MidiMessages.SYSTEM ? status : 0;
    }
    if (octets > 1) {
      list[length++] = (byte) MidiMessages.data1(message);
    }
    if (octets > 2) {
      list[length++] = (byte) MidiMessages.data2(message);
    }
  }

  /**
   * Adds a system exclusive message, or as much of it as fits; the rest belongs in the packets that
   * follow.
   *
   * @param data without the status octets around it
   * @param from the first octet that has not been written yet; 0 at first
   * @return the first octet that has not been written now; {@code data.length + 1} when it is done
   */
  int systemExclusive(byte[] data, int from, int ticks) {
    int room = list.length - length - 4 - 2;
    int count = Math.min(data.length - from, room);
    boolean first = from == 0;
    boolean last = from + count == data.length;
    if (room < 0 || count < 1 && !last) {
      return from;
    }
    delta(ticks);
    runningStatus = 0;
    list[length++] = (byte) (first ? 0xF0 : 0xF7);
    System.arraycopy(data, from, list, length, count);
    length += count;
    list[length++] = (byte) (last ? 0xF7 : 0xF0);
    return last ? data.length + 1 : from + count;
  }

  /** Declares void what has been written of a system exclusive message. */
  void cancelSystemExclusive(int ticks) {
    delta(ticks);
    runningStatus = 0;
    list[length++] = (byte) 0xF7;
    list[length++] = (byte) 0xF4;
  }

  private void delta(int ticks) {
    int delta = Math.max(0, ticks - lastTicks);
    if (length > 0 || delta > 0) {
      firstHasDelta |= length == 0;
      for (int shift = 21; shift > 0; shift -= 7) {
        if (delta >> shift != 0) {
          list[length++] = (byte) (0x80 | delta >> shift);
        }
      }
      list[length++] = (byte) (delta & 0x7f);
      lastTicks += delta;
    }
  }

  /**
   * Writes the section: header and list.
   *
   * @return where it ends
   */
  int write(byte[] octets, int at, boolean journal) {
    int flags = (journal ? 0x40 : 0) | (firstHasDelta ? 0x20 : 0);
    int listAt = at + 1;
    if (length <= SHORT_LENGTH) {
      octets[at] = (byte) (flags | length);
    } else {
      octets[at] = (byte) (0x80 | flags | length >> 8);
      octets[listAt++] = (byte) length;
    }
    System.arraycopy(list, 0, octets, listAt, length);
    return listAt + length;
  }
}
