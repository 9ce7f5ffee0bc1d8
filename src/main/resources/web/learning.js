/** Which control of the player's does what: learning it, showing it, forgetting it. */
import {request} from './connection.js';
import {element, title} from './words.js';

const NOTES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'];

export class Learning {
  /** What is bound, each with a button that forgets it. */
  list = element('ul', {className: 'rows'});
  #switch;
  #notice;
  #complain;
  #buttons = new Map();
  #controls = [];
  #target = null;
  #lit = false;
  /** What was waited for last while all was lit. */
  #last = null;

  /**
   * @param button lights all that can be learnt
   * @param notice says what to do then
   * @param complain(sentence)
   */
  constructor(button, notice, complain) {
    this.#switch = button;
    this.#notice = notice;
    this.#complain = complain;
    button.addEventListener('click', () => this.#light(!this.#lit));
    addEventListener('keydown', (event) => {
      if (event.code === 'Escape' && (this.#lit || this.#target !== null)) {
        event.preventDefault(); // whatever else Escape leaves stays
        this.#light(false);
      }
    }, {capture: true});
    // while all is lit, a click chooses what is to be learnt, and does nothing else
    document.addEventListener('click', (event) => this.#choose(event), {capture: true});
    document.addEventListener('keydown', (event) => event.key === 'Enter' && this.#choose(event), {capture: true});
  }

  /** Marks a place of the page as what a target can be learnt at. */
  place(part, target) {
    part.dataset.learn = target;
    return part;
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
    if (this.#controls.length === 0) {
      this.list.append(element('li', {className: 'hint', textContent: 'Nothing is bound yet.'}));
    }
    this.#labelAll();
  }

  #light(lit) {
    this.#lit = lit;
    this.#last = null;
    this.#switch.ariaPressed = String(lit);
    document.body.classList.toggle('learning-mode', lit);
    if (!lit && this.#target !== null) {
      this.#learn(null);
    } else {
      this.#labelAll();
    }
  }

  #choose(event) {
    const place = this.#lit && event.target.closest('[data-learn]');
    if (place && !event.target.closest('.learn')) {
      event.preventDefault();
      event.stopPropagation();
      this.#learn(place.dataset.learn);
    }
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
    for (const place of document.querySelectorAll('[data-learn]')) {
      place.classList.toggle('waits', place.dataset.learn === this.#target);
    }
    if (this.#lit && this.#target !== null) {
      this.#last = this.#target;
    }
    const text = this.#lit ? this.#advice() : '';
    if (text !== this.#notice.textContent) {
      this.#notice.textContent = text;
    }
  }

  #advice() {
    if (this.#target !== null) {
      return `Now move a controller, strike a key or send a programme change, for ${spoken(this.#target)}. Escape leaves.`;
    }
    const bound = this.#last === null ? [] : this.#bound(this.#last);
    return bound.length > 0
      ? `${spoken(this.#last)}: ${bound.join(', ')}. Click what is next, or Escape.`
      : 'Click what a control of yours is to turn; there is more in the settings. Escape leaves.';
  }

  #bound(target) {
    return this.#controls.filter((control) => control.target === target).map(name);
  }

  #label(target) {
    const button = this.#buttons.get(target);
    const bound = this.#bound(target);
    const waits = target === this.#target;
    button.textContent = waits ? 'move it…' : bound.join(', ') || 'learn';
    button.classList.toggle('bound', waits || bound.length > 0);
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
        const {target, ...which} = control;
        await request('DELETE', `api/controls/${encodeURIComponent(target)}?${new URLSearchParams(which)}`);
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
