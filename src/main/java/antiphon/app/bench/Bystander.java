package antiphon.app.bench;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.music.time.Clock;
import java.util.concurrent.locks.LockSupport;

/**
 * Plays {@value #NOTES_PER_SECOND} notes a second on a channel on which Antiphon hears nobody: they
 * are for the pages alone.
 */
final class Bystander implements AutoCloseable {
  private static final int NOTES_PER_SECOND = 50;

  /** Antiphon is not to hear it. */
  static final int CHANNEL = 15;

  private static final long NOTE_NS = 1_000_000_000L / NOTES_PER_SECOND;
  private static final int LOWEST_PITCH = 36;
  private static final int PITCHES = 48;

  private final MidiReceiver input;
  private final Clock clock;
  private final Thread thread = new Thread(this::play, "bench-bystander");
  private volatile boolean running = true;

  Bystander(MidiReceiver input, Clock clock) {
    this.input = input;
    this.clock = clock;
    thread.setDaemon(true);
    thread.start();
  }

  int notesPerSecond() {
    return NOTES_PER_SECOND;
  }

  @Override
  public void close() {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void play() {
    long dueNs = clock.nowNs();
    for (int note = 0; running; note++) {
      int pitch = LOWEST_PITCH + note * 7 % PITCHES;
      input.receive(MidiMessages.noteOn(CHANNEL, pitch, 80), clock.nowNs());
      dueNs += NOTE_NS;
      LockSupport.parkNanos(dueNs - clock.nowNs());
      input.receive(MidiMessages.noteOff(CHANNEL, pitch), clock.nowNs());
    }
  }
}
