// What stands in the place of everything while the server wants a token.
import { el } from './dom.js';
import { isKept, keep, tokenOf } from './token.js';

export function keyForm(onKey) {
  const input = el('input', { type: 'password', id: 'key', autocomplete: 'off', spellcheck: 'false', required: true });
  return el('form', {
    class: 'key',
    onsubmit: (event) => {
      event.preventDefault();
      keep(tokenOf(input.value));
      onKey();
    },
  },
  el('h2', {}, isKept() ? 'This token is not the right one' : 'This page is its owner’s'),
  el('p', {}, isKept()
    ? 'Another run may have taken over the address since. '
    : 'What a sweep holds, and control of it, need the token that is in the link. ',
  'Open the link that ', el('code', {}, 'trebuchet run'), ' or ', el('code', {}, 'trebuchet serve'), ' printed; or paste it, or its token, here:'),
  el('div', { class: 'key-row' }, el('label', { for: 'key', class: 'hidden' }, 'Link or token'), input, el('button', { type: 'submit', class: 'primary' }, 'Open')),
  el('p', {}, el('small', {}, 'The token is also the line “token” of the file ', el('code', {}, 'credentials'), ', in the run’s directory or in the folder that is served.')));
}
