package antiphon.midi.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What holds for {@link StreamParser} and {@link HeldKeys} whatever the stream. */
public final class StreamParserLaw {
  private StreamParserLaw() {}

  /**
   * Each message is whole, and is what a textbook reads; cutting the stream changes nothing; after
   * a release nothing sounds.
   */
  public static void check(byte[] stream) {
    TextbookStream textbook = new TextbookStream(stream);
    assertReads(textbook, stream, new Random(stream.length));
    boolean[] sounds = new boolean[16 * 128];
    HeldKeys held = new HeldKeys();
    for (int message : textbook.messages()) {
      assertTrue(MidiMessages.length(MidiMessages.status(message)) > 0, "a whole message");
      held.pass(message);
      hear(sounds, message);
    }
    held.release((message, timeNs) -> hear(sounds, message), 0);
    for (boolean sound : sounds) {
      assertFalse(sound, "a hanging note");
    }
  }

  static void assertReads(TextbookStream textbook, byte[] stream, Random random) {
    long[] counts = new long[PortCount.values().length];
    StreamParser parser = new StreamParser((what, count) -> counts[what.ordinal()] += count);
    List<Integer> said = new ArrayList<>();
    int from = 0;
    while (from < stream.length) {
      int length = Math.min(stream.length - from, 1 + random.nextInt(5));
      parser.parse(stream, from, length, from, (message, timeNs) -> said.add(message));
      from += length;
    }
    assertEquals(textbook.messages(), said);
    assertEquals(textbook.malformed, counts[PortCount.MALFORMED.ordinal()], "malformed");
    assertEquals(textbook.exclusive, counts[PortCount.SYSTEM_EXCLUSIVE.ordinal()], "exclusive");
  }

  private static void hear(boolean[] sounds, int message) {
    int channel = MidiMessages.channel(message);
    int data1 = MidiMessages.data1(message);
    if (MidiMessages.isNoteOn(message)) {
      sounds[channel * 128 + data1] = true;
    } else if (MidiMessages.isNoteOff(message)) {
      sounds[channel * 128 + data1] = false;
    } else if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE
        && MidiMessages.endsAllNotes(data1)) {
      for (int pitch = 0; pitch < 128; pitch++) {
        sounds[channel * 128 + pitch] = false;
      }
    }
  }
}
