package antiphon.live.ring;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import com.lmax.disruptor.ExceptionHandler;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An exception in a handler costs one event: it is counted and, when it is one not seen before,
 * kept for {@link #takeNew} to be logged by a thread that may log. The Disruptor's own default
 * would end the consumer and then hang the producers.
 *
 * @param <T> the slots of the ring
 */
public final class SurvivingExceptionHandler<T> implements ExceptionHandler<T> {
  private static final int MAX_DISTINCT = 100;

  private final Counters counters;
  private final Map<String, Throwable> distinct = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Throwable> fresh = new ConcurrentLinkedQueue<>();

  public SurvivingExceptionHandler(Counters counters) {
    this.counters = counters;
  }

  @Override
  public void handleEventException(Throwable thrown, long sequence, T event) {
    counters.count(Counter.ERRORS);
    try {
      keep(thrown);
    } catch (OutOfMemoryError e) {
      // it is counted; to throw here would end the consumer
    }
  }

  private void keep(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    String where = thrown.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    if (distinct.size() < MAX_DISTINCT && distinct.putIfAbsent(where, thrown) == null) {
      fresh.add(thrown);
    }
  }

  @Override
  public void handleOnStartException(Throwable thrown) {
    handleEventException(thrown, -1, null);
  }

  @Override
  public void handleOnShutdownException(Throwable thrown) {
    handleEventException(thrown, -1, null);
  }

  /** An exception that nobody has been told of yet, or null. */
  public Throwable takeNew() {
    return fresh.poll();
  }
}
