package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Counters;
import antiphon.live.api.Parameter;
import antiphon.live.ring.OutRing;
import antiphon.live.ring.OutSlot;
import antiphon.live.ring.ParkingWaitStrategy;
import antiphon.midi.port.MidiMessages;
import com.lmax.disruptor.RingBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MouthTest {
  private static final long MS = 1_000_000;

  private final RingBuffer<OutSlot> ring =
      RingBuffer.createMultiProducer(OutSlot::new, 64, new ParkingWaitStrategy());
  private final Mouth mouth =
      new Mouth(new OutRing(ring, new ParkingWaitStrategy(), new Counters()), new DraftBoard());

  @BeforeEach
  void setDefaults() {
    for (Parameter parameter : Parameter.values()) {
      mouth.set(parameter, parameter.defaultValue());
    }
  }

  private OutSlot last() {
    return ring.get(ring.getCursor());
  }

  @Test
  void shouldEndANoteAfterItHasBegunWhereTheTempoHasRisenSince() {
    for (long beganNs : new long[] {2_000 * MS, Long.MAX_VALUE - MS / 2}) {
      mouth.noteOn(60, 80, beganNs, 0);
      mouth.noteOff(60, beganNs - 1_500 * MS, 10);
      assertTrue(MidiMessages.isNoteOff(last().message));
      assertTrue(last().deadlineNs - beganNs > 0, "an end before its onset leaves it hanging");
    }
  }

  @Test
  void shouldLeaveEveryOtherEndWhereItIs() {
    mouth.noteOn(60, 80, 100 * MS, 0);
    mouth.noteOff(60, 106 * MS, 10);
    assertEquals(106 * MS, last().deadlineNs);
  }

  @Test
  void shouldEndANoteAsItBegan() {
    mouth.noteOn(60, 80, 0, 0);
    mouth.set(Parameter.TRANSPOSE_OUT, 12);
    mouth.set(Parameter.CHANNEL, 5);
    mouth.noteOff(60, 100 * MS, 10);
    assertEquals(MidiMessages.noteOff(0, 60), last().message);
  }

  @Test
  void shouldKnowWhatIsStillOnItsWayUntilItIsCancelled() {
    assertFalse(mouth.hasMoreAfter(Long.MIN_VALUE), "nothing yet");
    long onNs = Long.MAX_VALUE - 50 * MS; // the end lies beyond the overflow
    mouth.noteOn(60, 80, onNs, 0);
    mouth.noteOff(60, onNs + 100 * MS, 10);
    assertTrue(mouth.hasMoreAfter(onNs + 99 * MS));
    assertFalse(mouth.hasMoreAfter(onNs + 100 * MS));
    mouth.cancel(onNs, 0);
    assertFalse(mouth.hasMoreAfter(onNs));
  }
}
