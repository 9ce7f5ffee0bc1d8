package antiphon.midi.port.jack;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.music.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.jaudiolibs.jnajack.JackClient;
import org.jaudiolibs.jnajack.JackException;
import org.jaudiolibs.jnajack.JackMidi;
import org.jaudiolibs.jnajack.JackPort;
import org.jaudiolibs.jnajack.JackProcessCallback;

/**
 * The process callback: stamps what came in to the frame, and places what goes out at its deadline
 * plus one period and a margin, so that the delay of every message is the same. Runs on the
 * server's real-time thread: one clock read a cycle, no lock, no log, and no allocation of its own.
 */
final class JackProcess implements JackProcessCallback {
  /** How late the sending thread may wake without moving a message. */
  private static final long MARGIN_NS = 1_000_000;

  private static final int CHANNELS = 16;

  private final OutQueue out;
  private final MidiReceiver receiver;
  private final Clock clock;
  private final FrameClock frameClock = new FrameClock();
  private final JackMidi.Event event = new JackMidi.Event();
  private final byte[] inBytes = new byte[3];
  private final byte[][] outBytes = {new byte[0], new byte[1], new byte[2], new byte[3]};
  private volatile CountDownLatch drained = new CountDownLatch(0);
  private JackPort in;
  private JackPort outPort;

  JackProcess(OutQueue out, MidiReceiver receiver, Clock clock) {
    this.out = out;
    this.receiver = receiver;
    this.clock = clock;
  }

  /** Takes the ports of a new client; before it is activated. */
  void attach(JackClient client, JackPort newIn, JackPort newOut) throws JackException {
    in = newIn;
    outPort = newOut;
    frameClock.sampleRate(client.getSampleRate());
    while (out.hasNext()) {
      out.remove();
    }
  }

  /** Opens after the cycle in which nothing was left to send. */
  CountDownLatch drained() {
    CountDownLatch latch = new CountDownLatch(2);
    drained = latch;
    return latch;
  }

  @Override
  public boolean process(JackClient client, int frames) {
    try {
      long startNs = frameClock.cycleStartNs(client.getLastFrameTime(), clock.nowNs());
      receive(startNs);
      send(startNs, frames);
    } catch (JackException e) {
      return true; // this cycle is lost; the server says so itself when it goes
    }
    if (!out.hasNext()) {
      drained.countDown();
    }
    return true;
  }

  private void receive(long startNs) throws JackException {
    int count = JackMidi.getEventCount(in);
    for (int i = 0; i < count; i++) {
      JackMidi.eventGet(event, in, i);
      int size = event.size();
      if (size > inBytes.length) {
        continue; // system exclusive
      }
      event.read(inBytes);
      int message = MidiMessages.ofBytes(inBytes, size);
      if (message != 0) {
        receiver.receive(message, startNs + Math.round(event.time() * frameClock.frameNs()));
      }
    }
  }

  private void send(long startNs, int frames) throws JackException {
    JackMidi.clearBuffer(outPort);
    long delayNs = Math.round(frames * frameClock.frameNs()) + MARGIN_NS;
    if (out.takeOverflow()) {
      startAnew();
    }
    int last = 0;
    while (out.hasNext()) {
      long frame = Math.round((out.deadlineNs() + delayNs - startNs) / frameClock.frameNs());
      if (frame >= frames) {
        return; // for the next cycle
      }
      last = (int) Math.max(last, frame);
      write(last, out.message());
      out.remove();
    }
  }

  /**
   * Messages were refused, ends of notes perhaps among them: what waits is dropped, and all that
   * sounds is ended.
   */
  private void startAnew() throws JackException {
    while (out.hasNext()) {
      out.remove();
    }
    for (int channel = 0; channel < CHANNELS; channel++) {
      write(0, MidiMessages.controlChange(channel, MidiMessages.CONTROLLER_SUSTAIN, 0));
      write(0, MidiMessages.controlChange(channel, MidiMessages.CONTROLLER_ALL_NOTES_OFF, 0));
    }
  }

  private void write(int frame, int message) throws JackException {
    int length = MidiMessages.length(MidiMessages.status(message));
    byte[] bytes = outBytes[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (message >>> 8 * i);
    }
    JackMidi.eventWrite(outPort, frame, bytes, length);
  }
}
