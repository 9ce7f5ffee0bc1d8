package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.Mode;
import antiphon.live.follow.InternalTempo;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.ByteStreams;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiSender;
import antiphon.midi.port.StreamParser;
import antiphon.music.token.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes of any kind come in by ports that are then lost, with thru on: nothing sounds on. */
class StreamStormTest {
  private static final int BYTES = 10_000_000;
  private static final int SESSIONS = 100;
  private static final int PORTS = 2;

  @Test
  void shouldLeaveNothingSoundingAfterTenMillionRandomBytesAndTheLossOfThePort() {
    long[] figures = new long[3];
    Seeded.forSeeds(SESSIONS, random -> storm(random, new StreamReader(), figures));
    assertEquals(BYTES, figures[0]);
    assertTrue(figures[1] > BYTES / 10, "messages that came out: " + figures[1]);
    assertTrue(figures[2] > SESSIONS, "notes that sounded when the ports went: " + figures[2]);
  }

  @Test
  void shouldLeaveNothingSoundingAfterTenMillionRandomBytesAsWholeMessages() {
    long[] figures = new long[3];
    Seeded.forSeeds(SESSIONS, random -> storm(random, new EventReader(), figures));
    assertEquals(BYTES, figures[0]);
    assertTrue(figures[1] > BYTES / 100, "messages that came out: " + figures[1]);
    assertTrue(figures[2] > SESSIONS, "notes that sounded when the ports went: " + figures[2]);
  }

  /** How bytes become messages at a port. */
  private interface Reader {
    void read(int port, byte[] bytes, int offset, int length, long timeNs, MidiReceiver receiver);
  }

  /** A cable: a stream, in chunks. */
  private static final class StreamReader implements Reader {
    private final StreamParser[] parsers = new StreamParser[PORTS];

    StreamReader() {
      Arrays.setAll(parsers, i -> new StreamParser((what, count) -> {}));
    }

    @Override
    public void read(
        int port, byte[] bytes, int offset, int length, long timeNs, MidiReceiver receiver) {
      parsers[port].parse(bytes, offset, length, timeNs, receiver);
    }
  }

  /** A server whose events ought to be one message each. */
  private static final class EventReader implements Reader {
    private final byte[] event = new byte[3];

    @Override
    public void read(
        int port, byte[] bytes, int offset, int length, long timeNs, MidiReceiver receiver) {
      int end = offset + length;
      int from = offset;
      while (from < end) {
        int size = Math.min(1 + (bytes[from] & 3), end - from);
        if (size <= event.length) {
          System.arraycopy(bytes, from, event, 0, size);
          int message = MidiMessages.ofBytes(event, size);
          if (message != 0) {
            receiver.receive(message, timeNs);
          }
        }
        from += size;
        while (from < end && bytes[from] >= 0 && (bytes[from] & 7) != 0) {
          from++; // most events begin with a status
        }
      }
    }
  }

  private static void storm(Random random, Reader reader, long[] figures) {
    ByteStreams[] kinds = ByteStreams.values();
    byte[] bytes = kinds[random.nextInt(kinds.length)].bytes(BYTES / SESSIONS, random);
    Outputs outputs = new Outputs();
    Mode mode = random.nextInt(5) == 0 ? Mode.of(random.nextInt(3)) : Mode.LISTEN;
    Pump pump = pump(mode, random, outputs);
    HeldKeys[] held = {new HeldKeys(), new HeldKeys()};
    MidiReceiver input = pump.input();
    int each = bytes.length / PORTS;
    int[] at = {0, each};
    long nowNs = pump.nowNs();
    while (at[0] < each || at[1] < 2 * each) {
      int port = random.nextInt(PORTS);
      int length = Math.min(1 + random.nextInt(200), (port + 1) * each - at[port]);
      nowNs += random.nextLong(random.nextInt(100) == 0 ? 3_000_000_000L : 3_000_000);
      reader.read(
          port,
          bytes,
          at[port],
          length,
          nowNs,
          (message, timeNs) -> {
            int arrived = MidiMessages.atPort(message, port);
            held[port].pass(arrived);
            input.receive(arrived, timeNs);
          });
      at[port] += length;
      figures[0] += length;
    }
    figures[2] += outputs.hanging();
    long lostNs = nowNs + 1_000_000;
    held[0].release(input, lostNs);
    held[1].release(input, lostNs);
    pump.advanceTo(lostNs);
    if (mode != Mode.LISTEN) {
      pump.advanceTo(lostNs + random.nextLong(10_000_000_000L)); // Antiphon may play on
      pump.finish();
    }
    assertEquals(0, outputs.hanging(), "notes that hang");
    assertEquals(0, outputs.pedals(), "pedals that hang");
    assertEquals(0, outputs.doubleOns(), "second onsets without an end between");
    assertNull(pump.view().takeNewError());
    figures[1] += outputs.messages;
  }

  private static Pump pump(Mode mode, Random random, Outputs outputs) {
    ChannelMap some = ChannelMap.parse(List.of("1>2", "2>2", "3-9"));
    Routing routing =
        new Routing(
            List.of(new Routing.Input(0b11, 0), new Routing.Input(0b01, 0)),
            List.of(
                new Routing.Output(ChannelMap.ALL, random.nextInt(20_000_000), true),
                new Routing.Output(random.nextBoolean() ? some : ChannelMap.ALL, 0, true)));
    InternalTempo tempo = Sessions.tempo(random.nextLong());
    ScriptedStepper stepper =
        new ScriptedStepper(
            logits -> {
              Arrays.fill(logits, 0);
              logits[Vocabulary.dur(6)] = 4;
              logits[Vocabulary.noteOn(40 + random.nextInt(50))] = 6;
            });
    return new Pump(Sessions.settings(mode), stepper, tempo, routing, outputs);
  }

  /** What is heard at each output, with its pedals. */
  private static final class Outputs implements MidiSender {
    private final FarSide[] farSides = {new FarSide(), new FarSide()};
    private final boolean[][] pedals = new boolean[PORTS][16];
    private long messages;

    @Override
    public void send(int message, long deadlineNs) {
      messages++;
      int port = MidiMessages.port(message);
      farSides[port].send(message, deadlineNs);
      if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE
          && MidiMessages.data1(message) == MidiMessages.CONTROLLER_SUSTAIN) {
        pedals[port][MidiMessages.channel(message)] =
            MidiMessages.data2(message) >= MidiMessages.PEDAL_DOWN;
      }
    }

    int hanging() {
      return farSides[0].hanging() + farSides[1].hanging();
    }

    int doubleOns() {
      return farSides[0].doubleOns() + farSides[1].doubleOns();
    }

    int pedals() {
      int count = 0;
      for (boolean[] port : pedals) {
        for (boolean down : port) {
          count += down ? 1 : 0;
        }
      }
      return count;
    }
  }
}
