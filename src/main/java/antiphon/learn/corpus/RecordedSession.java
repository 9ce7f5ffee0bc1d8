package antiphon.learn.corpus;

import antiphon.midi.file.MidiFileWriter;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A recording of a session with Antiphon, told by the names of its tracks. What the player played
 * in it is music to learn; Antiphon's own notes are not, or it would take its mistakes for the
 * player's taste, and neither are the bars in which the player listened to it: those are left out,
 * so that one phrase of the player's follows the other at the bar line.
 */
final class RecordedSession {
  /** Whole bars that stay. */
  private record Stretch(long startClock, long endClock, long newStartClock) {}

  private RecordedSession() {}

  static boolean recognises(MidiPiece piece) {
    return piece.tracks().stream().anyMatch(MidiTrack::isAntiphons)
        && piece.tracks().stream().allMatch(track -> track.isAntiphons() || isPlayers(track));
  }

  /** The player's part without the bars in which the player does not sound; empty without notes. */
  static Optional<MidiPiece> playersPart(MidiPiece session) {
    List<MidiTrack> tracks =
        session.tracks().stream().filter(track -> !track.isAntiphons()).toList();
    if (tracks.isEmpty()) {
      return Optional.empty();
    }
    List<Stretch> stretches = stretches(tracks, session.meters());
    List<MidiTrack> moved = new ArrayList<>();
    for (MidiTrack track : tracks) {
      moved.add(new MidiTrack(track.name(), track.channel(), move(track.notes(), stretches)));
    }
    return Optional.of(
        new MidiPiece(
            List.copyOf(moved),
            session.tempoBpm(),
            meters(session.meters(), stretches),
            session.key(),
            session.unfinishedNotes(),
            session.drumNotes()));
  }

  private static boolean isPlayers(MidiTrack track) {
    return track.name().equals(MidiFileWriter.PLAYER_TRACK);
  }

  private static List<Stretch> stretches(List<MidiTrack> tracks, MeterMap meters) {
    List<Note> notes =
        tracks.stream().flatMap(track -> track.notes().stream()).sorted(Note.ORDER).toList();
    List<Stretch> stretches = new ArrayList<>();
    long startClock = 0;
    long endClock = -1;
    long newStartClock = 0;
    for (Note note : notes) {
      long onClock = note.onTick() / MusicalTime.TICKS_PER_CLOCK;
      if (onClock >= endClock) {
        if (endClock >= 0) {
          stretches.add(new Stretch(startClock, endClock, newStartClock));
          newStartClock += endClock - startClock;
        }
        startClock = onClock - meters.clockInBar(onClock);
      }
      // a note that ends on a bar line does not sound in that bar
      long lastTick = Math.max(note.onTick(), note.offTick() - 1);
      endClock = Math.max(endClock, meters.nextBarLine(lastTick / MusicalTime.TICKS_PER_CLOCK));
    }
    stretches.add(new Stretch(startClock, endClock, newStartClock));
    return stretches;
  }

  private static List<Note> move(List<Note> notes, List<Stretch> stretches) {
    List<Note> moved = new ArrayList<>(notes.size());
    int at = 0;
    for (Note note : notes) {
      while (note.onTick() >= MusicalTime.ticksOfClocks(stretches.get(at).endClock())) {
        at++;
      }
      Stretch stretch = stretches.get(at);
      long ticks = MusicalTime.ticksOfClocks(stretch.newStartClock() - stretch.startClock());
      moved.add(note.shifted(ticks, 0));
    }
    return List.copyOf(moved);
  }

  private static MeterMap meters(MeterMap meters, List<Stretch> stretches) {
    List<MeterMap.Change> changes = new ArrayList<>();
    for (Stretch stretch : stretches) {
      add(changes, stretch.newStartClock(), stretch.startClock(), meters);
      for (MeterMap.Change change : meters.changes()) {
        if (change.clock() > stretch.startClock() && change.clock() < stretch.endClock()) {
          long clock = change.clock() - stretch.startClock() + stretch.newStartClock();
          add(changes, clock, change.clock(), meters);
        }
      }
    }
    return new MeterMap(changes);
  }

  private static void add(
      List<MeterMap.Change> changes, long newClock, long clock, MeterMap meters) {
    MeterMap.Change change = new MeterMap.Change(newClock, meters.meterAt(clock));
    if (changes.isEmpty() || !changes.get(changes.size() - 1).meter().equals(change.meter())) {
      changes.add(change);
    }
  }
}
