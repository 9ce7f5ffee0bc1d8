/** What the page sounds with: an instrument for each part, mute and level for each, one volume for both. */
import {recall, remember} from './memory.js';
import {Mixer} from './mixer.js';
import {SampledPiano} from './piano.js';
import {bowed, struck} from './synth.js';

const MAX_VOICES = 48;
const PIANO = 'Piano';
const SYNTHS = {'Electric piano': struck, Strings: bowed};

/** What sounds until the piano is there. */
const INSTEAD = {player: struck, partner: bowed};

const END_S = 0.03;

export class Instrument {
  #makeContext;
  #context = null;
  #mixer = null;
  #piano = new SampledPiano();
  #voices = new Map();
  #releasing = new Set();
  #settings = restored();
  #attached = [];
  #aheadS = -Infinity;
  #aheadAtS = 0;

  constructor(makeContext = () => new AudioContext({latencyHint: 'interactive'})) {
    this.#makeContext = makeContext;
  }

  /** Of the instruments that each part can choose. */
  get names() {
    return [PIANO, ...Object.keys(SYNTHS)];
  }

  get running() {
    return this.#context !== null && this.#context.state === 'running';
  }

  get volume() {
    return this.#settings.volume;
  }

  /** {name, level, muted} of a part. */
  settings(part) {
    return {...this.#settings.parts[part]};
  }

  /** Whoever is attached is told of the same notes by noteOn, noteOff and allOff, whatever is muted here. */
  attach(listener) {
    this.#attached.push(listener);
  }

  /** To be called in a gesture of the user: browsers let no sound out before. */
  unlock() {
    if (!this.#context) {
      this.#context = this.#makeContext();
      this.#mixer = new Mixer(this.#context, this.#settings);
    }
    if (this.#context.state !== 'running') {
      this.#context.resume().catch(() => {
        // refused: the next gesture asks again
      });
    }
    this.prepare();
  }

  /** Resolves when what the parts have chosen is there, or cannot be had. Unlock first. */
  async prepare() {
    if (Object.values(this.#settings.parts).some(({name}) => name === PIANO)) {
      await this.#piano.load(this.#context);
    }
  }

  /** Whether the piano's samples are there. */
  get pianoReady() {
    return this.#piano.ready;
  }

  /** @param volume 0 to 1 */
  setVolume(volume) {
    this.#set(this.#settings, {volume});
  }

  /** @param level 0 to 1 */
  setLevel(part, level) {
    this.#set(this.#settings.parts[part], {level});
  }

  setMuted(part, muted) {
    this.#set(this.#settings.parts[part], {muted});
  }

  /** @param name one of the names; what sounds already ends as it began */
  choose(part, name) {
    this.#set(this.#settings.parts[part], {name});
    if (this.#context) {
      this.prepare();
    }
  }

  /** @param delayMs from now; @param source voices of two sources never end each other */
  noteOn(source, part, pitch, velocity, delayMs = 0) {
    this.#attached.forEach((each) => each.noteOn(source, part, pitch, velocity, delayMs));
    if (!this.#context) {
      return;
    }
    const name = `${source} ${part} ${pitch}`;
    const at = this.#at(delayMs);
    this.#end(name, at);
    this.#makeRoom();
    const voice = this.#voice(part)(this.#context, this.#mixer.bus(part), pitch, velocity / 127, at);
    this.#voices.set(name, voice);
    voice.sources[0].onended = () => {
      voice.out.disconnect();
      this.#releasing.delete(voice);
      if (this.#voices.get(name) === voice) {
        this.#voices.delete(name);
      }
    };
  }

  noteOff(source, part, pitch, delayMs = 0) {
    this.#attached.forEach((each) => each.noteOff(source, part, pitch, delayMs));
    if (this.#context) {
      this.#end(`${source} ${part} ${pitch}`, this.#at(delayMs));
    }
  }

  /** Ends all, or all of one source. */
  allOff(source = '') {
    this.#attached.forEach((each) => each.allOff(source));
    for (const [name, voice] of [...this.#voices]) {
      if (name.startsWith(source)) {
        this.#voices.delete(name);
        this.#release(voice, this.#context.currentTime, END_S);
      }
    }
    if (!source) {
      this.#releasing.forEach((voice) => this.#release(voice, this.#context.currentTime, END_S));
    }
  }

  /** The highest peak so far; to be called often enough that nothing is missed. */
  listen() {
    return this.running ? this.#mixer.listen() : 0;
  }

  /** The peak of the last tenth of a second. */
  level() {
    return this.running ? this.#mixer.level() : 0;
  }

  #set(settings, changes) {
    Object.assign(settings, changes);
    this.#mixer?.apply(this.#settings);
    remember('sound', this.#settings);
  }

  #voice(part) {
    const {name} = this.#settings.parts[part];
    if (name === PIANO) {
      return this.#piano.ready ? (...note) => this.#piano.strike(...note) : INSTEAD[part];
    }
    return SYNTHS[name];
  }

  /**
   * So many milliseconds from now, in the context's time. That goes in steps as long as a buffer of
   * the sound card; what is planned ahead is placed between them by the page's clock.
   */
  #at(delayMs) {
    const {currentTime} = this.#context;
    if (delayMs <= 0 || !this.running) {
      return currentTime + Math.max(0, delayMs) / 1000;
    }
    const nowS = performance.now() / 1000;
    const aheadS = currentTime - nowS;
    // a context that was suspended is somewhere else; two clocks drift apart
    const lately = this.#aheadS - 0.0005 * (nowS - this.#aheadAtS);
    this.#aheadS = Math.abs(aheadS - lately) > 0.1 ? aheadS : Math.max(aheadS, lately);
    this.#aheadAtS = nowS;
    return nowS + this.#aheadS + delayMs / 1000;
  }

  #end(name, at) {
    const voice = this.#voices.get(name);
    if (voice) {
      this.#voices.delete(name);
      this.#release(voice, at, voice.releaseS);
    }
  }

  /** What has been let go the longest time ago makes room first, then what was struck first. */
  #makeRoom() {
    if (this.#voices.size + this.#releasing.size < MAX_VOICES) {
      return;
    }
    const [voice] = this.#releasing;
    if (voice) {
      this.#release(voice, this.#context.currentTime, END_S);
      this.#releasing.delete(voice);
      return;
    }
    const [name, held] = this.#voices.entries().next().value;
    this.#voices.delete(name);
    this.#release(held, this.#context.currentTime, END_S);
    this.#releasing.delete(held);
  }

  #release(voice, at, seconds) {
    voice.out.gain.cancelScheduledValues(at);
    voice.out.gain.setTargetAtTime(0, at, seconds);
    this.#releasing.add(voice);
    for (const source of voice.sources) {
      source.stop(at + seconds * 8);
    }
  }
}

/** As the last visit left it, as far as that makes sense. */
function restored() {
  const kept = recall('sound');
  const parts = {};
  for (const part of Object.keys(INSTEAD)) {
    const {name, level, muted} = kept?.parts?.[part] ?? {};
    parts[part] = {
      name: Object.hasOwn(SYNTHS, name ?? '') ? name : PIANO,
      level: fraction(level) ? level : 1,
      muted: muted === true,
    };
  }
  return {volume: fraction(kept?.volume) ? kept.volume : 0.7, parts};
}

function fraction(value) {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
