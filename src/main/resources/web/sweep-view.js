// The view of a whole sweep: its phase diagram, and the curves of the trials that are shown.
import { choice, el } from './dom.js';
import { css, scaleOf } from './colour.js';
import { count, number, word } from './format.js';
import { CurvePanel } from './curves.js';
import { PhasePanel } from './phase.js';
import { bucketAt, spread } from './model.js';
import { drawScale, markItems, outcomes } from './legend.js';
import { Playback } from './playback.js';
import { downloadMenu, MOST_SHOWN, panelMenu, shownMenu, USUAL_SHOWN } from './sweep-menus.js';
import { view } from './view-state.js';

/**
 * Column, title, levels, and whether the axis is logarithmic: null for where the values spread far.
 * @type {[string, string, number[], boolean | null][]}
 */
const PHASES = [
  ['eta_lambda', 'final curvature ηλ_max', [2], false],
  ['weight_norm_ratio', 'final weight norm θ²/θ²₀', [1], null],
  ['sparsity_1', 'final sparsity of layer 1', [], false],
  ['sparsity_2_final', 'final sparsity of layer 2', [], false],
  ['test_loss', 'final test loss', [], null],
];

/** The metric whose last value a column of the trials holds. */
const metricOf = (column) => (column === 'weight_norm_ratio' ? 'weight_norm_sq' : column.replace(/_final$/, ''));

export class SweepView {
  /** @type {Playback} */
  playback;
  /** @type {HTMLElement} */
  marks;
  /** @type {HTMLCanvasElement} */
  scale;
  /** @type {HTMLElement} */
  shownMenu;
  /** @type {HTMLElement} */
  readout;
  /** @type {HTMLElement} */
  note;
  /** @type {HTMLElement} */
  curvesTitle;
  /** @type {HTMLElement} */
  left;
  /** @type {HTMLElement} */
  right;
  /** @type {HTMLButtonElement} */
  resetButton;
  /** @type {ReturnType<typeof scaleOf>} */
  colours;

  /** app: { refreshSteps(), setFocusTrial } */
  constructor(node, app) {
    this.node = node;
    this.app = app;
    this.panels = [];
    this.phases = [];
    this.hovered = null;
  }

  /** Begins with another sweep. */
  show(model) {
    this.model = model;
    this.playback?.stop();
    this.playback = new Playback(() => this.lastStep(), () => this.changed());
    this.marks = el('ul', { class: 'marks', 'aria-label': 'Outcomes' });
    this.scale = el('canvas', { role: 'img' });
    this.shownMenu = el('div', { class: 'bar-slot' });
    this.readout = el('div', { class: 'readout', 'aria-live': 'off' });
    this.note = el('span', { class: 'note' });
    this.curvesTitle = el('h2', {}, 'Curves');
    this.left = el('div', { class: 'column' });
    this.right = el('div', { class: 'column' });
    this.resetButton = el('button', { type: 'button', onclick: () => this.host.setZoom(null) }, 'Show all steps');
    const zoom = (factor) => () => this.panels[0]?.zoomBy(factor);
    this.node.replaceChildren(
      el('div', { class: 'bar' },
        choice('x', [['step', 'step'], ['time', 'ηt']], view.get('x'), (x) => view.set({ x, zoom: '' })),
        this.shownMenu, panelMenu(this.model),
        el('div', { class: 'join' },
          el('button', { type: 'button', 'aria-label': 'Zoom in', onclick: zoom(1 / 1.6) }, '+'),
          el('button', { type: 'button', 'aria-label': 'Zoom out', onclick: zoom(1.6) }, '−'), this.resetButton),
        this.playback.node, el('div', { class: 'space' }), downloadMenu(this)),
      el('div', { class: 'columns' },
        el('div', { class: 'column' }, el('div', { class: 'column-head' }, el('h2', {}, 'Phase diagram, against c'), this.marks), this.left),
        el('div', { class: 'column' },
          el('div', { class: 'column-head' }, this.curvesTitle, el('div', { class: 'scale' }, this.scale)), this.right, el('div', { class: 'foot' }, this.readout, this.note))));
    this.buildHost();
    this.syncPanels();
    this.refresh();
  }

  /** The trials whose curves are drawn. */
  shown() {
    const known = view.list('trials').filter((trial) => this.model.rows.has(trial));
    if (known.length) return known.slice(0, MOST_SHOWN);
    if (this.spreadOf !== this.model.rows.size || this.spreadModel !== this.model) {
      this.spreadOf = this.model.rows.size;
      this.spreadModel = this.model;
      this.usual = spread(this.model.trials, USUAL_SHOWN);
    }
    return this.usual;
  }

  /** The finest steps at hand: those of the shown interval, if they have come already. */
  seriesOf(trial) {
    const { detail } = this.model;
    const zoom = view.zoom;
    const fine = detail && zoom && detail.x === view.get('x') && detail.from <= zoom[0] && detail.to >= zoom[1];
    return (fine && detail.series.get(trial)) || this.model.series.get(trial);
  }

  metrics() { return [...new Set([...view.list('panels'), 'loss', 'eta_lambda', 'weight_norm_sq', ...this.phaseMetrics()])]; }

  /** Only while it is played back does the phase diagram need steps. */
  phaseMetrics() {
    if (this.playback?.step == null) return [];
    return ['sparsity_1', 'sparsity_2_final', 'test_loss'].filter((column) => this.model.trials.some((row) => row[column] != null)).map(metricOf);
  }

  points() {
    const n = this.shown().length;
    return n <= 8 ? 1000 : n <= 64 ? 420 : 220;
  }

  lastStep() {
    let last = 0;
    for (const trial of this.shown()) {
      const to = this.model.series.get(trial)?.to;
      if (to?.length) last = Math.max(last, to[to.length - 1]);
    }
    return last;
  }

  buildHost() {
    const self = this;
    const time = () => view.get('x') === 'time';
    const rate = (row) => row.learning_rate ?? NaN;
    this.host = {
      model: this.model,
      trials: () => self.shown(),
      seriesOf: (trial) => self.seriesOf(trial),
      rows: () => self.model.trials,
      shown: (trial) => self.shown().includes(trial),
      bounds: () => self.model.bounds(),
      colourOf: (c) => self.colours.at(c),
      xIsStep: () => !time(),
      xName: () => (time() ? 'ηt' : 'step'),
      xOf: (row) => (time() ? (step) => step * rate(row) : (step) => step),
      stepAt: (row, x) => (time() ? x / rate(row) : x),
      zoom: () => view.zoom,
      fullRange: () => {
        let high = 0;
        for (const trial of self.shown()) {
          const to = self.model.series.get(trial)?.to;
          const row = self.model.rows.get(trial);
          if (to?.length) high = Math.max(high, this.host.xOf(row)(to[to.length - 1]) || 0);
        }
        return [0, high || 10];
      },
      setZoom: (range) => {
        if (!range) { view.setZoom(null); return; }
        const [, high] = this.host.fullRange();
        const width = Math.max(range[1] - range[0], time() ? 1e-9 : 4);
        if (width >= high) { view.setZoom(null); return; }
        const from = Math.min(Math.max(0, range[0]), high - width * 0.5);
        view.setZoom([from, from + width]);
      },
      pan: (dx) => {
        const [a, b] = view.zoom ?? this.host.fullRange();
        const d = Math.max(dx, -a);
        if (view.zoom) this.host.setZoom([a + d, b + d]);
      },
      phaseCount: () => self.phases.length,
      limit: () => self.playback.step,
      playing: () => self.playback.step != null,
      highlighted: () => self.hovered ?? (view.get('focus') || null),
      setFocus: (trial, keep) => view.set({ focus: view.get('focus') === trial && !keep ? '' : trial }),
      hover: (x, trial) => self.hover(x, trial),
      valueOf: (a, b) => (a.series ? self.curveValue(a, b) : self.phaseValue(a, b)),
    };
    this.colours = scaleOf(this.model.trials.map((row) => row.c));
  }

  /** A final value, or, in play-back, the one at its step. */
  phaseValue(row, column) {
    const step = this.playback.step;
    const series = step == null ? null : this.model.series.get(row.trial);
    if (!series) return row[column];
    const i = bucketAt(series, step);
    const metric = metricOf(column);
    const values = series.metrics[metric];
    if (i < 0 || !values) return row[column];
    return column === 'weight_norm_ratio' ? values.last[i] / values.first[0] : values.last[i];
  }

  curveValue({ series, row }, metric) {
    const values = series.metrics[metric];
    const i = this.hoverX == null ? series.from.length - 1 : bucketAt(series, this.host.stepAt(row, this.hoverX));
    if (i < 0 || !values) return '';
    const [min, max] = [values.min[i], values.max[i]];
    return min === max ? number(max) : `${number(min)} … ${number(max)}`;
  }

  hover(x, trial) {
    if (trial === this.hovered && x === this.hoverX) return;
    this.hovered = trial;
    this.hoverX = x;
    if (this.hoverFrame) return;
    this.hoverFrame = requestAnimationFrame(() => {
      this.hoverFrame = 0;
      for (const panel of this.panels) panel.highlight();
      for (const phase of this.phases) phase.refresh();
      this.writeReadout();
    });
  }

  writeReadout() {
    const trial = this.host.highlighted();
    const row = trial && this.model.rows.get(trial);
    if (!row) { this.readout.textContent = 'Drag to zoom, double click for all; hold shift to move. Point at a curve to read it.'; return; }
    const series = this.seriesOf(trial);
    const i = series && this.hoverX != null ? bucketAt(series, this.host.stepAt(row, this.hoverX)) : -1;
    const where = i < 0 ? `last step ${count(row.step)}` : series.from[i] === series.to[i] ? `step ${series.from[i]}` : `steps ${series.from[i]} to ${series.to[i]}`;
    this.readout.replaceChildren(el('b', {}, trial), `  c ${number(row.c)}  ${word(row)}  ${where}`);
  }

  syncPanels() {
    const wanted = view.list('panels');
    if (this.panels.map((p) => p.metric).join() !== wanted.join()) {
      this.panels.forEach((panel) => panel.destroy());
      this.panels = wanted.map((metric) => new CurvePanel(metric, this.host, this.isLog(metric), (m, on) => this.setLog(m, on)));
      this.right.replaceChildren(...this.panels.map((p) => p.node));
    }
    const phases = PHASES.filter(([column], i) => i < 2 || this.model.trials.some((row) => row[column] != null));
    if (this.phases.map((p) => p.column).join() !== phases.map(([c]) => c).join() || this.phases[0]?.host !== this.host) {
      this.phases.forEach((phase) => phase.destroy());
      this.phases = phases.map(([column, name, levels, log]) => new PhasePanel(column, name, this.host, levels, log));
      this.left.replaceChildren(...this.phases.map((p) => p.node));
    }
  }

  /** Logarithmic unless the link says otherwise: the loss, and what spans more than two decades. */
  isLog(metric) {
    const set = view.list('log');
    if (set.includes(metric)) return true;
    if (set.includes('-' + metric)) return false;
    if (['loss', 'test_loss'].includes(metric)) return true;
    let [low, high] = [Infinity, 0];
    // A curvature of exactly 0, of a dead net, must not flatten the others.
    const counts = metric === 'eta_lambda' || metric === 'lambda_max' ? (v) => v !== 0 : () => true;
    for (const { metrics } of this.model.series.values()) {
      const values = metrics[metric];
      for (const v of values?.min ?? []) if (v != null && v < low && counts(v)) low = v;
      for (const v of values?.max ?? []) if (v != null && v > high) high = v;
    }
    return low > 0 && high > 100 * low;
  }

  setLog(metric, on) {
    const rest = view.list('log').filter((m) => m !== metric && m !== '-' + metric);
    view.set({ log: [...rest, on ? metric : '-' + metric].join(',') });
  }

  /** Draws after a change of the view itself. */
  changed() {
    if (!this.model) return;
    this.syncPanels();
    this.refresh();
  }

  /** Draws after new data. */
  refresh() {
    if (!this.model || this.node.hidden) return;
    this.colours = scaleOf(this.model.trials.map((row) => row.c));
    this.syncPanels();
    this.drawMarks();
    drawScale(this.scale, this.colours);
    this.curvesTitle.textContent = `Curves, against ${this.host.xName()}`;
    this.fillShownMenu();
    for (const panel of this.panels) {
      const log = this.isLog(panel.metric);
      if (log !== panel.log) panel.setLog(log); else panel.refresh();
    }
    this.phases.forEach((phase) => phase.refresh());
    this.playback.refresh();
    this.resetButton.disabled = !view.zoom;
    this.writeNote();
    this.writeReadout();
  }

  rebuild() {
    this.panels.forEach((panel) => panel.build());
    this.phases.forEach((phase) => phase.build());
    this.refresh();
  }

  writeNote() {
    let rows = 0;
    let shown = 0;
    for (const trial of this.shown()) {
      const series = this.seriesOf(trial);
      if (series) { rows += series.rows; shown += series.from.length; }
    }
    const exact = shown === rows;
    this.note.textContent = !rows ? 'No steps yet' : exact
      ? `${count(rows)} steps, every one drawn`
      : `${count(rows)} steps in ${count(shown)} buckets with their extremes; zoom in for single steps`;
  }

  drawMarks() {
    const text = outcomes(this.model.trials).join() + css('ink');
    if (text === this.marksText) return;
    this.marksText = text;
    this.marks.replaceChildren(...markItems(this.model.trials));
  }

  fillShownMenu() {
    const text = `${this.shown().length} ${this.model.rows.size}`;
    if (this.shownText === text && this.shownMenu.firstChild) return;
    this.shownText = text;
    this.shownMenu.replaceChildren(shownMenu(this.model, this.shown().length));
  }
}
