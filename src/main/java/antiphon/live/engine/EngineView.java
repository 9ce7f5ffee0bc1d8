package antiphon.live.engine;

import antiphon.live.api.AnyThread;
import antiphon.live.api.Counter;
import antiphon.live.api.Floor;

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

  public int sounding() {
    return pipeline.gauges.sounding;
  }

  /** An exception on a live thread that nobody has been told of yet, or null. */
  public Throwable takeNewError() {
    return pipeline.exceptions.takeNew();
  }
}
