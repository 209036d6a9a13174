// What the colours and the marks mean; drawn alike on the page and into its pictures.
import { el } from './dom.js';
import { css, drawMark, MARKS } from './colour.js';
import { number, word } from './format.js';

const FONT = '11px system-ui, sans-serif';

/** How many trials there are of each outcome that has a mark. */
export function outcomes(trials) {
  const counts = new Map();
  for (const row of trials) counts.set(word(row), (counts.get(word(row)) ?? 0) + 1);
  return Object.keys(MARKS).filter((name) => counts.has(name)).map((name) => [name, counts.get(name)]);
}

/** The marks as items of a list. */
export function markItems(trials) {
  return outcomes(trials).map(([name, count]) => {
    const canvas = el('canvas', { width: 22, height: 22, 'aria-hidden': 'true' });
    canvas.style.width = canvas.style.height = '11px';
    drawMark(canvas.getContext('2d'), name, 11, 11, 8);
    return el('li', {}, canvas, ` ${name} `, el('b', {}, String(count)));
  });
}

/** The same in a row of a picture, from x on. */
export function paintMarks(ctx, trials, x, y) {
  ctx.font = FONT;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  for (const [name, count] of outcomes(trials)) {
    drawMark(ctx, name, x + 5, y - 4, 4);
    const text = `${name} ${count}`;
    ctx.fillStyle = css('soft');
    ctx.fillText(text, x + 13, y);
    x += 27 + 6.2 * text.length;
  }
}

/** c along a scale of its colours, 30 high. */
export function paintScale(ctx, colours, left, top, width) {
  const { low, high } = colours;
  const from = left + 14;
  const length = width - 28;
  const at = (c) => from + colours.place(c) * length;
  for (let x = 0; x < length; x++) {
    ctx.fillStyle = colours.at(colours.valueAt(x / length));
    ctx.fillRect(from + x, top + 2, 1.5, 9);
  }
  ctx.fillStyle = css('soft');
  ctx.font = FONT;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'alphabetic';
  const between = [2, 4].filter((c) => c > low && c < high);
  let right = -Infinity;
  for (const c of [low, ...between, high]) {
    const name = c === low ? `c ${number(c)}` : number(c);
    const half = 3.1 * name.length;
    const x = Math.max(left + half, Math.min(left + width - half, at(c)));
    ctx.fillRect(at(c) - 0.5, top + 11, 1, 4);
    // The ends and the edge of stability are named in any case but that of an overlap.
    if (x - half < right || (c === 4 && x + half > at(high) - 3.1 * number(high).length)) continue;
    ctx.fillText(name, x, top + 26);
    right = x + half + 4;
  }
}

/** Draws the scale onto the page's own canvas. */
export function drawScale(canvas, colours) {
  const width = canvas.clientWidth;
  if (!width || !(colours.high >= colours.low)) return;
  canvas.width = width * 2;
  canvas.height = 60;
  const ctx = canvas.getContext('2d');
  ctx.scale(2, 2);
  paintScale(ctx, colours, 0, 0, width);
  canvas.setAttribute('aria-label', `Colour scale: c from ${number(colours.low)} to ${number(colours.high)}, cool up to 2 and warm beyond`);
}
