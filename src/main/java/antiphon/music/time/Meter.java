package antiphon.music.time;

import static antiphon.music.time.MusicalTime.CLOCKS_PER_QUARTER;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time signature.
 *
 * @param beats beats in a bar, 1 to 32
 * @param unit the note value of a beat: 1, 2, 4, 8, 16 or 32
 */
public record Meter(int beats, int unit) {
  public static final Meter COMMON = new Meter(4, 4);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,2})/(\\d{1,2})");

  public Meter {
    if (beats < 1 || beats > 32) {
      throw new IllegalArgumentException("beats in a bar must be 1 to 32, not " + beats);
    }
    if (unit < 1 || unit > 32 || Integer.bitCount(unit) != 1) {
      throw new IllegalArgumentException(
          "a beat must be a 1/1, 1/2, 1/4, 1/8, 1/16 or 1/32 note, not 1/" + unit);
    }
  }

  /**
   * Reads a form such as {@code 6/8}.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Meter parse(String text) {
    Matcher matcher = TEXT.matcher(text.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a meter looks like 4/4 or 6/8, not '" + text + "'");
    }
    return new Meter(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  public int clocksPerBeat() {
    return 4 * CLOCKS_PER_QUARTER / unit;
  }

  public int clocksPerBar() {
    return beats * clocksPerBeat();
  }

  @Override
  public String toString() {
    return beats + "/" + unit;
  }
}
