package antiphon.live.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.music.time.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Traces under {@code src/test/resources/clock}: {@code time: message} a line, the time in units of
 * the {@code # rate}. {@code jack-midi-clock.txt} was recorded from {@code jack_midi_clock -B -b
 * 97} on JACK's dummy driver by {@code jack_midi_dump -a}, {@code jack-midi-clock-wandering.txt}
 * with {@code -J 15}; the others are {@link JitteryClock}'s.
 */
class ClockTraceTest {
  private static final Path TRACES = Path.of("src", "test", "resources", "clock");

  /** A trace heard from beginning to end; where clocks were said to be due. */
  private static final class Trace {
    final ClockFollower follower = new ClockFollower(Timeline.of(0, 0, 120));
    final List<Long> clockNs = new ArrayList<>();
    final List<Long> positions = new ArrayList<>();
    final List<Long> dueNs = new ArrayList<>();
    double bpm;

    /**
     * @param starts how many Starts and Continues to hear
     */
    Trace(String name, int starts) throws IOException {
      double rate = 1;
      int started = 0;
      for (String line : Files.readAllLines(TRACES.resolve(name))) {
        if (line.startsWith("# rate ")) {
          rate = Double.parseDouble(line.substring(7));
        } else if (line.startsWith("# bpm ")) {
          bpm = Double.parseDouble(line.substring(6));
        } else if (!line.startsWith("#")) {
          String[] parts = line.split(":");
          long ns = Math.round(Long.parseLong(parts[0].trim()) / rate * 1e9);
          switch (parts[1].trim()) {
            case "fa" -> {
              started++;
              follower.start(ns);
            }
            case "fb" -> {
              started++;
              follower.resume(ns);
            }
            case "fc" -> follower.stop(ns);
            case "f8" -> {
              if (started <= starts) {
                follower.clock(ns);
                clockNs.add(ns);
                positions.add(follower.position());
                dueNs.add(follower.timeline().nsAt(40 * follower.position()));
              }
            }
            default -> throw new IOException(line);
          }
        }
      }
    }

    long position() {
      return positions.get(positions.size() - 1);
    }

    /** The rms distance in ms, from a clock on, to the straight line nearest to what it said. */
    double wanderMs(int from) {
      double n = 0;
      double sx = 0;
      double sxx = 0;
      double sy = 0;
      double sxy = 0;
      double syy = 0;
      for (int i = from; i < dueNs.size(); i++) {
        double x = positions.get(i) - positions.get(from);
        double y = (dueNs.get(i) - dueNs.get(from)) / 1e6 - x * 60e3 / bpm / 24;
        n++;
        sx += x;
        sxx += x * x;
        sy += y;
        sxy += x * y;
        syy += y * y;
      }
      double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
      return Math.sqrt((syy - slope * sxy - (sy - slope * sx) / n * sy) / n);
    }
  }

  @Test
  void shouldFollowEvenJitter() throws IOException {
    Trace trace = new Trace("even-3ms.txt", 1);
    assertEquals(1199, trace.position());
    assertEquals(120, trace.follower.tempoBpm(), 0.1);
    assertTrue(trace.wanderMs(200) < 0.5, "wander " + trace.wanderMs(200));
  }

  @Test
  void shouldFollowFramesAndBursts() throws IOException {
    Trace trace = new Trace("usb-frames.txt", 1);
    assertEquals(1199, trace.position());
    assertEquals(97, trace.follower.tempoBpm(), 0.1);
    assertTrue(trace.wanderMs(200) < 0.5, "wander " + trace.wanderMs(200));
  }

  @Test
  void shouldFollowBatches() throws IOException {
    Trace trace = new Trace("batches-10ms.txt", 1);
    assertEquals(1199, trace.position());
    assertEquals(133, trace.follower.tempoBpm(), 0.2);
    assertTrue(trace.wanderMs(200) < 2, "wander " + trace.wanderMs(200));
  }

  @Test
  void shouldFollowJacksClock() throws IOException {
    Trace trace = new Trace("jack-midi-clock.txt", 1);
    assertEquals(trace.clockNs.size() - 1, trace.position(), "JACK loses none");
    assertEquals(97, trace.follower.tempoBpm(), 0.1);
    assertTrue(trace.wanderMs(20) < 0.05, "wander " + trace.wanderMs(20));
  }

  /** The jitter of jack_midi_clock adds up: there is no other beat than that of the last clocks. */
  @Test
  void shouldFollowAWanderingClock() throws IOException {
    Trace trace = new Trace("jack-midi-clock-wandering.txt", 2);
    assertEquals(trace.clockNs.size() - 1, trace.position(), "JACK loses none");
    double squares = 0;
    for (int i = 100; i < trace.clockNs.size(); i++) {
      double offMs = (trace.dueNs.get(i) - trace.clockNs.get(i)) / 1e6;
      squares += offMs * offMs;
    }
    double rmsMs = Math.sqrt(squares / (trace.clockNs.size() - 100));
    assertTrue(rmsMs < 6, "rms " + rmsMs);
  }
}
