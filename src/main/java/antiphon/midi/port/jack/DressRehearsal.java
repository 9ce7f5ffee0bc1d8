package antiphon.midi.port.jack;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.OutQueue;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.Song;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * Some periods that nobody hears, before the first that counts: classes are loaded and methods
 * compiled in them, which would make the server wait at the first note otherwise. One note begins
 * and ends at each input in each period.
 */
final class DressRehearsal implements CycleBuffers {
  private static final int PERIODS = 1_000;
  private static final int RATE = 48_000;
  private static final int FRAMES = 256;
  private static final int NOTE = MidiMessages.noteOn(0, 60, 64);

  private static final PortListener NOBODY =
      new PortListener() {
        @Override
        public void lost(String what, String reason) {
          // nothing is lost
        }

        @Override
        public void found(String what) {
          // nothing is found
        }

        @Override
        public void counted(PortCount what, long count) {
          // it does not count
        }
      };

  private final Memory memory = new Memory(4);
  private final Pointer pointer = new Pointer(0);
  private int index;

  private DressRehearsal() {}

  static void play(PortPlan plan) {
    DressRehearsal buffers = new DressRehearsal();
    OutQueue out = new OutQueue(4);
    Period period = new Period(plan, out, (message, timeNs) -> {}, NOBODY);
    period.connect(RATE);
    JackPosition position = new JackPosition();
    SongWatch watch = new SongWatch(Song.NONE, period.clock());
    Timebase timebase = new Timebase(Song.NONE, period.clock(), false, 0);
    for (int i = 0; i < PERIODS; i++) {
      int frame = i * FRAMES;
      long nowNs = frame * 1_000_000_000L / RATE;
      out.offer(NOTE, nowNs);
      period.sourceGone(0);
      period.run(buffers, FRAMES, frame, nowNs);
      watch.period(true, position, FRAMES);
      timebase.invoke(LibJack.ROLLING, FRAMES, position.address(), 0);
    }
  }

  @Override
  public int count(int input) {
    return 2;
  }

  @Override
  public boolean turnTo(int input, int at) {
    index = at;
    Pointer.nativeValue(pointer, Pointer.nativeValue(memory));
    pointer.setInt(0, index == 0 ? NOTE : MidiMessages.noteOff(0, 60));
    return true;
  }

  @Override
  public int offset() {
    return index;
  }

  @Override
  public int size() {
    return 3;
  }

  @Override
  public void read(byte[] bytes) {
    pointer.read(0, bytes, 0, 3);
  }

  @Override
  public boolean write(int output, int offset, byte[] bytes, int size) {
    Pointer.nativeValue(pointer, Pointer.nativeValue(memory));
    pointer.write(0, bytes, 0, size);
    return true;
  }
}
