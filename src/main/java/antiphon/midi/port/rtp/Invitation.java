package antiphon.midi.port.rtp;

import java.net.InetSocketAddress;

/**
 * A peer that is invited whenever it is away: on the control port, and once it has accepted there,
 * on the other (Apple, "MIDI Network Driver Protocol", session initiation).
 */
final class Invitation {
  /** Apple's driver repeats itself as often. */
  private static final long REPEAT_NS = 1_000_000_000;

  private static final int MAX_UNANSWERED_DATA = 3;

  final RtpSettings.Target target;

  /** Where it is, as far as it is known; found out on another thread. */
  private volatile InetSocketAddress control;

  /** By which this invitation is known. */
  int token;

  private long nextNs;
  private InetSocketAddress asked;
  private boolean controlAccepted;
  private int dataAsked;
  private int ssrc;
  private String name = "";

  Invitation(RtpSettings.Target target, long nowNs) {
    this.target = target;
    nextNs = nowNs;
  }

  /** On any thread: where the peer is. */
  void locate(InetSocketAddress address) {
    control = address;
  }

  /** Null when it is not known. */
  InetSocketAddress control() {
    return control;
  }

  InetSocketAddress data() {
    return new InetSocketAddress(asked.getAddress(), asked.getPort() + 1);
  }

  /** Whether it is time to ask, again. */
  boolean isDue(long nowNs) {
    return control != null && nowNs - nextNs >= 0;
  }

  /**
   * Begins to ask, or asks again.
   *
   * @param freshToken for a session that is begun now
   * @return whether on the data port
   */
  boolean ask(int freshToken, long nowNs) {
    nextNs = nowNs + REPEAT_NS;
    if (controlAccepted && dataAsked < MAX_UNANSWERED_DATA) {
      dataAsked++;
      return true;
    }
    if (!control.equals(asked) || controlAccepted || token == 0) {
      token = freshToken;
    }
    asked = control;
    controlAccepted = false;
    dataAsked = 0;
    return false;
  }

  /** Whether it has been asked, and has not answered no. */
  boolean isUnderWay() {
    return token != 0;
  }

  /** Whether an answer is to this invitation. */
  boolean isAnswered(SessionPacket.Exchange answer, InetSocketAddress from) {
    return asked != null && token == answer.token() && asked.getAddress().equals(from.getAddress());
  }

  /** It has accepted on the control port. */
  void acceptControl(SessionPacket.Exchange answer, long nowNs) {
    if (!controlAccepted) {
      controlAccepted = true;
      ssrc = answer.ssrc();
      name = answer.name();
      nextNs = nowNs;
    }
  }

  /** Whether an answer completes the session. */
  boolean isComplete(SessionPacket.Exchange answer) {
    return controlAccepted && ssrc == answer.ssrc();
  }

  /** The peer of the session that is complete. */
  Peer peer(long nowNs) {
    Peer peer = new Peer(name, ssrc, token, true, asked, nowNs);
    peer.data = data();
    return peer;
  }

  /** Begins anew at the next occasion. */
  void drop(long nowNs) {
    controlAccepted = false;
    token = 0;
    nextNs = nowNs + REPEAT_NS;
  }
}
