// A table of any length that holds only the rows in sight.
import { el } from './dom.js';

const HEIGHT = 30;
const MARGIN = 6;

export class VirtualTable {
  /** hooks: { label, key(row), selected(row), toggle(row), open(row), visible(rows), sort(), setSort(name), current() } */
  constructor(columns, hooks) {
    this.hooks = hooks;
    this.rows = [];
    this.at = 0;
    this.live = new Map();
    this.head = el('div', { class: 'row head', role: 'row', 'aria-rowindex': '1' });
    this.headGroup = el('div', { role: 'rowgroup' }, this.head);
    this.inner = el('div', { class: 'table-inner', role: 'rowgroup' });
    this.scroll = el('div', { class: 'table-scroll', role: 'grid', tabindex: '0', 'aria-label': hooks.label, 'aria-multiselectable': 'true' }, this.headGroup, this.inner);
    this.node = el('div', { class: 'table' }, this.scroll);
    this.headGroup.style.position = 'sticky';
    this.headGroup.style.top = '0';
    this.headGroup.style.zIndex = '2';
    this.scroll.addEventListener('scroll', () => this.draw());
    this.scroll.addEventListener('keydown', (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(this.scroll);
    this.setColumns(columns);
  }

  setColumns(columns) {
    const text = columns.map((c) => c.name).join() + this.hooks.sort();
    if (text === this.columnsText) return;
    this.columnsText = text;
    this.columns = columns;
    this.template = columns.map((c) => `${c.width}px`).join(' ');
    this.width = columns.reduce((sum, c) => sum + c.width, 0);
    this.head.style.gridTemplateColumns = this.template;
    this.headGroup.style.minWidth = this.inner.style.minWidth = `${this.width}px`;
    this.scroll.setAttribute('aria-colcount', String(columns.length));
    const sort = this.hooks.sort();
    this.head.replaceChildren(...columns.map((column) => {
      const way = sort === column.name ? 'ascending' : sort === `-${column.name}` ? 'descending' : 'none';
      const arrow = way === 'ascending' ? ' ▲' : way === 'descending' ? ' ▼' : '';
      const button = column.sortable === false ? column.label
        : el('button', { type: 'button', onclick: () => this.hooks.setSort(way === 'ascending' ? `-${column.name}` : column.name) }, column.label + arrow);
      return el('div', { role: 'columnheader', class: column.numeric ? 'num' : '', 'aria-sort': column.sortable === false ? null : way }, button);
    }));
    this.redraw();
  }

  setRows(rows) {
    this.rows = rows;
    this.scroll.setAttribute('aria-rowcount', String(rows.length + 1));
    this.inner.style.height = `${rows.length * HEIGHT}px`;
    const current = this.hooks.current();
    const found = current ? rows.findIndex((row) => this.hooks.key(row) === current) : -1;
    this.at = found >= 0 && current !== this.current ? found : Math.min(this.at, Math.max(0, rows.length - 1));
    this.current = current;
    this.scroll.style.height = `min(${rows.length * HEIGHT + 54}px, max(320px, 100vh - 210px))`;
    this.draw();
  }

  redraw() {
    this.live.forEach(({ node }) => node.remove());
    this.live.clear();
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.scroll.scrollTop / HEIGHT) - MARGIN);
    const last = Math.min(this.rows.length, Math.ceil((this.scroll.scrollTop + this.scroll.clientHeight) / HEIGHT) + MARGIN);
    const wanted = new Set();
    for (let i = first; i < last; i++) {
      const row = this.rows[i];
      const key = this.hooks.key(row);
      wanted.add(key);
      const known = this.live.get(key);
      if (known && known.row === row && known.index === i && known.selected === this.hooks.selected(row)) { this.mark(known.node, i, row); continue; }
      known?.node.remove();
      const node = this.build(row, i);
      this.live.set(key, { node, row, index: i, selected: this.hooks.selected(row) });
      this.inner.append(node);
    }
    for (const [key, { node }] of this.live) if (!wanted.has(key)) { node.remove(); this.live.delete(key); }
    this.hooks.visible(this.rows.slice(first, last));
  }

  build(row, index) {
    const node = el('div', { class: 'row body', role: 'row', id: `row-${index}`, 'aria-rowindex': String(index + 2), 'aria-selected': String(this.hooks.selected(row)), 'data-trial': this.hooks.key(row), onclick: (event) => {
      if (event.target.closest('button, input')) return;
      this.at = index;
      this.hooks.open(row);
    } }, ...this.columns.map((column) => el('div', { role: 'gridcell', class: column.numeric ? 'num' : '', title: column.numeric && row[column.name] != null ? String(row[column.name]) : null }, column.cell(row))));
    node.style.top = `${index * HEIGHT}px`;
    node.style.gridTemplateColumns = this.template;
    this.mark(node, index, row);
    return node;
  }

  mark(node, index, row) {
    node.classList.toggle('current', index === this.at);
    if (index === this.at) this.scroll.setAttribute('aria-activedescendant', node.id);
  }

  key(event) {
    if (event.target !== this.scroll) return;
    const page = Math.max(1, Math.floor(this.scroll.clientHeight / HEIGHT) - 2);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const row = this.rows[this.at];
    if (event.key in moves) this.go(this.at + moves[event.key]);
    else if (event.key === ' ' && row) this.hooks.toggle(row);
    else if (event.key === 'Enter' && row) this.hooks.open(row);
    else return;
    event.preventDefault();
  }

  go(index) {
    this.at = Math.min(this.rows.length - 1, Math.max(0, index));
    const top = this.at * HEIGHT;
    const head = this.head.clientHeight;
    if (top < this.scroll.scrollTop) this.scroll.scrollTop = top;
    else if (top + HEIGHT + head > this.scroll.scrollTop + this.scroll.clientHeight) this.scroll.scrollTop = top + HEIGHT + head - this.scroll.clientHeight;
    this.draw();
  }
}
