// The menus of the sweep view: which trials, which panels, and what to take along.
import { el, menu } from './dom.js';
import { count, title } from './format.js';
import { spread } from './model.js';
import { view } from './view-state.js';
import * as download from './download.js';

/** As many curves as are drawn without a choice, and at the most. */
export const USUAL_SHOWN = 60;
export const MOST_SHOWN = 200;

export function shownMenu(model, shown) {
  const all = model.rows.size;
  const pick = (name, rows) => el('button', { type: 'button', onclick: () => view.set({ trials: rows().join(',') }) }, name);
  const where = (test) => () => spread(model.trials.filter(test), MOST_SHOWN);
  return menu(`${count(shown)} of ${count(all)} trials`, [
    pick(all > USUAL_SHOWN ? `An even choice of ${USUAL_SHOWN}` : 'All', () => []),
    ...(all > USUAL_SHOWN ? [pick(all > MOST_SHOWN ? `As many as can be drawn, ${MOST_SHOWN}` : 'All', where(() => true))] : []),
    pick('Those that converged', where((row) => row.outcome === 'converged')),
    pick('Catapults', where((row) => row.phase === 'catapult')),
    pick('Those beyond c = 2', where((row) => row.c > 2)),
    pick('Those that run', where((row) => row.state === 'running')),
    el('small', {}, 'Or tick trials in the Trials view.'),
  ], 'left');
}

export function panelMenu(model) {
  const names = model.info.metrics.map((metric) => metric.name);
  const boxes = model.info.metrics.map(({ name, description }) => {
    const box = el('input', { type: 'checkbox', value: name });
    box.checked = view.list('panels').includes(name);
    box.addEventListener('change', () => {
      const chosen = names.filter((metric, i) => boxes[i].box.checked);
      view.set({ panels: chosen.join(',') || 'loss' });
    });
    return { box, node: el('label', {}, box, el('span', {}, title(name), el('br'), el('small', {}, description))) };
  });
  return menu('Panels', boxes.map((b) => b.node), 'left');
}

/** sweep: { model, host, phases, panels, colours, shown(), seriesOf(trial) } */
export function downloadMenu(sweep) {
  const name = () => sweep.model.info.name.replace(/[^\w.-]+/g, '_');
  const item = (label, action) => el('button', { type: 'button', onclick: action }, label);
  const picture = () => download.pictureOf(sweep);
  return menu('Download', [
    item('Shown steps, CSV', () => download.csv(name(), sweep, view.list('panels'))),
    item('Trials, CSV', () => download.trialsCsv(name(), sweep.model.trials)),
    item('Picture, PNG', () => download.png(name(), picture())),
    item('Picture, SVG', () => download.svg(name(), picture())),
  ]);
}
