// The token that the server asks for: it comes in the fragment of the printed link, which no browser sends anywhere,
// and stays with this tab, out of the address.

const NAME = 'token';
// A proxy may have several servers behind paths of one origin, and each is shown its own token alone.
const KEY = `${NAME} ${location.pathname}`;
let kept = '';
try { kept = sessionStorage.getItem(KEY) ?? ''; } catch { /* no storage: until the next reload */ }

export function keep(token) {
  kept = token;
  try { sessionStorage.setItem(KEY, token); } catch { /* no storage: until the next reload */ }
}

/** The token of a link, or the text itself if it is none. */
export function tokenOf(text) {
  return new URLSearchParams(text.slice(text.indexOf('#') + 1)).get(NAME) ?? text.trim();
}

/** Takes a token out of the address; whether it is another than the one that was kept. */
export function takeFromAddress() {
  const query = new URLSearchParams(location.hash.slice(1));
  const token = query.get(NAME);
  if (token === null) return false;
  query.delete(NAME);
  const rest = query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  history.replaceState(null, '', location.pathname + location.search + (rest && '#' + rest));
  const another = token !== '' && token !== kept;
  if (another) keep(token);
  return another;
}

export function headers() {
  return kept ? { Authorization: `Bearer ${kept}` } : {};
}

export const isKept = () => kept !== '';
