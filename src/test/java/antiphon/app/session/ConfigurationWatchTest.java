package antiphon.app.session;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.control.RecordingEngine;
import antiphon.control.RecordingModels;
import antiphon.control.desk.Desk;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ConfigurationWatchTest {
  @TempDir Path folder;

  private final RecordingEngine engine = new RecordingEngine();
  private final RecordingModels models = new RecordingModels("pocket", "studio", "a random one");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ConfigurationWatch.class);
  private Path file;
  private Desk desk;
  private ConfigurationWatch watch;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("antiphon.toml");
    write("[play]\ntemperature = 0.5\nmode = \"jam\"\n");
    Configuration configuration = new Configuration();
    configuration.read(file);
    configuration.override(Parameter.TOP_P, "--top-p", "0.8");
    configuration.override(Key.TEMPO, "--tempo", "90");
    desk = new Desk(engine, models, folder.resolve("desk"));
    watch = new ConfigurationWatch(configuration, desk);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    watch.close();
    desk.close();
  }

  @Test
  void shouldTakeOverWhatCanBeTurnedAndSayWhatWaitsForTheNextStart() throws IOException {
    edit(
        """
        model = "pocket"
        [play]
        temperature = 0.75
        mode = "listen"
        top_p = 0.3
        tempo = 60.0
        seed = 3
        [midi.ports.keys]
        in = "Keys"
        """);
    awaitTemperature(0.75);
    assertEquals(Mode.LISTEN, engine.status().mode());
    assertEquals(List.of("pocket"), models.chosen());
    assertEquals(
        Parameter.TOP_P.defaultValue(),
        engine.status().parameters().get(Parameter.TOP_P),
        "the command line wins");
    assertEquals(
        List.of(
            "INFO taken over from the configuration: model, play.mode, play.temperature",
            "INFO changed in the configuration, from the next start on: midi.ports.keys, play.seed"),
        said());
    watch.look();
    watch.look();
    assertEquals(2, said().size(), "once");
    edit("[play]\nmode = \"jam\"\n"); // what is taken out has its default again
    awaitTemperature(Parameter.TEMPERATURE.defaultValue());
  }

  @Test
  void shouldKeepTheOldOneAndSayWhyWhenTheNewOneMakesNoSense() throws IOException {
    for (String nonsense :
        List.of(
            "[play\ntemperature", "[play]\ntemperature = 99", "[play]\ntemprature = 1", "\u0000")) {
      log.list.clear();
      edit(nonsense);
      assertEquals(1, said().size(), nonsense);
      String line = said().get(0);
      assertTrue(line.startsWith("WARN the configuration is left as it was: " + file), line);
      assertEquals(List.of(), engine.asked(), nonsense);
    }
    log.list.clear();
    Files.delete(file);
    watch.look();
    watch.look();
    assertEquals(List.of(), said(), "an editor is at work");
    edit("[play]\ntemperature = 0.6\nmode = \"jam\"");
    awaitTemperature(0.6);
  }

  @Test
  void shouldWaitWhileItIsBeingWritten() throws IOException {
    write("[play]\ntemperature = 0.");
    watch.look();
    write("[play]\ntemperature = 0.25\nmode = \"jam\"\n");
    watch.look();
    assertEquals(List.of(), said());
    watch.look();
    awaitTemperature(0.25);
  }

  /** The desk spaces out what is turned often. */
  private void awaitTemperature(double value) {
    await().until(() -> engine.status().parameters().get(Parameter.TEMPERATURE) == value);
  }

  private void edit(String toml) throws IOException {
    write(toml);
    watch.look();
    watch.look();
  }

  private void write(String toml) throws IOException {
    Files.writeString(file, toml);
  }

  private List<String> said() {
    return log.list.stream().map(e -> e.getLevel() + " " + e.getFormattedMessage()).toList();
  }
}
