/** Tells the daemon what is turned: one request at a time; the last value of each wins. */
import {request} from './connection.js';

export class ParameterSender {
  #complain;
  #wanted = new Map();
  #sending = false;

  /** @param complain(sentence) */
  constructor(complain) {
    this.#complain = complain;
  }

  async set(name, value) {
    this.#wanted.set(name, value);
    if (this.#sending) {
      return;
    }
    this.#sending = true;
    while (this.#wanted.size > 0) {
      const values = Object.fromEntries(this.#wanted);
      this.#wanted.clear();
      try {
        await request('PUT', 'api/params', values);
      } catch (e) {
        this.#complain(e.message);
      }
    }
    this.#sending = false;
  }
}
