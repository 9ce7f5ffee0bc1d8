/** Plays a session that is over through the instrument, one at a time. */
const LOOK_AHEAD_MS = 300;
const EVERY_MS = 50;

/** So long it waits for the piano, and after the last note. */
const PATIENCE_MS = 2000;
const LAST_MS = 500;

/** So long before the first note it begins. */
const LEAD_MS = 100;

const SOURCE = 'session';

export class SessionPlayer {
  #instrument;
  #timer = 0;
  #turn = null;

  constructor(instrument) {
    this.#instrument = instrument;
  }

  get playing() {
    return this.#turn !== null;
  }

  /**
   * From the first note on; what played before stops. To be called in a gesture of the user.
   *
   * @param session {tempoBpm, tempi: [{tick, tempoBpm}], ticksPerQuarter, notes: [{part, pitch, velocity, tick, endTick}]}
   * @param onProgress({tick, seconds, totalSeconds}) some 20 times a second
   * @param onEnd(whole) once; whether it came to its end
   */
  async play(session, onProgress = () => {}, onEnd = () => {}) {
    this.stop();
    const turn = {onEnd};
    this.#turn = turn;
    this.#instrument.unlock();
    await Promise.race([this.#instrument.prepare(), new Promise((wake) => setTimeout(wake, PATIENCE_MS))]);
    if (this.#turn === turn) {
      this.#begin(session, onProgress);
    }
  }

  stop() {
    this.#finish(false);
  }

  #begin(session, onProgress) {
    const events = eventsOf(session);
    const time = new SessionTime(session, events[0]?.tick ?? 0);
    const totalMs = events.length > 0 ? time.msAt(events.at(-1).tick) : 0;
    const startMs = performance.now() + LEAD_MS;
    let next = 0;
    const look = () => {
      const nowMs = performance.now() - startMs;
      for (; next < events.length; next++) {
        const atMs = time.msAt(events[next].tick);
        if (atMs > nowMs + LOOK_AHEAD_MS) {
          break;
        }
        this.#pass(events[next], Math.max(0, atMs - nowMs));
      }
      const playedMs = Math.max(0, Math.min(nowMs, totalMs));
      onProgress({tick: time.tickAt(playedMs), seconds: playedMs / 1000, totalSeconds: totalMs / 1000});
      if (nowMs > totalMs + LAST_MS) {
        this.#finish(true);
      }
    };
    this.#timer = setInterval(look, EVERY_MS);
    look();
  }

  #pass({on, part, pitch, velocity}, delayMs) {
    if (on) {
      this.#instrument.noteOn(SOURCE, part, pitch, velocity, delayMs);
    } else {
      this.#instrument.noteOff(SOURCE, part, pitch, delayMs);
    }
  }

  #finish(whole) {
    clearInterval(this.#timer);
    const turn = this.#turn;
    if (turn) {
      this.#turn = null;
      this.#instrument.allOff(SOURCE);
      turn.onEnd(whole);
    }
  }
}

/** When is what, by all the tempi of a session. */
class SessionTime {
  /** {tick, ms, msPerTick} from which on a tempo is in force; that of the beginning first. */
  #stretches = [];

  /** @param firstTick where the time begins */
  constructor({tempoBpm, tempi = [], ticksPerQuarter}, firstTick) {
    const stretch = (tick, ms, bpm) => ({tick, ms, msPerTick: 60000 / (bpm * ticksPerQuarter)});
    let last = stretch(firstTick, 0, tempi.findLast(({tick}) => tick <= firstTick)?.tempoBpm ?? tempoBpm);
    this.#stretches.push(last);
    for (const {tick, tempoBpm: bpm} of tempi) {
      if (tick > firstTick) {
        last = stretch(tick, last.ms + (tick - last.tick) * last.msPerTick, bpm);
        this.#stretches.push(last);
      }
    }
  }

  msAt(atTick) {
    const {tick, ms, msPerTick} = this.#last((stretch) => stretch.tick <= atTick);
    return ms + (atTick - tick) * msPerTick;
  }

  tickAt(atMs) {
    const {tick, ms, msPerTick} = this.#last((stretch) => stretch.ms <= atMs);
    return tick + (atMs - ms) / msPerTick;
  }

  #last(begun) {
    return this.#stretches.findLast(begun) ?? this.#stretches[0];
  }
}

/** Onsets and ends in the order of time; at one tick the ends come first. */
function eventsOf({notes, ticksPerQuarter}) {
  const events = notes.flatMap(({part, pitch, velocity, tick, endTick}) => [
    {tick, on: true, part, pitch, velocity},
    {tick: Math.max(tick + 1, endTick ?? tick + ticksPerQuarter), on: false, part, pitch},
  ]);
  return events.sort((a, b) => a.tick - b.tick || a.on - b.on);
}
