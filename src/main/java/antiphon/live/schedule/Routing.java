package antiphon.live.schedule;

import antiphon.live.api.RealTimeSafe;
import antiphon.midi.port.ChannelMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which of Antiphon's outputs a message goes to: its own notes to those that play them, what comes
 * in by an input to those it is passed through to. Inputs and outputs are numbers from 0, sets of
 * outputs are bits. Immutable.
 */
public final class Routing {
  public static final int MAX_OUTPUTS = 63;

  /** One output, which plays Antiphon's notes, and nothing passed through. */
  public static final Routing ONE = of(false);

  /**
   * An output.
   *
   * @param channels what passes to it, and as which channel
   * @param latencyNs how long after a message leaves it is heard: Antiphon's notes leave so much
   *     earlier
   * @param plays whether Antiphon's notes go there
   * @param clock whether Antiphon's beat goes there, as MIDI clock
   * @param lights whether it is told what lights a controller shows
   */
  public record Output(
      ChannelMap channels, long latencyNs, boolean plays, boolean clock, boolean lights) {
    /** An output without lights. */
    public Output(ChannelMap channels, long latencyNs, boolean plays, boolean clock) {
      this(channels, latencyNs, plays, clock, false);
    }

    /** An output that is not told the beat. */
    public Output(ChannelMap channels, long latencyNs, boolean plays) {
      this(channels, latencyNs, plays, false);
    }

    /** The same, where a message is heard so much later still. */
    public Output delayed(long delayNs) {
      return new Output(channels, latencyNs + delayNs, plays, clock, lights);
    }
  }

  /**
   * An input.
   *
   * @param thru outputs to which what comes in is passed through
   * @param passed those of them to which the transport passes it on by itself
   */
  public record Input(long thru, long passed) {}

  private final Output[] outputs;
  private final Input[] inputs;
  private final long playing;
  private final long used;
  private final long lights;
  private final long longestLatencyNs;

  public Routing(List<Input> inputs, List<Output> outputs) {
    if (outputs.isEmpty() || outputs.size() > MAX_OUTPUTS) {
      throw new IllegalArgumentException(
          "there can be 1 to " + MAX_OUTPUTS + " outputs, not " + outputs.size());
    }
    this.inputs = inputs.toArray(Input[]::new);
    this.outputs = outputs.toArray(Output[]::new);
    long set = 0;
    long lit = 0;
    long longest = 0;
    for (int i = 0; i < this.outputs.length; i++) {
      if (this.outputs[i].plays()) {
        set |= 1L << i;
        longest = Math.max(longest, this.outputs[i].latencyNs());
      }
      if (this.outputs[i].lights()) {
        lit |= 1L << i;
      }
    }
    playing = set;
    lights = lit;
    long any = set;
    for (Input input : this.inputs) {
      any |= input.thru();
    }
    used = any;
    longestLatencyNs = longest;
  }

  /**
   * One input and one output.
   *
   * @param thru whether what comes in also goes out
   */
  public static Routing of(boolean thru) {
    return new Routing(
        List.of(new Input(thru ? 1 : 0, 0)), List.of(new Output(ChannelMap.ALL, 0, true, false)));
  }

  /**
   * Reads what {@link #toString} has written.
   *
   * @throws IllegalArgumentException when it is no such text
   */
  public static Routing parse(String words) {
    String[] parts = words.split(" ; ", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("no routing: " + words);
    }
    List<Input> inputs = new ArrayList<>();
    for (String word : parts[0].split(" ")) {
      if (!word.isEmpty()) {
        String[] sets = word.split(":", -1);
        inputs.add(
            new Input(Long.parseUnsignedLong(sets[0], 16), Long.parseUnsignedLong(sets[1], 16)));
      }
    }
    List<Output> outputs = new ArrayList<>();
    for (String word : parts[1].split(" ")) {
      String[] fields = word.split(":", -1);
      outputs.add(
          new Output(
              ChannelMap.ofSigns(fields[0]),
              Long.parseLong(fields[1]),
              fields[2].contains("p"),
              fields[2].contains("c"),
              fields[2].contains("l")));
    }
    return new Routing(inputs, outputs);
  }

  /**
   * In words: the inputs, each with its two sets of bits in hexadecimal, and the outputs, each with
   * its channels, its latency in ns and what it does: p plays, c clock, l lights.
   */
  @Override
  public String toString() {
    return Arrays.stream(inputs)
            .map(in -> Long.toHexString(in.thru()) + ":" + Long.toHexString(in.passed()))
            .collect(Collectors.joining(" "))
        + " ; "
        + Arrays.stream(outputs)
            .map(
                out ->
                    out.channels()
                        + ":"
                        + out.latencyNs()
                        + ":"
                        + (out.plays() ? "p" : "")
                        + (out.clock() ? "c" : "")
                        + (out.lights() ? "l" : ""))
            .collect(Collectors.joining(" "));
  }

  int inputs() {
    return inputs.length;
  }

  /** How many outputs there are. */
  public int outputs() {
    return outputs.length;
  }

  /** What passes to an output, and as which channel. */
  @RealTimeSafe
  public ChannelMap channels(int output) {
    return outputs[output].channels();
  }

  /** How long after a message leaves by an output it is heard. */
  @RealTimeSafe
  public long latencyNs(int output) {
    return outputs[output].latencyNs();
  }

  /** How much earlier than it is to be heard a note of Antiphon's has to be known. */
  public long longestLatencyNs() {
    return longestLatencyNs;
  }

  /** Whether Antiphon's beat goes to an output. */
  boolean clock(int output) {
    return outputs[output].clock();
  }

  /** Outputs to which anything may go: Antiphon's notes, or what is passed through. */
  @RealTimeSafe
  long used() {
    return used;
  }

  /** Outputs that play Antiphon's notes. */
  @RealTimeSafe
  long playing() {
    return playing;
  }

  /** Outputs that are told what lights a controller shows. */
  @RealTimeSafe
  public long lights() {
    return lights;
  }

  /** Outputs to which what comes in by an input is to be passed through. */
  @RealTimeSafe
  long sends(int input) {
    return input < inputs.length ? inputs[input].thru() & ~inputs[input].passed() : 0;
  }

  /** Outputs to which the transport itself passes what comes in by an input. */
  @RealTimeSafe
  public long passes(int input) {
    return input < inputs.length ? inputs[input].thru() & inputs[input].passed() : 0;
  }

  /** Whether what comes in by an input goes out anywhere. */
  @RealTimeSafe
  public boolean isThru(int input) {
    return input < inputs.length && inputs[input].thru() != 0;
  }
}
