package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.live.api.Action;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.loopback.ScorePlayer;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.ModelBundle;
import antiphon.net.Steppers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A player of real pieces and Antiphon in one room, in common time at 120 bpm, on a simulated
 * clock; and what somebody hears of Antiphon at the other end of the cable.
 */
final class Concert {
  static final int CLOCKS_PER_BEAT = 24;

  private static final Path PIECES = Path.of("src/test/resources/pieces");
  private static final long BAR_TICKS = 4 * 960;

  /**
   * A note as it was heard.
   *
   * @param onClock in clocks from the beginning, not always whole
   */
  record Sound(int channel, int pitch, int velocity, long onNs, double onClock, double offClock) {
    double clocks() {
      return offClock - onClock;
    }
  }

  final FarSide farSide = new FarSide();
  final Pump pump;
  private final Mode mode;
  private final Random random;
  private final Score piece;
  private long pieceTick;

  Concert(LiveSettings settings, LstmStepper stepper, Score piece, Random random) {
    pump = new Pump(settings, stepper, Sessions.tempo(0), farSide);
    pump.setLooksAhead(false);
    mode = settings.mode();
    this.piece = piece;
    this.random = random;
  }

  static Score bach() {
    return piece("bach-bwv-516.mid");
  }

  static Score beethoven() {
    return piece("beethoven-lied.mid");
  }

  static Score hymn() {
    return piece("hymn-herr-jesu-christ.mid");
  }

  /** In A flat major from the first note to the last. */
  static Score reichardt() {
    return piece("reichardt-wohl-dem-mann.mid");
  }

  static List<Score> pieces() {
    return List.of(bach(), beethoven(), hymn(), reichardt());
  }

  private static Score piece(String name) {
    try {
      byte[] bytes = Files.readAllBytes(PIECES.resolve(name));
      return MidiFileReader.read(bytes, name).asPart(Part.PLAYER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A random network: it wants anything, a few notes at a time. */
  static LstmStepper wild(Random random) {
    return new Wild(Sessions.stepper(random.nextInt(1_000)));
  }

  private record Wild(LstmStepper network) implements LstmStepper {
    @Override
    public LstmSpec spec() {
      return network.spec();
    }

    @Override
    public void feed(LstmState state, int token, int position) {
      network.feed(state, token, position);
    }

    @Override
    public float[] logits(LstmState state) {
      float[] logits = network.logits(state);
      for (int clocks = 1; clocks <= Vocabulary.MAX_DUR_CLOCKS; clocks++) {
        logits[Vocabulary.dur(clocks)] += 2.5f;
      }
      for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
        logits[Vocabulary.noteOff(pitch)] += 2;
      }
      logits[Vocabulary.part(Part.PARTNER)] += 3;
      return logits;
    }

    @Override
    public String description() {
      return "wild";
    }
  }

  /** The small model that ships. */
  static LstmStepper pocket() {
    try {
      ModelBundle bundle = ModelBundle.read(Path.of("models/pocket"));
      return Steppers.create(Steppers.fastest(bundle.weights().spec()), bundle.weights());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a test does between two phrases. */
  interface Between {
    void turn(Concert concert);
  }

  static final Between NOTHING = concert -> {};

  /** Plays so many phrases, with silences as the mode wants them. */
  Concert phrases(int count, Between between) {
    for (int i = 0; i < count; i++) {
      between.turn(this);
      switch (mode) {
        case SOLO -> {
          if (random.nextInt(3) == 0) {
            phrase(1);
          }
          silence(8);
        }
        case JAM -> {
          phrase(1);
          if (random.nextInt(4) == 0) {
            silence(1);
          }
        }
        case CALL_RESPONSE, LISTEN -> {
          phrase(1 + random.nextInt(3));
          silence(1 + random.nextInt(5));
        }
      }
    }
    return this;
  }

  /** Asks for something that was played before, now and then, and hears some of it. */
  static void askAgain(Concert concert) {
    Random random = concert.random;
    Action[] actions = {Action.AGAIN, Action.MUTATE_PITCHES, Action.MUTATE_RHYTHM, Action.LOOP};
    if (random.nextInt(2) == 0) {
      concert.pump.perform(actions[random.nextInt(actions.length)]);
      concert.silence(1 + random.nextInt(6));
    }
  }

  /** Plays the next bars of the piece, from the next bar line on; over and over. */
  void phrase(int bars) {
    long startTick = barLine();
    long endTick = startTick + bars * BAR_TICKS;
    List<Note> notes = new ArrayList<>();
    if (pieceTick >= piece.endTick() / BAR_TICKS * BAR_TICKS) {
      pieceTick = 0;
    }
    for (Note note : piece.notes()) {
      long on = note.onTick() - pieceTick;
      if (on >= 0 && on < bars * BAR_TICKS) {
        long off = Math.min(note.offTick() - pieceTick, bars * BAR_TICKS);
        notes.add(
            new Note(Part.PLAYER, note.pitch(), note.velocity(), startTick + on, startTick + off));
      }
    }
    pieceTick += bars * BAR_TICKS;
    Score score = new Score(notes, 120, MeterMap.of(Meter.COMMON));
    long endNs = ns(endTick);
    pump.play(new ScorePlayer(score, Sessions.tempo(0).timeline(), pump.input(), 0), endNs);
    pump.advanceTo(endNs);
  }

  void silence(int bars) {
    pump.advanceTo(ns(barLine() + bars * BAR_TICKS));
  }

  private long barLine() {
    return -Math.floorDiv(-Math.round(pump.nowNs() * 960.0 / Sessions.QUARTER_NS), BAR_TICKS)
        * BAR_TICKS;
  }

  private static long ns(long tick) {
    return Sessions.tempo(0).timeline().nsAt(tick);
  }

  /** Ends it: nothing hangs, nothing was thrown. */
  List<Sound> end() {
    Throwable error = pump.view().takeNewError();
    if (error != null) {
      throw new AssertionError(error);
    }
    pump.finish();
    assertEquals(0, farSide.hanging());
    assertEquals(0, farSide.doubleOns());
    return sounds();
  }

  /** What was heard, in the order of the onsets; only of notes that have ended. */
  List<Sound> sounds() {
    List<Sound> sounds = new ArrayList<>();
    Map<Integer, Integer> open = new HashMap<>();
    for (FarSide.Heard heard : farSide.heard()) {
      int key = MidiMessages.channel(heard.message()) * 128 + MidiMessages.data1(heard.message());
      if (MidiMessages.isNoteOn(heard.message())) {
        open.put(key, sounds.size());
        double clock = clock(heard.deadlineNs());
        int velocity = MidiMessages.data2(heard.message());
        sounds.add(new Sound(key / 128, key % 128, velocity, heard.deadlineNs(), clock, clock));
      } else if (MidiMessages.isNoteOff(heard.message()) && open.containsKey(key)) {
        int index = open.remove(key);
        Sound begun = sounds.get(index);
        sounds.set(
            index,
            new Sound(
                begun.channel(),
                begun.pitch(),
                begun.velocity(),
                begun.onNs(),
                begun.onClock(),
                clock(heard.deadlineNs())));
      }
    }
    return sounds;
  }

  /** In clocks from the beginning; whole where it is one to the nanosecond. */
  static double clock(long ns) {
    double clock = ns * (double) CLOCKS_PER_BEAT / Sessions.QUARTER_NS;
    return Math.abs(clock - Math.rint(clock)) < 1e-6 ? Math.rint(clock) : clock;
  }

  /** How many sound at most at a time, on all channels, from an instant on. */
  int mostSounding(long fromNs) {
    int sounding = soundingAt(fromNs);
    int most = sounding;
    for (FarSide.Heard heard : farSide.heard()) {
      if (heard.deadlineNs() > fromNs) {
        sounding += step(heard.message());
        most = Math.max(most, sounding);
      }
    }
    return most;
  }

  /** How many sound, on all channels, after what is heard at an instant. */
  int soundingAt(long ns) {
    return farSide.heard().stream()
        .filter(heard -> heard.deadlineNs() <= ns)
        .mapToInt(heard -> step(heard.message()))
        .sum();
  }

  /** Each end that is heard is one of a note. */
  private static int step(int message) {
    return MidiMessages.isNoteOn(message) ? 1 : MidiMessages.isNoteOff(message) ? -1 : 0;
  }
}
