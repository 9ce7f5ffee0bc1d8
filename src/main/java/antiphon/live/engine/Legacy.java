package antiphon.live.engine;

import antiphon.live.journal.JournalException;
import antiphon.live.journal.JournalReader;
import antiphon.live.journal.SessionHeader;
import antiphon.live.ring.JournalSlot;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiSender;
import antiphon.music.note.NoteLedger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringTokenizer;
import java.util.function.Consumer;

/**
 * What a session would leave sounding if it ended here, or has left that did not come to its end in
 * order: by what its journal is told. Not thread-safe.
 */
public final class Legacy implements Consumer<JournalSlot> {
  /**
   * What is missing at the torn end is milliseconds long; a channel that was silent for longer than
   * this has hardly begun again just then.
   */
  private static final long UNSURE_NS = 60_000_000_000L;

  /**
   * What sounded at an output at the end.
   *
   * @param name of the output
   * @param notes how many notes
   * @param unsure keys that may sound: those, and on channels used lately whatever lies where there
   *     was played, for the very last messages are in no journal
   */
  public record Sounding(String name, int notes, HeldKeys unsure) {}

  private final SessionHeader header;
  private final Routing routing;
  private final Outgoing outgoing;
  private final List<boolean[][]> sounding = new ArrayList<>(); // [output][channel][pitch]
  private final List<HeldKeys> held = new ArrayList<>();
  private final boolean[][] used; // [output][channel]
  private final long[][] usedNs; // [output][channel]
  private long lastNs;

  /**
   * Nothing has been told of the session yet.
   *
   * @throws IllegalArgumentException when the header makes no sense
   */
  public Legacy(SessionHeader header) {
    this.header = header;
    routing = Routing.parse(header.routing());
    outgoing = new Outgoing(routing, (MidiSender) this::sent);
    int outputs = routing.outputs();
    used = new boolean[outputs][NoteLedger.CHANNELS];
    usedNs = new long[outputs][NoteLedger.CHANNELS];
    lastNs = header.anchorNs();
    begin();
  }

  /**
   * Reads of a journal as much as it takes.
   *
   * @throws JournalException when it cannot be read
   * @throws IllegalArgumentException when its header makes no sense
   */
  public static Legacy of(JournalReader journal) throws JournalException {
    Legacy legacy = new Legacy(journal.header());
    journal.readSinceSounding(legacy);
    return legacy;
  }

  /** Takes what the journal is told. */
  @Override
  public void accept(JournalSlot slot) {
    switch (slot.kind) {
      case SENT, INPUT -> outgoing.accept(slot);
      case CYCLE -> lastNs = slot.timeNs;
      case SOUNDING -> {
        begin();
        lastNs = slot.timeNs;
        restore((String) slot.payload);
      }
      default -> {
        // does not sound
      }
    }
  }

  private void begin() {
    sounding.clear();
    held.clear();
    for (int output = 0; output < used.length; output++) {
      held.add(new HeldKeys());
      sounding.add(new boolean[NoteLedger.CHANNELS][NoteLedger.PITCHES]);
      Arrays.fill(used[output], false);
    }
  }

  /** All that it knows, for the journal: messages that would bring it about, each with its time. */
  JournalSlot slot() {
    StringBuilder words = new StringBuilder();
    for (int output = 0; output < held.size(); output++) {
      int place = output;
      for (int channel = 0; channel < NoteLedger.CHANNELS; channel++) {
        if (used[output][channel]) {
          say(words, place, MidiMessages.noteOn(channel, 0, 1));
          say(words, place, MidiMessages.noteOff(channel, 0));
        }
      }
      HeldKeys keys = new HeldKeys();
      keys.copyFrom(held.get(output));
      keys.release((end, timeNs) -> say(words, place, begun(end)), 0);
    }
    JournalSlot slot = new JournalSlot();
    slot.kind = JournalSlot.Kind.SOUNDING;
    slot.timeNs = lastNs;
    slot.payload = words.toString();
    return slot;
  }

  private void say(StringBuilder words, int output, int message) {
    words
        .append(Integer.toHexString(MidiMessages.atPort(message, output)))
        .append('@')
        .append(usedNs[output][MidiMessages.channel(message)])
        .append(' ');
  }

  /** What an end ends. */
  private static int begun(int end) {
    int channel = MidiMessages.channel(end);
    int data1 = MidiMessages.data1(end);
    return MidiMessages.isNoteOff(end)
        ? MidiMessages.noteOn(channel, data1, 1)
        : MidiMessages.controlChange(channel, data1, 127);
  }

  private void restore(String words) {
    for (StringTokenizer all = new StringTokenizer(words); all.hasMoreTokens(); ) {
      String word = all.nextToken();
      int at = word.indexOf('@');
      sent(
          Integer.parseUnsignedInt(word.substring(0, at), 16),
          Long.parseLong(word.substring(at + 1)));
    }
  }

  private void sent(int message, long timeNs) {
    int output = MidiMessages.port(message);
    int command = MidiMessages.command(message);
    boolean lights = output < held.size() && (routing.lights() & 1L << output) != 0;
    if (output >= held.size() || lights || command == MidiMessages.SYSTEM) {
      return;
    }
    int channel = MidiMessages.channel(message);
    int data1 = MidiMessages.data1(message);
    held.get(output).pass(message);
    if (MidiMessages.isNoteOn(message) || MidiMessages.isPedalDown(message)) {
      used[output][channel] = true;
      usedNs[output][channel] = timeNs;
    }
    if (command == MidiMessages.NOTE_ON || command == MidiMessages.NOTE_OFF) {
      sounding.get(output)[channel][data1] = MidiMessages.isNoteOn(message);
    } else if (command == MidiMessages.CONTROL_CHANGE && MidiMessages.endsAllNotes(data1)) {
      sounding.get(output)[channel] = new boolean[NoteLedger.PITCHES];
    }
  }

  /** By output, where anything may sound. */
  public List<Sounding> sounding() {
    List<Sounding> all = new ArrayList<>();
    for (int output = 0; output < held.size(); output++) {
      HeldKeys unsure = new HeldKeys();
      unsure.copyFrom(held.get(output));
      int notes = 0;
      for (int channel = 0; channel < NoteLedger.CHANNELS; channel++) {
        boolean lately =
            used[output][channel] && usedNs[output][channel] - (lastNs - UNSURE_NS) > 0;
        for (int pitch = 0; pitch < NoteLedger.PITCHES; pitch++) {
          notes += sounding.get(output)[channel][pitch] ? 1 : 0;
          if (lately) {
            unsure.pass(MidiMessages.noteOn(channel, pitch, 1));
          }
        }
        if (lately) {
          unsure.pass(MidiMessages.controlChange(channel, MidiMessages.CONTROLLER_SUSTAIN, 127));
        }
      }
      if (unsure.any()) {
        String name = output < header.outputs().size() ? header.outputs().get(output) : "";
        all.add(new Sounding(name, notes, unsure));
      }
    }
    return all;
  }
}
