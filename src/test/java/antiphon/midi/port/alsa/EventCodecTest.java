package antiphon.midi.port.alsa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.midi.port.MidiMessages;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventCodecTest {
  private static final int[] STATUSES = {
    0x80, 0x90, 0xA0, 0xB0, 0xC0, 0xD0, 0xE0, 0xF1, 0xF2, 0xF3, 0xF6, 0xF8, 0xFA, 0xFB, 0xFC, 0xFE,
    0xFF
  };

  private final ByteBuffer event = record();
  private final List<Integer> heard = new ArrayList<>();

  @Test
  void shouldReadWhatItHasWritten() {
    Seeded.forSeeds(20, this::roundTrip);
  }

  private void roundTrip(Random random) {
    for (int i = 0; i < 2_000; i++) {
      int status = STATUSES[random.nextInt(STATUSES.length)];
      if (status < 0xF0) {
        status |= random.nextInt(16);
      }
      int length = MidiMessages.length(status);
      int message =
          MidiMessages.pack(
              status, length > 1 ? random.nextInt(128) : 0, length > 2 ? random.nextInt(128) : 0);
      random.nextBytes(event.array()); // nothing of before may shine through
      assertTrue(EventWriter.write(MidiMessages.atPort(message, random.nextInt(8)), event));
      assertEquals(EventReader.Kind.MESSAGE, read());
      assertEquals(List.of(message), heard, () -> Integer.toHexString(message));
      assertEquals(1, EventReader.cells(event, 0));
    }
  }

  @Test
  void shouldHaveTheKernelsLayout() {
    EventWriter.write(MidiMessages.noteOn(3, 60, 100), event);
    EventWriter.schedule(event, 2, 5_000_000_007L);
    EventWriter.address(event, 1, Sequencer.address(20, 4));
    assertEquals(6, event.get(0)); // SNDRV_SEQ_EVENT_NOTEON
    assertEquals(1, event.get(1)); // real time, absolute, of fixed length
    assertEquals(2, event.get(3));
    assertEquals(5, event.getInt(4));
    assertEquals(7, event.getInt(8));
    assertEquals(1, event.get(13));
    assertEquals(20, event.get(14));
    assertEquals(4, event.get(15));
    assertEquals(3, event.get(16));
    assertEquals(60, event.get(17));
    assertEquals(100, event.get(18));
    EventWriter.write(MidiMessages.pack(0xE1, 0, 0), event);
    assertEquals(13, event.get(0)); // SNDRV_SEQ_EVENT_PITCHBEND, around 0
    assertEquals(1, event.get(16));
    assertEquals(-8192, event.getInt(24));
    EventWriter.write(MidiMessages.controlChange(0, 64, 127), event);
    assertEquals(10, event.get(0)); // SNDRV_SEQ_EVENT_CONTROLLER
    assertEquals(64, event.getInt(20));
    assertEquals(127, event.getInt(24));
    EventWriter.address(event, 0, EventWriter.EVERYBODY);
    assertEquals((byte) 254, event.get(14)); // SNDRV_SEQ_ADDRESS_SUBSCRIBERS
    assertEquals((byte) 253, event.get(15)); // SNDRV_SEQ_ADDRESS_UNKNOWN
  }

  @Test
  void shouldRefuseToWriteWhatTheSequencerHasNoEventFor() {
    for (int status : new int[] {0xF0, 0xF4, 0xF5, 0xF7, 0xF9, 0xFD, 0x40}) {
      assertFalse(EventWriter.write(status, event), Integer.toHexString(status));
    }
  }

  @Test
  void shouldReadTimeWithoutSigns() {
    event.putInt(Sequencer.AT_SECONDS, -1).putInt(Sequencer.AT_NANOSECONDS, 999_999_999);
    assertEquals(0xffff_ffffL * 1_000_000_000 + 999_999_999, EventReader.queueNs(event, 0));
  }

  @Test
  void shouldReadParametersOfFourteenBitsAsControllers() {
    put(Sequencer.CONTROLLER_14, 2, 1, 0x1234);
    assertEquals(EventReader.Kind.MESSAGE, read());
    assertEquals(
        List.of(MidiMessages.controlChange(2, 1, 0x24), MidiMessages.controlChange(2, 33, 0x34)),
        heard);
    put(Sequencer.REGISTERED_PARAMETER, 2, 1, 0x1234);
    assertEquals(EventReader.Kind.MESSAGE, read());
    assertEquals(
        List.of(
            MidiMessages.controlChange(2, 101, 0),
            MidiMessages.controlChange(2, 100, 1),
            MidiMessages.controlChange(2, 6, 0x24),
            MidiMessages.controlChange(2, 38, 0x34)),
        heard);
  }

  @Test
  void shouldNoticeWhatMidiDoesNotHave() {
    EventWriter.write(MidiMessages.noteOn(0, 60, 1), event);
    event.put(Sequencer.AT_CHANNEL, (byte) 16);
    assertEquals(EventReader.Kind.MALFORMED, read());
    EventWriter.write(MidiMessages.noteOff(0, 60), event);
    event.put(Sequencer.AT_KEY, (byte) 128);
    assertEquals(EventReader.Kind.MALFORMED, read());
    put(Sequencer.CONTROLLER, 0, 128, 5);
    assertEquals(EventReader.Kind.MALFORMED, read());
    put(Sequencer.CONTROLLER_14, 0, 32, 5);
    assertEquals(EventReader.Kind.MALFORMED, read());
    put(Sequencer.PROGRAM_CHANGE, 0, 0, -1);
    assertEquals(EventReader.Kind.MALFORMED, read());
    put(Sequencer.SYSTEM_EXCLUSIVE, 0, 0, 0);
    assertEquals(EventReader.Kind.SYSTEM_EXCLUSIVE, read());
    put(23, 0, 0, 0); // SNDRV_SEQ_EVENT_TIMESIGN
    assertEquals(EventReader.Kind.OTHER, read());
    assertEquals(List.of(), heard);
  }

  @Test
  void shouldBringValuesWithinBounds() {
    put(Sequencer.PITCH_BEND, 0, 0, Integer.MAX_VALUE);
    read();
    assertEquals(List.of(MidiMessages.pack(0xE0, 127, 127)), heard);
    put(Sequencer.PITCH_BEND, 0, 0, Integer.MIN_VALUE);
    read();
    assertEquals(List.of(MidiMessages.pack(0xE0, 0, 0)), heard);
    put(Sequencer.CONTROLLER, 0, 7, 300);
    read();
    assertEquals(List.of(MidiMessages.controlChange(0, 7, 127)), heard);
  }

  @Test
  void shouldCountTheCellsOfDataThatFollow() {
    put(Sequencer.SYSTEM_EXCLUSIVE, 0, 0, 0);
    event.put(Sequencer.AT_FLAGS, (byte) Sequencer.LENGTH_VARIABLE);
    for (int[] lengthAndCells : new int[][] {{0, 1}, {1, 2}, {28, 2}, {29, 3}, {280, 11}}) {
      event.putInt(Sequencer.AT_LENGTH, lengthAndCells[0]);
      assertEquals(lengthAndCells[1], EventReader.cells(event, 0));
    }
    event.putInt(Sequencer.AT_LENGTH, -1);
    assertTrue(EventReader.cells(event, 0) > 1_000_000);
  }

  private EventReader.Kind read() {
    heard.clear();
    return EventReader.read(event, 0, (message, timeNs) -> heard.add(message), 0);
  }

  private void put(int type, int channel, int parameter, int value) {
    event.putInt(0, 0).putInt(Sequencer.AT_DATA, 0);
    event.put(Sequencer.AT_TYPE, (byte) type).put(Sequencer.AT_CHANNEL, (byte) channel);
    event.putInt(Sequencer.AT_PARAMETER, parameter).putInt(Sequencer.AT_VALUE, value);
  }

  static ByteBuffer record() {
    return ByteBuffer.allocate(Sequencer.EVENT_BYTES).order(ByteOrder.nativeOrder());
  }
}
