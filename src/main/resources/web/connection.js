/** The socket to the daemon: opens, opens again when it is lost, and passes messages on. */
export class Connection {
  #socket = null;
  #retryMs = 250;
  #handlers;

  /** @param handlers {opened(), lost(), notes(message), draft(message), status(status)} */
  constructor(handlers) {
    this.#handlers = handlers;
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
    socket.onopen = () => {
      this.#retryMs = 250;
      this.#handlers.opened();
    };
    socket.onmessage = (event) => {
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
    socket.onclose = () => {
      this.#handlers.lost();
      setTimeout(() => this.#open(), this.#retryMs);
      this.#retryMs = Math.min(4000, this.#retryMs * 2);
    };
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
