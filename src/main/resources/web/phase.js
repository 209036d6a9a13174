// One panel of the phase diagram: a final value of every trial against c, with the bounds of theory.
import uPlot from './uplot.js';
import { el } from './dom.js';
import { css, drawMark, MARKS, wide } from './colour.js';
import { decades } from './curves.js';
import { number, tick, word } from './format.js';

export class PhasePanel {
  /**
   * host: { rows(), bounds(), valueOf(row, column), shown(trial), highlighted(), hover(step, trial), setFocus(trial) }
   * @param {number[]} levels
   * @param {boolean | null} log null for where the values spread far
   */
  constructor(column, title, host, levels = [], log = false) {
    this.mayBeLog = log === null;
    this.column = column;
    this.host = host;
    this.levels = levels;
    this.log = log === true;
    this.value = el('span', { class: 'value' });
    this.chart = el('div', { class: 'chart', role: 'img', tabindex: '0' });
    this.node = el('div', { class: 'panel', 'data-phase': column }, el('div', { class: 'panel-head' }, el('h3', {}, title), this.value), this.chart);
    this.title = title;
    this.size = new ResizeObserver(() => this.resize());
    this.size.observe(this.chart);
    this.chart.addEventListener('keydown', (event) => this.key(event));
  }

  destroy() {
    this.size.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  resize() {
    const width = this.chart.clientWidth;
    if (!width) return;
    if (!this.plot) this.build();
    else if (Math.abs(this.plot.width - width) > 1) this.plot.setSize({ width, height: this.height() });
  }

  height() { return Math.max(140, Math.min(this.host.phaseCount() > 2 ? 190 : 260, window.innerHeight * 0.27)); }

  build() {
    if (!this.chart.clientWidth) return;
    this.plot?.destroy();
    const axis = (side) => ({ stroke: css('soft'), grid: { stroke: css('grid'), width: 1 }, ticks: { stroke: css('line'), width: 1, size: 4 }, font: '11px system-ui, sans-serif', ...side });
    this.plot = new uPlot({
      width: this.chart.clientWidth, height: this.height(), legend: { show: false }, padding: [14, 10, 0, 0],
      cursor: { drag: { x: false, y: false }, points: { show: false }, x: false, y: false },
      scales: { x: { time: false, distr: this.logX ? 3 : 1, range: () => this.rangeX() }, y: { distr: this.log ? 3 : 1, range: () => this.rangeY() } },
      axes: [axis({ size: 26, gap: 3, values: (u, s) => s.map(tick), ...logTicks(this.logX, 4) }), axis({ size: 46, gap: 4, values: (u, s) => s.map(tick), ...logTicks(this.log) })],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: { draw: [(u) => this.draw(u)], setCursor: [(u) => this.cursor(u)], ready: [(u) => u.over.addEventListener('click', () => this.nearest && this.host.setFocus(this.nearest))] },
    }, [[0, 1], [1, 2]], this.chart);
  }

  /** Whether an axis must change between linear and logarithmic. */
  chooseAxes() {
    const cs = this.host.rows().map((row) => row.c).filter((c) => c != null);
    const logX = wide(Math.min(...cs), Math.max(...cs));
    let log = this.log;
    if (this.mayBeLog) {
      const values = this.points().filter((row) => row.phase !== 'divergent').map((row) => this.host.valueOf(row, this.column));
      log = wide(Math.min(...values), 10 * Math.max(...values));
    }
    const same = logX === Boolean(this.logX) && log === this.log;
    this.logX = logX;
    this.log = log;
    return !same;
  }

  refresh() {
    if (!this.plot) { this.resize(); return; }
    if (this.chooseAxes()) this.build();
    this.plot.setData([[0, 1], [1, 2]], true);
    const rows = this.points();
    this.chart.setAttribute('aria-label', `${this.title} of ${rows.length} trials against c; arrow keys go from trial to trial`);
    const at = this.host.highlighted();
    const row = at && rows.find((r) => r.trial === at);
    this.value.textContent = row ? `${row.trial}  ${number(this.host.valueOf(row, this.column))}  ${word(row)}` : '';
  }

  points() {
    return this.host.rows().filter((row) => row.c != null && this.host.valueOf(row, this.column) != null);
  }

  /** @returns {[number, number]} */
  rangeX() {
    const cs = this.host.rows().map((row) => row.c).filter((c) => c != null);
    if (!cs.length) return [0, 5];
    let low = Infinity;
    let high = -Infinity;
    for (const c of cs) { if (c < low) low = c; if (c > high) high = c; }
    if (this.logX) return [low / 1.15, high * 1.15];
    const pad = (high - low || 1) * 0.03;
    return [low - pad, high + pad];
  }

  /**
   * Set by the trials that did not diverge; what lies outside is drawn at the edge as an arrow.
   * @returns {[number, number]}
   */
  rangeY() {
    let low = this.levels.length && !this.log ? 0 : Infinity;
    let high = this.levels.length && !this.log ? Math.max(...this.levels) : -Infinity;
    for (const row of this.points()) {
      if (row.phase === 'divergent') continue;
      const value = this.host.valueOf(row, this.column);
      if (this.log && value <= 0) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (!(high >= low)) return this.log ? [0.1, 1] : [0, 1];
    if (this.log) return [low / 1.5, high * 1.5];
    const pad = (high - low || Math.abs(high) || 1) * 0.09;
    return [low >= 0 ? Math.max(0, low - pad) : low - pad, high + pad];
  }

  draw(u) {
    const { left, top, width, height } = u.bbox;
    this.paint({
      ctx: u.ctx, ratio: uPlot.pxRatio, left, top, width, height,
      px: (x) => u.valToPos(x, 'x', true), py: (y) => u.valToPos(y, 'y', true),
    });
  }

  paint(area) {
    const { ctx, ratio, left, top, width, height } = area;
    ctx.save();
    const [low, high] = this.rangeX();
    ctx.font = `${10.5 * ratio}px system-ui, sans-serif`;
    ctx.textBaseline = 'bottom';
    ctx.textAlign = 'center';
    for (const c of [2, 4]) if (c > low && c < high) this.vertical(area, c, css('line'), [], '');
    let right = -Infinity;
    for (const bound of [...this.host.bounds()].sort((a, b) => a.value - b.value)) {
      if (bound.value < low || bound.value > high) continue;
      const half = ctx.measureText ? ctx.measureText(bound.name).width / 2 : 18 * ratio;
      const x = area.px(bound.value);
      const fits = x - half > right && x + half < left + width + 8 * ratio;
      this.vertical(area, bound.value, css('soft'), [5 * ratio, 4 * ratio], fits ? bound.name : '');
      if (fits) right = x + half + 6 * ratio;
    }
    for (const y of this.levels) this.horizontal(area, y);
    const rows = this.points();
    const r = (rows.length > 400 ? 2.2 : 3.6) * ratio;
    const faded = this.host.playing();
    for (const row of rows) {
      const value = this.host.valueOf(row, this.column);
      const y = this.log && value <= 0 ? Infinity : area.py(value);
      ctx.globalAlpha = faded && !this.host.shown(row.trial) ? 0.15 : 0.9;
      const x = area.px(row.c);
      if (y < top) this.arrow(ctx, row, x, top + 2 * ratio, r, -1);
      else if (y > top + height) this.arrow(ctx, row, x, top + height - 2 * ratio, r, 1);
      else drawMark(ctx, word(row), x, y, r);
    }
    const chosen = rows.find((row) => row.trial === this.host.highlighted());
    if (chosen) {
      ctx.globalAlpha = 1;
      ctx.strokeStyle = css('ink');
      ctx.lineWidth = 1.5 * ratio;
      ctx.beginPath();
      const y = Math.min(top + height, Math.max(top, area.py(this.host.valueOf(chosen, this.column))));
      ctx.arc(area.px(chosen.c), y, 2 * r, 0, 2 * Math.PI);
      ctx.stroke();
    }
    ctx.restore();
  }

  arrow(ctx, row, x, y, r, way) {
    const [colour] = MARKS[word(row)] ?? ['other'];
    ctx.fillStyle = css(colour);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x - r, y - way * 1.8 * r);
    ctx.lineTo(x + r, y - way * 1.8 * r);
    ctx.closePath();
    ctx.fill();
  }

  vertical({ ctx, ratio, px, top, height }, c, colour, dash, name) {
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.lineWidth = ratio;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(px(c), top);
    ctx.lineTo(px(c), top + height);
    ctx.stroke();
    ctx.setLineDash([]);
    if (name) ctx.fillText(name, px(c), top - 2 * ratio);
  }

  horizontal({ ctx, ratio, py, left, top, width, height }, y) {
    const at = py(y);
    if (at < top || at > top + height) return;
    ctx.strokeStyle = css('soft');
    ctx.globalAlpha = 0.7;
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(left, at);
    ctx.lineTo(left + width, at);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  cursor(u) {
    this.nearest = null;
    if (u.cursor.left == null || u.cursor.left < 0) { this.host.hover(null, null); return; }
    let distance = 14 ** 2;
    for (const row of this.points()) {
      const value = this.host.valueOf(row, this.column);
      const dx = u.valToPos(row.c, 'x') - u.cursor.left;
      const dy = Math.min(u.over.clientHeight, Math.max(0, u.valToPos(value, 'y'))) - u.cursor.top;
      if (dx * dx + dy * dy < distance) { distance = dx * dx + dy * dy; this.nearest = row.trial; }
    }
    this.host.hover(null, this.nearest);
  }

  key(event) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const rows = this.points().sort((a, b) => a.c - b.c || a.seed - b.seed);
    const at = rows.findIndex((row) => row.trial === this.host.highlighted());
    const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + way))];
    if (next) this.host.setFocus(next.trial, true);
  }
}

/** Ticks of a logarithmic axis; one value may stand for its neighbour 5. */
function logTicks(log, special = 5) {
  const named = (low, high) => decades(low, high).map((value) => (value === 5 ? special : value));
  return log ? { splits: (u, i, low, high) => named(low, high), filter: (u, splits) => splits } : {};
}
