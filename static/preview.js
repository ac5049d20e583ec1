// Resting on a link shows a card of what it leads to: a copy of what this page has, else of the page that has it,
// fetched once. Without this script every link leads to the same words.
(() => {
  const sheet = document.currentScript.dataset.style;
  const fetches = location.protocol !== 'file:' && !navigator.connection?.saveData && !matchMedia('(prefers-reduced-data: reduce)').matches;
  const aloud = 'details, .where, .sources, .meta, .moment .accounts, .call, .notes, [role=doc-backlink]';
  const pages = new Map();
  let card, dressed, shown, wanted, timer, scrolled = 0, lit = [];

  // ---- what a link leads to ----

  const target = (link) => new URL(link.getAttribute('href'), document.baseURI);
  const name = (url) => decodeURIComponent(url.hash.slice(1));
  const here = (url) => url.href.split('#')[0] === location.href.split('#')[0];

  function linkAt(node) {
    const link = node.closest?.('main a[href]:not([role=doc-backlink], .contents a, .jump a, .cards a)');
    if (!link) return null;
    const url = target(link);
    if (url.origin !== location.origin || url.protocol !== location.protocol || !url.pathname.endsWith('.html')) return null;
    const own = here(url) && document.getElementById(name(url));
    return here(url) && (!own?.matches('.note, .moment, .entry, .dispute, .bibliography li') || own.contains(link)) ? null : link;
  }

  // What this page itself has: the target, or the entry of a register, a source or an event that its lists have.
  function near(link) {
    const url = target(link);
    if (here(url)) return document.getElementById(name(url));
    const twin = [...document.querySelectorAll('.named .name > a, .strip a')].find((other) => other.href === url.href);
    const source = url.pathname.endsWith('/bibliography.html') && document.getElementById(`source-${name(url)}`);
    return twin?.closest('li') ?? (source || null);
  }

  async function far(link) {
    const url = target(link);
    const address = url.href.split('#')[0];
    if (!pages.has(address)) {
      const made = fetch(address).then(async (answer) => answer.ok && new DOMParser().parseFromString(await answer.text(), 'text/html'));
      pages.set(address, made.catch(() => null));
    }
    const page = await pages.get(address);
    if (!page) return null;
    const part = name(url) && page.getElementById(name(url));
    return part ? excerpt(part, address, page) : opening(page, address);
  }

  // ---- copies ----

  function copyOf(node, address) {
    const copy = document.importNode(node, true);
    for (const extra of copy.querySelectorAll(aloud)) extra.remove();
    for (const one of [copy, ...copy.querySelectorAll('*')]) {
      for (const lost of ['id', 'tabindex', 'aria-current', 'style']) one.removeAttribute(lost);
      for (const way of ['href', 'src']) if (one.hasAttribute(way)) one.setAttribute(way, new URL(one.getAttribute(way), address).href);
    }
    for (const heading of copy.querySelectorAll('h1, h2, h3, h4')) heading.replaceWith(line('title', ...heading.childNodes));
    copy.classList.remove('lit');
    return copy;
  }

  function line(kind, ...words) {
    const made = document.createElement('p');
    made.className = kind;
    made.append(...words);
    return made;
  }

  // A part of another page; a passage and a note say whose they are.
  function excerpt(part, address, page) {
    const heading = /^H\d$/.test(part.tagName);
    const copies = heading ? [line('title', part.textContent), part.nextElementSibling] : [part];
    const chapter = page.querySelector('#chapter h1');
    return [...(chapter ? [line('kicker', chapter.textContent)] : []), ...copies.filter(Boolean).map((one) => copyOf(one, address))];
  }

  // A whole page by its head, and what it says of itself.
  function opening(page, address) {
    const head = page.querySelector('main .head');
    const said = page.querySelector('meta[name=description]')?.content;
    return head && [copyOf(head, address), ...(said && !head.querySelector('.lead') ? [line('summary', said)] : [])];
  }

  // ---- the card ----

  function make() {
    card = document.createElement('div');
    card.id = 'preview';
    card.className = 'preview';
    card.role = 'group';
    card.ariaLabel = 'Preview';
    // Manual: a second tap has to find the card open, which `hint` and `auto` close at the touch.
    card.popover = 'manual';
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = sheet;
    dressed = new Promise((done) => { style.onload = style.onerror = done; });
    document.head.append(style);
    document.body.append(card);
  }

  // How: `pointer`, `focus` (announced politely) or `touch` (entered, with a link to go on).
  async function open(link, how) {
    if (!card) make();
    wanted = link;
    const own = near(link);
    const inside = own?.contains(link);
    if (own?.matches('.note') && inSight(own)) return hide();
    if (inside && !own.matches('.strip li')) return;
    const more = fetches && (!own || own.matches('.strip li')) ? far(link) : null;
    // An event of the strip is short: its whole entry is shown at once where it comes soon, else after.
    const soon = own && more && await Promise.race([more, new Promise((done) => setTimeout(done, 150))]);
    const found = soon || (own && !inside ? [copyOf(own, document.baseURI)] : await more);
    await dressed;
    if (!found || wanted !== link || !link.isConnected) return;
    show(link, found, how);
    if (!soon && own && more) more.then((whole) => whole && shown === link && show(link, whole, how));
  }

  function show(link, found, how) {
    hide();
    shown = wanted = link;
    card.ariaLive = how === 'focus' ? 'polite' : 'off';
    link.setAttribute('aria-describedby', card.id);
    // The links of pictures have no box of CSS to be anchored to.
    const drawn = !(link instanceof HTMLElement);
    const anchored = !drawn && CSS.supports('top: anchor(bottom)');
    card.classList.toggle('anchored', anchored);
    link.style.anchorName = '--preview';
    card.showPopover(drawn ? {} : { source: link });
    const onward = document.createElement('a');
    onward.href = target(link).href;
    onward.append(here(target(link)) ? 'Go to the note' : 'Open the page');
    card.replaceChildren(...found, ...(how === 'touch' ? [line('onward', onward)] : []));
    card.tabIndex = card.scrollHeight > card.clientHeight ? 0 : -1;
    card.scrollTop = 0;
    if (!anchored) place(link);
    if (how === 'touch') card.focus({ preventScroll: true });
  }

  // For browsers without anchors, and for links in pictures: below the link, or above it where there is more room.
  function place(link) {
    const at = link.getBoundingClientRect();
    const room = document.documentElement.clientWidth - card.offsetWidth - 16;
    const below = innerHeight - at.bottom > Math.min(at.top, card.offsetHeight + 8);
    card.style.left = `${Math.max(16, Math.min(at.left, room))}px`;
    card.style.top = `${below ? at.bottom + 6 : Math.max(0, at.top - card.offsetHeight - 6)}px`;
  }

  function hide() {
    clearTimeout(timer);
    if (!shown) return;
    if (card.contains(document.activeElement)) shown.focus({ preventScroll: true });
    shown.removeAttribute('aria-describedby');
    shown.style.anchorName = card.style.left = card.style.top = '';
    shown = null;
    card.hidePopover();
  }

  function close() {
    wanted = null;
    hide();
  }

  function after(milliseconds, action) {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  }

  // ---- a note and its call ----

  function inSight(node) {
    const box = node.getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
  }

  function light(node) {
    for (const one of lit) one.classList.remove('lit');
    const call = node.closest?.('[role=doc-noteref]');
    const note = node.closest?.('.note');
    const other = call ? document.getElementById(name(target(call))) : note && !card?.contains(note) && document.getElementById(`call-${note.id}`);
    lit = other ? [other] : [];
    for (const one of lit) one.classList.add('lit');
  }

  // ---- what the reader does ----

  if (!HTMLElement.prototype.showPopover) return;

  addEventListener('pointerover', (event) => {
    if (event.pointerType === 'touch' || event.buttons) return;
    light(event.target);
    const link = linkAt(event.target);
    if (card?.contains(event.target) || (link && link === shown)) clearTimeout(timer);
    // What only comes under the pointer as the page scrolls was not pointed at.
    else if (link && event.timeStamp - scrolled > 150) after(250, () => open(link, 'pointer'));
    else after(200, close);
  });
  document.documentElement.addEventListener('pointerleave', () => after(200, close));

  addEventListener('focusin', (event) => {
    if (card?.contains(event.target)) return clearTimeout(timer);
    if (!event.target.matches(':focus-visible')) return;
    light(event.target);
    const link = linkAt(event.target);
    if (link !== shown) after(link ? 500 : 200, link ? () => open(link, 'focus') : close);
  });

  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });

  // A first tap shows what the page has, a second one follows; keys, other pointers and assistive technology just follow.
  addEventListener('click', (event) => {
    const link = linkAt(event.target);
    if (!link || link === shown || event.pointerType !== 'touch' || !event.detail || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const own = near(link);
    if (!own || own.contains(link) || (own.matches('.note') && inSight(own))) return;
    event.preventDefault();
    open(link, 'touch');
  });

  addEventListener('pointerdown', (event) => {
    if (shown && !card.contains(event.target) && linkAt(event.target) !== shown) close();
  });

  addEventListener('scroll', (event) => {
    scrolled = event.timeStamp;
    if (event.target !== card) close();
  }, { capture: true, passive: true });
  addEventListener('resize', close);
})();
