package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortInfo;
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
class PortGroupTest {
  private static final PortListener NOBODY =
      new PortListener() {
        @Override
        public void lost(String what, String reason) {}

        @Override
        public void found(String what) {}

        @Override
        public void counted(PortCount what, long count) {}
      };

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Long.MIN_VALUE + 10_000_000);

  @AfterEach
  void reset() {
    CableProvider.reset();
  }

  @Test
  void shouldNotHearWhatItSaysItselfNorWhatItPassesThroughIfThatIsGuardedToo() throws IOException {
    for (String guard : List.of("own", "all", "off")) {
      CableProvider.loop("Test Synth", "Test Keys");
      List<Integer> heard = new ArrayList<>();
      List<Integer> echoes = new ArrayList<>();
      try (PortGroup ports =
          group(
              """
              [midi]
              transport = "java"
              in = "Test Keys"
              out = "Synth"
              feedback_guard = "%s"
              """
                  .formatted(guard))) {
        ports.open(into(heard, echoes), NOBODY);
        ports.sendOwn(MidiMessages.noteOn(0, 60, 80), clock.nowNs());
        ports.sendOwn(MidiMessages.noteOff(0, 60), clock.nowNs());
        assertEquals(guard.equals("off") ? 2 : 0, heard.size(), guard);
        ports.send(MidiMessages.noteOn(0, 64, 80), clock.nowNs());
        ports.send(MidiMessages.noteOff(0, 64), clock.nowNs());
        int passed = guard.equals("off") ? 4 : guard.equals("own") ? 2 : 0;
        assertEquals(passed, heard.size(), guard);
        assertEquals(4 - passed, echoes.size(), guard);
      }
      CableProvider.reset();
    }
  }

  private static MidiReceiver into(List<Integer> heard, List<Integer> echoes) {
    return new MidiReceiver() {
      @Override
      public void receive(int message, long timeNs) {
        heard.add(message);
      }

      @Override
      public void receiveEcho(int message, long timeNs) {
        echoes.add(message);
      }
    };
  }

  @Test
  void shouldStampWhatComesInWithWhenItWasPlayedAndKeepItsOrder() throws IOException {
    CableProvider.loop("Test Synth", "Test Keys");
    List<Long> agesNs = new ArrayList<>();
    try (PortGroup ports =
        group(
            """
            [midi]
            transport = "java"
            out = "Synth"
            feedback_guard = "off"
            [midi.ports.keys]
            in = "Test Keys"
            latency_ms = 20.5
            """)) {
      ports.open((message, timeNs) -> agesNs.add(clock.nowNs() - timeNs), NOBODY);
      for (int note = 0; note < 10; note++) {
        ports.send(MidiMessages.noteOn(0, 60 + note, 80), clock.nowNs());
        clock.moveTo(clock.nowNs() + note * 1_000_000);
      }
    }
    // the first input listens to every device unasked, and has no latency
    assertEquals(10, agesNs.stream().filter(age -> age == 20_500_000).count(), agesNs.toString());
  }

  @Test
  void shouldKnowWhichPortsItAsksFor() throws IOException {
    try (PortGroup ports =
        group("[midi]\ntransport = \"java\"\nout = \"synth\"\nin = \"keys\"\n")) {
      assertEquals(List.of("0 Test Synth for tests"), asked(ports, PortInfo.Direction.OUT));
      assertEquals(List.of("0 Test Keys for tests"), asked(ports, PortInfo.Direction.IN));
    }
  }

  private static List<String> asked(PortGroup ports, PortInfo.Direction direction) {
    return ports.asked(direction).stream().map(a -> a.own() + " " + a.port().name()).toList();
  }

  private PortGroup group(String toml) throws IOException {
    Configuration configuration = new Configuration();
    configuration.read(Files.writeString(folder.resolve("test.toml"), toml));
    assertEquals(List.of("java"), configuration.list(Key.MIDI, String.class));
    return PortGroup.choose(configuration, clock);
  }
}
