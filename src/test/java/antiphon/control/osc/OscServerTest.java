package antiphon.control.osc;

import static antiphon.control.osc.OscClient.poll;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.control.RecordingModels;
import antiphon.control.desk.Desk;
import antiphon.live.api.Action;
import antiphon.live.api.HandOver;
import antiphon.live.api.Parameter;
import antiphon.live.api.Scale;
import com.illposed.osc.OSCBundle;
import com.illposed.osc.OSCMessage;
import com.illposed.osc.OSCMessageEvent;
import com.illposed.osc.OSCSerializerAndParserBuilder;
import com.illposed.osc.argument.OSCImpulse;
import com.illposed.osc.argument.OSCTimeTag64;
import com.illposed.osc.messageselector.JavaRegexAddressMessageSelector;
import com.illposed.osc.transport.OSCPortIn;
import com.illposed.osc.transport.OSCPortOut;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real UDP on the loopback address; the other end is JavaOSC, or bytes made by hand. */
class OscServerTest {
  @TempDir Path folder;

  private final RecordedEngine engine = new RecordedEngine();
  private final RecordingModels models = new RecordingModels("pocket", "studio", "a random one");
  private Desk desk;
  private OscServer server;
  private OscClient client;

  @BeforeEach
  void start() throws Exception {
    desk = new Desk(engine, models, folder);
    server = new OscServer(engine, desk, models, "127.0.0.1", 0);
    server.start();
    client = new OscClient(server.port());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    desk.close();
  }

  @Test
  void shouldTurnEveryParameterByItsNameAndNumber() {
    for (Parameter parameter : Parameter.values()) {
      client.send("/antiphon/param/" + parameter.word(), (float) parameter.max());
    }
    awaitRest();
    for (Parameter parameter : Parameter.values()) {
      assertEquals(parameter.max(), value(parameter), parameter.word());
    }
    assertEquals(0, server.refused());
  }

  @Test
  void shouldTakeWordsOfChoicesFlagsAndEveryTypeOfNumber() {
    client.send("/antiphon/param/scale", "dorian");
    client.send("/antiphon/param/handOver", 1);
    client.send("/antiphon/param/overlap", true);
    client.send("/antiphon/param/pedalOut", "true");
    client.send("/antiphon/param/chordLock", 1f);
    client.send("/antiphon/param/polyphony", 3L);
    client.send("/antiphon/param/density", 2.5);
    client.send("/antiphon/param/temperature", "1.5");
    awaitRest();
    assertEquals(Scale.DORIAN.ordinal(), value(Parameter.SCALE));
    assertEquals(HandOver.PEDAL.ordinal(), value(Parameter.HAND_OVER));
    assertEquals(1, value(Parameter.OVERLAP));
    assertEquals(1, value(Parameter.PEDAL_OUT));
    assertEquals(1, value(Parameter.CHORD_LOCK));
    assertEquals(3, value(Parameter.POLYPHONY));
    assertEquals(2.5, value(Parameter.DENSITY));
    assertEquals(1.5, value(Parameter.TEMPERATURE));
    client.send("/antiphon/param/overlap", false);
    awaitRest();
    assertEquals(0, value(Parameter.OVERLAP));
    assertEquals(List.of(), client.errors());
  }

  @Test
  void shouldTakeAFloatAsTheDecimalThatIsMeant() {
    client.send("/antiphon/param/topP", 0.01f); // as a double it is below the least
    client.send("/antiphon/param/temperature", 0.1f);
    awaitRest();
    assertEquals(0.01, value(Parameter.TOP_P));
    assertEquals(0.1, value(Parameter.TEMPERATURE));
  }

  @Test
  void shouldDoEveryActionAndNothingWhenAPadIsLetGo() {
    for (Action action : Action.values()) {
      client.send("/antiphon/action/" + action.word());
    }
    client.send("/antiphon/panic");
    awaitRest();
    List<Action> all = new ArrayList<>(List.of(Action.values()));
    all.add(Action.PANIC);
    assertEquals(all, engine.performed());
    for (Object up : List.of(0, 0f, false, 0.0, -0f)) {
      client.send("/antiphon/action/again", up);
      client.send("/antiphon/panic", up);
    }
    awaitRest();
    assertEquals(all, engine.performed());
    for (Object down : List.of(1, 0.5f, true, 127L, OSCImpulse.INSTANCE)) {
      client.send("/antiphon/action/again", down);
      all.add(Action.AGAIN);
    }
    awaitRest();
    assertEquals(all, engine.performed());
    assertEquals(0, server.refused());
  }

  @Test
  void shouldChangeModeModelAndSceneAndPlayNotes() {
    desk.saveScene("verse", 7);
    client.send("/antiphon/mode", "jam");
    client.send("/antiphon/model", "pocket");
    client.send("/antiphon/note", 60, 90);
    client.send("/antiphon/note", 60f, 0f);
    client.send("/antiphon/note", 64, 90);
    awaitRest();
    assertEquals(List.of(Action.JAM), engine.performed());
    assertEquals(List.of("pocket"), models.chosen());
    assertEquals(List.of("60 90", "60 0", "64 90"), engine.played());
    client.send("/antiphon/scene", "verse");
    awaitRest();
    assertEquals("verse", desk.recalled().orElseThrow());
    int before = models.chosen().size();
    client.send("/antiphon/scene", 7);
    awaitRest();
    assertTrue(models.chosen().size() > before || engine.performed().size() > 2);
    server.close();
    assertEquals("64 0", engine.played().get(3), "what is held is let go at the end");
  }

  @Test
  void shouldLetGoOfTheKeysOfWhoeverHasNotBeenHeardForAMinute() throws Exception {
    AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 1_000); // it may overflow
    try (OscServer timed = new OscServer(engine, desk, models, "127.0.0.1", 0, nowNs::get)) {
      timed.start();
      try (OscClient gone = new OscClient(timed.port());
          OscClient there = new OscClient(timed.port())) {
        gone.send("/antiphon/note", 60, 90);
        gone.send("/antiphon/note", 62, 90);
        gone.send("/antiphon/note", 62, 0);
        settle(gone);
        there.send("/antiphon/note", 64, 90);
        settle(there);
        nowNs.addAndGet(HeldNotes.LONGEST_SILENCE_NS);
        settle(there);
        settle(there);
        assertEquals(2, engine.held());
        nowNs.addAndGet(1);
        nowNs.addAndGet(HeldNotes.LONGEST_SILENCE_NS / 2);
        settle(there);
        poll().until(() -> engine.held() == 1);
        nowNs.addAndGet(HeldNotes.LONGEST_SILENCE_NS / 2 + 1_000_000_000);
        settle(there);
        there.send("/antiphon/note", 64, 0);
        poll().until(() -> engine.held() == 0);
        assertEquals(List.of("60 90", "62 90", "62 0", "64 90", "60 0", "64 0"), engine.played());
      }
    }
  }

  @Test
  void shouldLearnAndStopLearning() {
    client.send("/antiphon/learn", "temperature");
    awaitRest();
    assertEquals("temperature", desk.learning().orElseThrow());
    client.send("/antiphon/learn");
    awaitRest();
    assertTrue(desk.learning().isEmpty());
    client.send("/antiphon/learn", "heat");
    assertError("/antiphon/learn: ", "heat");
  }

  @Test
  void shouldRefuseInASentenceAndChangeNothing() {
    Map<String, List<Object>> sentences =
        Map.ofEntries(
            Map.entry("temperature must be 0 to 4, not 5", parameter("temperature", 5)),
            Map.entry("temperature must be 0 to 4, not NaN", parameter("temperature", Float.NaN)),
            Map.entry(
                "topP must be 0.01 to 1, not Infinity",
                parameter("topP", Double.POSITIVE_INFINITY)),
            Map.entry("topK must be a whole number", parameter("topK", 1.5f)),
            Map.entry("scale must be one of major", parameter("scale", "loud")),
            Map.entry("tonic must be one of C", parameter("tonic", 12)),
            Map.entry("overlap must be true or false", parameter("overlap", 2)),
            Map.entry("polyphony must be 0 to 32, not 'true'", parameter("polyphony", true)),
            Map.entry("there is no such parameter", parameter("heat", 1)),
            Map.entry("takes 1 argument, not 2", parameter("density", 1, 2)),
            Map.entry("takes 1 argument, not 0", parameter("density")),
            Map.entry("action must be one of", message("/antiphon/action/dance")),
            Map.entry("the argument must be a number", message("/antiphon/action/tap", "now")),
            Map.entry(
                "the argument must be a number, not NaN",
                message("/antiphon/action/again", Float.NaN)),
            Map.entry("takes 0 or 1 argument, not 2", message("/antiphon/panic", 1, 1)),
            Map.entry("mode must be one of", message("/antiphon/mode", "loud")),
            Map.entry("/antiphon/mode: takes a text", message("/antiphon/mode", 1)),
            Map.entry("no model named 'opera'", message("/antiphon/model", "opera")),
            Map.entry("there is no scene 'bridge'", message("/antiphon/scene", "bridge")),
            Map.entry("there is no scene with program 9", message("/antiphon/scene", 9)),
            Map.entry("program must be 0 to 127, not 128", message("/antiphon/scene", 128)),
            Map.entry("pitch must be 0 to 127, not 128", message("/antiphon/note", 128, 1)),
            Map.entry("velocity must be 0 to 127, not -1", message("/antiphon/note", 60, -1)),
            Map.entry("pitch must be a whole number", message("/antiphon/note", 60.5f, 1)),
            Map.entry("takes 2 arguments, not 1", message("/antiphon/note", 60)),
            Map.entry("there is no 'heat'", message("/antiphon/get", "heat")),
            Map.entry("port must be 1 to 65535", message("/antiphon/subscribe", 0)),
            Map.entry("port must be a number", message("/antiphon/subscribe", "here")),
            Map.entry("there is nothing at this address", message("/antiphon")),
            Map.entry("/antiphon/x: there is nothing", message("/antiphon/x")),
            Map.entry("/other/tool: there is nothing", message("/other/tool", 1)));
    int refusals = 0;
    for (Map.Entry<String, List<Object>> entry : sentences.entrySet()) {
      List<Object> message = entry.getValue();
      client.send((String) message.get(0), message.subList(1, message.size()).toArray());
      assertError((String) message.get(0) + ": ", entry.getKey());
      assertEquals(++refusals, server.refused());
    }
    assertEquals(RecordedEngine.atStart(), engine.status().parameters());
    assertEquals(List.of(), engine.performed());
    assertEquals(List.of(), engine.played());
    assertEquals(0, server.malformed());
  }

  @Test
  void shouldShortenWhatItRepeats() {
    client.send("/antiphon/param/scale", "x".repeat(30_000));
    OSCMessage error = client.await("/antiphon/error");
    assertTrue(((String) error.getArguments().get(0)).length() < 1_300);
  }

  @Test
  void shouldReadPacketsMadeByHand() {
    client.send(bytes("/antiphon/panic\0,\0\0\0"));
    client.send(bytes("/antiphon/panic\0")); // old programs leave the types out
    client.send(bytes("/antiphon/mode\0\0,s\0\0solo\0\0\0\0"));
    client.send(bytes("/antiphon/param/overlap\0,T\0\0"));
    client.send(bytes("/antiphon/note\0\0,ii\0\0\0\0\u003c\0\0\0\u005a"));
    awaitRest();
    assertEquals(List.of(Action.PANIC, Action.PANIC, Action.SOLO), engine.performed());
    assertEquals(1, value(Parameter.OVERLAP));
    assertEquals(List.of("60 90"), engine.played());
    assertEquals(0, server.malformed());
  }

  @Test
  void shouldCountAndAnswerWhatIsNoOsc() {
    List<byte[]> packets =
        List.of(
            new byte[0],
            new byte[1],
            bytes("hello"),
            bytes("/antiphon/panic"), // no end
            bytes("/antiphon/panic\0,i\0\0"), // no argument
            bytes("/antiphon/panic\0,i\0\0\0\0"), // half an argument
            bytes("/antiphon/panic\0,s\0\0abc"),
            bytes("/antiphon/panic\0,[\0\0"), // an array without end
            bytes("/antiphon/panic\0,Z\0\0"), // a type that nobody knows
            bytes("/antiphon/panic\0xyz\0"), // no types
            bytes("/antiphon/*\0,\0\0\0"), // patterns are not for here
            bytes("/antiphon/param/scale\0\0\0,s\0\0\u00ff\u00fe\0\0"), // not UTF-8
            bytes("#bundle\0"),
            bytes("#bundle\0\0\0\0\0\0\0\0\1\0\0\0\0"), // an empty part
            bytes("#bundle\0\0\0\0\0\0\0\0\1\177\377\377\377"), // a part beyond the end
            bytes("#bundle\0\0\0\0\0\0\0\0\1\377\377\377\374"), // a part of less than nothing
            bytes("#bundleX".repeat(5000)));
    long bad = 0;
    for (byte[] packet : packets) {
      client.send(packet);
      assertError("", "no OSC message");
      assertEquals(++bad, server.malformed());
    }
    assertEquals(List.of(), engine.performed());
    awaitRest();
  }

  @Test
  void shouldTakeBundlesApartAndNotWaitForTheirTime() {
    OSCTimeTag64 inAnHour = OSCTimeTag64.valueOf(new Date(4_000_000_000_000L));
    OSCBundle inner = new OSCBundle(List.of(new OSCMessage("/antiphon/panic")), inAnHour);
    client.send(
        new OSCBundle(
            List.of(
                new OSCMessage("/antiphon/param/temperature", List.of(2f)),
                new OSCMessage("/antiphon/mode", List.of("loud")),
                inner,
                new OSCMessage("/antiphon/action/tap")),
            inAnHour));
    assertError("/antiphon/mode: ", "mode must be one of");
    awaitRest();
    assertEquals(List.of(Action.PANIC, Action.TAP), engine.performed());
    assertEquals(2, value(Parameter.TEMPERATURE));
  }

  @Test
  void shouldReadTheRestOfABundleInWhichOneIsBad() {
    byte[] bad = bytes("/antiphon/panic\0,Z\0\0");
    byte[] good = bytes("/antiphon/panic\0,\0\0\0");
    client.send(bundle(bad, good, bundle(bad, good)));
    assertError("", "no OSC message");
    awaitRest();
    assertEquals(List.of(Action.PANIC, Action.PANIC), engine.performed());
    assertEquals(2, server.malformed());
  }

  @Test
  void shouldNotFollowBundlesInBundlesForEver() {
    byte[] packet = bytes("/antiphon/panic\0,\0\0\0");
    for (int i = 0; i < PacketCodec.MAX_DEPTH; i++) {
      packet = bundle(packet);
    }
    client.send(packet);
    awaitRest();
    assertEquals(List.of(Action.PANIC), engine.performed());
    for (int i = 0; i < 3000; i++) {
      packet = bundle(packet);
    }
    client.send(packet);
    assertError("", "no OSC message");
    awaitRest();
    assertEquals(List.of(Action.PANIC), engine.performed());
  }

  @Test
  void shouldSurviveStormsOfRandomPackets() {
    Seeded.forSeeds(
        20,
        random -> {
          for (int i = 0; i < 300; i++) {
            client.send(i % 2 == 0 ? noise(random) : damaged(random));
            if (i % 50 == 49) {
              LockSupport.parkNanos(1_000_000);
            }
          }
          client.forget();
          awaitRest();
          engine
              .status()
              .parameters()
              .forEach(
                  (parameter, value) ->
                      assertTrue(
                          value >= parameter.min() && value <= parameter.max(),
                          parameter + " " + value));
        });
    assertTrue(server.malformed() > 1000, "" + server.malformed());
    server.close();
    assertEquals(0, engine.held());
  }

  @Test
  void shouldGiveTheLastValueOfAFlood() {
    for (int i = 0; i < 10_000; i++) {
      client.send("/antiphon/param/temperature", (i % 400) / 100f);
      client.send("/antiphon/param/heat", i);
      if (i % 50 == 49) {
        LockSupport.parkNanos(2_000_000);
      }
    }
    awaitRest();
    client.send("/antiphon/param/temperature", 3.25f);
    poll().until(() -> value(Parameter.TEMPERATURE) == 3.25);
    assertTrue(server.refused() > 5_000, "" + server.refused());
    assertTrue(client.errors().size() < 4_000, "a flood of refusals is not answered one by one");
  }

  @Test
  void shouldTellOneValueOrAll() {
    client.send("/antiphon/get", "temperature");
    assertEquals(List.of(0.9f), client.await("/antiphon/param/temperature").getArguments());
    client.send("/antiphon/get", "scale");
    assertEquals(List.of("major"), client.await("/antiphon/param/scale").getArguments());
    client.send("/antiphon/get", "overlap");
    assertEquals(List.of(0), client.await("/antiphon/param/overlap").getArguments());
    client.send("/antiphon/get", "mode");
    assertEquals(List.of("listen"), client.await("/antiphon/status/mode").getArguments());
    client.forget();
    client.send("/antiphon/get");
    awaitAll(client);
  }

  @Test
  void shouldTellSubscribersAllAndThenWhatChanges() {
    client.send("/antiphon/subscribe");
    awaitAll(client);
    client.forget();
    try (OscClient other = new OscClient(server.port())) {
      other.send("/antiphon/param/temperature", 2.5f);
      other.send("/antiphon/param/keyLock", "found");
      other.send("/antiphon/learn", "again");
      assertEquals(List.of(2.5f), client.await("/antiphon/param/temperature").getArguments());
      assertEquals(List.of("found"), client.await("/antiphon/param/keyLock").getArguments());
      assertEquals(List.of("again"), client.await("/antiphon/status/learning").getArguments());
      assertNull(client.heard("/antiphon/param/topP"), "what has not changed is not told again");
      other.send("/antiphon/unsubscribe", client.port());
      settle(other);
      client.forget();
      other.send("/antiphon/param/temperature", 1f);
      settle(other);
      LockSupport.parkNanos(200_000_000);
      assertNull(client.heard("/antiphon/param/temperature"));
    }
  }

  @Test
  void shouldNotEchoAValueToWhoHasJustTurnedIt() {
    client.send("/antiphon/subscribe");
    awaitAll(client);
    client.forget();
    for (int i = 1; i <= 100; i++) {
      client.send("/antiphon/param/temperature", i / 100f);
      LockSupport.parkNanos(2_000_000);
    }
    awaitRest();
    LockSupport.parkNanos(150_000_000);
    assertNull(client.heard("/antiphon/param/temperature"), "a fader would jump back");
    desk.set(Parameter.TEMPERATURE, 3);
    assertEquals(List.of(3f), client.await("/antiphon/param/temperature").getArguments());
  }

  @Test
  void shouldTellALotOfChangesTwentyTimesASecondAtTheMost() {
    client.send("/antiphon/subscribe");
    awaitAll(client);
    client.forget();
    try (OscClient other = new OscClient(server.port())) {
      for (int i = 0; i < 500; i++) {
        other.send("/antiphon/param/temperature", (i + 1) / 1000f);
        LockSupport.parkNanos(1_000_000);
      }
      poll()
          .until(
              () -> {
                OSCMessage last = client.heard("/antiphon/param/temperature");
                return last != null && last.getArguments().get(0).equals(0.5f);
              });
      int times = client.times("/antiphon/param/temperature");
      assertTrue(times >= 2 && times < 60, times + " times");
    }
  }

  @Test
  void shouldTellTheClientsOfOthers() throws Exception {
    List<OSCMessage> heard = new CopyOnWriteArrayList<>();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int freePort;
    try (DatagramSocket probe = new DatagramSocket(0, loopback)) {
      freePort = probe.getLocalPort();
    }
    OSCPortIn in =
        new OSCPortIn(
            new OSCSerializerAndParserBuilder(), new InetSocketAddress(loopback, freePort));
    OSCPortOut out = new OSCPortOut(loopback, server.port());
    try {
      in.getDispatcher()
          .addListener(
              new JavaRegexAddressMessageSelector("/antiphon/.*"),
              (OSCMessageEvent event) -> heard.add(event.getMessage()));
      in.startListening();
      out.send(new OSCMessage("/antiphon/subscribe", List.of(freePort)));
      poll().until(() -> heard.size() >= Parameter.values().length);
      heard.clear();
      out.send(new OSCMessage("/antiphon/param/groove", List.of(0.5f)));
      poll().until(() -> heard.stream().anyMatch(m -> m.getAddress().endsWith("/param/groove")));
    } finally {
      in.close();
      out.close();
    }
  }

  @Test
  void shouldHaveSixteenSubscribersAtTheMost() throws IOException {
    List<OscClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < Subscribers.MOST; i++) {
        OscClient next = new OscClient(server.port());
        clients.add(next);
        next.send("/antiphon/subscribe");
        next.await("/antiphon/status/mode");
      }
      client.send("/antiphon/subscribe");
      assertError("/antiphon/subscribe: ", "16 subscribers");
      clients.get(3).send("/antiphon/subscribe"); // again is not one more
      clients.get(4).send("/antiphon/unsubscribe");
      settle(clients.get(3));
      settle(clients.get(4));
      client.send("/antiphon/subscribe");
      client.await("/antiphon/status/mode");
    } finally {
      clients.forEach(OscClient::close);
    }
  }

  @Test
  void shouldNotTalkToItself() {
    client.send("/antiphon/subscribe", server.port());
    assertError("/antiphon/subscribe: ", "Antiphon's own");
    client.forget();
    client.send("/antiphon/error", "from another one");
    client.send("/antiphon/status/mode", "solo");
    settle(client);
    assertEquals(List.of(), client.errors());
    assertEquals(1, server.refused());
    client.send("/antiphon/get", "refused");
    assertEquals(List.of(1), client.await("/antiphon/status/refused").getArguments());
  }

  @Test
  void shouldComeToRestWhereTwoAntiphonsTellEachOther() throws OscException {
    RecordedEngine otherEngine = new RecordedEngine();
    try (Desk otherDesk = new Desk(otherEngine, models, folder);
        OscServer other = new OscServer(otherEngine, otherDesk, models, "127.0.0.1", 0);
        OscClient otherClient = new OscClient(server.port())) {
      other.start();
      client.send("/antiphon/subscribe", other.port());
      try (OscClient toOther = new OscClient(other.port())) {
        toOther.send("/antiphon/subscribe", server.port());
      }
      LockSupport.parkNanos(300_000_000); // all is told once
      otherClient.send("/antiphon/param/temperature", 1.1f);
      poll().until(() -> otherEngine.status().parameters().get(Parameter.TEMPERATURE) == 1.1);
      LockSupport.parkNanos(300_000_000);
      assertEquals(0, server.refused() + other.refused());
      assertEquals(1.1, value(Parameter.TEMPERATURE));
      assertEquals(1.1, otherEngine.status().parameters().get(Parameter.TEMPERATURE));
    }
  }

  @Test
  void shouldSayInOneSentenceWhatToDoWhenItCannotListen() throws IOException {
    try (OscServer second = new OscServer(engine, desk, models, "127.0.0.1", server.port())) {
      OscException taken = assertThrows(OscException.class, second::start);
      assertEquals(
          "UDP port "
              + server.port()
              + " on 127.0.0.1 is taken; choose another with --osc PORT, or --osc off",
          taken.getMessage());
    }
    try (OscServer foreign = new OscServer(engine, desk, models, "192.0.2.7", 0)) {
      OscException refused = assertThrows(OscException.class, foreign::start);
      assertTrue(refused.getMessage().contains("osc.listen"), refused.getMessage());
    }
    try (OscServer everywhere = new OscServer(engine, desk, models, "0.0.0.0", 0)) {
      everywhere.start();
      try (OscClient near = new OscClient(everywhere.port())) {
        near.send("/antiphon/get", "mode");
        near.await("/antiphon/status/mode");
        near.send("/antiphon/subscribe", everywhere.port());
        assertFalse(((String) near.await("/antiphon/error").getArguments().get(0)).isEmpty());
      }
    } catch (OscException e) {
      throw new AssertionError(e);
    }
  }

  private double value(Parameter parameter) {
    return engine.status().parameters().get(parameter);
  }

  /** Until all that has been sent so far is done, by the engine too. */
  private void awaitRest() {
    settle(client);
    poll()
        .until(
            () -> {
              for (Parameter parameter : Parameter.values()) {
                if (desk.value(parameter) != value(parameter)) {
                  return false;
                }
              }
              return true;
            });
  }

  /** Until all that a client has sent so far is heard. */
  private static void settle(OscClient client) {
    client.forget("/antiphon/status/meter");
    client.send("/antiphon/get", "meter");
    client.await("/antiphon/status/meter");
  }

  private static void awaitAll(OscClient client) {
    for (Parameter parameter : Parameter.values()) {
      client.await("/antiphon/param/" + parameter.word());
    }
    for (String name :
        List.of(
            "mode",
            "floor",
            "tempo",
            "meter",
            "model",
            "modelFailure",
            "scene",
            "learning",
            "refused",
            "malformed")) {
      client.await("/antiphon/status/" + name);
    }
  }

  private void assertError(String start, String part) {
    OSCMessage error = client.await("/antiphon/error");
    String sentence = (String) error.getArguments().get(0);
    assertTrue(sentence.startsWith(start) && sentence.contains(part), sentence + "\nnot " + part);
    client.forget("/antiphon/error");
  }

  private static List<Object> parameter(String word, Object... arguments) {
    return message("/antiphon/param/" + word, arguments);
  }

  private static List<Object> message(String address, Object... arguments) {
    List<Object> message = new ArrayList<>(List.of(address));
    message.addAll(List.of(arguments));
    return message;
  }

  /** Each character a byte. */
  private static byte[] bytes(String text) {
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) text.charAt(i);
    }
    return bytes;
  }

  private static byte[] bundle(byte[]... packets) {
    int length = 16;
    for (byte[] packet : packets) {
      length += 4 + packet.length;
    }
    ByteBuffer bundle = ByteBuffer.allocate(length);
    bundle.put("#bundle\0".getBytes(US_ASCII)).putLong(1);
    for (byte[] packet : packets) {
      bundle.putInt(packet.length).put(packet);
    }
    return bundle.array();
  }

  private static byte[] noise(Random random) {
    byte[] packet = new byte[random.nextInt(10) == 0 ? random.nextInt(65_000) : random.nextInt(80)];
    random.nextBytes(packet);
    if (packet.length > 0 && random.nextBoolean()) {
      packet[0] = (byte) (random.nextBoolean() ? '/' : '#');
    }
    return packet;
  }

  /** A good packet with a few bytes changed or its end cut off. */
  private static byte[] damaged(Random random) {
    Parameter parameter = Parameter.values()[random.nextInt(Parameter.values().length)];
    Object value = List.of(random.nextFloat(), random.nextInt(), "major").get(random.nextInt(3));
    byte[] packet =
        OscClient.bytes(
            random.nextBoolean()
                ? new OSCMessage("/antiphon/param/" + parameter.word(), List.of(value))
                : new OSCMessage("/antiphon/note", List.of(random.nextInt(128), 90)));
    if (random.nextInt(3) == 0) {
      packet = bundle(packet, packet);
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(3) == 0 ? Arrays.copyOf(packet, random.nextInt(packet.length)) : packet;
  }
}
