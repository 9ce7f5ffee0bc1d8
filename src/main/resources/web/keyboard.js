/** The piano on the page, for mouse, touch and pen; shows what sounds on it. */
const BLACK = new Set([1, 3, 6, 8, 10]);
const NAMES = ['C', 'C sharp', 'D', 'D sharp', 'E', 'F', 'F sharp', 'G', 'G sharp', 'A', 'A sharp', 'B'];

export function nameOf(pitch) {
  return `${NAMES[pitch % 12]} ${Math.floor(pitch / 12) - 1}`;
}

export class PianoKeyboard {
  #root;
  #hands;
  #letters;
  #octave = 4;
  #keys = new Map();
  #pointers = new Map();
  #shown = -1;

  /**
   * @param hands {press(source, pitch), release(source)}
   * @param letters of the computer's keyboard, from the octave's C up
   */
  constructor(root, hands, letters) {
    this.#root = root;
    this.#hands = hands;
    this.#letters = letters;
    root.addEventListener('pointerdown', (event) => this.#down(event));
    root.addEventListener('pointermove', (event) => this.#move(event));
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture']) {
      root.addEventListener(type, (event) => this.#up(event.pointerId));
    }
    root.addEventListener('contextmenu', (event) => event.preventDefault());
    root.addEventListener('keydown', (event) => this.#enter(event, true));
    root.addEventListener('keyup', (event) => this.#enter(event, false));
    root.addEventListener('focusout', () => hands.release('enter'));
    new ResizeObserver(() => this.#build()).observe(root);
    this.#build();
  }

  get octave() {
    return this.#octave;
  }

  setOctave(octave) {
    this.#octave = octave;
    this.#build(true);
  }

  /** @param notes {changes, sounds(part, pitch)}: nothing is done while nothing has changed */
  show(notes) {
    if (notes.changes === this.#shown) {
      return;
    }
    this.#shown = notes.changes;
    for (const [pitch, key] of this.#keys) {
      const partner = notes.sounds('partner', pitch);
      key.classList.toggle('partner', partner);
      key.classList.toggle('player', !partner && notes.sounds('player', pitch));
    }
  }

  #build(force = false) {
    const whites = Math.max(8, Math.min(29, Math.floor(this.#root.clientWidth / 37)));
    if (!force && whites === this.#root.childElementCount - this.#root.querySelectorAll('.black').length) {
      return;
    }
    const octaves = Math.ceil(whites / 7);
    // the letters' octave lies in the middle
    const first = 12 * Math.max(0, this.#octave + 1 - Math.floor((octaves - 1) / 2));
    this.#hands.release('enter');
    this.#keys.clear();
    this.#shown = -1;
    this.#root.replaceChildren();
    let placed = 0;
    for (let pitch = first; placed < whites && pitch <= 127; pitch++) {
      const black = BLACK.has(pitch % 12);
      const key = this.#key(pitch, black);
      if (black) {
        key.style.left = `${((placed - 0.3) * 100) / whites}%`;
        key.style.width = `${60 / whites}%`;
      } else {
        placed++;
      }
      this.#keys.set(pitch, key);
      this.#root.append(key);
    }
  }

  #key(pitch, black) {
    const key = document.createElement('button');
    key.type = 'button';
    key.tabIndex = pitch % 12 === 0 ? 0 : -1;
    key.className = `key ${black ? 'black' : 'white'}`;
    key.dataset.pitch = pitch;
    key.setAttribute('aria-label', nameOf(pitch));
    if (pitch % 12 === 0) {
      key.append(label('name', `C${pitch / 12 - 1}`));
    }
    const letter = this.#letters[pitch - 12 * (this.#octave + 1)];
    if (letter && matchMedia('(hover: hover)').matches) {
      key.append(label('letter', letter));
    }
    return key;
  }

  #pitchAt(event) {
    const key = document.elementFromPoint(event.clientX, event.clientY)?.closest('.key');
    return key && this.#root.contains(key) ? Number(key.dataset.pitch) : null;
  }

  #down(event) {
    if (event.button > 0) {
      return;
    }
    const pitch = this.#pitchAt(event);
    if (pitch !== null) {
      event.preventDefault();
      this.#root.setPointerCapture(event.pointerId);
      this.#pointers.set(event.pointerId, pitch);
      this.#hands.press(`pointer ${event.pointerId}`, pitch);
    }
  }

  #move(event) {
    if (!this.#pointers.has(event.pointerId)) {
      return;
    }
    const pitch = this.#pitchAt(event);
    if (pitch !== this.#pointers.get(event.pointerId)) {
      this.#pointers.set(event.pointerId, pitch);
      this.#hands.release(`pointer ${event.pointerId}`);
      if (pitch !== null) {
        this.#hands.press(`pointer ${event.pointerId}`, pitch);
      }
    }
  }

  #up(pointer) {
    if (this.#pointers.delete(pointer)) {
      this.#hands.release(`pointer ${pointer}`);
    }
  }

  /** Enter strikes the key that has the focus; the arrows walk from key to key. */
  #enter(event, down) {
    const pitch = Number(event.target.dataset?.pitch);
    if (event.key === 'Enter') {
      event.preventDefault();
      if (down && !event.repeat) {
        this.#hands.press('enter', pitch);
      } else if (!down) {
        this.#hands.release('enter');
      }
    } else if (down && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      event.preventDefault();
      this.#keys.get(pitch + (event.key === 'ArrowRight' ? 1 : -1))?.focus();
    }
  }
}

function label(kind, text) {
  const span = document.createElement('span');
  span.className = kind;
  span.textContent = text;
  span.ariaHidden = 'true';
  return span;
}
