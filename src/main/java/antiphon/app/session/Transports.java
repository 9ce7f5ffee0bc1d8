package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.live.api.ClockSource;
import antiphon.midi.port.Availability;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.PortException;
import antiphon.midi.port.alsa.AlsaTransport;
import antiphon.midi.port.coremidi.CoreMidiTransport;
import antiphon.midi.port.jack.JackTransport;
import antiphon.midi.port.javasound.JavaSoundTransport;
import antiphon.midi.port.loopback.LoopbackTransport;
import antiphon.midi.port.rtp.RtpTransport;
import antiphon.music.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The transports that are built in. */
public final class Transports {
  private static final String AUTO = "auto";

  private Transports() {}

  /** All of them, in order of preference; the loopback last. */
  public static List<MidiTransport> all(Configuration configuration, Clock clock) {
    List<MidiTransport> all = new ArrayList<>();
    all.add(new AlsaTransport(clock));
    boolean follows = configuration.value(Key.CLOCK, ClockSource.class) == ClockSource.JACK;
    all.add(new JackTransport(clock, follows, configuration.flag(Key.JACK_TIMEBASE)));
    all.add(new CoreMidiTransport(clock));
    all.add(new JavaSoundTransport(clock));
    all.add(new RtpTransport(RtpOptions.of(configuration), clock));
    all.add(new LoopbackTransport());
    return all;
  }

  /**
   * Those that are wanted.
   *
   * @param words names of transports; {@value #AUTO} stands for all that are available, else the
   *     loopback
   * @throws PortException when one is not available
   */
  static List<MidiTransport> chosen(List<String> words, Configuration configuration, Clock clock)
      throws PortException {
    List<MidiTransport> chosen = new ArrayList<>();
    List<MidiTransport> all = all(configuration, clock);
    for (String word : words) {
      if (!word.equals(AUTO) && all.stream().noneMatch(t -> t.name().equals(word))) {
        throw new PortException("MIDI transport '" + word + "' is not available on this system");
      }
    }
    boolean waits = configuration.flag(Key.WAIT_FOR_PORTS);
    for (MidiTransport transport : all) {
      // that there is no device or no server yet is no obstacle then
      boolean mayBeEmpty = waits && transport.name().equals(JavaSoundTransport.NAME);
      boolean mayCome = mayBeEmpty || waits && transport.name().equals(JackTransport.NAME);
      if (words.contains(transport.name())) {
        Availability availability = transport.availability();
        if (!availability.available() && !mayCome) {
          throw new PortException(
              "MIDI transport '"
                  + transport.name()
                  + "' is not available: "
                  + availability.detail());
        }
        chosen.add(transport);
      } else if (words.contains(AUTO)
          && isForAuto(transport.name(), chosen, configuration)
          && (mayBeEmpty || transport.availability().available())) {
        chosen.add(transport);
      }
    }
    if (configuration.value(Key.CLOCK, ClockSource.class) == ClockSource.JACK
        && chosen.stream().noneMatch(transport -> transport.name().equals(JackTransport.NAME))) {
      throw new PortException(
          "the clock \"jack\" needs the MIDI transport 'jack', and a JACK server");
    }
    return chosen.isEmpty() ? List.of(new LoopbackTransport()) : chosen;
  }

  private static boolean isForAuto(
      String name, List<MidiTransport> chosen, Configuration configuration) {
    return switch (name) {
      case LoopbackTransport.NAME -> false;
      case RtpTransport.NAME -> configuration.flag(Key.RTP_ENABLED);
      // the same devices as the sequencer's
      case JavaSoundTransport.NAME ->
          chosen.stream().noneMatch(transport -> transport.name().equals(AlsaTransport.NAME));
      default -> true;
    };
  }
}
