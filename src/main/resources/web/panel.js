/** The controls that are always there, and what the daemon says of itself. */
import {request} from './connection.js';
import {Learning} from './learning.js';
import {ParameterControl} from './parameter-control.js';
import {ParameterSender} from './parameter-sender.js';
import {Settings} from './settings.js';
import {element, title} from './words.js';

const byId = (id) => document.getElementById(id);

/** The parameter that has a slider of its own beside the modes. */
const AT_HAND = 'temperature';

export class Panel {
  #complain;
  #send;
  #touchedMs = -Infinity;
  #atHand = null;
  #settings = null;
  #built = null;
  #failure = null;
  #model = byId('model');
  #learning;

  /**
   * @param send(message) to the socket; false when it is closed
   * @param complain(sentence)
   */
  constructor(send, complain) {
    this.#send = send;
    this.#complain = complain;
    byId('modes').addEventListener('change', (event) => this.#act(event.target.value));
    this.#model.addEventListener('change', () => {
      this.#touch();
      this.choose(this.#model.value);
    });
    this.#learning = new Learning(byId('learn'), byId('learning'), complain);
  }

  /** Makes a model play from the next bar line. */
  choose(model) {
    request('POST', 'api/model', {model}).catch((e) => this.#complain(e.message));
  }

  /** Builds what the registry says there is, once; a second time only when the first failed. */
  build() {
    this.#built ??= this.#build().catch((e) => {
      this.#built = null;
      this.#complain(e.message);
    });
    return this.#built;
  }

  async #build() {
    const [registry, {models}] = await Promise.all([request('GET', 'api/registry'), request('GET', 'api/models')]);
    const sender = new ParameterSender(this.#complain);
    const parameter = registry.parameters.find(({name}) => name === AT_HAND);
    this.#atHand = new ParameterControl(parameter, (name, value) => sender.set(name, value));
    byId('scene').parentElement.after(
      this.#learning.place(element('div', {className: 'setting at-hand'}, ...this.#atHand.parts), AT_HAND));
    byId('modes').replaceChildren(
      ...registry.actions.filter(({mode}) => mode).map((action) => this.#learning.place(mode(action), action.name)));
    byId('actions').replaceChildren(
      ...registry.actions.filter((action) => !action.mode && action.name !== 'panic').map((action) => this.#action(action)));
    this.#model.replaceChildren(...models.map(option));
    this.#settings = new Settings(
      document.querySelector('#settings .body'), registry, this.#learning, byId('scene'), sender, (word) => this.#act(word),
      this.#complain);
  }

  show(status) {
    // while a hand is on a control, the hand is right
    if (performance.now() - this.#touchedMs > 1000) {
      this.#showModel(status.model);
      for (const radio of document.querySelectorAll('input[name=mode]')) {
        radio.checked = radio.dataset.mode === status.mode;
      }
    }
    this.#atHand?.show(status[AT_HAND]);
    this.#settings?.show(status);
    const failure = status.modelFailure ?? status.notKept;
    if (failure && failure !== this.#failure) {
      this.#complain(failure);
    }
    this.#failure = failure;
  }

  #showModel(name) {
    if (![...this.#model.options].some((each) => each.value === name)) {
      this.#model.append(option(name));
    }
    this.#model.value = name;
    this.#model.title = name;
  }

  #act(word) {
    this.#touch();
    if (!this.#send({type: 'action', action: word})) {
      this.#complain('Antiphon cannot be reached');
    }
  }

  #action({name, doc}) {
    const button = element('button', {type: 'button', textContent: title(name), title: doc});
    button.addEventListener('click', () => this.#act(name));
    return this.#learning.place(button, name);
  }

  #touch() {
    this.#touchedMs = performance.now();
  }
}

function mode({name, mode: word, doc}) {
  const radio = element('input', {type: 'radio', name: 'mode', value: name});
  radio.dataset.mode = word;
  return element('label', {title: doc}, radio, element('span', {textContent: title(name)}));
}

function option(name) {
  return element('option', {value: name, textContent: name});
}
