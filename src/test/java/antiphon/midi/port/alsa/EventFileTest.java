package antiphon.midi.port.alsa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Reading and writing of a file as {@link AlsaPorts} does it, with files that every kernel has. */
class EventFileTest {
  private static final NativeLong EVENT_BYTES = new NativeLong(Sequencer.EVENT_BYTES);
  private static final int READ_WRITE = 2;
  private static final int EBADF = 9;
  private static final int ROUNDS = 20_000;
  private static final int WARM_UP_ROUNDS = 4;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final PortListener NOBODY =
      new PortListener() {
        @Override
        public void lost(String what, String reason) {
          throw new AssertionError(what);
        }

        @Override
        public void found(String what) {
          throw new AssertionError(what);
        }

        @Override
        public void counted(PortCount what, long count) {
          throw new AssertionError(what.name());
        }
      };

  private final Memory memory = new Memory(Sequencer.EVENT_BYTES);
  private final ByteBuffer event =
      memory.getByteBuffer(0, Sequencer.EVENT_BYTES).order(ByteOrder.nativeOrder());

  @Test
  void shouldTellWhyAFileWasNotRead() {
    assertEquals(-1, Libc.read(-1, memory, EVENT_BYTES));
    assertEquals(EBADF, Native.getLastError());
    assertEquals(-1, Libc.write(open("/dev/full"), memory, EVENT_BYTES));
    assertEquals(Libc.ENOSPC, Native.getLastError());
  }

  @Test
  void shouldAllocateNothingFromMessageToFileAndFromFileToMessage() {
    int nowhere = open("/dev/null");
    int zero = open("/dev/zero");
    int[] heard = {0};
    Inlet inlet =
        new Inlet((message, timeNs) -> heard[0]++, NOBODY, new QueueClock(), announced -> {});
    inlet.ownInput(0, 0);
    SentKeys sent = new SentKeys();
    QueueClock clock = new QueueClock();
    Runnable traffic =
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            int message =
                i % 2 == 0
                    ? MidiMessages.noteOn(i % 16, i % 128, 90)
                    : MidiMessages.noteOff(i % 16, i % 128);
            assertEquals(Sequencer.EVENT_BYTES, Libc.read(zero, memory, EVENT_BYTES));
            EventWriter.write(message, event);
            EventWriter.address(event, 0, EventWriter.EVERYBODY);
            EventWriter.schedule(event, 1, clock.queueNs(i));
            assertEquals(Sequencer.EVENT_BYTES, Libc.write(nowhere, memory, EVENT_BYTES));
            sent.pass(message);
            event.put(Sequencer.AT_SOURCE_CLIENT, (byte) (20 + i % 10));
            event.put(Sequencer.AT_TARGET_PORT, (byte) 0);
            inlet.take(event, Sequencer.EVENT_BYTES, i);
          }
        };
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      traffic.run();
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    traffic.run();
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < ROUNDS / 10, bytes + " bytes in " + ROUNDS + " messages each way");
    assertEquals(ROUNDS * (WARM_UP_ROUNDS + 1), heard[0]);
  }

  private static int open(String path) {
    int file =
        NativeLibrary.getInstance("c")
            .getFunction("open")
            .invokeInt(new Object[] {path, READ_WRITE});
    assertTrue(file >= 0, path);
    return file;
  }
}
