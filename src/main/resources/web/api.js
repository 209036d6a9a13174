// Requests to the server that sent this page, and its live events; each shows the token.
import { headers } from './token.js';

const AGAIN_MILLIS = 1000;

/** The server wants a token that we do not have. */
export class Unauthorized extends Error {}

/** @param {unknown} error whatever was thrown */
export function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}

async function ask(path, options) {
  const response = await fetch(path, { cache: 'no-store', ...options, headers: { Accept: 'application/json', ...headers() } });
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  const text = body.error ?? `status ${response.status}`;
  throw response.status === 401 ? new Unauthorized(text) : new Error(text);
}

export async function get(path) {
  return (await ask(path)).json();
}

export async function post(path) {
  await ask(path, { method: 'POST' });
}

/** Relative to the page, which a proxy may have put behind a path of its own. */
export function sweepPath(sweep, rest = '') {
  return `api/sweeps/${encodeURIComponent(sweep)}${rest}`;
}

export function stepsPath(sweep, trials, metrics, range, points) {
  const query = new URLSearchParams(trials.map((trial) => ['trial', trial]));
  query.append('metrics', metrics.join(','));
  query.append('points', String(points));
  query.append('digits', '7');
  if (range) {
    query.append('from', String(Math.max(0, Math.floor(range[0]))));
    query.append('to', String(Math.max(0, Math.ceil(range[1]))));
  }
  return sweepPath(sweep, `/steps?${query}`);
}

/** Live events, read from one long answer; asked for again when it breaks off. */
export class Live {
  constructor(onMessage, onConnection) {
    this.onMessage = onMessage;
    this.onConnection = onConnection;
    this.asking = null;
    this.timer = 0;
  }

  open(sweep, trials, metrics, points, columns) {
    this.close();
    const query = new URLSearchParams(trials.map((trial) => ['trial', trial]));
    query.append('metrics', metrics.join(','));
    query.append('points', String(points));
    query.append('digits', '7');
    query.append('columns', columns.join(','));
    this.connect(sweepPath(sweep, `/live?${query}`));
  }

  async connect(path) {
    const asking = new AbortController();
    this.asking = asking;
    try {
      const response = await ask(path, { signal: asking.signal });
      this.onConnection('open');
      if (response.body) await this.read(response.body.getReader(), asking);
    } catch (error) {
      if (this.asking === asking) this.onConnection(error instanceof Unauthorized ? 'refused' : 'lost');
    }
    // Unless it was closed meanwhile, or has heard of the end.
    if (this.asking === asking) this.timer = setTimeout(() => this.connect(path), AGAIN_MILLIS);
  }

  async read(reader, asking) {
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.asking !== asking) return;
      text += decoder.decode(value, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) if (event.startsWith('data: ')) this.take(JSON.parse(event.slice(6)));
    }
  }

  take(message) {
    if (message.over) this.close();
    this.onMessage(message);
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = null;
  }
}
