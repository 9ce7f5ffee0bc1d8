package antiphon.midi.port.rtp;

import antiphon.midi.port.PortPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A network in simulated time that loses, doubles and reorders datagrams, with any number of
 * sessions on it. Everything follows from the seed.
 */
final class Net {
  static final long MS = 1_000_000;

  private static final long TICK_MS = 20;

  /** Close to its overflow, as a clock of the machine may be. */
  long nowNs = Long.MAX_VALUE - 3_000_000_000L;

  double loss;
  double doubling;
  double reordering;

  /** Packets of music that were dropped on their way, by where they were going to. */
  final Map<InetSocketAddress, Long> droppedMusic = new HashMap<>();

  private final Random random;
  private final Map<InetSocketAddress, Station> stations = new HashMap<>();
  private final PriorityQueue<Datagram> way =
      new PriorityQueue<>(
          (a, b) ->
              a.atNs != b.atNs ? Long.signum(a.atNs - b.atNs) : Long.signum(a.order - b.order));
  private long order;
  private long millis;

  Net(Random random) {
    this.random = random;
  }

  /** A machine with a session. */
  final class Station {
    final String name;
    final InetSocketAddress control;
    final Ear ear = new Ear();
    final RtpSession session;

    /** Whether its cable is pulled. */
    boolean cut;

    private Station(RtpSettings settings, PortPlan plan) {
      name = settings.name();
      control = new InetSocketAddress(settings.listen(), settings.port());
      session =
          new RtpSession(
              settings, plan, ear, ear, this::transmit, new Random(random.nextLong()), nowNs);
      for (Invitation invitation : session.invitations()) {
        invitation.locate(
            new InetSocketAddress(address(invitation.target.host()), invitation.target.port()));
      }
    }

    InetSocketAddress data() {
      return new InetSocketAddress(control.getAddress(), control.getPort() + 1);
    }

    private void transmit(Wire.Port from, InetSocketAddress to, byte[] octets, int length) {
      if (cut) {
        return;
      }
      boolean music = !SessionPacket.isSigned(octets, length);
      InetSocketAddress at = from == Wire.Port.CONTROL ? control : data();
      if (random.nextDouble() < loss) {
        if (music) {
          droppedMusic.merge(to, 1L, Long::sum);
        }
        return;
      }
      byte[] copy = Arrays.copyOf(octets, length);
      int copies = random.nextDouble() < doubling ? 2 : 1;
      for (int i = 0; i < copies; i++) {
        long delayNs = MS + (random.nextDouble() < reordering ? random.nextInt(20) * MS : 0);
        way.add(new Datagram(nowNs + delayNs, order++, at, to, copy));
      }
    }

    void send(int... messages) {
      for (int message : messages) {
        session.send(message, nowNs, nowNs);
      }
      session.flush(nowNs);
    }
  }

  private record Datagram(
      long atNs, long order, InetSocketAddress from, InetSocketAddress to, byte[] octets) {}

  Station add(RtpSettings settings, PortPlan plan) {
    Station station = new Station(settings, plan);
    stations.put(station.control, station);
    return station;
  }

  /** A station with the default ports. */
  Station add(String name, String address, List<String> allow, String... connect) {
    return add(settings(name, address, allow, connect), PortPlan.of(List.of(), List.of()));
  }

  static RtpSettings settings(String name, String address, List<String> allow, String... connect) {
    return new RtpSettings(
        name,
        address(address),
        5004,
        allow,
        Arrays.stream(connect).map(RtpSettings.Target::parse).toList(),
        false);
  }

  /** Its program is killed. */
  void kill(Station station) {
    stations.remove(station.control);
  }

  /** Lets time pass, millisecond by millisecond. */
  void run(long forMs) {
    for (long i = 0; i < forMs; i++) {
      nowNs += MS;
      while (!way.isEmpty() && way.peek().atNs - nowNs <= 0) {
        deliver(way.poll());
      }
      if (millis++ % TICK_MS == 0) {
        new ArrayList<>(stations.values()).forEach(station -> station.session.tick(nowNs));
      }
    }
  }

  private void deliver(Datagram datagram) {
    for (Station station : stations.values()) {
      boolean here = datagram.to.getAddress().equals(station.control.getAddress());
      int port = datagram.to.getPort() - station.control.getPort();
      if (here && !station.cut && (port == 0 || port == 1)) {
        Wire.Port at = port == 0 ? Wire.Port.CONTROL : Wire.Port.DATA;
        station.session.receive(at, datagram.from, datagram.octets, datagram.octets.length, nowNs);
        return;
      }
    }
  }

  /** Puts a datagram on the way to a station that nobody of this network has sent. */
  void inject(InetSocketAddress from, InetSocketAddress to, byte[] octets) {
    way.add(new Datagram(nowNs, order++, from, to, octets));
  }

  static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
