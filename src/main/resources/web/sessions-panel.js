/** What was played before, and now: heard again, taken along as a MIDI file, kept, deleted. */
import {request} from './connection.js';
import {Poll} from './poll.js';
import {element, minutes, sentence} from './words.js';

const EVERY_MS = 5000;
/** So long a delete button waits for the second click. */
const ARMED_MS = 4000;
const CURRENT = 'current';

const when = new Intl.DateTimeFormat('en-GB', {dateStyle: 'medium', timeStyle: 'short'});

export class SessionsPanel {
  #trouble = element('p', {className: 'trouble', role: 'status'});
  #current = element('div', {className: 'current'});
  #list = element('ul', {className: 'cards'});
  #name = element('input', {type: 'text', maxLength: 80, placeholder: 'name', ariaLabel: 'Name for the session, or none'});
  #player;
  #playing = null;
  /** What was shown last: of now, and of what is kept. */
  #now = '';
  #kept = '';
  #poll = new Poll(() => this.#refresh(), EVERY_MS);

  /**
   * @param place where it is built
   * @param player {play(session, onProgress, onEnd), stop()}
   */
  constructor(place, player) {
    this.#player = player;
    const form = element('form', {className: 'save'}, this.#name, element('button', {type: 'submit', textContent: 'Save now'}));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#save();
    });
    place.append(this.#trouble, this.#current, form, element('h3', {textContent: 'Kept'}), this.#list);
  }

  opened() {
    this.#now = '';
    this.#kept = '';
    this.#poll.start();
  }

  closed() {
    this.#poll.stop();
  }

  /** Nothing is heard again any more. */
  stop() {
    this.#playing?.stop();
  }

  async #refresh() {
    try {
      const told = await request('GET', 'api/sessions');
      this.#trouble.textContent = '';
      this.#show(told);
    } catch (e) {
      this.#trouble.textContent = sentence(e, 'its sessions');
    }
  }

  /** What has not changed is left alone, and all of it while one of it is heard. */
  #show({current, sessions}) {
    if (this.#playing !== null || this.#list.querySelector('.armed')) {
      return;
    }
    const focus = document.activeElement?.dataset.focus;
    const now = JSON.stringify(current);
    if (now !== this.#now) {
      this.#now = now;
      this.#showNow(current);
    }
    const kept = JSON.stringify(sessions);
    if (kept !== this.#kept) {
      this.#kept = kept;
      this.#list.replaceChildren(...sessions.map((session) => this.#row(session)));
      if (sessions.length === 0) {
        this.#list.append(element('li', {className: 'hint', textContent: 'Nothing is kept yet.'}));
      }
    }
    if (focus && document.activeElement?.dataset.focus !== focus) {
      document.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
    }
  }

  /** Somebody may be about to click its buttons while it grows. */
  #showNow(current) {
    const played = current.player + current.partner > 0;
    const shown = this.#current.querySelector('.quiet');
    if (shown && played === Boolean(this.#current.querySelector('.buttons'))) {
      shown.textContent = figures(current);
      return;
    }
    this.#current.replaceChildren(
      element('p', {className: 'card-title'}, element('strong', {textContent: 'Now'}), quiet(figures(current))),
      ...(played ? this.#buttons(CURRENT, 'the session of now') : []));
  }

  #row(session) {
    const row = element('li', {},
      element('p', {className: 'card-title'}, element('strong', {textContent: session.name}), quiet(figures(session))),
      element('p', {className: 'hint', textContent: `saved ${when.format(new Date(session.savedAt))}`}),
      ...(session.problem ? [element('p', {className: 'trouble', textContent: session.problem})] : []),
      ...this.#buttons(session.name, session.name));
    row.querySelector('.buttons').append(this.#deletion(session.name));
    return row;
  }

  /** Play with its progress, and download. */
  #buttons(name, spoken) {
    const progress = element('progress', {max: 1, value: 0, hidden: true, ariaLabel: `How far ${spoken} has been heard`});
    const play = element('button', {type: 'button', textContent: '▶ Play', ariaLabel: `Play ${spoken}`});
    play.dataset.focus = `play ${name}`;
    play.addEventListener('click', () => this.#hear(name, spoken, play, progress));
    const download = element('a', {
      className: 'button', href: `api/sessions/${encodeURIComponent(name)}/midi`, download: `${name}.mid`, textContent: '.mid',
      ariaLabel: `Download ${spoken} as a MIDI file`,
    });
    download.dataset.focus = `download ${name}`;
    return [element('div', {className: 'buttons'}, play, download), progress];
  }

  async #hear(name, spoken, button, progress) {
    const again = this.#playing?.name === name;
    this.stop();
    if (again) {
      return;
    }
    const ended = () => {
      if (this.#playing === hearing) {
        this.#playing = null;
      }
      button.textContent = '▶ Play';
      button.ariaLabel = `Play ${spoken}`;
      progress.hidden = true;
    };
    const hearing = {name, stop: ended};
    this.#playing = hearing;
    button.textContent = '■ Stop';
    button.ariaLabel = `Stop ${spoken}`;
    try {
      const session = await request('GET', `api/sessions/${encodeURIComponent(name)}/notes`);
      if (this.#playing !== hearing) {
        return;
      }
      hearing.stop = () => {
        this.#player.stop();
        ended();
      };
      progress.value = 0;
      progress.hidden = false;
      this.#player.play(session, ({seconds, totalSeconds}) => (progress.value = totalSeconds > 0 ? seconds / totalSeconds : 1), ended);
    } catch (e) {
      ended();
      this.#trouble.textContent = sentence(e, 'the notes of its sessions');
    }
  }

  /** Two clicks: the first asks. */
  #deletion(name) {
    const button = element('button', {type: 'button', className: 'delete', textContent: 'Delete', ariaLabel: `Delete ${name}`});
    button.dataset.focus = `delete ${name}`;
    const disarm = () => {
      button.classList.remove('armed');
      button.textContent = 'Delete';
      button.ariaLabel = `Delete ${name}`;
    };
    button.addEventListener('click', async () => {
      if (!button.classList.contains('armed')) {
        button.classList.add('armed');
        button.textContent = 'Really delete?';
        button.ariaLabel = `Really delete ${name}?`;
        setTimeout(disarm, ARMED_MS);
        return;
      }
      disarm();
      const byKeys = button.matches(':focus-visible');
      const row = button.closest('li');
      const place = [...this.#list.children].indexOf(row);
      if (!await this.#ask('DELETE', `api/sessions/${encodeURIComponent(name)}`)) {
        return;
      }
      if (this.#playing?.name === name) {
        this.stop();
      }
      row.remove(); // while one is heard, the list is not made anew
      if (byKeys) {
        const next = this.#list.children[Math.min(place, this.#list.children.length - 1)];
        (next?.querySelector('.delete') ?? this.#name).focus();
      }
    });
    return button;
  }

  async #save() {
    const name = this.#name.value.trim();
    if (await this.#ask('POST', 'api/session/save', name ? {name} : undefined)) {
      this.#name.value = '';
      this.#name.blur(); // the keys play again
    }
  }

  async #ask(method, path, body) {
    try {
      await request(method, path, body);
    } catch (e) {
      this.#trouble.textContent = sentence(e, 'its sessions');
      return false;
    }
    await this.#refresh();
    return true;
  }
}

function figures({seconds, player, partner}) {
  return `${minutes(seconds)} · ${player} yours · ${partner} Antiphon's`;
}

function quiet(text) {
  return element('span', {className: 'quiet', textContent: text});
}
