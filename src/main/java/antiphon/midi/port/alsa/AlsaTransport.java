package antiphon.midi.port.alsa;

import antiphon.midi.port.Availability;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.PortSurvey;
import antiphon.music.time.Clock;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The ALSA sequencer. It makes the client {@code Antiphon} with the ports {@code Antiphon In} and
 * {@code Antiphon Out}, and {@code Antiphon NAME} for each further port of the plan.
 */
public final class AlsaTransport implements MidiTransport {
  public static final String NAME = "alsa";
  static final String CLIENT_NAME = "Antiphon";
  private static final String ELSEWHERE = "ALSA is a part of Linux only";
  private static final Path DEVICE = Path.of("/dev/snd/seq");

  private final Clock clock;

  public AlsaTransport(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long delayNs() {
    return AlsaOutputs.MARGIN_NS;
  }

  @Override
  public Availability availability() {
    if (!Platform.isLinux()) {
      return Availability.elsewhere(ELSEWHERE);
    }
    try {
      return new Availability(true, "sequencer with " + count(listed()));
    } catch (PortException e) {
      return new Availability(false, e.getMessage());
    }
  }

  @Override
  public List<PortInfo> ports() {
    try {
      return listed();
    } catch (PortException e) {
      return List.of();
    }
  }

  /** Keeps its client of the sequencer from one look to the next. */
  @Override
  public PortSurvey survey() {
    return new PortSurvey() {
      private SequencerClient client;

      @Override
      public List<PortInfo> ports() {
        try {
          requireSequencer();
          if (client == null) {
            client = SequencerClient.open(CLIENT_NAME + " probe");
          }
          return client.ports(ProcessHandle.current().pid());
        } catch (PortException | LinkageError e) {
          return List.of();
        }
      }

      @Override
      public void close() {
        if (client != null) {
          client.close();
        }
      }
    };
  }

  @Override
  public OpenPorts open(PortPlan plan, MidiReceiver receiver, PortListener listener)
      throws PortException {
    requireSequencer();
    return AlsaPorts.open(plan, receiver, listener, clock);
  }

  /**
   * Makes sure of what can be seen without opening anything.
   *
   * @throws PortException saying what is missing and how to get it
   */
  static void requireSequencer() throws PortException {
    if (!Platform.isLinux()) {
      throw new PortException(ELSEWHERE);
    }
    requireLibrary(Libasound.FILE);
    requireDevice(DEVICE);
  }

  static void requireLibrary(String file) throws PortException {
    try {
      NativeLibrary.getInstance(file);
    } catch (LinkageError e) {
      throw new PortException("the ALSA library " + file + " is not there; install libasound2", e);
    }
  }

  static void requireDevice(Path device) throws PortException {
    if (!Files.exists(device)) {
      throw new PortException(
          "the kernel's sequencer is not there ("
              + device
              + "); load it as root with 'modprobe snd-seq'");
    }
    if (!Files.isReadable(device) || !Files.isWritable(device)) {
      throw new PortException(
          "no permission for the kernel's sequencer ("
              + device
              + "); join its group with 'sudo usermod -aG audio $USER' and log in again");
    }
  }

  private static List<PortInfo> listed() throws PortException {
    requireSequencer();
    try (SequencerClient probe = SequencerClient.open(CLIENT_NAME + " probe")) {
      return probe.ports(ProcessHandle.current().pid());
    } catch (LinkageError e) {
      throw new PortException(
          "the ALSA library " + Libasound.FILE + " is too old: " + e.getMessage(), e);
    }
  }

  private static String count(List<PortInfo> ports) {
    long count = ports.stream().map(PortInfo::id).distinct().count();
    return count == 1 ? "1 port of others" : count + " ports of others";
  }
}
