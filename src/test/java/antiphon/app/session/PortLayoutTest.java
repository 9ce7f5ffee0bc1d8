package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.config.Configuration;
import antiphon.app.config.UsageException;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.PortRule;
import antiphon.midi.port.alsa.AlsaTransport;
import antiphon.midi.port.loopback.LoopbackTransport;
import antiphon.music.time.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortLayoutTest {
  @TempDir Path folder;

  @Test
  void shouldHaveAnInputAndAnOutputWhenNothingIsSaid() {
    PortLayout layout = layout("");
    assertEquals(List.of("in"), names(layout.plan().inputs()));
    assertEquals(List.of("out"), names(layout.plan().outputs()));
    assertEquals(0, layout.plan().passes(0));
  }

  @Test
  void shouldPassThroughAsTheTablesSayOrAllToAll() {
    String tables =
        """
        [midi.ports.synth]
        out = "volca"
        latency_ms = 12.5
        plays = false
        [midi.ports.keys]
        in = "keystation"
        thru = ["synth"]
        [midi.ports.in]
        thru = ["out", "synth"]
        """;
    PortLayout layout = layout(tables);
    assertEquals(List.of("in", "keys"), names(layout.plan().inputs()));
    assertEquals(List.of("out", "synth"), names(layout.plan().outputs()));
    assertEquals(0b11, layout.plan().passes(0));
    assertEquals(0b10, layout.plan().passes(1));
    assertEquals(12_500_000, layout.outputs().get(1).latencyNs());
    assertTrue(layout.outputs().get(0).plays() && !layout.outputs().get(1).plays());
    assertEquals(0b11, layout("[play]\nthru = true\n" + tables).plan().passes(1));
  }

  @Test
  void shouldTakeTheLatencyOfInputsApartFromThatOfOutputs() {
    PortLayout layout =
        layout(
            """
            [midi.ports.keys]
            in = "keystation"
            latency_ms = 4.5
            [midi.ports.out]
            latency_ms = 200
            """);
    assertEquals(List.of(0L, 4_500_000L), layout.inputLatencyNs());
    assertEquals(200_000_000, layout.outputs().get(0).latencyNs());
    assertEquals(
        List.of(100_000_000L), layout("[midi.ports.in]\nlatency_ms = 100\n").inputLatencyNs());
  }

  @Test
  void shouldRefuseTablesThatContradictThemselves() {
    refused("[midi.ports.keys]\nchannels = [1]\n", "midi.ports.keys needs either in or out");
    refused("[midi.ports.keys]\n", "midi.ports.keys needs either in or out");
    refused("[midi.ports.keys]\nin = \"a\"\nout = \"b\"\n", "needs either in or out");
    refused(
        "[midi.ports.keys]\nin = \"a\"\nthru = [\"sinth\"]\n", "no output 'sinth'; there are: out");
    refused("[midi.ports.keys]\nin = \"a\"\nlatency_ms = 101\n", "latency_ms must be 0 to 100");
    refused("[midi.ports.in]\nlatency_ms = 500\n", "midi.ports.in.latency_ms must be 0 to 100");
    refused(
        "[midi.ports.keys]\nin = \"a\"\nplays = true\n", "midi.ports.keys.plays has no meaning");
    refused("[midi.ports.out]\nthru = [\"out\"]\n", "midi.ports.out.thru");
    refused("[midi.ports.in]\nin = \"a\"\n", "midi.ports.in.in");
    StringBuilder many = new StringBuilder();
    for (char name = 'a'; name <= 'h'; name++) {
      many.append("[midi.ports." + name + "]\nin = \"x\"\n");
    }
    refused(many.toString(), "1 to 8 inputs, not 9");
  }

  @Test
  void shouldLightControllersByOutputsThatPlayNothingAndTakeNothingThrough() {
    String tables =
        """
        [play]
        thru = true
        [midi.ports.synth]
        out = "volca"
        [midi.ports.leds]
        out = "launch"
        lights = true
        clock = true
        [midi.ports.dark]
        out = "other"
        lights = false
        """;
    PortLayout layout = layout(tables);
    assertEquals(List.of("out", "synth", "leds", "dark"), names(layout.plan().outputs()));
    assertEquals(0b1011, layout.plan().passes(0), "all, but not to the lights");
    assertEquals(
        List.of(false, false, true, false),
        layout.outputs().stream().map(Routing.Output::lights).toList());
    assertEquals(
        List.of(true, true, false, true),
        layout.outputs().stream().map(Routing.Output::plays).toList());
    assertTrue(layout.outputs().get(2).clock());
    assertEquals(0b100, layout.plan().ownBeat());
    assertEquals(0b100, layout.routing(List.of(new LoopbackTransport()), false).lights());
    assertEquals(
        0b1000100,
        layout.routing(List.of(new LoopbackTransport(), new LoopbackTransport()), false).lights());
    refused(
        "[midi.ports.leds]\nout = \"a\"\nlights = true\nplays = true\n",
        "midi.ports.leds.plays: an output with lights = true plays nothing");
    refused(
        "[midi.ports.leds]\nout = \"a\"\nlights = true\n[midi.ports.in]\nthru = [\"leds\"]\n",
        "midi.ports.in.thru: nothing is passed through to 'leds', which has lights");
    refused("[midi.ports.in]\nlights = true\n", "midi.ports.in.lights has no meaning there");
    refused("[midi.ports.k]\nin = \"a\"\nlights = true\n", "midi.ports.k.lights has no meaning");
  }

  @Test
  void shouldLetOwnNotesLeaveEarlierByWhatATransportDelays() {
    PortLayout layout = layout("[midi.ports.synth]\nout = \"volca\"\nlatency_ms = 12.5\n");
    MidiTransport prompt = new LoopbackTransport();
    MidiTransport late = new AlsaTransport(new SystemClock());
    assertEquals(12_500_000, layout.routing(List.of(prompt), false).longestLatencyNs());
    assertEquals(
        12_500_000 + late.delayNs(),
        layout.routing(List.of(prompt, late), false).longestLatencyNs());
    assertEquals(1_000_000, late.delayNs());
  }

  private void refused(String toml, String words) {
    String message = assertThrows(UsageException.class, () -> layout(toml)).getMessage();
    assertTrue(message.contains(words), message);
  }

  private PortLayout layout(String toml) {
    Configuration configuration = new Configuration();
    try {
      configuration.read(Files.writeString(folder.resolve("test.toml"), toml));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PortLayout.of(configuration);
  }

  private static List<String> names(List<PortRule> rules) {
    return rules.stream().map(PortRule::name).toList();
  }
}
