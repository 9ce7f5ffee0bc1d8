package antiphon.learn.compose;

import antiphon.music.note.Note;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import java.util.ArrayList;
import java.util.List;

/** Windows of several pieces that follow one another, and why these. */
public final class HybridSeed {
  private final List<SeedJoin> joins;
  private final List<SeedWindow> windows = new ArrayList<>();
  private final long pairs;
  private final List<List<SeedWindow>> all;

  /**
   * @param all windows of each piece, in their order and not transposed
   */
  HybridSeed(List<SeedJoin> joins, long pairs, List<List<SeedWindow>> all) {
    this.joins = joins;
    this.pairs = pairs;
    this.all = all;
    windows.add(joins.get(0).first());
    joins.forEach(join -> windows.add(join.second()));
  }

  /** How many pairs of windows were compared, each in twelve keys. */
  public long pairs() {
    return pairs;
  }

  public List<SeedChoice> choices() {
    List<SeedChoice> choices = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      choices.add(SeedChoice.of(windows.get(i), i == 0 ? null : joins.get(i - 1)));
    }
    return choices;
  }

  /** All windows one after the other, each a section. */
  public Opening opening() {
    return opening(windows);
  }

  /** The first window alone. */
  public Opening firstOpening() {
    return opening(windows.subList(0, 1));
  }

  /**
   * Of each piece the chosen window, then those that follow it bar after bar, and from the
   * beginning again; all transposed as the chosen one is.
   */
  List<List<SeedWindow>> influences() {
    List<List<SeedWindow>> influences = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      SeedWindow chosen = windows.get(i);
      List<SeedWindow> after = new ArrayList<>();
      List<SeedWindow> before = new ArrayList<>();
      for (SeedWindow window : all.get(i)) {
        boolean inStep = (window.firstBar() - chosen.firstBar()) % chosen.bars() == 0;
        if (inStep && window.canBeTransposed(chosen.semitones())) {
          (window.firstBar() < chosen.firstBar() ? before : after)
              .add(window.transposed(chosen.semitones()));
        }
      }
      after.addAll(before);
      influences.add(after);
    }
    return influences;
  }

  private static Opening opening(List<SeedWindow> windows) {
    List<Opening.Section> sections = new ArrayList<>();
    long clock = 0;
    for (SeedWindow window : windows) {
      List<Note> notes = placed(window, clock);
      sections.add(new Opening.Section("Seed " + (char) ('A' + sections.size()), notes));
      clock += window.clocks();
    }
    return new Opening(follow(windows), clock, sections);
  }

  /** Windows one after the other, at the tempo of the first. */
  static Score follow(List<SeedWindow> windows) {
    List<Note> notes = new ArrayList<>();
    List<MeterMap.Change> changes = new ArrayList<>();
    long clock = 0;
    for (SeedWindow window : windows) {
      notes.addAll(placed(window, clock));
      if (changes.isEmpty() || !changes.get(changes.size() - 1).meter().equals(window.meter())) {
        changes.add(new MeterMap.Change(clock, window.meter()));
      }
      clock += window.clocks();
    }
    return new Score(notes, windows.get(0).score().tempoBpm(), new MeterMap(changes));
  }

  private static List<Note> placed(SeedWindow window, long clock) {
    long tick = MusicalTime.ticksOfClocks(clock);
    return window.score().notes().stream().map(note -> note.shifted(tick, 0)).toList();
  }
}
