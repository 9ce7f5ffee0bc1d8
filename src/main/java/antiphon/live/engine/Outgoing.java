package antiphon.live.engine;

import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalSlot;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiSender;
import java.util.function.Consumer;

/**
 * What went out by each output, as a journal has it: what was sent, and what a transport passed
 * through by itself.
 */
public final class Outgoing implements Consumer<JournalSlot> {
  private final Routing routing;
  private final MidiSender sender;

  /**
   * @param routing of the session
   * @param sender takes each message with the number of its output as its port
   */
  public Outgoing(Routing routing, MidiSender sender) {
    this.routing = routing;
    this.sender = sender;
  }

  @Override
  public void accept(JournalSlot slot) {
    if (slot.kind == JournalSlot.Kind.SENT) {
      if (slot.number != 0) {
        sender.sendOwn(slot.message, slot.timeNs);
      } else {
        sender.send(slot.message, slot.timeNs);
      }
    } else if (slot.kind == JournalSlot.Kind.INPUT
        && (slot.event == InSlot.Kind.MIDI || slot.event == InSlot.Kind.ECHO)
        && MidiMessages.command(slot.message) != MidiMessages.SYSTEM) {
      for (long rest = routing.passes(MidiMessages.port(slot.message));
          rest != 0;
          rest &= rest - 1) {
        int output = Long.numberOfTrailingZeros(rest);
        int mapped = routing.channels(output).apply(slot.message);
        if (mapped != 0) {
          sender.send(MidiMessages.atPort(mapped, output), slot.timeNs);
        }
      }
    }
  }
}
