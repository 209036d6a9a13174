// The view of the engine: how fast rows come, where they are, and whether any is missing.
import uPlot from './uplot.js';
import { el } from './dom.js';
import { sweepPath } from './api.js';
import { css } from './colour.js';
import { bytes, count, tick } from './format.js';

const MINUTES = 5;

export class EngineView {
  /** @type {HTMLElement} */
  facts;
  /** @type {HTMLElement} */
  ledger;
  /** @type {HTMLElement} */
  chart;

  constructor(node, app) {
    this.node = node;
    this.app = app;
    /** @type {[number, number][]} times, and points a second */
    this.samples = [];
  }

  show(model) {
    this.model = model;
    this.samples = [];
    this.plot?.destroy();
    this.plot = null;
    this.facts = el('dl', { class: 'facts' });
    this.ledger = el('div', { class: 'audit' });
    this.chart = el('div', { class: 'chart', role: 'img', 'aria-label': 'Points per second over the last minutes' });
    const { info } = model;
    this.node.replaceChildren(
      this.facts, el('div', { class: 'columns' },
        el('div', { class: 'column' }, el('h2', {}, 'Ledger: where every row is'), this.ledger, el('h2', {}, 'Run'), this.about(info)),
        el('div', { class: 'column' }, el('div', { class: 'panel', hidden: info.state !== 'running' }, el('div', { class: 'panel-head' }, el('h3', {}, 'points a second')), this.chart), el('h2', {}, 'Config'), el('pre', { tabindex: '0', 'aria-label': 'Config' }, info.config))));
    this.refresh();
  }

  about(info) {
    const rows = [['id', info.id], ['started', info.started], ['ended', info.ended ?? '–'], ['store', info.store], ['directory', info.directory], ['open again', `trebuchet serve ${info.directory}`], ['API', new URL(sweepPath(info.id), document.baseURI).href]];
    return el('table', { class: 'plain' }, el('tbody', {}, ...rows.map(([name, text]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, text)))));
  }

  /** Remembers how the engine is doing, once a second. */
  sample() {
    const now = Date.now() / 1000;
    if (this.samples.length && now - this.samples[this.samples.length - 1][0] < 1) return;
    this.samples.push([now, this.model.engine.points_per_second ?? 0]);
    this.samples = this.samples.filter(([time]) => now - time < 60 * MINUTES);
  }

  changed() { this.refresh(); }

  refresh() {
    if (!this.model || this.node.hidden) return;
    const { engine } = this.model;
    const trials = this.model.trials;
    const at = (state) => trials.filter((row) => row.state === state).length;
    const fact = (name, value, note) => el('div', { class: 'fact' }, el('dt', {}, name), el('dd', {}, value, el('small', {}, note)));
    const live = this.model.info.state === 'running';
    this.facts.replaceChildren(
      ...(live ? [fact('trials', `${count(at('running'))} running`, `${count(at('pending'))} pending, ${count(at('paused'))} paused, ${count(at('ended'))} ended`),
      fact('points a second', count(engine.points_per_second), 'rows produced, over the last seconds'),
      fact('queue', count(engine.queued_rows), 'rows the store has not acknowledged yet'),
      fact('credit', engine.credits == null ? '–' : count(engine.credits), engine.credits == null ? 'not measured in this run' : 'running trials that need not wait'),
      fact('spool', bytes(engine.spool_bytes), engine.spool_bytes == null ? 'no spool in this run' : 'on the disk, for the store')] : [
        fact('trials', count(trials.length), 'ended'),
        fact('steps', count(engine.ledger?.step.produced), 'recorded'),
        fact('stored', count(engine.ledger?.step.stored), `acknowledged by ${engine.ledger?.sink ?? 'the store'}`)]));
    this.fillLedger(engine.ledger);
    this.drawChart();
  }

  fillLedger(ledger) {
    if (!ledger) { this.ledger.textContent = 'This run has no ledger yet.'; return; }
    const row = (name, c) => el('tr', {}, el('th', { scope: 'row' }, name), ...[c.produced, c.stored, c.spooled, c.quarantined, c.dropped].map((n) => el('td', { class: 'num' }, count(n))));
    const open = this.model.info.state === 'running' && !this.model.over;
    this.ledger.replaceChildren(el('table', { class: 'plain' },
      el('thead', {}, el('tr', {}, ...['', 'produced', 'stored', 'spooled', 'quarantined', 'dropped'].map((t) => el('th', { scope: 'col' }, t)))),
      el('tbody', {}, row('steps', ledger.step), row('events', ledger.trial))),
    el('p', {}, ledger.balances ? `Balances: ${ledger.sink} holds every row.` : open ? 'Some rows are on their way.' : 'Does not balance: rows are missing.'));
  }

  drawChart() {
    if (!this.chart.clientWidth || this.samples.length < 2) return;
    /** @type {uPlot.AlignedData} */
    const data = [this.samples.map((s) => s[0]), this.samples.map((s) => s[1])];
    if (this.plot) { this.plot.setData(data); return; }
    const axis = { stroke: css('soft'), grid: { stroke: css('grid'), width: 1 }, ticks: { stroke: css('line'), width: 1 }, font: '11px system-ui, sans-serif' };
    this.plot = new uPlot({
      width: this.chart.clientWidth, height: 170, legend: { show: false }, cursor: { show: false },
      scales: { y: { range: (u, low, high) => [0, (high || 1) * 1.1] } },
      axes: [axis, { ...axis, size: 60, values: (u, s) => s.map(tick) }],
      series: [{}, { stroke: css('accent'), width: 1.6, fill: css('hover') }],
    }, data, this.chart);
  }

  rebuild() { this.plot?.destroy(); this.plot = null; this.refresh(); }
}
