/** The computer's keyboard as a piano, by the place of the keys and not by what is printed there. */
const CODES = [
  'KeyA', 'KeyW', 'KeyS', 'KeyE', 'KeyD', 'KeyF', 'KeyT', 'KeyG', 'KeyY', 'KeyH', 'KeyU', 'KeyJ', 'KeyK',
];

export const LETTERS = CODES.map((code) => code.slice(3));

/**
 * @param hands {press(source, pitch), release(source), releaseAll(prefix)}
 * @param commands {octave(): number, by: {code: function}}
 */
export function listenToComputerKeys(hands, commands) {
  addEventListener('keydown', (event) => {
    if (event.key === 'Meta') {
      // while it is down, some systems do not tell of keys that are let go
      hands.releaseAll('Key');
    }
    if (event.ctrlKey || event.metaKey || event.altKey || belongsToControl(event)) {
      return;
    }
    const step = CODES.indexOf(event.code);
    const command = commands.by[event.code];
    if (step < 0 && !command) {
      return;
    }
    event.preventDefault();
    if (event.repeat) {
      return;
    }
    if (command) {
      command();
    } else {
      hands.press(event.code, 12 * (commands.octave() + 1) + step);
    }
  }, {capture: true});
  addEventListener('keyup', (event) => {
    hands.release(event.code);
    if (commands.by[event.code]) {
      event.preventDefault();
    }
  }, {capture: true});
}

/** Texts are typed and boxes are ticked as everywhere; all other controls leave these keys to the music. */
function belongsToControl({code, target}) {
  return target instanceof HTMLInputElement
      && (target.type === 'text' || target.type === 'checkbox' && code === 'Space');
}
