// Downloads of what is shown: its numbers as CSV, its picture as PNG or SVG.
import { save } from './dom.js';
import { css } from './colour.js';
import { tick } from './format.js';
import { paintMarks, paintScale } from './legend.js';
import { SvgContext } from './svg.js';

/** Height of the legends of a picture. */
const HEAD = 44;

/** What is drawn: the finest buckets at hand of every shown trial, within the shown interval. */
export function csv(name, sweep, metrics) {
  const parts = ['first', 'min', 'max', 'last'];
  const lines = [['trial', 'c', 'step_from', 'step_to', ...metrics.flatMap((m) => parts.map((p) => `${m}_${p}`))].join(',')];
  const zoom = sweep.host.zoom();
  for (const trial of sweep.shown()) {
    const series = sweep.seriesOf(trial);
    const row = sweep.model.rows.get(trial);
    if (!series || !row) continue;
    const x = sweep.host.xOf(row);
    for (let i = 0; i < series.from.length; i++) {
      if (zoom && (x(series.to[i]) < zoom[0] || x(series.from[i]) > zoom[1])) continue;
      const values = metrics.flatMap((m) => parts.map((p) => series.metrics[m]?.[p][i] ?? ''));
      lines.push([quoted(trial), row.c ?? '', series.from[i], series.to[i], ...values].join(','));
    }
  }
  save(`${name}.csv`, 'text/csv', lines.join('\n') + '\n');
}

export function trialsCsv(name, rows) {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns.join(','), ...rows.map((row) => columns.map((c) => quoted(row[c] ?? '')).join(','))];
  save(`${name}-trials.csv`, 'text/csv', lines.join('\n') + '\n');
}

function quoted(value) {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a picture shows: the name, the legends, and the panels in columns. */
export function pictureOf({ model, phases, panels, colours, host }) {
  const drawn = (list) => list.filter((panel) => panel.plot);
  return { name: model.info.name, trials: model.trials, colours, x: host.xName(), columns: [drawn(phases), drawn(panels)] };
}

/** A picture onto anything that draws like a canvas. */
function compose(ctx, picture, width, height, ratio) {
  ctx.fillStyle = css('ground');
  ctx.fillRect(0, 0, width, height);
  const [phases, panels] = picture.columns;
  const second = Math.max(0, ...phases.map((panel) => panel.plot.width)) + 16;
  heading(ctx, `${picture.name}: final values against c`, 6, 18);
  paintMarks(ctx, picture.trials, 6, 36);
  heading(ctx, `against ${picture.x}`, second + 6, 18);
  if (picture.colours.high >= picture.colours.low) paintScale(ctx, picture.colours, second + 120, 6, 300);
  for (const [list, x] of [[phases, 0], [panels, second]]) {
    let y = HEAD;
    for (const panel of list) {
      paintPanel(ctx, panel, x, y, ratio);
      y += panel.plot.height + 24;
    }
  }
}

function heading(ctx, text, x, y) {
  ctx.globalAlpha = 1;
  ctx.textBaseline = 'alphabetic';
  ctx.textAlign = 'left';
  ctx.font = '600 12.5px system-ui, sans-serif';
  ctx.fillStyle = css('ink');
  ctx.fillText(text, x, y);
}

function paintPanel(ctx, panel, x0, y0, ratio) {
  const u = panel.plot;
  const pixels = u.bbox.width / u.over.clientWidth;
  const left = x0 + u.bbox.left / pixels;
  const top = y0 + 22 + u.bbox.top / pixels;
  const width = u.over.clientWidth;
  const height = u.over.clientHeight;
  const px = (v) => left + u.valToPos(v, 'x');
  const py = (v) => top + u.valToPos(v, 'y');
  heading(ctx, panel.node.querySelector('h3').textContent, x0 + 6, y0 + 16);
  ctx.font = '11px system-ui, sans-serif';
  ctx.lineWidth = 1;
  for (const [axis, place] of [[u.axes[0], px], [u.axes[1], py]]) {
    for (const value of axis._splits ?? []) {
      if (value == null) continue;
      const at = place(value);
      ctx.strokeStyle = css('grid');
      ctx.beginPath();
      if (place === px) { ctx.moveTo(at, top); ctx.lineTo(at, top + height); } else { ctx.moveTo(left, at); ctx.lineTo(left + width, at); }
      ctx.stroke();
      ctx.fillStyle = css('soft');
      ctx.textAlign = place === px ? 'center' : 'right';
      if (place === px) ctx.fillText(tick(value), at, top + height + 15); else ctx.fillText(tick(value), left - 6, at + 4);
    }
  }
  panel.paint({ ctx, ratio, left, top, width, height, px, py });
}

function sizeOf({ columns }) {
  const width = columns.reduce((sum, panels) => sum + Math.max(0, ...panels.map((p) => p.plot.width)) + 16, 0);
  return [width, Math.max(...columns.map((panels) => panels.reduce((sum, p) => sum + p.plot.height + 24, HEAD))) + 8];
}

export function png(name, picture) {
  const [width, height] = sizeOf(picture);
  const canvas = document.createElement('canvas');
  canvas.width = width * 2;
  canvas.height = height * 2;
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  ctx.scale(2, 2);
  compose(ctx, picture, width, height, 1);
  canvas.toBlob((blob) => save(`${name}.png`, 'image/png', blob), 'image/png');
}

export function svg(name, picture) {
  const [width, height] = sizeOf(picture);
  const ctx = new SvgContext(width, height);
  compose(ctx, picture, width, height, 1);
  save(`${name}.svg`, 'image/svg+xml', ctx.text());
}
