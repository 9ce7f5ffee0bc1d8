/**
 * The notes of the page for a synthesiser plugged into the computer the browser runs on: Antiphon's
 * on channel 1 and, if wanted, the player's on channel 2. Nothing is left sounding there: not when the
 * page goes, nor on panic, nor when another output is chosen.
 *
 * It is attached to the instrument.
 */
import {recall, remember} from './memory.js';

const CHANNELS = {partner: 0, player: 1};
const NOTE_OFF = 0x80;
const NOTE_ON = 0x90;
const CONTROLLER = 0xb0;
const ALL_NOTES_OFF = 123;

/** So long a message may take from an output to an input that it is wired to. */
const ECHO_MS = 200;

export const NOT_ALLOWED = 'The browser does not let this page use MIDI: allow it beside the address, then press again.';

export class MidiOutput {
  #changed = () => {};
  #access = null;
  #name = null;
  #output = null;
  #withPlayer = false;
  #notes = new Map();
  #sent = [];

  constructor() {
    const kept = recall('midiOut');
    this.#name = typeof kept?.name === 'string' ? kept.name : null;
    this.#withPlayer = kept?.withPlayer === true;
    addEventListener('pagehide', () => this.allOff());
    document.addEventListener('freeze', () => this.allOff());
    document.addEventListener('visibilitychange', () => document.hidden && this.allOff());
  }

  /** Whether this browser can do it at all. */
  static get possible() {
    return Boolean(navigator.requestMIDIAccess);
  }

  get open() {
    return this.#access !== null;
  }

  /** Of the outputs that are there. */
  get names() {
    return this.open ? [...this.#access.outputs.values()].filter(there).map(({name}) => name) : [];
  }

  /** Name of the chosen output, there or not, or null. */
  get name() {
    return this.#name;
  }

  get connected() {
    return this.#output !== null;
  }

  get withPlayer() {
    return this.#withPlayer;
  }

  /** @param changed() is called when outputs come and go, or another is chosen */
  onChange(changed) {
    this.#changed = changed;
  }

  /** Asks for leave and connects to the output that was chosen last; throws a sentence when refused. */
  async start() {
    try {
      this.#access = await navigator.requestMIDIAccess();
    } catch {
      throw new Error(NOT_ALLOWED);
    }
    this.#access.addEventListener('statechange', this.#look);
    this.#look();
  }

  stop() {
    this.#access?.removeEventListener('statechange', this.#look);
    this.#connect(null);
    this.#access = null;
    this.#changed();
  }

  /** @param name of an output, or null for none; it is found again by it when it comes back */
  choose(name) {
    this.#name = name;
    this.#keep();
    this.#look();
  }

  setWithPlayer(withPlayer) {
    this.#withPlayer = withPlayer;
    this.#keep();
    if (!withPlayer) {
      [...this.#notes.values()].filter(({channel}) => channel === CHANNELS.player).forEach((note) => this.#end(note));
    }
  }

  noteOn(source, part, pitch, velocity, delayMs = 0) {
    if (!this.connected || part === 'player' && !this.#withPlayer) {
      return;
    }
    const channel = CHANNELS[part];
    const key = `${channel} ${pitch}`;
    const note = this.#notes.get(key) ?? {channel, pitch, sources: new Set(), onMs: -Infinity, offMs: -Infinity};
    // never before the end of the one that went before
    note.onMs = Math.max(performance.now() + delayMs, note.offMs);
    if (note.sources.size > 0) {
      this.#send([NOTE_OFF | channel, pitch, 0], note.onMs);
    }
    note.sources.add(source);
    this.#notes.set(key, note);
    this.#send([NOTE_ON | channel, pitch, velocity], note.onMs);
  }

  noteOff(source, part, pitch, delayMs = 0) {
    const note = this.#notes.get(`${CHANNELS[part]} ${pitch}`);
    if (note?.sources.delete(source) && note.sources.size === 0) {
      note.offMs = Math.max(performance.now() + delayMs, note.onMs);
      this.#send([NOTE_OFF | note.channel, pitch, 0], note.offMs);
    }
  }

  /** Ends all, or all of one source, at once. */
  allOff(source = '') {
    if (!source) {
      this.#silence();
      return;
    }
    for (const note of this.#notes.values()) {
      if (note.sources.delete(source) && note.sources.size === 0) {
        this.#end(note);
      }
    }
  }

  /** Whether a message that comes in is one from here that some wire has led back. */
  isEcho(message) {
    const sinceMs = performance.now() - ECHO_MS;
    const text = String([...message]);
    return this.#sent.some((sent) => sent.text === text && sent.atMs > sinceMs);
  }

  #look = () => {
    if (!this.open) {
      return;
    }
    const found = [...this.#access.outputs.values()].find((output) => output.name === this.#name && there(output));
    this.#connect(found ?? null);
    this.#changed();
  };

  #connect(output) {
    if (output === this.#output) {
      return;
    }
    this.#silence();
    this.#output = output;
    // it may have been pulled out with notes sounding
    this.#silence();
  }

  #silence() {
    this.#notes.forEach((note) => this.#end(note));
    for (const channel of Object.values(CHANNELS)) {
      this.#send([CONTROLLER | channel, ALL_NOTES_OFF, 0], 0);
    }
  }

  /** At once; one that is still on its way ends as it begins. */
  #end(note) {
    const {channel, pitch, sources, onMs, offMs} = note;
    const nowMs = performance.now();
    if (sources.size > 0 || offMs > nowMs) {
      this.#send([NOTE_OFF | channel, pitch, 0], nowMs);
    }
    if (onMs > nowMs) {
      this.#send([NOTE_OFF | channel, pitch, 0], onMs + 1);
    }
    this.#notes.delete(`${channel} ${pitch}`);
  }

  #send(message, atMs) {
    if (!this.#output) {
      return;
    }
    try {
      this.#output.send(message, atMs);
    } catch {
      // it has just been pulled out; the browser tells of that next
      return;
    }
    const nowMs = performance.now();
    while (this.#sent[0]?.atMs < nowMs - ECHO_MS) {
      this.#sent.shift();
    }
    this.#sent.push({text: String(message), atMs: Math.max(atMs, nowMs)});
  }

  #keep() {
    remember('midiOut', {name: this.#name, withPlayer: this.#withPlayer});
  }
}

function there(port) {
  return port.state === 'connected';
}
