package antiphon.rig;

import antiphon.live.api.Counter;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.engine.Engine;
import antiphon.live.engine.Sessions;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import antiphon.midi.port.jack.JackTransport;
import antiphon.music.time.Clock;
import antiphon.music.time.Meter;
import antiphon.music.time.SystemClock;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The engine with the real JACK ports and thru, and with a model that stands still for a second at
 * every step. To every line on standard input it says how many steps there have been, how many
 * bytes the process callback has allocated since the line before, and how many xruns it has
 * counted.
 */
final class StallingDaemon {
  private static final long STALL_MS = 1_000;

  private StallingDaemon() {}

  public static void main(String[] arguments) throws Exception {
    Clock clock = new SystemClock();
    AtomicInteger steps = new AtomicInteger();
    LiveSettings settings =
        new LiveSettings(Mode.LISTEN, Meter.COMMON, 120, 7).with(Parameter.TEMPERATURE, 1);
    Routing routing =
        new Routing(
            List.of(new Routing.Input(1, 1)), List.of(new Routing.Output(ChannelMap.ALL, 0, true)));
    AtomicReference<OpenPorts> ports = new AtomicReference<>();
    Engine engine =
        new Engine(
            settings,
            new StallingStepper(Sessions.stepper(), steps),
            "a stalling one",
            Sessions.tempo(clock.nowNs()),
            routing,
            (message, deadlineNs) -> ports.get().send(message, deadlineNs),
            clock,
            false);
    PortPlan plan =
        new PortPlan(
            List.of(new PortRule(PortRule.IN, List.of(), ChannelMap.ALL)),
            List.of(new PortRule(PortRule.OUT, List.of(), ChannelMap.ALL)),
            List.of(1),
            false);
    ports.set(new JackTransport(clock).open(plan, engine.input(), engine));
    engine.start();
    System.out.println("ready");
    long before = 0;
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    while (lines.readLine() != null) {
      for (int pitch = 60; pitch < 72; pitch++) { // something to think about
        engine.play(pitch, 90);
        engine.play(pitch, 0);
      }
      long allocated = allocatedByCallback();
      System.out.println(
          "steps "
              + steps
              + " allocated "
              + (allocated - before)
              + " xruns "
              + engine.view().count(Counter.XRUNS));
      before = allocated;
    }
    engine.close();
    ports.get().close();
  }

  private static long allocatedByCallback() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("antiphon-jack-process"))
        .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getId()))
        .sum();
  }

  private record StallingStepper(LstmStepper model, AtomicInteger steps) implements LstmStepper {
    @Override
    public LstmSpec spec() {
      return model.spec();
    }

    @Override
    public void feed(LstmState state, int token, int position) {
      try {
        Thread.sleep(STALL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      model.feed(state, token, position);
      steps.incrementAndGet();
    }

    @Override
    public float[] logits(LstmState state) {
      return model.logits(state);
    }

    @Override
    public String description() {
      return "stalling";
    }
  }
}
