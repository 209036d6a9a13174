// Builds elements. Text is always set as text, never parsed as markup.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} attributes a name that begins with "on" takes a listener
 * @param {...(Node | string | number | null | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'class') node.className = value;
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  for (const child of children) if (child != null) node.append(typeof child === 'number' ? String(child) : child);
  return node;
}

/** An element of index.html, which has all that are asked for. */
export const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** A group of buttons of which one is pressed. */
export function choice(label, options, current, onChoose) {
  const buttons = options.map(([value, text]) =>
    el('button', { type: 'button', 'aria-pressed': String(value === current), onclick: () => choose(value) }, text));
  function choose(value) {
    buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(options[i][0] === value)));
    onChoose(value);
  }
  return el('div', { class: 'group', role: 'group', 'aria-label': label },
    el('span', { 'aria-hidden': 'true' }, label), el('div', { class: 'join' }, ...buttons));
}

export function menu(label, content, side = '') {
  const summary = el('summary', {}, label);
  const box = el('details', { class: `menu ${side}` }, summary, el('div', {}, ...content));
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { box.open = false; summary.focus(); }
  });
  document.addEventListener('click', (event) => { if (!box.contains(/** @type {Node} */ (event.target))) box.open = false; });
  return box;
}

/** Asks before something that cannot be taken back. */
export function confirmed(title, text, yes) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('dialog'));
  byId('dialog-title').textContent = title;
  byId('dialog-text').textContent = text;
  byId('dialog-yes').textContent = yes;
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}

let pending = [];
let timer = 0;

/** Tells screen readers, at most every two seconds. */
export function announce(text) {
  pending.push(text);
  if (timer) return;
  timer = setTimeout(() => {
    byId('announcer').textContent = pending.length > 3 ? `${pending.length} trials ended` : pending.join('. ');
    pending = [];
    timer = 0;
  }, 2000);
}

export function save(name, type, content) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = el('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
