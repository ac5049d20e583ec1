// The browser's half of `serve`: it hears that a page, a style sheet or a problem has changed, in livereload's protocol.
(() => {
  'use strict';
  const LIVERELOAD = 'http://livereload.com/protocols/official-7';
  const OURS = 'https://microsite.invalid/serve-1';
  const KEPT = 'microsite serve';
  const script = document.currentScript;

  // ---- the view: after a reload it stands where it stood, or shows the paragraph that was edited

  const reload = edited => {
    const marks = [];
    for (const element of document.querySelectorAll('main [id]')) {
      const box = element.getBoundingClientRect();
      if (box.height && box.bottom > 0) marks.push([element.id, box.top]);
      if (marks.length === 8) break;
    }
    keep('view', {path: location.pathname, y: scrollY, x: scrollX, marks, edited});
    history.scrollRestoration = 'manual';
    location.reload();
  };

  const restore = ({y, x, marks, edited}) => {
    const found = marks.find(([id]) => document.getElementById(id));
    const behavior = 'instant';
    if (found) scrollBy({top: document.getElementById(found[0]).getBoundingClientRect().top - found[1], behavior});
    else scrollTo({top: y, left: x, behavior});
    const target = edited && document.getElementById(edited);
    if (!target) return;
    const {top, bottom} = target.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) target.scrollIntoView({block: 'center', behavior});
  };

  const keep = (name, value) => {
    try {
      sessionStorage.setItem(`${KEPT} ${name}`, JSON.stringify(value));
    } catch { /* a browser that keeps nothing: the view begins at the top */ }
  };

  const kept = name => {
    try {
      return JSON.parse(sessionStorage.getItem(`${KEPT} ${name}`));
    } catch {
      return null;
    }
  };

  const view = kept('view');
  if (view) {
    keep('view', null);
    if (view.path === location.pathname) {
      restore(view);
      // Fonts and pictures that arrive later move the text: once more, unless the reader has moved meanwhile.
      let moved = false;
      for (const kind of ['wheel', 'keydown', 'pointerdown']) addEventListener(kind, () => { moved = true; }, {once: true});
      const again = () => moved || restore({...view, edited: moved ? '' : view.edited});
      addEventListener('load', () => { again(); history.scrollRestoration = 'auto'; });
      document.fonts.ready.then(again);
    }
  }

  // ---- style sheets: a new name takes the place of the old without a reload

  const stem = path => path.replace(/\.[0-9a-f]{10}\.css$/, '.css');

  const swap = path => {
    const fresh = new URL(`/${path}`, location.origin);
    const links = [...document.querySelectorAll('link[rel~=stylesheet]')].map(link => [link, new URL(link.href)]);
    const same = links.filter(([, url]) => url.origin === fresh.origin && stem(url.pathname) === stem(fresh.pathname));
    if (!same.length || same.at(-1)[1].pathname === fresh.pathname) return;
    const link = same.at(-1)[0].cloneNode();
    link.href = fresh.pathname;
    // The old one goes when the new one is there: the page is never without.
    link.onload = () => { for (const [old] of same) old.remove(); };
    link.onerror = () => link.remove();
    same.at(-1)[0].after(link);
  };

  // ---- the panel: every problem as `build` prints it, over the last good page

  const make = (name, attributes = {}, ...inner) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.append(...inner);
    return element;
  };

  const host = make('microsite-problems');
  const list = make('ol');
  const lead = make('p', {className: 'lead'});
  const hide = make('button', {type: 'button', textContent: 'Hide', title: 'Escape'});
  const panel = make('section', {hidden: true}, make('header', {}, lead, hide), list);
  const count = make('button', {type: 'button', className: 'count', hidden: true});
  const lost = make('p', {className: 'lost', hidden: true, textContent: 'Not connected: what you see may be old.'});
  panel.setAttribute('aria-label', 'Problems');
  panel.setAttribute('role', 'region');
  lead.setAttribute('role', 'status');
  const root = host.attachShadow({mode: 'open'});
  root.append(make('link', {rel: 'stylesheet', href: '/@serve/panel.css'}), panel, make('div', {}, lost, count));

  let told = '';
  const open = yes => {
    panel.hidden = !yes;
    count.setAttribute('aria-expanded', String(yes));
  };
  const choose = yes => {
    open(yes);
    keep('shown', yes ? told : '');
    keep('hidden', yes ? '' : told);
    if (!yes) count.focus();
  };
  hide.onclick = () => choose(false);
  count.onclick = () => choose(panel.hidden);
  addEventListener('keydown', event => { if (event.key === 'Escape' && !panel.hidden) choose(false); });

  const item = ({severity, place, link, words, start, length}) => {
    const head = words.indexOf('\n') + 1;
    const where = place && link ? make('a', {href: link, textContent: place}) : place;
    const excerpt = length
      ? [words.slice(head, start), make('mark', {}, words.slice(start, start + length)), words.slice(start + length)]
      : [words.slice(head)];
    return make('li', {className: severity}, make('pre', {}, make('span', {}, where, words.slice(0, head)), ...excerpt));
  };

  const numbered = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

  const show = ({problems, shown, any}) => {
    const number = kind => problems.filter(({severity}) => severity === kind).length;
    const errors = number('error'), warnings = number('warning');
    const words = [errors && numbered(errors, 'error'), warnings && numbered(warnings, 'warning')].filter(Boolean).join(' and ');
    told = JSON.stringify(problems);
    if (!document.contains(host)) document.documentElement.append(host);
    list.replaceChildren(...problems.map(item));
    lead.textContent = words + (shown ? '' : any ? ' · behind this is the last good edition' : ' · there is no good edition yet');
    count.textContent = words;
    count.className = `count ${errors ? 'error' : 'warning'}`;
    count.hidden = !words;
    // Errors show themselves, unless exactly these were put away; warnings wait until they are asked for.
    open(Boolean(errors ? kept('hidden') !== told : words && kept('shown') === told));
  };

  // ---- the connection: it comes back after sleep, and after the server does

  let socket = null;
  let pause = 200;
  let timer = 0;

  const connect = () => {
    clearTimeout(timer);
    if (socket && socket.readyState <= WebSocket.OPEN) return;
    socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/livereload`);
    const say = message => socket.send(JSON.stringify(message));
    socket.onopen = () => say({command: 'hello', protocols: [LIVERELOAD, OURS], ver: '1'});
    socket.onmessage = ({data}) => {
      const message = JSON.parse(data);
      const [path, edited] = (message.path || '').split('#');
      if (message.command === 'hello') {
        pause = 200;
        lost.hidden = true;
        say({command: 'info', url: location.href, version: script.dataset.version});
      } else if (message.command === 'problems') show(message);
      else if (message.command === 'reload' && path.endsWith('.css')) swap(path);
      else if (message.command === 'reload' && path === location.pathname) reload(edited);
    };
    socket.onclose = () => {
      timer = setTimeout(connect, pause);
      pause = Math.min(2 * pause, 3000);
      if (pause > 800) {
        lost.hidden = false;
        if (!document.contains(host)) document.documentElement.append(host);
      }
    };
  };

  // A page that the browser keeps for its way back has no connection; one that wakes may have a dead one.
  addEventListener('pagehide', () => { if (socket) { socket.onclose = null; socket.close(); socket = null; } clearTimeout(timer); });
  addEventListener('pageshow', connect);
  for (const kind of ['online', 'focus']) addEventListener(kind, connect);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) connect(); });
  connect();
})();
