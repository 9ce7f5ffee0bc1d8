package antiphon.live.engine;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.Owner;
import antiphon.live.api.TimingRecorder;
import antiphon.live.api.TriggerKeys;
import antiphon.live.follow.InternalTempo;
import antiphon.live.journal.JournalException;
import antiphon.live.journal.JournalReader;
import antiphon.live.journal.SessionHeader;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalRing;
import antiphon.live.ring.JournalSlot;
import antiphon.live.ring.OutSlot;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.MidiSender;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Beat;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import antiphon.net.LstmStepper;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A recorded session once more, through the same pipeline, on one thread: what came in is given to
 * the mind and to thru in its order; the out thread's cycles are done at their times, each with the
 * requests it took. What is sent has to be what was sent, message by message with its time. Where
 * something is missing in the journal it ends. Of the journal only so much is in memory as the
 * threads were apart.
 */
public final class Replay {
  /** A message as it was sent. */
  public record Sent(int message, long timeNs, boolean own) {}

  /** Finds the models that were played. */
  @FunctionalInterface
  public interface ModelFinder {
    /**
     * @param identity what tells its weights from all others
     * @throws IllegalArgumentException in a sentence, when it is not there
     */
    LstmStepper find(String name, String identity);
  }

  /**
   * What came of it.
   *
   * @param sent how many messages were sent, alike
   * @param difference the first that was not alike, or what is missing, in a sentence; null when
   *     all was
   * @param score what was played; the player's notes at the ticks that were told then
   */
  public record Outcome(long sent, String difference, Score score) {}

  /** A request to the out thread, taken out of the ring. */
  private record Request(
      OutSlot.Kind kind,
      int owner,
      long number,
      int message,
      long deadlineNs,
      long tick,
      int epoch) {}

  /**
   * How long before the end of a torn journal it may lack what one thread had told, and have what
   * another told later.
   */
  private static final long TORN_NS = 1_000_000_000;

  /** The journal says that what follows cannot be replayed. */
  private static final class Differs extends Exception {
    private static final long serialVersionUID = 1;

    Differs(String message) {
      super(message);
    }
  }

  /** The torn end of a journal has been reached. */
  private static final class Torn extends Exception {
    private static final long serialVersionUID = 1;
  }

  private final JournalReader journal;
  private final ModelFinder models;
  private final MidiSender listener;
  private final Pipeline pipeline;
  private final EventPoller<OutSlot> requests;
  private final EventPoller<JournalSlot> heard;
  private final EventPoller<InSlot> unheard;
  private final List<Deque<Request>> made = new ArrayList<>();
  private final JournalReader.Records records;
  private final Deque<JournalSlot> cycles = new ArrayDeque<>();
  private final Queue<JournalSlot> inputs =
      new PriorityQueue<>(Comparator.comparingLong((JournalSlot event) -> event.number));
  private final List<JournalSlot> taken = new ArrayList<>();
  private final Deque<Sent> expected = new ArrayDeque<>();
  private final Deque<Sent> got = new ArrayDeque<>();
  private final InSlot slot = new InSlot();
  private final OutSlot request = new OutSlot();
  private long sequence;
  private long nextInput;
  private long sent;
  private boolean exhausted;
  private boolean gapAhead;
  private long readNs;
  private long cycleNs;

  /**
   * @param listener hears what is sent, when it has been found to be alike
   * @throws IllegalArgumentException in a sentence, when a model is not there, or the journal was
   *     written by a program in which its numbers mean something else
   */
  public Replay(JournalReader journal, ModelFinder models, MidiSender listener) {
    this.journal = journal;
    this.models = models;
    this.listener = listener;
    records = journal.records();
    SessionHeader header = journal.header();
    readNs = header.anchorNs();
    cycleNs = header.anchorNs();
    if (!header.isOfThisProgram()) {
      throw new IllegalArgumentException(
          "the journal was written by Antiphon " + header.program() + "; replay it with that");
    }
    LiveSettings settings = header.settings();
    pipeline =
        new Pipeline(
            settings,
            models.find(header.model().name(), header.model().identity()),
            header.model().name(),
            new InternalTempo(
                Timeline.of(header.anchorNs(), 0, settings.tempoBpm()),
                MeterMap.of(settings.meter())),
            Routing.parse(header.routing()),
            new MidiSender() {
              @Override
              public void send(int message, long deadlineNs) {
                got.add(new Sent(message, deadlineNs, false));
              }

              @Override
              public void sendOwn(int message, long deadlineNs) {
                got.add(new Sent(message, deadlineNs, true));
              }
            },
            true,
            null,
            header::anchorNs,
            TimingRecorder.NONE);
    pipeline.looksAhead = false; // what is played is the same
    requests = poller(pipeline.outBuffer);
    heard = poller(pipeline.journalBuffer);
    unheard = poller(pipeline.inBuffer);
    for (int owner = 0; owner < Owner.COUNT; owner++) {
      made.add(new ArrayDeque<>());
    }
  }

  private static <T> EventPoller<T> poller(RingBuffer<T> buffer) {
    EventPoller<T> poller = buffer.newPoller();
    buffer.addGatingSequences(poller.getSequence());
    return poller;
  }

  /**
   * Plays it, once.
   *
   * @throws JournalException when the journal cannot be read
   */
  public Outcome play() throws JournalException {
    String difference = null;
    try {
      while (!cycles.isEmpty() || readOn()) {
        JournalSlot next = cycles.poll();
        if (next != null) {
          take(next);
        }
      }
      while (hearNext()) {
        // what came in and nobody asked for any more
      }
      if (!got.isEmpty()) {
        throw new Differs("more is sent than was: " + words(got.peek()));
      }
    } catch (Torn e) {
      // what follows is not whole
    } catch (Differs e) {
      difference = e.getMessage();
    }
    Throwable error = pipeline.exceptions.takeNew();
    if (error != null && difference == null) {
      difference = "an error on the live path, as perhaps then: " + error;
    }
    return new Outcome(sent, difference, pipeline.recorder.score());
  }

  /** Reads one more record; false where there is none that could be of use. */
  private boolean readOn() throws JournalException {
    JournalSlot next = exhausted ? null : records.next();
    if (next == null) {
      exhausted = true;
      return false;
    }
    switch (next.kind) {
      case INPUT -> {
        if (next.event == InSlot.Kind.SET_TRIGGERS) {
          pipeline.recorder.setTriggers(TriggerKeys.parse((String) next.payload));
        }
        inputs.add(next);
      }
      case TAKEN, LIT, SENT, BEAT, END -> cycles.add(next);
      case CYCLE -> {
        readNs = next.timeNs;
        cycles.add(next);
      }
      case GAP -> {
        cycles.add(next);
        gapAhead = true;
        exhausted = true;
      }
      case HEARD -> {
        if (next.part == Part.PLAYER) {
          pipeline.recorder.accept(next.part, next.message, next.timeNs, next.tick);
        }
      }
      case TEMPO, SOUNDING -> {
        // follows from the rest
      }
    }
    return true;
  }

  private void take(JournalSlot told) throws Differs, Torn, JournalException {
    switch (told.kind) {
      case TAKEN, LIT -> taken.add(told);
      case SENT -> expected.add(new Sent(told.message, told.timeNs, told.number != 0));
      case BEAT ->
          pipeline.seen =
              new Beat(
                  new Timeline(told.timeNs, told.tick, told.quarterNs),
                  told.number,
                  told.message != 0);
      case CYCLE -> cycle(told.message, told.timeNs);
      case GAP -> throw missing();
      default -> {
        // the end
      }
    }
  }

  private Differs missing() {
    return new Differs("something is missing in the journal from " + seconds(cycleNs) + " on");
  }

  private void cycle(int upon, long nowNs) throws Differs, Torn, JournalException {
    cycleNs = nowNs;
    for (JournalSlot each : taken) {
      if (each.kind == JournalSlot.Kind.LIT) {
        request.kind = OutSlot.Kind.FEEDBACK;
        request.message = each.message;
        request.deadlineNs = each.timeNs;
      } else {
        fill(next(each.message, each.number));
      }
      pipeline.outCycle.take(request, sequence++, nowNs);
    }
    taken.clear();
    if ((upon & JournalRing.SILENCE) != 0) {
      pipeline.outCycle.silence(nowNs);
    } else {
      pipeline.outCycle.dispatch(upon, nowNs);
    }
    drain(unheard, each -> {});
    compare();
    drainHeard();
  }

  /** The request of an owner that was taken; those before it had found no room. */
  private Request next(int owner, long number) throws Differs, Torn, JournalException {
    Deque<Request> queue = made.get(owner);
    while (true) {
      while (!queue.isEmpty() && queue.peek().number < number) {
        queue.remove();
      }
      if (!queue.isEmpty()) {
        Request found = queue.remove();
        if (found.number != number) {
          throw new Differs("request " + number + " of owner " + owner + " is not made");
        }
        return found;
      }
      if (!hearNext()) {
        if (!gapAhead && !journal.ended() && readNs - cycleNs <= TORN_NS) {
          throw new Torn();
        }
        throw new Differs("request " + number + " of owner " + owner + " is not made");
      }
    }
  }

  private void fill(Request from) {
    request.kind = from.kind;
    request.owner = from.owner;
    request.number = from.number;
    request.message = from.message;
    request.deadlineNs = from.deadlineNs;
    request.tick = from.tick;
    request.epoch = from.epoch;
  }

  /** Gives the next event to thru and to the mind. */
  private boolean hearNext() throws Differs, JournalException {
    while (inputs.isEmpty() || inputs.peek().number != nextInput) {
      if (!readOn()) {
        if (gapAhead) {
          throw missing();
        }
        if (journal.ended() && !inputs.isEmpty()) {
          throw new Differs("event " + nextInput + " is missing in the journal");
        }
        return false;
      }
    }
    JournalSlot next = inputs.remove();
    nextInput++;
    slot.kind = next.event;
    slot.message = next.message;
    slot.value = next.value;
    slot.tick = next.tick;
    slot.timeNs = next.timeNs;
    slot.setPayload(payload(next));
    handle(pipeline.thruHandler, next.number);
    handle(pipeline.mindHandler, next.number);
    drain(
        requests,
        each ->
            made.get(each.owner)
                .add(
                    new Request(
                        each.kind,
                        each.owner,
                        each.number,
                        each.message,
                        each.deadlineNs,
                        each.tick,
                        each.epoch)));
    drainHeard();
    return true;
  }

  private Object payload(JournalSlot event) throws Differs {
    String words = (String) event.payload;
    return switch (event.event) {
      case SET_TRIGGERS -> TriggerKeys.parse(words);
      case SWAP -> {
        int space = words.indexOf(' ');
        String identity = words.substring(0, space);
        String name = words.substring(space + 1);
        try {
          yield new Seat(models.find(name, identity), name, identity);
        } catch (IllegalArgumentException e) {
          throw new Differs(e.getMessage());
        }
      }
      default -> null;
    };
  }

  private void handle(EventHandler<InSlot> handler, long number) {
    try {
      handler.onEvent(slot, number, true);
    } catch (Exception e) {
      // as it was then: counted, and the next event is handled
      pipeline.exceptions.handleEventException(e, number, slot);
    }
  }

  private void compare() throws Differs {
    while (!expected.isEmpty()) {
      Sent was = expected.remove();
      Sent is = got.poll();
      if (!was.equals(is)) {
        throw new Differs(
            "message "
                + (sent + 1)
                + " was "
                + words(was)
                + " and is "
                + (is == null ? "not sent" : words(is)));
      }
      sent++;
      if (is.own) {
        listener.sendOwn(is.message, is.timeNs);
      } else {
        listener.send(is.message, is.timeNs);
      }
    }
    if (!got.isEmpty()) {
      throw new Differs("after message " + sent + " there is one more: " + words(got.peek()));
    }
  }

  private String words(Sent message) {
    return String.format(Locale.ROOT, "%08x at %s", message.message, seconds(message.timeNs));
  }

  private String seconds(long ns) {
    return String.format(Locale.ROOT, "%.6f s", (ns - journal.header().anchorNs()) / 1e9);
  }

  private void drainHeard() {
    drain(
        heard,
        each -> {
          if (each.kind == JournalSlot.Kind.HEARD && each.part == Part.PLAYER) {
            return; // as it was told then, when the mind may not have known yet of another tempo
          }
          try {
            pipeline.journalHandler.onEvent(each, 0, true);
          } catch (Exception e) {
            pipeline.exceptions.handleEventException(e, 0, each);
          }
        });
  }

  private static <T> void drain(EventPoller<T> poller, Consumer<T> consumer) {
    try {
      while (poller.poll(
              (each, number, endOfBatch) -> {
                consumer.accept(each);
                return true;
              })
          == EventPoller.PollState.PROCESSING) {
        // there may be more
      }
    } catch (Exception e) {
      throw new IllegalStateException("handlers throw nothing checked", e);
    }
  }
}
