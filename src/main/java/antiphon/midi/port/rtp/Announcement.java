package antiphon.midi.port.rtp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the local network where the session is, by multicast DNS (RFC 6762, RFC 6763), so that it
 * appears in the lists of others. Beginning and ending may take seconds.
 */
final class Announcement {
  static final String SERVICE = "_apple-midi._udp.local.";

  private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

  private final RtpSettings settings;
  private final List<JmDNS> responders = new ArrayList<>();

  Announcement(RtpSettings settings) {
    this.settings = settings;
  }

  void begin() {
    if (!settings.announce() || settings.listen().isLoopbackAddress()) {
      return;
    }
    try {
      for (InetAddress address : addresses(settings.listen())) {
        // a name of its own: to look up the machine's may take long where nobody answers
        JmDNS responder = JmDNS.create(address, hostName());
        responders.add(responder);
        responder.registerService(
            ServiceInfo.create(SERVICE, settings.name(), settings.port(), ""));
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("RTP-MIDI is not announced, others have to invite by address: {}", e.toString());
    }
  }

  private String hostName() {
    String host = settings.name().replaceAll("[^A-Za-z0-9]+", "-");
    return host.isEmpty() || host.equals("-") ? "antiphon" : host;
  }

  /** One address for each network there is. */
  private static List<InetAddress> addresses(InetAddress listen) throws SocketException {
    if (!listen.isAnyLocalAddress()) {
      return List.of(listen);
    }
    List<InetAddress> addresses = new ArrayList<>();
    for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
      if (network.isUp() && !network.isLoopback() && network.supportsMulticast()) {
        network
            .inetAddresses()
            .filter(Inet4Address.class::isInstance)
            .findFirst()
            .ifPresent(addresses::add);
      }
    }
    return addresses;
  }

  void end() {
    for (JmDNS responder : responders) {
      try {
        responder.close();
      } catch (IOException e) {
        LOG.debug("closing", e);
      }
    }
  }
}
