// Where the reader is: the table of contents marks the section, while it stands beside the text.
(() => {
  const contents = document.querySelector('nav.contents');
  const foot = document.querySelector('.colophon');
  if (!contents || !foot) return;
  const links = [...contents.querySelectorAll('a')];
  const parts = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const top = (part) => part?.getBoundingClientRect().top;

  function mark() {
    let now = parts.findLastIndex((part) => top(part) < innerHeight * 0.35);
    // The last sections cannot come up so far: at the end it is the one that was gone to, or the last.
    if (top(foot) < innerHeight) {
      const asked = links.findIndex((link) => link.hash === location.hash);
      now = asked > now ? asked : links.length - 1;
    }
    if (getComputedStyle(contents).position !== 'sticky') now = -1;
    links.forEach((link, index) => {
      if (index === now) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
    // The contents may themselves be longer than the window.
    if (now >= 0) contents.scrollTop = links[now].offsetTop - contents.clientHeight / 2;
  }

  const watch = new IntersectionObserver(mark, { rootMargin: '0px 0px -65% 0px' });
  for (const part of parts) if (part) watch.observe(part);
  new IntersectionObserver(mark).observe(foot);
  addEventListener('hashchange', mark);
})();
