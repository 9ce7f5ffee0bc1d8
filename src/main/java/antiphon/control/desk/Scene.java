package antiphon.control.desk;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A named state of Antiphon that can be recalled. Immutable, and validated when made.
 *
 * @param name 1 to 40 letters, digits, spaces, {@code -} and {@code _}; no space at its ends
 * @param program number of the programme change that recalls it, 0 to 127, or null
 * @param mode or null, where it stays as it is
 * @param model one of {@link antiphon.live.api.Models#names} or what the session was started with,
 *     or null, where it stays as it is
 * @param parameters those that are not at the values with which the session began
 */
public record Scene(
    String name, Integer program, Mode mode, String model, Map<Parameter, Double> parameters) {
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}_-]([\\p{L}\\p{N} _-]{0,38}[\\p{L}\\p{N}_-])?");
  private static final int SHOWN = 40;
  private static final int LONGEST_MODEL = 1000;

  public Scene {
    requireName(name);
    if (program != null) {
      LiveSettings.require("program", program, 0, 127);
    }
    if (model != null && (model.isBlank() || model.length() > LONGEST_MODEL)) {
      throw new IllegalArgumentException(
          "model must be the name of a model, of 1 to " + LONGEST_MODEL + " characters");
    }
    Map<Parameter, Double> all = new EnumMap<>(Parameter.class);
    parameters.forEach(
        (parameter, value) -> {
          parameter.require(value);
          all.put(parameter, value);
        });
    parameters = Collections.unmodifiableMap(all);
  }

  /**
   * @throws IllegalArgumentException saying what a name may be
   */
  static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of a scene must be 1 to 40 letters, digits, spaces, - or _, not '"
              + shortened(name)
              + "'");
    }
    return name;
  }

  static String shortened(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() > SHOWN ? plain.substring(0, SHOWN) + "…" : plain;
  }
}
