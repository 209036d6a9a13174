// What is shown, kept in the address so that a link shows the same; a token in it is taken out first.
import { takeFromAddress } from './token.js';

const DEFAULTS = { view: 'sweep', sweep: '', trials: '', x: 'step', zoom: '', panels: 'loss,weight_norm_sq,eta_lambda', log: '', focus: '', sort: 'c', filter: '' };

class ViewState {
  constructor() {
    this.listeners = [];
    this.values = { ...DEFAULTS };
    takeFromAddress();
    this.read();
    window.addEventListener('hashchange', () => {
      // A link with another token, opened over this page.
      if (takeFromAddress()) { location.reload(); return; }
      this.read();
      this.tell();
    });
  }

  read() {
    this.values = { ...DEFAULTS, ...Object.fromEntries(new URLSearchParams(location.hash.slice(1))) };
    if (!['sweep', 'trials', 'engine'].includes(this.values.view)) this.values.view = 'sweep';
  }

  get(name) { return this.values[name]; }

  list(name) { return this.values[name] ? this.values[name].split(',') : []; }

  /** The shown interval of steps, or null for all. */
  get zoom() {
    const [a, b] = this.values.zoom.split(':').map(Number);
    return Number.isFinite(a) && b > a ? [a, b] : null;
  }

  /** Changes values; a view change makes a step in the browser's history. */
  set(changes, { tell = true } = {}) {
    const before = this.values.view + this.values.sweep;
    Object.assign(this.values, changes);
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(this.values)) if (value !== DEFAULTS[name]) query.set(name, value);
    const hash = '#' + query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
    if (before !== this.values.view + this.values.sweep) history.pushState(null, '', hash);
    else history.replaceState(null, '', hash);
    if (tell) this.tell();
  }

  setZoom(range) {
    this.set({ zoom: range ? range.map((x) => Number(x.toPrecision(9))).join(':') : '' });
  }

  onChange(listener) { this.listeners.push(listener); }

  tell() { this.listeners.forEach((listener) => listener()); }
}

export const view = new ViewState();
