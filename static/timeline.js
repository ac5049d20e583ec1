// Without script the filters hide what is not chosen; with it the address keeps what is, and the number is told aloud.
const form = document.getElementById('filters');
const number = document.querySelector('.remain [role=status] b');
const radios = [...form.elements].filter((one) => one.value && one.type === 'radio');

function keep() {
  const chosen = new URLSearchParams(radios.filter((one) => one.checked).map((one) => [one.name, one.value])).toString();
  history.replaceState(null, '', location.pathname + (chosen && `?${chosen}`));
  number.textContent = [...document.querySelectorAll('.timeline > .moment')].filter((one) => one.offsetParent).length;
}

// What the address names, in its query or as the target of a link, is chosen as if by hand.
function choose() {
  const target = decodeURIComponent(location.hash.slice(1));
  const asked = [...new URLSearchParams(location.search).values(), target];
  const found = radios.filter((one) => asked.includes(one.value));
  for (const one of found) one.checked = true;
  if (found.some((one) => one.value === target)) location.replace('#filters');
  if (found.length) keep();
}

form.addEventListener('change', keep);
form.addEventListener('reset', () => setTimeout(keep));
addEventListener('hashchange', choose);
choose();
