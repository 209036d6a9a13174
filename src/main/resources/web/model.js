// What the page knows of one sweep: its trials as rows, and the reduced steps of those that are shown.

export class Model {
  constructor(info) {
    this.info = info;
    this.rows = new Map();
    this.series = new Map();
    this.engine = info.engine;
    this.over = info.state !== 'running';
    /** @type {{from: number, to: number, x: string, series: Map<string, any>} | null} finer steps of an interval */
    this.detail = null;
  }

  get trials() {
    return [...this.rows.values()];
  }

  /** Takes columns of trials; returns the trials that have just ended. */
  takeTrials(columns) {
    const names = Object.keys(columns);
    const ended = [];
    for (let i = 0; i < columns.trial.length; i++) {
      const row = {};
      for (const name of names) row[name] = columns[name][i];
      const before = this.rows.get(row.trial);
      if (before && before.state !== 'ended' && row.state === 'ended') ended.push(row);
      this.rows.set(row.trial, before ? { ...before, ...row } : row);
    }
    return ended;
  }

  /** Takes a live message; returns the trials that have just ended. */
  takeLive(message) {
    const ended = this.takeTrials(message.trials);
    for (const part of message.series) {
      const known = this.series.get(part.trial);
      const next = seriesOf(part);
      this.series.set(part.trial, part.start > 0 && known ? joined(known, next, part.start) : next);
    }
    this.engine = message.engine;
    this.over = message.over;
    return ended;
  }

  takeSeries(list) {
    for (const part of list) this.series.set(part.trial, seriesOf(part));
  }

  /** Vertical lines that theory draws: each bound once for each value it has. */
  bounds() {
    const kinds = [
      ['bound_one_point_c', 'one point'], ['bound_method1_c', 'method 1'],
      ['bound_method2_c', 'method 2'], ['bound_doomed_c', 'doomed'],
    ];
    const found = new Map();
    for (const [column, name] of kinds) {
      const values = new Set();
      for (const row of this.rows.values()) if (row[column] != null) values.add(Number(row[column].toPrecision(6)));
      if (values.size > 4) continue;
      for (const value of values) found.set(value, found.has(value) ? `${found.get(value)}, ${name}` : name);
    }
    return [...found].map(([value, name]) => ({ value, name }));
  }
}

/** The API's form of a series, with all four values of each bucket whether it is exact or not. */
export function seriesOf(part) {
  const metrics = {};
  for (const [name, values] of Object.entries(part.metrics)) {
    metrics[name] = values.value
      ? { first: values.value, min: values.value, max: values.value, last: values.value }
      : values;
  }
  return {
    trial: part.trial, rows: part.rows, width: part.width, exact: part.exact,
    from: part.from, to: part.to ?? part.from, bad: part.non_finite.slice(), metrics,
  };
}

function joined(known, next, start) {
  const metrics = {};
  for (const name of new Set([...Object.keys(known.metrics), ...Object.keys(next.metrics)])) {
    metrics[name] = {};
    for (const key of ['first', 'min', 'max', 'last']) {
      metrics[name][key] = glue(known.metrics[name]?.[key], next.metrics[name]?.[key], start, next.from.length);
    }
  }
  return {
    ...next, metrics,
    from: glue(known.from, next.from, start), to: glue(known.to, next.to, start),
    bad: [...known.bad.filter((i) => i < start), ...next.bad.map((i) => i + start)],
  };
}

function glue(head, tail, start, length) {
  const kept = (head ?? []).slice(0, start);
  while (kept.length < start) kept.push(null);
  return kept.concat(tail ?? new Array(length).fill(null));
}

/** The bucket that holds a step, or the last one before it; −1 if there is none. */
export function bucketAt(series, step) {
  let low = 0;
  let high = series.from.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (series.from[middle] <= step) low = middle; else high = middle - 1;
  }
  return series.from.length && series.from[low] <= step ? low : -1;
}

/** Trials spread evenly over c, with both ends. */
export function spread(trials, most) {
  const sorted = [...trials].sort((a, b) => (a.c ?? 0) - (b.c ?? 0) || a.seed - b.seed);
  if (sorted.length <= most) return sorted.map((row) => row.trial);
  const chosen = new Set();
  for (let i = 0; i < most; i++) chosen.add(sorted[Math.round((i * (sorted.length - 1)) / (most - 1))].trial);
  return [...chosen];
}
