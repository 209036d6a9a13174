// Colours by c, cool up to the edge of stability at c = 2 and warm beyond it; and a mark for each outcome.

const RAMPS = {
  light: { cool: ['#8fbfe0', '#1f5fa8', '#173a72'], warm: ['#e9a400', '#d9571f', '#a3195b', '#4f1a63'] },
  dark: { cool: ['#bfe0f7', '#6fb0ee', '#3f7fd0'], warm: ['#ffd76a', '#ff9248', '#f4608f', '#b98cf5'] },
};

export function theme() {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
}

export function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function mix(ramp, t) {
  const x = Math.min(1, Math.max(0, t)) * (ramp.length - 1);
  const i = Math.min(ramp.length - 2, Math.floor(x));
  const channel = (hex, k) => parseInt(hex.slice(1 + 2 * k, 3 + 2 * k), 16);
  const part = (k) => Math.round(channel(ramp[i], k) + (channel(ramp[i + 1], k) - channel(ramp[i], k)) * (x - i));
  return `rgb(${part(0)},${part(1)},${part(2)})`;
}

/** Whether values spread so far that a logarithmic axis shows them better. */
export function wide(low, high) {
  return low > 0 && high > 10 && high / low > 20;
}

/** A function from c to a colour, and to its place from 0 to 1, over the range of a sweep. */
export function scaleOf(cs) {
  let low = Infinity;
  let high = -Infinity;
  for (const c of cs) if (Number.isFinite(c)) { low = Math.min(low, c); high = Math.max(high, c); }
  const f = wide(low, high) ? Math.log : (c) => c;
  const part = (c, from, to, same) => (to > from ? (f(c) - f(from)) / (f(to) - f(from)) : same);
  return {
    low, high,
    place: (c) => part(c, low, high, 0.5),
    valueAt: (t) => (f === Math.log ? low * (high / low) ** t : low + t * (high - low)),
    at(c) {
      const ramps = RAMPS[theme()];
      if (!Number.isFinite(c)) return css('other');
      return c <= 2 ? mix(ramps.cool, part(c, low, Math.min(2, high), 1)) : mix(ramps.warm, part(c, Math.max(2, low), high, 0));
    },
  };
}

export const MARKS = {
  lazy: ['lazy', 'circle'], catapult: ['catapult', 'diamond'], divergent: ['divergent', 'cross'],
  trivial: ['other', 'circle'], dead: ['other', 'triangle'], oscillating: ['other', 'wave'], incomplete: ['other', 'square'],
  converged: ['lazy', 'circle'], stopped: ['other', 'bar'], failed: ['other', 'plus'], running: ['other', 'ring'], paused: ['other', 'ring'], pending: ['other', 'none'],
};

/** Draws the mark of a word; shape and colour both tell it. */
export function drawMark(ctx, word, x, y, r) {
  const [colour, shape] = MARKS[word] ?? ['other', 'square'];
  ctx.strokeStyle = ctx.fillStyle = css(colour);
  ctx.lineWidth = r / 2.4;
  ctx.beginPath();
  switch (shape) {
    case 'circle': ctx.arc(x, y, r * 0.85, 0, 2 * Math.PI); ctx.fill(); return;
    case 'ring': ctx.arc(x, y, r * 0.75, 0, 2 * Math.PI); ctx.stroke(); return;
    case 'diamond': path(ctx, [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]], x, y, r); ctx.fill(); return;
    case 'triangle': path(ctx, [[0, 1], [1, -0.8], [-1, -0.8]], x, y, r); ctx.fill(); return;
    case 'square': path(ctx, [[-0.8, -0.8], [0.8, -0.8], [0.8, 0.8], [-0.8, 0.8]], x, y, r); ctx.fill(); return;
    case 'bar': path(ctx, [[-1, -0.35], [1, -0.35], [1, 0.35], [-1, 0.35]], x, y, r); ctx.fill(); return;
    case 'wave': path(ctx, [[-1, -1], [1, -1], [-1, 1], [1, 1]], x, y, r); ctx.fill(); return;
    case 'cross': lines(ctx, [[-0.85, -0.85, 0.85, 0.85], [-0.85, 0.85, 0.85, -0.85]], x, y, r); return;
    case 'plus': lines(ctx, [[-1, 0, 1, 0], [0, -1, 0, 1]], x, y, r); return;
    default:
  }
}

function path(ctx, points, x, y, r) {
  points.forEach(([dx, dy], i) => (i ? ctx.lineTo(x + dx * r, y + dy * r) : ctx.moveTo(x + dx * r, y + dy * r)));
  ctx.closePath();
}

function lines(ctx, parts, x, y, r) {
  for (const [a, b, c, d] of parts) { ctx.moveTo(x + a * r, y + b * r); ctx.lineTo(x + c * r, y + d * r); }
  ctx.stroke();
}
