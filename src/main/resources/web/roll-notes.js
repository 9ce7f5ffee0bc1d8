/** The notes of the roll in the order in which they began; made once, so that nothing is allocated while it plays. */
const MOST_NOTES = 8192;
const PITCHES = 128;
const NONE = -1;

export const PARTS = ['player', 'partner'];

export class RollNotes {
  /** Counts up with each change of what sounds. */
  changes = 0;
  #on = new Float64Array(MOST_NOTES);
  #off = new Float64Array(MOST_NOTES);
  #pitch = new Uint8Array(MOST_NOTES);
  #velocity = new Uint8Array(MOST_NOTES);
  #part = new Uint8Array(MOST_NOTES);
  /** Numbers of notes run on; a note lies at its number in the ring. */
  #first = 0;
  #next = 0;
  /** Number of the note that sounds, by part and pitch. */
  #sounding = new Float64Array(PARTS.length * PITCHES).fill(NONE);

  begin(part, pitch, velocity, tick) {
    this.end(part, pitch, tick);
    if (this.#next - this.#first === MOST_NOTES) {
      this.#forgetFirst();
    }
    const at = this.#next % MOST_NOTES;
    this.#on[at] = tick;
    this.#off[at] = Infinity;
    this.#pitch[at] = pitch;
    this.#velocity[at] = velocity;
    this.#part[at] = PARTS.indexOf(part);
    this.#sounding[PARTS.indexOf(part) * PITCHES + pitch] = this.#next++;
    this.changes++;
  }

  end(part, pitch, tick) {
    this.#endKey(PARTS.indexOf(part) * PITCHES + pitch, tick);
  }

  endAll(tick) {
    for (let key = 0; key < this.#sounding.length; key++) {
      this.#endKey(key, tick);
    }
  }

  clear() {
    this.#first = this.#next;
    this.#sounding.fill(NONE);
    this.changes++;
  }

  /** Forgets the oldest as long as they ended before a tick. */
  forgetBefore(tick) {
    while (this.#first < this.#next && this.#off[this.#first % MOST_NOTES] < tick) {
      this.#first++;
    }
  }

  /** Time has leapt back: what sounds begins anew, all else is forgotten. */
  beginAgain(tick) {
    const sounding = [...this.#sounding].filter((number) => number !== NONE).map((number) => number % MOST_NOTES)
      .map((at) => [PARTS[this.#part[at]], this.#pitch[at], this.#velocity[at]]);
    this.clear();
    sounding.forEach(([part, pitch, velocity]) => this.begin(part, pitch, velocity, tick));
  }

  /** Whether a part sounds a pitch. */
  sounds(part, pitch) {
    return this.#sounding[PARTS.indexOf(part) * PITCHES + pitch] !== NONE;
  }

  /** Calls see(on, off, pitch, velocity) for each note of a part; off is infinite while it sounds. */
  each(part, see) {
    const wanted = PARTS.indexOf(part);
    for (let number = this.#first; number < this.#next; number++) {
      const at = number % MOST_NOTES;
      if (this.#part[at] === wanted) {
        see(this.#on[at], this.#off[at], this.#pitch[at], this.#velocity[at]);
      }
    }
  }

  #endKey(key, tick) {
    const number = this.#sounding[key];
    if (number !== NONE) {
      const at = number % MOST_NOTES;
      this.#off[at] = Math.max(tick, this.#on[at] + 1);
      this.#sounding[key] = NONE;
      this.changes++;
    }
  }

  #forgetFirst() {
    const at = this.#first % MOST_NOTES;
    const key = this.#part[at] * PITCHES + this.#pitch[at];
    if (this.#sounding[key] === this.#first) {
      this.#sounding[key] = NONE;
      this.changes++;
    }
    this.#first++;
  }
}
