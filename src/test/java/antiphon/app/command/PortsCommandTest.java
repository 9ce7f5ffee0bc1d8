package antiphon.app.command;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.port.Availability;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortSurvey;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PortsCommandTest {
  private final Fake one = new Fake("one");
  private final Fake two = new Fake("two");
  private final List<String> told = new ArrayList<>();
  private final PortWatch watch =
      new PortWatch(
          List.of(one, two),
          change -> told.add((change.added() ? "+" : "-") + change.port().name()));

  @Test
  void shouldTellOfWhatIsThereAndThenOfChangesOnly() {
    one.plug("Keys", PortInfo.Direction.IN);
    two.plug("Synth", PortInfo.Direction.OUT);
    assertTold("+Keys", "+Synth");
    assertTold();
    two.plug("Pads", PortInfo.Direction.IN);
    one.ports.clear();
    assertTold("-Keys", "+Pads");
    one.plug("Keys", PortInfo.Direction.IN);
    two.ports.remove(0);
    assertTold("+Keys", "-Synth");
  }

  @Test
  void shouldNotMistakeOtherNumbersForOtherPorts() {
    one.plug("Keys", PortInfo.Direction.IN);
    one.plug("Synth", PortInfo.Direction.OUT);
    assertTold("+Keys", "+Synth");
    one.ports.clear();
    one.plug("Synth", PortInfo.Direction.OUT);
    one.plug("Keys", PortInfo.Direction.IN);
    assertTold();
  }

  @Test
  void shouldCountPortsOfOneNameAndTellThemApartByDirectionAndTransport() {
    one.plug("Box", PortInfo.Direction.IN);
    one.plug("Box", PortInfo.Direction.IN);
    one.plug("Box", PortInfo.Direction.OUT);
    two.plug("Box", PortInfo.Direction.IN);
    assertTold("+Box", "+Box", "+Box", "+Box");
    one.ports.remove(0);
    assertTold("-Box");
    two.ports.clear();
    assertTold("-Box");
    assertTold();
  }

  @Test
  void shouldTakeNoFaultOfADriverForTheEndOfItsPorts() {
    one.plug("Keys", PortInfo.Direction.IN);
    assertTold("+Keys");
    one.fails = true;
    two.plug("Synth", PortInfo.Direction.OUT);
    assertTold("+Synth");
    one.fails = false;
    assertTold();
  }

  @Test
  void shouldKeepOneSurveyOfEachTransport() {
    watch.look();
    watch.look();
    assertEquals(1, one.surveys.get());
    watch.close();
    assertEquals(0, one.surveys.get());
  }

  @Test
  void shouldPrintALineForEachChangeUntilItIsInterrupted() throws InterruptedException {
    one.plug("Keys", PortInfo.Direction.IN);
    assertEquals(
        List.of("+ in Keys (one)", "+ out Synth (two)", "- in Keys (one)"), printed("--watch"));
  }

  @Test
  void shouldPrintADocumentALineForEachChange() throws InterruptedException {
    one.plug("Keys", PortInfo.Direction.IN);
    assertEquals(
        List.of(
            "{\"change\":\"added\",\"port\":{\"id\":\"0\",\"name\":\"Keys\",\"transport\":\"one\","
                + "\"direction\":\"in\",\"virtual\":false}}",
            "{\"change\":\"added\",\"port\":{\"id\":\"0\",\"name\":\"Synth\",\"transport\":\"two\","
                + "\"direction\":\"out\",\"virtual\":false}}",
            "{\"change\":\"removed\",\"port\":{\"id\":\"0\",\"name\":\"Keys\","
                + "\"transport\":\"one\",\"direction\":\"in\",\"virtual\":false}}"),
        printed("--watch", "--json"));
  }

  @Test
  void shouldSayInTheHelpWhatALineIs() {
    String help = new CommandLine(new PortsCommand()).getUsageMessage();
    assertTrue(help.contains("--watch") && help.contains("\"change\":\"added|removed\""), help);
  }

  private void assertTold(String... expected) {
    told.clear();
    watch.look();
    assertEquals(List.of(expected), told);
  }

  /** What the command prints while a synthesiser comes, and then the keyboard goes. */
  private List<String> printed(String... arguments) throws InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream real = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      AtomicInteger code = new AtomicInteger(-1);
      Thread thread =
          new Thread(
              () ->
                  code.set(
                      new CommandLine(new PortsCommand(() -> List.of(one, two)))
                          .execute(arguments)));
      thread.start();
      await().until(() -> lines(bytes).size() == 1);
      two.plug("Synth", PortInfo.Direction.OUT);
      await().until(() -> lines(bytes).size() == 2);
      one.ports.clear();
      await().until(() -> lines(bytes).size() == 3);
      thread.interrupt();
      thread.join();
      assertEquals(130, code.get());
    } finally {
      System.setOut(real);
    }
    return lines(bytes);
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** A transport that shows what a test plugs in. */
  private static final class Fake implements MidiTransport {
    private final String name;
    private final List<PortInfo> ports = new CopyOnWriteArrayList<>();
    private final AtomicInteger surveys = new AtomicInteger();
    private volatile boolean fails;

    Fake(String name) {
      this.name = name;
    }

    void plug(String port, PortInfo.Direction direction) {
      ports.add(new PortInfo(Integer.toString(ports.size()), port, name, direction, false));
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Availability availability() {
      return new Availability(true, "for tests");
    }

    @Override
    public List<PortInfo> ports() {
      throw new AssertionError("a survey was to be used");
    }

    @Override
    public PortSurvey survey() {
      surveys.incrementAndGet();
      return new PortSurvey() {
        @Override
        public List<PortInfo> ports() {
          if (fails) {
            throw new IllegalStateException("the list is being changed");
          }
          return List.copyOf(ports);
        }

        @Override
        public void close() {
          surveys.decrementAndGet();
        }
      };
    }

    @Override
    public OpenPorts open(PortPlan plan, MidiReceiver receiver, PortListener listener)
        throws PortException {
      throw new PortException("for looking at only");
    }
  }
}
