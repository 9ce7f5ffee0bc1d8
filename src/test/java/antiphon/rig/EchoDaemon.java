package antiphon.rig;

import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.jack.JackTransport;
import antiphon.music.time.SystemClock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The JACK ports alone: what comes in is sent out again, due so many nanoseconds after its stamp as
 * the argument says. Ends with its standard input.
 */
final class EchoDaemon {
  private EchoDaemon() {}

  public static void main(String[] arguments) throws Exception {
    long delayNs = Long.parseLong(arguments[0]);
    AtomicReference<OpenPorts> ports = new AtomicReference<>();
    ports.set(
        new JackTransport(new SystemClock())
            .open(
                PortPlan.of(List.of(), List.of()),
                (message, timeNs) -> ports.get().send(message, timeNs + delayNs),
                new Printing()));
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // until the end
    }
    ports.get().close();
  }

  private record Printing() implements PortListener {
    @Override
    public void lost(String what, String reason) {
      System.out.println("lost " + what);
    }

    @Override
    public void found(String what) {
      System.out.println("found " + what);
    }

    @Override
    public void counted(PortCount what, long count) {
      // not asked for
    }
  }
}
