package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.midi.port.Availability;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiSender;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPatterns;
import antiphon.midi.port.jack.JackTransport;
import antiphon.midi.port.javasound.JavaSoundTransport;
import antiphon.midi.port.loopback.LoopbackTransport;
import antiphon.music.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All ports of a session as one. */
public final class PortGroup implements MidiSender, AutoCloseable {
  private static final OpenPorts[] NONE = {};

  private volatile OpenPorts[] open = NONE;

  /** Every transport that is built in, in order of preference; the loopback last. */
  public static List<MidiTransport> transports(Clock clock) {
    return List.of(
        new JackTransport(clock), new JavaSoundTransport(clock), new LoopbackTransport());
  }

  /**
   * Opens what the configuration asks for; with {@code auto}, every transport that is available,
   * else the loopback.
   *
   * @throws UsageException when what was asked for is not there
   */
  public void open(
      Configuration configuration, Clock clock, MidiReceiver receiver, PortListener listener) {
    String wanted = configuration.text(Key.MIDI);
    PortPatterns patterns =
        new PortPatterns(
            configuration.list(Key.IN, Pattern.class), configuration.list(Key.OUT, Pattern.class));
    List<MidiTransport> all = transports(clock);
    List<OpenPorts> opened = new ArrayList<>();
    try {
      if (wanted.equals("auto")) {
        List<MidiTransport> usable =
            all.stream()
                .filter(PortGroup::isOutside)
                .filter(t -> t.availability().available())
                .toList();
        patterns.requireMatches(usable.stream().flatMap(t -> t.ports().stream()).toList());
        for (MidiTransport transport : usable) {
          opened.add(transport.open(patterns.among(transport.ports()), receiver, listener));
        }
        if (opened.isEmpty()) {
          opened.add(new LoopbackTransport().open(PortPatterns.NONE, receiver, listener));
        }
      } else {
        MidiTransport transport =
            all.stream().filter(t -> t.name().equals(wanted)).findFirst().orElseThrow();
        Availability availability = transport.availability();
        if (!availability.available()) {
          throw new PortException(
              "MIDI transport '" + wanted + "' is not available: " + availability.detail());
        }
        opened.add(transport.open(patterns, receiver, listener));
      }
    } catch (PortException e) {
      opened.forEach(OpenPorts::close);
      throw new UsageException(e.getMessage(), e);
    }
    open = opened.toArray(NONE);
  }

  @Override
  public void send(int message, long deadlineNs) {
    for (OpenPorts ports : open) {
      ports.send(message, deadlineNs);
    }
  }

  public List<String> inputs() {
    return Stream.of(open).flatMap(ports -> ports.inputs().stream()).toList();
  }

  public List<String> outputs() {
    return Stream.of(open).flatMap(ports -> ports.outputs().stream()).toList();
  }

  @Override
  public void close() {
    for (OpenPorts ports : open) {
      ports.close();
    }
    open = NONE;
  }

  private static boolean isOutside(MidiTransport transport) {
    return !transport.name().equals(LoopbackTransport.NAME);
  }
}
