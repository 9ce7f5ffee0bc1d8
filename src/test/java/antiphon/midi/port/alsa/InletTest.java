package antiphon.midi.port.alsa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InletTest {
  private static final int OWN = 128;
  private static final int IN = Sequencer.address(OWN, 0);
  private static final int PADS = Sequencer.address(OWN, 1);
  private static final int KEYBOARD = Sequencer.address(20, 0);
  private static final int OTHER = Sequencer.address(20, 1);
  private static final int ANNOUNCE =
      Sequencer.address(Sequencer.SYSTEM_CLIENT, Sequencer.ANNOUNCE_PORT);

  private final List<Integer> heard = new ArrayList<>();
  private final List<Long> timesNs = new ArrayList<>();
  private final List<Announcement> announced = new ArrayList<>();
  private final Map<PortCount, Long> counts = new EnumMap<>(PortCount.class);
  private final PortListener listener =
      new PortListener() {
        @Override
        public void lost(String what, String reason) {
          throw new AssertionError(what);
        }

        @Override
        public void found(String what) {
          throw new AssertionError(what);
        }

        @Override
        public void counted(PortCount what, long count) {
          counts.merge(what, count, Long::sum);
        }
      };
  private final QueueClock queueClock = new QueueClock();
  private final Inlet inlet =
      inlet(
          (message, timeNs) -> {
            heard.add(message);
            timesNs.add(timeNs);
          });

  @Test
  void shouldSayByWhichInputAndWhenAMessageCame() {
    queueClock.observe(1_000, 501_000);
    take(600_000, note(MidiMessages.noteOn(0, 60, 90), KEYBOARD, IN, 20_000));
    take(600_000, note(MidiMessages.noteOn(1, 61, 90), KEYBOARD, PADS, 200_000));
    assertEquals(
        List.of(
            MidiMessages.noteOn(0, 60, 90), MidiMessages.atPort(MidiMessages.noteOn(1, 61, 90), 1)),
        heard);
    assertEquals(List.of(520_000L, 600_000L), timesNs, "never later than it was read");
  }

  @Test
  void shouldEndWhatASourceHeldWhenItIsUnsubscribedAndNothingElse() {
    take(
        0,
        note(MidiMessages.noteOn(0, 60, 90), KEYBOARD, IN, 0),
        note(MidiMessages.noteOn(0, 62, 90), OTHER, IN, 0),
        note(MidiMessages.noteOn(0, 64, 90), KEYBOARD, PADS, 0));
    heard.clear();
    take(0, announcement(Sequencer.PORT_UNSUBSCRIBED, KEYBOARD, IN));
    assertEquals(List.of(MidiMessages.noteOff(0, 60)), heard);
    assertEquals(
        List.of(new Announcement(Sequencer.PORT_UNSUBSCRIBED, KEYBOARD, IN, true)), announced);
    heard.clear();
    take(0, announcement(Sequencer.PORT_EXIT, KEYBOARD, 0));
    assertEquals(List.of(MidiMessages.atPort(MidiMessages.noteOff(0, 64), 1)), heard);
    heard.clear();
    take(0, announcement(Sequencer.CLIENT_EXIT, KEYBOARD, 0));
    assertEquals(List.of(MidiMessages.noteOff(0, 62)), heard);
    take(0, announcement(Sequencer.CLIENT_EXIT, KEYBOARD, 0));
    assertEquals(1, heard.size(), "once");
  }

  @Test
  void shouldBelieveAnnouncementsOfTheKernelOnly() {
    take(0, note(MidiMessages.noteOn(0, 60, 90), KEYBOARD, IN, 0));
    ByteBuffer forged = announcement(Sequencer.CLIENT_EXIT, KEYBOARD, 0);
    addressed(forged, OTHER, IN);
    take(0, forged);
    assertEquals(List.of(MidiMessages.noteOn(0, 60, 90)), heard);
    assertEquals(List.of(), announced);
  }

  @Test
  void shouldPassOverTheDataOfSystemExclusive() {
    ByteBuffer exclusive = EventCodecTest.record();
    exclusive.put(Sequencer.AT_TYPE, (byte) Sequencer.SYSTEM_EXCLUSIVE);
    exclusive.put(Sequencer.AT_FLAGS, (byte) Sequencer.LENGTH_VARIABLE);
    exclusive.putInt(Sequencer.AT_LENGTH, 40);
    addressed(exclusive, KEYBOARD, IN);
    ByteBuffer looksLikeANote = note(MidiMessages.noteOn(0, 1, 1), KEYBOARD, IN, 0);
    take(
        0,
        exclusive,
        looksLikeANote,
        looksLikeANote,
        note(MidiMessages.noteOn(0, 60, 90), KEYBOARD, IN, 0));
    assertEquals(List.of(MidiMessages.noteOn(0, 60, 90)), heard);
    assertEquals(Map.of(PortCount.SYSTEM_EXCLUSIVE, 1L), counts);
  }

  @Test
  void shouldEndEverythingWhenEventsHaveBeenLost() {
    Seeded.forSeeds(20, this::manySources);
  }

  /** More sources than there are accounts: still every key that went down comes up. */
  private void manySources(Random random) {
    FarSide farSide = new FarSide();
    Inlet crowded = inlet(farSide);
    for (int i = 0; i < 500; i++) {
      int source = Sequencer.address(16 + random.nextInt(100), random.nextInt(3));
      int message =
          random.nextBoolean()
              ? MidiMessages.noteOn(random.nextInt(16), random.nextInt(128), 1)
              : MidiMessages.controlChange(random.nextInt(16), 64, random.nextInt(128));
      ByteBuffer event = note(message, source, IN, 0);
      crowded.take(event, Sequencer.EVENT_BYTES, 0);
    }
    crowded.endEverything(0);
    assertEquals(0, farSide.sounding());
  }

  @Test
  void shouldLeaveNoNoteHangingAfterTenMillionRandomBytes() {
    Random random = new Random(10);
    FarSide farSide = new FarSide();
    Inlet stormy = inlet(farSide);
    ByteBuffer events = ByteBuffer.allocate(28 * 1_000).order(ByteOrder.nativeOrder());
    int bytes = 0;
    while (bytes < 10_000_000) {
      random.nextBytes(events.array());
      boolean tame = random.nextBoolean();
      for (int at = 0; tame && at < events.capacity(); at += Sequencer.EVENT_BYTES) {
        // half of it likely to be music: a type that exists, a channel and a key
        events.put(at, (byte) random.nextInt(70));
        events.put(at + 1, (byte) (events.get(at + 1) & ~Sequencer.LENGTH_MASK));
        events.put(at + Sequencer.AT_SOURCE_CLIENT, (byte) random.nextInt(4));
        events.put(at + Sequencer.AT_TARGET_PORT, (byte) random.nextInt(2));
        events.put(at + Sequencer.AT_CHANNEL, (byte) random.nextInt(17));
        events.put(at + Sequencer.AT_KEY, (byte) random.nextInt(140));
      }
      int cut = random.nextInt(Sequencer.EVENT_BYTES);
      stormy.take(events, events.capacity() - cut, random.nextLong());
      announced.clear();
      bytes += events.capacity() - cut;
    }
    assertTrue(farSide.onsets > 1_000, farSide.onsets + " onsets");
    assertTrue(counts.get(PortCount.MALFORMED) > 100, counts.toString());
    stormy.endEverything(0);
    assertEquals(0, farSide.sounding());
  }

  private Inlet inlet(MidiReceiver receiver) {
    Inlet made = new Inlet(receiver, listener, queueClock, announced::add);
    made.ownClient(OWN);
    made.ownInput(0, 0);
    made.ownInput(1, 1);
    return made;
  }

  private void take(long nowNs, ByteBuffer... events) {
    ByteBuffer all =
        ByteBuffer.allocate(events.length * Sequencer.EVENT_BYTES).order(ByteOrder.nativeOrder());
    for (ByteBuffer event : events) {
      all.put(event.array());
    }
    inlet.take(all, all.capacity(), nowNs);
  }

  private static ByteBuffer note(int message, int source, int target, long queueNs) {
    ByteBuffer event = EventCodecTest.record();
    EventWriter.write(message, event);
    EventWriter.schedule(event, 0, queueNs);
    return addressed(event, source, target);
  }

  private static ByteBuffer announcement(int type, int port, int target) {
    ByteBuffer event = EventCodecTest.record();
    event.put(Sequencer.AT_TYPE, (byte) type);
    event.put(Sequencer.AT_DATA, (byte) Sequencer.client(port));
    event.put(Sequencer.AT_DATA + 1, (byte) Sequencer.port(port));
    event.put(Sequencer.AT_DATA + 2, (byte) Sequencer.client(target));
    event.put(Sequencer.AT_DATA + 3, (byte) Sequencer.port(target));
    return addressed(event, ANNOUNCE, IN);
  }

  private static ByteBuffer addressed(ByteBuffer event, int source, int target) {
    event.put(Sequencer.AT_SOURCE_CLIENT, (byte) Sequencer.client(source));
    event.put(Sequencer.AT_SOURCE_PORT, (byte) Sequencer.port(source));
    event.put(Sequencer.AT_TARGET_CLIENT, (byte) Sequencer.client(target));
    event.put(Sequencer.AT_TARGET_PORT, (byte) Sequencer.port(target));
    return event;
  }

  /** Hears for itself what sounds: keys and pedals of each input. */
  private static final class FarSide implements MidiReceiver {
    private final boolean[][][] down = new boolean[2][16][129];
    private long onsets;

    @Override
    public void receive(int message, long timeNs) {
      boolean[] keys = down[MidiMessages.port(message)][MidiMessages.channel(message)];
      if (MidiMessages.isNoteOn(message)) {
        keys[MidiMessages.data1(message)] = true;
        onsets++;
      } else if (MidiMessages.isNoteOff(message)) {
        keys[MidiMessages.data1(message)] = false;
      } else if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE
          && MidiMessages.data1(message) == 64) {
        keys[128] = MidiMessages.data2(message) >= 64;
      }
    }

    private int sounding() {
      int count = 0;
      for (boolean[][] port : down) {
        for (boolean[] keys : port) {
          for (boolean key : keys) {
            count += key ? 1 : 0;
          }
        }
      }
      return count;
    }
  }
}
