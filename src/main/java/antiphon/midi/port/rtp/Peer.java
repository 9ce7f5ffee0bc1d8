package antiphon.midi.port.rtp;

import antiphon.midi.port.HeldKeys;
import java.net.InetSocketAddress;

/** The other side of a session: who it is, how it is doing, and the two streams. */
final class Peer {
  /** How far it has come. */
  enum State {
    /** It has invited on the control port, and is to do so on the other. */
    EXPECTED,
    PLAYING,
    /** Nothing is heard of it; whatever comes from it makes it play on. */
    AWAY,
    /** It has ended the session; it may open another. */
    ENDED
  }

  /** The first exchanges of clocks follow each other quickly, so that stamps are right soon. */
  private static final int QUICK_SYNCS = 4;

  private static final long QUICK_SYNC_NS = 250_000_000;
  private static final long SYNC_NS = 1_000_000_000;

  /** Apple's driver may leave it to the side that invited to compare clocks: so it is no use. */
  private static final int MAX_UNANSWERED = 5;

  /** Silence of a peer that answers each second. */
  private static final long ANSWERER_LOST_NS = 3_500_000_000L;

  /**
   * Silence of one that does not, after which its keys are ended: Apple's driver compares clocks
   * every 10 seconds.
   */
  private static final long QUIET_NS = 12_000_000_000L;

  /**
   * ... and after which it is lost: "The initiator must initiate a new sync exchange at least once
   * every 60 seconds; otherwise, the responder may assume that the initiator has died" (Apple,
   * "MIDI Network Driver Protocol").
   */
  private static final long LOST_NS = 61_000_000_000L;

  /** How long a packet may wait to be confirmed. */
  private static final long FEEDBACK_NS = 50_000_000;

  private static final long FIRST_GUARD_NS = 100_000_000;
  private static final long LAST_GUARD_NS = 1_600_000_000;

  /** After so long without packets, those that are missing are lost. */
  private static final long SETTLE_NS = 1_000_000_000;

  final String name;
  final int ssrc;
  final int token;

  /** Whether the near side has invited. */
  final boolean invited;

  final InetSocketAddress control;
  final ClockSync sync = new ClockSync();

  /** What is sounding there by what was sent. */
  final HeldKeys sounding = new HeldKeys();

  /** What was sounding there when it went, or before it came; the ends are owed. */
  final HeldKeys owed = new HeldKeys();

  InetSocketAddress data;
  State state = State.EXPECTED;

  /** Both made when the session is opened. */
  IncomingStream in;

  OutgoingStream out;

  /** Own outputs whose music it gets, as bits. */
  int outputs;

  private long heardNs;
  private long nextSyncNs;
  private int syncs;
  private int unanswered;
  private boolean answers;
  private boolean quiet;

  private long packetNs;
  private boolean unconfirmed;
  private boolean unsettled;

  private long guardNs;
  private long nextGuardNs;

  /** A peer that has not opened its session yet. */
  Peer(String name, int ssrc, int token, boolean invited, InetSocketAddress control, long nowNs) {
    this.name = name;
    this.ssrc = ssrc;
    this.token = token;
    this.invited = invited;
    this.control = control;
    heardNs = nowNs;
    nextSyncNs = nowNs;
  }

  /** As the user knows it. */
  String title() {
    return "RTP-MIDI peer '" + (name.isEmpty() ? control.getHostString() : name) + "'";
  }

  boolean isPlaying() {
    return state == State.PLAYING;
  }

  /** Whether both are one program at one place, or one session of it. */
  boolean isSameAs(Peer other) {
    return ssrc == other.ssrc || control.equals(other.control);
  }

  /** Whether it plays, or is about to. */
  boolean isHere() {
    return state == State.EXPECTED || state == State.PLAYING;
  }

  /** Whether its session is open, be it silent or not. */
  boolean isOpen() {
    return state == State.PLAYING || state == State.AWAY;
  }

  /** Something has come from it. */
  void heard(long nowNs) {
    heardNs = nowNs;
    quiet = false;
  }

  /** It has answered a comparison of clocks. */
  void answered() {
    answers = true;
    unanswered = 0;
  }

  /** Whether clocks are to be compared now. */
  boolean takeSyncDue(long nowNs) {
    boolean hopeless = !invited && !answers && unanswered >= MAX_UNANSWERED;
    if (hopeless || nowNs - nextSyncNs < 0) {
      return false;
    }
    nextSyncNs = nowNs + (syncs < QUICK_SYNCS ? QUICK_SYNC_NS : SYNC_NS);
    syncs++;
    unanswered++;
    return true;
  }

  boolean isSilentFor(long ns, long nowNs) {
    return nowNs - heardNs > ns;
  }

  /** Whether its silence means that it has gone. */
  boolean isLost(long nowNs) {
    boolean sure = answers && unanswered > 1 || invited;
    return nowNs - heardNs > (sure ? ANSWERER_LOST_NS : LOST_NS);
  }

  /** Whether it has just become so quiet that its keys are better ended. */
  boolean takeQuiet(long nowNs) {
    if (quiet || nowNs - heardNs <= QUIET_NS) {
      return false;
    }
    quiet = true;
    return true;
  }

  /** A packet of music has come, and is to be confirmed. */
  void packetCame(long nowNs) {
    if (!unconfirmed) {
      unconfirmed = true;
      packetNs = nowNs;
    }
    unsettled = true;
  }

  boolean takeFeedbackDue(long nowNs) {
    if (!unconfirmed || nowNs - packetNs < FEEDBACK_NS) {
      return false;
    }
    unconfirmed = false;
    return true;
  }

  boolean takeSettleDue(long nowNs) {
    if (!unsettled || unconfirmed || nowNs - packetNs < SETTLE_NS) {
      return false;
    }
    unsettled = false;
    return true;
  }

  /** A packet with messages goes out. */
  void packetSent(long nowNs) {
    guardNs = FIRST_GUARD_NS;
    nextGuardNs = nowNs + guardNs;
  }

  /**
   * Whether a packet without messages is to follow, whose journal tells what the last ones did:
   * they may have been lost (RFC 4696, section 4.2, "guard packets"). A peer that never confirms
   * gets a few.
   */
  boolean takeGuardDue(long nowNs) {
    boolean enough = !out.hasConfirmed() && guardNs > LAST_GUARD_NS;
    if (!out.isUnconfirmed() || enough || nowNs - nextGuardNs < 0) {
      return false;
    }
    nextGuardNs = nowNs + guardNs;
    guardNs = Math.min(2 * guardNs, LAST_GUARD_NS + 1);
    return true;
  }
}
