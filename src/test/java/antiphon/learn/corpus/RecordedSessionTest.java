package antiphon.learn.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.midi.file.MidiFileException;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiFileWriter;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedSessionTest {
  private static final long BAR_TICKS = 4L * MusicalTime.TICKS_PER_QUARTER;

  @TempDir Path folder;

  @Test
  void shouldCloseTheBarsInWhichThePlayerListened() {
    MidiPiece session =
        piece(
            MeterMap.of(Meter.COMMON),
            player(60, 2 * BAR_TICKS + 480, 500),
            player(62, 3 * BAR_TICKS, BAR_TICKS),
            partner(70, 3 * BAR_TICKS + 960, 4 * BAR_TICKS),
            player(64, 9 * BAR_TICKS + 30, 100),
            player(65, 9 * BAR_TICKS + 960, BAR_TICKS));
    MidiPiece learnt = RecordedSession.playersPart(session).orElseThrow();
    assertEquals(
        List.of(
            player(60, 480, 500),
            player(62, BAR_TICKS, BAR_TICKS),
            player(64, 2 * BAR_TICKS + 30, 100),
            player(65, 2 * BAR_TICKS + 960, BAR_TICKS)),
        learnt.tracks().get(0).notes());
    assertEquals(1, learnt.tracks().size());
  }

  @Test
  void shouldKeepEachNoteOfThePlayersWhereItIsInItsBarInAnyMeter() {
    Seeded.forSeeds(
        300,
        random -> {
          MeterMap meters = meters(random);
          MidiPiece session = piece(meters, notes(random));
          MidiPiece learnt = RecordedSession.playersPart(session).orElseThrow();
          List<Note> before = session.tracks().get(0).notes();
          List<Note> after = learnt.tracks().get(0).notes();
          assertEquals(before.size(), after.size());
          for (int i = 0; i < before.size(); i++) {
            Note note = before.get(i);
            Note kept = after.get(i);
            assertEquals(note, kept.shifted(note.onTick() - kept.onTick(), 0));
            assertEquals(
                meters.clockInBar(clock(note)), learnt.meters().clockInBar(clock(kept)), "in bar");
            assertEquals(meters.meterAt(clock(note)), learnt.meters().meterAt(clock(kept)));
          }
          shouldSoundInEveryBar(learnt);
        });
  }

  @Test
  void shouldLearnThePlayersPartOfWhatTheWriterOfRecordingsWrote() throws IOException {
    List<Note> notes = new ArrayList<>();
    for (int bar = 0; bar < 40; bar++) {
      for (int i = 0; i < 4; i++) {
        long tick = bar * BAR_TICKS + i * 960;
        notes.add(bar % 4 < 2 ? player(60 + i, tick, 900) : partner(30 + i, tick, 900));
      }
    }
    write("duo.mid", notes);
    write("own.mid", notes.stream().filter(note -> note.part() == Part.PARTNER).toList());
    Corpus corpus = CorpusReader.read(folder);
    assertEquals(
        List.of("own.mid holds no notes but Antiphon's"),
        corpus.skipped().stream().map(file -> file.name() + " " + file.detail()).toList());
    assertEquals(SkipReason.OWN_MUSIC, corpus.skipped().get(0).reason());
    int learnt = 0;
    for (CorpusPiece entry : corpus.pieces()) {
      assertEquals(CorpusPiece.Kind.SESSION, entry.kind());
      for (MidiTrack track : entry.piece().tracks()) {
        assertTrue(track.notes().stream().allMatch(note -> note.pitch() >= 60));
        learnt += track.notes().size();
      }
      shouldSoundInEveryBar(entry.piece());
      Seeded.forSeeds(20, random -> shouldHearBothParts(entry.piece(), random));
    }
    assertEquals(80, learnt, "every note of the player's");
    assertEquals(List.of("duo.mid"), CorpusSummary.of(corpus).sessions());
  }

  @Test
  void shouldTakeOtherFilesForWhatTheyAre() throws MidiFileException {
    Note note = player(60, 0, 960);
    assertFalse(recognises(new MidiTrack("Player", 0, List.of(note))));
    assertFalse(recognises(new MidiTrack("Antiphon", 0, List.of(note))), "a chant");
    assertFalse(
        recognises(
            new MidiTrack("Organ", 0, List.of(note)), new MidiTrack("Antiphon", 1, List.of(note))));
    assertTrue(
        recognises(
            new MidiTrack("Player", 0, List.of(note)),
            new MidiTrack("Antiphon", 1, List.of(note))));
  }

  private void shouldHearBothParts(MidiPiece piece, Random random) {
    // both parts are played by the player's notes, whatever the way they are shared
    Score arranged = Arranger.arrange(piece, random);
    assertEquals(piece.notes(), arranged.notes().size());
  }

  private static boolean recognises(MidiTrack... tracks) throws MidiFileException {
    MidiPiece piece = new MidiPiece(List.of(tracks), 120, MeterMap.of(Meter.COMMON), 0);
    return RecordedSession.recognises(MidiFileReader.read(MidiFileWriter.bytes(piece), "it"));
  }

  private static void shouldSoundInEveryBar(MidiPiece piece) {
    long end = piece.asPart(Part.PLAYER).endTick();
    long from = 0;
    while (MusicalTime.ticksOfClocks(from) < end) {
      long to = piece.meters().nextBarLine(from);
      long fromTick = MusicalTime.ticksOfClocks(from);
      long toTick = MusicalTime.ticksOfClocks(to);
      assertTrue(
          piece.tracks().stream()
              .flatMap(track -> track.notes().stream())
              .anyMatch(
                  note ->
                      note.onTick() < toTick
                          && Math.max(note.onTick() + 1, note.offTick()) > fromTick),
          "silent from " + from + " to " + to);
      from = to;
    }
  }

  private static long clock(Note note) {
    return note.onTick() / MusicalTime.TICKS_PER_CLOCK;
  }

  private static MeterMap meters(Random random) {
    List<MeterMap.Change> changes = new ArrayList<>();
    long clock = 0;
    for (int i = 0; i < 3; i++) {
      Meter meter = new Meter(2 + random.nextInt(5), random.nextBoolean() ? 4 : 8);
      changes.add(new MeterMap.Change(clock, meter));
      clock += (long) meter.clocksPerBar() * random.nextInt(1, 8);
    }
    return new MeterMap(changes);
  }

  private static Note[] notes(Random random) {
    List<Note> notes = new ArrayList<>();
    long tick = random.nextInt(30_000);
    for (int i = 0; i < 30; i++) {
      notes.add(player(50 + random.nextInt(30), tick, random.nextInt(6_000)));
      notes.add(partner(50 + random.nextInt(30), tick + random.nextInt(9_000), 500));
      tick += random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(2_000);
    }
    return notes.toArray(Note[]::new);
  }

  private void write(String name, List<Note> notes) throws IOException {
    Files.write(
        folder.resolve(name),
        MidiFileWriter.bytes(new Score(notes, 120, MeterMap.of(Meter.COMMON))));
  }

  private static MidiPiece piece(MeterMap meters, Note... notes) {
    Score score = new Score(List.of(notes), 120, meters);
    List<MidiTrack> tracks = new ArrayList<>();
    tracks.add(new MidiTrack("Player", 0, score.notesOf(Part.PLAYER)));
    tracks.add(new MidiTrack("Antiphon", 1, score.notesOf(Part.PARTNER)));
    return new MidiPiece(tracks, 120, meters, 0);
  }

  private static Note player(int pitch, long onTick, long ticks) {
    return new Note(Part.PLAYER, pitch, 80, onTick, onTick + ticks);
  }

  private static Note partner(int pitch, long onTick, long ticks) {
    return new Note(Part.PARTNER, pitch, 80, onTick, onTick + ticks);
  }
}
