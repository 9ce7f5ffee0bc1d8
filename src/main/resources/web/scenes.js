/** Scenes: recalled, saved as Antiphon is now, removed. */
import {request} from './connection.js';
import {element} from './words.js';

export class Scenes {
  /** The list and the form. */
  parts;
  #list = element('ul', {className: 'rows'});
  #name = element('input', {
    type: 'text', maxLength: 40, placeholder: 'name', ariaLabel: 'Name of the scene', pattern: '[\\p{L}\\p{N} _\\-]*',
    title: 'Letters, digits, spaces, - and _',
  });
  #program = element('input', {
    type: 'number', min: 0, max: 127, step: 1, placeholder: 'PC', ariaLabel: 'Programme number that recalls it, or none',
    title: 'The programme change that recalls it, 0 to 127; empty for none',
  });
  #learning;
  #complain;
  #picker;
  #recalled;

  /**
   * @param learning makes buttons
   * @param picker a select that recalls them
   * @param complain(sentence)
   */
  constructor(learning, picker, complain) {
    this.#learning = learning;
    this.#complain = complain;
    this.#picker = picker;
    picker.addEventListener('change', () => this.#ask('POST', 'api/scene', {scene: picker.value}));
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
      if (scenes.length === 0) {
        this.#list.append(element('li', {
          className: 'hint', textContent: 'None is kept yet. A scene is all of it as it is now: mode, model and settings.',
        }));
      }
      this.#fillPicker(scenes);
    } catch (e) {
      this.#complain(e.message);
    }
  }

  #fillPicker(scenes) {
    const none = element('option', {value: '', textContent: scenes.length > 0 ? 'none' : 'none saved', hidden: scenes.length > 0});
    this.#picker.replaceChildren(none, ...scenes.map(({name}) => element('option', {value: name, textContent: name})));
    this.#picker.value = this.#recalled ?? '';
    this.#picker.title = scenes.length > 0 ? 'Recalls a scene' : 'Scenes are saved in the settings';
  }

  #row({name, program}) {
    const recall = element('button', {type: 'button', textContent: name, ariaPressed: String(name === this.#recalled)});
    recall.addEventListener('click', () => this.#ask('POST', 'api/scene', {scene: name}));
    const remove = element('button', {type: 'button', className: 'reset', textContent: '✕', ariaLabel: `Remove scene ${name}`});
    remove.addEventListener('click', () => this.#ask('DELETE', `api/scenes/${encodeURIComponent(name)}`));
    const number = element('span', {className: 'unit', textContent: program === null ? '' : `PC ${program}`});
    return this.#learning.place(
      element('li', {}, recall, number, this.#learning.button(`scene:${name}`), remove), `scene:${name}`);
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
