package antiphon.app.config;

import antiphon.live.api.ClockSource;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.OutTiming;
import antiphon.music.time.Meter;
import antiphon.music.time.Timeline;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Every key of the configuration: its full name in the file, its values, its default. */
public enum Key {
  MODEL("model", ValueType.text(), "studio"),
  ENGINE("engine", ValueType.words("auto", "bfloat16", "float32", "plain", "dl4j"), "auto"),
  MODE("play.mode", ValueType.parsed(Mode::parse), Mode.CALL_RESPONSE),
  TEMPO("play.tempo", ValueType.number(Timeline.MIN_TEMPO_BPM, Timeline.MAX_TEMPO_BPM), 120.0),
  METER("play.meter", ValueType.parsed(Meter::parse), Meter.COMMON),
  CLOCK("play.clock", ValueType.parsed(ClockSource::parse), ClockSource.INTERNAL),
  TAP_CONTROLLER(
      "play.tap_controller",
      ValueType.integer(LiveSettings.NO_TAPS, 127),
      (long) LiveSettings.NO_TAPS),
  SEED("play.seed", ValueType.integer(Long.MIN_VALUE, Long.MAX_VALUE), null),
  PLAYER_CHANNELS("play.player_channels", ValueType.parsedLists(ChannelSet::parse), ChannelSet.ALL),
  THRU("play.thru", ValueType.flag(), false),
  MIDI(
      "midi.transport",
      ValueType.wordLists("auto", "alsa", "jack", "coremidi", "java", "rtp", "loopback"),
      List.of("auto")),
  IN("midi.in", ValueType.patterns(), List.of()),
  OUT("midi.out", ValueType.patterns(), List.of()),
  WAIT_FOR_PORTS("midi.wait_for_ports", ValueType.flag(), false),
  FEEDBACK_GUARD("midi.feedback_guard", ValueType.parsed(FeedbackGuard::parse), FeedbackGuard.OWN),
  JACK_TIMEBASE("jack.timebase", ValueType.flag(), false),
  RTP_ENABLED("rtp.enabled", ValueType.flag(), false),
  RTP_NAME("rtp.name", ValueType.text(), "Antiphon"),
  RTP_LISTEN("rtp.listen", ValueType.text(), "127.0.0.1"),
  RTP_PORT("rtp.port", ValueType.integer(1024, 65_534), 5004L),
  RTP_ALLOW("rtp.allow", ValueType.texts(), List.of()),
  RTP_CONNECT("rtp.connect", ValueType.texts(), List.of()),
  RTP_ANNOUNCE("rtp.announce", ValueType.flag(), true),
  REALTIME("timing.realtime", ValueType.words("auto", "off"), "auto"),
  SPIN_US(
      "timing.spin_us",
      ValueType.integerOr("auto", OutTiming.MEASURED, 0, OutTiming.LONGEST_SPIN_NS / 1_000),
      OutTiming.MEASURED),
  SESSIONS_FOLDER("sessions.folder", ValueType.text(), null),
  SESSIONS_KEEP("sessions.keep", ValueType.flag(), true),
  JOURNAL_KEEP("journal.keep", ValueType.flag(), true),
  JOURNAL_FOLDER("journal.folder", ValueType.text(), null),
  JOURNAL_MAX_MB("journal.max_mb", ValueType.integer(32, 1_000_000), 512L),
  WEB("web.port", ValueType.portOrOff(0), 8330L),
  WEB_LISTEN("web.listen", ValueType.text(), "127.0.0.1"),
  WEB_HOSTS("web.hosts", ValueType.hosts(), List.of()),
  OSC("osc.port", ValueType.portOrOff(1), -1L),
  OSC_LISTEN("osc.listen", ValueType.text(), "127.0.0.1");

  private final String fullName;
  private final ValueType type;
  private final Object defaultValue;

  Key(String fullName, ValueType type, Object defaultValue) {
    this.fullName = fullName;
    this.type = type;
    this.defaultValue = defaultValue;
  }

  /** As in the file, such as {@code play.tempo}. */
  public String fullName() {
    return fullName;
  }

  /** Null for a key that is made up when it is not given. */
  Object defaultValue() {
    return defaultValue;
  }

  /**
   * @throws IllegalArgumentException saying what is allowed
   */
  Object check(Object raw) {
    return type.check(raw);
  }

  static Optional<Key> named(String name) {
    return Arrays.stream(values()).filter(key -> key.fullName.equals(name)).findFirst();
  }
}
