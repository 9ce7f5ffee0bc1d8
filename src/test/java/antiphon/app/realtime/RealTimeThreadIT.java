package antiphon.app.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.realtime.RealTimeThread.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;

/** As the kernel's own tables have it. */
@Tag("rig")
class RealTimeThreadIT {
  private static final Path OWN_THREAD = Path.of("/proc/thread-self");
  private static final int SCHED_OTHER = 0;
  private static final int SCHED_FIFO = 1;

  /** Fields of /proc/[pid]/stat after the name, which ends with a bracket (proc(5)). */
  private static final int PRIORITY_FIELD = 40 - 3;

  private static final int POLICY_FIELD = 41 - 3;

  private record Seen(Optional<Standing> standing, int policy, int priority, long slackNs) {}

  @Test
  void shouldGiveTheThreadThatAsksWhatItSaysAndNoOther() throws Exception {
    if (!OS.LINUX.isCurrentOs()) {
      assertEquals(Optional.empty(), RealTimeThread.ask(), "other systems are not asked");
      return;
    }
    CompletableFuture<Seen> child = new CompletableFuture<>();
    Seen asked =
        on(
            () -> {
              Optional<Standing> standing = RealTimeThread.ask();
              Thread thread = new Thread(() -> complete(child, Optional.empty()));
              thread.start();
              child.join();
              return standing;
            });
    Standing standing = asked.standing().orElseThrow();
    assertTrue(standing.timerSlackNs() <= 1, standing.toString());
    assertTrue(asked.slackNs() <= 1, asked.toString());
    assertEquals(standing.realTime() ? SCHED_FIFO : SCHED_OTHER, asked.policy());
    assertEquals(standing.realTime() ? RealTimeThread.PRIORITY : 0, asked.priority());
    assertEquals(SCHED_OTHER, child.join().policy(), "a thread that it starts");
    Seen other = on(Optional::empty);
    assertEquals(SCHED_OTHER, other.policy());
    assertTrue(other.slackNs() > 1, other.toString());
  }

  @Test
  void shouldSayWhatAThreadHasBecome() {
    assertTrue(new Standing(true, 0).toString().startsWith("real-time, priority 4"));
    assertFalse(new Standing(false, 1).toString().startsWith("real-time"));
  }

  private interface Question {
    Optional<Standing> ask() throws IOException;
  }

  private static Seen on(Question question) {
    CompletableFuture<Seen> seen = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                complete(seen, question.ask());
              } catch (IOException | RuntimeException e) {
                seen.completeExceptionally(e);
              }
            })
        .start();
    return seen.join();
  }

  private static void complete(CompletableFuture<Seen> seen, Optional<Standing> standing) {
    try {
      String stat = Files.readString(OWN_THREAD.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      String thread = Files.readSymbolicLink(OWN_THREAD).getFileName().toString();
      String slack = Files.readString(Path.of("/proc", thread, "timerslack_ns")).strip();
      seen.complete(
          new Seen(
              standing,
              Integer.parseInt(fields[POLICY_FIELD]),
              Integer.parseInt(fields[PRIORITY_FIELD]),
              Long.parseLong(slack)));
    } catch (IOException | RuntimeException e) {
      seen.completeExceptionally(e);
    }
  }
}
