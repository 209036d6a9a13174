// Runs the dashboards' transformations with Grafana's own code, of the oldest and the newest version that is
// supported, on a few rows as each kind of database answers: every curve must bear its trial's name, be drawn
// from the right numbers, and share an axis that ascends. Two transformations live in Grafana's application
// rather than in its library; they are written here from its documentation.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deepStrictEqual as equal } from 'node:assert';

const here = dirname(fileURLToPath(import.meta.url));
const dashboards = resolve(here, '../../../grafana-dashboards');
const require = createRequire(import.meta.url);
const read = (kind, page) => JSON.parse(readFileSync(join(dashboards, kind, `${page}.json`), 'utf8'));

function load(version) {
  // The older library looks for a browser when it is loaded, the newer one when it is used.
  if (version === 11) globalThis.window = globalThis;
  else delete globalThis.window;
  const grafana = require(`data-${version}`);
  globalThis.window = globalThis;
  const known = new Map(Object.values(grafana.standardTransformers).map((t) => [t.id, t]));
  grafana.standardTransformersRegistry.setInit(() =>
    [...known.values()].map((t) => ({
      id: t.id, name: t.name, transformation: version === 11 ? t : async () => t, editor: () => null,
    })),
  );
  return grafana;
}

function partitioned(grafana, version, frame, options) {
  const original = {};
  const named = (field) => {
    const shown = field.config.displayNameFromDS ?? field.config.displayName;
    if (version === 11 || !shown) return field;
    original[shown] = field.name;
    const { displayName, displayNameFromDS, ...config } = field.config;
    return { ...field, name: shown, config, state: { ...field.state, displayName: undefined } };
  };
  const fields = frame.fields.map(named);
  const keys = fields.filter((f) => options.fields.includes(f.name));
  const groups = new Map();
  for (let row = 0; row < frame.length; row++) {
    const key = JSON.stringify(keys.map((f) => f.values[row]));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const frames = [...groups.values()].map((rows) => {
    const values = keys.map((f) => [f.name, String(f.values[rows[0]])]);
    const labels = options.naming.asLabels ? Object.fromEntries(values) : {};
    return {
      name: options.naming.asLabels ? frame.name : values.map(([, value]) => value).join(' '),
      length: rows.length,
      fields: fields.filter((f) => !keys.includes(f)).map((f) => ({
        name: f.name, type: f.type, config: structuredClone(f.config),
        labels: { ...f.labels, ...labels }, values: rows.map((row) => f.values[row]),
      })),
    };
  });
  if (version !== 11) {
    frames.forEach((fr) => fr.fields.forEach((f) => grafana.getFieldDisplayName(f, fr, frames)));
    frames.forEach((fr) => fr.fields.forEach((f) => {
      if (f.name in original) {
        f.name = original[f.name];
        f.config.displayName = f.state.displayName;
      }
    }));
  }
  return frames;
}

function configured(grafana, frames, options) {
  const source = frames.find((frame) => frame.refId === options.configRefId);
  const steps = [{ value: -Infinity, color: 'green' }];
  for (const mapping of options.mappings) {
    const field = source.fields.find((f) => grafana.getFieldDisplayName(f, source) === mapping.fieldName);
    if (field.values[0] !== null) {
      steps.push({ value: field.values[0], color: mapping.handlerArguments.threshold.color });
    }
  }
  const thresholds = { mode: 'absolute', steps };
  return frames.filter((frame) => frame !== source).map((frame) => ({
    ...frame,
    fields: frame.fields.map((f) => (f.type === 'number' ? { ...f, config: { ...f.config, thresholds } } : f)),
  }));
}

const once = (observable) => new Promise((done, failed) => {
  let last;
  observable.subscribe({ next: (value) => { last = value; }, error: failed, complete: () => done(last) });
});

async function transformed(grafana, version, panel, frames) {
  for (const step of panel.transformations) {
    if (step.id === 'partitionByValues') frames = partitioned(grafana, version, frames[0], step.options);
    else if (step.id === 'configFromData') frames = configured(grafana, frames, step.options);
    else frames = await once(grafana.transformDataFrame([structuredClone(step)], frames));
  }
  return frames;
}

/** A frame as the data sources build it: InfluxDB's has a name, a time, and columns that insist on theirs. */
function frame(kind, refId, columns) {
  const influx = kind === 'influxdb';
  const length = Object.values(columns)[0].length;
  const times = { Time: Array.from({ length }, (_, row) => 1000 + row) };
  return {
    refId, length, name: influx ? 'step' : undefined,
    fields: Object.entries(influx ? { ...times, ...columns } : columns).map(([name, values]) => ({
      name, values,
      type: name.toLowerCase() === 'time' ? 'time' : typeof values.find((v) => v !== null) === 'string' ? 'string' : 'number',
      config: influx && name !== 'Time' ? { displayNameFromDS: name } : {},
    })),
  };
}

/** What a panel draws: the axis, and each curve by the name it bears. */
function drawn(grafana, frames, axis) {
  equal(frames.length, 1, 'one frame');
  const [only] = frames;
  const x = only.fields.find((f) => f.name === axis);
  equal([...x.values], [...x.values].sort((a, b) => a - b), 'an axis that ascends');
  const curves = only.fields.filter((f) => f !== x && f.type === 'number');
  return {
    x: x.values,
    curves: Object.fromEntries(curves.map((f) => [grafana.getFieldDisplayName(f, only, frames), f.values])),
    lines: curves[0].config.thresholds?.steps.slice(1).map((step) => step.value),
  };
}

const starts = { 's1-c2': 2, 's1-c2.1': 4, 'g2-s1-eta0.05': 8 };
const lengths = { 's1-c2': 4, 's1-c2.1': 3, 'g2-s1-eta0.05': 4 };

function steps(kind, trials, values) {
  const rows = trials.flatMap((trial) => Array.from({ length: lengths[trial] }, (_, step) => ({ trial, step })));
  const column = (of) => rows.map(of);
  return frame(kind, 'A', {
    trial: column((r) => r.trial), step: column((r) => r.step),
    ...Object.fromEntries(Object.entries(values).map(([name, of]) => [name, column(of)])),
  });
}

function expected(trials, value) {
  const longest = Math.max(...trials.map((t) => lengths[t]));
  return Object.fromEntries(trials.map((trial) => [
    trial, Array.from({ length: longest }, (_, step) => (step < lengths[trial] ? value({ trial, step }) : null)),
  ]));
}

const tidy = (curves) => Object.fromEntries(
  Object.entries(curves).map(([name, values]) => [name, values.map((v) => v ?? null)]));

let checks = 0;
async function checkCurves(grafana, version, kind, trials) {
  const page = read(kind, 'by-step');
  const loss = (r) => starts[r.trial] + r.step / 10;
  const norm = (r) => starts[r.trial] * (r.step + 1);
  const bounds = frame(kind, 'Bounds', {
    'edge 2': [2], 'edge 4': [4], 'one point': [2.41], 'method 1': [2.41], 'method 2': [null], doomed: [9.65],
  });
  const plain = () => steps(kind, trials, { Value: loss });
  for (const [index, frames, value] of [
    [0, [plain()], loss],
    [1, [plain(), bounds], loss],
    [2, [kind === 'influxdb'
      ? steps(kind, trials, { w: norm, x: (r) => (r.step === 0 ? norm(r) : 0) })
      : steps(kind, trials, { Value: (r) => r.step + 1 })], (r) => r.step + 1],
  ]) {
    const seen = drawn(grafana, await transformed(grafana, version, page.panels[index], frames), 'step');
    let wanted = expected(trials, value);
    if (kind === 'influxdb' && index === 2 && trials.length === 1) {
      // Alone, the quotient has no frame beside it to be told from.
      wanted = { 'θ²/θ²_0': wanted[trials[0]] };
    }
    equal(tidy(seen.curves), wanted);
    if (index === 1) equal(seen.lines, [2, 4, 2.41, 2.41, 9.65]);
    checks++;
  }
}

async function checkPhases(grafana, version, kind) {
  const page = read(kind, 'phases');
  const finals = (seed) => frame(kind, 'A', { Value: [0.5, 1.5, 0.6], c: [2, 1, 2.5], params: ['', '', ''], seed });
  const final = async (seed) =>
    drawn(grafana, await transformed(grafana, version, page.panels[0], [finals(seed)]), 'c');
  const one = await final([1, 1, 1]);
  equal(one.x, [1, 2, 2.5]);
  equal(tidy(one.curves), { 'seed 1 ': [1.5, 0.5, 0.6] });
  equal(tidy((await final([1, 1, 2])).curves), { 'seed 1 ': [1.5, 0.5, null], 'seed 2 ': [null, null, 0.6] });
  const outcomes = page.panels.find((panel) => panel.title === 'Outcomes');
  const [counts] = await transformed(grafana, version, outcomes, [
    frame(kind, 'A', { trial: ['a', 'b', 'c'], outcome: ['converged', 'diverged', 'converged'] }),
  ]);
  equal(counts.fields.map((f) => f.values), [['converged', 'diverged'], [2, 1]]);
  checks += 3;
  if (kind === 'questdb') {
    const states = page.panels.find((panel) => panel.title === 'Trials over time');
    const frames = await transformed(grafana, version, states, [
      frame(kind, 'A', { time: [1, 2, 3], trial: ['s1-c2', 's1-c3', 's1-c2'], state: ['started', 'started', 'converged'] }),
    ]);
    equal(frames.map((f) => [grafana.getFieldDisplayName(f.fields[1], f, frames), f.fields[1].values]),
      [['s1-c2', ['started', 'converged']], ['s1-c3', ['started']]]);
    checks++;
  }
}

for (const version of [11, 13]) {
  const grafana = load(version);
  for (const kind of ['influxdb', 'questdb']) {
    await checkCurves(grafana, version, kind, Object.keys(starts));
    await checkCurves(grafana, version, kind, ['s1-c2.1']);
    await checkPhases(grafana, version, kind);
  }
}
console.log(`${checks} panels drawn as they should be`);
process.exit(0);
