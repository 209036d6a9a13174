// Brings views, address and server together.
import { get, Live, reasonOf, stepsPath, sweepPath, Unauthorized } from './api.js';
import { keyForm } from './key-form.js';
import { announce, byId, el } from './dom.js';
import { count, word } from './format.js';
import { Model, seriesOf } from './model.js';
import { view } from './view-state.js';
import { SweepView } from './sweep-view.js';
import { TrialsView } from './trials-view.js';
import { EngineView } from './engine-view.js';

const COLUMNS = ['trial', 'state', 'seed', 'params', 'c', 'learning_rate', 'step', 'loss', 'eta_lambda', 'weight_norm_ratio', 'sparsity_1', 'sparsity_2_final', 'test_loss',
  'loss_initial', 'loss_max', 'loss_max_step', 'outcome', 'phase', 'stop_reason', 'catapults', 'test_accuracy_final',
  'bound_one_point_c', 'bound_method1_c', 'bound_method2_c', 'bound_doomed_c', 'wall_ms'];
const PART = 20;
const PAGE = 10000;
const LOOK_AGAIN_MILLIS = 5000;

const chooser = () => /** @type {HTMLSelectElement} */ (byId('sweeps'));
const links = () => /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('nav a'));

class App {
  constructor() {
    /** @type {Model | null} */
    this.model = null;
    this.connection = 'open';
    /** @type {(() => void) | undefined} */
    this.onDrawn = undefined;
    this.views = {
      sweep: new SweepView(byId('view-sweep'), this),
      trials: new TrialsView(byId('view-trials'), this),
      engine: new EngineView(byId('view-engine'), this),
    };
    this.live = new Live((message) => this.onLive(message), (state) => this.onConnection(state));
    chooser().addEventListener('change', () => view.set({ sweep: chooser().value, trials: '', zoom: '', focus: '', filter: '' }));
    for (const link of links()) {
      link.addEventListener('click', (event) => { event.preventDefault(); view.set({ view: link.dataset.view }); });
    }
    this.setUpTheme();
    view.onChange(() => this.onView());
    this.start();
  }

  setUpTheme() {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    let stored = null;
    try { stored = localStorage.getItem('theme'); } catch { /* no storage, no memory */ }
    const apply = (theme) => {
      document.documentElement.dataset.theme = theme;
      if (this.model) this.views[view.get('view')].rebuild();
    };
    apply(stored ?? (dark.matches ? 'dark' : 'light'));
    dark.addEventListener('change', () => { if (!stored) apply(dark.matches ? 'dark' : 'light'); });
    byId('theme').addEventListener('click', () => {
      stored = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
      try { localStorage.setItem('theme', stored); } catch { /* no storage, no memory */ }
      apply(stored);
    });
  }

  async start() {
    try {
      await this.loadSweeps();
    } catch (error) {
      if (error instanceof Unauthorized) { this.askForToken(); return; }
      this.say(`The server does not answer: ${reasonOf(error)}. Trying again …`);
      setTimeout(() => this.start(), 2000);
    }
  }

  async loadSweeps() {
    const { sweeps } = await get('api/sweeps');
    this.takeSweeps(sweeps);
    if (sweeps.length) await this.openSweep();
    else this.say('No runs here yet. Start one: bin/trebuchet run configs/fig01.conf');
    clearTimeout(this.lookTimer);
    this.lookTimer = setTimeout(() => this.lookAgain(), LOOK_AGAIN_MILLIS);
  }

  takeSweeps(sweeps) {
    this.sweeps = sweeps;
    const select = chooser();
    const text = JSON.stringify(sweeps.map((sweep) => [sweep.id, sweep.name, sweep.started]));
    if (text === this.sweepsText) return;
    this.sweepsText = text;
    select.replaceChildren(...sweeps.map((sweep) => el('option', { value: sweep.id }, `${sweep.name} · ${sweep.state === 'damaged' ? 'damaged' : sweep.started.slice(0, 16).replace('T', ' ')}`)));
    if (this.model) select.value = this.model.info.id;
  }

  /** Runs come and end beside a server of finished ones; a live sweep tells of itself. */
  async lookAgain() {
    clearTimeout(this.lookTimer);
    try {
      if (!document.hidden && this.connection === 'open' && this.model?.info.state !== 'running') {
        const { sweeps } = await get('api/sweeps');
        this.takeSweeps(sweeps);
        const here = sweeps.find((sweep) => sweep.id === this.model?.info.id);
        this.stale = Boolean(here) && here.state !== this.model?.info.state;
        if (sweeps.length && (!this.model || this.stale)) await this.openSweep();
      }
    } catch (error) {
      if (error instanceof Unauthorized) { this.askForToken(); return; }
      if (this.model) this.onConnection('lost');
    }
    this.lookTimer = setTimeout(() => this.lookAgain(), LOOK_AGAIN_MILLIS);
  }

  async openSweep() {
    const wanted = this.sweeps.some((sweep) => sweep.id === view.get('sweep')) ? view.get('sweep') : this.sweeps[this.sweeps.length - 1].id;
    if (this.model?.info.id === wanted && !this.stale) return;
    this.stale = false;
    chooser().value = wanted;
    this.live.close();
    const info = await get(sweepPath(wanted));
    const model = new Model(info);
    for (let offset = 0, total = 1; offset < total; offset += PAGE) {
      const page = await get(sweepPath(wanted, `/trials?limit=${PAGE}&offset=${offset}&columns=${COLUMNS.join(',')}`));
      model.takeTrials(page.trials);
      total = page.total;
    }
    this.model = model;
    this.asked = '';
    document.title = `${info.name} · Trebuchet`;
    byId('empty').hidden = true;
    byId('banner').hidden = true;
    if (info.state === 'elsewhere') this.banner('Another process runs this sweep.', info.link);
    for (const name of Object.keys(this.views)) {
      byId(`view-${name}`).hidden = name !== view.get('view');
      this.views[name].show(model);
    }
    if (info.state === 'damaged') this.banner(info.config, '');
    else if (!model.rows.size) this.banner('This run has no finished trials yet.', info.link);
    this.onView();
    this.writeStatus();
  }

  say(...content) {
    byId('empty').hidden = false;
    byId('empty').replaceChildren(...content.map((part) => (typeof part === 'string' ? el('p', {}, part) : part)));
    for (const name of Object.keys(this.views)) byId(`view-${name}`).hidden = true;
  }

  /** Nothing can be shown: the server wants a token, or another one than ours. */
  askForToken() {
    this.live.close();
    clearTimeout(this.lookTimer);
    clearTimeout(this.reconnect);
    clearTimeout(this.detailTimer);
    this.model = null;
    this.sweeps = [];
    this.sweepsText = '';
    byId('sweeps').replaceChildren();
    byId('status').replaceChildren('locked');
    document.body.classList.add('locked');
    byId('banner').hidden = true;
    document.title = 'Trebuchet';
    this.say(keyForm(() => {
      document.body.classList.remove('locked');
      this.connection = 'open';
      this.say('Loading …');
      this.start();
    }));
  }

  banner(text, link) {
    byId('banner').hidden = false;
    byId('banner').replaceChildren(text, link ? ' ' : '', link ? el('a', { href: link, rel: 'noreferrer' }, 'Open its page') : '');
  }

  onView() {
    if (!this.model) return;
    if (view.get('sweep') && view.get('sweep') !== this.model.info.id && this.sweeps.some((s) => s.id === view.get('sweep'))) {
      this.openSweep().catch((error) => this.banner(reasonOf(error)));
      return;
    }
    const name = view.get('view');
    for (const link of links()) {
      if (link.dataset.view === name) link.setAttribute('aria-current', 'page'); else link.removeAttribute('aria-current');
    }
    for (const other of Object.keys(this.views)) byId(`view-${other}`).hidden = other !== name;
    this.views[name].changed();
    this.ask();
  }

  /** Asks for the steps of what is shown: live, or once. */
  ask() {
    if (!this.model) return;
    const sweepView = this.views.sweep;
    const trials = sweepView.shown();
    const key = JSON.stringify([this.model.info.id, trials, sweepView.metrics(), sweepView.points()]);
    if (key !== this.asked) {
      this.asked = key;
      if (!this.model.over) this.live.open(this.model.info.id, trials, sweepView.metrics(), sweepView.points(), COLUMNS);
      else this.fetchSteps(key, trials);
    }
    clearTimeout(this.detailTimer);
    if (view.zoom) this.detailTimer = setTimeout(() => this.fetchDetail(), 120);
    else this.model.detail = null;
  }

  async fetchSteps(key, trials) {
    const sweepView = this.views.sweep;
    for (let i = 0; i < trials.length; i += PART) {
      if (key !== this.asked || !this.model) return;
      const path = stepsPath(this.model.info.id, trials.slice(i, i + PART), sweepView.metrics(), null, sweepView.points());
      try {
        const { series } = await get(path);
        if (key !== this.asked || !this.model) return;
        this.model.takeSeries(series);
        this.draw();
      } catch (error) {
        this.asked = '';
        if (error instanceof Unauthorized) { this.askForToken(); return; }
        this.banner(`Steps cannot be read: ${reasonOf(error)}`);
        return;
      }
    }
    this.loaded = key;
  }

  /** Finer steps of the shown interval, with as much again on both sides. */
  async fetchDetail() {
    const zoom = view.zoom;
    const sweepView = this.views.sweep;
    if (!zoom || !this.model) return;
    const key = `${this.asked}|${zoom}`;
    this.detailKey = key;
    const model = this.model;
    const rows = sweepView.shown().map((trial) => model.rows.get(trial)).filter((row) => row && row.step != null);
    const found = new Map();
    for (let i = 0; i < rows.length; i += PART) {
      const part = rows.slice(i, i + PART);
      const steps = part.flatMap((row) => zoom.map((x) => sweepView.host.stepAt(row, x))).filter(Number.isFinite);
      if (!steps.length) continue;
      const [low, high] = [Math.min(...steps), Math.max(...steps)];
      const margin = high - low;
      try {
        const { series } = await get(stepsPath(model.info.id, part.map((row) => row.trial), sweepView.metrics(), [low - margin, high + margin], 3 * sweepView.points()));
        if (this.detailKey !== key) return;
        series.forEach((s) => found.set(s.trial, seriesOf(s)));
      } catch { return; }
    }
    model.detail = { from: zoom[0] - (zoom[1] - zoom[0]), to: zoom[1] + (zoom[1] - zoom[0]), x: view.get('x'), series: found };
    this.draw();
    if (!model.over) { clearTimeout(this.detailTimer); this.detailTimer = setTimeout(() => this.fetchDetail(), 1500); }
  }

  onLive(message) {
    if (!this.model) return;
    const ended = this.model.takeLive(message);
    for (const row of ended) announce(`${row.trial} ended: ${word(row)}`);
    this.onConnection('open');
    this.draw();
    this.views.engine.sample();
  }

  /** At most one drawing for each frame. */
  draw() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.views[view.get('view')].refresh();
      this.writeStatus();
      this.drawnAt = performance.now();
      this.onDrawn?.();
    });
  }

  onConnection(state) {
    if (state === 'refused') { this.askForToken(); return; }
    if (this.connection === state) return;
    this.connection = state;
    if (state === 'lost') {
      this.banner('The server is gone: the run has ended, or it was stopped. What was seen so far stays. Reconnecting …');
      clearTimeout(this.reconnect);
      this.reconnect = setTimeout(() => this.recover(), 2000);
    } else {
      byId('banner').hidden = true;
    }
    this.writeStatus();
  }

  /** Once the server answers again, it may serve other sweeps. */
  async recover() {
    try {
      const { sweeps } = await get('api/sweeps');
      const here = sweeps.some((sweep) => sweep.id === this.model?.info.id);
      this.stale = !here || sweeps.find((sweep) => sweep.id === this.model?.info.id).state !== 'running';
      if (this.stale) { this.onConnection('open'); await this.loadSweeps(); }
    } catch (error) {
      if (error instanceof Unauthorized) { this.askForToken(); return; }
      this.reconnect = setTimeout(() => this.recover(), 2000);
    }
  }

  writeStatus() {
    if (!this.model) return;
    const { info } = this.model;
    const trials = this.model.trials;
    const ended = trials.filter((row) => row.state === 'ended').length;
    const running = trials.filter((row) => row.state === 'running').length;
    const lost = this.connection === 'lost';
    const state = lost ? 'connection lost' : info.state === 'running' && this.model.over ? 'finished' : info.state;
    const dot = el('span', { class: `dot ${lost ? 'lost' : state}` });
    const rate = this.model.engine?.points_per_second;
    byId('status').replaceChildren(dot, el('b', {}, state), ` · ${count(ended)} of ${count(trials.length)} trials ended`,
      state === 'running' ? ` · ${count(running)} running · ${count(rate)} points/s` : '');
  }
}

/** @type {any} */ (window).trebuchet = new App();
