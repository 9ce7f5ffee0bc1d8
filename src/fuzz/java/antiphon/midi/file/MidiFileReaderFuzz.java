package antiphon.midi.file;

import com.code_intelligence.jazzer.junit.FuzzTest;

class MidiFileReaderFuzz {
  @FuzzTest(maxDuration = "10m")
  void keepsTheLaw(byte[] file) {
    MidiFileReaderLaw.check(file);
  }
}
