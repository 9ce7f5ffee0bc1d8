package antiphon.live.journal;

import antiphon.live.api.Counters;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What was played in a session, in takes, from its journal. */
public final class JournalTakes {
  /** Says when a take is over, as whoever kept the session's takes did. */
  @FunctionalInterface
  public interface TakeEnd {
    boolean isOver(Takes.Progress progress, long nowNs);
  }

  private JournalTakes() {}

  /**
   * Reads all of a journal.
   *
   * @param keptUntilNs what had been played until then is in files already; empty for nothing
   * @param keeper is given each take that is not
   * @throws JournalException when it cannot be read
   * @throws IllegalArgumentException when its header makes no sense
   */
  public static void read(
      JournalReader journal, OptionalLong keptUntilNs, TakeEnd takeEnd, Consumer<Take> keeper)
      throws JournalException {
    SessionHeader header = journal.header();
    SessionRecorder recorder =
        new SessionRecorder(
            Timeline.of(header.anchorNs(), 0, header.tempoBpm()),
            MeterMap.of(header.settings().meter()),
            false,
            new Counters());
    Takes takes = recorder.keepTakes();
    journal.read(
        slot -> {
          switch (slot.kind) {
            case TEMPO -> recorder.tempo(slot.quarterNs, slot.tick);
            case HEARD -> {
              if (keptUntilNs.isEmpty() || slot.timeNs - keptUntilNs.getAsLong() > 0) {
                takes.cutWhen(progress -> takeEnd.isOver(progress, slot.timeNs)).ifPresent(keeper);
                recorder.accept(slot.part, slot.message, slot.timeNs, slot.tick);
              }
            }
            default -> {
              // was not heard
            }
          }
        });
    takes.cutWhen(progress -> true).ifPresent(keeper);
  }
}
