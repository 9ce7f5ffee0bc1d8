package antiphon.midi.port.alsa;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.port.Availability;
import antiphon.midi.port.PortException;
import antiphon.music.time.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a sequencer; with one: {@link antiphon.rig.AlsaIT}. */
class AlsaTransportTest {
  @TempDir Path folder;

  @Test
  void shouldSayWhatIsMissingAndHowToGetIt() throws Exception {
    Path device = folder.resolve("seq");
    PortException absent =
        assertThrows(PortException.class, () -> AlsaTransport.requireDevice(device));
    assertTrue(absent.getMessage().contains("modprobe snd-seq"), absent.getMessage());
    Files.createFile(device);
    assertDoesNotThrow(() -> AlsaTransport.requireDevice(device));
    PortException library =
        assertThrows(
            PortException.class, () -> AlsaTransport.requireLibrary("libno-such-thing.so.2"));
    assertTrue(library.getMessage().contains("install libasound2"), library.getMessage());
  }

  @Test
  void shouldNeverThrowWhereThereIsNoSequencer() {
    AlsaTransport transport = new AlsaTransport(new ManualClock(0));
    Availability availability = transport.availability();
    assertFalse(availability.detail().isBlank());
    if (!availability.available()) {
      assertEquals(0, transport.ports().size());
    }
  }
}
