/** All that can be turned, done, recalled and bound: made from the registry. */
import {ParameterControl} from './parameter-control.js';
import {Scenes} from './scenes.js';
import {element, title} from './words.js';

const GROUPS = {play: 'Play', guard: 'Guard-rails'};

export class Settings {
  #controls = new Map();
  #learning;
  #scenes;
  #version = '';

  /**
   * @param place where it is built
   * @param registry as /api/registry has it
   * @param learning of controls
   * @param scenePicker a select that recalls scenes
   * @param sender {set(name, value)}
   * @param act(word) does an action
   * @param complain(sentence)
   */
  constructor(place, registry, learning, scenePicker, sender, act, complain) {
    this.#learning = learning;
    this.#scenes = new Scenes(this.#learning, scenePicker, complain);
    const help = element('p', {className: 'help', ariaHidden: 'true'});
    place.replaceChildren(
      ...Object.keys(GROUPS).map((group) => this.#group(group, registry, sender)),
      details('Scenes', ...this.#scenes.parts),
      details('Actions', element('ul', {className: 'rows'}, ...registry.actions.map((action) => this.#action(action, act)))),
      details('Learnt', this.#learning.list),
      help);
    place.firstElementChild.open = true;
    const explain = ({target}) => {
      help.textContent = target.closest('[title]')?.title ?? '';
    };
    place.addEventListener('focusin', explain);
    place.addEventListener('pointerover', explain);
    // a button or box that was clicked keeps no key from the music
    place.addEventListener('click', ({target, detail}) => {
      if (detail > 0 && target.matches('button, input[type=checkbox]')) {
        target.blur();
      }
    });
  }

  show(status) {
    for (const [name, control] of this.#controls) {
      control.show(status[name]);
    }
    const version = `${status.deskVersion} ${status.scene}`;
    if (version !== this.#version) {
      this.#version = version;
      this.#refresh();
    }
    this.#learning.show(status.learning);
  }

  async #refresh() {
    await this.#scenes.refresh();
    await this.#learning.refresh();
  }

  #group(group, registry, sender) {
    const rows = registry.parameters.filter((parameter) => parameter.group === group).map((parameter) => {
      const control = new ParameterControl(parameter, (name, value) => sender.set(name, value));
      this.#controls.set(parameter.name, control);
      const row = element('div', {className: `setting ${parameter.kind}`}, ...control.parts, this.#learning.button(parameter.name));
      row.dataset.name = parameter.name;
      return this.#learning.place(row, parameter.name);
    });
    return details(GROUPS[group], ...rows);
  }

  #action({name, doc}, act) {
    const button = element('button', {type: 'button', textContent: title(name), title: doc});
    button.addEventListener('click', () => act(name));
    return this.#learning.place(element('li', {}, button, this.#learning.button(name)), name);
  }
}

function details(summary, ...children) {
  return element('details', {}, element('summary', {textContent: summary}), ...children);
}
