// Judgements by slider: what a position says in words, and which comparisons a chosen best and worst criterion leave to be made.
import { formats, start as live } from './slider.js';
import { say } from './words.js';

const times = (n) => say(`gấp ${n}`, `${n} times`);

// −8 … 8: to the left the first criterion weighs more, to the right the second; the middle is equal (Saaty's scale 1–9).
formats.ratio = (value, input) => {
  if (!value) return say('ngang nhau', 'equal');
  const name = value < 0 ? input.dataset.left : input.dataset.right;
  return `${name} ${times(Math.abs(value) + 1)}`;
};
formats.times = (value) => (value === 1 ? say('ngang nhau', 'equal') : times(value));

/** Shows the rows of `data-best` and `data-worst` that compare with another criterion than the chosen one. */
function compared(form) {
  const [best, worst] = ['best', 'worst'].map((side) => form.querySelector(`select[name="${side}"]`)?.value);
  for (const [side, made] of [['best', [best]], ['worst', [worst, best]]]) { // the best against the worst is asked once
    form.querySelectorAll(`[data-${side}]`).forEach((row) => {
      const itself = made.includes(row.dataset[side]);
      row.hidden = itself;
      row.querySelectorAll('input').forEach((input) => { input.disabled = itself; });
    });
  }
}

// The judgement that fits the others least is one click away from its slider.
function revisit(form) {
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-revisit]');
    const slider = link && form.elements.namedItem(link.dataset.revisit);
    if (!slider) return;
    event.preventDefault();
    slider.closest('details')?.setAttribute('open', '');
    slider.scrollIntoView({ block: 'center' });
    slider.focus();
  });
}

/** Wakes one `form[data-judge]`. */
export function start(form) {
  compared(form);
  form.addEventListener('change', (event) => { if (event.target.matches('select')) compared(form); });
  form.addEventListener('reset', () => setTimeout(() => compared(form)));
  revisit(form);
  live(form);
}
