// What the address may have meant: the nearest of those that this page links to, and a search for its words.
(() => {
  const place = document.querySelector('.guess');
  const search = document.querySelector('a[rel=search]');
  const words = (path) => path.toLowerCase().replace(/\.\w+$/, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  const last = location.pathname.split('/').filter(Boolean).at(-1) ?? '404';
  let asked;
  try { asked = words(decodeURIComponent(last)); } catch { return; }
  if (!asked || asked === '404') return;

  // The share of the strokes that are other (Levenshtein), from 0, the same, to 1.
  function unlike(other) {
    let row = [...other, ''].map((_, column) => column);
    [...asked].forEach((letter, line) => {
      const next = [line + 1];
      [...other].forEach((sign, column) => next.push(Math.min(row[column] + (letter !== sign), row[column + 1] + 1, next[column] + 1)));
      row = next;
    });
    return row.at(-1) / Math.max(asked.length, other.length);
  }

  function say(...said) {
    const line = document.createElement('p');
    line.append(...said);
    place.append(line);
  }

  const [near] = [...document.querySelectorAll('main a[href$=".html"]')]
    .map((link) => [Math.min(unlike(words(link.pathname.split('/').at(-1))), unlike(words(link.textContent))), link])
    .sort(([one], [other]) => one - other);
  if (near?.[0] <= 0.5) say('Did you mean ', near[1].cloneNode(true), '?');
  if (!search) return;
  const link = document.createElement('a');
  link.href = `${search.href}?q=${encodeURIComponent(asked)}`;
  link.append(`Search for “${asked}”`);
  say(link);
})();
