package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antiphon.live.api.SessionException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionNameTest {
  /** Of files elsewhere, of devices, hidden, of control characters, or too long. */
  static final List<String> NASTY =
      List.of(
          "",
          " ",
          ".",
          "..",
          ".hidden",
          " monday",
          "monday ",
          "monday.",
          "../monday",
          "a/b",
          "/etc/passwd",
          "a\\b",
          "C:",
          "C:monday",
          "a:b",
          "a*b",
          "a?b",
          "a\"b",
          "<a>",
          "a|b",
          "a\0b",
          "a\nb",
          "a\u007fb",
          "a\u202eb",
          "a\ufeffb",
          "%2e%2e",
          "~root$",
          "current",
          "CURRENT",
          "con",
          "NUL",
          "nul.mid",
          "com1",
          "LPT9.a.b",
          "aux .b",
          "x".repeat(81),
          "\ud83c\udfb9",
          "\ud835\udc00".repeat(41));

  @Test
  void shouldRefuseWhatIsNoNameOnEverySystem() {
    for (String name : NASTY) {
      SessionException refusal =
          assertThrows(SessionException.class, () -> SessionName.require(name), name);
      assertEquals(SessionException.Fault.NAME, refusal.fault());
    }
  }

  @Test
  void shouldTakeWhatPeopleCallTheirMusic() {
    for (String name :
        List.of(
            "monday",
            "2026-11-26 05.15.28",
            "Été (2)",
            "月曜日",
            "e\u0301te\u0301",
            "a..b",
            "console",
            "current 2",
            "x".repeat(80))) {
      assertEquals(name, SessionName.require(name));
    }
  }

  @Test
  void shouldCallASessionByTheTimeAtWhichItBegan() {
    String name = SessionName.of(Instant.parse("2026-11-26T05:15:28.9Z"), ZoneOffset.ofHours(2));
    assertEquals("2026-11-26 07.15.28", name);
    assertEquals(name, SessionName.require(name));
  }
}
