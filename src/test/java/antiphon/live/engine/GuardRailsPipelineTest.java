package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.Action;
import antiphon.live.api.Counter;
import antiphon.live.api.KeyLock;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.LowKeys;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.Scale;
import antiphon.live.engine.Concert.Sound;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmStepper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The guard-rails as somebody hears them at the other end of the cable, in all modes that play, and
 * in what is played again. Random networks want anything; each test also shows that without its
 * rail they play what it forbids.
 */
class GuardRailsPipelineTest {
  private static final long MS = 1_000_000;
  private static final Mode[] PLAYING = {Mode.CALL_RESPONSE, Mode.JAM, Mode.SOLO};
  private static final int C_MAJOR = Scale.MAJOR.pitchClasses(0);

  /**
   * What is handed out by then is not taken back: 20 ms, and what is begun later sounds at once.
   */
  private static final long COMMITTED_NS = 25 * MS;

  /** By then the next position of the grid has come after what is handed out, and been played. */
  private static final long SETTLED_NS = COMMITTED_NS + 3 * Sessions.QUARTER_NS / 24 + MS;

  private static LiveSettings settings(Mode mode, Random random) {
    return Sessions.settings(mode)
        .with(Parameter.TOP_P, 1)
        .with(Parameter.OVERLAP, random.nextInt(2));
  }

  private static Score anyPiece(Random random) {
    List<Score> pieces = Concert.pieces();
    return pieces.get(random.nextInt(pieces.size()));
  }

  private interface Setting {
    LiveSettings of(LiveSettings settings);
  }

  /** A concert of a random network in a mode, with what was played asked for again. */
  private static List<Sound> concert(Mode mode, Random random, int phrases, Setting setting) {
    return new Concert(
            setting.of(settings(mode, random)), Concert.wild(random), anyPiece(random), random)
        .phrases(phrases, Concert::askAgain)
        .end();
  }

  private static List<Sound> concerts(int seeds, int phrases, Setting setting) {
    List<Sound> all = new ArrayList<>();
    Seeded.forSeeds(
        seeds,
        random -> {
          for (Mode mode : PLAYING) {
            all.addAll(concert(mode, random, phrases, setting));
          }
        });
    return all;
  }

  private static long breaches(List<Sound> sounds, Predicate<Sound> kept) {
    return sounds.stream().filter(kept.negate()).count();
  }

  private static boolean within(int classes, int pitch) {
    return (classes >> pitch % 12 & 1) == 1;
  }

  @Test
  void shouldPlayNoNoteOfTenThousandOutsideCMajor() {
    Setting locked = settings -> settings.with(Parameter.KEY_LOCK, KeyLock.GIVEN);
    Predicate<Sound> inCMajor = sound -> within(C_MAJOR, sound.pitch());
    List<Sound> sounds = concerts(3, 12, locked);
    Seeded.forSeeds(4, random -> sounds.addAll(concert(Mode.SOLO, random, 80, locked)));
    assertTrue(sounds.size() >= 10_000, sounds.size() + " notes");
    assertEquals(0, breaches(sounds, inCMajor));
    assertTrue(breaches(concerts(1, 12, settings -> settings), inCMajor) > 50, "without");
  }

  @Test
  void shouldPlayOutsideTheKeyOfThePieceOnlyUntilItIsFound() {
    LstmStepper pocket = Concert.pocket();
    int[] outside = new int[KeyLock.values().length];
    Seeded.forSeeds(
        3,
        random -> {
          int semitones = random.nextInt(12) - 6;
          Score piece = transposed(Concert.reichardt(), semitones);
          int key = Scale.MAJOR.pitchClasses(Math.floorMod(8 + semitones, 12));
          for (KeyLock lock : new KeyLock[] {KeyLock.OFF, KeyLock.FOUND}) {
            for (Mode mode : new Mode[] {Mode.CALL_RESPONSE, Mode.JAM}) {
              LiveSettings settings =
                  settings(mode, random)
                      .with(Parameter.KEY_LOCK, lock)
                      .with(Parameter.TEMPERATURE, 1.3);
              Concert concert = new Concert(settings, pocket, piece, random);
              concert.phrase(4);
              long sureNs = concert.pump.nowNs();
              concert.phrases(6, Concert::askAgain);
              for (Sound sound : concert.end()) {
                boolean sure = sound.onNs() > sureNs + COMMITTED_NS;
                outside[lock.ordinal()] += sure && !within(key, sound.pitch()) ? 1 : 0;
              }
            }
          }
        });
    assertEquals(0, outside[KeyLock.FOUND.ordinal()], "after four bars the key is sure");
    assertTrue(outside[KeyLock.OFF.ordinal()] > 5, "without: " + outside[0]);
  }

  @Test
  void shouldPlayNotesOfTheChordsOfTheChordChannelAlone() {
    assertChordsKept(
        settings -> settings.with(Parameter.CHORD_CHANNEL, 16),
        new int[][] {{60, 64, 67}, {53, 57, 60}, {55, 59, 62, 65}, {57, 60, 64}},
        15,
        Concert.hymn());
  }

  @Test
  void shouldPlayNotesOfTheChordsOfTheLowKeysAlone() {
    assertChordsKept(
        settings ->
            settings.with(Parameter.KEYBOARD_SPLIT, 36).with(Parameter.LOW_KEYS, LowKeys.CHORDS),
        new int[][] {{24, 28, 31}, {29, 33}, {26, 31, 35}, {33, 24, 28}},
        0,
        Concert.hymn());
  }

  /** Strikes a chord every two bars, and hears which pitch classes follow it. */
  private static void assertChordsKept(
      Setting chords, int[][] progression, int channel, Score piece) {
    int[] notes = new int[2];
    int[] outside = new int[2];
    Seeded.forSeeds(
        2,
        random -> {
          for (Mode mode : PLAYING) {
            for (int lock = 0; lock < 2; lock++) {
              LiveSettings settings =
                  chords.of(settings(mode, random)).with(Parameter.CHORD_LOCK, lock);
              Concert concert = new Concert(settings, Concert.wild(random), piece, random);
              for (int i = 0; i < 12; i++) {
                int[] chord = progression[i % progression.length];
                int heard = strike(concert, chord, channel, random);
                long fromNs = concert.pump.nowNs() + COMMITTED_NS;
                concert.phrases(1, Concert::askAgain);
                for (Sound sound : concert.sounds()) {
                  if (sound.onNs() > fromNs) {
                    notes[lock]++;
                    outside[lock] += within(heard, sound.pitch()) ? 0 : 1;
                  }
                }
              }
              concert.end();
            }
          }
        });
    assertTrue(notes[1] > 300, notes[1] + " notes");
    assertEquals(0, outside[1], "of " + notes[1]);
    assertTrue(outside[0] > notes[0] / 4, "without: " + outside[0] + " of " + notes[0]);
  }

  /** Presses a chord and lets it go; gives its pitch classes. */
  private static int strike(Concert concert, int[] chord, int channel, Random random) {
    int classes = 0;
    for (int pitch : chord) {
      classes |= 1 << pitch % 12;
      concert.pump.input().receive(MidiMessages.noteOn(channel, pitch, 70), after(concert, random));
    }
    for (int pitch : chord) {
      concert.pump.input().receive(MidiMessages.noteOff(channel, pitch), after(concert, random));
    }
    return classes;
  }

  private static long after(Concert concert, Random random) {
    return concert.pump.nowNs() + random.nextLong(10 * MS);
  }

  private static Score transposed(Score piece, int semitones) {
    List<Note> notes = piece.notes().stream().map(note -> note.shifted(0, semitones)).toList();
    return piece.withNotes(notes);
  }

  @Test
  void shouldNeverHaveMoreNotesSoundThanAreAllowedOnAllChannelsTogether() {
    boolean[] reached = new boolean[4];
    Seeded.forSeeds(
        2,
        random -> {
          for (Mode mode : PLAYING) {
            for (int most = 0; most <= 3; most++) {
              LiveSettings settings =
                  settings(mode, random)
                      .with(Parameter.POLYPHONY, most)
                      .with(Parameter.SPLIT_PITCH, 60)
                      .with(Parameter.LOW_CHANNEL, 2);
              Concert concert =
                  new Concert(settings, Concert.wild(random), anyPiece(random), random);
              concert.phrases(12, Concert::askAgain).end();
              int heard = concert.mostSounding(0);
              assertTrue(most == 0 ? heard > 3 : heard <= most, heard + " of " + most);
              reached[most] |= heard == most;
            }
          }
        });
    assertTrue(reached[1] && reached[2] && reached[3], "so many are allowed");
  }

  @Test
  void shouldEndWhatIsTooMuchWhenThePolyphonyIsLowered() {
    int[] tooMany = new int[1];
    Seeded.forSeeds(
        12,
        random -> {
          for (Mode mode : PLAYING) {
            Concert concert =
                new Concert(
                    settings(mode, random).with(Parameter.TIME_TEMPERATURE, 2),
                    Concert.wild(random),
                    anyPiece(random),
                    random);
            concert.phrases(2 + random.nextInt(3), Concert::askAgain);
            if (random.nextBoolean()) {
              concert.pump.perform(Action.LOOP);
            }
            concert.pump.advanceTo(concert.pump.nowNs() + random.nextLong(Sessions.BAR_NS));
            int most = 1 + random.nextInt(3);
            long loweredNs = concert.pump.nowNs();
            concert.pump.set(Parameter.POLYPHONY, most);
            concert.phrases(2, Concert.NOTHING).end();
            tooMany[0] += concert.soundingAt(loweredNs + COMMITTED_NS) > most ? 1 : 0;
            int heard = concert.mostSounding(loweredNs + SETTLED_NS);
            assertTrue(heard <= most, mode + ": " + heard + " of " + most);
          }
        });
    assertTrue(tooMany[0] > 3, "more sounded when it was lowered: " + tooMany[0]);
  }

  @Test
  void shouldHoldNoNoteLongerThanAllowedAndSomeJustSoLong() {
    for (double beats : new double[] {0.25, 1, 3.5}) {
      double limit = beats * Concert.CLOCKS_PER_BEAT;
      Setting brief = settings -> settings.with(Parameter.LONGEST_NOTE_BEATS, beats);
      List<Sound> sounds = concerts(2, 8, brief);
      assertEquals(0, breaches(sounds, sound -> sound.clocks() <= limit), beats + " beats");
      assertTrue(sounds.stream().anyMatch(sound -> sound.clocks() == limit), beats + " beats");
      Setting off = settings -> settings.with(Parameter.LONGEST_NOTE_BEATS, 64);
      assertTrue(breaches(concerts(1, 8, off), sound -> sound.clocks() <= limit) > 0, "without");
    }
  }

  @Test
  void shouldEndWhatIsTooLongWhenTheLongestNoteIsShortened() {
    int[] tooLong = new int[1];
    Seeded.forSeeds(
        12,
        random -> {
          for (Mode mode : PLAYING) {
            Concert concert =
                new Concert(
                    settings(mode, random).with(Parameter.TIME_TEMPERATURE, 2),
                    Concert.wild(random),
                    anyPiece(random),
                    random);
            concert.phrases(2 + random.nextInt(3), Concert::askAgain);
            if (random.nextBoolean()) {
              concert.pump.perform(Action.LOOP);
            }
            concert.pump.advanceTo(concert.pump.nowNs() + random.nextLong(Sessions.BAR_NS));
            double beats = 0.25 * (1 + random.nextInt(4));
            long shortenedNs = concert.pump.nowNs();
            concert.pump.set(Parameter.LONGEST_NOTE_BEATS, beats);
            concert.phrases(2, Concert.NOTHING);
            double limit = beats * Concert.CLOCKS_PER_BEAT;
            double settled = Concert.clock(shortenedNs + SETTLED_NS);
            for (Sound sound : concert.end()) {
              if (sound.offClock() > settled) {
                double heldOn = Math.max(sound.onClock() + limit, settled);
                assertTrue(sound.offClock() <= heldOn, mode + ", " + beats + " beats: " + sound);
              }
              boolean held = sound.onNs() < shortenedNs && sound.offClock() > settled - 1.5;
              tooLong[0] += held ? 1 : 0;
            }
          }
        });
    assertTrue(tooLong[0] > 3, "some sounded when it was shortened: " + tooLong[0]);
  }

  @Test
  void shouldRestNoLongerThanAllowedAndSometimesJustSoLong() {
    for (double beats : new double[] {0.5, 1, 2.5}) {
      double limit = beats * Concert.CLOCKS_PER_BEAT;
      double longest = 0;
      double longestOff = 0;
      for (int seed = 1; seed <= 2; seed++) {
        longest = Math.max(longest, longestRest(beats, new Random(seed)));
        longestOff = Math.max(longestOff, longestRest(64, new Random(seed)));
      }
      assertEquals(limit, longest, beats + " beats");
      assertTrue(longestOff > limit, "without: " + longestOff);
    }
  }

  /** The longest silence in a solo and in a jam without pauses of a model that likes to rest. */
  private static double longestRest(double beats, Random random) {
    double longest = 0;
    LstmStepper lazy =
        new ScriptedStepper(
            logits -> {
              Arrays.fill(logits, 0);
              for (int clocks = 1; clocks <= Vocabulary.MAX_DUR_CLOCKS; clocks++) {
                logits[Vocabulary.dur(clocks)] = 5;
              }
              for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
                logits[Vocabulary.noteOff(pitch)] = 6;
              }
            });
    for (Mode mode : new Mode[] {Mode.SOLO, Mode.JAM}) {
      LiveSettings settings =
          settings(mode, random)
              .with(Parameter.LONGEST_REST_BEATS, beats)
              .with(Parameter.LONGEST_NOTE_BEATS, 0.5);
      Concert concert = new Concert(settings, lazy, anyPiece(random), random);
      if (mode == Mode.SOLO) {
        concert.silence(20);
      } else {
        for (int i = 0; i < 3; i++) {
          concert.phrase(4);
        }
      }
      double silentSince = Double.MAX_VALUE;
      for (Sound sound : concert.end()) {
        longest = Math.max(longest, sound.onClock() - silentSince);
        silentSince =
            silentSince == Double.MAX_VALUE
                ? sound.offClock()
                : Math.max(silentSince, sound.offClock());
      }
    }
    return longest;
  }

  @Test
  void shouldBeginNoMoreNotesThanTheDensityInAnyBeat() {
    for (double density : new double[] {0.5, 1, 2, 5}) {
      double window = Concert.CLOCKS_PER_BEAT * Math.max(1, 1 / density);
      int limit = (int) Math.max(1, density);
      int[] most = new int[2];
      Seeded.forSeeds(
          1,
          random -> {
            for (Mode mode : PLAYING) {
              most[1] =
                  Math.max(
                      most[1],
                      mostOnsets(
                          concert(mode, random, 10, s -> s.with(Parameter.DENSITY, density)),
                          window));
              most[0] = Math.max(most[0], mostOnsets(concert(mode, random, 10, s -> s), window));
            }
          });
      assertEquals(limit, most[1], "density " + density);
      assertTrue(most[0] > limit, "without: " + most[0]);
    }
  }

  private static int mostOnsets(List<Sound> sounds, double window) {
    int most = 0;
    int first = 0;
    for (int i = 0; i < sounds.size(); i++) {
      while (sounds.get(i).onClock() - sounds.get(first).onClock() >= window) {
        first++;
      }
      most = Math.max(most, i - first + 1);
    }
    return most;
  }

  @Test
  void shouldSendNoPitchOutsideTheRangeHoweverItIsTransposed() {
    for (int semitones : new int[] {-48, -7, 0, 12, 48}) {
      Setting ranged =
          settings ->
              settings
                  .with(Parameter.TRANSPOSE_OUT, semitones)
                  .with(Parameter.LOWEST_PITCH, 50)
                  .with(Parameter.HIGHEST_PITCH, 74);
      Setting off = settings -> settings.with(Parameter.TRANSPOSE_OUT, semitones);
      Predicate<Sound> inRange = sound -> sound.pitch() >= 50 && sound.pitch() <= 74;
      List<Sound> sounds = concerts(1, 8, ranged);
      assertTrue(sounds.size() > 50, sounds.size() + " notes");
      assertEquals(0, breaches(sounds, inRange));
      assertTrue(breaches(concerts(1, 8, off), inRange) > 20, "without");
    }
  }

  @Test
  void shouldSendNoVelocityOutsideTheRange() {
    for (int lowest : new int[] {1, 40, 127}) {
      Setting ranged =
          settings ->
              settings
                  .with(Parameter.LOWEST_VELOCITY, lowest)
                  .with(Parameter.HIGHEST_VELOCITY, Math.min(127, lowest + 20));
      Predicate<Sound> inRange =
          sound -> sound.velocity() >= lowest && sound.velocity() <= lowest + 20;
      List<Sound> sounds = concerts(1, 8, ranged);
      assertTrue(sounds.size() > 50, sounds.size() + " notes");
      assertEquals(0, breaches(sounds, inRange));
      assertTrue(breaches(concerts(1, 8, settings -> settings), inRange) > 20, "without");
    }
  }

  @Test
  void shouldRepeatNoFigureMoreOftenThanAllowed() {
    int[] runs = new int[2];
    Seeded.forSeeds(
        2,
        random -> {
          for (Mode mode : PLAYING) {
            for (int times = 0; times <= 3; times++) {
              int most = times;
              List<Sound> sounds =
                  new Concert(
                          settings(mode, random)
                              .with(Parameter.REPETITION, most)
                              .with(Parameter.LOWEST_PITCH, 60)
                              .with(Parameter.HIGHEST_PITCH, 61),
                          even(),
                          anyPiece(random),
                          random)
                      .phrases(8, Concert::askAgain)
                      .end();
              for (int limit = 1; limit <= 3; limit++) {
                int over = figuresTooOften(sounds, limit);
                if (limit == most) {
                  assertEquals(0, over, mode + ", " + most + " times");
                  runs[1] += sounds.size();
                } else if (most == 0) {
                  runs[0] += over;
                }
              }
            }
          }
        });
    assertTrue(runs[1] > 500, runs[1] + " notes");
    assertTrue(runs[0] > 100, "without: " + runs[0]);
  }

  /** Likes one note after the other in even eighths. */
  private static LstmStepper even() {
    return new ScriptedStepper(
        logits -> {
          Arrays.fill(logits, 0);
          logits[Vocabulary.dur(12)] = 6;
          logits[Vocabulary.noteOn(60)] = 7;
          logits[Vocabulary.noteOn(61)] = 6;
          logits[Vocabulary.noteOff(60)] = 8;
          logits[Vocabulary.noteOff(61)] = 8;
          logits[Vocabulary.part(Part.PARTNER)] = 7;
        });
  }

  /** By the words of the rule: how many runs there are in which a figure comes once too often. */
  private static int figuresTooOften(List<Sound> sounds, int times) {
    int found = 0;
    for (int length = 1; length <= 8; length++) {
      int run = ((length == 1 ? 4 * times : times) + 1) * length;
      for (int start = 0; start + run <= sounds.size(); start++) {
        List<Sound> part = sounds.subList(start, start + run);
        boolean singleNote = length > 1 && repeats(part, 1);
        found += !singleNote && repeats(part, length) ? 1 : 0;
      }
    }
    return found;
  }

  private static boolean repeats(List<Sound> run, int length) {
    double period = run.get(length).onClock() - run.get(0).onClock();
    for (int i = length; i < run.size(); i++) {
      if (run.get(i).pitch() != run.get(i - length).pitch()
          || run.get(i).onClock() - run.get(i - length).onClock() != period) {
        return false;
      }
    }
    return true;
  }

  @Test
  void shouldPlayOrBeSilentWhateverRailsContradictOneAnother() {
    int[] notes = new int[1];
    Seeded.forSeeds(
        12,
        random -> {
          for (Mode mode : PLAYING) {
            LiveSettings settings = settings(mode, random);
            for (Parameter parameter : Parameter.values()) {
              if (parameter.group() == Parameter.Group.GUARD && random.nextBoolean()) {
                settings = settings.with(parameter, anyValue(parameter, random));
              }
            }
            Concert concert = new Concert(settings, Concert.wild(random), anyPiece(random), random);
            notes[0] += concert.phrases(4, Concert::askAgain).end().size();
            assertEquals(0, concert.pump.view().count(Counter.MODEL_FAULTS));
          }
        });
    assertTrue(notes[0] > 300, notes[0] + " notes");
  }

  private static double anyValue(Parameter parameter, Random random) {
    double skewed = Math.pow(random.nextDouble(), 3);
    return switch (parameter) {
      case HIGHEST_PITCH, HIGHEST_VELOCITY -> parameter.at(1 - skewed * skewed);
      case KEY_LOCK, TONIC, SCALE, CHORD_LOCK -> parameter.at(random.nextDouble());
      default -> parameter.at(skewed * skewed);
    };
  }

  @Test
  void shouldKeepToRailsThatAreTurnedWhileItPlays() {
    int[] notes = new int[1];
    int[] breaches = new int[1];
    Seeded.forSeeds(
        4,
        random -> {
          for (Mode mode : PLAYING) {
            List<Rules> rules = new ArrayList<>();
            Concert concert =
                new Concert(
                    settings(mode, random).with(Parameter.KEY_LOCK, KeyLock.GIVEN),
                    Concert.wild(random),
                    anyPiece(random),
                    random);
            rules.add(new Rules(0, random).set(concert.pump));
            concert.phrases(
                16,
                playing -> {
                  for (int i = random.nextInt(4); i > 0; i--) {
                    long nextNs = playing.pump.nowNs() + random.nextLong(Sessions.BAR_NS);
                    playing.pump.advanceTo(nextNs);
                    rules.add(new Rules(nextNs, random).set(playing.pump));
                  }
                  Concert.askAgain(playing);
                });
            for (Sound sound : concert.end()) {
              notes[0]++;
              List<Rules> inForce = inForce(rules, sound.onNs());
              assertTrue(inForce.stream().anyMatch(r -> r.allowKey(sound)), sound.toString());
              assertTrue(inForce.stream().anyMatch(r -> r.allowPitch(sound)), sound.toString());
              assertTrue(inForce.stream().anyMatch(r -> r.allowVelocity(sound)), sound.toString());
              breaches[0] += rules.stream().allMatch(r -> r.allowKey(sound)) ? 0 : 1;
            }
          }
        });
    assertTrue(notes[0] > 500, notes[0] + " notes");
    assertTrue(breaches[0] > notes[0] / 2, "they differ: " + breaches[0] + " of " + notes[0]);
  }

  /** Those of which one was in force when a note was handed out. */
  private static List<Rules> inForce(List<Rules> rules, long onNs) {
    List<Rules> inForce = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      boolean over = i + 1 < rules.size() && rules.get(i + 1).sinceNs() < onNs - COMMITTED_NS;
      if (!over && rules.get(i).sinceNs() <= onNs) {
        inForce.add(rules.get(i));
      }
    }
    return inForce;
  }

  /** Some rails as they were set at a moment, one after the other. */
  private record Rules(long sinceNs, Scale scale, int lowest, int softest) {
    Rules(long sinceNs, Random random) {
      this(
          sinceNs,
          Scale.values()[random.nextInt(Scale.values().length)],
          30 + random.nextInt(70),
          1 + random.nextInt(127));
    }

    Rules set(Pump pump) {
      pump.set(Parameter.SCALE, scale.ordinal());
      pump.set(Parameter.LOWEST_PITCH, lowest);
      pump.set(Parameter.LOWEST_VELOCITY, softest);
      return this;
    }

    boolean allowKey(Sound sound) {
      return within(scale.pitchClasses(0), sound.pitch());
    }

    boolean allowPitch(Sound sound) {
      return sound.pitch() >= lowest;
    }

    boolean allowVelocity(Sound sound) {
      return sound.velocity() >= softest;
    }
  }

  @Test
  void shouldSurviveRailsTurnedAtAnyMomentInAnyModeWithoutAHangingNote() {
    Seeded.forSeeds(
        10,
        random -> {
          Mode mode = PLAYING[random.nextInt(PLAYING.length)];
          Concert concert =
              new Concert(settings(mode, random), Concert.wild(random), anyPiece(random), random);
          Parameter[] parameters = Parameter.values();
          concert.phrases(
              12,
              playing -> {
                for (int i = 0; i < 20; i++) {
                  playing.pump.advanceTo(playing.pump.nowNs() + random.nextLong(300 * MS));
                  Parameter parameter = parameters[random.nextInt(parameters.length)];
                  if (parameter.group() == Parameter.Group.GUARD) {
                    playing.pump.set(parameter, anyValue(parameter, random));
                  }
                }
                Concert.askAgain(playing);
              });
          assertFalse(concert.end().isEmpty());
          assertEquals(0, concert.pump.view().count(Counter.MODEL_FAULTS));
        });
  }
}
