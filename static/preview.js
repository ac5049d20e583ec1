// Resting on a link shows a card of what it leads to: a copy of what this page has, else of the page that has it,
// fetched once. Without this script every link leads to the same words.
(() => {
  if (!HTMLElement.prototype.showPopover) return;
  const sheet = document.currentScript.dataset.style;
  const fetches = location.protocol !== 'file:' && !navigator.connection?.saveData && !matchMedia('(prefers-reduced-data: reduce)').matches;
  const pages = new Map();
  let card, dressed, shown, wanted, timer, lit, spot = {};

  const target = (link) => new URL(link.getAttribute('href'), document.baseURI);
  const address = (url) => url.href.split('#')[0];
  const part = (page, url) => page.getElementById(decodeURIComponent(url.hash.slice(1)));
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  function line(kind, ...words) {
    const made = document.createElement('p');
    made.className = kind;
    made.append(...words);
    return made;
  }

  // The link that a node is of, if it has a card: it leads to another page of the site, or to a note or an entry of this.
  function linkAt(node) {
    const link = node.closest?.('main a[href]:not([role=doc-backlink], .contents a, .jump a, .cards a)');
    const url = link && target(link);
    if (!url || url.protocol + url.host !== location.protocol + location.host || !url.pathname.endsWith('.html')) return null;
    if (address(url) !== address(location)) return link;
    const own = part(document, url);
    return own?.matches('.note, .moment, .entry, .dispute, .bibliography li') && !own.contains(link) ? link : null;
  }

  // What this page has of a link's target: the note, or the entry of a register or an event in its lists.
  function near(link) {
    const url = target(link);
    const here = address(url) === address(location);
    if (here) return part(document, url);
    return [...document.querySelectorAll('.named .name > a, .strip a')].find((other) => other.href === url.href)?.closest('li');
  }

  async function far(link) {
    const url = target(link);
    const base = address(url);
    if (!pages.has(base)) {
      const made = fetch(base).then(async (answer) => answer.ok && new DOMParser().parseFromString(await answer.text(), 'text/html'));
      pages.set(base, made.catch(() => null));
    }
    const page = await pages.get(base);
    const found = page && part(page, url);
    if (found) {
      // A heading has its first paragraph; a passage and a note say whose they are.
      const chapter = page.querySelector('#chapter h1');
      const more = /^H\d$/.test(found.tagName) && found.nextElementSibling;
      return [...(chapter ? [line('kicker', chapter.textContent)] : []), ...[found, more].filter(Boolean).map((one) => copy(one, base))];
    }
    const head = page && page.querySelector('main .head');
    const said = page && page.querySelector('meta[name=description]');
    return head && [copy(head, base), ...(said && !head.querySelector('.lead') ? [line('', said.content)] : [])];
  }

  function copy(node, base) {
    const made = document.importNode(node, true);
    for (const extra of made.querySelectorAll('details, .where, .sources, .meta, .moment .accounts, .call, .notes, [role=doc-backlink]')) extra.remove();
    for (const heading of made.querySelectorAll('h1, h2, h3, h4')) heading.replaceWith(line('title', ...heading.childNodes));
    for (const one of [made, ...made.querySelectorAll('*')]) {
      for (const name of ['id', 'tabindex', 'aria-current', 'style']) one.removeAttribute(name);
      for (const name of ['href', 'src']) if (one.hasAttribute(name)) one.setAttribute(name, new URL(one.getAttribute(name), base));
    }
    made.classList.remove('lit');
    return made;
  }

  // ---- the card ----

  function make() {
    // Manual: a second tap has to find the card open, which `hint` and `auto` close at the touch.
    card = Object.assign(document.createElement('div'), { id: 'preview', className: 'preview', role: 'group', ariaLabel: 'Preview', tabIndex: -1, popover: 'manual' });
    const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: sheet });
    dressed = new Promise((done) => { style.onload = style.onerror = done; });
    document.body.append(style, card);
  }

  // How: `pointer`, `focus` (announced politely) or `touch` (entered, with a link to go on).
  async function open(link, how) {
    if (!card) make();
    wanted = link;
    const own = near(link);
    if (own?.matches('.note') && inSight(own)) return hide();
    // What the head and the foot of a chapter have is short: the whole entry is better, where it comes soon.
    const thin = own?.matches('.strip li, .named:not(:has(p:not([class])))');
    const better = fetches && (!own || thin) && await Promise.race([far(link), pause(own ? 600 : 9000)]);
    const found = better || (own && !own.contains(link) && [copy(own, document.baseURI)]);
    await dressed;
    if (found && wanted === link) show(link, found, how);
  }

  function show(link, found, how) {
    hide();
    shown = link;
    link.setAttribute('aria-describedby', card.id);
    // The browser would lay the words of a picture's point over the card; they go on to be its name.
    const words = link.querySelector('title');
    if (words) link.setAttribute('aria-label', words.textContent);
    words?.remove();
    // The links of pictures have no box of CSS to be anchored to.
    const anchored = link instanceof HTMLElement && CSS.supports('top: anchor(bottom)');
    card.classList.toggle('anchored', anchored);
    link.style.anchorName = '--preview';
    card.ariaLive = how === 'focus' ? 'polite' : 'off';
    card.showPopover();
    card.replaceChildren(...found);
    if (how === 'touch') {
      const onward = Object.assign(document.createElement('a'), { href: target(link) });
      onward.append(found[0].matches('.note') ? 'Go to the note' : 'Open the page');
      card.append(line('onward', onward));
    }
    card.scrollTop = 0;
    place(link, anchored, how);
    if (how === 'touch') card.focus({ preventScroll: true });
  }

  // Where there are no anchors: below the link, or above it where there is more room. A link that is broken over lines
  // has its card at the pointer, not where the lines begin.
  function place(link, anchored, how) {
    const at = link.getBoundingClientRect();
    const broken = how === 'pointer' && link.getClientRects().length > 1;
    if (!anchored || broken) card.style.setProperty('--left', `${broken ? spot.x - 24 : at.left}px`);
    if (anchored) return;
    const below = innerHeight - at.bottom > Math.min(at.top, card.offsetHeight + 8);
    card.style.top = `${below ? at.bottom + 6 : Math.max(0, at.top - card.offsetHeight - 6)}px`;
  }

  function hide() {
    clearTimeout(timer);
    if (!shown) return;
    if (card.contains(document.activeElement)) shown.focus({ preventScroll: true });
    shown.removeAttribute('aria-describedby');
    shown.style.anchorName = card.style.top = '';
    card.style.removeProperty('--left');
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
    lit?.classList.remove('lit');
    const link = node.closest?.('[role=doc-noteref]') ?? node.closest?.('main .note')?.querySelector('.number');
    lit = link && part(document, target(link));
    lit?.classList.add('lit');
  }

  // ---- what the reader does ----

  addEventListener('pointermove', (event) => { spot = event; }, { passive: true });

  addEventListener('pointerover', (event) => {
    // What only comes under the pointer as the page scrolls was not pointed at.
    if (event.pointerType === 'touch' || event.buttons || (event.x === spot.x && event.y === spot.y)) return;
    spot = event;
    light(event.target);
    const link = linkAt(event.target);
    if (card?.contains(event.target) || (link && link === shown)) clearTimeout(timer);
    else if (link) after(250, () => open(link, 'pointer'));
    else after(200, close);
  });
  document.documentElement.addEventListener('pointerleave', () => after(200, close));

  // The way of the Tab key stays that of the page: it does not lead into a card, whose links its own link leads to.
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
    if (!card?.contains(event.target)) close();
  }, { capture: true, passive: true });
  addEventListener('resize', close);
  addEventListener('pagehide', close);
})();
