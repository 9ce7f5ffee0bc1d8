package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.engine.Outgoing;
import antiphon.live.journal.JournalException;
import antiphon.live.journal.JournalReader;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.MidiMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The built daemon on a real JACK server, killed in the middle of a storm again and again, each
 * time succeeded by the next; jack_midi_dump is the witness. How often can be said by {@code
 * -Dantiphon.kills=200}, with which seed by {@code antiphon.kills.seed}.
 */
@Tag("rig")
class JournalKilledIT {
  private static final int KILLS = Integer.getInteger("antiphon.kills", 12);
  private static final long SEED = Long.getLong("antiphon.kills.seed", 1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int FRAMES_PER_MS = 48;
  private static final int MOST_MISSING_MS = 100;

  @TempDir Path folder;
  private JackServer jack;
  private Path data;

  @BeforeEach
  void startServer() throws IOException {
    jack = new JackServer();
    data = Files.createDirectory(folder.resolve("data"));
  }

  @AfterEach
  void stopServer() {
    jack.close();
  }

  @Test
  void shouldLoseATenthOfASecondAtMostAndLeaveNothingSoundingWhenItIsKilled() throws Exception {
    Random random = new Random(SEED);
    int sounding = 0;
    int missing = 0;
    long messages = 0;
    int worstMs = 0;
    try (Program keyboard = keyboard();
        JackListener witness = new JackListener(jack)) {
      for (int kill = 0; kill < KILLS; kill++) {
        String place = "kill " + kill + " of seed " + SEED;
        try (Program daemon = daemon()) {
          daemon.awaitErr("antiphon: ready in ");
          await(
              () -> silent(witness),
              () -> place + ", before: " + sounding(witness.heard()) + daemon.err());
          if (kill > 0) {
            daemon.awaitErr("did not end in order");
            assertEquals(kill, sessions().size(), place + ": what was played is kept");
          }
          awaitRest(witness);
          int before = witness.heard().size();
          keyboard.type("storm " + random.nextInt(1000));
          await(() -> witness.onsets() > 0 && witness.heard().size() > before + 20, () -> place);
          Thread.sleep(random.nextInt(3_000));
          daemon.kill();
          daemon.awaitExit();
          keyboard.type("stop");
          int stormed = kill + 1;
          await(
              () -> keyboard.out().stream().filter(l -> l.startsWith("stormed")).count() >= stormed,
              () -> place);
          Thread.sleep(300); // what the witness writes is on its way
          List<JackListener.Heard> heard = witness.heard();
          sounding += sounding(heard).size();
          List<JackListener.Heard> session = heard.subList(before, heard.size());
          messages += session.size();
          long lastFrame = session.get(session.size() - 1).frame();
          for (JackListener.Heard lost : missing(session, journal())) {
            missing++;
            int ms = (int) (lastFrame - lost.frame()) / FRAMES_PER_MS;
            worstMs = Math.max(worstMs, ms);
            assertTrue(
                ms <= MOST_MISSING_MS, () -> place + ": " + lost + ", the last " + lastFrame);
          }
        }
        try (Program check = replay()) {
          assertEquals(0, check.awaitExit(), () -> place + ": " + check.out() + check.err());
        }
      }
      try (Program daemon = daemon()) {
        daemon.awaitErr("antiphon: ready in ");
        await(() -> silent(witness), () -> "the last: " + witness);
      }
    }
    System.out.printf(
        "journal: %d kills, %d messages heard, %d of them in no journal, the oldest %d ms before"
            + " the last; %d notes left sounding, 0 after the restarts; seed %d%n",
        KILLS, messages, missing, worstMs, sounding, SEED);
    assertTrue(sounding > KILLS, "it is killed while notes sound");
  }

  /** What was heard and is in no journal. */
  private static List<JackListener.Heard> missing(
      List<JackListener.Heard> session, JournalReader journal) throws JournalException {
    Map<Integer, Integer> written = new HashMap<>();
    journal.read(
        new Outgoing(
            Routing.parse(journal.header().routing()),
            (message, timeNs) -> written.merge(message & 0xffffff, 1, Integer::sum)));
    assertFalse(journal.ended());
    assertEquals(0, journal.gaps());
    List<JackListener.Heard> missing = new ArrayList<>();
    Set<Integer> down = new HashSet<>();
    for (JackListener.Heard one : session) {
      int message = MidiMessages.pack(one.status(), one.data1(), one.data2());
      boolean pedal = isPedal(one);
      int key = (pedal ? 16 + one.channel() : one.channel()) * 128 + one.data1();
      boolean up = one.isOff() || pedal && one.data2() < MidiMessages.PEDAL_DOWN;
      if (one.isOn() || pedal && !up) {
        down.add(key);
      } else if (up && !down.remove(key)) {
        continue; // said again where JACK was late
      }
      int left = written.merge(message, -1, Integer::sum);
      if (left < 0) {
        missing.add(one); // of equal ones the last
      }
    }
    return missing;
  }

  /** Keys whose last message is an onset, and pedals that are down: what an instrument sounds. */
  private static Set<Integer> sounding(List<JackListener.Heard> heard) {
    Set<Integer> sounding = new HashSet<>();
    for (JackListener.Heard one : heard) {
      int key = one.channel() * 128 + one.data1();
      boolean pedal = isPedal(one);
      if (one.isOn() || pedal && one.data2() >= MidiMessages.PEDAL_DOWN) {
        sounding.add(pedal ? -key : key);
      } else if (one.isOff() || pedal) {
        sounding.remove(pedal ? -key : key);
      } else if ((one.status() & 0xf0) == 0xb0 && MidiMessages.endsAllNotes(one.data1())) {
        sounding.removeIf(other -> other > 0 && other / 128 == one.channel());
      }
    }
    return sounding;
  }

  private static boolean isPedal(JackListener.Heard one) {
    return (one.status() & 0xf0) == MidiMessages.CONTROL_CHANGE
        && one.data1() == MidiMessages.CONTROLLER_SUSTAIN;
  }

  /** Returns when nothing has been heard for half a second: the ends have all come. */
  private static void awaitRest(JackListener witness) throws InterruptedException {
    int heard = -1;
    while (heard != witness.heard().size()) {
      heard = witness.heard().size();
      Thread.sleep(500);
    }
  }

  private static boolean silent(JackListener witness) {
    return sounding(witness.heard()).isEmpty();
  }

  private JournalReader journal() throws IOException, JournalException {
    return JournalReader.open(last(data.resolve("antiphon").resolve("journal")));
  }

  private List<Path> sessions() throws IOException {
    Path sessions = data.resolve("antiphon").resolve("sessions");
    try (Stream<Path> files = Files.list(sessions)) {
      return files.filter(file -> file.toString().endsWith(".mid")).toList();
    }
  }

  private static Path last(Path root) throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.max(Path::compareTo).orElseThrow();
    }
  }

  private Program daemon() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("killed.toml"),
            "model = \"pocket\"\n[play]\nmode = \"jam\"\nthru = true\ntempo = 200\n"
                + "[midi]\ntransport = \"jack\"\nin = \"keyboard\"\nout = \"midi-monitor\"\n"
                + "[web]\nport = \"off\"\n");
    return Distribution.start(environment(), "run", "-c", config.toString(), "--seed", "7");
  }

  private Program replay() throws IOException {
    return Distribution.start(environment(), "replay", "last", "--check", "--json");
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(jack.environment());
    environment.put(Distribution.DATA, data.toString());
    return environment;
  }

  private Program keyboard() throws IOException {
    Path script = Path.of("src", "test", "resources", "keyboard.py");
    Program keyboard = jack.client("/usr/bin/python3", script.toString());
    await(() -> keyboard.out().contains("ready"), () -> "keyboard " + keyboard.err());
    return keyboard;
  }

  private static void await(Callable<Boolean> condition, Supplier<String> what) {
    try {
      Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(what.get(), e);
    }
  }
}
