package antiphon.music.token;

import antiphon.music.note.Part;

/** Takes events on the grid, in the canonical order. */
public interface QuantisedSink {
  /**
   * @param clock position on the grid, never before the last
   * @param velocity 1 to 127
   */
  void noteOn(long clock, Part part, int pitch, int velocity);

  void noteOff(long clock, Part part, int pitch);
}
