/** A control of one parameter, made from what the registry says of it. */
import {element, title} from './words.js';

/** So long after a touch, what the daemon says does not move a control. */
const TOUCHED_MS = 1000;

let made = 0;

export class ParameterControl {
  /** The label and the inputs. */
  parts;
  #parameter;
  #set;
  #label;
  #inputs;
  #reset;
  #value;
  #touchedMs = -Infinity;

  /**
   * @param parameter as in /api/registry
   * @param set(name, value)
   */
  constructor(parameter, set) {
    this.#parameter = parameter;
    this.#set = set;
    const id = `control-${++made}`;
    const help = `${parameter.doc} (${parameter.range}${parameter.unit ? ` ${parameter.unit}` : ''})`;
    this.#label = element('label', {htmlFor: id, title: help, textContent: title(parameter.name)});
    this.#label.addEventListener('dblclick', () => this.#choose(parameter.default));
    this.#inputs = this.#make();
    this.#inputs[0].id = id;
    const description = element('span', {id: `${id}-help`, hidden: true, textContent: help});
    for (const input of this.#inputs) {
      input.setAttribute('aria-describedby', description.id);
      input.title = help;
    }
    this.#reset = element('button', {
      type: 'button', className: 'reset', textContent: '↺', title: 'To its default',
      ariaLabel: `${title(parameter.name)} to its default`,
    });
    this.#reset.addEventListener('click', () => this.#choose(parameter.default));
    const unit = element('span', {className: 'unit', textContent: parameter.unit, ariaHidden: 'true'});
    this.parts = [this.#label, ...this.#inputs, unit, this.#reset, description];
    this.#display(parameter.default);
  }

  /** What the daemon says it is; while a hand is on it, the hand is right. */
  show(value) {
    const typed = this.#inputs.some((input) => input.type === 'number' && input === document.activeElement
        && input.value !== String(this.#value));
    if (value !== this.#value && !typed && performance.now() - this.#touchedMs > TOUCHED_MS) {
      this.#display(value);
    }
  }

  #make() {
    const {kind, choices, min, max, name} = this.#parameter;
    if (kind === 'choice') {
      const select = element('select', {}, ...choices.map((word) => element('option', {value: word, textContent: word})));
      select.addEventListener('change', () => this.#choose(select.value));
      return [select];
    }
    if (kind === 'flag') {
      const box = element('input', {type: 'checkbox'});
      box.addEventListener('change', () => this.#choose(box.checked));
      return [box];
    }
    const step = kind === 'whole' ? 1 : 'any';
    const slider = element('input', {type: 'range', min, max, step});
    slider.addEventListener('input', () => this.#choose(this.#rounded(slider.valueAsNumber)));
    const number = element('input', {type: 'number', min, max, step, ariaLabel: `${title(name)}, as a number`});
    number.addEventListener('change', () => {
      if (Number.isNaN(number.valueAsNumber)) {
        this.#display(this.#value);
      } else {
        this.#choose(number.valueAsNumber);
      }
    });
    number.addEventListener('blur', () => this.#display(this.#value)); // what was refused does not stay
    return [slider, number];
  }

  /** To about a hundredth of the range. */
  #rounded(value) {
    const {kind, min, max} = this.#parameter;
    const digits = kind === 'whole' ? 0 : Math.max(0, 2 - Math.floor(Math.log10(max - min)));
    return Math.min(max, Math.max(min, Number(value.toFixed(digits))));
  }

  #choose(value) {
    const {min, max, name} = this.#parameter;
    if (typeof value !== 'number' || value >= min && value <= max) {
      this.#touchedMs = performance.now();
      this.#display(value);
    }
    this.#set(name, value); // what is out of range is refused there, in a sentence
  }

  #display(value) {
    this.#value = value;
    for (const input of this.#inputs) {
      if (input.type === 'checkbox') {
        input.checked = value;
      } else {
        input.value = value;
      }
    }
    const changed = value !== this.#parameter.default;
    this.#label.classList.toggle('changed', changed);
    this.#reset.disabled = !changed;
  }
}
