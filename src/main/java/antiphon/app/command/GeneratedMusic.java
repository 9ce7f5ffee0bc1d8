package antiphon.app.command;

import antiphon.learn.compose.Continuation;
import antiphon.learn.compose.Opening;
import antiphon.learn.picture.PianoRollPicture;
import antiphon.midi.file.MidiFileWriter;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An opening and its continuation as files. */
final class GeneratedMusic {
  private static final String CONTINUATION = "Continuation";
  private static final List<Color> OPENING_COLOURS =
      List.of(PianoRollPicture.ORANGE, PianoRollPicture.GREEN, PianoRollPicture.PURPLE);

  private final List<Opening.Section> sections = new ArrayList<>();
  private final double tempoBpm;
  private final MeterMap meters;

  /**
   * @param continuationOnly whether the opening is left away; the bar in which the continuation
   *     begins is the first bar then
   */
  GeneratedMusic(Opening opening, Continuation continuation, boolean continuationOnly) {
    Score score = continuation.score();
    tempoBpm = score.tempoBpm();
    List<Note> notes = score.notes();
    if (continuationOnly) {
      long barLine = opening.endClock() - score.meters().clockInBar(opening.endClock());
      long ticks = MusicalTime.ticksOfClocks(barLine);
      meters = score.meters().from(barLine);
      notes = notes.stream().map(note -> note.shifted(-ticks, 0)).toList();
    } else {
      meters = score.meters();
      sections.addAll(opening.sections());
    }
    sections.add(new Opening.Section(CONTINUATION, notes));
  }

  /** Each section in a track and on a channel of its own. */
  void write(Path file) throws IOException {
    List<MidiTrack> tracks = new ArrayList<>();
    for (Opening.Section section : sections) {
      // one keyboard: a key that both parts hold is struck again
      List<Note> notes =
          section.notes().stream()
              .map(note -> note.withPart(Part.PLAYER))
              .sorted(Note.ORDER)
              .toList();
      tracks.add(new MidiTrack(section.name(), tracks.size(), notes));
    }
    MidiFileWriter.write(new MidiPiece(tracks, tempoBpm, meters, 0), file);
  }

  void draw(Path file, String title) throws IOException {
    List<PianoRollPicture.Layer> layers = new ArrayList<>();
    for (Opening.Section section : sections) {
      Color colour =
          section.name().equals(CONTINUATION)
              ? PianoRollPicture.BLUE
              : OPENING_COLOURS.get(layers.size() % OPENING_COLOURS.size());
      layers.add(new PianoRollPicture.Layer(section.name(), colour, section.notes()));
    }
    PianoRollPicture.write(file, title, meters, layers);
  }
}
