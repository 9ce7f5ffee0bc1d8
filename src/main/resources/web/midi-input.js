/** Keyboards plugged into the computer the browser runs on, if the browser can hear them. */
import {NOT_ALLOWED} from './midi-output.js';

export class MidiInput {
  #hands;
  #button;
  #complain;
  #isEcho;
  #access = null;
  /** Of the inputs that are there. */
  #ports = new Set();
  /** Of the inputs whose pedal is down. */
  #pedals = new Set();
  #sustained = new Set();

  /**
   * @param hands {press(source, pitch, velocity), release(source)}
   * @param complain(sentence) when the browser refuses
   * @param isEcho(message) whether a message is one that this page has sent itself
   */
  constructor(button, hands, complain = () => {}, isEcho = () => false) {
    this.#button = button;
    this.#hands = hands;
    this.#complain = complain;
    this.#isEcho = isEcho;
    if (!navigator.requestMIDIAccess) {
      return;
    }
    button.hidden = false;
    button.addEventListener('click', () => (this.#access ? this.#close() : this.#open()));
  }

  async #open() {
    try {
      this.#access = await navigator.requestMIDIAccess();
    } catch {
      this.#button.title = NOT_ALLOWED;
      this.#complain(NOT_ALLOWED);
      return;
    }
    this.#access.onstatechange = () => this.#listen();
    this.#listen();
  }

  #close() {
    this.#access.onstatechange = null;
    this.#access.inputs.forEach((input) => (input.onmidimessage = null));
    this.#access = null;
    this.#ports.forEach((port) => this.#letGo(port));
    this.#ports.clear();
    this.#show('MIDI in', '');
  }

  #listen() {
    const names = [];
    const before = this.#ports;
    this.#ports = new Set();
    for (const input of this.#access.inputs.values()) {
      input.onmidimessage = ({data}) => this.#hear(input.id, data);
      if (input.state === 'connected') {
        names.push(input.name);
        this.#ports.add(input.id);
      }
    }
    [...before].filter((port) => !this.#ports.has(port)).forEach((port) => this.#letGo(port));
    this.#show(`MIDI in · ${names.length}`, names.join(', ') || 'No keyboard is plugged in');
  }

  /** An input that is gone ends nothing any more. */
  #letGo(port) {
    this.#hands.releaseAll(`midi ${port} `);
    this.#pedals.delete(port);
    this.#sustained.forEach((source) => source.startsWith(`midi ${port} `) && this.#sustained.delete(source));
  }

  #show(text, title) {
    this.#button.textContent = text;
    this.#button.title = title;
    this.#button.ariaPressed = String(this.#access !== null);
  }

  #hear(port, [status, data1, data2]) {
    const command = status & 0xf0;
    const source = `midi ${port} ${status & 0x0f} ${data1}`;
    if (command === 0x90 && data2 > 0) {
      if (this.#isEcho([status, data1, data2])) {
        return;
      }
      this.#sustained.delete(source);
      this.#hands.press(source, data1, data2);
    } else if (command === 0x80 || command === 0x90) {
      if (this.#pedals.has(port)) {
        this.#sustained.add(source);
      } else {
        this.#hands.release(source);
      }
    } else if (command === 0xb0 && data1 === 64) {
      if (data2 >= 64) {
        this.#pedals.add(port);
        return;
      }
      this.#pedals.delete(port);
      for (const held of [...this.#sustained].filter((each) => each.startsWith(`midi ${port} `))) {
        this.#sustained.delete(held);
        this.#hands.release(held);
      }
    } else if (command === 0xb0 && (data1 === 120 || data1 === 123)) {
      this.#hands.releaseAll('midi');
    }
  }
}
