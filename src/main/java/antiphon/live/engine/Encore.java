package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;
import antiphon.live.guard.GuardRails;
import antiphon.music.note.Part;
import antiphon.music.time.Grid;
import antiphon.music.token.Grammar;
import antiphon.music.token.Vocabulary;
import antiphon.net.TokenSampler;
import java.util.Arrays;

/**
 * Plays something again in its time, note for note or with other pitches, one instant after the
 * other, within the guard-rails. Belongs to the mind's thread.
 */
final class Encore {
  private final Memory memory;
  private final GuardRails rails;
  private final Speech speech;
  private Template template;
  private long templateClock;

  Encore(Memory memory, GuardRails rails, Speech speech) {
    this.memory = memory;
    this.rails = rails;
    this.speech = speech;
  }

  /**
   * @param what keeps its time
   * @param fromClock where it begins
   */
  @RealTimeSafe
  void begin(Template what, long fromClock) {
    template = what;
    templateClock = fromClock;
  }

  /**
   * Plays the next instant; the memory stands where the last one ended.
   *
   * @param before how it stands there
   * @param earliestClock nothing sounds before
   * @return false when the model's output is no use
   */
  @RealTimeSafe
  boolean play(Moment before, long earliestClock) {
    Grammar grammar = memory.grammar();
    long cursor = memory.cursor();
    if (!template.has(cursor)) {
      speech.setClock(Lookahead.NEVER_CLOCK);
      return true;
    }
    long at = template.clockOf(cursor) + templateClock;
    long soonest = Math.max(Grid.next(grammar.positionClock()), earliestClock);
    long due = Math.max(soonest, rails.dueClock(grammar, memory.past()));
    if (due < at) {
      speech.passUntil(due);
      speech.setClock(due);
      speech.endWhatMust(grammar);
      return true;
    }
    speech.passUntil(Math.max(at, earliestClock));
    speech.setClock(grammar.positionClock());
    long end = cursor;
    while (template.has(end) && template.clockOf(end) + templateClock == at) {
      end++;
    }
    memory.setCursor(end);
    endAsBefore(cursor, end, grammar);
    for (long event = cursor; event < end; event++) {
      if (template.isOnset(event) && !begin(event, cursor, end, grammar)) {
        return false;
      }
    }
    if (speech.events() == 0) { // the rest before it goes on
      memory.restore(before);
      memory.setCursor(end);
    }
    return true;
  }

  private void endAsBefore(long from, long to, Grammar grammar) {
    for (int p = 0; p < Vocabulary.PITCHES; p++) {
      boolean ends =
          grammar.sounds(Part.PARTNER, p)
              && (template.ends(from, to, p)
                  || rails.mustEnd(p, speech.clock(), memory.past(), grammar));
      if (ends) {
        speech.speak();
        speech.hearIfLegal(Vocabulary.noteOff(p));
      }
    }
  }

  /**
   * Begins one note of what is played again, if that may begin here.
   *
   * @param from first event of the instant
   * @param to the event after its last
   */
  private boolean begin(long event, long from, long to, Grammar grammar) {
    template.choose(event, Template.NO_PITCH);
    boolean speaking = grammar.speaker() == Part.PARTNER;
    Arrays.fill(speech.mask, false);
    for (int p = 0; p < Vocabulary.PITCHES; p++) {
      speech.mask[Vocabulary.noteOn(p)] =
          (!template.fixesPitch() || p == template.pitch(event))
              && !grammar.sounds(Part.PARTNER, p)
              && (!speaking || grammar.legal(Vocabulary.noteOn(p)))
              && rails.mayBegin(p, grammar, memory.past());
    }
    if (!template.fixesPitch()) {
      changePitch(event, from, to);
    }
    if (speech.empty()) {
      return true;
    }
    speech.speak();
    int wanted = rails.nearestBin(template.bin(event));
    if (wanted != grammar.velocityBin(Part.PARTNER)) {
      speech.hear(Vocabulary.velocity(wanted));
    }
    int id = template.fixesPitch() ? Vocabulary.noteOn(template.pitch(event)) : speech.sample();
    if (id == TokenSampler.NONE) {
      return false;
    }
    speech.hear(id);
    template.choose(event, Vocabulary.value(id));
    return true;
  }

  /** Leaves other pitches than those of the instant, and room above for its further notes. */
  private void changePitch(long event, long from, long to) {
    int allowed = count();
    for (long other = from; other < to; other++) {
      int id = Vocabulary.noteOn(template.pitch(other));
      if (template.isOnset(other) && speech.mask[id] && allowed > 1) {
        speech.mask[id] = false;
        allowed--;
      }
    }
    int further = 0;
    for (long other = event + 1; other < to; other++) {
      further += template.isOnset(other) ? 1 : 0;
    }
    for (int p = Vocabulary.PITCHES - 1; p >= 0 && further > 0 && allowed > 1; p--) {
      if (speech.mask[Vocabulary.noteOn(p)]) {
        speech.mask[Vocabulary.noteOn(p)] = false;
        further--;
        allowed--;
      }
    }
  }

  private int count() {
    int count = 0;
    for (boolean allowed : speech.mask) {
      count += allowed ? 1 : 0;
    }
    return count;
  }
}
