/** How smoothly this page draws: its last frames. */
const FRAMES = 600;

export class FrameMeter {
  #atMs = new Float64Array(FRAMES);
  #workMs = new Float64Array(FRAMES);
  #count = 0;

  /**
   * @param atMs when the frame began
   * @param workMs what was spent in it
   */
  frame(atMs, workMs) {
    const at = this.#count++ % FRAMES;
    this.#atMs[at] = atMs;
    this.#workMs[at] = workMs;
  }

  /** Of the last frames, ten seconds where there are 60 in a second. */
  figures() {
    const known = Math.min(FRAMES, this.#count);
    const times = this.#atMs.slice(0, known).sort();
    const work = this.#workMs.slice(0, known).sort();
    const seconds = known > 1 ? (times[known - 1] - times[0]) / 1000 : 0;
    return {
      frames: this.#count,
      perSecond: seconds > 0 ? (known - 1) / seconds : 0,
      p50WorkMs: known > 0 ? work[Math.floor(known * 0.5)] : 0,
      p95WorkMs: known > 0 ? work[Math.floor(known * 0.95)] : 0,
    };
  }

  /** Begins anew. */
  reset() {
    this.#count = 0;
  }
}
