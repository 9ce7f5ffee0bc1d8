package antiphon.live.engine;

import antiphon.live.journal.SessionHeader;
import antiphon.live.ring.JournalLog;
import antiphon.live.ring.JournalSlot;

/**
 * Says to a journal now and then what sounds: whoever takes over when this process has died need
 * not read all of it. The journal's thread's alone.
 */
public final class SoundingLog implements JournalLog {
  /** So many records are half a megabyte or so. */
  static final int PERIOD_RECORDS = 1 << 16;

  /** A longer text is no record; it takes notes by the thousand. */
  private static final int MOST_CHARACTERS = 1 << 16;

  private final JournalLog log;
  private final Legacy legacy;
  private final int periodRecords;
  private long told;

  /**
   * @param log where all is written
   * @param header its session's
   */
  public SoundingLog(JournalLog log, SessionHeader header) {
    this(log, header, PERIOD_RECORDS);
  }

  SoundingLog(JournalLog log, SessionHeader header, int periodRecords) {
    this.log = log;
    this.periodRecords = periodRecords;
    legacy = new Legacy(header);
  }

  @Override
  public boolean accept(JournalSlot slot) {
    boolean written = log.accept(slot);
    legacy.accept(slot);
    if (++told % periodRecords == 0) {
      JournalSlot sounding = legacy.slot();
      if (((String) sounding.payload).length() <= MOST_CHARACTERS) {
        log.accept(sounding); // one that finds no room is not missed
      }
    }
    return written;
  }
}
