/**
 * The piano roll. Time runs from right to left through the line of now: what has sounded is on its
 * left, what Antiphon has drafted on its right. Where motion is not wanted, the roll stands still,
 * the line walks, and pages are turned.
 */
import {PARTS, RollNotes} from './roll-notes.js';

const BLACK = new Set([1, 3, 6, 8, 10]);
const COLOURS = ['player', 'partner', 'text', 'quiet', 'grid', 'grid-bar', 'row', 'future'];
const LOWEST_SHOWN = 52;
const HIGHEST_SHOWN = 77;
/** So long after its beginning a drafted note that was never told of as sounding is not drawn any more. */
const LATE_MS = 150;

export class Roll {
  notes = new RollNotes();
  #canvas;
  #pen;
  #clock;
  #draft = [];
  #width = 0;
  #height = 0;
  #low = LOWEST_SHOWN;
  #high = HIGHEST_SHOWN;
  #colours = {};
  #still = matchMedia('(prefers-reduced-motion: reduce)');
  /** Of the frame that is drawn. */
  #now = 0;
  #left = 0;
  #perTick = 0;
  #rowHeight = 0;
  #thick = 0;
  #lowest = 0;
  #highest = 0;
  #drawPlayers = (on, off, pitch, velocity) => this.#drawNote('player', on, off, pitch, velocity);
  #drawPartners = (on, off, pitch, velocity) => this.#drawNote('partner', on, off, pitch, velocity);

  constructor(canvas, clock) {
    this.#canvas = canvas;
    this.#pen = canvas.getContext('2d');
    this.#clock = clock;
    new ResizeObserver(([{contentRect}]) => this.#resize(contentRect)).observe(canvas);
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => this.#readColours());
    this.#readColours();
  }

  note({part, pitch, velocity, tick, on}) {
    if (!on) {
      this.notes.end(part, pitch, tick);
      return;
    }
    this.notes.begin(part, pitch, velocity, tick);
    if (part === 'partner') {
      // it is not a draft any more, whenever the next one comes
      const near = this.#clock.ticksPerBeat / 8;
      this.#draft = this.#draft.filter((drafted) => drafted.pitch !== pitch || Math.abs(drafted.tick - tick) > near);
    }
  }

  /** @param draft [{pitch, velocity, tick, endTick, committed}], all of it */
  drafted(draft) {
    this.#draft = draft;
  }

  /** Nothing sounds any more. */
  endAll() {
    this.notes.endAll(this.#clock.now());
    this.#draft = [];
  }

  clear() {
    this.notes.clear();
    this.#draft = [];
  }

  /** @param atMs time of the frame */
  draw(atMs) {
    if (this.#width === 0) {
      return;
    }
    const clock = this.#clock;
    const now = clock.now(atMs);
    if (now < this.#now - clock.ticksPerBeat) {
      this.notes.beginAgain(now);
    }
    this.#now = now;
    this.#perTick = Math.max(38, Math.min(84, this.#width / 15)) / clock.ticksPerBeat;
    const future = this.#width * (this.#width < 500 ? 0.25 : 0.33);
    this.#left = this.#still.matches ? this.#page(now) : now - (this.#width - future) / this.#perTick;
    this.#rowHeight = this.#height / (this.#high - this.#low + 1);
    this.#thick = Math.max(6, Math.min(this.#rowHeight - 1, 16));
    this.#lowest = LOWEST_SHOWN;
    this.#highest = HIGHEST_SHOWN;
    this.notes.forgetBefore(this.#left);

    const pen = this.#pen;
    const nowX = this.#x(now);
    pen.clearRect(0, 0, this.#width, this.#height);
    pen.fillStyle = this.#colours.future;
    pen.fillRect(nowX, 0, this.#width - nowX, this.#height);
    this.#drawRows(pen);
    this.#drawBeats(pen);
    this.#drawDraft(pen);
    this.notes.each('player', this.#drawPlayers);
    this.notes.each('partner', this.#drawPartners);
    pen.fillStyle = this.#colours.text;
    pen.globalAlpha = 0.6;
    pen.fillRect(nowX - 0.75, 0, 1.5, this.#height);
    pen.globalAlpha = 1;
    this.#moveRange();
  }

  #resize({width, height}) {
    const ratio = Math.min(2, devicePixelRatio);
    this.#width = width;
    this.#height = height;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#pen.font = '11px system-ui, sans-serif';
  }

  #readColours() {
    const style = getComputedStyle(document.documentElement);
    for (const name of COLOURS) {
      this.#colours[name] = style.getPropertyValue(`--${name}`).trim();
    }
  }

  /** Left edge where pages are turned: whole bars of about two thirds of the width. */
  #page(now) {
    const bar = this.#clock.ticksPerBar;
    const shown = this.#width / this.#perTick;
    const page = Math.max(1, Math.floor((shown * 0.66) / bar)) * bar;
    const song = this.#clock.songOf(0);
    return Math.floor((now + song) / page) * page - song - shown * 0.1;
  }

  #x(tick) {
    return (tick - this.#left) * this.#perTick;
  }

  #y(pitch) {
    return (this.#high - pitch) * this.#rowHeight;
  }

  #drawRows(pen) {
    pen.textBaseline = 'bottom';
    for (let pitch = Math.floor(this.#low); pitch <= Math.ceil(this.#high); pitch++) {
      const y = this.#y(pitch);
      if (BLACK.has(pitch % 12)) {
        pen.fillStyle = this.#colours.row;
        pen.fillRect(0, y, this.#width, this.#rowHeight);
      } else if (pitch % 12 === 0) {
        pen.fillStyle = this.#colours.grid;
        pen.fillRect(0, y + this.#rowHeight, this.#width, 1);
        pen.fillStyle = this.#colours.quiet;
        pen.fillText(`C${pitch / 12 - 1}`, 8, y + this.#rowHeight - 1);
      }
    }
  }

  #drawBeats(pen) {
    const {ticksPerBeat, beats} = this.#clock;
    const song = this.#clock.songOf(0);
    pen.textBaseline = 'top';
    for (let beat = Math.max(0, Math.ceil((this.#left + song) / ticksPerBeat)); ; beat++) {
      const x = this.#x(beat * ticksPerBeat - song);
      if (x > this.#width) {
        return;
      }
      const bar = beat % beats === 0;
      pen.fillStyle = this.#colours[bar ? 'grid-bar' : 'grid'];
      pen.fillRect(x, 0, 1, this.#height);
      if (bar) {
        pen.fillStyle = this.#colours.quiet;
        pen.fillText(beat / beats + 1, x + 5, 5);
      }
    }
  }

  /** Outlined, open where the end is not known yet; fuller once it is committed. */
  #drawDraft(pen) {
    const late = this.#now - LATE_MS / this.#clock.msOf(1);
    pen.fillStyle = this.#colours.partner;
    pen.strokeStyle = this.#colours.partner;
    pen.lineWidth = 1.25;
    for (const {pitch, tick, endTick, committed} of this.#draft) {
      const from = this.#x(tick);
      if (tick < late || from > this.#width) {
        continue;
      }
      this.#include(pitch);
      const open = endTick === null || endTick === undefined;
      const width = Math.max(5, (open ? this.#clock.ticksPerBeat / 2 : endTick - tick) * this.#perTick - 1);
      const top = this.#y(pitch) + (this.#rowHeight - this.#thick) / 2;
      pen.globalAlpha = committed ? 0.4 : 0.13;
      pen.fillRect(from, top, width, this.#thick);
      pen.globalAlpha = committed ? 1 : 0.6;
      pen.beginPath();
      if (open) {
        pen.moveTo(from + width, top);
        pen.lineTo(from, top);
        pen.lineTo(from, top + this.#thick);
        pen.lineTo(from + width, top + this.#thick);
      } else {
        pen.rect(from, top, width, this.#thick);
      }
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  /** The player's are round, Antiphon's square with a mark where they begin: they differ without colour as well. */
  #drawNote(part, on, off, pitch, velocity) {
    const from = this.#x(on);
    const sounds = off === Infinity;
    const to = sounds ? Math.max(from, this.#x(this.#now)) : this.#x(off);
    if (to < 0 || from > this.#width) {
      return;
    }
    this.#include(pitch);
    const pen = this.#pen;
    const width = Math.max(4, to - from - 1);
    const thick = this.#thick;
    const top = this.#y(pitch) + (this.#rowHeight - thick) / 2;
    const round = part === PARTS[0] ? thick / 2 : 1.5;
    pen.fillStyle = this.#colours[part];
    if (sounds && !this.#still.matches) {
      pen.globalAlpha = 0.25;
      pen.beginPath();
      pen.roundRect(from - 3, top - 3, width + 6, thick + 6, round + 3);
      pen.fill();
    }
    pen.globalAlpha = sounds ? 1 : 0.5 + (0.45 * velocity) / 127;
    pen.beginPath();
    pen.roundRect(from, top, width, thick, Math.min(round, width / 2));
    pen.fill();
    if (part !== PARTS[0]) {
      pen.fillStyle = this.#colours.text;
      pen.globalAlpha = 0.75;
      pen.fillRect(from, top, 2, thick);
    }
    pen.globalAlpha = 1;
  }

  #include(pitch) {
    this.#lowest = Math.min(this.#lowest, pitch - 3);
    this.#highest = Math.max(this.#highest, pitch + 3);
  }

  /** Moves the range of pitches slowly to where the notes of this frame were. */
  #moveRange() {
    const share = this.#still.matches ? 1 : 0.08;
    const step = (from, to) => (Math.abs(to - from) < 0.02 ? to : from + (to - from) * share);
    this.#low = step(this.#low, Math.max(0, this.#lowest));
    this.#high = step(this.#high, Math.min(127, this.#highest));
  }
}
