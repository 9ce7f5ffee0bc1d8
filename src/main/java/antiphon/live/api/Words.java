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

  /** {@code messagesIn} for {@code MESSAGES_IN}. */
  static String camelCase(Enum<?> constant) {
    StringBuilder result = new StringBuilder();
    for (String word : constant.name().split("_")) {
      String lower = word.toLowerCase(Locale.ROOT);
      result.append(
          result.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
    }
    return result.toString();
  }

  static List<String> of(Enum<?>[] constants) {
    return Arrays.stream(constants).map(Words::of).toList();
  }
}
