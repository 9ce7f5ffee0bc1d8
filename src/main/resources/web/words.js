/** Names of the daemon as words on the page. */

/** 'hand-over' is 'Hand over', 'pitchTopP' is 'Pitch top-p'. */
export function title(name) {
  const words = name
    .replace(/-/g, ' ')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/ ([pk])$/, '-$1');
  return words[0].toUpperCase() + words.slice(1);
}

/** An element with properties and children. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
