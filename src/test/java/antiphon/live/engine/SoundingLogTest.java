package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.journal.JournalException;
import antiphon.live.journal.JournalReader;
import antiphon.live.journal.JournalWriter;
import antiphon.live.journal.SessionHeader;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalLog;
import antiphon.live.ring.JournalSlot;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Clock;
import antiphon.music.time.Meter;
import antiphon.music.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What sounds is found without reading all of a journal. How large the large one is can be said by
 * {@code -Dantiphon.journal.mb=256}.
 */
class SoundingLogTest {
  private static final int MEGABYTES = Integer.getInteger("antiphon.journal.mb", 20);
  private static final long ANCHOR_NS = Long.MAX_VALUE - 5_000_000_000L;
  private static final Routing ROUTING =
      new Routing(
          List.of(new Routing.Input(1, 1)),
          List.of(
              new Routing.Output(ChannelMap.ALL, 0, true, false),
              new Routing.Output(ChannelMap.ALL, 0, true, false),
              new Routing.Output(ChannelMap.ALL, 0, false, false, true)));
  private static final SessionHeader HEADER =
      SessionHeader.of(
          "test",
          "2026-01-01T00:00:00Z",
          ANCHOR_NS,
          new LiveSettings(Mode.JAM, Meter.COMMON, 120, 7),
          new SessionHeader.Model("first", "nowhere", "3", "auto"),
          ROUTING.toString(),
          List.of("synth", "piano", "lights"));

  @TempDir Path folder;

  private final Clock clock = new SystemClock();
  private long timeNs = ANCHOR_NS;
  private long writtenBytes;

  @Test
  void shouldFindTheSameAsWhoeverHasHeardAll() {
    Seeded.forSeeds(
        8,
        random -> {
          Path session = folder.resolve(Long.toString(random.nextLong()));
          Legacy whole = new Legacy(HEADER);
          try (JournalWriter writer =
              JournalWriter.open(session, HEADER, 1 << 30, () -> {}, clock)) {
            JournalLog log = new SoundingLog(writer, HEADER, 100);
            writtenBytes = bytes(session);
            for (int block = 0; block < 6; block++) {
              for (int i = random.nextInt(120); i >= 0; i--) {
                JournalSlot slot = slot(random);
                assertTrue(log.accept(slot));
                whole.accept(slot);
              }
              awaitWritten(session);
            }
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          assertEquals(words(whole), words(legacy(session)));
        });
  }

  @Test
  void shouldReadAllOfAJournalOfTheFirstFormat() throws Exception {
    Path session = folder.resolve("old");
    SessionHeader old =
        new SessionHeader(
            1,
            HEADER.program(),
            HEADER.startedAt(),
            HEADER.anchorNs(),
            HEADER.mode(),
            HEADER.meter(),
            HEADER.tempoBpm(),
            HEADER.seed(),
            HEADER.clock(),
            HEADER.tapController(),
            HEADER.playerChannels(),
            HEADER.parameters(),
            HEADER.model(),
            HEADER.routing(),
            HEADER.outputs(),
            HEADER.vocabulary());
    Legacy whole = new Legacy(old);
    Random random = new Random(5);
    try (JournalWriter writer = JournalWriter.open(session, old, 1 << 30, () -> {}, clock)) {
      writtenBytes = bytes(session);
      for (int block = 0; block < 3; block++) {
        for (int i = 0; i < 50; i++) {
          JournalSlot slot = slot(random);
          assertTrue(writer.accept(slot));
          whole.accept(slot);
        }
        awaitWritten(session);
      }
    }
    assertEquals(words(whole), words(legacy(session)));
  }

  @Test
  void shouldReadLittleOfALargeJournal() throws Exception {
    Path session = folder.resolve("large");
    Random random = new Random(6);
    Legacy whole = new Legacy(HEADER);
    try (JournalWriter writer = JournalWriter.open(session, HEADER, 1L << 40, () -> {}, clock)) {
      JournalLog log = new SoundingLog(writer, HEADER);
      writtenBytes = bytes(session);
      JournalSlot held = slot(random); // from the very beginning to the end
      held.kind = JournalSlot.Kind.SENT;
      held.message = MidiMessages.noteOn(15, 60, 80);
      assertTrue(log.accept(held));
      whole.accept(held);
      for (int records = 0; records % 4_096 != 0 || bytes(session) < (long) MEGABYTES << 20; ) {
        JournalSlot slot = slot(random);
        if (MidiMessages.channel(slot.message) == 15) {
          continue;
        }
        assertTrue(log.accept(slot));
        whole.accept(slot);
        if (++records % 100_000 == 0) {
          awaitWritten(session);
        }
      }
    }
    long fromNs = clock.nowNs();
    JournalReader journal = open(session);
    Legacy found = Legacy.of(journal);
    long foundNs = clock.nowNs();
    long read = journal.bytesRead();
    assertEquals(words(whole), words(found));
    assertTrue(found.sounding().get(0).notes() > 0);
    assertTrue(journal.ended());
    assertTrue(read < 4 << 20, "bytes read: " + read);
    journal.read(new Legacy(HEADER));
    System.out.printf(
        "journal of %d MB: what sounds is found in %d ms, %.1f MB of it read; all is read in %d"
            + " ms%n",
        bytes(session) >> 20,
        (foundNs - fromNs) / 1_000_000,
        read / 1e6,
        (clock.nowNs() - foundNs) / 1_000_000);
  }

  /** Notes, pedals and modes of all channels, sent and passed through, and cycles. */
  private JournalSlot slot(Random random) {
    JournalSlot slot = new JournalSlot();
    timeNs += random.nextLong(4_000_000_000L); // some channels are not used for a minute
    slot.timeNs = timeNs;
    int channel = random.nextInt(16);
    int kind = random.nextInt(100);
    if (kind < 10) {
      slot.kind = JournalSlot.Kind.CYCLE;
      return slot;
    }
    slot.kind = kind < 80 ? JournalSlot.Kind.SENT : JournalSlot.Kind.INPUT;
    slot.event = InSlot.Kind.MIDI;
    int pitch = random.nextInt(128);
    int message =
        switch (random.nextInt(12)) {
          case 0 -> MidiMessages.controlChange(channel, 64, random.nextInt(128));
          case 1 -> MidiMessages.controlChange(channel, 66, random.nextInt(128));
          case 2 ->
              random.nextInt(20) == 0
                  ? MidiMessages.controlChange(channel, 123, 0)
                  : MidiMessages.controlChange(channel, 7, 1);
          case 3, 4, 5, 6 -> MidiMessages.noteOff(channel, pitch);
          default -> MidiMessages.noteOn(channel, pitch, 1 + random.nextInt(127));
        };
    slot.message =
        slot.kind == JournalSlot.Kind.SENT
            ? MidiMessages.atPort(message, random.nextInt(3))
            : message;
    return slot;
  }

  /** Returns when some of what was told since this was last called is on the disk. */
  private void awaitWritten(Path session) {
    Awaitility.await().until(() -> bytes(session) > writtenBytes);
    writtenBytes = bytes(session);
  }

  private static Legacy legacy(Path session) {
    try {
      return Legacy.of(open(session));
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
  }

  private static JournalReader open(Path session) {
    try {
      return JournalReader.open(session);
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
  }

  private static long bytes(Path session) {
    try (Stream<Path> files = Files.list(session)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** All that it says: of a channel that was used lately, only that all its keys are unsure. */
  private static List<String> words(Legacy legacy) {
    List<String> words = new ArrayList<>();
    for (Legacy.Sounding one : legacy.sounding()) {
      words.add(one.name() + " " + one.notes());
      Map<Integer, List<String>> ends = new TreeMap<>();
      one.unsure()
          .release(
              (end, sameNs) ->
                  ends.computeIfAbsent(MidiMessages.status(end), first -> new ArrayList<>())
                      .add(Integer.toHexString(end & 0xffffff)),
              0);
      ends.forEach((status, some) -> words.add(some.size() < 128 ? some + "" : status + " all"));
    }
    return words;
  }
}
