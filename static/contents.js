// Where the reader is: the table of contents marks the section, while it stands beside the text.
(() => {
  const contents = document.querySelector('nav.contents');
  const links = contents ? [...contents.querySelectorAll('a[href^="#"]')] : [];
  const parts = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));

  function mark() {
    const beside = getComputedStyle(contents).position === 'sticky';
    const last = beside ? parts.findLastIndex((part) => part?.getBoundingClientRect().top < innerHeight * 0.35) : -1;
    links.forEach((link, index) => {
      if (index !== last) link.removeAttribute('aria-current');
      else if (!link.ariaCurrent) {
        link.setAttribute('aria-current', 'true');
        // The contents may themselves be longer than the window.
        contents.scrollTop = link.offsetTop - contents.clientHeight / 2;
      }
    });
  }

  const watch = new IntersectionObserver(mark, { rootMargin: '0px 0px -65% 0px' });
  for (const part of parts) if (part) watch.observe(part);
})();
