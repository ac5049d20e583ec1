// The search page: loads the catalogue at the first search, and shows what MiniSearch finds in it.
//
// 1. A text becomes terms: folded words and their stems; of Chinese, characters and pairs of them.
// 2. A question becomes terms in the same way; each must be there, at least at the beginning of a word.
// 3. Where nothing has them all, words that are nearly spelt so will do; where nothing has those, any of them.
//
// A slip is [kind, address, title, where, names, passages]; a passage [anchor, text, ids of those whom it names].
'use strict';
(() => {
  const form = document.getElementById('search');
  const field = document.getElementById('q');
  const count = document.getElementById('count');
  const results = document.getElementById('results');
  const more = document.getElementById('more');
  const PAGE = 20;
  const AROUND = 260; // characters of an excerpt
  const WEIGHTS = { Person: 1.3, Place: 1.3, Term: 1.3, Chapter: 1.4, Source: .5 };
  // Words that too many places have, and that some right place may lack.
  const SMALL = new Set('a an and at by for from in of on or the to was were with'.split(' '));

  // ---- words ----

  // Chinese has no spaces between its words; an apostrophe belongs to a word (Ch’ing, Mao’s), a hyphen parts two.
  const WORD = /\p{sc=Han}+|(?:(?!\p{sc=Han})[\p{L}\p{M}\p{N}])+(?:['’‘ʼʻʹ`](?:(?!\p{sc=Han})[\p{L}\p{M}])+)*/gu;
  const JOINED = /[\p{L}\p{M}'’‘ʼʻ]+(?:[-‐‑–][\p{L}\p{M}'’‘ʼʻ]+)+/gu;
  const HAN = /^\p{sc=Han}/u;
  const LETTERS = { ø: 'o', ł: 'l', đ: 'd', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i' };
  const known = new Map();
  const stemmers = []; // [the letters of a language, its stemmer]

  // Lower case without accents, ё as е (but й is a letter of its own), and without the possessive s.
  const fold = (word) => word.toLowerCase().replace(/['’]s$/u, '').normalize('NFKD').replace(/и\u0306/g, 'й')
    .replace(/[\p{M}'’‘ʼʻʹ`]/gu, '').replace(/[øłđßæœı]/gu, (letter) => LETTERS[letter]);
  const stem = (word) => (stemmers.find(([letters]) => letters.test(word))?.[1].stemWord(word)) ?? word;
  const pairs = (run) => Array.from(run).slice(1).map((letter, at) => Array.from(run)[at] + letter);

  function termsOf(word) {
    if (!known.has(word)) {
      const folded = HAN.test(word) ? '' : fold(word);
      known.set(word, folded ? [...new Set([folded, stem(folded)])] : [...new Set([...word, ...pairs(word)])]);
    }
    return known.get(word);
  }

  function terms(text) {
    const found = [];
    for (const [word] of text.matchAll(WORD)) found.push(...termsOf(word));
    for (const [words] of text.matchAll(JOINED)) found.push(fold(words.replace(/[-‐‑–]/gu, '')));
    return found;
  }

  const bare = (text) => Array.from(text.matchAll(WORD), ([word]) => (HAN.test(word) ? word : fold(word))).join(' ');

  // ---- the catalogue ----

  let ready;
  let index;
  let slips;
  let entries; // the slips of the registers, by id
  let names; // the folded forms of the name of each entry of a register

  // Every form of the name of somebody or something, by id.
  const called = (name) => (entries.has(name) ? [entries.get(name).title, ...entries.get(name).forms].join(' / ') : '');

  const load = (address) => new Promise((resolve, reject) => {
    const script = document.createElement('script');
    Object.assign(script, { src: address, async: false, onload: resolve, onerror: reject });
    document.head.append(script);
  });

  async function open() {
    window.catalogue = undefined; // each of its files adds to what the others have brought
    await Promise.all(form.dataset.load.split(/\s+/).map(load));
    if (window.EnglishStemmer) stemmers.push([/^[a-z]{3,}$/, new window.EnglishStemmer()]);
    if (window.RussianStemmer) stemmers.push([/^[а-я]{3,}$/, new window.RussianStemmer()]);
    slips = window.catalogue.slips.map(([kind, address, title, where = '', forms = [], passages = []], id) =>
      ({ id, kind: window.catalogue.kinds[kind], address, title, where, forms, passages }));
    entries = new Map(slips.filter(({ kind }) => /^(?:Person|Place|Term)$/.test(kind)).map((slip) => [slip.address.split('#')[1], slip]));
    names = slips.map((slip) => (slip.forms.length ? [slip.title, ...slip.forms].map(bare) : []));
    const field = {
      forms: (slip) => names[slip.id].flatMap((name, at) => [slip.forms[at - 1] || '', name.replaceAll(' ', '')]).join(' / '),
      text: (slip) => slip.passages.map(([, text]) => text).join(' / '),
      named: (slip) => [...new Set(slip.passages.flatMap(([, , named = []]) => named))]
        .map(called).join(' / '),
    };
    index = new window.MiniSearch({
      fields: ['title', 'forms', 'where', 'text', 'named'],
      extractField: (slip, name) => (field[name] ? field[name](slip) : slip[name]),
      tokenize: terms,
      processTerm: (term) => term,
      searchOptions: {
        boost: { title: 4, forms: 4, where: .7, text: 1, named: .25 },
        boostDocument: (id) => WEIGHTS[slips[id].kind] || 1,
        combineWith: 'AND',
        tokenize: (term) => [term],
      },
    });
    await index.addAllAsync(slips, { chunkSize: 50 });
  }

  // ---- a question ----

  function asked(text, manner) {
    const all = Array.from(text.matchAll(WORD), ([word]) => word);
    const telling = all.filter((word, at) => !SMALL.has(word.toLowerCase()) || (at && at === all.length - 1));
    const words = telling.length ? telling : all;
    const name = names.some((forms) => forms.includes(bare(text))); // then no word of it is only begun
    const queries = words.flatMap((word, at) => {
      if (HAN.test(word)) return Array.from(word).length > 1 ? pairs(word) : [word];
      const [folded, stemmed = folded] = termsOf(word);
      const number = /^\d+$/.test(folded);
      const prefix = !number && !name && (at === words.length - 1 || folded.length > 4);
      const begun = { queries: [folded], prefix, fuzzy: !number && folded.length > 3 && manner.fuzzy };
      return [stemmed === folded ? begun : { combineWith: 'OR', queries: [begun, { queries: [stemmed], boost: { title: 3, forms: 3 } }] }];
    });
    return { combineWith: manner.any ? 'OR' : 'AND', queries };
  }

  // What must be there side by side: quoted words, and Chinese, whose pairs alone could be anywhere.
  const phrases = (text) => [...Array.from(text.matchAll(/["“”„]([^"“”„]+)["“”„]/gu), ([, words]) => words), ...(text.match(/\p{sc=Han}{3,}/gu) || [])]
    .map(bare).filter(Boolean);

  const whole = (slip) => slip.whole ??= bare([slip.title, slip.where, ...slip.forms, ...slip.passages.flatMap(([, text, named = []]) =>
    [text, ...named.map(called)])].join(' / '));

  function find(text) {
    const sideBySide = phrases(text);
    const filter = sideBySide.length ? ({ id }) => sideBySide.every((words) => ` ${whole(slips[id])} `.includes(words)) : undefined;
    for (const manner of [{}, { fuzzy: .2, near: true }, { fuzzy: .2, any: true }]) {
      const found = index.search(asked(text, manner), { filter });
      if (found.length) return { found: upwards(found, bare(text)), ...manner };
    }
    return { found: [] };
  }

  // The entry of whom the question is a name comes first.
  const upwards = (found, name) => found.map((one) => ({ ...one, exact: names[one.id].includes(name) }))
    .sort((a, b) => b.exact - a.exact || b.score - a.score);

  // ---- what is shown ----

  const LANGUAGE = /(\p{sc=Han}[\p{sc=Han}·、，。；：！？《》「」（）]*)|([\p{sc=Cyrillic}][\p{sc=Cyrillic}\p{M}-]*(?: [\p{sc=Cyrillic}\p{M}-]+)*)/gu;

  const made = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // The places in a text where it has one of the terms that were found: [from, to], in order.
  function hits(text, wanted) {
    const found = [];
    for (const { 0: word, index: at } of text.matchAll(WORD)) {
      if (!HAN.test(word)) {
        if (termsOf(word).some((term) => wanted.has(term))) found.push([at, at + word.length, fold(word)]);
        continue;
      }
      let place = at;
      const letters = Array.from(word);
      letters.forEach((letter, n) => {
        const own = wanted.has(letter) || wanted.has(letter + letters[n + 1]) || wanted.has(letters[n - 1] + letter);
        const last = found[found.length - 1];
        if (own && last && last[1] === place) last[1] += letter.length;
        else if (own) found.push([place, place + letter.length, letter]);
        place += letter.length;
      });
    }
    for (const { 0: words, index: at } of text.matchAll(JOINED)) {
      if (wanted.has(fold(words.replace(/[-‐‑–]/gu, ''))) && !found.some(([from]) => from >= at && from < at + words.length)) found.push([at, at + words.length, words]);
    }
    return found.sort((a, b) => a[0] - b[0]);
  }

  // A text as nodes, the terms marked, Chinese and Russian in their languages.
  function shown(text, wanted) {
    const nodes = [];
    let at = 0;
    for (const [from, to] of [...hits(text, wanted), [text.length, text.length]]) {
      nodes.push(...spoken(text.slice(at, from)));
      if (to > from) nodes.push(made('mark', {}, ...spoken(text.slice(from, to))));
      at = to;
    }
    return nodes;
  }

  function spoken(text) {
    const nodes = [];
    let at = 0;
    for (const { 0: run, 1: chinese, index: from } of text.matchAll(LANGUAGE)) {
      nodes.push(text.slice(at, from), made('span', { lang: chinese ? 'zh' : 'ru' }, run));
      at = from + run.length;
    }
    return [...nodes, text.slice(at)].filter(Boolean);
  }

  // The passage that has most of what was asked, or that names who was asked for by another name.
  function best(slip, wanted) {
    const weighed = slip.passages.map((passage) => {
      const [, text, named = []] = passage;
      const others = named.filter((name) => hits(called(name), wanted).length);
      const own = new Set(hits(text, wanted).map(([, , term]) => term)).size;
      return { passage, others, weight: own + (others.length ? .6 : 0) };
    });
    return weighed.reduce((one, other) => (other.weight > one.weight ? other : one), weighed[0]);
  }

  function cut(text, wanted) {
    if (text.length <= AROUND) return text;
    const first = (hits(text, wanted)[0] || [0])[0];
    const start = first < AROUND * .6 ? 0 : text.lastIndexOf(' ', first - AROUND * .35) + 1 || Math.max(0, first - 20);
    const room = start + AROUND;
    const space = room < text.length ? text.lastIndexOf(' ', room) : text.length;
    const end = space > first ? space : room;
    return (start ? '… ' : '') + text.slice(start, end) + (end < text.length ? ' …' : '');
  }

  function item({ id, terms: matched }) {
    const slip = slips[id];
    const wanted = new Set(matched);
    const { passage: [anchor, text = ''] = [''], others = [], weight } = best(slip, wanted) || {};
    const [page] = slip.address.split('#');
    // The title leads to the passage only where that is what was found.
    const address = anchor && weight && !hits(slip.title, wanted).length ? `${page}#${anchor}` : slip.address;
    // Of one who was asked for by another name, the name that stands in the text is marked.
    const aliases = others.flatMap((name) => terms(entries.get(name).title)).filter((term) => term.length > 2 || HAN.test(term));
    const marked = new Set([...wanted, ...aliases]);
    const kicker = [slip.kind, slip.where].filter(Boolean).join(' · ');
    return made('li', {},
      made('p', { className: slip.kind === 'Source' ? 'title source' : 'title' }, made('a', { href: address }, ...shown(slip.title, wanted))),
      made('p', { className: 'kicker' }, ...shown(kicker, wanted)),
      ...(slip.forms.length ? [made('p', { className: 'forms' }, ...shown(slip.forms.join(' · '), wanted))] : []),
      ...(text ? [made('p', { className: 'excerpt' }, ...shown(cut(text, marked), marked))] : []));
  }

  let answer = { found: [] };
  let asking = 0;

  function show() {
    const from = results.childElementCount;
    results.append(...answer.found.slice(from, from + PAGE).map(item));
    more.hidden = results.childElementCount >= answer.found.length;
    return results.children[from];
  }

  function said(text, { found, near, any }) {
    if (!found.length) return `Nothing found for “${text}”. The registers below have every name.`;
    const number = `${found.length} ${found.length === 1 ? 'result' : 'results'}`;
    if (any) return `Nothing has all of “${text}”; ${number} for some of it.`;
    return near ? `Nothing is spelt “${text}”; ${number} for what comes near.` : `${number} for “${text}”.`;
  }

  async function search() {
    const text = field.value.trim();
    const own = ++asking;
    remember(text);
    if (!text) {
      results.replaceChildren();
      more.hidden = true;
      count.textContent = '';
      return;
    }
    if (!index) count.textContent = 'Loading the catalogue …';
    try {
      await (ready ||= open());
    } catch {
      ready = undefined;
      count.textContent = 'The catalogue could not be loaded. The registers below have every name.';
      return;
    }
    if (own !== asking) return; // the reader has typed on
    answer = find(text);
    results.replaceChildren();
    show();
    count.textContent = said(text, answer);
  }

  // The address holds the question, so that it can be kept, sent and come back to.
  function remember(text) {
    try {
      history.replaceState(null, '', text ? `?q=${encodeURIComponent(text)}` : location.pathname);
    } catch { /* a browser that lets no file change its address */ }
  }

  let timer;
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, 200);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(timer);
    search();
  });
  more.addEventListener('click', () => show()?.querySelector('a').focus());

  // ---- the key ----

  const slash = document.getElementById('slash');
  try {
    slash.checked = localStorage.getItem('slash') !== 'off';
    slash.addEventListener('change', () => localStorage.setItem('slash', slash.checked ? 'on' : 'off'));
  } catch {
    slash.closest('p').hidden = true;
  }

  field.value = new URLSearchParams(location.search).get('q') || field.value;
  field.focus();
  if (field.value) search();
})();
