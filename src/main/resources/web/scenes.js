/** Scenes: recalled, saved as Antiphon is now, removed. */
import {request} from './connection.js';
import {element} from './words.js';

export class Scenes {
  /** The list and the form. */
  parts;
  #list = element('ul', {className: 'rows'});
  #name = element('input', {type: 'text', maxLength: 40, placeholder: 'name', ariaLabel: 'Name of the scene'});
  #program = element('input', {
    type: 'number', min: 0, max: 127, step: 1, placeholder: 'PC', ariaLabel: 'Programme number that recalls it, or none',
    title: 'The programme change that recalls it, 0 to 127; empty for none',
  });
  #learning;
  #complain;
  #recalled;

  /**
   * @param learning makes buttons
   * @param complain(sentence)
   */
  constructor(learning, complain) {
    this.#learning = learning;
    this.#complain = complain;
    const form = element('form', {className: 'save'}, this.#name, this.#program,
      element('button', {type: 'submit', textContent: 'Save'}));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#save();
    });
    this.parts = [this.#list, form];
  }

  async refresh() {
    try {
      const {scenes, recalled} = await request('GET', 'api/scenes');
      this.#recalled = recalled;
      this.#list.replaceChildren(...scenes.map((scene) => this.#row(scene)));
    } catch (e) {
      this.#complain(e.message);
    }
  }

  #row({name, program}) {
    const recall = element('button', {type: 'button', textContent: name, ariaPressed: String(name === this.#recalled)});
    recall.addEventListener('click', () => this.#ask('POST', 'api/scene', {scene: name}));
    const remove = element('button', {type: 'button', className: 'reset', textContent: '✕', ariaLabel: `Remove scene ${name}`});
    remove.addEventListener('click', () => this.#ask('DELETE', `api/scenes/${encodeURIComponent(name)}`));
    const number = element('span', {className: 'unit', textContent: program === null ? '' : `PC ${program}`});
    return element('li', {}, recall, number, this.#learning.button(`scene:${name}`), remove);
  }

  async #save() {
    const name = this.#name.value.trim();
    const program = this.#program.value === '' ? null : this.#program.valueAsNumber;
    if (name && await this.#ask('PUT', `api/scenes/${encodeURIComponent(name)}`, {program})) {
      this.#name.value = '';
      this.#program.value = '';
      this.#name.blur(); // the keys play again
    }
  }

  async #ask(method, path, body) {
    let done = true;
    try {
      await request(method, path, body);
    } catch (e) {
      done = false;
      this.#complain(e.message);
    }
    await this.refresh();
    return done;
  }
}
