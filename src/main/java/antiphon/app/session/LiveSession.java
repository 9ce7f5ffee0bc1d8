package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.app.config.DataFolder;
import antiphon.app.config.Home;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.app.realtime.RealTimeThread;
import antiphon.app.realtime.ResidentMemory;
import antiphon.control.cc.ControlListener;
import antiphon.control.cc.Lights;
import antiphon.control.desk.Desk;
import antiphon.control.osc.OscException;
import antiphon.control.osc.OscServer;
import antiphon.control.web.Backstage;
import antiphon.control.web.PageWatch;
import antiphon.control.web.WebException;
import antiphon.control.web.WebServer;
import antiphon.live.api.Floor;
import antiphon.live.api.OutTiming;
import antiphon.live.engine.Engine;
import antiphon.live.follow.InternalTempo;
import antiphon.midi.port.loopback.ScorePlayer;
import antiphon.music.time.Clock;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.Timeline;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running daemon: engine, ports, page, the file that is played in, and the recording. */
public final class LiveSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSession.class);

  /**
   * From the start of musical time to bar 1 of a piece that is played in: ports, page, rehearsal.
   */
  private static final long LEAD_IN_NS = 1_500_000_000;

  /** How soon a bar line may follow for the piece to begin there. */
  private static final long SOONEST_NS = 50_000_000;

  private static final long POLL_NS = 20_000_000;

  private final SessionPlan plan;
  private final Clock clock;
  private final String modelName;
  private final PortGroup ports;
  private final Optional<SessionJournal> journal;
  private final Engine engine;
  private final LiveModels models;
  private final PortBoard portBoard;
  private final Desk desk;
  private final SessionKeeper sessions;
  private final Lights lights;
  private final ConfigurationWatch configurationWatch;
  private final InternalTempo tempo;
  private WebServer web;
  private PageWatch pageWatch;
  private OscServer osc;
  private final ServiceNotice notice = ServiceNotice.of(System.getenv());
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean started;
  private boolean closed;
  private volatile boolean played;
  private volatile boolean recordFailed;

  private LiveSession(
      SessionPlan plan,
      PortGroup ports,
      Clock clock,
      ModelLoading.Loaded model,
      JournalShelf shelf,
      SessionFolder folder) {
    this.plan = plan;
    this.ports = ports;
    this.clock = clock;
    modelName = model.name();
    long anchorNs = clock.nowNs() + (plan.playing().isPresent() ? LEAD_IN_NS : 0);
    tempo = plan.tempo(anchorNs);
    java.time.Clock wallClock = java.time.Clock.systemDefaultZone();
    journal = SessionJournal.begin(shelf, plan, anchorNs, model.model(), ports, clock, wallClock);
    engine =
        new Engine(
            plan.settings(),
            model.stepper(),
            modelName,
            tempo,
            ports.routing(),
            ports,
            clock,
            plan.record() != null,
            journal.map(SessionJournal::log).orElse(null),
            timing(plan.configuration()));
    portBoard = new PortBoard(ports, engine, clock);
    models =
        new LiveModels(
            Home.models(),
            plan.configuration().text(Key.MODEL),
            modelName,
            plan.configuration().text(Key.ENGINE),
            LiveModels.Stage.of(engine));
    desk = desk(plan.configuration());
    sessions =
        new SessionKeeper(
            engine.keepTakes(),
            folder,
            plan.configuration().flag(Key.SESSIONS_KEEP),
            clock,
            wallClock);
    journal.ifPresent(present -> sessions.tell(present::keptUntil));
    lights = new Lights(engine, desk);
    configurationWatch = new ConfigurationWatch(plan.configuration(), desk);
    engine.addListener(new ControlListener(desk));
  }

  private Desk desk(Configuration configuration) {
    try {
      return new Desk(engine, models, configuration.keptFolder(System.getenv()), clock);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private static boolean mayBeRealTime(Configuration configuration) {
    return configuration.text(Key.REALTIME).equals("auto");
  }

  private static OutTiming timing(Configuration configuration) {
    Runnable atStart =
        mayBeRealTime(configuration) ? new RealTimeThread() : OutTiming.ORDINARY.atStart();
    long spinUs = configuration.integer(Key.SPIN_US);
    return new OutTiming(
        atStart, spinUs == OutTiming.MEASURED ? spinUs : TimeUnit.MICROSECONDS.toNanos(spinUs));
  }

  /**
   * Opens everything and begins.
   *
   * @param loading the model of the plan's configuration, on its way
   * @throws UsageException when a model, port or address is not to be had; nothing is left open
   *     then
   */
  public static LiveSession open(SessionPlan plan, Clock clock, ModelLoading loading) {
    Configuration configuration = plan.configuration();
    JournalShelf shelf = new JournalShelf(DataFolder.JOURNAL.of(configuration));
    SessionFolder folder = new SessionFolder(DataFolder.SESSIONS.of(configuration));
    try (Successor successor =
        Successor.begin(shelf, folder, configuration.flag(Key.SESSIONS_KEEP))) {
      PortGroup ports = PortGroup.choose(configuration, clock);
      ModelLoading.Loaded model = loading.take();
      return open(new LiveSession(plan, ports, clock, model, shelf, folder), model, successor);
    }
  }

  private static LiveSession open(
      LiveSession session, ModelLoading.Loaded model, Successor successor) {
    PortGroup ports = session.ports;
    CompletableFuture<Void> page = CompletableFuture.runAsync(session::openDoors);
    try {
      ports.open(session.engine.input(), session.portBoard);
      successor.silence(ports, session.clock.nowNs());
      ModelLoading.join(page);
      session.engine.start();
      session.sessions.start();
      session.started = true;
      session.configurationWatch.start();
      if (ports.routing().lights() != 0) {
        session.lights.start();
      }
      LOG.info("seed {}", session.plan.settings().seed());
      session.startPlaying(Rehearsal.begin(model.stepper()));
      if (mayBeRealTime(session.plan.configuration())) {
        ResidentMemory.keep();
      }
      successor.keep(() -> session.journal.ifPresent(SessionJournal::makeRoom));
      return session;
    } catch (RuntimeException e) {
      page.handle((done, alsoFailed) -> done).join(); // nothing may be opened after the closing
      session.close();
      throw e;
    }
  }

  public String modelName() {
    return modelName;
  }

  public List<String> inputs() {
    return ports.inputs();
  }

  public List<String> outputs() {
    return ports.outputs();
  }

  /** The page's address, with the token if it asks for one, or {@code off}. */
  public String webUrl() {
    return web == null ? "off" : web.url();
  }

  /**
   * Returns when the time is over, when the piece that is played in has been answered, or when the
   * session is closed.
   *
   * @param seconds null for no limit
   */
  public void runUntil(Double seconds, boolean untilAnswered) throws InterruptedException {
    long startNs = clock.nowNs();
    notice.ready(startNs);
    boolean over = false;
    while (!over) {
      try {
        over =
            stopped.await(POLL_NS, TimeUnit.NANOSECONDS) || isOver(startNs, seconds, untilAnswered);
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(POLL_NS); // what plays has its memory, and goes on
      }
    }
  }

  private boolean isOver(long startNs, Double seconds, boolean untilAnswered) {
    long nowNs = clock.nowNs();
    notice.alive(nowNs, engine.getsOn(nowNs));
    return seconds != null && nowNs - startNs >= seconds * 1e9
        || untilAnswered && played && engine.view().floor() == Floor.OPEN;
  }

  /**
   * Ends every sounding note, closes the ports, writes the recording and keeps the session. Closing
   * twice does nothing.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    notice.stopping();
    stopped.countDown();
    configurationWatch.close();
    lights.close();
    models.close();
    engine.close();
    if (started) {
      journal.ifPresent(ports.deliver() ? SessionJournal::finish : SessionJournal::leave);
    }
    desk.close();
    try {
      if (started) {
        plan.writeRecord(engine.recording());
      }
    } catch (IOException e) {
      recordFailed = true;
      System.err.println("antiphon: the recording could not be written: " + e.getMessage());
    }
    sessions.close();
    recordFailed |= !sessions.allKept();
    journal.ifPresent(started ? SessionJournal::close : SessionJournal::discard);
    ports.close();
    if (web != null) {
      pageWatch.close();
      web.close();
    }
    if (osc != null) {
      osc.close();
    }
  }

  /** Whether anything that was played and was to be kept is not in a file. */
  public boolean recordFailed() {
    return recordFailed;
  }

  private void openDoors() {
    openOsc();
    openPage();
  }

  private void openOsc() {
    long port = plan.configuration().integer(Key.OSC);
    if (port < 0) {
      return;
    }
    String host = plan.configuration().text(Key.OSC_LISTEN);
    OscServer server = new OscServer(engine, desk, models, host, (int) port);
    try {
      server.start();
    } catch (OscException e) {
      throw new UsageException(e.getMessage(), e);
    }
    osc = server;
    LOG.info("OSC at UDP port {} of {}", port, host);
  }

  private void openPage() {
    if (plan.configuration().integer(Key.WEB) < 0) {
      return;
    }
    WebServer server =
        new WebServer(
            new Backstage(engine, desk, models, portBoard, sessions),
            WebOptions.of(plan.configuration()));
    try {
      server.start();
    } catch (WebException e) {
      throw new UsageException(e.getMessage(), e);
    }
    web = server;
    pageWatch = new PageWatch(server);
    pageWatch.start();
  }

  private void startPlaying(Rehearsal rehearsal) {
    if (plan.playing().isEmpty()) {
      played = true;
      return;
    }
    Thread thread = new Thread(() -> playAfter(rehearsal), "antiphon-play");
    thread.setDaemon(true);
    thread.start();
  }

  private void playAfter(Rehearsal rehearsal) {
    try {
      rehearsal.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    // from the first bar line that can still be kept
    Timeline timeline = tempo.timeline();
    long barTicks = MusicalTime.ticksOfClocks(plan.settings().meter().clocksPerBar());
    long earliestTick = Math.max(0, timeline.tickAt(clock.nowNs() + SOONEST_NS));
    long barLine = (earliestTick + barTicks - 1) / barTicks * barTicks;
    Timeline fromBarLine = new Timeline(timeline.nsAt(barLine), 0, timeline.quarterNs());
    play(
        new ScorePlayer(
            plan.playing().get(), fromBarLine, engine.input(), SessionPlan.PLAYER_CHANNEL));
  }

  private void play(ScorePlayer player) {
    while (!player.finished() && stopped.getCount() > 0) {
      long nowNs = clock.nowNs();
      player.play(nowNs);
      if (!player.finished()) {
        LockSupport.parkNanos(Math.max(1, player.nextNs() - nowNs));
      }
    }
    played = true;
  }
}
