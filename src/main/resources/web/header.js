/** What stands above the roll: floor, tempo, meter, place, clock, key, and whether the daemon is there. */
import {asSentence} from './words.js';

const byId = (id) => document.getElementById(id);

const FLOORS = {open: 'Nobody has the floor', player: 'You have the floor', partner: 'Antiphon has the floor'};
const SOURCES = {internal: 'own', midi: 'MIDI', jack: 'JACK', player: 'yours'};
const NOTES = ['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B'];
const MAJOR = [0, 2, 4, 5, 7, 9, 11];

/** So much of a beat the lamp is lit. */
const LIT_SHARE = 0.25;

export class Header {
  #clock;
  #position = byId('position');
  #lamp = byId('beat');
  #shown = '';
  #lit = '';

  constructor(clock) {
    this.#clock = clock;
  }

  connected(is) {
    const lamp = byId('lamp');
    lamp.dataset.state = is ? 'running' : 'lost';
    lamp.ariaLabel = is ? 'Connected' : 'Not connected';
    lamp.title = lamp.ariaLabel;
    if (!is) {
      this.#showFloor('open');
      this.#showClock(null);
    }
  }

  show(status) {
    byId('tempo').textContent = `${Math.round(status.tempoBpm * 10) / 10} bpm`;
    byId('meter').textContent = status.meter;
    this.#showFloor(status.floor);
    this.#showClock(status.clock);
    const key = nameOfKey(status);
    byId('key').hidden = key === '';
    byId('key').querySelector('dd').textContent = key;
    byId('key').title = status.key.join(' ');
  }

  /** @param tick where the song is, or null where that is not known */
  frame(tick) {
    const known = tick !== null && tick >= 0;
    const beats = known ? Math.floor(tick / this.#clock.ticksPerBeat) : 0;
    const beat = beats % this.#clock.beats;
    const text = known ? `${Math.floor(beats / this.#clock.beats) + 1}.${beat + 1}` : '–';
    if (text !== this.#shown) {
      this.#shown = text;
      this.#position.textContent = text;
    }
    const on = known && tick / this.#clock.ticksPerBeat - beats < LIT_SHARE;
    const lit = on ? (beat === 0 ? 'bar' : 'beat') : '';
    if (lit !== this.#lit) {
      this.#lit = lit;
      this.#lamp.dataset.lit = lit;
    }
  }

  #showFloor(floor) {
    byId('floor').dataset.floor = floor;
    byId('floor').ariaLabel = FLOORS[floor];
  }

  #showClock(clock) {
    const place = byId('clock');
    place.hidden = !clock;
    if (clock) {
      place.title = asSentence(clock.detail);
      place.querySelector('.lamp').dataset.state = clock.state;
      place.querySelector('.source').textContent = SOURCES[clock.source] ?? clock.source;
      place.querySelector('.state').textContent = `, ${clock.state}`;
    }
  }
}

/** The key that is kept to; empty where there is none. */
function nameOfKey({keyLock, tonic, scale, key}) {
  if (key.length === 0 || key.length === NOTES.length) {
    return '';
  }
  if (keyLock === 'given') {
    return `${tonic} ${scale.replaceAll('-', ' ')}`;
  }
  const found = NOTES.findIndex((_, root) => key.length === MAJOR.length
      && MAJOR.every((degree) => key.includes(NOTES[(root + degree) % 12])));
  return found < 0 ? key.join(' ') : `${NOTES[found]} / ${NOTES[(found + 9) % 12]}m`;
}
