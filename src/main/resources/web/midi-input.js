/** Keyboards plugged into the computer the browser runs on, if the browser can hear them. */
import {NOT_ALLOWED} from './midi-output.js';

export class MidiInput {
  #hands;
  #button;
  #complain;
  #isEcho;
  #access = null;
  #pedal = false;
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
    this.#hands.releaseAll('midi');
    this.#show('MIDI in', '');
  }

  #listen() {
    const names = [];
    for (const input of this.#access.inputs.values()) {
      input.onmidimessage = ({data}) => this.#hear(input.id, data);
      if (input.state === 'connected') {
        names.push(input.name);
      }
    }
    this.#show(`MIDI in · ${names.length}`, names.join(', ') || 'No keyboard is plugged in');
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
      if (this.#pedal) {
        this.#sustained.add(source);
      } else {
        this.#hands.release(source);
      }
    } else if (command === 0xb0 && data1 === 64) {
      this.#pedal = data2 >= 64;
      if (!this.#pedal) {
        this.#sustained.forEach((held) => this.#hands.release(held));
        this.#sustained.clear();
      }
    } else if (command === 0xb0 && (data1 === 120 || data1 === 123)) {
      this.#hands.releaseAll('midi');
    }
  }
}
