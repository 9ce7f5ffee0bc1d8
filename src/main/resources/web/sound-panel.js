/** What each part sounds like on this page, and the output to a synthesiser. */
import {MidiOutput} from './midi-output.js';
import {element} from './words.js';

const PARTS = {player: 'You', partner: 'Antiphon'};
const CREDIT = 'Piano: Salamander Grand Piano V3 by Alexander Holm, CC BY 3.0';

export class SoundPanel {
  #instrument;
  #output;
  #complain;
  #button = element('button', {type: 'button', textContent: 'MIDI out', ariaPressed: 'false'});
  #ports = element('select', {ariaLabel: 'MIDI output', hidden: true});
  #withPlayer = element('input', {type: 'checkbox'});
  #withPlayerLabel = element('label', {hidden: true}, this.#withPlayer, 'with my notes');

  /**
   * @param place an element that is filled
   * @param complain(sentence) when the browser refuses
   */
  constructor(place, instrument, output, complain) {
    this.#instrument = instrument;
    this.#output = output;
    this.#complain = complain;
    place.replaceChildren(
      ...Object.keys(PARTS).map((part) => this.#part(part)),
      ...(MidiOutput.possible ? [this.#outputs()] : []),
      element('p', {className: 'credit', textContent: CREDIT}));
    // what was clicked with a pointer keeps no key from the music
    place.addEventListener('click', ({target}) => {
      if (!target.matches(':focus-visible')) {
        target.blur();
      }
    });
  }

  #part(part) {
    const {name, level, muted} = this.#instrument.settings(part);
    const names = element('select', {ariaLabel: `Instrument of ${PARTS[part]}`},
      ...this.#instrument.names.map((each) => element('option', {value: each, textContent: each})));
    names.value = name;
    names.addEventListener('change', () => this.#instrument.choose(part, names.value));
    const slider = element('input', {
      type: 'range', min: 0, max: 100, step: 1, value: Math.round(100 * level), ariaLabel: `Level of ${PARTS[part]}`,
    });
    slider.addEventListener('input', () => this.#instrument.setLevel(part, slider.value / 100));
    const mute = element('button', {
      type: 'button', textContent: 'Mute', ariaLabel: `Mute ${PARTS[part]}`, ariaPressed: String(muted),
    });
    mute.addEventListener('click', () => {
      const now = mute.ariaPressed !== 'true';
      mute.ariaPressed = String(now);
      this.#instrument.setMuted(part, now);
    });
    const group = element('fieldset', {className: part}, element('legend', {textContent: PARTS[part]}), names, slider, mute);
    group.dataset.part = part;
    return group;
  }

  #outputs() {
    this.#button.addEventListener('click', () => (this.#output.open ? this.#output.stop() : this.#start()));
    this.#ports.addEventListener('change', () => this.#output.choose(this.#ports.value || null));
    this.#withPlayer.checked = this.#output.withPlayer;
    this.#withPlayer.addEventListener('change', () => this.#output.setWithPlayer(this.#withPlayer.checked));
    this.#withPlayerLabel.title = 'Antiphon plays on channel 1, your notes on channel 2';
    this.#output.onChange(() => this.#show());
    return element('fieldset', {}, element('legend', {textContent: 'A synthesiser'}),
      this.#button, this.#ports, this.#withPlayerLabel);
  }

  async #start() {
    try {
      await this.#output.start();
    } catch (e) {
      this.#complain(e.message);
    }
  }

  #show() {
    const {open, name, names, connected} = this.#output;
    this.#button.ariaPressed = String(open);
    this.#ports.hidden = !open;
    this.#withPlayerLabel.hidden = !open;
    const none = element('option', {value: '', textContent: names.length ? 'None chosen' : 'No output is plugged in'});
    const away = name !== null && !connected
      ? [element('option', {value: name, textContent: `${name} (unplugged)`})] : [];
    this.#ports.replaceChildren(none, ...away, ...names.map((each) => element('option', {value: each, textContent: each})));
    this.#ports.value = name ?? '';
  }
}
