// The view of all trials: a table to sort, filter and compare, to act on, and to see why trials were stopped.
import { confirmed, el } from './dom.js';
import { get, post, reasonOf, stepsPath, sweepPath } from './api.js';
import { css, scaleOf } from './colour.js';
import { count, number, word } from './format.js';
import { seriesOf } from './model.js';
import { VirtualTable } from './table.js';
import { view } from './view-state.js';

const SPARK_POINTS = 60;
const STALE_MILLIS = 2000;

export class TrialsView {
  /** @type {HTMLInputElement} */
  search;
  /** @type {HTMLElement} */
  count;
  /** @type {HTMLElement} */
  picked;
  /** @type {HTMLElement} */
  detail;
  /** @type {HTMLElement} */
  auditTitle;
  /** @type {HTMLElement} */
  auditBox;
  /** @type {HTMLDetailsElement} */
  audit;
  /** @type {VirtualTable} */
  table;
  /** @type {ReturnType<typeof scaleOf>} */
  colours;

  constructor(node, app) {
    this.node = node;
    this.app = app;
    this.sparks = new Map();
  }

  show(model) {
    this.model = model;
    this.sparks.clear();
    this.search = el('input', { type: 'search', value: view.get('filter'), placeholder: 'c>2 phase=catapult', 'aria-label': 'Filter trials', size: '28', oninput: () => view.set({ filter: this.search.value }) });
    this.count = el('span', { class: 'note', role: 'status' });
    this.picked = el('span', {});
    this.detail = el('section', { class: 'detail', 'aria-label': 'Chosen trials' });
    this.auditTitle = el('summary', {}, 'Why trials ended');
    this.auditBox = el('div', { class: 'audit' });
    this.audit = el('details', { class: 'detail' }, this.auditTitle, this.auditBox);
    this.audit.addEventListener('toggle', () => this.audit.open && this.fillAudit());
    this.table = new VirtualTable(this.columns(), {
      label: 'Trials', key: (row) => row.trial,
      selected: (row) => this.selection().includes(row.trial), toggle: (row) => this.toggle(row.trial),
      open: (row) => view.set({ focus: row.trial }), visible: (rows) => this.wantSparks(rows),
      sort: () => view.get('sort'), setSort: (sort) => view.set({ sort }), current: () => view.get('focus'),
    });
    this.node.replaceChildren(
      el('div', { class: 'bar' }, el('label', { class: 'group' }, el('span', {}, 'Filter'), this.search), this.count, el('div', { class: 'space' }), this.picked,
        el('button', { type: 'button', onclick: () => view.set({ view: 'sweep' }) }, 'Show curves'),
        el('button', { type: 'button', onclick: () => view.set({ trials: '' }) }, 'Untick all')),
      this.table.node, this.detail, this.audit);
    this.refresh();
  }

  selection() { return view.list('trials'); }

  toggle(trial) {
    const chosen = this.selection();
    view.set({ trials: (chosen.includes(trial) ? chosen.filter((t) => t !== trial) : [...chosen, trial]).join(',') });
  }

  columns() {
    const has = (column) => this.model.trials.some((row) => row[column] != null && row[column] !== '');
    const num = (name, label, width = 92) => ({ name, label, width, numeric: true, cell: (row) => number(row[name]) });
    const live = this.model.info.controllable;
    return [
      { name: 'show', label: 'Show', width: 56, sortable: false, cell: (row) => this.tick(row) },
      { name: 'trial', label: 'trial', width: 130, cell: (row) => row.trial },
      ...(has('params') ? [{ name: 'params', label: 'grid', width: 180, cell: (row) => row.params }] : []),
      num('c', 'c', 66),
      { name: 'word', label: 'outcome', width: 96, cell: (row) => this.word(row), value: word },
      { name: 'spark', label: 'log loss', width: 138, sortable: false, cell: (row) => this.spark(row) },
      { name: 'step', label: 'steps', width: 78, numeric: true, cell: (row) => count(row.step) },
      num('loss', 'loss'), num('loss_max', 'peak loss'), num('eta_lambda', 'ηλ_max', 80), num('weight_norm_ratio', 'θ²/θ²₀', 80),
      ...(has('sparsity_1') ? [num('sparsity_1', 'sparsity', 80)] : []),
      ...(has('test_loss') ? [num('test_loss', 'test loss')] : []),
      { name: 'stop_reason', label: 'ended by', width: 120, cell: (row) => row.stop_reason },
      ...(live ? [{ name: 'actions', label: 'actions', width: 152, sortable: false, cell: (row) => this.actions(row) }] : []),
    ];
  }

  tick(row) {
    const box = el('input', { type: 'checkbox', 'aria-label': `Show ${row.trial}`, tabindex: '-1' });
    box.checked = this.selection().includes(row.trial);
    box.addEventListener('change', () => this.toggle(row.trial));
    return box;
  }

  word(row) {
    const text = word(row);
    const known = ['lazy', 'catapult', 'trivial', 'divergent', 'running', 'paused'].includes(text);
    return el('span', { class: `word ${known ? text : 'other'}` }, text);
  }

  actions(row) {
    const act = (name, label) => el('button', { type: 'button', 'aria-label': `${label} ${row.trial}`, onclick: (event) => { event.stopPropagation(); this.act(row.trial, name); } }, label);
    if (row.state === 'ended') return row.outcome === 'stopped' ? el('div', { class: 'actions' }, act('continue', 'Continue')) : '';
    return el('div', { class: 'actions' }, row.state === 'paused' ? act('continue', 'Continue') : act('pause', 'Pause'), act('stop', 'Stop'));
  }

  async act(trial, action) {
    const stop = action === 'stop';
    const sure = await confirmed(
      `${action[0].toUpperCase()}${action.slice(1)} ${trial}?`,
      stop ? 'It ends at its next step and keeps what it has recorded. Its outcome will be “stopped”.' : action === 'pause' ? 'It is held between two steps until you continue it.' : 'It goes on where it was held or stopped.',
      `${action[0].toUpperCase()}${action.slice(1)}`);
    if (!sure) return;
    try {
      await post(sweepPath(this.model.info.id, `/trials/${encodeURIComponent(trial)}/${action}`));
    } catch (error) {
      this.app.banner(`${trial}: ${reasonOf(error)}`);
    }
  }

  filtered() {
    const tests = view.get('filter').trim().split(/\s+/).filter(Boolean).map((part) => this.test(part));
    const rows = this.model.trials.filter((row) => tests.every((test) => test(row)));
    const sort = view.get('sort');
    const down = sort.startsWith('-');
    const name = down ? sort.slice(1) : sort;
    const value = name === 'word' ? word : (row) => row[name];
    return rows.sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      if (x == null || y == null) return Number(x == null) - Number(y == null);
      const order = typeof x === 'number' ? x - y : String(x).localeCompare(String(y), 'en', { numeric: true });
      return down ? -order : order;
    });
  }

  /** COLUMN=VALUE, COLUMN<NUMBER, COLUMN>NUMBER; anything else is looked for in the words of a row. */
  test(part) {
    const [, column, sign, wanted] = /^([a-z0-9_]+)([=<>])(.+)$/.exec(part) ?? [];
    if (sign === '=') return (row) => String(row[column] ?? (column === 'word' ? word(row) : '')) === wanted || Number(row[column]) === Number(wanted);
    if (sign) return (row) => row[column] != null && (sign === '<' ? row[column] < Number(wanted) : row[column] > Number(wanted));
    const text = part.toLowerCase();
    return (row) => `${row.trial} ${row.params} ${word(row)} ${row.state} ${row.stop_reason}`.toLowerCase().includes(text);
  }

  wantSparks(rows) {
    const now = performance.now();
    const wanted = rows.filter((row) => row.step != null && !this.fresh(row, now)).map((row) => row.trial);
    if (!wanted.length || this.fetching) return;
    this.fetching = true;
    get(stepsPath(this.model.info.id, wanted.slice(0, 60), ['loss'], null, SPARK_POINTS))
      .then(({ series }) => {
        for (const part of series) this.sparks.set(part.trial, { series: seriesOf(part), at: performance.now(), step: this.model.rows.get(part.trial)?.step });
        this.fetching = false;
        this.table.redraw();
      })
      .catch(() => { setTimeout(() => { this.fetching = false; }, STALE_MILLIS); });
  }

  fresh(row, now) {
    const spark = this.sparks.get(row.trial);
    return spark && (spark.step === row.step || now - spark.at < STALE_MILLIS);
  }

  spark(row) {
    const canvas = el('canvas', { width: 240, height: 48, 'aria-hidden': 'true' });
    const values = this.sparks.get(row.trial)?.series.metrics.loss;
    if (values) drawSpark(canvas.getContext('2d'), this.sparks.get(row.trial).series, values, this.colours.at(row.c));
    return canvas;
  }

  changed() { this.refresh(); }

  refresh() {
    if (!this.model || this.node.hidden) return;
    if (this.search.value !== view.get('filter') && document.activeElement !== this.search) this.search.value = view.get('filter');
    this.colours = scaleOf(this.model.trials.map((row) => row.c));
    const rows = this.filtered();
    this.table.setColumns(this.columns());
    this.table.setRows(rows);
    this.count.textContent = rows.length === this.model.rows.size ? `${count(rows.length)} trials` : `${count(rows.length)} of ${count(this.model.rows.size)} trials`;
    const chosen = this.selection().length;
    this.picked.textContent = chosen ? `${count(chosen)} ticked` : '';
    this.fillDetail();
    const ended = this.model.trials.filter((row) => row.state === 'ended').length;
    if (this.audit.open && ended !== this.audited) this.fillAudit();
  }

  rebuild() { this.refresh(); }

  /** The chosen trials side by side. */
  fillDetail() {
    const focus = view.get('focus');
    const trials = [...new Set([...(focus ? [focus] : []), ...this.selection()])].filter((t) => this.model.rows.has(t)).slice(0, 6);
    const text = trials.map((t) => JSON.stringify(this.model.rows.get(t))).join();
    if (text === this.detailText) return;
    this.detailText = text;
    if (!trials.length) { this.detail.replaceChildren(); return; }
    const rows = trials.map((t) => this.model.rows.get(t));
    const names = Object.keys(rows[0]).filter((name) => name !== 'trial' && rows.some((row) => row[name] != null && row[name] !== ''));
    this.detail.replaceChildren(
      el('h2', {}, trials.length > 1 ? 'Compared' : trials[0]),
      el('div', { class: 'audit', tabindex: '0', role: 'region', 'aria-label': 'Values' }, el('table', { class: 'plain' },
        el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, ''), ...trials.map((t) => el('th', { scope: 'col' }, t)))),
        el('tbody', {}, ...names.map((name) => el('tr', {}, el('th', { scope: 'row' }, name),
          ...rows.map((row) => el('td', { class: 'num' }, typeof row[name] === 'number' ? number(row[name]) : row[name] ?? '–'))))))));
  }

  async fillAudit() {
    const box = this.auditBox;
    this.audited = this.model.trials.filter((row) => row.state === 'ended').length;
    if (!box.firstChild) box.textContent = 'Loading …';
    try {
      const { stops } = await get(sweepPath(this.model.info.id, '/stops'));
      this.auditTitle.textContent = `Why trials ended (${count(stops.length)})`;
      box.replaceChildren(stops.length ? el('table', { class: 'plain' },
        el('thead', {}, el('tr', {}, ...['trial', 'step', 'outcome', 'reason', 'rule', 'evidence', 'certificate'].map((t) => el('th', { scope: 'col' }, t)))),
        el('tbody', {}, ...stops.map((s) => el('tr', {}, el('td', {}, s.trial), el('td', { class: 'num' }, count(s.step)),
          el('td', {}, s.outcome || (s.state === 'continued' ? 'continued' : 'goes on')), el('td', {}, s.reason), el('td', { title: s.settings }, s.rule), el('td', {}, s.evidence), el('td', {}, s.certificate))))) : 'None so far.');
    } catch (error) {
      box.textContent = reasonOf(error);
    }
  }
}

/** The loss over all steps on a logarithmic scale, with the extremes of each bucket. */
function drawSpark(ctx, series, values, colour) {
  const positive = (v) => v != null && v > 0;
  const low = Math.log10(Math.min(...values.min.filter(positive)));
  const high = Math.log10(Math.max(...values.max.filter(positive)));
  if (!Number.isFinite(low + high)) return;
  const last = series.to[series.to.length - 1] || 1;
  const px = (step) => 4 + (step / last) * 232;
  const py = (v) => 44 - ((Math.log10(v) - low) / (high - low || 1)) * 40;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2.5;
  ctx.lineJoin = 'round';
  ctx.beginPath();
  series.from.forEach((from, i) => {
    const x = px((from + series.to[i]) / 2);
    if (!positive(values.max[i])) return;
    const min = positive(values.min[i]) ? values.min[i] : values.max[i];
    ctx.lineTo(x, py(min));
    ctx.lineTo(x, py(values.max[i]));
    if (positive(values.last[i])) ctx.lineTo(x, py(values.last[i]));
  });
  ctx.stroke();
  if (series.bad.length) { ctx.fillStyle = css('divergent'); ctx.fillRect(232, 2, 6, 6); }
}
