/**
 * What is held down on this page, whatever holds it: a note sounds here at once and goes to the
 * daemon; a pitch held twice ends with the last release.
 */
export class Hands {
  #held = new Map();
  #echoes = new Map();
  #instrument;
  #send;
  #velocity;

  /** @param send(message); @param velocity(): 1 to 127 */
  constructor(instrument, send, velocity) {
    this.#instrument = instrument;
    this.#send = send;
    this.#velocity = velocity;
  }

  press(source, pitch, velocity = this.#velocity()) {
    if (pitch < 0 || pitch > 127) {
      return;
    }
    this.release(source);
    this.#instrument.unlock();
    this.#instrument.noteOn('here', 'player', pitch, velocity);
    this.#held.set(source, pitch);
    if (this.#send({type: 'note', pitch, velocity})) {
      const echoes = this.#echoes.get(pitch) ?? [];
      this.#echoes.set(pitch, [...echoes, performance.now()]);
    }
  }

  release(source) {
    const pitch = this.#held.get(source);
    if (pitch === undefined) {
      return;
    }
    this.#held.delete(source);
    if (![...this.#held.values()].includes(pitch)) {
      this.#instrument.noteOff('here', 'player', pitch);
      this.#send({type: 'note', pitch, velocity: 0});
    }
  }

  releaseAll(prefix = '') {
    [...this.#held.keys()].filter((source) => source.startsWith(prefix)).forEach((source) => this.release(source));
  }

  /** Whether an onset the daemon tells of is one from here, that sounds already. */
  isEcho(pitch) {
    const fresh = (this.#echoes.get(pitch) ?? []).filter((ms) => performance.now() - ms < 2000);
    const found = fresh.shift() !== undefined;
    this.#echoes.set(pitch, fresh);
    return found;
  }
}
