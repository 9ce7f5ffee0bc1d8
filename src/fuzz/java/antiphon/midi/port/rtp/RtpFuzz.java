package antiphon.midi.port.rtp;

import com.code_intelligence.jazzer.junit.FuzzTest;

class RtpFuzz {
  @FuzzTest(maxDuration = "10m")
  void keepsTheLaw(byte[] packets) {
    RtpLaw.check(packets);
  }
}
