package antiphon.live.guard;

import static antiphon.music.time.MusicalTime.TICKS_PER_CLOCK;
import static antiphon.music.time.MusicalTime.TICKS_PER_QUARTER;

import antiphon.live.api.RealTimeSafe;
import antiphon.music.time.Meter;
import antiphon.music.token.Vocabulary;
import java.util.Arrays;

/**
 * How the call is played: how high, how densely, how loudly. Of a call that goes on, its last four
 * bars count. Until a call has {@value #FEWEST_NOTES} notes, the one before it is told of.
 * Allocates nothing after construction; not thread-safe.
 */
public final class CallProfile {
  static final int FEWEST_NOTES = 3;

  private static final int BARS = 4;
  private static final int CAPACITY = 256;
  // what is struck within a 1/64 note is struck together
  private static final int TOGETHER_TICKS = TICKS_PER_QUARTER / 16;

  private final long windowTicks;
  private final double beatTicks;
  private final long[] tick = new long[CAPACITY];
  private final byte[] pitch = new byte[CAPACITY];
  private final byte[] velocity = new byte[CAPACITY];
  private final int[] notesAt = new int[Vocabulary.PITCHES];
  private long heard;
  private long callStartTick = Long.MIN_VALUE;
  private boolean known;
  private double meanPitch;
  private double medianPitch;
  private double pitchSpread;
  private double notesPerBeat;
  private double instantsPerBeat;
  private double meanVelocity;

  public CallProfile(Meter meter) {
    windowTicks = (long) BARS * meter.clocksPerBar() * TICKS_PER_CLOCK;
    beatTicks = meter.clocksPerBeat() * TICKS_PER_CLOCK;
  }

  /** What is played from a tick on is another call. */
  @RealTimeSafe
  public void callBegins(long startTick) {
    callStartTick = startTick;
  }

  /**
   * Hears an onset of the player's.
   *
   * @param pitchOf 0 to 127
   * @param velocityOf 1 to 127
   * @param tickOf not before that of the onset before
   */
  @RealTimeSafe
  public void noteOn(int pitchOf, int velocityOf, long tickOf) {
    int slot = (int) (heard % CAPACITY);
    tick[slot] = tickOf;
    pitch[slot] = (byte) pitchOf;
    velocity[slot] = (byte) velocityOf;
    heard++;
    look();
  }

  @RealTimeSafe
  public void forget() {
    heard = 0;
    callStartTick = Long.MIN_VALUE;
    known = false;
  }

  /** Whether there is anything to tell. */
  @RealTimeSafe
  public boolean known() {
    return known;
  }

  @RealTimeSafe
  public double meanPitch() {
    return meanPitch;
  }

  @RealTimeSafe
  public double medianPitch() {
    return medianPitch;
  }

  /** Standard deviation of the pitches, in semitones. */
  @RealTimeSafe
  public double pitchSpread() {
    return pitchSpread;
  }

  @RealTimeSafe
  public double notesPerBeat() {
    return notesPerBeat;
  }

  /** As {@link #notesPerBeat}, with what is struck together counted once. */
  @RealTimeSafe
  public double instantsPerBeat() {
    return instantsPerBeat;
  }

  @RealTimeSafe
  public double meanVelocity() {
    return meanVelocity;
  }

  private void look() {
    long oldest = Math.max(0, heard - CAPACITY);
    long last = tick[(int) ((heard - 1) % CAPACITY)];
    Arrays.fill(notesAt, 0);
    int notes = 0;
    int instants = 0;
    double pitches = 0;
    double squares = 0;
    double velocities = 0;
    long instantTick = 0;
    for (long i = heard - 1; i >= oldest; i--) {
      int slot = (int) (i % CAPACITY);
      if (tick[slot] < callStartTick || last - tick[slot] >= windowTicks) {
        break;
      }
      if (instants == 0 || instantTick - tick[slot] > TOGETHER_TICKS) {
        instants++;
        instantTick = tick[slot];
      }
      notes++;
      notesAt[pitch[slot]]++;
      pitches += pitch[slot];
      squares += pitch[slot] * pitch[slot];
      velocities += velocity[slot];
    }
    if (notes < FEWEST_NOTES || instants < 2) {
      return;
    }
    known = true;
    meanPitch = pitches / notes;
    pitchSpread = Math.sqrt(Math.max(0, squares / notes - meanPitch * meanPitch));
    medianPitch = (quantile((notes - 1) / 2) + quantile(notes / 2)) / 2.0;
    meanVelocity = velocities / notes;
    instantsPerBeat = (instants - 1) * beatTicks / (last - instantTick);
    notesPerBeat = instantsPerBeat * notes / instants;
  }

  /** The pitch that so many are not above. */
  private int quantile(int rank) {
    int at = 0;
    int upTo = notesAt[0];
    while (upTo <= rank) {
      at++;
      upTo += notesAt[at];
    }
    return at;
  }
}
