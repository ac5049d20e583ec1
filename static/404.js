// What the address may have meant: the nearest of those that this page links to, and a search for its words.
(() => {
  const place = document.querySelector('.guess');
  const search = document.querySelector('a[rel=search]');
  const plain = (path) => decodeURIComponent(path).toLowerCase().replace(/\.\w+$/, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  const parts = location.pathname.split('/').filter(Boolean);
  const asked = (() => { try { return plain(parts.at(-1) ?? ''); } catch { return ''; } })();
  if (!asked || asked === '404') return;

  // How many strokes lead from one word to the other (Levenshtein).
  function distance(one, other) {
    let row = [...other, ''].map((_, column) => column);
    [...one].forEach((letter, line) => {
      const next = [line + 1];
      [...other].forEach((sign, column) => next.push(Math.min(row[column] + (letter !== sign), row[column + 1] + 1, next[column] + 1)));
      row = next;
    });
    return row.at(-1);
  }

  // From 0, the same, to 1: by strokes, or by the words that are in both.
  function unlike(words) {
    const known = words.split(' ');
    const common = asked.split(' ').filter((word) => word.length > 3 && known.includes(word)).length;
    return Math.min(distance(asked, words) / Math.max(asked.length, words.length), common ? 0.4 - common / 10 : 1);
  }

  function line(words, link, end) {
    const made = document.createElement('p');
    made.append(words, link, end);
    return made;
  }

  const found = [...document.querySelectorAll('main a[href$=".html"]')]
    .map((link) => [Math.min(unlike(plain(link.pathname.split('/').at(-1))), unlike(plain(link.textContent))), link])
    .filter(([far]) => far < 0.45)
    .sort(([one], [other]) => one - other);
  if (found.length) {
    const guess = found[0][1].cloneNode(true);
    place.append(line('Did you mean ', guess, '?'));
  }
  if (search) {
    const link = document.createElement('a');
    link.href = `${search.href}?q=${encodeURIComponent(asked)}`;
    link.textContent = `Search for “${asked}”`;
    place.append(line('', link, ''));
  }
})();
