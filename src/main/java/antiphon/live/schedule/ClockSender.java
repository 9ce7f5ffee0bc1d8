package antiphon.live.schedule;

import antiphon.live.api.RealTimeSafe;
import antiphon.live.api.Timing;
import antiphon.live.api.TimingRecorder;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiSender;
import antiphon.music.time.Beat;
import antiphon.music.time.Meter;
import antiphon.music.time.MusicalTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Antiphon's beat at one output, as MIDI clock: 24 to a quarter note, each at its place in musical
 * time; start at the song's beginning, else song position and continue at a bar line; stop when the
 * song stops. A clock is never left out, so that who counts them keeps the bar; after a jump of the
 * song or of time the count begins anew. Owned by the out thread.
 */
public final class ClockSender {
  static final int CLOCK = 0xF8;
  static final int START = 0xFA;
  static final int CONTINUE = 0xFB;
  static final int STOP = 0xFC;
  static final int SONG_POSITION = 0xF2;

  /** A song position counts sixteenths (MIDI 1.0, Song Position Pointer). */
  private static final int CLOCKS_PER_SIXTEENTH = 6;

  private static final int MAX_SONG_POSITION = (1 << 14) - 1;

  /** Further behind than this, counting on would be a burst that nobody can follow. */
  private static final int LONGEST_BURST_CLOCKS = 2 * MusicalTime.CLOCKS_PER_QUARTER;

  private final int output;
  private final long latencyNs;
  private final int clocksPerBar;
  private final MidiSender sender;
  private final TimingRecorder timings;
  private boolean counting;
  private boolean rolling;
  private long nextClock;
  private long songStartTick;

  /**
   * @param output the port of what is sent
   * @param latencyNs how much earlier than its place a clock leaves
   * @param timings told how late each clock leaves
   */
  public ClockSender(
      int output, long latencyNs, Meter meter, MidiSender sender, TimingRecorder timings) {
    this.output = output;
    this.latencyNs = latencyNs;
    this.sender = sender;
    this.timings = timings;
    clocksPerBar = meter.clocksPerBar();
  }

  /** One for each output that is told the beat. */
  public static List<ClockSender> forOutputs(
      Routing routing, Meter meter, MidiSender sender, TimingRecorder timings) {
    List<ClockSender> senders = new ArrayList<>();
    for (int output = 0; output < routing.outputs(); output++) {
      if (routing.clock(output)) {
        senders.add(new ClockSender(output, routing.latencyNs(output), meter, sender, timings));
      }
    }
    return senders;
  }

  /**
   * Sends all clocks that are due.
   *
   * @return whether the count began anew: where it stands depends on when that was
   */
  @RealTimeSafe
  public boolean dispatch(Beat beat, long nowNs) {
    boolean anew = false;
    long dueClock =
        Math.floorDiv(
            beat.timeline().tickAt(nowNs + latencyNs), (long) MusicalTime.TICKS_PER_CLOCK);
    if (!counting || dueClock - nextClock > LONGEST_BURST_CLOCKS) {
      stop(nowNs);
      counting = true;
      anew = true;
      nextClock = dueClock + 1;
    }
    if (rolling && (!beat.rolling() || beat.songStartTick() != songStartTick)) {
      stop(nowNs);
    }
    while (nextClock <= dueClock) {
      long placeNs = beat.timeline().nsAt(MusicalTime.ticksOfClocks(nextClock)) - latencyNs;
      if (beat.rolling() && !rolling) {
        start(beat, placeNs);
      }
      send(MidiMessages.pack(CLOCK, 0, 0), placeNs);
      timings.record(Timing.CLOCK_LATENESS, nowNs - placeNs, 1);
      nextClock++;
    }
    return anew;
  }

  /** Nanoseconds until the next clock is due. */
  @RealTimeSafe
  public long untilNextNs(Beat beat, long nowNs) {
    if (!counting) {
      return 0;
    }
    long placeNs = beat.timeline().nsAt(MusicalTime.ticksOfClocks(nextClock)) - latencyNs;
    return Math.max(0, placeNs - nowNs);
  }

  /** Tells that the song has ended, if it went on. */
  @RealTimeSafe
  public void stop(long nowNs) {
    if (rolling) {
      rolling = false;
      send(MidiMessages.pack(STOP, 0, 0), nowNs);
    }
  }

  /** Before the clock at a bar line. */
  private void start(Beat beat, long placeNs) {
    long songClock =
        beat.songTick(MusicalTime.ticksOfClocks(nextClock)) / MusicalTime.TICKS_PER_CLOCK;
    if (songClock < 0 || songClock % clocksPerBar != 0 || songClock % CLOCKS_PER_SIXTEENTH != 0) {
      return;
    }
    long sixteenths = songClock / CLOCKS_PER_SIXTEENTH;
    if (sixteenths == 0) {
      send(MidiMessages.pack(START, 0, 0), placeNs);
    } else {
      int position = (int) Math.min(sixteenths, MAX_SONG_POSITION);
      send(MidiMessages.pack(SONG_POSITION, position & 0x7f, position >> 7), placeNs);
      send(MidiMessages.pack(CONTINUE, 0, 0), placeNs);
    }
    rolling = true;
    songStartTick = beat.songStartTick();
  }

  private void send(int message, long placeNs) {
    sender.send(MidiMessages.atPort(message, output), placeNs);
  }
}
