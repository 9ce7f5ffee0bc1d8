package antiphon.midi.port.coremidi;

import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import antiphon.music.time.Clock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/** One client of CoreMIDI's server, with the ports of a plan. */
final class VirtualPorts implements AutoCloseable {
  private static final String CLIENT_NAME = "Antiphon";

  private final CoreMidiCalls calls;
  private final List<VirtualIn> ins = new ArrayList<>();
  private final List<Integer> endpoints = new ArrayList<>();
  private VirtualOut[] outs = {};
  private int client;

  private VirtualPorts(CoreMidiCalls calls) {
    this.calls = calls;
  }

  /**
   * Makes the client and its ports.
   *
   * @throws PortException when CoreMIDI refuses; nothing is left then
   */
  static VirtualPorts open(
      CoreMidiCalls calls,
      boolean aligned,
      PortPlan plan,
      MidiReceiver receiver,
      PortListener listener,
      Clock clock)
      throws PortException {
    VirtualPorts ports = new VirtualPorts(calls);
    try {
      ports.make(HostClock.measure(calls, clock), aligned, plan, receiver, listener, clock);
      return ports;
    } catch (PortException e) {
      ports.close();
      throw e;
    }
  }

  /** As every program shows them: {@code Antiphon In}, {@code Antiphon Out}, or by their names. */
  static String name(PortRule rule) {
    return switch (rule.name()) {
      case PortRule.IN -> CLIENT_NAME + " In";
      case PortRule.OUT -> CLIENT_NAME + " Out";
      default -> CLIENT_NAME + " " + rule.name();
    };
  }

  /**
   * The number by which other programs find a port again when its program starts anew: the same for
   * the same name, on every machine.
   */
  static int uniqueId(PortInfo.Direction direction, String name) {
    CRC32 sum = new CRC32();
    sum.update(
        (direction.name().toLowerCase(Locale.ROOT) + ' ' + name).getBytes(StandardCharsets.UTF_8));
    int id = (int) sum.getValue();
    return id == 0 ? 1 : id; // 0 is no id
  }

  /** The sources, in the plan's order. */
  VirtualOut[] outs() {
    return outs;
  }

  void endSilent(long nowNs) {
    ins.forEach(in -> in.endSilent(nowNs));
  }

  /** Says the ends of all keys that are down at the destinations. */
  void release(long nowNs) {
    ins.forEach(in -> in.release(nowNs));
  }

  /** Disposes of ports and client; nothing comes in any more. */
  @Override
  public void close() {
    ins.forEach(VirtualIn::shut);
    endpoints.forEach(calls::endpointDispose);
    endpoints.clear();
    if (client != 0) {
      calls.clientDispose(client);
      client = 0;
    }
  }

  private void make(
      HostClock hostClock,
      boolean aligned,
      PortPlan plan,
      MidiReceiver receiver,
      PortListener listener,
      Clock clock)
      throws PortException {
    client = named(CLIENT_NAME, calls::clientCreate);
    for (PortRule rule : plan.inputs()) {
      VirtualIn in = new VirtualIn(ins.size(), hostClock, aligned, receiver, listener, clock);
      ins.add(in);
      add(
          PortInfo.Direction.IN,
          name(rule),
          (name, made) -> calls.destinationCreate(client, name, in, 0, made));
    }
    List<VirtualOut> made = new ArrayList<>();
    for (PortRule rule : plan.outputs()) {
      int source =
          add(
              PortInfo.Direction.OUT,
              name(rule),
              (name, result) -> calls.sourceCreate(client, name, result));
      made.add(new VirtualOut(calls, hostClock, source));
    }
    outs = made.toArray(VirtualOut[]::new);
  }

  private int add(PortInfo.Direction direction, String name, Maker maker) throws PortException {
    int endpoint = named(name, maker);
    endpoints.add(endpoint);
    int status = calls.setUniqueId(endpoint, uniqueId(direction, name));
    if (status != 0 && status != CoreMidiCalls.NOT_UNIQUE) { // a second Antiphon keeps another id
      throw refusal(name, status);
    }
    return endpoint;
  }

  /** What makes an object with a name. */
  private interface Maker {
    int make(long name, int[] made);
  }

  private int named(String name, Maker maker) throws PortException {
    int[] made = new int[1];
    long string = calls.string(name);
    if (string == 0) {
      throw new PortException("CoreMIDI: no memory for the name '" + name + "'");
    }
    try {
      int status = maker.make(string, made);
      if (status != 0) {
        throw refusal(name, status);
      }
      return made[0];
    } finally {
      calls.release(string);
    }
  }

  private static PortException refusal(String name, int status) {
    return new PortException(
        "CoreMIDI refuses to make '"
            + name
            + "' (OSStatus "
            + status
            + "); see 'sudo launchctl list com.apple.midiserver', or log in again");
  }
}
