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
   * @param session {tempoBpm, ticksPerQuarter, notes: [{part, pitch, velocity, tick, endTick}]}
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
    const msPerTick = 60000 / (session.tempoBpm * session.ticksPerQuarter);
    const events = eventsOf(session);
    const firstTick = events[0]?.tick ?? 0;
    const totalMs = ((events.at(-1)?.tick ?? 0) - firstTick) * msPerTick;
    const startMs = performance.now() + LEAD_MS;
    let next = 0;
    const look = () => {
      const nowMs = performance.now() - startMs;
      for (; next < events.length; next++) {
        const atMs = (events[next].tick - firstTick) * msPerTick;
        if (atMs > nowMs + LOOK_AHEAD_MS) {
          break;
        }
        this.#pass(events[next], Math.max(0, atMs - nowMs));
      }
      const playedMs = Math.max(0, Math.min(nowMs, totalMs));
      onProgress({tick: firstTick + playedMs / msPerTick, seconds: playedMs / 1000, totalSeconds: totalMs / 1000});
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

/** Onsets and ends in the order of time; at one tick the ends come first. */
function eventsOf({notes, ticksPerQuarter}) {
  const events = notes.flatMap(({part, pitch, velocity, tick, endTick}) => [
    {tick, on: true, part, pitch, velocity},
    {tick: Math.max(tick + 1, endTick ?? tick + ticksPerQuarter), on: false, part, pitch},
  ]);
  return events.sort((a, b) => a.tick - b.tick || a.on - b.on);
}
