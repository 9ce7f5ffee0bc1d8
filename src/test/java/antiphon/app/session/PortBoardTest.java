package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import antiphon.app.config.Configuration;
import antiphon.live.api.PortState;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.javasound.CableProvider;
import antiphon.music.time.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On two devices of a test provider, the one plugged into the other. */
class PortBoardTest {
  private static final PortState IN =
      new PortState(
          "Test Keys for tests", PortState.Direction.IN, "java", PortState.State.OPEN, "");
  private static final PortState OUT =
      new PortState(
          "Test Synth for tests", PortState.Direction.OUT, "java", PortState.State.OPEN, "");

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Long.MAX_VALUE - 1_000_000_000);
  private final List<String> told = new ArrayList<>();

  @AfterEach
  void reset() {
    CableProvider.reset();
  }

  @Test
  void shouldSayWhatIsOpenWhatIsLostAndWhenItIsBack() throws IOException {
    CableProvider.loop("Test Synth", "Test Keys");
    try (PortGroup group = group("in = \"Test Keys\"\nout = \"Synth\"")) {
      PortBoard board = new PortBoard(group, listener(), clock);
      assertEquals(List.of(), board.states(), "before the opening");
      group.open((message, timeNs) -> {}, board);
      assertEquals(List.of(IN, OUT), board.states());
      board.lost("Test Synth for tests", "unplugged");
      PortState lost =
          new PortState(
              "Test Synth for tests",
              PortState.Direction.OUT,
              "java",
              PortState.State.LOST,
              "unplugged");
      assertEquals(List.of(IN, lost), board.states());
      board.found("Test Synth for tests");
      board.lost("a peer", "no answer");
      assertEquals(
          List.of(IN, OUT, new PortState("a peer", null, null, PortState.State.LOST, "no answer")),
          board.states());
      board.found("a peer");
      board.lost("java", "its server has gone");
      assertEquals(2, board.states().size());
      assertEquals(PortState.State.LOST, board.states().get(0).state());
      assertEquals(5, told.size(), "all is passed on: " + told);
    }
  }

  @Test
  void shouldSayWhatIsWaitedForUntilItIsThere() throws IOException {
    CableProvider.loop("Test Synth", "Test Keys");
    try (PortGroup group = group("in = \"Test Keys\"\nout = \"Piano\"\nwait_for_ports = true")) {
      PortBoard board = new PortBoard(group, listener(), clock);
      group.open((message, timeNs) -> {}, board);
      PortState waiting =
          new PortState("out for 'Piano'", null, null, PortState.State.WAITING, "not there yet");
      assertEquals(waiting, board.states().get(board.states().size() - 1));
      CableProvider.plugIn("Test Piano");
      assertEquals(waiting, board.states().get(board.states().size() - 1), "too soon to look");
      clock.moveTo(clock.nowNs() + 3_000_000_000L);
      assertFalse(board.states().contains(waiting));
    }
  }

  private PortListener listener() {
    return new PortListener() {
      @Override
      public void lost(String what, String reason) {
        told.add("lost " + what);
      }

      @Override
      public void found(String what) {
        told.add("found " + what);
      }

      @Override
      public void counted(PortCount what, long count) {
        told.add("counted");
      }
    };
  }

  private PortGroup group(String keys) throws IOException {
    String toml = "[midi]\ntransport = \"java\"\n" + keys + "\n";
    Configuration configuration = new Configuration();
    configuration.read(Files.writeString(folder.resolve("test.toml"), toml));
    return PortGroup.choose(configuration, clock);
  }
}
