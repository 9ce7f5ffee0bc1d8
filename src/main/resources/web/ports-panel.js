/** The ports of Antiphon, and how they are. */
import {request} from './connection.js';
import {Poll} from './poll.js';
import {asSentence, element, sentence} from './words.js';

const EVERY_MS = 2000;
const DIRECTIONS = {in: 'into Antiphon', out: 'out of Antiphon'};
const STATES = {open: 'running', waiting: 'waiting', lost: 'lost'};

export class PortsPanel {
  #clock = element('p', {className: 'hint'});
  #trouble = element('p', {className: 'trouble'});
  #list = element('ul', {className: 'cards'});
  #shown = '';
  #poll = new Poll(() => this.#refresh(), EVERY_MS);

  constructor(place) {
    place.append(this.#clock, this.#trouble, this.#list);
  }

  /** @param clock {detail}, or nothing: whose beat it is belongs to what is plugged in */
  clock(clock) {
    const text = asSentence(clock?.detail ?? '');
    if (text !== this.#clock.textContent) {
      this.#clock.textContent = text;
    }
  }

  opened() {
    this.#poll.start();
  }

  closed() {
    this.#poll.stop();
  }

  async #refresh() {
    try {
      const {ports} = await request('GET', 'api/ports');
      this.#trouble.textContent = ports.length > 0 ? '' : 'No ports are open; the page alone is played.';
      this.#show(ports);
    } catch (e) {
      this.#trouble.textContent = sentence(e, 'its ports');
      this.#show([]);
    }
  }

  /** What has not changed is left alone: somebody may be reading it. */
  #show(ports) {
    const text = JSON.stringify(ports);
    if (text !== this.#shown) {
      this.#shown = text;
      this.#list.replaceChildren(...ports.map(row));
    }
  }
}

function row({name, direction, transport, state, detail}) {
  const lamp = element('span', {className: 'lamp', ariaHidden: 'true'});
  lamp.dataset.state = STATES[state] ?? state;
  return element('li', {},
    element('p', {className: 'card-title'}, lamp, element('strong', {textContent: name}),
      element('span', {className: 'quiet', textContent: state})),
    element('p', {className: 'hint', textContent: [DIRECTIONS[direction], transport].filter(Boolean).join(' · ')}),
    ...(detail ? [element('p', {className: 'hint', textContent: asSentence(detail)})] : []));
}
