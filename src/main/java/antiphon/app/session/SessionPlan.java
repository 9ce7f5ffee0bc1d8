package antiphon.app.session;

import antiphon.app.config.ChannelSet;
import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.live.api.ClockSource;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.follow.InternalTempo;
import antiphon.midi.file.MidiFileException;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiFileWriter;
import antiphon.midi.file.MidiPiece;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a session is to be, all of it checked before anything starts.
 *
 * @param playing the piece that is played into it, if any
 * @param record where to write what was played, or null
 */
public record SessionPlan(
    Configuration configuration, LiveSettings settings, Optional<Score> playing, Path record) {
  /** MIDI channel, counted from 0, of the player that {@code --play} simulates. */
  public static final int PLAYER_CHANNEL = 0;

  /**
   * A piece that is played in brings its tempo and meter along, unless the command line has others.
   *
   * @param play the file to be played in, or null
   * @param record the file to be written, or null
   * @throws UsageException when anything cannot be
   */
  public static SessionPlan of(Configuration configuration, Path play, Path record) {
    Optional<MidiPiece> piece = Optional.ofNullable(play).map(SessionPlan::read);
    double tempoBpm =
        piece.isPresent() && !configuration.isGiven(Key.TEMPO)
            ? clampTempo(piece.get().tempoBpm())
            : configuration.number(Key.TEMPO);
    Meter meter =
        piece.isPresent() && !configuration.isGiven(Key.METER)
            ? piece.get().meters().meterAt(0)
            : configuration.value(Key.METER, Meter.class);
    if (record != null) {
      requireWritable(record);
      requireOther(record, play);
    }
    long seed =
        configuration.has(Key.SEED)
            ? configuration.integer(Key.SEED)
            : ThreadLocalRandom.current().nextInt(1_000_000);
    LiveSettings settings =
        new LiveSettings(
            configuration.value(Key.MODE, Mode.class),
            meter,
            tempoBpm,
            seed,
            configuration.value(Key.CLOCK, ClockSource.class),
            (int) configuration.integer(Key.TAP_CONTROLLER),
            configuration.value(Key.PLAYER_CHANNELS, ChannelSet.class).bits(),
            configuration.parameters());
    return new SessionPlan(configuration, settings, piece.map(p -> p.asPart(Part.PLAYER)), record);
  }

  /**
   * The session's musical time.
   *
   * @param startNs where tick 0 lies
   */
  public InternalTempo tempo(long startNs) {
    return new InternalTempo(
        Timeline.of(startNs, 0, settings.tempoBpm()), MeterMap.of(settings.meter()));
  }

  /** Writes the recording, if one is wanted, and says so; an empty one does not replace a file. */
  public void writeRecord(Score score) throws IOException {
    if (record == null) {
      return;
    }
    if (score.notes().isEmpty() && Files.exists(record)) {
      System.err.println("antiphon: nothing was played; " + record + " is left as it was");
      return;
    }
    MidiFileWriter.write(score, record);
    System.err.printf(
        "antiphon: wrote %s: %d notes of the player, %d of Antiphon, seed %d%n",
        record,
        score.notesOf(Part.PLAYER).size(),
        score.notesOf(Part.PARTNER).size(),
        settings.seed());
  }

  private static MidiPiece read(Path file) {
    try {
      return MidiFileReader.read(file);
    } catch (MidiFileException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private static double clampTempo(double tempoBpm) {
    return Math.max(Timeline.MIN_TEMPO_BPM, Math.min(Timeline.MAX_TEMPO_BPM, tempoBpm));
  }

  private static void requireOther(Path record, Path play) {
    try {
      if (play != null && Files.exists(record) && Files.isSameFile(record, play)) {
        throw new UsageException("--record would overwrite the file of --play; give another name");
      }
    } catch (IOException e) {
      throw new UsageException("cannot look at " + record + ": " + e.getMessage(), e);
    }
  }

  private static void requireWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new UsageException(
          "cannot write " + file + "; give a file in a folder that exists and is writable");
    }
  }
}
