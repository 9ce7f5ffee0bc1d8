package antiphon.live.api;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be turned while Antiphon plays: the one list of it. Keys of the configuration, {@code
 * /api/params}, OSC addresses, what a controller may be bound to and the page's controls are made
 * from this.
 */
public enum Parameter {
  TEMPERATURE(
      Group.PLAY,
      number(0, 4, 0.9),
      "0 plays what is likeliest, 1 as it was learnt, more is wilder."),
  PITCH_TEMPERATURE(
      Group.PLAY, number(0, 4, 1).in("×"), "The same for pitches, in multiples of temperature."),
  TIME_TEMPERATURE(
      Group.PLAY,
      number(0, 4, 1).in("×"),
      "The same for durations and rests, in multiples of temperature."),
  VELOCITY_TEMPERATURE(
      Group.PLAY, number(0, 4, 1).in("×"), "The same for velocities, in multiples of temperature."),
  TOP_P(Group.PLAY, number(0.01, 1, 0.95), "Share of likelihood that is kept: less is tamer."),
  PITCH_TOP_P(Group.PLAY, number(0.01, 1, 1), "The same among pitches alone."),
  TIME_TOP_P(Group.PLAY, number(0.01, 1, 1), "The same among durations and rests alone."),
  VELOCITY_TOP_P(Group.PLAY, number(0.01, 1, 1), "The same among velocities alone."),
  TOP_K(Group.PLAY, whole(0, 1000, 0), "How many of the likeliest tokens are kept; 0 keeps all."),
  GROOVE(
      Group.PLAY,
      number(0, 1, 0),
      "How much of your micro-timing, swing among it, is given back; 0 plays on the grid."),
  COMMIT_MS(
      Group.PLAY,
      number(5, 2000, 20).in("ms"),
      "How long before it is due a note is handed out; from then on a touch cannot take it back unheard."),
  COMMIT_BEATS(
      Group.PLAY, number(0, 4, 0).in("beats"), "The same in beats; the longer of the two counts."),
  HAND_OVER(
      Group.PLAY,
      choice(HandOver.values(), HandOver.SILENCE),
      "What gives Antiphon the floor: silence, a pedal (the action hand-over) alone, or trading so many bars each."),
  HAND_OVER_BEATS(
      Group.PLAY,
      number(0.125, 64, 1).in("beats"),
      "Silence after which the floor is handed over."),
  HAND_OVER_MS(
      Group.PLAY, number(0, 30_000, 0).in("ms"), "The same in milliseconds; 0 counts in beats."),
  TRADE_BARS(Group.PLAY, whole(1, 64, 4).in("bars"), "Bars each, where bars are traded."),
  ANSWER_START(
      Group.PLAY,
      choice(AnswerStart.values(), AnswerStart.BEAT),
      "Where an answer may begin: now (the next position of the grid), or the next beat or bar."),
  ANSWER_LENGTH(
      Group.PLAY,
      choice(AnswerLength.values(), AnswerLength.CALL),
      "How long an answer is: as its call, a number of bars, or until it is touched."),
  ANSWER_BARS(Group.PLAY, whole(1, 64, 4).in("bars"), "That number of bars."),
  MAX_ANSWER_BARS(
      Group.PLAY,
      whole(1, 64, 8).in("bars"),
      "An answer as long as its call is a bar at the least and so long at the most."),
  OVERLAP(
      Group.PLAY,
      flag(false),
      "Whether an answer is played to its end while you play again, instead of stopping at a touch."),
  SWITCH_AT(
      Group.PLAY,
      choice(SwitchAt.values(), SwitchAt.NOW),
      "When a change of mode comes: now, or at the next bar line."),
  CHANNEL(Group.PLAY, whole(1, 16, 1), "MIDI channel on which Antiphon plays."),
  SPLIT_PITCH(
      Group.PLAY,
      whole(0, 127, 0),
      "Antiphon's notes below this pitch go to low_channel; 0 splits nothing."),
  LOW_CHANNEL(Group.PLAY, whole(1, 16, 1), "MIDI channel of Antiphon's notes below split_pitch."),
  TRANSPOSE_IN(
      Group.PLAY,
      whole(-48, 48, 0).in("semitones"),
      "What is added to your pitches before they are heard: for a transposing instrument."),
  TRANSPOSE_OUT(
      Group.PLAY,
      whole(-48, 48, 0).in("semitones"),
      "What is added to Antiphon's pitches before they are sent."),
  PEDAL_OUT(Group.PLAY, flag(false), "Whether your sustain pedal also holds Antiphon's notes."),
  CHORD_CHANNEL(
      Group.PLAY,
      whole(0, 16, 0),
      "MIDI channel whose notes are chords to keep to and not music to be answered; 0 for none."),
  KEYBOARD_SPLIT(
      Group.PLAY,
      whole(0, 127, 0),
      "Your keys below this pitch are what low_keys says; 0 splits nothing."),
  LOW_KEYS(
      Group.PLAY,
      choice(LowKeys.values(), LowKeys.CHORDS),
      "What your keys below keyboard_split are: the player's music as all others, chords to keep to, or nothing."),

  LOWEST_PITCH(Group.GUARD, whole(0, 127, 0), "No note below this pitch."),
  HIGHEST_PITCH(Group.GUARD, whole(0, 127, 127), "No note above this pitch."),
  REGISTER_FOLLOW(
      Group.GUARD,
      number(0, 1, 0),
      "How closely answers keep to the register of the call; 0 not at all."),
  KEY_LOCK(
      Group.GUARD,
      choice(KeyLock.values(), KeyLock.OFF),
      "Which key is kept to: off, the given one (tonic and scale), or the one found in your last bars."),
  TONIC(Group.GUARD, choice(pitchClasses(), 0), "Tonic of the given key."),
  SCALE(Group.GUARD, choice(Scale.values(), Scale.MAJOR), "Scale of the given key."),
  CHORD_LOCK(
      Group.GUARD,
      flag(false),
      "Whether only notes of the last chord of chord_channel or the low keys are played."),
  POLYPHONY(
      Group.GUARD,
      whole(0, 32, 0).in("notes"),
      "How many notes may sound together; 0 sets no limit."),
  LONGEST_NOTE_BEATS(
      Group.GUARD, number(0.25, 64, 8).in("beats"), "A note that would last longer is ended."),
  LONGEST_REST_BEATS(
      Group.GUARD, number(0.25, 64, 8).in("beats"), "After so long a rest a note has to begin."),
  DENSITY(
      Group.GUARD,
      number(0, 32, 0).in("notes/beat"),
      "How many notes may begin in a beat; 0 sets no limit."),
  DENSITY_FOLLOW(
      Group.GUARD,
      number(0, 1, 0.5),
      "How closely answers keep to the density of the call; 0 not at all."),
  LOWEST_VELOCITY(Group.GUARD, whole(1, 127, 1), "No note softer than this."),
  HIGHEST_VELOCITY(Group.GUARD, whole(1, 127, 127), "No note louder than this."),
  VELOCITY_FOLLOW(
      Group.GUARD,
      number(0, 1, 0),
      "How closely answers keep to the loudness of the call; 0 not at all."),
  REPETITION(
      Group.GUARD,
      whole(0, 16, 0).in("times"),
      "How often a figure may come in a row; 0 sets no limit.");

  /** What parameters belong together: tables of the configuration. */
  public enum Group {
    /** Of how Antiphon plays and converses. */
    PLAY,
    /** Of what it may not do: hard when set. */
    GUARD;

    /** As in the configuration. */
    public String word() {
      return Words.of(this);
    }
  }

  /** What values a parameter has. */
  public enum Kind {
    NUMBER,
    /** Whole numbers. */
    WHOLE,
    /** 0 or 1: false or true. */
    FLAG,
    /** The number of one of {@link #choices}. */
    CHOICE
  }

  private final Group group;
  private final Values values;
  private final String doc;
  private final String word;

  Parameter(Group group, Values values, String doc) {
    this.group = group;
    this.values = values;
    this.doc = doc;
    word = camelCase(name());
  }

  public Group group() {
    return group;
  }

  /** As in JSON and in OSC addresses: {@code handOverBeats}. */
  public String word() {
    return word;
  }

  /** As in the configuration: {@code play.hand_over_beats}. */
  public String key() {
    return group.word() + "." + name().toLowerCase(Locale.ROOT);
  }

  public Kind kind() {
    return values.kind;
  }

  /** Empty where it has none. */
  public String unit() {
    return values.unit;
  }

  public double min() {
    return values.min;
  }

  public double max() {
    return values.max;
  }

  public double defaultValue() {
    return values.defaultValue;
  }

  /** The words of a {@link Kind#CHOICE}, in the order of its numbers; else empty. */
  public List<String> choices() {
    return values.choices;
  }

  /** What it does, in a sentence. */
  public String doc() {
    return doc;
  }

  /** What is allowed, in words: {@code 0 to 4}, {@code one of now, beat, bar}. */
  public String range() {
    return switch (values.kind) {
      case CHOICE -> "one of " + String.join(", ", values.choices);
      case FLAG -> "true or false";
      case NUMBER, WHOLE ->
          LiveSettings.plain(values.min) + " to " + LiveSettings.plain(values.max);
    };
  }

  /** A value as it is written outside: a number, a word, {@code true} or {@code false}. */
  public String text(double value) {
    return switch (values.kind) {
      case CHOICE -> values.choices.get((int) value);
      case FLAG -> Boolean.toString(value != 0);
      case NUMBER, WHOLE -> LiveSettings.plain(value);
    };
  }

  /**
   * The value that somebody wrote.
   *
   * @throws IllegalArgumentException naming the parameter and what is allowed
   */
  public double parse(String text) {
    String trimmed = text.trim();
    int choice = values.choices.indexOf(trimmed);
    if (choice >= 0) {
      return choice;
    }
    if (values.kind == Kind.FLAG && (trimmed.equals("true") || trimmed.equals("false"))) {
      return trimmed.equals("true") ? 1 : 0;
    }
    double value;
    try {
      value = values.kind == Kind.CHOICE ? Double.NaN : Double.parseDouble(trimmed);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException(word + " must be " + range() + ", not '" + trimmed + "'");
    }
    require(value);
    return value;
  }

  /**
   * @throws IllegalArgumentException when a value is out of range, or not whole where it has to be
   */
  public void require(double value) {
    if (values.kind == Kind.NUMBER || values.kind == Kind.WHOLE) {
      LiveSettings.require(word, value, values.min, values.max);
    }
    if (!(value >= values.min && value <= values.max)
        || values.kind != Kind.NUMBER && value != Math.rint(value)) {
      throw new IllegalArgumentException(
          word
              + " must be "
              + (values.kind == Kind.WHOLE ? "a whole number, " : "")
              + range()
              + ", not "
              + LiveSettings.plain(value));
    }
  }

  /**
   * The value at a place between the ends of its range, as of a controller.
   *
   * @param share 0 to 1
   */
  public double at(double share) {
    double value = values.min + share * (values.max - values.min);
    return values.kind == Kind.NUMBER ? value : Math.rint(value);
  }

  /** Where between the ends of its range a value is, 0 to 1. */
  public double shareOf(double value) {
    return (value - values.min) / (values.max - values.min);
  }

  /** The one with a key of the configuration. */
  public static Optional<Parameter> ofKey(String key) {
    return Arrays.stream(values()).filter(parameter -> parameter.key().equals(key)).findFirst();
  }

  public static Optional<Parameter> ofWord(String word) {
    return Arrays.stream(values()).filter(parameter -> parameter.word.equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(Parameter::word).toList();
  }

  private static String camelCase(String name) {
    StringBuilder result = new StringBuilder();
    for (String part : name.split("_")) {
      String lower = part.toLowerCase(Locale.ROOT);
      result.append(
          result.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
    }
    return result.toString();
  }

  private static Values number(double min, double max, double defaultValue) {
    return new Values(Kind.NUMBER, min, max, defaultValue, "", List.of());
  }

  private static Values whole(int min, int max, int defaultValue) {
    return new Values(Kind.WHOLE, min, max, defaultValue, "", List.of());
  }

  private static Values flag(boolean defaultValue) {
    return new Values(Kind.FLAG, 0, 1, defaultValue ? 1 : 0, "", List.of());
  }

  private static Values choice(Enum<?>[] constants, Enum<?> defaultConstant) {
    return choice(Words.of(constants), defaultConstant.ordinal());
  }

  private static Values choice(List<String> words, int defaultChoice) {
    return new Values(Kind.CHOICE, 0, words.size() - 1, defaultChoice, "", words);
  }

  private static List<String> pitchClasses() {
    return List.of("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B");
  }

  private record Values(
      Kind kind, double min, double max, double defaultValue, String unit, List<String> choices) {
    Values in(String otherUnit) {
      return new Values(kind, min, max, defaultValue, otherUnit, choices);
    }
  }
}
