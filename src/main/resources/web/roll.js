/** The piano roll: time runs from right to left, now is the bright line. */
const MOST_NOTES = 4000;
const BLACK = new Set([1, 3, 6, 8, 10]);

export class Roll {
  #canvas;
  #clock;
  #notes = [];
  #low = 48;
  #high = 80;
  #colours = {};

  constructor(canvas, clock) {
    this.#canvas = canvas;
    this.#clock = clock;
    const scheme = matchMedia('(prefers-color-scheme: light)');
    const read = () => {
      const style = getComputedStyle(document.documentElement);
      for (const name of ['player', 'partner', 'text', 'quiet', 'grid', 'grid-bar', 'row']) {
        this.#colours[name] = style.getPropertyValue(`--${name}`).trim();
      }
    };
    scheme.addEventListener('change', read);
    read();
  }

  note({part, pitch, velocity, tick, on}) {
    this.#end(tick, (note) => note.part === part && note.pitch === pitch);
    if (on) {
      this.#notes.push({part, pitch, velocity, on: tick, off: null});
      // nothing is drawn, and so nothing forgotten, while the page is hidden
      if (this.#notes.length > MOST_NOTES) {
        this.#notes.splice(0, MOST_NOTES / 2);
      }
    }
  }

  /** Nothing sounds any more. */
  endAll() {
    this.#end(this.#clock.now(), () => true);
  }

  clear() {
    this.#notes = [];
  }

  /** Pitches that sound, by part. */
  sounding() {
    return this.#notes.filter((note) => note.off === null);
  }

  draw() {
    const ratio = Math.min(2, devicePixelRatio);
    const width = this.#canvas.clientWidth;
    const height = this.#canvas.clientHeight;
    if (this.#canvas.width !== Math.round(width * ratio) || this.#canvas.height !== Math.round(height * ratio)) {
      this.#canvas.width = Math.round(width * ratio);
      this.#canvas.height = Math.round(height * ratio);
    }
    const pen = this.#canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const nowX = width - Math.max(28, width * 0.06);
    const beatWidth = Math.max(38, Math.min(84, width / 15));
    const perTick = beatWidth / this.#clock.ticksPerBeat;
    const now = this.#clock.now();
    const first = now - nowX / perTick;
    this.#notes = this.#notes.filter((note) => note.off === null || note.off > first);
    this.#frame();
    const rows = this.#high - this.#low + 1;
    const rowHeight = height / rows;
    const y = (pitch) => (this.#high - pitch) * rowHeight;
    this.#drawRows(pen, width, rowHeight, y);
    this.#drawBeats(pen, height, first, now + (width - nowX) / perTick, (tick) => nowX + (tick - now) * perTick);
    for (const note of this.#notes) {
      this.#drawNote(pen, note, nowX, now, perTick, y(note.pitch), rowHeight);
    }
    pen.fillStyle = this.#colours.text;
    pen.globalAlpha = 0.55;
    pen.fillRect(nowX, 0, 1.5, height);
    pen.globalAlpha = 1;
  }

  #end(tick, matches) {
    for (const note of this.#notes) {
      if (note.off === null && matches(note)) {
        note.off = Math.max(tick, note.on + 1);
      }
    }
  }

  /** Moves the range of pitches slowly to where the notes are. */
  #frame() {
    let low = 52;
    let high = 77;
    for (const note of this.#notes) {
      low = Math.min(low, note.pitch - 3);
      high = Math.max(high, note.pitch + 3);
    }
    const step = (from, to) => (Math.abs(to - from) < 0.02 ? to : from + (to - from) * 0.08);
    this.#low = step(this.#low, Math.max(0, low));
    this.#high = step(this.#high, Math.min(127, high));
  }

  #drawRows(pen, width, rowHeight, y) {
    pen.font = '11px system-ui, sans-serif';
    pen.textBaseline = 'bottom';
    for (let pitch = Math.floor(this.#low); pitch <= Math.ceil(this.#high); pitch++) {
      if (BLACK.has(pitch % 12)) {
        pen.fillStyle = this.#colours.row;
        pen.fillRect(0, y(pitch), width, rowHeight);
      }
      if (pitch % 12 === 0) {
        pen.fillStyle = this.#colours.grid;
        pen.fillRect(0, y(pitch) + rowHeight, width, 1);
        pen.fillStyle = this.#colours.quiet;
        pen.fillText(`C${pitch / 12 - 1}`, 8, y(pitch) + rowHeight - 1);
      }
    }
  }

  #drawBeats(pen, height, first, last, x) {
    const {ticksPerBeat, beats} = this.#clock;
    for (let beat = Math.max(0, Math.ceil(first / ticksPerBeat)); beat * ticksPerBeat < last; beat++) {
      pen.fillStyle = this.#colours[beat % beats === 0 ? 'grid-bar' : 'grid'];
      pen.fillRect(Math.round(x(beat * ticksPerBeat)), 0, 1, height);
    }
  }

  #drawNote(pen, note, nowX, now, perTick, top, rowHeight) {
    const from = nowX + (note.on - now) * perTick;
    const to = nowX + (Math.min(note.off ?? now, Math.max(now, note.on)) - now) * perTick;
    const thick = Math.max(6, Math.min(rowHeight - 1, 16));
    const sounds = note.off === null;
    pen.fillStyle = this.#colours[note.part];
    pen.globalAlpha = sounds ? 1 : 0.45 + (0.5 * note.velocity) / 127;
    if (sounds) {
      pen.shadowColor = this.#colours[note.part];
      pen.shadowBlur = 14;
    }
    pen.beginPath();
    pen.roundRect(from, top + (rowHeight - thick) / 2, Math.max(4, to - from - 1), thick, Math.min(5, thick / 2));
    pen.fill();
    pen.shadowBlur = 0;
    pen.globalAlpha = 1;
  }
}
