package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;
import antiphon.midi.port.Song;
import antiphon.music.time.Beat;
import antiphon.music.time.Meter;

/** The song of a session, as its transports know it. */
record SessionSong(Pipeline pipeline) implements Song {
  @Override
  @RealTimeSafe
  public boolean isAt(boolean rolling, long quarterNs, long tick, long timeNs) {
    return pipeline.in.offerTransport(rolling, quarterNs, tick, timeNs);
  }

  @Override
  @RealTimeSafe
  public Beat beat() {
    return pipeline.keeper.beat();
  }

  @Override
  public Meter meter() {
    return pipeline.keeper.meters().meterAt(0);
  }
}
