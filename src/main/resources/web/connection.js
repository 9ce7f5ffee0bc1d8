/** The daemon tells its status twice a second; after so many seconds without a word it is not there. */
const PATIENCE_S = 5;

const LONGEST_RETRY_MS = 4000;
/** So often where a token is asked for: more is taken for guessing. */
const STRANGER_RETRY_MS = 15_000;

const AWAY = 'Antiphon cannot be reached; trying again…';
const FULL = 'Antiphon takes no further page: close one of them; trying again…';
const STRANGER = 'Antiphon asks for its token: open the address that it printed when it started.';

/** The socket to the daemon: opens, opens again when it is lost, and passes messages on. */
export class Connection {
  #socket = null;
  #opened = false;
  #retryMs = 250;
  #silentS = 0;
  #handlers;

  /** @param handlers {opened(), lost(), away(sentence), notes(message), draft(message), status(status)} */
  constructor(handlers) {
    this.#handlers = handlers;
    setInterval(() => this.#listen(), 1000);
    this.#open();
  }

  get open() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Says it, if there is anybody to hear it; what comes too late is not kept. */
  send(message) {
    if (this.open) {
      this.#socket.send(JSON.stringify(message));
    }
    return this.open;
  }

  #open() {
    const socket = new WebSocket(`ws://${location.host}/ws`);
    this.#socket = socket;
    this.#opened = false;
    this.#silentS = 0;
    socket.onopen = () => {
      this.#opened = true;
      this.#retryMs = 250;
      this.#handlers.opened();
    };
    socket.onmessage = (event) => {
      this.#silentS = 0;
      const message = JSON.parse(event.data);
      if (message.notes) {
        this.#handlers.notes(message);
      }
      if (message.draft) {
        this.#handlers.draft(message);
      }
      if (message.status) {
        this.#handlers.status(message.status);
      }
    };
    socket.onclose = () => this.#closed();
  }

  /** A cable that was pulled out closes nothing. */
  #listen() {
    if (this.#socket && ++this.#silentS > PATIENCE_S) {
      const socket = this.#socket;
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000, 'silence');
      this.#closed();
    }
  }

  #closed() {
    this.#socket = null;
    setTimeout(() => this.#open(), this.#retryMs);
    this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2);
    if (this.#opened) {
      this.#handlers.lost();
      this.#handlers.away(AWAY);
    } else {
      this.#sayWhy();
    }
  }

  async #sayWhy() {
    const why = await whyNot();
    if (why === STRANGER) {
      this.#retryMs = STRANGER_RETRY_MS;
    }
    if (!this.open) {
      this.#handlers.away(why);
    }
  }
}

/** Why the daemon takes no socket: a browser does not tell what a socket was refused with. */
async function whyNot() {
  try {
    await request('GET', 'api/params');
    return FULL;
  } catch ({status, message}) {
    return status === 401 || status === 429 && message.includes('token') ? STRANGER : AWAY;
  }
}

/** A request to /api; resolves to the answer, or rejects with its one sentence and the status of HTTP. */
export async function request(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body ? {'Content-Type': 'application/json'} : {},
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new Error('Antiphon cannot be reached');
  }
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(answer.detail), {status: response.status});
  }
  return answer;
}
