package antiphon.live.guard;

import antiphon.live.api.Parameter;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import antiphon.music.token.Grammar;
import antiphon.music.token.Vocabulary;

/** Stub until the real one comes. */
public final class GuardRails {
  public GuardRails(Meter meter) {}

  public void set(Parameter parameter, double value) {}

  public void callBegins(long tick) {}

  public void noteOn(int pitch, int velocity, long tick) {}

  public void noteOff(int pitch, long tick) {}

  public void forget() {}

  public void chordOn(int pitch) {}

  public void chordOff(int pitch) {}

  public boolean mustEnd(int pitch, long clock, Past past, Grammar grammar) {
    return clock - past.onClock(pitch) >= 192;
  }

  public void narrow(boolean[] mask, Grammar grammar, Past past) {
    if (grammar.speaker() == Part.PARTNER
        && grammar.positionClock() - past.lastEventClock() >= 192) {
      for (int d = 1; d <= Vocabulary.MAX_DUR_CLOCKS; d++) {
        mask[Vocabulary.dur(d)] = false;
      }
    }
  }

  /** Whether the partner may begin a note here, as far as its pitch goes. */
  public boolean mayBegin(int pitch, Grammar grammar, Past past) {
    return true;
  }

  /** The bin that is allowed and nearest to one. */
  public int nearestBin(int bin) {
    return bin;
  }

  public int velocity(int bin) {
    return Vocabulary.velocityOfBin(bin);
  }

  public int key() {
    return 0xFFF;
  }

  public double keyConfidence() {
    return 0;
  }
}
