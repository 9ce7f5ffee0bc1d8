package antiphon.live.engine;

import antiphon.live.api.AnyThread;
import antiphon.live.api.Counter;
import antiphon.live.api.DraftedNote;
import antiphon.live.api.Floor;
import antiphon.live.api.Mode;
import antiphon.music.time.Beat;
import java.util.List;

/** A look at a pipeline from outside. */
@AnyThread
public final class EngineView {
  private final Pipeline pipeline;

  EngineView(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  public long count(Counter counter) {
    return pipeline.counters.get(counter);
  }

  public Floor floor() {
    return pipeline.gauges.floor;
  }

  public double tempoBpm() {
    return pipeline.keeper.timeline().tempoBpm();
  }

  /** Name of the model that plays. */
  public String model() {
    return pipeline.gauges.model;
  }

  public Mode mode() {
    return pipeline.gauges.mode;
  }

  /** How sure the tempo is that was last found in a call, 0 to 1. */
  public double tempoConfidence() {
    return pipeline.gauges.tempoConfidence;
  }

  /** Where in the song an instant is, in ticks. */
  public long songTick(long ns) {
    Beat beat = pipeline.keeper.beat();
    return beat.songTick(beat.timeline().tickAt(ns));
  }

  /** What is about to be played, as far as it is drafted. */
  public List<DraftedNote> draft() {
    return pipeline.board.notes();
  }

  public int sounding() {
    return pipeline.gauges.sounding;
  }

  /** An exception on a live thread that nobody has been told of yet, or null. */
  public Throwable takeNewError() {
    return pipeline.exceptions.takeNew();
  }
}
