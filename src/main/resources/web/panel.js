/** The controls, and what the daemon says of itself. */
import {request} from './connection.js';

const byId = (id) => document.getElementById(id);

export class Panel {
  #complain;
  #touchedMs = -Infinity;
  #sending = false;
  #wanted = null;

  /** @param complain(sentence) */
  constructor(complain) {
    this.#complain = complain;
    byId('modes').addEventListener('change', (event) => {
      this.#touch();
      request('POST', 'api/mode', {mode: event.target.value}).catch((e) => complain(e.message));
    });
    const temperature = byId('temperature');
    temperature.addEventListener('input', () => {
      this.#touch();
      byId('temperature-value').textContent = Number(temperature.value).toFixed(2);
      this.#wanted = Number(temperature.value);
      this.#sendTemperature();
    });
  }

  show(status) {
    byId('tempo').textContent = `${Math.round(status.tempoBpm * 10) / 10} bpm`;
    byId('meter').textContent = status.meter;
    byId('model').textContent = status.model;
    byId('model').title = status.model;
    byId('floor').dataset.floor = status.floor;
    byId('floor').ariaLabel = {
      open: 'Nobody has the floor', player: 'You have the floor', partner: 'Antiphon has the floor',
    }[status.floor];
    // while a hand is on a control, the hand is right
    if (performance.now() - this.#touchedMs > 1000) {
      byId('temperature').value = status.temperature;
      byId('temperature-value').textContent = status.temperature.toFixed(2);
      for (const radio of document.querySelectorAll('input[name=mode]')) {
        radio.checked = radio.value === status.mode;
      }
    }
  }

  #touch() {
    this.#touchedMs = performance.now();
  }

  /** One request at a time; the last value wins. */
  async #sendTemperature() {
    if (this.#sending) {
      return;
    }
    this.#sending = true;
    try {
      while (this.#wanted !== null) {
        const temperature = this.#wanted;
        this.#wanted = null;
        await request('PUT', 'api/params', {temperature});
      }
    } catch (e) {
      this.#complain(e.message);
    } finally {
      this.#sending = false;
    }
  }
}
