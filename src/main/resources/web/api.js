// Requests to the server that sent this page, and its live events.

export async function get(path) {
  const response = await fetch(path, { headers: { Accept: 'application/json' } });
  const body = await response.json().catch(() => ({ error: `status ${response.status}` }));
  if (!response.ok) throw new Error(body.error ?? `status ${response.status}`);
  return body;
}

export async function post(path) {
  const response = await fetch(path, { method: 'POST' });
  const body = await response.json().catch(() => ({ error: `status ${response.status}` }));
  if (!response.ok) throw new Error(body.error ?? `status ${response.status}`);
}

export function sweepPath(sweep, rest = '') {
  return `/api/sweeps/${encodeURIComponent(sweep)}${rest}`;
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

/** Live events; the browser reconnects by itself, and after a refusal we do. */
export class Live {
  constructor(onMessage, onConnection) {
    this.onMessage = onMessage;
    this.onConnection = onConnection;
    this.source = null;
    this.timer = 0;
  }

  open(sweep, trials, metrics, points, columns) {
    this.close();
    const query = new URLSearchParams(trials.map((trial) => ['trial', trial]));
    query.append('metrics', metrics.join(','));
    query.append('points', String(points));
    query.append('digits', '7');
    query.append('columns', columns.join(','));
    const connect = () => {
      this.source = new EventSource(sweepPath(sweep, `/live?${query}`));
      this.source.onopen = () => this.onConnection('open');
      this.source.onmessage = (event) => {
        const message = JSON.parse(event.data);
        if (message.over) this.close();
        this.onMessage(message);
      };
      this.source.onerror = () => {
        this.onConnection('lost');
        if (this.source?.readyState === EventSource.CLOSED) {
          this.timer = setTimeout(connect, 2000);
        }
      };
    };
    connect();
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }
}
