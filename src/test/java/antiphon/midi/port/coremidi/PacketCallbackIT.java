package antiphon.midi.port.coremidi;

import static antiphon.midi.port.coremidi.RecordedCalls.list;
import static antiphon.midi.port.coremidi.RecordedCalls.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.midi.port.MidiReceiver;
import antiphon.music.time.ManualClock;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Packet lists handed over by the C library of Linux, whose qsort_r has its arguments in this
 * order.
 */
@Tag("rig")
class PacketCallbackIT {
  private static final long NOW_NS = 5_000_000_000L;

  private final RecordedCalls calls = new RecordedCalls();
  private final HostClock hostClock = HostClock.measure(calls, new ManualClock(NOW_NS));

  @Test
  void shouldAllocateNothingWhenNativeCodeHandsOverAPacketList() {
    Native.register(Libc.class, NativeLibrary.getInstance("c"));
    long[] messages = new long[1];
    PacketListParser parser =
        new PacketListParser(hostClock, true, (what, count) -> messages[0] = -1_000_000);
    MidiReceiver receiver = (message, timeNs) -> messages[0]++;
    CoreMidiCalls.PacketReader reader =
        (packetList, reference, connection) -> parser.parse(packetList, NOW_NS, receiver);
    byte[] list = list(true, packet(calls.host, 0x90, 60, 99), packet(calls.host, 0x80, 60, 0));
    Memory twice = new Memory(2L * list.length);
    ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 50; round++) {
      long before = bean.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100; i++) {
        twice.write(0, list, 0, list.length);
        twice.write(list.length, list, 0, list.length);
        Libc.qsort_r(Pointer.nativeValue(twice), 2, list.length, reader, 0);
      }
      least = Math.min(least, bean.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(50 * 100 * 2, messages[0], "one call of the reader for two elements");
    assertEquals(0, least);
  }

  /** A function of the C library that calls back with two addresses and what it was given. */
  private static final class Libc {
    static native void qsort_r(
        long base, long count, long size, CoreMidiCalls.PacketReader reader, long argument);
  }
}
