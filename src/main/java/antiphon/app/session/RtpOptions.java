package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.midi.port.rtp.RtpSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** What the configuration says of MIDI over the network. */
final class RtpOptions {
  private RtpOptions() {}

  /**
   * @throws UsageException when an address or a peer makes no sense
   */
  static RtpSettings of(Configuration configuration) {
    List<RtpSettings.Target> connect;
    try {
      connect =
          configuration.list(Key.RTP_CONNECT, String.class).stream()
              .map(RtpSettings.Target::parse)
              .toList();
    } catch (IllegalArgumentException e) {
      throw new UsageException("rtp.connect: " + e.getMessage(), e);
    }
    try {
      return new RtpSettings(
          configuration.text(Key.RTP_NAME),
          InetAddress.getByName(configuration.text(Key.RTP_LISTEN)),
          (int) configuration.integer(Key.RTP_PORT),
          configuration.list(Key.RTP_ALLOW, String.class),
          connect,
          configuration.flag(Key.RTP_ANNOUNCE));
    } catch (UnknownHostException e) {
      throw new UsageException(
          "rtp.listen: must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all, not '"
              + configuration.text(Key.RTP_LISTEN)
              + "'",
          e);
    }
  }
}
