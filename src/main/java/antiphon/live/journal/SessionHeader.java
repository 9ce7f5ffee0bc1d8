package antiphon.live.journal;

import antiphon.live.api.Action;
import antiphon.live.api.ClockSource;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.ring.InSlot;
import antiphon.music.time.Meter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a session began with: all that its journal needs to be played again.
 *
 * @param format version of the journal's format
 * @param program version of the program that wrote it
 * @param startedAt wall clock, ISO 8601
 * @param anchorNs where tick 0 lies on the process's clock, which all times are of
 * @param model what plays first
 * @param routing how music goes, in the words of {@code Routing}
 * @param outputs names of the outputs, as the routing numbers them
 * @param vocabulary the kinds of events, actions and parameters in their order: in another order
 *     the same numbers mean something else
 */
public record SessionHeader(
    int format,
    String program,
    String startedAt,
    long anchorNs,
    String mode,
    String meter,
    double tempoBpm,
    long seed,
    String clock,
    int tapController,
    int playerChannels,
    Map<String, Double> parameters,
    Model model,
    String routing,
    List<String> outputs,
    List<String> vocabulary) {
  /** The format this program writes; it also reads those before. */
  public static final int FORMAT = 2;

  /** In the first format it was never told what sounds. */
  private static final int FIRST_FORMAT = 1;

  /**
   * A model as it is played.
   *
   * @param name how it is called
   * @param folder where its bundle lies
   * @param identity what tells its weights from all others
   * @param engine what computes its steps: another may play other notes
   */
  public record Model(String name, String folder, String identity, String engine) {}

  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** What a session with these settings begins with. */
  public static SessionHeader of(
      String program,
      String startedAt,
      long anchorNs,
      LiveSettings settings,
      Model model,
      String routing,
      List<String> outputs) {
    Map<String, Double> parameters = new TreeMap<>();
    settings.parameters().forEach((parameter, value) -> parameters.put(parameter.word(), value));
    return new SessionHeader(
        FORMAT,
        program,
        startedAt,
        anchorNs,
        settings.mode().word(),
        settings.meter().toString(),
        settings.tempoBpm(),
        settings.seed(),
        settings.clock().word(),
        settings.tapController(),
        settings.playerChannels(),
        parameters,
        model,
        routing,
        outputs,
        presentVocabulary());
  }

  /** The settings it began with. */
  public LiveSettings settings() {
    Map<Parameter, Double> values = new EnumMap<>(Parameter.class);
    for (Parameter parameter : Parameter.values()) {
      Double value = parameters.get(parameter.word());
      if (value != null) {
        values.put(parameter, value);
      }
    }
    return new LiveSettings(
        Mode.parse(mode),
        Meter.parse(meter),
        tempoBpm,
        seed,
        ClockSource.parse(clock),
        tapController,
        playerChannels,
        values);
  }

  /** Whether its numbers mean here what they meant where it was written. */
  @JsonIgnore
  public boolean isOfThisProgram() {
    return vocabulary.equals(presentVocabulary());
  }

  /** Whether the journal says now and then what sounds. */
  boolean tellsWhatSounds() {
    return format > FIRST_FORMAT;
  }

  private static List<String> presentVocabulary() {
    return Stream.of(InSlot.Kind.values(), Action.values(), Parameter.values())
        .flatMap(Stream::of)
        .map(Enum::name)
        .toList();
  }

  byte[] toJson() {
    try {
      return MAPPER.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static SessionHeader parse(byte[] json) throws JournalException {
    SessionHeader header;
    try {
      header = MAPPER.readValue(json, SessionHeader.class);
    } catch (IOException e) {
      throw new JournalException("its header cannot be read", e);
    }
    if (header.format < FIRST_FORMAT || header.format > FORMAT) {
      throw new JournalException(
          "it has format "
              + header.format
              + ", this program reads up to "
              + FORMAT
              + "; use the program that wrote it ("
              + header.program
              + ")",
          null);
    }
    if (header.model == null || header.routing == null || header.outputs == null) {
      throw new JournalException("its header is not whole", null);
    }
    return header;
  }
}
