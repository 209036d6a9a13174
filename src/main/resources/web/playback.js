// Plays a sweep back, all trials step by step at the same time.
import { el } from './dom.js';
import { count } from './format.js';

const SECONDS = 12;

export class Playback {
  constructor(lastStep, onChange) {
    this.lastStep = lastStep;
    this.onChange = onChange;
    /** @type {number | null} null for all */
    this.step = null;
    this.frame = 0;
    this.button = el('button', { type: 'button', 'aria-label': 'Play back', onclick: () => (this.frame ? this.pause() : this.play()) }, '▶');
    this.slider = el('input', { type: 'range', min: '0', max: '1', value: '1', 'aria-label': 'Step shown', oninput: () => this.set(Number(this.slider.value)) });
    this.output = el('output', {}, 'all steps');
    this.node = el('div', { class: 'play', role: 'group', 'aria-label': 'Play back' }, this.button, this.slider, this.output);
  }

  set(step) {
    const last = this.lastStep();
    this.step = step >= last ? null : step;
    this.refresh();
    this.onChange();
  }

  play() {
    const last = this.lastStep();
    const from = this.step ?? 0;
    const began = performance.now();
    this.button.textContent = '❚❚';
    this.button.setAttribute('aria-label', 'Pause');
    let drawn = 0;
    const tick = (now) => {
      const at = Math.floor(from + ((now - began) / 1000) * (Math.max(last, SECONDS) / SECONDS));
      if (at >= last) { this.stop(); this.onChange(); return; }
      if (now - drawn > 50 && at !== this.step) { drawn = now; this.set(at); }
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  pause() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.button.textContent = '▶';
    this.button.setAttribute('aria-label', 'Play back');
  }

  /** Shows all steps again. */
  stop() {
    this.pause();
    this.step = null;
    this.refresh();
  }

  refresh() {
    const last = this.lastStep();
    this.slider.max = String(last);
    this.slider.disabled = this.button.disabled = last < 2;
    this.slider.value = String(this.step ?? last);
    this.output.textContent = this.step == null ? 'all steps' : `step ${count(this.step)}`;
  }
}
