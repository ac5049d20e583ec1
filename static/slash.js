// The key / opens the search; the search page can switch it off (WCAG 2.2, 2.1.4).
addEventListener('keydown', (event) => {
  const link = document.querySelector('a[rel=search]');
  if (event.key !== '/' || !link || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.defaultPrevented || event.target.closest?.('input:not([type=checkbox]), textarea, select, [contenteditable]')) return;
  try { if (localStorage.getItem('slash') === 'off') return; } catch { /* a browser that keeps nothing */ }
  event.preventDefault();
  const field = document.getElementById('q');
  if (field) field.select(); else location.assign(link.href);
});
