package antiphon.midi.port.javasound;

import java.util.regex.Pattern;

/** What the JDK adds to the names of ALSA's devices, in brackets. */
final class DeviceName {
  private static final Pattern NUMBER = Pattern.compile("\\s*\\[hw:[0-9,]+\\]");
  private static final Pattern DEFAULT = Pattern.compile("\\s*\\[default\\]");

  private DeviceName() {}

  /** Without the numbers of card, device and part: a device that comes back may have others. */
  static String withoutNumber(String name) {
    return NUMBER.matcher(name).replaceAll("");
  }

  static String withoutDefault(String name) {
    return DEFAULT.matcher(name).replaceAll("");
  }
}
