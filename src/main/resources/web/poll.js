/** Asks again and again, as long as somebody looks. */
export class Poll {
  #ask;
  #everyMs;
  #timer = 0;
  #run = 0;

  /** @param ask() resolves when it is answered, and never rejects */
  constructor(ask, everyMs) {
    this.#ask = ask;
    this.#everyMs = everyMs;
  }

  start() {
    this.stop();
    const run = this.#run;
    const turn = async () => {
      if (!document.hidden) {
        await this.#ask();
      }
      if (run === this.#run) {
        this.#timer = setTimeout(turn, this.#everyMs);
      }
    };
    turn();
  }

  stop() {
    this.#run++;
    clearTimeout(this.#timer);
  }
}
