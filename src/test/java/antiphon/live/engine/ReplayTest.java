package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Action;
import antiphon.live.api.ClockSource;
import antiphon.live.api.Counter;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.OutTiming;
import antiphon.live.api.Parameter;
import antiphon.live.api.TriggerKeys;
import antiphon.live.follow.InternalTempo;
import antiphon.live.journal.JournalException;
import antiphon.live.journal.JournalReader;
import antiphon.live.journal.JournalWriter;
import antiphon.live.journal.SessionHeader;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiSender;
import antiphon.music.note.Note;
import antiphon.music.note.Score;
import antiphon.music.time.Clock;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.SystemClock;
import antiphon.music.time.Timeline;
import antiphon.net.LstmStepper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sessions on threads, recorded, and played once more. How many and how long can be said by {@code
 * -Dantiphon.replay.sessions=100 -Dantiphon.replay.seconds=60}, how many at once by {@code
 * antiphon.replay.at.once}, with which seed by {@code antiphon.replay.seed}.
 */
class ReplayTest {
  private static final int SESSIONS = Integer.getInteger("antiphon.replay.sessions", 6);
  private static final double SECONDS = Integer.getInteger("antiphon.replay.seconds", 2);
  private static final int AT_ONCE = Integer.getInteger("antiphon.replay.at.once", 1);
  private static final long SEED = Long.getLong("antiphon.replay.seed", 1);
  private static final long MS = 1_000_000;

  @TempDir Path folder;

  private final Clock clock = new SystemClock();

  @Test
  void shouldSendTheSameBytesAtTheSameTimesOnceMore() throws Exception {
    Random random = new Random(SEED);
    List<Callable<Integer>> sessions = new ArrayList<>();
    for (int session = 0; session < SESSIONS; session++) {
      long seed = random.nextLong();
      Path journal = folder.resolve(Integer.toString(session));
      sessions.add(() -> recordAndReplay(seed, journal));
    }
    ExecutorService players = Executors.newFixedThreadPool(AT_ONCE);
    long messages = 0;
    try {
      for (Future<Integer> session : players.invokeAll(sessions)) {
        messages += session.get();
      }
    } finally {
      players.shutdownNow();
    }
    System.out.printf(
        "replay: %d sessions of %.0f s, %d messages, seed %d%n", SESSIONS, SECONDS, messages, SEED);
    assertTrue(messages > SESSIONS * SECONDS * 10, "they are played, too");
  }

  /** Thru tells where the player is while the mind, which follows the clock, stands still. */
  @Test
  void shouldHearThePlayerWhereHeWasThenThoughTheMindCameLate() throws Exception {
    Routing routing = Routing.of(true);
    AtomicBoolean block = new AtomicBoolean(true);
    CountDownLatch release = new CountDownLatch(1);
    LiveSettings settings =
        new LiveSettings(Mode.LISTEN, Meter.COMMON, 120, 7).withClock(ClockSource.MIDI);
    List<Replay.Sent> sent = new CopyOnWriteArrayList<>();
    long anchorNs = clock.nowNs();
    try (JournalWriter writer = writer(folder.resolve("late"), settings, routing, anchorNs)) {
      BlockingStepper stepper = new BlockingStepper(Sessions.stepper(3), block, release);
      Engine engine = engine(settings, stepper, routing, anchorNs, into(sent), writer);
      engine.start();
      engine.input().receive(MidiMessages.noteOn(0, 60, 80), anchorNs);
      engine.input().receive(MidiMessages.noteOff(0, 60), anchorNs + 10 * MS);
      for (int i = 0; i < 96; i++) {
        engine.input().receive(MidiMessages.pack(0xF8, 0, 0), anchorNs + i * 10 * MS);
      }
      engine.input().receive(MidiMessages.noteOn(0, 62, 80), anchorNs + 960 * MS);
      engine.input().receive(MidiMessages.noteOff(0, 62), anchorNs + 980 * MS);
      Awaitility.await().until(() -> sent.size() == 4);
      block.set(false);
      release.countDown();
      engine.close();
    }
    JournalReader reader = JournalReader.open(folder.resolve("late"));
    Replay.Outcome outcome =
        new Replay(reader, (name, identity) -> Sessions.stepper(3), into(new ArrayList<>())).play();
    assertNull(outcome.difference());
    assertEquals(notes(reader.score()), notes(outcome.score()));
    assertEquals(2, outcome.score().notes().size());
  }

  private int recordAndReplay(long seed, Path journal) throws IOException, JournalException {
    List<Replay.Sent> live = record(new Random(seed), journal);
    JournalReader reader = JournalReader.open(journal);
    List<Replay.Sent> again = new ArrayList<>();
    Replay.Outcome outcome =
        new Replay(
                reader, (name, identity) -> Sessions.stepper(Long.parseLong(identity)), into(again))
            .play();
    assertNull(outcome.difference(), () -> "session " + seed);
    assertEquals(live, again, () -> "session " + seed);
    assertEquals(live.size(), outcome.sent());
    assertEquals(notes(reader.score()), notes(outcome.score()), () -> "session " + seed);
    assertTrue(reader.ended());
    assertEquals(0, reader.gaps() + reader.tornBytes());
    return live.size();
  }

  /** A storm of notes, modes, tempos, parameters, models and keys, on threads. */
  private List<Replay.Sent> record(Random random, Path journal) throws IOException {
    ClockSource source = ClockSource.values()[random.nextInt(ClockSource.values().length)];
    LiveSettings settings =
        new LiveSettings(
                Mode.of(random.nextInt(4)),
                Meter.COMMON,
                60 + random.nextInt(120),
                random.nextInt())
            .with(Parameter.HAND_OVER_BEATS, 0.25)
            .with(Parameter.COMMIT_MS, 5 + random.nextInt(60))
            .withClock(source);
    Routing routing =
        new Routing(
            List.of(new Routing.Input(random.nextInt(4), random.nextInt(2))),
            List.of(
                new Routing.Output(ChannelMap.ALL, random.nextInt(3) * MS, true, true),
                new Routing.Output(
                    ChannelMap.parse(List.of("1-8", "9>3")), 0, random.nextBoolean(), false, false),
                new Routing.Output(ChannelMap.ALL, 0, false, false, true)));
    long anchorNs = clock.nowNs();
    List<Replay.Sent> sent = new ArrayList<>();
    try (JournalWriter writer = writer(journal, settings, routing, anchorNs)) {
      Engine engine = engine(settings, Sessions.stepper(3), routing, anchorNs, into(sent), writer);
      engine.start();
      long endNs = anchorNs + Math.round(SECONDS * 1e9);
      long quarterNs = Math.round(60e9 / settings.tempoBpm());
      long nextClockNs = anchorNs;
      while (clock.nowNs() < endNs) {
        act(engine, random, source, quarterNs);
        while (source == ClockSource.MIDI && nextClockNs <= clock.nowNs()) {
          engine.input().receive(MidiMessages.pack(0xF8, 0, 0), nextClockNs);
          nextClockNs += quarterNs / 24;
        }
        LockSupport.parkNanos(random.nextInt(random.nextInt(20) == 0 ? 600 : 30) * MS / 2);
      }
      engine.close();
      assertEquals(0, engine.view().count(Counter.JOURNAL_GAPS));
    }
    return sent;
  }

  private JournalWriter writer(Path journal, LiveSettings settings, Routing routing, long anchorNs)
      throws IOException {
    return JournalWriter.open(
        journal,
        SessionHeader.of(
            "test",
            "2026",
            anchorNs,
            settings,
            new SessionHeader.Model("first", "nowhere", "3", "auto"),
            routing.toString(),
            routing.outputs() == 1 ? List.of("one") : List.of("one", "two", "lights")),
        1 << 30,
        () -> {},
        clock);
  }

  private Engine engine(
      LiveSettings settings,
      LstmStepper stepper,
      Routing routing,
      long anchorNs,
      MidiSender sender,
      JournalWriter writer) {
    InternalTempo tempo =
        new InternalTempo(
            Timeline.of(anchorNs, 0, settings.tempoBpm()), MeterMap.of(settings.meter()));
    return new Engine(
        settings,
        stepper,
        "first",
        tempo,
        routing,
        sender,
        clock,
        true,
        writer,
        OutTiming.ORDINARY);
  }

  private void act(Engine engine, Random random, ClockSource source, long quarterNs) {
    int pitch = 48 + random.nextInt(24);
    switch (random.nextInt(30)) {
      case 0 -> engine.perform(Action.of(random.nextInt(Action.values().length)));
      case 1 -> engine.set(Parameter.TEMPERATURE, random.nextDouble() * 2);
      case 2 -> engine.set(Parameter.POLYPHONY, random.nextInt(4));
      case 3 -> {
        long other = random.nextInt(5);
        engine.swap(Sessions.stepper(other), "another one", Long.toString(other));
      }
      case 4 -> {
        BitSet keys = new BitSet();
        keys.set(random.nextInt(2048));
        engine.setTriggers(new TriggerKeys(keys));
      }
      case 5 -> engine.feedback(0xB0, 0, 7, random.nextInt(128));
      case 6 -> engine.perform(Action.TAP);
      case 7 -> {
        if (source == ClockSource.JACK) {
          engine
              .song()
              .isAt(random.nextInt(5) > 0, quarterNs, random.nextInt(16) * 960L, clock.nowNs());
        }
      }
      case 8 ->
          engine
              .input()
              .receive(MidiMessages.controlChange(0, 64, random.nextInt(128)), clock.nowNs());
      case 9 -> {
        boolean on = random.nextBoolean();
        int echo = on ? MidiMessages.noteOn(1, pitch, 88) : MidiMessages.noteOff(1, pitch);
        engine.input().receiveEcho(echo, clock.nowNs());
      }
      default -> {
        boolean on = random.nextInt(3) > 0;
        engine
            .input()
            .receive(
                on
                    ? MidiMessages.noteOn(random.nextInt(3), pitch, 1 + random.nextInt(127))
                    : MidiMessages.noteOff(random.nextInt(3), pitch),
                clock.nowNs());
      }
    }
  }

  /** In one order, as two threads have told them. */
  private static List<String> notes(Score score) {
    return score.notes().stream().map(Note::toString).sorted().toList();
  }

  private static MidiSender into(List<Replay.Sent> list) {
    return new MidiSender() {
      @Override
      public void send(int message, long deadlineNs) {
        list.add(new Replay.Sent(message, deadlineNs, false));
      }

      @Override
      public void sendOwn(int message, long deadlineNs) {
        list.add(new Replay.Sent(message, deadlineNs, true));
      }
    };
  }
}
