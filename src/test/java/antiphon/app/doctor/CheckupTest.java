package antiphon.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.config.Configuration;
import antiphon.app.session.Transports;
import antiphon.midi.port.Availability;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.music.time.SystemClock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckupTest {
  @Test
  void shouldGiveTheRemedyOfATransportThatIsMissing() {
    Check check = check(new Availability(false, "no cable; buy one")).orElseThrow();
    assertEquals(Check.Verdict.FAIR, check.verdict());
    assertEquals("no cable; buy one", check.remedy());
    assertEquals(Check.Verdict.GOOD, check(new Availability(true, "1 port")).get().verdict());
  }

  @Test
  void shouldMissNothingThatBelongsToOtherSystems() {
    assertEquals(Optional.empty(), check(Availability.elsewhere("only on another system")));
  }

  @Test
  void shouldSayOfEveryTransportThatIsMissingHereHowToGetIt() {
    for (MidiTransport transport : Transports.all(new Configuration(), new SystemClock())) {
      Availability availability = transport.availability();
      if (!availability.available() && availability.here()) {
        assertTrue(
            availability.detail().contains("; "),
            transport.name() + " says what is missing; and what to do: " + availability.detail());
      }
    }
  }

  private static Optional<Check> check(Availability availability) {
    return Checkup.transport(
        new MidiTransport() {
          @Override
          public String name() {
            return "cable";
          }

          @Override
          public Availability availability() {
            return availability;
          }

          @Override
          public List<PortInfo> ports() {
            return List.of();
          }

          @Override
          public OpenPorts open(PortPlan plan, MidiReceiver receiver, PortListener listener)
              throws PortException {
            throw new PortException("for looking at only");
          }
        });
  }
}
