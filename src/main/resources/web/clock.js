/** Where the daemon is in musical time, between what it tells. */

/** Differences up to this are jitter of the network, and are made up for; more is a jump. */
const MOST_JITTER_MS = 200;

/** Time constant in which a difference is made up for. Longer than the jitter: time never runs back. */
const SLEW_MS = 400;

export class MusicalClock {
  #tick = 0;
  #atMs = performance.now();
  /** What is still to be made up for since then, in ticks. */
  #slew = 0;
  #bpm = 120;
  #set = false;
  #songTicks = 0;
  /** Where the song stands still, or null. */
  #standing = null;
  ticksPerQuarter = 960;
  beats = 4;
  unit = 4;

  /** Milliseconds that so many ticks last. */
  msOf(ticks) {
    return (ticks * 60000) / (this.#bpm * this.ticksPerQuarter);
  }

  /** @param atMs as performance.now() tells it, or the time of a frame */
  now(atMs = performance.now()) {
    const sinceMs = Math.max(-MOST_JITTER_MS, atMs - this.#atMs);
    return this.#tick + sinceMs / this.msOf(1) + this.#slew * (1 - Math.exp(-sinceMs / SLEW_MS));
  }

  follow(status) {
    if (status.tempoBpm !== this.#bpm || status.ticksPerQuarter !== this.ticksPerQuarter) {
      const atMs = performance.now();
      this.#tick = this.now(atMs);
      this.#atMs = atMs;
      this.#slew = 0;
      this.#bpm = status.tempoBpm;
      this.ticksPerQuarter = status.ticksPerQuarter;
    }
    [this.beats, this.unit] = status.meter.split('/').map(Number);
    // the song may stand still or jump, musical time does not
    this.#standing = status.clock?.state === 'stopped' ? status.positionTicks : null;
    if (this.#standing === null) {
      this.#songTicks = status.positionTicks - status.timeTicks;
    }
    this.correct(status.timeTicks);
  }

  /** The daemon is at this tick now; small differences are made up for little by little. */
  correct(tick) {
    const atMs = performance.now();
    const here = this.now(atMs);
    const jumps = !this.#set || Math.abs(this.msOf(tick - here)) > MOST_JITTER_MS;
    this.#tick = jumps ? tick : here;
    this.#slew = jumps ? 0 : tick - here;
    this.#atMs = atMs;
    this.#set = true;
  }

  reset() {
    this.#set = false;
  }

  get ticksPerBeat() {
    return (this.ticksPerQuarter * 4) / this.unit;
  }

  get ticksPerBar() {
    return this.ticksPerBeat * this.beats;
  }

  /** Where in the song a tick is. */
  songOf(tick) {
    return tick + this.#songTicks;
  }

  /** Where the song is. */
  songNow(atMs) {
    return this.#standing ?? this.songOf(this.now(atMs));
  }
}
