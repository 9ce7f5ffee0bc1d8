package antiphon.live.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalSlot;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import antiphon.music.time.SystemClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read again, also of files that are cut off or damaged. */
class JournalFilesTest {
  private static final LiveSettings SETTINGS =
      new LiveSettings(Mode.JAM, Meter.parse("6/8"), 97.25, -7)
          .with(Parameter.TEMPERATURE, 1.25)
          .withTaps(64);
  private static final SessionHeader HEADER =
      SessionHeader.of(
          "1.0",
          "2026-01-01T00:00:00Z",
          123,
          SETTINGS,
          new SessionHeader.Model("studio", "models/studio", "abc", "auto"),
          "1:0 ; x",
          List.of("one"));

  @TempDir Path folder;

  @Test
  void shouldReadWhatWasWritten() {
    Seeded.forSeeds(
        20,
        random -> {
          Path session = folder.resolve(Long.toString(random.nextLong()));
          List<String> written = write(session, random, 2_000);
          JournalReader reader = open(session);
          assertEquals(SETTINGS, reader.header().settings());
          assertTrue(reader.header().isOfThisProgram());
          assertEquals(written, read(reader));
          assertTrue(reader.ended());
          assertEquals(0, reader.tornBytes() + reader.gaps());
        });
  }

  /** As a power cut leaves it. */
  @Test
  void shouldReadUpToTheLastWholeBlockWhereverTheFileIsCutOff() throws IOException {
    Random random = new Random(3);
    Path session = folder.resolve("whole");
    List<String> written = writeInBlocks(session, random, 30);
    Path file = JournalFiles.segment(session, 1);
    byte[] bytes = Files.readAllBytes(file);
    long lastRecords = -1;
    for (int length = 0; length <= bytes.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
      byte[] some = new byte[length];
      cut.get(some);
      Files.write(file, some);
      JournalReader reader;
      try {
        reader = JournalReader.open(session);
      } catch (JournalException e) {
        assertEquals(-1, lastRecords, "once the header is there it can be read");
        continue;
      }
      List<String> records = read(reader);
      assertTrue(records.size() >= lastRecords, "more bytes, more records");
      lastRecords = records.size();
      assertEquals(written.subList(0, records.size()), records);
      assertEquals(length == bytes.length, reader.ended());
    }
    assertEquals(written.size(), lastRecords);
  }

  @Test
  void shouldNeverReadWhatWasNotWrittenWhateverBitsHaveChanged() throws IOException {
    Random random = new Random(4);
    Path session = folder.resolve("damaged");
    List<String> written = writeInBlocks(session, random, 30);
    Path file = JournalFiles.segment(session, 1);
    byte[] bytes = Files.readAllBytes(file);
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      try {
        JournalReader reader = JournalReader.open(session);
        List<String> records = read(reader);
        assertEquals(written.subList(0, records.size()), records);
        assertTrue(reader.tornBytes() > 0);
      } catch (JournalException e) {
        refused++; // the header
      }
    }
    assertTrue(refused > 0 && refused < 2_000);
  }

  @Test
  void shouldSayWhereSegmentsAreMissing() throws IOException {
    Path session = folder.resolve("rotated");
    List<String> written = writeInBlocks(session, new Random(5), 100, Long.MAX_VALUE, 1_000);
    assertEquals(written, read(open(session)));
    List<Path> segments = JournalFiles.segments(session);
    assertTrue(segments.size() >= 2, "several segments: " + segments);
    JournalReader whole = open(session);
    int all = read(whole).size();
    assertEquals(0, whole.gaps());
    Files.delete(segments.get(1));
    Files.createFile(JournalFiles.segment(session, segments.size() + 1));
    JournalReader holed = open(session);
    assertTrue(read(holed).size() < all);
    assertTrue(holed.gaps() > 0);
    Files.delete(segments.get(0));
    assertThrows(JournalException.class, () -> JournalReader.open(session));
    assertThrows(JournalException.class, () -> JournalReader.open(folder.resolve("nowhere")));
  }

  @Test
  void shouldKeepTheFirstAndTheNewestSegmentsWhereThereMayNotBeMore() throws IOException {
    Path session = folder.resolve("bounded");
    List<String> written = writeInBlocks(session, new Random(6), 100, 4_000, 1_000);
    List<Path> segments = JournalFiles.segments(session);
    assertEquals(4, segments.size());
    assertEquals(1, JournalFiles.number(segments.get(0)));
    JournalReader reader = open(session);
    List<String> kept = read(reader);
    assertEquals(1, reader.gaps());
    assertTrue(reader.ended());
    assertEquals(
        written.subList(written.size() - 50, written.size()),
        kept.subList(kept.size() - 50, kept.size()));
  }

  private List<String> write(Path session, Random random, int count) {
    List<String> written = new ArrayList<>();
    try (JournalWriter writer =
        JournalWriter.open(session, HEADER, Long.MAX_VALUE, () -> {}, new SystemClock())) {
      for (int i = 0; i < count; i++) {
        JournalSlot slot = slot(random);
        while (!writer.accept(slot)) {
          Thread.onSpinWait(); // the disk is slower than this
        }
        written.add(words(slot));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    written.removeIf(words -> words.startsWith("GAP"));
    return written;
  }

  /** So many blocks of a few records each. */
  private List<String> writeInBlocks(Path session, Random random, int blocks) throws IOException {
    return writeInBlocks(session, random, blocks, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  private List<String> writeInBlocks(
      Path session, Random random, int blocks, long maxBytes, int segmentBytes) throws IOException {
    List<String> written = new ArrayList<>();
    try (JournalWriter writer =
        JournalWriter.open(
            session,
            HEADER,
            maxBytes,
            segmentBytes,
            JournalFile::make,
            () -> {},
            new SystemClock())) {
      for (int block = 0; block < blocks; block++) {
        for (int i = 0; i < 5; i++) {
          JournalSlot slot = slot(random);
          assertTrue(writer.accept(slot));
          written.add(words(slot));
        }
        writer.flush();
      }
    }
    return written;
  }

  private static JournalReader open(Path session) {
    try {
      return JournalReader.open(session);
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
  }

  /** All records but gaps and the end. */
  private static List<String> read(JournalReader reader) {
    List<String> records = new ArrayList<>();
    try {
      reader.read(
          slot -> {
            if (slot.kind != JournalSlot.Kind.END && slot.kind != JournalSlot.Kind.GAP) {
              records.add(words(slot));
            }
          });
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
    return records;
  }

  private static JournalSlot slot(Random random) {
    JournalSlot slot = new JournalSlot();
    List<JournalSlot.Kind> kinds = new ArrayList<>(List.of(JournalSlot.Kind.values()));
    kinds.removeAll(List.of(JournalSlot.Kind.GAP, JournalSlot.Kind.END));
    slot.kind = kinds.get(random.nextInt(kinds.size()));
    slot.part = Part.values()[random.nextInt(2)];
    slot.event = InSlot.Kind.values()[random.nextInt(InSlot.Kind.values().length)];
    slot.message = random.nextInt(slot.kind == JournalSlot.Kind.HEARD ? Integer.MAX_VALUE : 100);
    slot.value = random.nextGaussian();
    slot.number = random.nextInt(2);
    slot.quarterNs = random.nextLong(Long.MAX_VALUE);
    slot.timeNs = random.nextLong();
    slot.tick = random.nextLong();
    boolean words = slot.event.hasPayload() || slot.kind == JournalSlot.Kind.SOUNDING;
    slot.payload = words ? "ü " + random.nextInt() : null;
    return slot;
  }

  /** The fields that a record of its kind has. */
  private static String words(JournalSlot slot) {
    String time = " at " + slot.timeNs;
    return slot.kind
        + switch (slot.kind) {
          case HEARD -> " " + slot.part + " " + slot.message + time + " " + slot.tick;
          case TEMPO -> " " + slot.quarterNs + time + " " + slot.tick;
          case INPUT -> " " + slot.event + " " + slot.number + time + event(slot);
          case TAKEN -> " " + slot.message + " " + slot.number;
          case LIT, CYCLE -> " " + slot.message + time;
          case SENT -> " " + slot.message + " " + slot.number + time;
          case BEAT ->
              " " + slot.message + " " + slot.number + " " + slot.quarterNs + time + slot.tick;
          case SOUNDING -> " " + slot.payload + time;
          case GAP, END -> "";
        };
  }

  private static String event(JournalSlot slot) {
    return switch (slot.event) {
      case MIDI, ECHO, ACT -> " " + slot.message;
      case SET_PARAMETER -> " " + slot.message + " " + slot.value;
      case TRANSPORT -> " " + slot.message + " " + slot.value + " " + slot.tick;
      case SET_TRIGGERS, SWAP -> " " + slot.payload;
      case WAKE, PANIC, EVENTS_LOST -> "";
    };
  }
}
