// The part of a canvas' drawing interface that our panels use, writing SVG.

const round = (value) => Math.round(value * 100) / 100;
const escaped = (text) => String(text).replace(/[&<>"]/g, (ch) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[ch]);

export class SvgContext {
  constructor(width, height) {
    this.parts = [`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`];
    this.stack = [];
    this.clips = 0;
    this.path = [];
    this.state = { strokeStyle: '#000', fillStyle: '#000', lineWidth: 1, globalAlpha: 1, lineJoin: 'miter', font: '11px sans-serif', textAlign: 'left', textBaseline: 'alphabetic', dash: [], groups: 0 };
    for (const name of Object.keys(this.state)) {
      if (!['dash', 'groups'].includes(name)) Object.defineProperty(this, name, { get: () => this.state[name], set: (value) => { this.state[name] = value; } });
    }
  }

  save() { this.stack.push({ ...this.state, groups: 0 }); this.state = { ...this.state, groups: 0 }; }

  restore() {
    for (let i = 0; i < this.state.groups; i++) this.parts.push('</g>');
    const before = this.stack.pop();
    if (before) this.state = before;
  }

  setLineDash(dash) { this.state.dash = dash; }
  beginPath() { this.path = []; }
  moveTo(x, y) { if (Number.isFinite(x + y)) this.path.push(`M${round(x)} ${round(y)}`); }
  lineTo(x, y) { if (Number.isFinite(x + y)) this.path.push(`${this.path.length ? 'L' : 'M'}${round(x)} ${round(y)}`); }
  closePath() { this.path.push('Z'); }
  rect(x, y, w, h) { this.path.push(`M${round(x)} ${round(y)}h${round(w)}v${round(h)}h${round(-w)}Z`); }
  arc(x, y, r) { this.path.push(`M${round(x - r)} ${round(y)}a${round(r)} ${round(r)} 0 1 0 ${round(2 * r)} 0a${round(r)} ${round(r)} 0 1 0 ${round(-2 * r)} 0`); }

  clip() {
    const id = `clip${++this.clips}`;
    this.parts.push(`<clipPath id="${id}"><path d="${this.path.join('')}"/></clipPath><g clip-path="url(#${id})">`);
    this.state.groups++;
  }

  stroke() {
    if (!this.path.length) return;
    const { strokeStyle, lineWidth, globalAlpha, lineJoin, dash } = this.state;
    const dashed = dash.length ? ` stroke-dasharray="${dash.map(round).join(' ')}"` : '';
    this.parts.push(`<path d="${this.path.join('')}" fill="none" stroke="${strokeStyle}" stroke-width="${round(lineWidth)}" stroke-opacity="${round(globalAlpha)}" stroke-linejoin="${lineJoin}"${dashed}/>`);
  }

  fill() {
    if (this.path.length) this.parts.push(`<path d="${this.path.join('')}" fill="${this.state.fillStyle}" fill-opacity="${round(this.state.globalAlpha)}"/>`);
  }

  fillRect(x, y, w, h) {
    if (!Number.isFinite(x + y + w + h)) return;
    const [left, top] = [Math.min(x, x + w), Math.min(y, y + h)];
    this.parts.push(`<rect x="${round(left)}" y="${round(top)}" width="${round(Math.abs(w))}" height="${round(Math.abs(h))}" fill="${this.state.fillStyle}" fill-opacity="${round(this.state.globalAlpha)}"/>`);
  }

  fillText(text, x, y) {
    const [, weight, size] = /^(\d+ )?([\d.]+)px/.exec(this.state.font) ?? [null, '', '11'];
    const anchor = { left: 'start', center: 'middle', right: 'end' }[this.state.textAlign];
    this.parts.push(`<text x="${round(x)}" y="${round(y)}" font-family="system-ui, sans-serif" font-size="${size}" font-weight="${weight?.trim() || 400}" text-anchor="${anchor}" fill="${this.state.fillStyle}">${escaped(text)}</text>`);
  }

  text() { return this.parts.join('\n') + '\n</svg>\n'; }
}
