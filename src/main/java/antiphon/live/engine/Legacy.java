package antiphon.live.engine;

import antiphon.live.api.Counters;
import antiphon.live.journal.JournalException;
import antiphon.live.journal.JournalReader;
import antiphon.live.journal.SessionHeader;
import antiphon.live.journal.SessionRecorder;
import antiphon.live.journal.Take;
import antiphon.live.journal.Takes;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiSender;
import antiphon.music.note.NoteLedger;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What a session has left that did not come to its end in order. */
public final class Legacy {
  /**
   * What is missing at the torn end is milliseconds long; a channel that was silent for longer than
   * this has hardly begun again just then.
   */
  private static final long UNSURE_NS = 60_000_000_000L;

  /** Says when a take is over, as whoever kept the session's takes did. */
  @FunctionalInterface
  public interface TakeEnd {
    boolean isOver(Takes.Progress progress, long nowNs);
  }

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
  private final List<boolean[][]> sounding = new ArrayList<>(); // [output][channel][pitch]
  private final List<HeldKeys> held = new ArrayList<>();
  private final boolean[][] used; // [output][channel]
  private final long[][] usedNs; // [output][channel]
  private long lastNs;

  private Legacy(SessionHeader header) {
    this.header = header;
    routing = Routing.parse(header.routing());
    int outputs = routing.outputs();
    used = new boolean[outputs][NoteLedger.CHANNELS];
    usedNs = new long[outputs][NoteLedger.CHANNELS];
    for (int output = 0; output < outputs; output++) {
      held.add(new HeldKeys());
      sounding.add(new boolean[NoteLedger.CHANNELS][NoteLedger.PITCHES]);
    }
    lastNs = header.anchorNs();
  }

  /**
   * Reads a journal.
   *
   * @param keptUntilNs what had been played until then is in files already; empty for nothing
   * @param keeper is given each take that is not
   * @throws JournalException when it cannot be read
   * @throws IllegalArgumentException when its header makes no sense
   */
  public static Legacy of(
      JournalReader journal, OptionalLong keptUntilNs, TakeEnd takeEnd, Consumer<Take> keeper)
      throws JournalException {
    SessionHeader header = journal.header();
    Legacy legacy = new Legacy(header);
    Outgoing outgoing = new Outgoing(legacy.routing, (MidiSender) legacy::sent);
    SessionRecorder recorder =
        new SessionRecorder(
            Timeline.of(header.anchorNs(), 0, header.tempoBpm()),
            MeterMap.of(header.settings().meter()),
            false,
            new Counters());
    Takes takes = recorder.keepTakes();
    journal.read(
        slot -> {
          outgoing.accept(slot);
          switch (slot.kind) {
            case TEMPO -> recorder.tempo(slot.quarterNs, slot.tick);
            case HEARD -> {
              if (keptUntilNs.isEmpty() || slot.timeNs - keptUntilNs.getAsLong() > 0) {
                takes.cutWhen(progress -> takeEnd.isOver(progress, slot.timeNs)).ifPresent(keeper);
                recorder.accept(slot.part, slot.message, slot.timeNs, slot.tick);
              }
            }
            case CYCLE -> legacy.lastNs = slot.timeNs;
            default -> {
              // neither sounds nor was heard
            }
          }
        });
    takes.cutWhen(progress -> true).ifPresent(keeper);
    return legacy;
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
