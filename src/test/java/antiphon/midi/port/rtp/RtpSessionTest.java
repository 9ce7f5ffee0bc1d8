package antiphon.midi.port.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.midi.port.ChannelMap;
import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortRule;
import antiphon.midi.port.rtp.Net.Station;
import antiphon.midi.port.rtp.SessionPacket.Exchange;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Sessions with each other, over a network in simulated time. */
class RtpSessionTest {
  private static final List<String> ANYBODY = List.of("a", "b", "c");

  @Test
  void shouldPlayBothWaysOnceInvited() {
    Net net = new Net(new Random(1));
    Station a = net.add("a", "10.0.0.1", ANYBODY);
    Station b = net.add("b", "10.0.0.2", ANYBODY, "10.0.0.1");
    net.run(1_000);
    a.send(MidiMessages.noteOn(0, 60, 64), MidiMessages.noteOn(0, 64, 64));
    b.send(MidiMessages.pack(0xF8, 0, 0));
    net.run(100);
    assertEquals(
        List.of(MidiMessages.noteOn(0, 60, 64), MidiMessages.noteOn(0, 64, 64)), b.ear.messages);
    assertEquals(List.of(0xF8), a.ear.messages);
  }

  @Test
  void shouldStampWhatComesByTheOthersClock() {
    Net net = new Net(new Random(1));
    net.reordering = 0.5;
    Station a = net.add("a", "10.0.0.1", ANYBODY);
    Station b = net.add("b", "10.0.0.2", ANYBODY, "10.0.0.1");
    net.run(20_000);
    for (int i = 0; i < 200; i++) {
      long sentNs = net.nowNs;
      b.ear.timesNs.clear();
      b.ear.messages.clear();
      a.send(MidiMessages.noteOn(0, 60, 64), MidiMessages.noteOff(0, 60));
      net.run(30);
      assertEquals(2, b.ear.timesNs.size());
      // by half of what the shortest of eight ways there and back differs from the other
      assertTrue(
          Math.abs(b.ear.timesNs.get(0) - sentNs) <= 3 * Net.MS, b.ear.timesNs + " " + sentNs);
    }
  }

  @Test
  void shouldRefuseWhoIsNotAllowed() {
    Net net = new Net(new Random(1));
    Station a = net.add("a", "10.0.0.1", List.of("10.0.0.9", "Friend"));
    Station local = net.add("local", "127.0.0.1", List.of());
    Station stranger = net.add("b", "10.0.0.2", ANYBODY, "10.0.0.1", "127.0.0.1");
    Station byName = net.add("FRIEND", "10.0.0.3", ANYBODY, "10.0.0.1");
    Station byAddress = net.add("c", "10.0.0.9", ANYBODY, "10.0.0.1");
    Station neighbour = net.add("d", "127.0.0.2", ANYBODY, "127.0.0.1");
    net.run(3_000);
    a.send(MidiMessages.noteOn(0, 60, 64));
    local.send(MidiMessages.noteOn(0, 61, 64));
    net.run(100);
    assertEquals(Map.of(), stranger.ear.down());
    assertEquals(Map.of(60, 64), byName.ear.down());
    assertEquals(Map.of(60, 64), byAddress.ear.down());
    assertEquals(Map.of(61, 64), neighbour.ear.down());
  }

  @Test
  void shouldHaveOneSessionWhenBothInviteEachOther() {
    Seeded.forSeeds(
        50,
        random -> {
          Net net = new Net(random);
          net.reordering = random.nextDouble();
          net.loss = random.nextDouble() * 0.3;
          Station a = net.add("a", "10.0.0.1", ANYBODY, "10.0.0.2");
          net.run(random.nextInt(30));
          Station b = net.add("b", "10.0.0.2", ANYBODY, "10.0.0.1");
          net.run(15_000);
          net.loss = 0;
          net.reordering = 0;
          net.run(5_000);
          a.send(MidiMessages.noteOn(0, 60, 64));
          b.send(MidiMessages.noteOn(0, 61, 64));
          net.run(100);
          assertEquals(List.of(MidiMessages.noteOn(0, 60, 64)), b.ear.messages);
          assertEquals(List.of(MidiMessages.noteOn(0, 61, 64)), a.ear.messages);
          assertEquals(1, a.session.playing());
          assertEquals(1, b.session.playing());
        });
  }

  @Test
  void shouldPlayWithSeveralPeersEachByThePortThatAsksForIt() {
    Net net = new Net(new Random(1));
    PortPlan plan =
        new PortPlan(
            List.of(rule("in", ""), rule("keys", "^c$")),
            List.of(rule("out", ""), rule("synth", "[bc]")),
            List.of(0, 0),
            true);
    Station a = net.add(Net.settings("a", "10.0.0.1", ANYBODY), plan);
    Station b = net.add("b", "10.0.0.2", ANYBODY, "10.0.0.1");
    Station c = net.add("c", "10.0.0.3", ANYBODY, "10.0.0.1");
    Station d = net.add("A", "10.0.0.4", ANYBODY, "10.0.0.1");
    net.run(2_000);
    a.send(MidiMessages.noteOn(0, 60, 64), MidiMessages.atPort(MidiMessages.noteOn(0, 62, 64), 1));
    b.send(MidiMessages.noteOn(0, 40, 64));
    c.send(MidiMessages.noteOn(0, 41, 64));
    net.run(100);
    assertEquals(Map.of(62, 64), b.ear.down());
    assertEquals(Map.of(62, 64), c.ear.down());
    assertEquals(Map.of(60, 64), d.ear.down());
    assertTrue(a.ear.messages.contains(MidiMessages.noteOn(0, 40, 64)));
    assertTrue(a.ear.messages.contains(MidiMessages.atPort(MidiMessages.noteOn(0, 41, 64), 1)));
  }

  /** More keys than one packet holds. */
  @Test
  void shouldEndAtAPeerThatComesWhatADeadProcessLeftSoundingBeforeAnythingElse() {
    Net net = new Net(new Random(1));
    Station a = net.add("a", "10.0.0.1", ANYBODY);
    HeldKeys left = new HeldKeys();
    for (int channel = 0; channel < 3; channel++) {
      for (int pitch = 0; pitch < 128; pitch++) {
        left.pass(MidiMessages.noteOn(channel, pitch, 64));
      }
    }
    left.pass(MidiMessages.controlChange(1, MidiMessages.CONTROLLER_SUSTAIN, 127));
    a.session.inherit(0, left);
    for (String who : List.of("b", "c")) {
      Station peer = net.add(who, "10.0.0." + (int) who.charAt(0), ANYBODY, "10.0.0.1");
      net.run(2_000);
      a.send(MidiMessages.noteOn(0, 60, 64));
      net.run(100);
      assertEquals(3 * 128 + 2, peer.ear.messages.size());
      assertEquals(385, peer.ear.messages.indexOf(MidiMessages.noteOn(0, 60, 64)));
      assertTrue(peer.ear.messages.contains(MidiMessages.noteOff(2, 127)));
      assertEquals(
          MidiMessages.controlChange(1, MidiMessages.CONTROLLER_SUSTAIN, 0),
          peer.ear.messages.get(384));
    }
  }

  private static PortRule rule(String name, String pattern) {
    return new PortRule(
        name, pattern.isEmpty() ? List.of() : List.of(Pattern.compile(pattern)), ChannelMap.ALL);
  }

  @Test
  void shouldPlayAHundredThousandNotesOverABadNetwork() {
    Net net = new Net(new Random(20261125));
    Station a = net.add("a", "10.0.0.1", ANYBODY);
    Station b = net.add("b", "10.0.0.2", ANYBODY, "10.0.0.1");
    net.run(2_000);
    net.loss = 0.05;
    net.doubling = 0.05;
    net.reordering = 0.05;
    Random random = new Random(5);
    Ear sent = new Ear();
    RandomPlayer player = new RandomPlayer(random, 4, false);
    int notes = 0;
    while (notes < 100_000) {
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        int message = player.next();
        notes += MidiMessages.isNoteOn(message) ? 1 : 0;
        sent.receive(message, 0);
        a.session.send(message, net.nowNs, net.nowNs);
      }
      a.session.flush(net.nowNs);
      net.run(1 + random.nextInt(8));
      if (notes % 5_000 < 4) {
        net.run(3_000);
        assertEquals(sent.down(), b.ear.down(), "in a rest after " + notes);
      }
    }
    while (player.holds()) {
      int message = player.end();
      sent.receive(message, 0);
      a.send(message);
    }
    net.run(3_000);
    net.loss = 0;
    a.send(MidiMessages.controlChange(0, 2, 1));
    net.run(2_000);
    assertEquals(Map.of(), b.ear.down(), "no note hangs");
    assertEquals(0, b.ear.doubleEnds(), "and none ends twice");
    int heard = 0;
    for (int channel = 0; channel < 4; channel++) {
      List<Integer> struck = b.ear.struck(channel);
      heard += struck.size();
      assertTrue(Ear.isPartInOrder(struck, sent.struck(channel)), "order is kept");
    }
    assertTrue(heard > 95_000, heard + " are heard");
    long dropped = net.droppedMusic.get(b.data());
    assertEquals(dropped, b.ear.count(PortCount.PACKETS_LOST));
    assertTrue(dropped > 1_000 && b.ear.count(PortCount.NOTES_RECOVERED) > 1_000);
    assertEquals(List.of(), b.ear.lines);
    System.out.printf(
        "100,000 notes: %d heard, %d packets lost, %d notes recovered%n",
        heard, dropped, b.ear.count(PortCount.NOTES_RECOVERED));
  }

  @Test
  void shouldEndWhatALastPacketThatWasLostWouldHaveEnded() {
    Net net = new Net(new Random(1));
    Station a = net.add("a", "10.0.0.1", ANYBODY);
    Station b = net.add("b", "10.0.0.2", ANYBODY, "10.0.0.1");
    net.run(1_000);
    a.send(MidiMessages.noteOn(0, 60, 64));
    net.run(100);
    net.loss = 1;
    a.send(MidiMessages.noteOff(0, 60));
    net.loss = 0;
    net.run(150);
    assertEquals(Map.of(), b.ear.down());
    int before = b.ear.messages.size();
    net.run(10_000);
    assertEquals(before, b.ear.messages.size(), "guards have no music");
  }

  @Test
  void shouldPlayOnWithinASecondWhenTheCableIsBack() {
    for (boolean invites : new boolean[] {false, true}) {
      Net net = new Net(new Random(1));
      Station a =
          net.add("a", "10.0.0.1", ANYBODY, invites ? new String[] {"10.0.0.2"} : new String[0]);
      Station b =
          net.add("b", "10.0.0.2", ANYBODY, invites ? new String[0] : new String[] {"10.0.0.1"});
      net.run(2_000);
      a.send(MidiMessages.noteOn(0, 60, 64), MidiMessages.controlChange(0, 64, 127));
      b.send(MidiMessages.noteOn(0, 70, 64));
      net.run(100);
      b.cut = true;
      net.run(10_000);
      assertEquals(Map.of(), a.ear.down(), "ended by its silence");
      assertEquals(Map.of(), b.ear.down(), "ended by its silence");
      assertEquals(List.of("lost RTP-MIDI peer 'b': nothing is heard of it"), a.ear.lines);
      assertEquals(List.of("lost RTP-MIDI peer 'a': nothing is heard of it"), b.ear.lines);
      a.send(MidiMessages.noteOn(0, 61, 64));
      b.cut = false;
      net.run(1_020);
      a.send(MidiMessages.noteOn(0, 62, 64));
      b.send(MidiMessages.noteOn(0, 72, 64));
      net.run(100);
      assertEquals(Map.of(62, 64), b.ear.down());
      assertTrue(a.ear.down().containsKey(72));
      assertEquals("found RTP-MIDI peer 'b'", a.ear.lines.get(1));
      assertEquals("found RTP-MIDI peer 'a'", b.ear.lines.get(1));
      net.run(10_000);
      assertEquals(2, a.ear.lines.size(), a.ear.lines.toString());
      assertEquals(2, b.ear.lines.size(), b.ear.lines.toString());
    }
  }

  @Test
  void shouldPlayOnWithAProgramThatWasKilledAndStartedAgain() {
    for (boolean invites : new boolean[] {false, true}) {
      for (int awayMs : new int[] {100, 10_000}) {
        Net net = new Net(new Random(1));
        String[] a2b = invites ? new String[] {"10.0.0.2"} : new String[0];
        String[] b2a = invites ? new String[0] : new String[] {"10.0.0.1"};
        Station a = net.add("a", "10.0.0.1", ANYBODY, a2b);
        Station b = net.add("b", "10.0.0.2", ANYBODY, b2a);
        net.run(2_000);
        a.send(MidiMessages.noteOn(0, 60, 64), MidiMessages.controlChange(3, 64, 127));
        b.send(MidiMessages.noteOn(0, 70, 64));
        net.run(100);
        net.kill(b);
        net.run(awayMs);
        b = net.add("b", "10.0.0.2", ANYBODY, b2a);
        // without its own invitation, it is not missed before it has been silent for long
        net.run(invites && awayMs < 4_000 ? 6_000 : 1_020);
        assertEquals(2, a.ear.lines.size(), a.ear.lines.toString());
        assertEquals(Map.of(), a.ear.down());
        assertEquals(
            List.of(MidiMessages.noteOff(0, 60), MidiMessages.controlChange(3, 64, 0)),
            b.ear.messages,
            "the ends of what was sounding there");
        a.send(MidiMessages.noteOn(0, 62, 64));
        net.run(100);
        assertEquals(Map.of(62, 64), b.ear.down());
      }
    }
  }

  @Test
  void shouldEndAllWhenItSaysGoodBye() {
    Net net = new Net(new Random(1));
    Station a = net.add("a", "10.0.0.1", ANYBODY);
    Station b = net.add("b", "10.0.0.2", ANYBODY, "10.0.0.1");
    net.run(1_000);
    a.send(MidiMessages.noteOn(0, 60, 64));
    b.send(MidiMessages.noteOn(0, 70, 64));
    net.run(100);
    b.session.close(net.nowNs);
    net.kill(b);
    net.run(100);
    assertEquals(Map.of(), a.ear.down());
    assertEquals(List.of("lost RTP-MIDI peer 'b': it has ended the session"), a.ear.lines);
    a.session.close(net.nowNs);
  }

  @Test
  void shouldEndTheKeysOfASilentPeerThatDoesNotAnswer() {
    Net net = new Net(new Random(1));
    Station a = net.add("a", "127.0.0.1", List.of());
    Mute mac = new Mute(net, a);
    mac.say(new Exchange(Exchange.Kind.INVITATION, 9, Mute.SSRC, "mac"), 0);
    net.run(50);
    mac.say(new Exchange(Exchange.Kind.INVITATION, 9, Mute.SSRC, "mac"), 1);
    net.run(50);
    assertEquals(1, a.session.playing());
    mac.play(MidiMessages.noteOn(0, 60, 64));
    for (int i = 0; i < 5; i++) {
      net.run(10_000);
      assertEquals(Map.of(60, 64), a.ear.down(), "compares clocks every ten seconds");
      mac.say(new SessionPacket.Sync(Mute.SSRC, 0, i, 0, 0), 1);
    }
    net.run(12_100);
    assertEquals(Map.of(), a.ear.down());
    assertEquals(List.of(), a.ear.lines);
    net.run(50_000);
    assertEquals(List.of("lost RTP-MIDI peer 'mac': nothing is heard of it"), a.ear.lines);
    mac.play(MidiMessages.noteOn(0, 61, 64));
    net.run(50);
    assertEquals("found RTP-MIDI peer 'mac'", a.ear.lines.get(1));
  }

  @Test
  void shouldCountWhatIsMalformedAndPassOverStrangers() {
    Net net = new Net(new Random(1));
    Station a = net.add("a", "127.0.0.1", List.of());
    Mute peer = new Mute(net, a);
    peer.say(new Exchange(Exchange.Kind.INVITATION, 9, Mute.SSRC, "x"), 0);
    net.run(50);
    peer.say(new Exchange(Exchange.Kind.INVITATION, 9, Mute.SSRC, "x"), 1);
    net.run(50);
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      byte[] octets = new byte[random.nextInt(100)];
      random.nextBytes(octets);
      net.inject(peer.at(1), a.data(), octets);
      net.inject(peer.at(5), a.data(), octets);
      net.inject(peer.at(0), a.control, octets);
      net.run(1);
    }
    assertTrue(a.ear.count(PortCount.MALFORMED) >= 990);
    assertEquals(List.of(), a.ear.messages);
    peer.play(MidiMessages.noteOn(0, 61, 64));
    net.run(50);
    assertEquals(Map.of(61, 64), a.ear.down());
  }

  @Test
  void shouldEndWhatSoundsWhenMessagesWereRefused() {
    Net net = new Net(new Random(1));
    Station a = net.add("a", "10.0.0.1", ANYBODY);
    Station b = net.add("b", "10.0.0.2", ANYBODY, "10.0.0.1");
    net.run(1_000);
    a.send(MidiMessages.noteOn(0, 60, 64));
    a.session.endAll(net.nowNs);
    net.run(100);
    assertEquals(Map.of(), b.ear.down());
  }

  /** A peer that only says what it is told to. */
  private static final class Mute {
    static final int SSRC = 4711;

    private final Net net;
    private final Station to;
    private final OutgoingStream stream = new OutgoingStream(SSRC, 1);

    Mute(Net net, Station to) {
      this.net = net;
      this.to = to;
    }

    java.net.InetSocketAddress at(int port) {
      return new java.net.InetSocketAddress(Net.address("127.0.0.7"), 6000 + port);
    }

    void say(SessionPacket command, int port) {
      byte[] octets = new byte[SessionPacket.MAX_OCTETS];
      int length = command.write(octets);
      net.inject(at(port), port == 0 ? to.control : to.data(), Arrays.copyOf(octets, length));
    }

    void play(int message) {
      byte[] octets = new byte[OutgoingStream.MAX_OCTETS];
      stream.begin(0);
      stream.add(message, 0);
      int length = stream.finish(octets);
      net.inject(at(1), to.data(), Arrays.copyOf(octets, length));
    }
  }
}
