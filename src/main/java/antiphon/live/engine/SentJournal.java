package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;
import antiphon.live.ring.JournalRing;
import antiphon.live.schedule.Scheduler;
import antiphon.live.schedule.SentListener;
import antiphon.midi.port.MidiSender;
import antiphon.music.note.Part;

/** Passes on what is sent, and tells the journal. Belongs to the out thread. */
final class SentJournal implements MidiSender, SentListener {
  private final MidiSender sender;
  private final JournalRing journal;
  private final CycleBeat beat;
  private boolean any;

  SentJournal(MidiSender sender, JournalRing journal, CycleBeat beat) {
    this.sender = sender;
    this.journal = journal;
    this.beat = beat;
  }

  @Override
  @RealTimeSafe
  public void send(int message, long deadlineNs) {
    any = true;
    journal.sent(message, deadlineNs, false);
    sender.send(message, deadlineNs);
  }

  @Override
  @RealTimeSafe
  public void sendOwn(int message, long deadlineNs) {
    any = true;
    journal.sent(message, deadlineNs, true);
    sender.sendOwn(message, deadlineNs);
  }

  @Override
  @RealTimeSafe
  public void sent(int message, long timeNs, long tick) {
    any = true;
    long position = tick == Scheduler.NO_TICK ? beat.get().timeline().tickAt(timeNs) : tick;
    journal.heard(Part.PARTNER, message, timeNs, position);
  }

  /** Whether anything has been sent since this was last asked. */
  @RealTimeSafe
  boolean takeAny() {
    boolean taken = any;
    any = false;
    return taken;
  }
}
