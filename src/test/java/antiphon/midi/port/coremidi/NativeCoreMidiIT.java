package antiphon.midi.port.coremidi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.music.time.SystemClock;
import com.sun.jna.NativeLibrary;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The binding itself, against a library in C that has the functions of macOS with their signatures
 * ({@code src/test/c/coremidi.c}): arguments arrive as they were meant, and a thread of native code
 * is heard without garbage. That CoreMIDI does what its documentation says is not shown by this.
 */
@Tag("rig")
class NativeCoreMidiIT {
  private static final int LISTS = 20_000;
  private static final int WINDOW = 4_000;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void shouldSpeakWithNativeCode() throws Exception {
    NativeLibrary library = standIn();
    CoreMidiCalls calls = new NativeCoreMidi(library, library, library);
    Ear ear = new Ear();
    CoreMidiPorts ports =
        CoreMidiPorts.open(
            calls, false, PortPlan.of(List.of(), List.of()), ear, ear, new SystemClock());
    ports.send(MidiMessages.noteOn(1, 62, 98), 0);
    library.getFunction("stand_in_say").invokeVoid(new Object[] {LISTS});
    ports.close();
    assertEquals(
        List.of(
            "string Antiphon 8000100 1",
            "client Antiphon 1",
            "release Antiphon",
            "string Antiphon In 8000100 1",
            "destination f0000001 Antiphon In",
            "release Antiphon In",
            "id 3 1 " + VirtualPorts.uniqueId(PortInfo.Direction.IN, "Antiphon In"),
            "string Antiphon Out 8000100 1",
            "source f0000001 Antiphon Out",
            "release Antiphon Out",
            "id 2 1 " + VirtualPorts.uniqueId(PortInfo.Direction.OUT, "Antiphon Out"),
            "received 2 010000000300913e62",
            "dispose endpoint 3",
            "dispose endpoint 2",
            "dispose client f0000001"),
        library.getFunction("stand_in_text").invokeString(new Object[0], false).lines().toList());
    assertEquals(2 * LISTS, ear.messages);
    assertTrue(ear.daemon, "the program ends although CoreMIDI's thread does not");
    assertEquals(0, ear.leastBytes, "of 4,000 messages, once all is warm");
  }

  private NativeLibrary standIn() throws IOException, InterruptedException {
    Path library = folder.resolve("libcoremidi.so");
    Process compiler =
        new ProcessBuilder(
                "cc",
                "-shared",
                "-fPIC",
                "-o",
                library.toString(),
                "src/test/c/coremidi.c",
                "-lpthread")
            .inheritIO()
            .start();
    assertEquals(0, compiler.waitFor(), "the C compiler");
    return NativeLibrary.getInstance(library.toString());
  }

  /** Counts what comes, and what it costs the thread that brings it. */
  private static final class Ear implements MidiReceiver, PortListener {
    private final ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private volatile int messages;
    private volatile boolean daemon;
    private volatile long leastBytes = Long.MAX_VALUE;
    private long lastBytes;

    @Override
    public void receive(int message, long timeNs) {
      int expected =
          messages % 2 == 0 ? MidiMessages.noteOn(0, 60, 99) : MidiMessages.pack(0x80, 60, 1);
      messages += message == expected ? 1 : 1_000_000;
      if (messages % WINDOW == 0) {
        daemon = Thread.currentThread().isDaemon();
        long bytes = bean.getCurrentThreadAllocatedBytes();
        leastBytes = Math.min(leastBytes, bytes - lastBytes);
        lastBytes = bytes;
      }
    }

    @Override
    public void lost(String what, String reason) {
      throw new AssertionError(what + ": " + reason);
    }

    @Override
    public void found(String what) {
      throw new AssertionError(what);
    }

    @Override
    public void counted(PortCount what, long count) {
      messages += 1_000_000;
    }
  }
}
