/** Names and figures of the daemon as words on the page. */

/** 'hand-over' is 'Hand over', 'pitchTopP' is 'Pitch top-p'. */
export function title(name) {
  const words = name
    .replace(/-/g, ' ')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/ ([pk])$/, '-$1');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** An element with properties and children. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Three digits and a unit: 950 microseconds are '950 µs', 12345 are '12.3 ms'. */
export function duration(microseconds) {
  const [value, unit] = microseconds < 999.5 ? [microseconds, 'µs']
    : microseconds < 999500 ? [microseconds / 1000, 'ms'] : [microseconds / 1e6, 's'];
  return `${value >= 99.95 ? Math.round(value) : Number(value.toPrecision(3))} ${unit}`;
}

/** 754 is '12:34'. */
export function minutes(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** 2600000 is '2.6 MB'. */
export function size(bytes) {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(2))} ${unit}`;
}

/** What to say where an answer did not come; that a daemon has no such answer at all is no failure. */
export function sentence(error, what) {
  if (error.status === 404 && error.message.startsWith('there is nothing at')) {
    return `This Antiphon does not tell of ${what}.`;
  }
  return asSentence(error.message);
}

/** 'no clock comes in' is 'No clock comes in.' */
export function asSentence(text) {
  return text && text[0].toUpperCase() + text.slice(1).replace(/\.?$/, '.');
}
