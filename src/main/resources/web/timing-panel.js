/** How punctual Antiphon is, live: a histogram and a few figures of each time that it measures. */
import {request} from './connection.js';
import {Histogram} from './histogram.js';
import {Poll} from './poll.js';
import {duration, element, sentence, title} from './words.js';

const EVERY_MS = 1000;
const TITLES = {
  lateness: 'Lateness', clockLateness: 'Lateness of the clock', hopToMind: 'Heard to decided', hopThru: 'Thru', step: 'Step of the model',
  hopToJournal: 'Heard to journal',
};
const FIGURES = [['p50', 'p50Us'], ['p99', 'p99Us'], ['max', 'maxUs']];

export class TimingPanel {
  #trouble = element('p', {className: 'trouble'});
  #list = element('div', {});
  #page = element('p', {className: 'hint'});
  #rows = new Map();
  #meter;
  #poll = new Poll(() => this.#refresh(), EVERY_MS);

  /**
   * @param place where it is built
   * @param meter of this page's frames
   */
  constructor(place, meter) {
    this.#meter = meter;
    place.append(
      element('p', {className: 'hint legend-recent'}, element('span', {className: 'recent', textContent: 'last 10 s'}), ' ',
        element('span', {className: 'total', textContent: 'since the start'})),
      this.#trouble, this.#list, element('h3', {textContent: 'This page'}), this.#page);
  }

  opened() {
    this.#poll.start();
  }

  closed() {
    this.#poll.stop();
  }

  async #refresh() {
    const {perSecond, p95WorkMs} = this.#meter.figures();
    this.#page.textContent = `${Math.round(perSecond)} frames a second; 95 % of them take ${duration(p95WorkMs * 1000)} of work or less.`;
    try {
      const {timings} = await request('GET', 'api/timing');
      this.#trouble.textContent = '';
      timings.forEach((timing) => this.#row(timing).show(timing));
    } catch (e) {
      this.#trouble.textContent = sentence(e, 'its timing');
    }
  }

  #row(timing) {
    let row = this.#rows.get(timing.name);
    if (!row) {
      row = new TimingRow(timing);
      this.#rows.set(timing.name, row);
      this.#list.append(row.part);
    }
    return row;
  }
}

/** One of the times. */
class TimingRow {
  part;
  #name;
  #histogram = new Histogram();
  #cells = {};

  constructor({name, doc}) {
    this.#name = TITLES[name] ?? title(name);
    const head = element('tr', {}, element('td', {}), ...[...FIGURES.map(([word]) => word), 'count'].map((word) =>
      element('th', {scope: 'col', textContent: word})));
    this.part = element('section', {className: 'timing'},
      element('h3', {textContent: this.#name}), element('p', {className: 'hint', textContent: doc}), this.#histogram.part,
      element('table', {}, element('thead', {}, head),
        element('tbody', {}, this.#line('recent', 'last 10 s'), this.#line('total', 'since the start'))));
  }

  show({total, recent}) {
    for (const [when, told] of [['recent', recent], ['total', total]]) {
      FIGURES.forEach(([, key], at) => {
        this.#cells[when][at].textContent = told.count > 0 ? duration(told[key]) : '–';
      });
      this.#cells[when].at(-1).textContent = told.count.toLocaleString('en');
    }
    const few = recent.count > 0 ? `half within ${duration(recent.p50Us)}, 99 % within ${duration(recent.p99Us)}` : 'nothing';
    this.#histogram.show(total, recent, `${this.#name}, last 10 seconds: ${few}`);
  }

  #line(when, words) {
    this.#cells[when] = [...FIGURES, null].map(() => element('td', {}));
    return element('tr', {}, element('th', {scope: 'row', textContent: words}), ...this.#cells[when]);
  }
}
