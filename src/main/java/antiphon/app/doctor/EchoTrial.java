package antiphon.app.doctor;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiSender;
import antiphon.music.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;

/**
 * Plays notes, each of another pitch, and takes down when each comes back. What comes in is taken
 * on any thread; one thread plays.
 */
final class EchoTrial implements MidiReceiver {
  /** Counted from 0: the one that is used least. */
  static final int CHANNEL = 15;

  /** Soft, and such as hardly anybody plays. */
  static final int VELOCITY = 11;

  static final long PROBING_NS = 3_000_000_000L;

  private static final int PITCHES = 128;
  private static final int NOBODY = -1;
  private static final int LEAST_PROBES = 5;
  private static final long KEY_DOWN_NS = 20_000_000;
  private static final long LEAST_GAP_NS = 60_000_000;
  private static final int GAP_RANGE_NS = 40_000_000;
  private static final long PATIENCE_NS = 1_000_000_000;

  /** As many as there is time for. */
  private static final int MOST_PROBES = (int) (PROBING_NS / LEAST_GAP_NS) + 1;

  private final Clock clock;
  private final LongConsumer restUntilNs;
  private final MidiSender sender;
  private final int[] outputs;
  private final int notes;
  private final Random random;
  private final List<Integer> pitches = new ArrayList<>();
  private final long[] sentNs;
  private final AtomicLongArray cameNs;
  private final AtomicIntegerArray came; // 1 for a note that came back
  private final AtomicIntegerArray waiting = new AtomicIntegerArray(PITCHES); // [pitch]: its note
  private final AtomicInteger echoes = new AtomicInteger();
  private final AtomicInteger doubled = new AtomicInteger();
  private volatile boolean stopped;

  /**
   * @param restUntilNs returns at an instant of the clock
   * @param outputs where the notes are sent, as ports of the sender
   * @param notes how many are measured
   */
  EchoTrial(
      Clock clock,
      LongConsumer restUntilNs,
      MidiSender sender,
      int[] outputs,
      int notes,
      long seed) {
    this.clock = clock;
    this.restUntilNs = restUntilNs;
    this.sender = sender;
    this.outputs = outputs.clone();
    this.notes = notes;
    random = new Random(seed);
    for (int pitch = 0; pitch < PITCHES; pitch++) {
      pitches.add(pitch);
      waiting.set(pitch, NOBODY);
    }
    Collections.shuffle(pitches, random);
    sentNs = new long[MOST_PROBES + notes];
    cameNs = new AtomicLongArray(MOST_PROBES + notes);
    came = new AtomicIntegerArray(MOST_PROBES + notes);
  }

  @Override
  public void receive(int message, long timeNs) {
    if (!MidiMessages.isNoteOn(message)
        || MidiMessages.channel(message) != CHANNEL
        || MidiMessages.data2(message) != VELOCITY) {
      return;
    }
    int note = waiting.getAndSet(MidiMessages.data1(message), NOBODY);
    if (note == NOBODY) {
      doubled.incrementAndGet();
      return;
    }
    cameNs.set(note, timeNs);
    came.set(note, 1);
    echoes.incrementAndGet();
  }

  /**
   * Plays. Some notes that are not measured come first, until one has come back: ports may take a
   * moment to be connected.
   *
   * @return empty when none has come back within {@link #PROBING_NS}
   */
  Optional<RoundTrips> play() {
    long beganNs = clock.nowNs();
    int probes = 0;
    while (probes < MOST_PROBES
        && (probes < LEAST_PROBES || echoes.get() == 0)
        && clock.nowNs() - beganNs < PROBING_NS
        && !stopped) {
      play(probes++);
    }
    if (echoes.get() == 0) {
      return Optional.empty();
    }
    awaitEchoes(probes);
    doubled.set(0);
    int first = probes;
    int next = first;
    while (next < first + notes && !stopped) {
      play(next++);
    }
    awaitEchoes(next);
    return Optional.of(figures(first, next));
  }

  /** Ends after the note that is being played; any thread. */
  void stop() {
    stopped = true;
  }

  private void play(int note) {
    int pitch = pitches.get(note % PITCHES);
    waiting.set(pitch, note);
    long nowNs = clock.nowNs();
    sentNs[note] = nowNs;
    try {
      send(MidiMessages.noteOn(CHANNEL, pitch, VELOCITY), nowNs);
      restUntilNs.accept(nowNs + KEY_DOWN_NS);
    } finally {
      send(MidiMessages.noteOff(CHANNEL, pitch), clock.nowNs());
    }
    restUntilNs.accept(nowNs + LEAST_GAP_NS + random.nextInt(GAP_RANGE_NS));
  }

  private void send(int message, long deadlineNs) {
    for (int output : outputs) {
      sender.send(MidiMessages.atPort(message, output), deadlineNs);
    }
  }

  /** Waits for what is still under way of the first notes; not for ever. */
  private void awaitEchoes(int played) {
    long untilNs = clock.nowNs() + PATIENCE_NS;
    while (echoes.get() < played && clock.nowNs() - untilNs < 0 && !stopped) {
      restUntilNs.accept(clock.nowNs() + KEY_DOWN_NS);
    }
  }

  private RoundTrips figures(int first, int next) {
    long[] trips = new long[next - first];
    int back = 0;
    for (int note = first; note < next; note++) {
      if (came.get(note) != 0) {
        trips[back++] = cameNs.get(note) - sentNs[note];
      }
    }
    return new RoundTrips(Arrays.copyOf(trips, back), next - first, doubled.get());
  }
}
