package antiphon.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.PortKey;
import antiphon.app.config.PortTable;
import antiphon.app.config.UsageException;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.midi.port.ChannelMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  private static final Path SHIPPED = Path.of("config", "antiphon.toml");

  @TempDir Path folder;

  @Test
  void shouldLayTheCommandLineOverTheFileOverTheDefaults() throws IOException {
    Configuration configuration = new Configuration();
    configuration.read(file("[play]\ntempo = 97\nmode = \"solo\"\n[web]\nport = \"off\"\n"));
    configuration.override(Key.TEMPO, "--tempo", "140.5");
    configuration.override(Key.MODE, "--mode", null);
    assertEquals(140.5, configuration.number(Key.TEMPO));
    assertEquals(Mode.SOLO, configuration.value(Key.MODE, Mode.class));
    assertEquals(-1, configuration.integer(Key.WEB));
    assertEquals(0.95, configuration.number(Parameter.TOP_P));
  }

  @Test
  void shouldSetAnyKeyFromTheCommandLineAndAgainAfterEachReading() throws IOException {
    Path file = file("[rtp]\nallow = [\"somebody\"]\n");
    Configuration configuration = new Configuration();
    configuration.read(file);
    configuration.set("rtp.allow=My iPad", "--set");
    configuration.set(" rtp.connect = [\"pad\", 'rig.local:5006'] ", "--set");
    configuration.set("rtp.port=5006", "--set");
    configuration.set("rtp.name=\"6 = half a dozen\"", "--set");
    configuration.set("play.thru=true", "--set");
    configuration.set("play.top_p=0.5", "--set");
    configuration.set("midi.ports.keys.thru=true", "--set");
    Files.writeString(file, "[rtp]\nannounce = false\nport = 5008\n");
    for (Configuration each : List.of(configuration, configuration.readAgain().readAgain())) {
      assertEquals(List.of("My iPad"), each.list(Key.RTP_ALLOW, String.class));
      assertEquals(List.of("pad", "rig.local:5006"), each.list(Key.RTP_CONNECT, String.class));
      assertEquals(5006, each.integer(Key.RTP_PORT));
      assertEquals("6 = half a dozen", each.text(Key.RTP_NAME));
      assertTrue(each.flag(Key.THRU));
      assertEquals(0.5, each.number(Parameter.TOP_P));
      assertEquals(List.of("keys"), each.ports().stream().map(PortTable::name).toList());
    }
    assertFalse(configuration.readAgain().flag(Key.RTP_ANNOUNCE));
    assertTrue(configuration.readAgain().isGiven(Key.RTP_PORT));
    assertFalse(configuration.isGiven(Key.RTP_ANNOUNCE));
    configuration.set("rtp.connect='[fd00::5]:5004'", "--set");
    assertEquals(List.of("[fd00::5]:5004"), configuration.list(Key.RTP_CONNECT, String.class));
  }

  @Test
  void shouldRefuseToSetWhatIsNotToBe() {
    notSet("rtp.port", "--set: a key, = and its value, such as rtp.port=5006, not 'rtp.port'");
    notSet("=5", "--set: a key, = and its value");
    notSet("port=5", "--set unknown key 'port'; it is 'rtp.port' or 'web.port' or 'osc.port'");
    notSet("rtp.port=five", "--set rtp.port must be a number, not 'five'");
    notSet("rtp.port=", "--set rtp.port: there is no value");
    notSet("midi.in= ", "--set midi.in: there is no value");
    notSet("rtp.allow=[\"a\"", "--set rtp.allow must be a list such as [\"a\", \"b\"] or a text");
    notSet("rtp.connect=[fd00::5]:5004", "--set rtp.connect must be a list such as");
    notSet("play.top_p=3", "--set play.top_p must be 0.01 to 1, not 3");
    notSet("midi.ports.K=3", "--set midi.ports.K: a port is a table [midi.ports.NAME]");
  }

  private static void notSet(String assignment, String beginning) {
    Configuration configuration = new Configuration();
    UsageException refusal =
        assertThrows(UsageException.class, () -> configuration.set(assignment, "--set"));
    assertTrue(refusal.getMessage().startsWith(beginning), refusal.getMessage());
    assertFalse(refusal.getMessage().contains("\n"), refusal.getMessage());
  }

  @Test
  void shouldNameKeyLineAndWhatIsAllowed() {
    refused("[play]\n\nloudness = 3\n", "line 3", "play.loudness", "[play] there are: mode, tempo");
    refused("[play]\ntempo = 5\n", "line 2", "play.tempo", "20 to 400");
    refused("[play]\ntempo = \"fast\"\n", "line 2", "play.tempo", "number");
    refused("[play]\nthru = 1\n", "line 2", "play.thru", "true or false");
    refused("[midi]\nin = [\"a\", \"[\"]\n", "line 2", "midi.in", "regular expression");
    refused("[midi]\ntransport = \"jack,telepathy\"\n", "line 2", "midi.transport", "loopback");
    refused("[timing]\nspin_us = 1001\n", "line 2", "timing.spin_us", "0 to 1000, or auto");
    refused("[timing]\nrealtime = true\n", "line 2", "timing.realtime", "auto, off");
    refused("[play\n", "line 1");
    refused("max_answer_bars = 2.5\n", "line 1", "max_answer_bars");
  }

  @Test
  void shouldSayWhereAMisplacedKeyBelongs() {
    refused("key_lock = \"given\"\n", "line 1: unknown key 'key_lock'; it is 'guard.key_lock'");
    refused("[guard]\nkeyboard_split = 48\n", "it is 'play.keyboard_split'");
    refused("[play]\nhandOver = \"pedal\"\n", "it is 'play.hand_over'");
    refused("port = 8331\n", "it is 'rtp.port' or 'web.port' or 'osc.port'");
  }

  @Test
  void shouldListOnlyTheTableOfAMisspeltKey() throws IOException {
    Path file = file("[guard]\ndensty = 2\n");
    UsageException refusal =
        assertThrows(UsageException.class, () -> new Configuration().read(file));
    assertTrue(refusal.getMessage().contains("in [guard] there are: lowest_pitch, "));
    assertTrue(refusal.getMessage().contains(", density, "));
    assertFalse(refusal.getMessage().contains("tempo"), refusal.getMessage());
  }

  @Test
  void shouldReadPortsInTheOrderOfTheFile() throws IOException {
    Configuration configuration = new Configuration();
    configuration.read(
        file(
            """
            [midi.ports.synth]
            out = ["volca", "minilogue"]
            latency_ms = 12.5
            [midi.ports.keys]
            in = "keystation"
            thru = "synth"
            channels = [3, "5>1"]
            """));
    List<PortTable> ports = configuration.ports();
    assertEquals(List.of("synth", "keys"), ports.stream().map(PortTable::name).toList());
    assertEquals(2, ports.get(0).list(PortKey.OUT, Pattern.class).size());
    assertEquals(12.5, ports.get(0).value(PortKey.LATENCY_MS, Double.class, 0.0));
    assertEquals(List.of("synth"), ports.get(1).list(PortKey.THRU, String.class));
    assertEquals(
        ChannelMap.parse(List.of("3", "5>1")),
        ports.get(1).value(PortKey.CHANNELS, ChannelMap.class, ChannelMap.ALL));
  }

  @Test
  void shouldRefuseWhatNoPortHas() {
    refused("[midi.ports.keys]\npitch = 3\n", "line 2", "midi.ports.keys.pitch", "latency_ms");
    refused("[midi.ports.keys]\nchannels = [17]\n", "line 2", "channels", "1 to 16", "'17'");
    refused("[midi.ports.keys]\nlatency_ms = -1\n", "line 2", "latency_ms", "0 to 1000");
    refused("[midi.ports.Keys]\nin = \"a\"\n", "line 2", "midi.ports.Keys", "small letter");
    refused("[midi.ports]\nkeys = 1\n", "line 2", "midi.ports.keys", "table");
  }

  @Test
  void shouldDocumentEveryKeyInPlaceWithItsDefault() throws IOException {
    String shipped = Files.readString(SHIPPED);
    // with every "# key = value" made real, the file must say just what the defaults are
    String uncommented = Pattern.compile("(?m)^# (\\w+ = )").matcher(shipped).replaceAll("$1");
    Configuration read = new Configuration();
    read.read(file(uncommented));
    Configuration defaults = new Configuration();
    for (Key key : Key.values()) {
      String name = key.fullName().substring(key.fullName().indexOf('.') + 1);
      assertTrue(Pattern.compile("(?m)^# " + name + " = ").matcher(shipped).find(), key.fullName());
      if (defaults.has(key)) {
        assertEquals(
            defaults.value(key, Object.class), read.value(key, Object.class), key.fullName());
      }
    }
    for (Parameter parameter : Parameter.values()) {
      assertTrue(shipped.contains(section(parameter)), "missing:\n" + section(parameter));
      assertEquals(parameter.defaultValue(), read.number(parameter), parameter.key());
    }
    new Configuration().read(SHIPPED);
  }

  /** What the file says of a parameter. */
  private static String section(Parameter parameter) {
    String value = parameter.text(parameter.defaultValue());
    String literal =
        switch (parameter.kind()) {
          case CHOICE -> '"' + value + '"';
          case NUMBER -> "" + parameter.defaultValue();
          case WHOLE, FLAG -> value;
        };
    String unit = parameter.unit().isEmpty() ? "" : " " + parameter.unit();
    String name = parameter.key().substring(parameter.key().indexOf('.') + 1);
    return "# %s (%s%s)%n# %s = %s%n"
        .formatted(parameter.doc(), parameter.range(), unit, name, literal);
  }

  private void refused(String toml, String... words) {
    String message =
        assertThrows(UsageException.class, () -> new Configuration().read(file(toml))).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  private Path file(String toml) throws IOException {
    return Files.writeString(folder.resolve("test.toml"), toml);
  }
}
