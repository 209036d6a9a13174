// One panel of curves: a metric of the shown trials against step, with the extremes of every bucket.
import uPlot from './uplot.js';
import { el } from './dom.js';
import { css } from './colour.js';
import { tick, title } from './format.js';
import { bucketAt } from './model.js';

const SYNC = uPlot.sync('steps');
/** What ticks may be apart: whole steps, or any ηt. */
const TIMES = Array.from({ length: 30 }, (unused, i) => i - 14).flatMap((k) => [1, 2, 5].map((m) => Number(`${m}e${k}`)));
const STEPS = TIMES.filter((x) => x >= 1);

export class CurvePanel {
  /**
   * host: { model, trials(), seriesOf(trial), colourOf(c), xOf(trial), zoom(), setZoom(range), limit(), hover(step, trial), focus() }
   */
  constructor(metric, host, log, onLog) {
    this.metric = metric;
    this.host = host;
    this.log = log;
    this.value = el('span', { class: 'value' });
    this.logButton = el('button', {
      type: 'button', 'aria-pressed': String(log), title: 'Logarithmic axis', 'aria-label': `Logarithmic axis of ${title(metric)}`,
      onclick: () => onLog(metric, !this.log),
    }, 'log');
    this.chart = el('div', { class: 'chart', tabindex: '0', role: 'img' });
    this.overlay = el('canvas', { class: 'overlay' });
    this.node = el('div', { class: 'panel', 'data-metric': metric },
      el('div', { class: 'panel-head' }, el('h3', {}, title(metric)), this.logButton, this.value), this.chart);
    this.chart.addEventListener('keydown', (event) => this.key(event));
    this.size = new ResizeObserver(() => this.resize());
    this.size.observe(this.chart);
  }

  setLog(log) {
    this.log = log;
    this.logButton.setAttribute('aria-pressed', String(log));
    this.build();
  }

  destroy() {
    this.size.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  height() { return Math.max(150, Math.min(230, window.innerHeight * 0.25)); }

  resize() {
    const width = this.chart.clientWidth;
    if (!width) return;
    if (!this.plot) this.build();
    else if (Math.abs(this.plot.width - width) > 1) { this.plot.setSize({ width, height: this.height() }); this.highlight(); }
  }

  build() {
    if (!this.chart.clientWidth) return;
    this.plot?.destroy();
    const axis = (side) => ({ stroke: css('soft'), grid: { stroke: css('grid'), width: 1 }, ticks: { stroke: css('line'), width: 1, size: 4 }, font: '11px system-ui, sans-serif', ...side });
    /** @type {uPlot.Options} */
    const options = {
      width: this.chart.clientWidth, height: this.height(), legend: { show: false }, padding: [6, 18, 0, 0],
      cursor: { sync: { key: 'steps', scales: ['x', null] }, drag: { x: true, y: false, setScale: false }, points: { show: false }, focus: { prox: -1 } },
      scales: {
        x: { time: false, range: () => this.host.zoom() ?? this.host.fullRange() },
        y: { distr: this.log ? 3 : 1, log: 10, range: () => this.rangeY() },
      },
      axes: [
        axis({ size: 26, gap: 3, values: (u, splits) => splits.map(tick), incrs: () => (this.host.xIsStep() ? STEPS : TIMES) }),
        axis({ size: 54, gap: 4, values: (u, splits) => splits.map(tick), ...(this.log ? { splits: (u, i, low, high) => decades(low, high), filter: (u, splits) => splits } : {}) }),
      ],
      series: [{}, { show: true, paths: () => null, points: { show: false } }],
      hooks: {
        draw: [(u) => this.draw(u)],
        setSelect: [(u) => this.select(u)],
        setCursor: [(u) => this.cursor(u)],
        ready: [(u) => { u.over.append(this.overlay); this.wheel(u); }],
      },
    };
    this.plot = new uPlot(options, [[0, 1], [1, 2]], this.chart);
    SYNC.sub(this.plot);
  }

  /** Draws again after new data, another zoom or another colour scheme. */
  refresh() {
    if (!this.plot) { this.resize(); return; }
    this.plot.setData([[0, 1], [1, 2]], true);
    this.describe();
    this.highlight();
  }

  describe() {
    const n = this.host.trials().length;
    const curves = this.curves();
    const recorded = curves.some(({ series }) => series.metrics[this.metric]);
    this.chart.classList.toggle('without', curves.length > 0 && !recorded);
    this.chart.setAttribute('aria-label', curves.length > 0 && !recorded ? `${title(this.metric)}: not recorded in these trials` : `${title(this.metric)} against ${this.host.xName()} of ${n} trials; arrow keys move, plus and minus zoom, 0 shows all`);
  }

  /** @returns {[number, number]} */
  rangeY() {
    let low = Infinity;
    let high = -Infinity;
    const [from, to] = this.host.zoom() ?? this.host.fullRange();
    for (const { series, x } of this.curves()) {
      const values = series.metrics[this.metric];
      if (!values) continue;
      for (let i = 0; i < series.from.length; i++) {
        if (x(series.to[i]) < from || x(series.from[i]) > to) continue;
        const min = values.min[i];
        const max = values.max[i];
        if (max != null && max > high) high = max;
        if (min != null && min < low && (!this.log || min > 0)) low = min;
      }
    }
    if (!(high >= low)) return this.log ? [0.1, 1] : [0, 1];
    if (this.log) {
      const margin = Math.max(0.15, 0.04 * Math.log10(high / low));
      return [10 ** (Math.log10(low) - margin), 10 ** (Math.log10(high) + margin)];
    }
    const pad = (high - low || Math.abs(high) || 1) * 0.06;
    return [low >= 0 && low - pad < 0 ? 0 : low - pad, high + pad];
  }

  /** The shown trials that have steps, each with its way from step to x. */
  curves() {
    const found = [];
    for (const trial of this.host.trials()) {
      const series = this.host.seriesOf(trial);
      const row = this.host.model.rows.get(trial);
      if (series && row) found.push({ trial, row, series, x: this.host.xOf(row) });
    }
    return found;
  }

  draw(u) {
    const { left, top, width, height } = u.bbox;
    const area = {
      ctx: u.ctx, ratio: uPlot.pxRatio, left, top, width, height,
      px: (x) => u.valToPos(x, 'x', true), py: (y) => u.valToPos(y, 'y', true),
    };
    this.paint(area);
  }

  /** Paints all curves; the same for the screen, for PNG and for SVG. */
  paint(area) {
    const { ctx } = area;
    ctx.save();
    ctx.beginPath();
    ctx.rect(area.left, area.top, area.width, area.height);
    ctx.clip();
    if (this.metric === 'eta_lambda') { this.level(area, 2); this.level(area, 4); }
    if (this.metric.endsWith('_margin')) this.level(area, 1);
    const curves = this.curves();
    const alpha = curves.length > 24 ? 0.8 : 0.95;
    for (const curve of curves) this.curve(area, curve, this.host.colourOf(curve.row.c), alpha, 1.15);
    const play = this.host.limit();
    if (play != null && this.host.xIsStep()) {
      ctx.globalAlpha = 1;
      ctx.strokeStyle = css('soft');
      ctx.lineWidth = area.ratio;
      line(ctx, area.px(play), area.top, area.px(play), area.top + area.height);
    }
    ctx.restore();
  }

  level(area, value) {
    const { ctx } = area;
    ctx.strokeStyle = css('soft');
    ctx.globalAlpha = 0.7;
    ctx.lineWidth = area.ratio;
    ctx.setLineDash([2 * area.ratio, 3 * area.ratio]);
    const y = area.py(value);
    line(ctx, area.left, y, area.left + area.width, y);
    ctx.setLineDash([]);
  }

  /** A band from the smallest to the largest value of each bucket, and a line through first and last. */
  curve(area, { series, x }, colour, alpha, weight) {
    const values = series.metrics[this.metric];
    if (!values) return;
    const { ctx } = area;
    const end = this.host.limit() ?? Infinity;
    const floor = area.top + area.height + 4;
    const py = (value) => (value == null ? NaN : this.log && value <= 0 ? floor : area.py(value));
    const edges = (this.host.zoom() ?? this.host.fullRange()).map(area.px);
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.lineWidth = weight * area.ratio;
    ctx.lineJoin = 'round';
    ctx.globalAlpha = alpha;
    ctx.beginPath();
    let pen = false;
    const bands = [];
    for (let i = 0; i < series.from.length && series.from[i] <= end; i++) {
      const a = area.px(x(series.from[i]));
      const b = area.px(x(series.to[i]));
      if (values.last[i] == null) continue;
      if (b < edges[0] - 50 && series.from[i + 1] != null && area.px(x(series.from[i + 1])) < edges[0]) continue;
      const [first, min, max, last] = [py(values.first[i]), py(values.min[i]), py(values.max[i]), py(values.last[i])];
      if (pen) ctx.lineTo(a, first); else ctx.moveTo(a, first);
      pen = true;
      if (b - a > 3 * area.ratio) bands.push([a, b, max, min]);
      if (min !== max) {
        const middle = (a + b) / 2;
        ctx.lineTo(middle, min);
        ctx.lineTo(middle, max);
        ctx.lineTo(b, last);
      }
      if (a > edges[1] + 50) break;
    }
    ctx.stroke();
    ctx.globalAlpha = 0.16;
    for (const [a, b, top, bottom] of bands) ctx.fillRect(a, top, b - a, bottom - top);
    this.overflow(area, series, x, end, alpha);
  }

  /** Steps without a finite number stand at the upper edge. */
  overflow(area, series, x, end, alpha) {
    const { ctx } = area;
    ctx.globalAlpha = alpha;
    const r = 4 * area.ratio;
    for (const i of series.bad) {
      if (series.from[i] > end) continue;
      const px = area.px(x(series.to[i]));
      ctx.beginPath();
      ctx.moveTo(px, area.top + 1);
      ctx.lineTo(px - r, area.top + 2 * r);
      ctx.lineTo(px + r, area.top + 2 * r);
      ctx.closePath();
      ctx.fill();
    }
  }

  select(u) {
    if (u.select.width > 4) {
      const range = [u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x')];
      this.host.setZoom(range);
    }
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  wheel(u) {
    u.over.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.shiftKey && Math.abs(event.deltaX) < Math.abs(event.deltaY) && !event.altKey) return;
      event.preventDefault();
      const range = this.host.zoom() ?? this.host.fullRange();
      if (event.ctrlKey || event.altKey) this.zoomBy(event.deltaY > 0 ? 1.2 : 1 / 1.2, u.posToVal(event.offsetX, 'x'));
      else this.host.pan(((event.deltaX || event.deltaY) / u.over.clientWidth) * (range[1] - range[0]));
    }, { passive: false });
    u.over.addEventListener('dblclick', () => this.host.setZoom(null));
    u.over.addEventListener('click', () => { if (this.nearest) this.host.setFocus(this.nearest); });
    u.over.addEventListener('pointerdown', (event) => {
      if (!event.shiftKey) return;
      event.stopImmediatePropagation();
      this.drag(u, event);
    }, { capture: true });
    u.over.addEventListener('mousedown', (event) => { if (event.shiftKey) event.stopImmediatePropagation(); }, { capture: true });
  }

  drag(u, start) {
    let last = start.clientX;
    const move = (event) => {
      const range = this.host.zoom() ?? this.host.fullRange();
      this.host.pan((-(event.clientX - last) / u.over.clientWidth) * (range[1] - range[0]));
      last = event.clientX;
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', () => window.removeEventListener('pointermove', move), { once: true });
  }

  zoomBy(factor, centre) {
    const [a, b] = this.host.zoom() ?? this.host.fullRange();
    const at = centre ?? (a + b) / 2;
    this.host.setZoom([at - (at - a) * factor, at + (b - at) * factor]);
  }

  key(event) {
    const [a, b] = this.host.zoom() ?? this.host.fullRange();
    const actions = {
      ArrowLeft: () => this.host.pan(-(b - a) / 8), ArrowRight: () => this.host.pan((b - a) / 8),
      '+': () => this.zoomBy(1 / 1.5), '=': () => this.zoomBy(1 / 1.5), '-': () => this.zoomBy(1.5), 0: () => this.host.setZoom(null),
    };
    if (actions[event.key]) { event.preventDefault(); actions[event.key](); }
  }

  /** Finds the curve under the pointer; panels that only follow take over its trial. */
  cursor(u) {
    if (u.cursor.left < 0 || u.cursor.left == null) { this.value.textContent = ''; this.nearest = null; if (u.cursor.event) this.host.hover(null, null); return; }
    const x = u.posToVal(u.cursor.left, 'x');
    if (u.cursor.event == null) return;
    let best = null;
    let distance = 24;
    for (const curve of this.curves()) {
      const values = curve.series.metrics[this.metric];
      const i = bucketAt(curve.series, this.host.stepAt(curve.row, x));
      if (i < 0 || !values || values.last[i] == null || this.host.stepAt(curve.row, x) > curve.series.to[i] + curve.series.width) continue;
      for (const value of [values.last[i], values.max[i]]) {
        const d = Math.abs(u.valToPos(value, 'y') - u.cursor.top);
        if (d < distance) { distance = d; best = curve.trial; }
      }
    }
    this.nearest = best;
    this.host.hover(x, best);
  }

  /** Draws the trial under the pointer, or the chosen one, once more on top. */
  highlight() {
    if (!this.plot) return;
    const u = this.plot;
    const ratio = uPlot.pxRatio;
    const canvas = this.overlay;
    canvas.width = u.over.clientWidth * ratio;
    canvas.height = u.over.clientHeight * ratio;
    canvas.style.width = '100%';
    canvas.style.height = '100%';
    const chosen = this.host.highlighted();
    const curve = chosen && this.curves().find(({ trial }) => trial === chosen);
    this.value.textContent = curve ? this.host.valueOf(curve, this.metric) : '';
    if (!curve) return;
    const area = {
      ctx: canvas.getContext('2d'), ratio, left: 0, top: 0, width: canvas.width, height: canvas.height,
      px: (x) => u.valToPos(x, 'x') * ratio, py: (y) => u.valToPos(y, 'y') * ratio,
    };
    this.curve(area, curve, css('panel'), 0.9, 5);
    this.curve(area, curve, this.host.colourOf(curve.row.c), 1, 2.4);
  }
}

/** Ticks of a logarithmic axis: whole decades, at most eight, or 1, 2, 5 within a short one. */
export function decades(low, high) {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const every = Math.max(1, Math.ceil((to - from) / 8));
  const found = [];
  for (let k = Math.ceil(from / every) * every; k <= to; k += every) {
    for (const m of to - from <= 3 ? [1, 2, 5] : [1]) {
      const value = Number(`${m}e${k}`);
      if (value >= low && value <= high) found.push(value);
    }
  }
  return found;
}

function line(ctx, x1, y1, x2, y2) {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}
