package antiphon.app.session;

import antiphon.live.api.AnyThread;
import antiphon.live.api.SessionBook;
import antiphon.live.api.SessionException;
import antiphon.live.api.SessionException.Fault;
import antiphon.live.journal.Take;
import antiphon.live.journal.Takes;
import antiphon.midi.file.MidiFileException;
import antiphon.midi.file.MidiFileWriter;
import antiphon.music.note.Score;
import antiphon.music.time.Clock;
import antiphon.thread.EnduringExecutor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sessions of what is played, and keeps them. A session is over after ten minutes of silence,
 * when it has {@value #FULL_EVENTS} notes and changes of tempo, when it is saved, and at the stop.
 * Files are written on the keeper's thread; what cannot be written waits in memory.
 */
@AnyThread
final class SessionKeeper implements SessionBook, AutoCloseable {
  /**
   * An hour of much playing. More at once would take so much memory to be written that what
   * collects it afterwards stops the music for longer than anybody should hear.
   */
  static final int FULL_EVENTS = 20_000;

  static final long SILENCE_NS = TimeUnit.MINUTES.toNanos(10);

  /** The same where sessions are kept only when they are saved: time for that, after an evening. */
  static final long LONG_SILENCE_NS = TimeUnit.HOURS.toNanos(12);

  /** So many full sessions take some 6 MB. */
  static final int MOST_WAITING = 32;

  private static final Logger LOG = LoggerFactory.getLogger(SessionKeeper.class);
  private static final long LOOK_MS = 1_000;
  private static final int LOOKS_PER_TRIAL = 60;
  private static final long PATIENCE_MS = 10_000;
  private static final long CLOSE_MS = 1_500;

  /** A session that is not in a file yet. */
  private record Waiting(String name, byte[] midi, Extent extent, Instant savedAt, long endNs) {}

  private final Takes takes;
  private final SessionFolder folder;
  private final boolean keeps;
  private final Clock clock;
  private final java.time.Clock wallClock;
  private final ScheduledExecutorService thread = new EnduringExecutor("antiphon-sessions");

  /** Changed on the keeper's thread alone. */
  private final List<Waiting> waiting = new CopyOnWriteArrayList<>();

  private final AtomicLong version;
  private volatile LongConsumer kept = endNs -> {};
  private volatile String notKept;

  // the keeper's thread alone
  private int looks;
  private long stamp;
  private long beganNs;
  private Instant began;

  /**
   * @param keeps whether sessions are kept when they are over, and not only when they are saved
   * @param clock that of the takes
   * @param wallClock date and time, and their zone, for names
   */
  SessionKeeper(
      Takes takes, SessionFolder folder, boolean keeps, Clock clock, java.time.Clock wallClock) {
    this.takes = takes;
    this.folder = folder;
    this.keeps = keeps;
    this.clock = clock;
    this.wallClock = wallClock;
    version = new AtomicLong(wallClock.millis()); // another than that of the run before
  }

  /** From now on somebody is told until when all that was played is in files. */
  void tell(LongConsumer keptUntilNs) {
    kept = keptUntilNs;
  }

  /** Begins to look after sessions that are over. */
  void start() {
    thread.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public Extent current() {
    return extent(takes.progress());
  }

  @Override
  public List<Entry> kept() {
    List<Entry> entries = new ArrayList<>();
    String reason = notKept;
    for (Waiting one : waiting) {
      entries.add(
          new Entry(
              one.name,
              one.savedAt,
              one.midi.length,
              one.extent,
              Optional.of(reason == null ? "it is being written" : reason)));
    }
    try {
      entries.addAll(folder.entries());
    } catch (IOException e) {
      throw cannot("be read", e);
    }
    entries.sort(Comparator.comparing(Entry::savedAt).reversed().thenComparing(Entry::name));
    return entries;
  }

  @Override
  public long version() {
    return version.get();
  }

  @Override
  public byte[] midi(String name) {
    if (name.equals(CURRENT)) {
      Take take = takes.take();
      if (take.notes().isEmpty()) {
        throw nothingPlayed();
      }
      return MidiFileWriter.bytes(take.score());
    }
    Optional<Waiting> inMemory = waiting(name);
    if (inMemory.isPresent()) {
      return inMemory.get().midi;
    }
    try {
      return folder.read(name).orElseThrow(() -> unknown(name));
    } catch (MidiFileException e) {
      throw new SessionException(Fault.UNREADABLE, e.getMessage(), e);
    } catch (IOException e) {
      throw cannot("be read", e);
    }
  }

  @Override
  public Score score(String name) {
    if (name.equals(CURRENT)) {
      return takes.take().score();
    }
    try {
      return SessionFolder.score(midi(name), name);
    } catch (MidiFileException e) {
      throw new SessionException(Fault.UNREADABLE, e.getMessage(), e);
    }
  }

  @Override
  public String save(String name) {
    return onThread(() -> saveNow(name == null ? null : SessionName.require(name)));
  }

  @Override
  public void remove(String name) {
    if (name.equals(CURRENT)) {
      throw new SessionException(
          Fault.NAME, "the session that goes on cannot be removed; save it first");
    }
    onThread(() -> removeNow(name));
  }

  @Override
  public Optional<String> notKept() {
    return Optional.ofNullable(notKept);
  }

  /** Keeps the session that went on, and what still waits. Closing twice does nothing. */
  @Override
  public void close() {
    try {
      thread.execute(this::finish);
      thread.shutdown();
      if (!thread.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS)) {
        LOG.warn("{} does not answer: what was played last may not be kept", folder);
      }
    } catch (RejectedExecutionException e) {
      // closed already
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether all that was to be kept is in files; once it is closed. */
  boolean allKept() {
    return thread.isTerminated() && waiting.isEmpty();
  }

  /** What is done once a second. */
  void look() {
    try {
      Takes.Progress progress = takes.progress();
      if (progress.notes() > 0) {
        beginning(progress.startNs());
      }
      long nowNs = clock.nowNs();
      takes.cutWhen(present -> isOver(present, nowNs)).ifPresent(this::end);
      looks++;
      if (!waiting.isEmpty() && looks % LOOKS_PER_TRIAL == 0) {
        writeWaiting();
      }
      long seen = folder.stamp();
      if (seen != stamp) {
        stamp = seen;
        version.incrementAndGet();
      }
    } catch (RuntimeException e) {
      LOG.warn("could not look after the sessions: {}", e.toString());
    }
  }

  private boolean isOver(Takes.Progress progress, long nowNs) {
    return isOver(progress, nowNs, keeps ? SILENCE_NS : LONG_SILENCE_NS);
  }

  private static boolean isOver(Takes.Progress progress, long nowNs, long silenceNs) {
    return progress.events() >= FULL_EVENTS || nowNs - progress.endNs() >= silenceNs;
  }

  /** Whether a session that is kept is over. */
  static boolean isKeptOver(Takes.Progress progress, long nowNs) {
    return isOver(progress, nowNs, SILENCE_NS);
  }

  private void end(Take take) {
    if (keeps) {
      hold(waiting(take, null));
      writeWaiting();
    } else {
      LOG.info(
          "a session of {} notes is let go, since sessions.keep is false", take.notes().size());
    }
  }

  private void finish() {
    if (keeps) {
      takes.cutWhen(present -> true).ifPresent(last -> hold(waiting(last, null)));
    }
    writeWaiting();
    if (!waiting.isEmpty()) {
      LOG.warn(
          "lost, since they could not be written to {}: {}",
          folder,
          waiting.stream()
              .map(session -> "'" + session.name + "'")
              .collect(Collectors.joining(", ")));
    }
  }

  private String saveNow(String name) {
    if (name != null && !folder.allows(name)) {
      throw new SessionException(
          Fault.NAME, "this system has no file names with these letters; give another name");
    }
    try {
      if (name != null && (folder.has(name) || waiting(name).isPresent())) {
        throw taken(name);
      }
    } catch (IOException e) {
      throw cannot("be read", e);
    }
    Take take = takes.cutWhen(present -> true).orElseThrow(SessionKeeper::nothingPlayed);
    Waiting session = waiting(take, name);
    try {
      return write(session, name == null);
    } catch (FileAlreadyExistsException e) {
      hold(session);
      writeWaiting();
      throw taken(name); // by somebody else just now; it is kept under a name like it
    } catch (IOException e) {
      hold(session);
      throw new SessionException(Fault.DISK, refused(e), e);
    }
  }

  private Void removeNow(String name) {
    try {
      Optional<Waiting> inMemory = waiting(name);
      if (inMemory.isPresent()) {
        waiting.remove(inMemory.get());
      } else if (!folder.remove(name)) {
        throw unknown(name);
      }
      version.incrementAndGet();
      return null;
    } catch (IOException e) {
      throw cannot("be changed", e);
    }
  }

  /** When a take began; told apart by its first note, as a computer may sleep meanwhile. */
  private Instant beginning(long startNs) {
    if (began == null || beganNs != startNs) {
      beganNs = startNs;
      began = wallClock.instant().minusNanos(clock.nowNs() - startNs);
    }
    return began;
  }

  private Waiting waiting(Take take, String name) {
    Instant begin = beginning(take.progress().startNs());
    String called = name != null ? name : freeInMemory(begin);
    byte[] midi = MidiFileWriter.bytes(take.score());
    return new Waiting(
        called, midi, extent(take.progress()), wallClock.instant(), take.progress().endNs());
  }

  private String freeInMemory(Instant begin) {
    String name = SessionName.of(begin, wallClock.getZone());
    String free = name;
    for (int i = 2; waiting(free).isPresent(); i++) {
      free = name + " " + i;
    }
    return free;
  }

  private void hold(Waiting session) {
    if (waiting.size() == MOST_WAITING) {
      Waiting oldest = waiting.remove(0);
      LOG.warn("session '{}' is lost: there is no room in memory for more", oldest.name);
    }
    waiting.add(session);
    version.incrementAndGet();
  }

  private void writeWaiting() {
    boolean all = true;
    for (Waiting session : waiting) {
      try {
        write(session, true);
        waiting.remove(session);
      } catch (IOException e) {
        refused(e);
        all = false;
      }
    }
    if (all) {
      notKept = null;
    }
  }

  private String write(Waiting session, boolean elseNumbered) throws IOException {
    String name = folder.write(session.name, session.midi, session.extent, elseNumbered);
    version.incrementAndGet();
    LOG.info(
        "session kept as '{}' in {}: {} notes of the player, {} of Antiphon",
        name,
        folder,
        session.extent.player(),
        session.extent.partner());
    if (waiting.stream().noneMatch(other -> other.endNs - session.endNs < 0)) {
      kept.accept(session.endNs);
    }
    return name;
  }

  /** Says once why sessions are not written. */
  private String refused(IOException e) {
    String sentence =
        "no session can be written to "
            + folder
            + " ("
            + SessionFolder.reason(e)
            + "): what was played is kept in memory until Antiphon ends and no longer";
    if (!sentence.equals(notKept)) {
      LOG.warn(sentence);
    }
    notKept = sentence;
    return sentence;
  }

  private <T> T onThread(Callable<T> work) {
    try {
      return thread.submit(work).get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new SessionException(Fault.DISK, folder + " does not answer; try again later", e);
    } catch (RejectedExecutionException e) {
      throw new SessionException(Fault.CONFLICT, "Antiphon is stopping", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SessionException(Fault.CONFLICT, "Antiphon is stopping", e);
    }
  }

  private Optional<Waiting> waiting(String name) {
    return waiting.stream().filter(session -> session.name.equals(name)).findFirst();
  }

  static Extent extent(Takes.Progress progress) {
    return new Extent(progress.seconds(), progress.player(), progress.partner());
  }

  private static SessionException unknown(String name) {
    return new SessionException(Fault.UNKNOWN, "there is no session '" + shown(name) + "'");
  }

  private static SessionException taken(String name) {
    return new SessionException(
        Fault.CONFLICT, "there is a session '" + name + "' already; give another name");
  }

  private static SessionException nothingPlayed() {
    return new SessionException(
        Fault.CONFLICT, "nothing has been played since the last session was kept");
  }

  private SessionException cannot(String what, IOException e) {
    return new SessionException(
        Fault.DISK, folder + " cannot " + what + ": " + SessionFolder.reason(e), e);
  }

  /** Of what somebody sent, no more than fits into a line. */
  private static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() > SessionName.MOST_CHARACTERS
        ? plain.substring(0, SessionName.MOST_CHARACTERS) + "…"
        : plain;
  }
}
