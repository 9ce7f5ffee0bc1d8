/** Which control of the player's does what: learning it, showing it, forgetting it. */
import {request} from './connection.js';
import {element, title} from './words.js';

const NOTES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'];

export class Learning {
  /** What is bound, each with a button that forgets it. */
  list = element('ul', {className: 'rows'});
  #complain;
  #buttons = new Map();
  #controls = [];
  #target = null;

  /** @param complain(sentence) */
  constructor(complain) {
    this.#complain = complain;
    addEventListener('keydown', (event) => event.code === 'Escape' && this.#target !== null && this.#learn(null));
  }

  /** A button that waits for a control to bind to a target, and says what is bound. */
  button(target) {
    const button = element('button', {type: 'button', className: 'learn'});
    button.addEventListener('click', () => this.#learn(this.#target === target ? null : target));
    this.#buttons.set(target, button);
    this.#label(target);
    return button;
  }

  /** @param target what the daemon waits to bind, or null */
  show(target) {
    if (target !== this.#target) {
      this.#target = target;
      this.#labelAll();
    }
  }

  async refresh() {
    try {
      this.#controls = (await request('GET', 'api/controls')).controls;
    } catch (e) {
      this.#complain(e.message);
    }
    this.list.replaceChildren(...this.#controls.map((control) => this.#row(control)));
    this.#labelAll();
  }

  async #learn(target) {
    this.#target = target;
    this.#labelAll();
    try {
      this.#target = (await request('POST', 'api/learn', {target})).learning;
    } catch (e) {
      this.#complain(e.message);
    }
    this.#labelAll();
  }

  #labelAll() {
    for (const [target, button] of this.#buttons) {
      if (button.isConnected) {
        this.#label(target);
      } else {
        this.#buttons.delete(target);
      }
    }
  }

  #label(target) {
    const button = this.#buttons.get(target);
    const bound = this.#controls.filter((control) => control.target === target).map(name);
    const waits = target === this.#target;
    button.textContent = waits ? 'move it…' : bound.join(', ') || 'learn';
    button.ariaPressed = String(waits);
    button.ariaLabel = `Learn a control for ${spoken(target)}${bound.length ? `, now ${bound.join(', ')}` : ''}`;
    button.title = waits
      ? 'Move a controller, strike a key or send a programme change; click or Escape to leave it'
      : 'Click, then move a controller: it is bound to this';
  }

  #row(control) {
    const forget = element('button', {
      type: 'button', className: 'reset', textContent: '✕', ariaLabel: `Forget ${name(control)} for ${spoken(control.target)}`,
    });
    forget.addEventListener('click', async () => {
      try {
        await request('DELETE', `api/controls/${encodeURIComponent(control.target)}`);
      } catch (e) {
        this.#complain(e.message);
      }
      this.refresh();
    });
    return element('li', {}, element('span', {textContent: `${name(control)}: ${spoken(control.target)}`}), forget);
  }
}

function name({kind, channel, number}) {
  const what = {
    controller: `CC ${number}`, note: `${NOTES[number % 12]}${Math.floor(number / 12) - 1}`, program: `PC ${number}`,
  }[kind];
  return channel === 0 ? what : `${what} ch ${channel}`;
}

function spoken(target) {
  return target.startsWith('scene:') ? `scene ${target.slice('scene:'.length)}` : title(target);
}
