package antiphon.midi.port.rtp;

import java.net.InetSocketAddress;

/** What carries datagrams: two sockets, or a test. */
@FunctionalInterface
interface Wire {
  /** The two ports of a session. */
  enum Port {
    CONTROL,
    DATA
  }

  /**
   * Sends from one of the own ports, or drops; never blocks.
   *
   * @param octets the datagram is at their start; free again after the call
   */
  void send(Port from, InetSocketAddress to, byte[] octets, int length);
}
