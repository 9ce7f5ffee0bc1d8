package antiphon.midi.file;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What holds for {@link MidiFileReader} whatever the bytes. */
public final class MidiFileReaderLaw {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Room for tables and texts, and many times what an event of two bytes becomes as an object. */
  private static final long MAX_ALLOCATED_BYTES = 4 << 20;

  private static final long MAX_ALLOCATED_PER_BYTE = 2_000;

  /** Processor time, not wall clock: other work on the machine does not count. */
  private static final long MAX_CPU_NS = 2_000_000_000;

  private MidiFileReaderLaw() {}

  /** It is read to notes that can be, or refused in a sentence, with time and memory in bounds. */
  public static void check(byte[] file) {
    try {
      checkPiece(MidiFileReader.read(file, "noise"));
    } catch (MidiFileException e) {
      assertTrue(e.getMessage().startsWith("noise "), e.getMessage());
    }
    String tooMuch = tooMuch(file);
    for (int i = 0; i < 3 && tooMuch != null; i++) {
      tooMuch = tooMuch(file); // loading and compiling classes is paid once
    }
    assertNull(tooMuch);
  }

  private static String tooMuch(byte[] file) {
    long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
    long cpuBefore = THREADS.getCurrentThreadCpuTime();
    try {
      MidiFileReader.read(file, "noise");
    } catch (MidiFileException e) {
      // refused
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
    long cpuNs = THREADS.getCurrentThreadCpuTime() - cpuBefore;
    return allocated > MAX_ALLOCATED_BYTES + MAX_ALLOCATED_PER_BYTE * file.length
            || cpuNs > MAX_CPU_NS
        ? file.length + " bytes took " + allocated + " bytes of memory and " + cpuNs + " ns"
        : null;
  }

  private static void checkPiece(MidiPiece piece) {
    assertFalse(piece.tracks().isEmpty(), "no tracks");
    assertTrue(piece.tempoBpm() > 0 && Double.isFinite(piece.tempoBpm()), "a tempo that is none");
    for (MidiTrack track : piece.tracks()) {
      assertFalse(track.notes().isEmpty(), "a track without notes");
      assertTrue(track.channel() >= 0 && track.channel() < 16, "channel " + track.channel());
      Note last = null;
      for (Note note : track.notes()) {
        assertTrue(note.pitch() >= 0 && note.pitch() < 128, note.toString());
        assertTrue(note.velocity() > 0 && note.velocity() < 128, note.toString());
        assertTrue(note.onTick() >= 0 && note.offTick() >= note.onTick(), note.toString());
        assertTrue(last == null || Note.ORDER.compare(last, note) <= 0, "order");
        last = note;
      }
    }
    assertTrue(MidiFileWriter.bytes(piece.asPart(Part.PLAYER)).length > 0, "it can be written");
  }
}
