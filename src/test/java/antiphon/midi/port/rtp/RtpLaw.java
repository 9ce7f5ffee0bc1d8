package antiphon.midi.port.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import java.util.Arrays;

/** What holds for the reading of RTP-MIDI and session packets whatever comes. */
public final class RtpLaw {
  private static final int PORT = 3;
  private static final long STEP_NS = 10_000_000;

  private RtpLaw() {}

  /**
   * What comes from the network is handed on as whole messages whose times are near, or not at all;
   * after the peer is let go nothing sounds and no pedal is down.
   *
   * @param octets packets, each after an octet that says its length
   * @return how many messages were handed on
   */
  public static long check(byte[] octets) {
    FarEnd farEnd = new FarEnd();
    SessionClock clock = new SessionClock(0);
    ClockSync sync = new ClockSync();
    IncomingStream stream = new IncomingStream(PORT, farEnd::receive, farEnd, clock, sync);
    RtpPacket packet = new RtpPacket();
    int at = 0;
    while (at < octets.length) {
      int from = at + 1;
      int length = Math.min(octets[at] & 0xff, octets.length - from);
      byte[] datagram = Arrays.copyOfRange(octets, from, from + length);
      farEnd.nowNs += STEP_NS;
      if (SessionPacket.isSigned(datagram, length)) {
        session(datagram, length, sync, clock.ticks(farEnd.nowNs));
      } else if (packet.read(datagram, length)) {
        stream.read(packet, farEnd.nowNs);
      }
      at = from + length;
    }
    stream.releaseAll(farEnd.nowNs);
    assertFalse(stream.holdsAny(), "a key is held");
    stream.settle();
    farEnd.assertSilent();
    return farEnd.messages;
  }

  private static void session(byte[] datagram, int length, ClockSync sync, long nowTicks) {
    SessionPacket packet = SessionPacket.read(datagram, length);
    if (packet == null) {
      return;
    }
    byte[] written = new byte[SessionPacket.MAX_OCTETS];
    int count = packet.write(written);
    SessionPacket again = SessionPacket.read(written, count);
    if (!(packet instanceof SessionPacket.Exchange)) {
      assertEquals(packet, again); // names may be cut
    }
    if (packet instanceof SessionPacket.Sync exchange && exchange.count() == 2) {
      sync.begunThere(exchange.first(), nowTicks, exchange.third());
    }
  }

  /** Hears by rules of its own. */
  private static final class FarEnd implements PortListener {
    private final boolean[] sounds = new boolean[16 * 128];
    private final boolean[] pedals = new boolean[16];
    private long messages;
    private long nowNs = 5_000_000_000L;

    void receive(int message, long timeNs) {
      messages++;
      assertEquals(PORT, MidiMessages.port(message));
      assertTrue(MidiMessages.length(MidiMessages.status(message)) > 0, "a whole message");
      assertTrue(timeNs >= nowNs - IncomingStream.OLDEST_NS, "too old");
      assertTrue(timeNs <= nowNs + IncomingStream.FURTHEST_NS, "too far ahead");
      int channel = MidiMessages.channel(message);
      int data1 = MidiMessages.data1(message);
      if (MidiMessages.isNoteOn(message)) {
        sounds[channel * 128 + data1] = true;
      } else if (MidiMessages.isNoteOff(message)) {
        sounds[channel * 128 + data1] = false;
      } else if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE) {
        if (data1 == MidiMessages.CONTROLLER_SUSTAIN) {
          pedals[channel] = MidiMessages.data2(message) >= MidiMessages.PEDAL_DOWN;
        } else if (MidiMessages.endsAllNotes(data1)) {
          Arrays.fill(sounds, channel * 128, channel * 128 + 128, false);
        }
      }
    }

    void assertSilent() {
      for (boolean sound : sounds) {
        assertFalse(sound, "a hanging note");
      }
      for (boolean down : pedals) {
        assertFalse(down, "a pedal that stays down");
      }
    }

    @Override
    public void lost(String what, String reason) {
      throw new AssertionError("a stream does not know that");
    }

    @Override
    public void found(String what) {
      throw new AssertionError("a stream does not know that");
    }

    @Override
    public void counted(PortCount what, long count) {
      assertTrue(count > 0, what + " " + count);
    }
  }
}
