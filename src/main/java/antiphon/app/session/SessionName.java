package antiphon.app.session;

import antiphon.live.api.SessionBook;
import antiphon.live.api.SessionException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** How sessions may be called, so that a name is a file's on every system. */
final class SessionName {
  static final int MOST_CHARACTERS = 80;

  /** Letters and what stands over them, digits, and a few signs; no dot or space at an end. */
  private static final Pattern ALLOWED =
      Pattern.compile("(?![ .])[\\p{L}\\p{M}\\p{Nd} \\-_.()]{1," + MOST_CHARACTERS + "}(?<![ .])");

  /** Names of devices on Windows, with whatever after a dot. */
  private static final Pattern DEVICE =
      Pattern.compile("(?i)(con|prn|aux|nul|(com|lpt)[0-9])\\s*(\\..*)?");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH.mm.ss", Locale.ROOT);

  private SessionName() {}

  /**
   * @throws SessionException when a session may not be called so
   */
  static String require(String name) {
    if (name.length() > MOST_CHARACTERS || !ALLOWED.matcher(name).matches()) {
      throw new SessionException(
          SessionException.Fault.NAME,
          "a session's name has 1 to "
              + MOST_CHARACTERS
              + " letters, digits, spaces and - _ . ( ), and no space or dot at either end");
    }
    if (DEVICE.matcher(name).matches() || name.equalsIgnoreCase(SessionBook.CURRENT)) {
      throw new SessionException(
          SessionException.Fault.NAME,
          "no session may be called '" + name + "'; give another name");
    }
    return name;
  }

  /** By the time at which it began. */
  static String of(Instant began, ZoneId zone) {
    return TIME.format(began.atZone(zone));
  }
}
