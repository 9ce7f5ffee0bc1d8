package antiphon.music.token;

import antiphon.music.note.Part;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The closed list of tokens. Ids in order: {@code NOTE_ON 0..127}, {@code NOTE_OFF 0..127}, {@code
 * DUR 1..48} (clocks), {@code VELOCITY 0..7} (bins of 16), {@code PART player|partner}, {@code
 * START}.
 */
public final class Vocabulary {
  public static final int PITCHES = 128;
  public static final int MAX_DUR_CLOCKS = 48;
  public static final int VELOCITY_BINS = 8;

  private static final int FIRST_NOTE_OFF = PITCHES;
  private static final int FIRST_DUR = FIRST_NOTE_OFF + PITCHES;
  private static final int FIRST_VELOCITY = FIRST_DUR + MAX_DUR_CLOCKS;
  private static final int FIRST_PART = FIRST_VELOCITY + VELOCITY_BINS;

  /** What a state has heard before anything: fed first, never predicted. */
  public static final int START = FIRST_PART + Part.COUNT;

  public static final int SIZE = START + 1;

  private static final int VELOCITY_BIN_WIDTH = 128 / VELOCITY_BINS;
  private static final String[] TEXTS = new String[SIZE];
  private static final Map<String, Integer> IDS = new HashMap<>();

  static {
    for (int id = 0; id < SIZE; id++) {
      TEXTS[id] = text(id);
      IDS.put(TEXTS[id], id);
    }
  }

  private Vocabulary() {}

  /** What a token says. */
  public enum Kind {
    NOTE_ON,
    NOTE_OFF,
    DUR,
    VELOCITY,
    PART,
    START
  }

  public static Kind kind(int id) {
    if (id < 0 || id >= SIZE) {
      throw new IllegalArgumentException("token id " + id + " is not 0 to " + (SIZE - 1));
    }
    if (id < FIRST_NOTE_OFF) {
      return Kind.NOTE_ON;
    }
    if (id < FIRST_DUR) {
      return Kind.NOTE_OFF;
    }
    if (id < FIRST_VELOCITY) {
      return Kind.DUR;
    }
    if (id < FIRST_PART) {
      return Kind.VELOCITY;
    }
    return id < START ? Kind.PART : Kind.START;
  }

  /**
   * The number that goes with a token: pitch, clocks, velocity bin or part ordinal; 0 for {@code
   * START}.
   */
  public static int value(int id) {
    return switch (kind(id)) {
      case NOTE_ON -> id;
      case NOTE_OFF -> id - FIRST_NOTE_OFF;
      case DUR -> id - FIRST_DUR + 1;
      case VELOCITY -> id - FIRST_VELOCITY;
      case PART -> id - FIRST_PART;
      case START -> 0;
    };
  }

  public static int noteOn(int pitch) {
    return pitch;
  }

  public static int noteOff(int pitch) {
    return FIRST_NOTE_OFF + pitch;
  }

  /**
   * @param clocks 1 to {@value #MAX_DUR_CLOCKS}
   */
  public static int dur(int clocks) {
    return FIRST_DUR + clocks - 1;
  }

  public static int velocity(int bin) {
    return FIRST_VELOCITY + bin;
  }

  public static int part(Part part) {
    return FIRST_PART + part.ordinal();
  }

  /**
   * @param velocity 1 to 127
   */
  public static int binOfVelocity(int velocity) {
    return velocity / VELOCITY_BIN_WIDTH;
  }

  /** The velocity with which a bin is played: its middle. */
  public static int velocityOfBin(int bin) {
    return bin * VELOCITY_BIN_WIDTH + VELOCITY_BIN_WIDTH / 2;
  }

  /** The written form of a token, such as {@code NOTE_ON 60} or {@code PART partner}. */
  public static String describe(int id) {
    kind(id);
    return TEXTS[id];
  }

  /**
   * The id of a written form.
   *
   * @throws IllegalArgumentException for a form that is not in the vocabulary
   */
  public static int parse(String text) {
    Integer id = IDS.get(text.trim());
    if (id == null) {
      throw new IllegalArgumentException(
          "'" + text.trim() + "' is not a token; tokens look like 'NOTE_ON 60' or 'DUR 12'");
    }
    return id;
  }

  /**
   * SHA-256 of all written forms, one a line: a model and a program agree on the vocabulary if they
   * agree on this.
   */
  public static String hash() {
    try {
      byte[] listing = String.join("\n", TEXTS).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(listing));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String text(int id) {
    return switch (kind(id)) {
      case PART -> "PART " + (value(id) == 0 ? "player" : "partner");
      case START -> "START";
      default -> kind(id) + " " + value(id);
    };
  }
}
