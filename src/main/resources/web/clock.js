/** Where the daemon is in musical time, between what it tells. */
export class MusicalClock {
  #tick = 0;
  #atMs = performance.now();
  #bpm = 120;
  #set = false;
  #songTicks = 0;
  ticksPerQuarter = 960;
  beats = 4;
  unit = 4;

  /** Milliseconds that so many ticks last. */
  msOf(ticks) {
    return (ticks * 60000) / (this.#bpm * this.ticksPerQuarter);
  }

  now() {
    const sinceMs = performance.now() - this.#atMs;
    return this.#tick + (sinceMs * this.#bpm * this.ticksPerQuarter) / 60000;
  }

  follow(status) {
    this.ticksPerQuarter = status.ticksPerQuarter;
    [this.beats, this.unit] = status.meter.split('/').map(Number);
    if (status.tempoBpm !== this.#bpm) {
      this.#bpm = status.tempoBpm;
      this.#set = false;
    }
    // the song may stand still or jump, musical time does not
    this.#songTicks = status.positionTicks - status.timeTicks;
    this.correct(status.timeTicks);
  }

  /** Small differences are jitter of the network and are smoothed away. */
  correct(tick) {
    const here = this.now();
    const jumps = !this.#set || Math.abs(this.msOf(tick - here)) > 200;
    this.#tick = jumps ? tick : here + (tick - here) / 8;
    this.#atMs = performance.now();
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

  /** As musicians count: bar and beat from 1. */
  barAndBeat() {
    const tick = Math.max(0, this.now() + this.#songTicks);
    const bar = Math.floor(tick / this.ticksPerBar) + 1;
    const beat = Math.floor((tick % this.ticksPerBar) / this.ticksPerBeat) + 1;
    return `${bar}.${beat}`;
  }
}
