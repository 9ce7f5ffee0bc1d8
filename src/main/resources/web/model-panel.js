/** The models there are, with the card of each: what it learnt from, under which licences, and how well. */
import {request} from './connection.js';
import {element, sentence, size, title} from './words.js';

export class ModelPanel {
  #names = element('div', {className: 'buttons names', role: 'group', ariaLabel: 'Models'});
  #card = element('div', {className: 'card'});
  #choose;
  #playing = null;
  #shown = null;

  /**
   * @param place where it is built
   * @param choose(name) makes it play
   */
  constructor(place, choose) {
    this.#choose = choose;
    place.append(this.#names, this.#card);
  }

  opened() {
    this.#refresh();
  }

  closed() {
    this.#shown = null;
  }

  /** What plays now. */
  playing(name) {
    if (name !== this.#playing) {
      this.#playing = name;
      if (this.#shown !== null) {
        this.#refresh();
      }
    }
  }

  async #refresh() {
    try {
      const {models, playing} = await request('GET', 'api/models');
      this.#playing = playing;
      this.#names.replaceChildren(...models.map((name) => this.#button(name)));
      await this.#show(this.#shown ?? playing);
    } catch (e) {
      this.#names.replaceChildren();
      this.#card.replaceChildren(trouble(sentence(e, 'its models')));
    }
  }

  #button(name) {
    const button = element('button', {type: 'button', textContent: name});
    button.dataset.model = name;
    button.addEventListener('click', () => this.#show(name));
    return button;
  }

  async #show(name) {
    this.#shown = name;
    for (const button of this.#names.children) {
      button.ariaPressed = String(button.dataset.model === name);
    }
    let parts;
    try {
      parts = card(await request('GET', `api/models/${encodeURIComponent(name)}`));
    } catch (e) {
      parts = [trouble(sentence(e, `the model ${name}`))];
    }
    if (this.#shown === name) {
      this.#card.replaceChildren(element('h3', {textContent: name}), this.#play(name), ...parts);
    }
  }

  #play(name) {
    if (name === this.#playing) {
      return element('p', {className: 'playing', textContent: 'This one plays.'});
    }
    const play = element('button', {type: 'button', className: 'strong', textContent: 'Let it play from the next bar line'});
    play.addEventListener('click', () => this.#choose(name));
    return play;
  }
}

function card({layers, hidden, parameters, bytes, formatVersion, created, corpora, figures, about}) {
  const facts = [
    ['Network', `${layers} layer${layers === 1 ? '' : 's'} of ${hidden}`],
    ['Parameters', parameters.toLocaleString('en')],
    ['Size', size(bytes)],
    ['Format', formatVersion],
    ...(created ? [['Made', created.slice(0, 10)]] : []),
  ];
  return [
    ...(about ? [element('p', {textContent: about})] : []),
    element('dl', {className: 'pairs'}, ...facts.flatMap(([term, value]) =>
      [element('dt', {textContent: term}), element('dd', {textContent: value})])),
    ...(corpora.length === 0 ? [] : [element('h3', {textContent: 'Learnt from'}), element('ul', {className: 'cards'}, ...corpora.map(corpus))]),
    ...(figures.length === 0 ? [] : [element('h3', {textContent: 'Figures'}), table(figures)]),
  ];
}

/** A licence may be a word or a paragraph, of which the first sentence is shown. */
function corpus({name, pieces, licence}) {
  const [first, ...more] = (licence ?? 'no licence is named').split(/(?<=\.)\s+/);
  return element('li', {},
    element('p', {className: 'card-title'}, element('strong', {textContent: name}),
      element('span', {className: 'quiet', textContent: `${count(pieces)} pieces`})),
    more.length === 0
      ? element('p', {className: 'hint', textContent: first})
      : element('details', {className: 'hint'}, element('summary', {textContent: first}), more.join(' ')));
}

function table(figures) {
  return element('table', {}, element('tbody', {}, ...figures.map(({name, value}) =>
    element('tr', {}, element('th', {scope: 'row', textContent: figure(name)}), element('td', {textContent: count(value)})))));
}

/** Less is better of nats (how surprised it is by each event or note), more of accuracy. */
function figure(name) {
  const [what, corpus] = name.split(' ');
  const words = {
    validNatsPerEvent: 'Nats an event, pieces kept back',
    validAccuracyTop1: 'First guess right, pieces kept back',
    testCanonicalNatsPerNote: 'Nats a note,',
  }[what] ?? title(what);
  return corpus ? `${words} ${corpus}` : words;
}

function count(value) {
  return typeof value === 'number' ? value.toLocaleString('en', {maximumFractionDigits: 4}) : value ?? '';
}

function trouble(text) {
  return element('p', {className: 'trouble', textContent: text});
}
