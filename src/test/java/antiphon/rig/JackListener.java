package antiphon.rig;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An ear written by others: {@code jack_midi_dump}, which tells the frame of every event. */
final class JackListener implements AutoCloseable {
  /** The controller, and from which value on it is down. */
  private static final int SUSTAIN = 64;

  /** A line of jack_midi_dump: frame, bytes, and then words for people. */
  private static final Pattern DUMPED =
      Pattern.compile("\\s*(\\d+): ([0-9a-f]{2}) ([0-9a-f]{2}) ([0-9a-f]{2}) .*");

  /**
   * What was heard.
   *
   * @param frame counted from the period in which it began to listen
   */
  record Heard(long frame, int status, int data1, int data2) {
    /** Counted from 1. */
    int channel() {
      return (status & 0x0f) + 1;
    }

    boolean isOn() {
      return (status & 0xf0) == 0x90 && data2 > 0;
    }

    Heard delayed(long frames) {
      return new Heard(frame + frames, status, data1, data2);
    }

    boolean isOff() {
      return (status & 0xf0) == 0x80 || (status & 0xf0) == 0x90 && data2 == 0;
    }
  }

  private final String name;
  private final Program program;

  JackListener(JackServer jack) throws IOException {
    this(jack, "midi-monitor");
  }

  JackListener(JackServer jack, String name) throws IOException {
    this.name = name;
    program = jack.client("stdbuf", "-oL", "jack_midi_dump", "-a", name);
    jack.awaitPort(port());
  }

  String port() {
    return name + ":input";
  }

  List<Heard> heard() {
    List<Heard> heard = new ArrayList<>();
    for (String line : program.out()) {
      Matcher matcher = DUMPED.matcher(line);
      if (matcher.matches()) {
        heard.add(
            new Heard(
                Long.parseLong(matcher.group(1)),
                Integer.parseInt(matcher.group(2), 16),
                Integer.parseInt(matcher.group(3), 16),
                Integer.parseInt(matcher.group(4), 16)));
      }
    }
    return heard;
  }

  long onsets() {
    return heard().stream().filter(Heard::isOn).count();
  }

  /**
   * Onsets less ends of each key, which is a channel and a pitch; an end whose onset came before it
   * listened ends nothing.
   */
  Map<Integer, Integer> sounding() {
    return sounding(heard());
  }

  static Map<Integer, Integer> sounding(List<Heard> heard) {
    Map<Integer, Integer> sounding = new HashMap<>();
    for (Heard event : heard) {
      int key = event.channel() * 128 + event.data1();
      if (event.isOn()) {
        sounding.merge(key, 1, Integer::sum);
      } else if (event.isOff()) {
        sounding.computeIfPresent(key, (sameKey, count) -> Math.max(0, count - 1));
      }
    }
    return sounding;
  }

  /**
   * Keys whose last message is an onset, as channel · 128 + pitch, and as negative numbers pedals
   * that are down. That all notes are to end counts for nothing here: each has its own end.
   */
  static Set<Integer> left(List<Heard> heard) {
    Set<Integer> left = new TreeSet<>();
    for (Heard event : heard) {
      int key = event.channel() * 128 + event.data1();
      boolean pedal = (event.status() & 0xf0) == 0xb0 && event.data1() == SUSTAIN;
      if (event.isOn() || pedal && event.data2() >= SUSTAIN) {
        left.add(pedal ? -key : key);
      } else if (event.isOff() || pedal) {
        left.remove(pedal ? -key : key);
      }
    }
    return left;
  }

  boolean silent() {
    return sounding().values().stream().allMatch(count -> count == 0);
  }

  @Override
  public void close() {
    program.close();
  }

  @Override
  public String toString() {
    return program.out().toString();
  }
}
