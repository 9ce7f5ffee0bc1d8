package antiphon.live.api;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How constants are written outside: {@code CALL_RESPONSE} is {@code call-response}. */
final class Words {
  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> of(Enum<?>[] constants) {
    return Arrays.stream(constants).map(Words::of).toList();
  }
}
