package antiphon.midi.port.rtp;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortPlan;
import antiphon.music.time.SystemClock;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Sessions over real sockets on the loopback address. */
class RtpTransportTest {
  private static final PortPlan PLAN = PortPlan.of(List.of(), List.of());

  @Test
  void shouldPlayOverABadNetwork() throws Exception {
    int port = UdpProxy.freePair();
    int proxyPort = UdpProxy.freePair();
    Ear near = new Ear();
    Ear far = new Ear();
    try (UdpProxy proxy = new UdpProxy(proxyPort, port, 1);
        OpenPorts a = open("a", port, near)) {
      try (OpenPorts b = open("b", UdpProxy.freePair(), far, "127.0.0.1:" + proxyPort)) {
        awaitConnection(a, far);
        proxy.spoil(0.05);
        Ear sent = new Ear();
        RandomPlayer player = new RandomPlayer(new Random(3), 4, false);
        SystemClock clock = new SystemClock();
        for (int i = 0; i < 4_000; i++) {
          play(a, player.next(), sent, clock.nowNs());
          if (i % 3 == 0) {
            Thread.sleep(1);
          }
        }
        while (player.holds()) {
          play(a, player.end(), sent, clock.nowNs());
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> far.down().isEmpty());
        proxy.spoil(0);
        a.send(MidiMessages.controlChange(0, 3, 1), clock.nowNs());
        await().until(() -> far.messages.contains(MidiMessages.controlChange(0, 3, 1)));
        await().until(() -> far.count(PortCount.PACKETS_LOST) == proxy.dropped());
        assertTrue(proxy.dropped() > 10, proxy.dropped() + " dropped");
        assertEquals(Map.of(), far.down());
        for (int channel = 0; channel < 4; channel++) {
          assertTrue(Ear.isPartInOrder(far.struck(channel), sent.struck(channel)), "order");
        }
        b.send(MidiMessages.noteOn(0, 1, 1), clock.nowNs());
        await().until(() -> near.down().equals(Map.of(1, 1)));
      }
      await("ended by the good-bye").until(() -> near.down().isEmpty());
    }
  }

  private static void play(OpenPorts ports, int message, Ear sent, long nowNs) {
    sent.receive(message, nowNs);
    ports.send(message, nowNs);
  }

  @Test
  void shouldSendAChordInOnePacketAndAllocateNothing() throws Exception {
    int port = UdpProxy.freePair();
    Ear far = new Ear();
    try (OpenPorts a = open("a", port, new Ear());
        OpenPorts b = open("b", UdpProxy.freePair(), far, "127.0.0.1:" + port)) {
      awaitConnection(a, far);
      assertEquals(List.of("rtp:out"), b.outputs());
      SystemClock clock = new SystemClock();
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long id = Thread.currentThread().getId();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 8; round++) {
        long before = threads.getThreadAllocatedBytes(id);
        for (int i = 0; i < 2_000; i++) {
          a.send(MidiMessages.noteOn(0, i & 0x7f, 64), clock.nowNs());
          a.send(MidiMessages.noteOff(0, i & 0x7f), clock.nowNs());
          LockSupport.parkNanos(100_000);
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
      }
      assertEquals(0, least, "bytes allocated by the sending thread");
      await().until(() -> far.down().isEmpty());
      assertEquals(0, far.count(PortCount.PACKETS_LOST));
    }
  }

  @Test
  void shouldEndAtAPeerThatComesLaterWhatADeadProcessLeftSounding() throws Exception {
    int port = UdpProxy.freePair();
    Ear far = new Ear();
    HeldKeys left = new HeldKeys();
    left.pass(MidiMessages.noteOn(3, 60, 64));
    try (OpenPorts a = open("a", port, new Ear())) {
      a.inherit(0, left, new SystemClock().nowNs());
      try (OpenPorts b = open("b", UdpProxy.freePair(), far, "127.0.0.1:" + port)) {
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> far.messages.equals(List.of(MidiMessages.noteOff(3, 60))));
        assertEquals(List.of("rtp:out"), b.outputs());
      }
    }
  }

  @Test
  void shouldSayWhichPortIsTaken() throws Exception {
    int port = UdpProxy.freePair();
    try (OpenPorts first = open("a", port, new Ear())) {
      assertEquals(List.of("rtp:in"), first.inputs());
      assertEquals(List.of("rtp:out"), first.outputs());
      for (int taken : new int[] {port, port - 1, port + 1}) {
        PortException refusal =
            assertThrows(PortException.class, () -> open("b", taken, new Ear()).close());
        assertTrue(refusal.getMessage().contains("rtp.port"), refusal.getMessage());
      }
    }
    open("c", port, new Ear()).close(); // free again
  }

  @Test
  void shouldRefuseSettingsThatMakeNoSense() {
    for (String wrong :
        List.of("", "a b", "host:", "host:0", "host:70000", "1:2:3", "[::1", "h:99999")) {
      assertThrows(IllegalArgumentException.class, () -> RtpSettings.Target.parse(wrong), wrong);
    }
    assertEquals(
        new RtpSettings.Target("ipad.local", 5004), RtpSettings.Target.parse("ipad.local"));
    assertEquals(new RtpSettings.Target("10.0.0.1", 7), RtpSettings.Target.parse("10.0.0.1:7"));
    assertEquals("[fe80::1%2]:9", RtpSettings.Target.parse("[fe80::1%2]:9").toString());
    assertThrows(IllegalArgumentException.class, () -> settings(" ", 5004));
    assertThrows(IllegalArgumentException.class, () -> settings("a", 65_535));
  }

  private static void awaitConnection(OpenPorts from, Ear to) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              from.send(MidiMessages.controlChange(0, 2, 1), new SystemClock().nowNs());
              return !to.messages.isEmpty();
            });
  }

  private static RtpSettings settings(String name, int port, String... connect) {
    return new RtpSettings(
        name,
        InetAddress.getLoopbackAddress(),
        port,
        List.of(),
        Arrays.stream(connect).map(RtpSettings.Target::parse).toList(),
        true);
  }

  private static OpenPorts open(String name, int port, Ear ear, String... connect)
      throws PortException, IOException {
    return new RtpTransport(settings(name, port, connect), new SystemClock()).open(PLAN, ear, ear);
  }
}
