'use strict';
for (const form of document.querySelectorAll('form[data-filter]')) {
  const list = document.getElementById(form.dataset.filter);
  const items = [...list.querySelectorAll('[data-v]')].map((item) => ({ item, text: item.textContent.toLowerCase() }));
  const text = form.querySelector('input[type=search]');
  const boxes = [...form.querySelectorAll('input[type=checkbox]')];
  const told = form.querySelector('output');
  const narrow = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let shown = 0;
    for (const one of items) {
      one.item.hidden = !(verdicts.has(one.item.dataset.v) ? words.every((word) => one.text.includes(word)) : false);
      shown += one.item.hidden ? 0 : 1;
    }
    told.textContent = `${shown} of ${items.length} shown`;
  };
  form.addEventListener('input', narrow);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = false;
  narrow();
}
const select = (pre) => {
  const range = document.createRange();
  range.selectNodeContents(pre);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
};
for (const button of document.querySelectorAll('button.copy')) {
  const pre = button.parentElement.querySelector('pre');
  button.hidden = false;
  button.addEventListener('click', () => {
    const done = (said) => {
      button.textContent = said;
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    };
    const marked = () => { select(pre); done('Marked: copy it with the keyboard'); };
    if (navigator.clipboard) {
      navigator.clipboard.writeText(pre.textContent).then(() => done('Copied'), marked);
    } else {
      marked();
    }
  });
}
const reveal = () => {
  const meant = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  const folded = meant ? meant.closest('details') : null;
  if (folded) {
    folded.hidden = false;
    folded.open = true;
    meant.scrollIntoView();
  }
};
addEventListener('hashchange', reveal);
reveal();
