package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class WebTokenTest {
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @TempDir private Path folder;

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger().detachAppender(log);
  }

  @Test
  void shouldBeMadeOnceForItsOwnerAlone() throws WebException, IOException {
    WebToken token = WebToken.of(folder);
    assertEquals(token.text(), WebToken.of(folder).text());
    assertEquals(token.text() + "\n", Files.readString(file()));
    assertEquals(
        PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file()));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file()), files.toList(), "and nothing else is left");
    }
    assertEquals(List.of(), log.list);
  }

  @Test
  void shouldBeLongAndNeverTheSame() throws WebException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      String text = WebToken.of(null).text();
      assertTrue(text.matches("[A-Za-z0-9_-]{32}"), text); // 192 bits
      assertTrue(seen.add(text));
    }
  }

  @Test
  void shouldBeAnotherWhenItsFileIsDeleted() throws WebException, IOException {
    WebToken token = WebToken.of(folder);
    Files.delete(file());
    assertNotEquals(token.text(), WebToken.of(folder).text());
  }

  @Test
  void shouldBeItselfAndNothingElse() throws WebException {
    WebToken token = WebToken.of(null);
    assertTrue(token.is(token.text()));
    for (String other :
        List.of("", token.text() + "x", token.text().substring(1), token.text() + "\n", "é")) {
      assertFalse(token.is(other));
    }
  }

  @Test
  void shouldTakeOneOfOnesOwnChoiceIfItIsLongEnough() throws WebException, IOException {
    String own = "correct-horse-battery-staple";
    Files.writeString(file(), "  " + own + "\r\n");
    assertTrue(WebToken.of(folder).is(own));
    for (String weak : List.of("", "secret", "two words of more than thirty letters")) {
      Files.writeString(file(), weak);
      WebException refusal = assertThrows(WebException.class, () -> WebToken.of(folder));
      assertTrue(refusal.getMessage().contains("delete it for a new one"), refusal.getMessage());
    }
  }

  @Test
  void shouldWarnOnceWhenOthersMayReadIt() throws WebException, IOException {
    WebToken.of(folder);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
    WebToken.of(folder);
    assertEquals(1, log.list.size());
    assertTrue(log.list.get(0).getFormattedMessage().contains("chmod 600"));
  }

  @Test
  void shouldBeForOneRunWhereItCannotBeWritten() throws WebException, IOException {
    Path nowhere =
        Files.createSymbolicLink(folder.resolve("gone"), folder.resolve("no-such-folder"));
    WebToken token = WebToken.of(nowhere);
    assertNotEquals(token.text(), WebToken.of(nowhere).text());
    assertEquals(2, log.list.size(), "a line each");
    assertTrue(log.list.get(0).getFormattedMessage().contains("this run alone"));
    assertFalse(log.list.get(0).getFormattedMessage().contains(token.text()));
  }

  private Path file() {
    return folder.resolve(WebToken.FILE);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(WebToken.class);
  }
}
