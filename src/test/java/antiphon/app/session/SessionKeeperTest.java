package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Counters;
import antiphon.live.api.SessionBook;
import antiphon.live.api.SessionBook.Entry;
import antiphon.live.api.SessionBook.Extent;
import antiphon.live.api.SessionException;
import antiphon.live.api.SessionException.Fault;
import antiphon.live.journal.SessionRecorder;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.time.ManualClock;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionKeeperTest {
  private static final long SECOND_NS = 1_000_000_000;
  private static final long START_NS = Long.MAX_VALUE - 5 * SECOND_NS;
  private static final Instant NOW = Instant.parse("2026-11-26T05:15:28Z");

  @TempDir Path folder;

  private final AtomicBoolean diskIsFull = new AtomicBoolean();
  private final ManualClock clock = new ManualClock(START_NS);

  /** It begins at NOW and goes on as the other does. */
  private final Clock wallClock =
      new Clock() {
        @Override
        public Instant instant() {
          return NOW.plusNanos(clock.nowNs() - START_NS);
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          throw new UnsupportedOperationException();
        }
      };

  private SessionRecorder recorder;
  private SessionKeeper keeper;

  @BeforeEach
  void open() {
    open(true);
  }

  @AfterEach
  void close() {
    keeper.close();
  }

  @Test
  void shouldKeepWhatWasPlayedWhenItStops() throws IOException {
    play(Part.PLAYER, 60, 3);
    play(Part.PARTNER, 72, 1);
    assertEquals(new Extent(1.75, 3, 1), keeper.current());
    keeper.close();
    assertTrue(keeper.allKept());
    assertEquals(List.of("2026-11-26 05.15.28.mid"), files());
    List<Note> notes =
        MidiFileReader.read(folder.resolve("2026-11-26 05.15.28.mid")).tracks().stream()
            .flatMap(track -> track.notes().stream())
            .toList();
    assertEquals(List.of(60, 60, 60, 72), notes.stream().map(Note::pitch).toList());
    keeper.close();
    assertEquals(1, files().size());
  }

  @Test
  void shouldKeepNothingWhenNothingWasPlayed() throws IOException {
    keeper.close();
    assertTrue(keeper.allKept());
    assertEquals(List.of(), files());
  }

  @Test
  void shouldKeepOnlyWhatIsSavedWhereItIsToldSo() throws IOException {
    open(false);
    play(Part.PLAYER, 60, 1);
    clock.moveTo(clock.nowNs() + SessionKeeper.SILENCE_NS);
    keeper.look();
    assertEquals("monday", keeper.save("monday"), "it could still be saved");
    play(Part.PLAYER, 60, 1);
    clock.moveTo(clock.nowNs() + SessionKeeper.LONG_SILENCE_NS);
    keeper.look();
    assertEquals(Extent.NONE, keeper.current());
    play(Part.PLAYER, 60, 1);
    keeper.close();
    assertTrue(keeper.allKept());
    assertEquals(List.of("monday.mid"), files());
  }

  @Test
  void shouldEndASessionAfterALongSilence() {
    play(Part.PLAYER, 60, 2);
    long version = keeper.version();
    clock.moveTo(clock.nowNs() + SessionKeeper.SILENCE_NS - SECOND_NS);
    keeper.look();
    assertEquals(2, keeper.current().player());
    clock.moveTo(clock.nowNs() + SECOND_NS);
    keeper.look();
    assertEquals(Extent.NONE, keeper.current());
    assertEquals(2, keeper.kept().get(0).extent().player());
    assertNotEquals(version, keeper.version());
    version = keeper.version();
    keeper.look();
    keeper.look();
    assertEquals(1, keeper.kept().size());
    assertEquals(version, keeper.version(), "nothing has changed");
  }

  /** So that after a crash nothing is kept twice, and nothing is taken for kept that is not. */
  @Test
  void shouldSayUntilWhenAllIsKept() {
    List<Long> until = new ArrayList<>();
    keeper.tell(until::add);
    play(Part.PLAYER, 60, 1);
    diskIsFull.set(true);
    assertThrows(SessionException.class, () -> keeper.save("monday"));
    diskIsFull.set(false);
    long secondNs = clock.nowNs();
    play(Part.PLAYER, 62, 1);
    keeper.save("tuesday");
    assertEquals(List.of(), until, "monday still waits");
    keeper.close();
    assertEquals(List.of(START_NS + SECOND_NS / 4), until);
    assertTrue(secondNs - until.get(0) > 0);
  }

  @Test
  void shouldEndASessionThatIsFullAndLoseNoNote() {
    int notes = SessionKeeper.FULL_EVENTS * 2 + 10;
    for (int i = 0; i < notes; i++) {
      strike(Part.PARTNER, 60, clock.nowNs());
      if (i % 1000 == 0) {
        keeper.look();
      }
    }
    assertEquals(2, keeper.kept().size());
    int kept = keeper.kept().stream().mapToInt(entry -> entry.extent().partner()).sum();
    assertEquals(notes, kept + keeper.current().partner());
    assertEquals(List.of(), problems());
  }

  @Test
  void shouldSaveUnderANameAndGoOnWithANewSession() throws IOException {
    assertFault(Fault.CONFLICT, "nothing has been played", () -> keeper.save("monday"));
    play(Part.PLAYER, 60, 1);
    for (String name : SessionNameTest.NASTY) {
      assertEquals(
          Fault.NAME, assertThrows(SessionException.class, () -> keeper.save(name), name).fault());
    }
    assertEquals("monday", keeper.save("monday"));
    play(Part.PLAYER, 62, 2);
    assertFault(Fault.CONFLICT, "'monday' already", () -> keeper.save("monday"));
    assertEquals(2, keeper.current().player(), "what was refused goes on");
    assertEquals("2026-11-26 05.15.28", keeper.save(null));
    play(Part.PLAYER, 64, 3);
    assertEquals("2026-11-26 05.15.29", keeper.save(null));
    assertEquals(1, keeper.score("monday").notes().size());
    assertEquals(3, keeper.score("2026-11-26 05.15.29").notes().size());
    assertEquals(3, files().size());
  }

  @Test
  void shouldReadAndRemoveByName() {
    play(Part.PLAYER, 60, 2);
    assertEquals(2, keeper.score(SessionBook.CURRENT).notes().size());
    assertTrue(keeper.midi(SessionBook.CURRENT).length > 0);
    assertFault(Fault.NAME, "save it first", () -> keeper.remove(SessionBook.CURRENT));
    keeper.save("monday");
    assertFault(Fault.CONFLICT, "nothing", () -> keeper.midi(SessionBook.CURRENT));
    assertTrue(keeper.score(SessionBook.CURRENT).notes().isEmpty());
    assertTrue(keeper.midi("monday").length > 0);
    assertFault(Fault.UNKNOWN, "no session 'x?y'", () -> keeper.midi("x\ny"));
    long version = keeper.version();
    keeper.remove("monday");
    assertNotEquals(version, keeper.version());
    assertFault(Fault.UNKNOWN, "no session 'monday'", () -> keeper.remove("monday"));
    assertEquals(List.of(), keeper.kept());
  }

  @Test
  void shouldTellThatFilesWerePutThereByHand() throws IOException {
    keeper.look();
    long version = keeper.version();
    Files.writeString(folder.resolve("text.mid"), "no music");
    Files.setLastModifiedTime(folder, FileTime.from(NOW));
    keeper.look();
    assertNotEquals(version, keeper.version());
    assertFault(Fault.UNREADABLE, "not a MIDI file", () -> keeper.score("text"));
  }

  @Test
  void shouldHoldWhatAFullDiskRefusesAndWriteItWhenThereIsRoom() throws IOException {
    diskIsFull.set(true);
    play(Part.PLAYER, 60, 1);
    assertFault(Fault.DISK, "No space left on device", () -> keeper.save("monday"));
    play(Part.PLAYER, 62, 2);
    clock.moveTo(clock.nowNs() + SessionKeeper.SILENCE_NS);
    keeper.look();
    assertEquals(2, keeper.kept().size());
    assertEquals(2, problems().size());
    assertTrue(keeper.notKept().orElseThrow().contains("kept in memory until Antiphon ends"));
    assertEquals(1, keeper.score("monday").notes().size(), "it can be carried away");
    assertFault(Fault.CONFLICT, "'monday' already", () -> saveAnother("monday"));
    assertEquals(List.of(), files());
    diskIsFull.set(false);
    keeper.close();
    assertTrue(keeper.allKept());
    assertTrue(keeper.notKept().isEmpty());
    assertEquals(3, files().size());
  }

  @Test
  void shouldTryAgainByItself() throws IOException {
    diskIsFull.set(true);
    play(Part.PLAYER, 60, 1);
    clock.moveTo(clock.nowNs() + SessionKeeper.SILENCE_NS);
    keeper.look();
    diskIsFull.set(false);
    for (int i = 0; i < 60; i++) {
      keeper.look();
    }
    assertEquals(1, files().size());
    assertEquals(List.of(), problems());
  }

  @Test
  void shouldSayWhenItStopsThatSomethingIsLost() {
    diskIsFull.set(true);
    play(Part.PLAYER, 60, 1);
    keeper.close();
    assertFalse(keeper.allKept());
    assertFault(Fault.CONFLICT, "stopping", () -> keeper.save(null));
  }

  @Test
  void shouldHoldABoundedNumberOfSessions() {
    diskIsFull.set(true);
    for (int i = 0; i < SessionKeeper.MOST_WAITING + 3; i++) {
      play(Part.PLAYER, 60, i + 1);
      assertThrows(SessionException.class, () -> keeper.save(null));
    }
    List<Entry> kept = keeper.kept();
    assertEquals(SessionKeeper.MOST_WAITING, kept.size());
    assertTrue(kept.stream().allMatch(entry -> entry.extent().player() > 3), "the oldest went");
    assertEquals(kept.size(), kept.stream().map(Entry::name).distinct().count());
    keeper.remove(kept.get(0).name());
    assertEquals(SessionKeeper.MOST_WAITING - 1, keeper.kept().size());
  }

  @Test
  void shouldMakeAFolderAgainThatHasVanished() throws IOException {
    play(Part.PLAYER, 60, 1);
    keeper.save("monday");
    Files.delete(folder.resolve("monday.mid"));
    Files.delete(folder);
    assertEquals(List.of(), keeper.kept());
    play(Part.PLAYER, 60, 1);
    keeper.save("monday");
    assertEquals(List.of("monday.mid"), files());
  }

  private void saveAnother(String name) {
    play(Part.PLAYER, 64, 1);
    keeper.save(name);
  }

  private void open(boolean keeps) {
    if (keeper != null) {
      keeper.close();
    }
    recorder =
        new SessionRecorder(
            new Timeline(clock.nowNs(), 0, SECOND_NS / 2),
            MeterMap.of(Meter.COMMON),
            false,
            new Counters());
    SessionFolder disk =
        new SessionFolder(folder) {
          @Override
          String write(String name, byte[] bytes, Extent extent, boolean elseNumbered)
              throws IOException {
            if (diskIsFull.get()) {
              throw new FileSystemException(name, null, "No space left on device");
            }
            return super.write(name, bytes, extent, elseNumbered);
          }
        };
    keeper = new SessionKeeper(recorder.keepTakes(), disk, keeps, clock, wallClock);
  }

  /** So many quarter notes, one after the other. */
  private void play(Part part, int pitch, int count) {
    for (int i = 0; i < count; i++) {
      strike(part, pitch, clock.nowNs());
    }
  }

  /** A note of a quarter of a second, and as long a rest. */
  private void strike(Part part, int pitch, long nowNs) {
    send(part, MidiMessages.noteOn(0, pitch, 90), nowNs);
    send(part, MidiMessages.noteOff(0, pitch), nowNs + SECOND_NS / 4);
    clock.moveTo(nowNs + SECOND_NS / 2);
  }

  private void send(Part part, int message, long timeNs) {
    long tick = (timeNs - START_NS) / (SECOND_NS / 2 / 960);
    recorder.accept(part, message, timeNs, tick);
  }

  private List<String> problems() {
    return keeper.kept().stream().flatMap(entry -> entry.problem().stream()).toList();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertFault(Fault fault, String sentence, Runnable asked) {
    SessionException refusal = assertThrows(SessionException.class, asked::run);
    assertEquals(fault, refusal.fault());
    assertTrue(refusal.getMessage().contains(sentence), refusal.getMessage());
  }
}
