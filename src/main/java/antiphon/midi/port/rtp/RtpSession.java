package antiphon.midi.port.rtp;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.rtp.SessionPacket.Exchange;
import antiphon.midi.port.rtp.SessionPacket.Exchange.Kind;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An AppleMIDI session with any number of peers (Apple, "MIDI Network Driver Protocol"): accepts
 * and sends invitations, keeps clocks compared, confirms what has come, and notices who has gone.
 * An ordinary object without sockets or clock: datagrams and the present are handed in. Not
 * thread-safe.
 */
final class RtpSession {
  private static final Logger LOG = LoggerFactory.getLogger(RtpSession.class);
  private static final long EXPECTED_NS = 10_000_000_000L;
  private static final int MAX_REFUSED_NAMED = 32;

  private final RtpSettings settings;
  private final AllowList allow;
  private final PortPlan plan;
  private final MidiReceiver receiver;
  private final PortListener listener;
  private final Wire wire;
  private final Random random;
  private final int ssrc;
  private final SessionClock clock;
  private final List<Invitation> invitations = new ArrayList<>();
  private final Peers peers = new Peers();
  private final Set<String> refused = new LinkedHashSet<>();
  private final RtpPacket packet = new RtpPacket();
  private final byte[] datagram =
      new byte[Math.max(OutgoingStream.MAX_OCTETS, SessionPacket.MAX_OCTETS)];

  /** The peer that is owed ends. */
  private Peer owing;

  private final MidiReceiver debtor = (message, nowNs) -> add(owing, message, nowNs, nowNs);

  /** What a process before this one left sounding at each output; read by the session's thread. */
  private final HeldKeys[] inherited;

  /**
   * @param random of tokens and first numbers: not to be guessed, outside of tests
   */
  RtpSession(
      RtpSettings settings,
      PortPlan plan,
      MidiReceiver receiver,
      PortListener listener,
      Wire wire,
      Random random,
      long nowNs) {
    this.settings = settings;
    this.plan = plan;
    this.receiver = receiver;
    this.listener = listener;
    this.wire = wire;
    this.random = random;
    inherited = new HeldKeys[plan.outputs().size()];
    Arrays.setAll(inherited, output -> new HeldKeys());
    allow = new AllowList(settings.allow());
    ssrc = random.nextInt();
    clock = new SessionClock(nowNs);
    settings.connect().forEach(target -> invitations.add(new Invitation(target, nowNs)));
  }

  /** Those who are invited; each wants to be told where it is. */
  List<Invitation> invitations() {
    return invitations;
  }

  /** How many peers there are to play with. */
  int playing() {
    return peers.playing();
  }

  /**
   * Has ended at every peer of an output that is still to come what a process before this one left
   * sounding there; any thread.
   */
  void inherit(int output, HeldKeys keys) {
    inherited[output].add(keys);
  }

  // ---- what comes in

  /** Takes in a datagram; any octets may be given. */
  void receive(Wire.Port at, InetSocketAddress from, byte[] octets, int length, long nowNs) {
    if (SessionPacket.isSigned(octets, length)) {
      SessionPacket command = SessionPacket.read(octets, length);
      if (command == null) {
        listener.counted(PortCount.MALFORMED, 1);
      } else {
        command(at, from, command, nowNs);
      }
    } else if (at == Wire.Port.DATA) {
      Peer peer = peers.at(from);
      if (peer == null) {
        return; // a stranger's
      }
      if (!packet.read(octets, length) || packet.ssrc() != peer.ssrc) {
        listener.counted(PortCount.MALFORMED, 1);
        return;
      }
      heard(peer, nowNs);
      if (peer.in.read(packet, nowNs)) {
        peer.packetCame(nowNs);
      }
    }
  }

  private void command(Wire.Port at, InetSocketAddress from, SessionPacket command, long nowNs) {
    if (command instanceof Exchange exchange) {
      switch (exchange.kind()) {
        case INVITATION -> invited(at, from, exchange, nowNs);
        case ACCEPTED -> accepted(at, from, exchange, nowNs);
        case REFUSED -> {
          for (Invitation invitation : invitations) {
            if (invitation.isAnswered(exchange, from)) {
              invitation.drop(nowNs);
            }
          }
        }
        case END -> {
          Peer peer = peers.known(exchange.ssrc(), from);
          if (peer != null && peer.token == exchange.token()) {
            lost(peer, Peer.State.ENDED, "it has ended the session", nowNs);
          }
        }
      }
      return;
    }
    Peer peer = peers.known(command.ssrc(), from);
    if (peer == null) {
      return;
    }
    heard(peer, nowNs);
    if (command instanceof SessionPacket.Sync sync) {
      compare(peer, sync, nowNs);
    } else if (command instanceof SessionPacket.Feedback feedback) {
      peer.out.confirm(feedback.upper(), feedback.lower());
    }
  }

  private void compare(Peer peer, SessionPacket.Sync sync, long nowNs) {
    long nowTicks = clock.ticks(nowNs);
    switch (sync.count()) {
      case 0 ->
          send(
              Wire.Port.DATA,
              peer.data,
              new SessionPacket.Sync(ssrc, 1, sync.first(), nowTicks, 0));
      case 1 -> {
        peer.answered();
        peer.sync.begunHere(sync.first(), sync.second(), nowTicks);
        send(
            Wire.Port.DATA,
            peer.data,
            new SessionPacket.Sync(ssrc, 2, sync.first(), sync.second(), nowTicks));
      }
      default -> peer.sync.begunThere(sync.first(), sync.second(), sync.third());
    }
  }

  /** Something of a peer's has come: it is there, or there again. */
  private void heard(Peer peer, long nowNs) {
    peer.heard(nowNs);
    if (peer.state == Peer.State.AWAY) {
      peer.state = Peer.State.PLAYING;
      listener.found(peer.title());
      pay(peer, nowNs);
    }
  }

  // ---- sessions begin

  private void invited(Wire.Port at, InetSocketAddress from, Exchange invitation, long nowNs) {
    if (invitation.ssrc() == ssrc) {
      return; // oneself
    }
    if (!mayCome(invitation, from)) {
      refuse(at, from, invitation);
      return;
    }
    Peer same = peers.known(invitation.ssrc(), from);
    if (same != null && same.token == invitation.token()) {
      // the answer was lost
      answer(at, from, Kind.ACCEPTED, invitation);
      return;
    }
    if (at == Wire.Port.CONTROL) {
      if (peers.hasRoom(from) && !isOurs(invitation, from)) {
        peers.expect(
            new Peer(invitation.name(), invitation.ssrc(), invitation.token(), false, from, nowNs));
        answer(at, from, Kind.ACCEPTED, invitation);
      } else {
        answer(at, from, Kind.REFUSED, invitation);
      }
      return;
    }
    Peer peer = peers.takeExpected(invitation, from);
    answer(at, from, peer == null ? Kind.REFUSED : Kind.ACCEPTED, invitation);
    if (peer != null) {
      peer.data = from;
      open(peer, nowNs);
    }
  }

  /** Those who are invited may come themselves. */
  private boolean mayCome(Exchange invitation, InetSocketAddress from) {
    for (Invitation own : invitations) {
      InetSocketAddress control = own.control();
      if (control != null && control.getAddress().equals(from.getAddress())) {
        return true;
      }
    }
    return allow.allows(invitation.name(), from.getAddress());
  }

  private void refuse(Wire.Port at, InetSocketAddress from, Exchange invitation) {
    answer(at, from, Kind.REFUSED, invitation);
    String who = "'" + invitation.name() + "' at " + from.getAddress().getHostAddress();
    if (refused.size() < MAX_REFUSED_NAMED && refused.add(who)) {
      LOG.warn("RTP-MIDI peer {} may not come: add its name or address to rtp.allow", who);
    }
  }

  /** When both sides invite each other at once, the one with the lower number has its way. */
  private boolean isOurs(Exchange invitation, InetSocketAddress from) {
    for (Invitation own : invitations) {
      if (from.equals(own.control())
          && own.isUnderWay()
          && Integer.compareUnsigned(ssrc, invitation.ssrc()) < 0) {
        return true;
      }
    }
    return false;
  }

  private void accepted(Wire.Port at, InetSocketAddress from, Exchange answer, long nowNs) {
    for (Invitation invitation : invitations) {
      if (invitation.isAnswered(answer, from) && !peers.isHere(invitation.control())) {
        if (at == Wire.Port.CONTROL) {
          invitation.acceptControl(answer, nowNs);
        } else if (invitation.isComplete(answer)) {
          Peer peer = invitation.peer(nowNs);
          invitation.drop(nowNs);
          open(peer, nowNs);
        }
        return;
      }
    }
  }

  /** The session with a peer is open; one that was there before under its name or address ends. */
  private void open(Peer peer, long nowNs) {
    for (int i = peers.size() - 1; i >= 0; i--) {
      if (peers.get(i).isPlaying() && peers.get(i).isSameAs(peer)) {
        lost(peers.get(i), Peer.State.ENDED, "it has begun anew", nowNs);
      }
    }
    Peer before = peers.takeBefore(peer);
    peer.in = new IncomingStream(input(peer), receiver, listener, clock, peer.sync);
    peer.out = new OutgoingStream(ssrc, random.nextInt(0x10000));
    peer.outputs = outputs(peer);
    peer.state = Peer.State.PLAYING;
    peers.add(peer);
    if (before == null) {
      LOG.info("{} at {} is there", peer.title(), peer.control);
      for (int rest = peer.outputs; rest != 0; rest &= rest - 1) {
        peer.owed.add(inherited[Integer.numberOfTrailingZeros(rest)]);
      }
    } else {
      peer.owed.copyFrom(before.owed);
      listener.found(before.title());
    }
    pay(peer, nowNs);
  }

  /** The first input that asks for the peer by name, else the default. */
  private int input(Peer peer) {
    for (int i = 0; i < plan.inputs().size(); i++) {
      if (plan.inputs().get(i).asks(peer.name)) {
        return i;
      }
    }
    return 0;
  }

  /** All outputs that ask for the peer by name, else the default; as bits. */
  private int outputs(Peer peer) {
    int asking = 0;
    for (int i = 0; i < plan.outputs().size(); i++) {
      asking |= plan.outputs().get(i).asks(peer.name) ? 1 << i : 0;
    }
    return asking == 0 ? 1 : asking;
  }

  // ---- sessions end

  private void lost(Peer peer, Peer.State becomes, String reason, long nowNs) {
    boolean played = peer.isPlaying();
    peer.state = becomes;
    if (played) {
      peer.in.settle();
      peer.in.releaseAll(nowNs);
      peer.owed.copyFrom(peer.sounding);
      peer.sounding.clear();
      peers.forgetOldest();
      listener.lost(peer.title(), reason);
    }
  }

  /** A peer first hears the ends of what was sounding when it went, or before it came. */
  private void pay(Peer peer, long nowNs) {
    owing = peer;
    peer.owed.release(debtor, nowNs);
    flush(peer, nowNs);
  }

  /** The network has gone, for good. */
  void loseAll(long nowNs) {
    for (int i = 0; i < peers.size(); i++) {
      lost(peers.get(i), Peer.State.ENDED, "the network has gone", nowNs);
    }
  }

  /** Says good-bye; the journals of the last packets go before it. */
  void close(long nowNs) {
    for (int i = 0; i < peers.size(); i++) {
      Peer peer = peers.get(i);
      if (peer.isPlaying()) {
        flush(peer, nowNs);
        if (peer.out.isUnconfirmed()) {
          guard(peer, nowNs);
        }
        send(Wire.Port.CONTROL, peer.control, new Exchange(Kind.END, peer.token, ssrc, ""));
      }
    }
    peers.clear();
  }

  // ---- what goes out

  /** Takes a message for all peers of its output; it goes out with the next {@link #flush}. */
  void send(int message, long deadlineNs, long nowNs) {
    int output = 1 << MidiMessages.port(message);
    int plain = MidiMessages.atPort(message, 0);
    for (int i = 0; i < peers.size(); i++) {
      Peer peer = peers.get(i);
      if (peer.isPlaying() && (peer.outputs & output) != 0) {
        add(peer, plain, deadlineNs, nowNs);
      }
    }
  }

  private void add(Peer peer, int message, long deadlineNs, long nowNs) {
    if (peer.out.isBegun() && !peer.out.hasRoom()) {
      flush(peer, nowNs);
    }
    peer.out.add(message, (int) clock.ticks(deadlineNs));
    peer.sounding.pass(message);
  }

  /** Sends off what has been taken. */
  void flush(long nowNs) {
    for (int i = 0; i < peers.size(); i++) {
      flush(peers.get(i), nowNs);
    }
  }

  private void flush(Peer peer, long nowNs) {
    if (peer.isPlaying() && peer.out.isBegun()) {
      wire.send(Wire.Port.DATA, peer.data, datagram, peer.out.finish(datagram));
      peer.packetSent(nowNs);
    }
  }

  private void guard(Peer peer, long nowNs) {
    flush(peer, nowNs);
    peer.out.begin((int) clock.ticks(nowNs));
    wire.send(Wire.Port.DATA, peer.data, datagram, peer.out.finish(datagram));
  }

  /** Messages were refused on their way here: what sounds anywhere is ended, to be sure. */
  void endAll(long nowNs) {
    for (int i = 0; i < peers.size(); i++) {
      Peer peer = peers.get(i);
      if (peer.isPlaying()) {
        flush(peer, nowNs);
        owing = peer;
        peer.sounding.release(debtor, nowNs);
        flush(peer, nowNs);
      }
    }
  }

  // ---- what time brings

  /** Does what is due; to be called some 50 times a second. */
  void tick(long nowNs) {
    for (Invitation invitation : invitations) {
      if (invitation.isDue(nowNs) && !peers.isHere(invitation.control())) {
        boolean data = invitation.ask(random.nextInt(Integer.MAX_VALUE) + 1, nowNs);
        send(
            data ? Wire.Port.DATA : Wire.Port.CONTROL,
            data ? invitation.data() : invitation.control(),
            new Exchange(Kind.INVITATION, invitation.token, ssrc, settings.name()));
      }
    }
    for (int i = peers.size() - 1; i >= 0; i--) {
      Peer peer = peers.get(i);
      switch (peer.state) {
        case EXPECTED -> {
          if (peer.isSilentFor(EXPECTED_NS, nowNs)) {
            peers.remove(peer);
          }
        }
        case PLAYING -> tick(peer, nowNs);
        case AWAY -> sync(peer, nowNs);
        case ENDED -> {
          // it is for it to come
        }
      }
    }
  }

  private void tick(Peer peer, long nowNs) {
    sync(peer, nowNs);
    if (peer.takeFeedbackDue(nowNs)) {
      send(Wire.Port.CONTROL, peer.control, new SessionPacket.Feedback(ssrc, peer.in.confirmed()));
    }
    if (peer.takeSettleDue(nowNs)) {
      peer.in.settle();
    }
    if (peer.takeGuardDue(nowNs)) {
      guard(peer, nowNs);
    }
    if (peer.isLost(nowNs)) {
      lost(peer, Peer.State.AWAY, "nothing is heard of it", nowNs);
    } else if (peer.takeQuiet(nowNs)) {
      peer.in.releaseAll(nowNs);
    }
  }

  private void sync(Peer peer, long nowNs) {
    if (peer.takeSyncDue(nowNs)) {
      send(Wire.Port.DATA, peer.data, new SessionPacket.Sync(ssrc, 0, clock.ticks(nowNs), 0, 0));
    }
  }

  private void answer(Wire.Port at, InetSocketAddress to, Kind kind, Exchange invitation) {
    send(at, to, new Exchange(kind, invitation.token(), ssrc, settings.name()));
  }

  private void send(Wire.Port at, InetSocketAddress to, SessionPacket command) {
    wire.send(at, to, datagram, command.write(datagram));
  }
}
