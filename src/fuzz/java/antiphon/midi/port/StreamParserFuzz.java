package antiphon.midi.port;

import com.code_intelligence.jazzer.junit.FuzzTest;

class StreamParserFuzz {
  @FuzzTest(maxDuration = "10m")
  void keepsTheLaw(byte[] stream) {
    StreamParserLaw.check(stream);
  }
}
