// Words and numbers in the page's language, for all modules.
export const language = document.documentElement.lang.startsWith('en') ? 'en' : 'vi';

export const say = (vi, en) => (language === 'en' ? en : vi);

const marks = language === 'en' ? 'en-GB' : 'vi-VN';
// vi-VN does not group four digits; the office writes 9.340 everywhere.
const figures = new Intl.NumberFormat(marks, { maximumFractionDigits: 1, useGrouping: 'always' });

/** 1.234.567,8; a dash when missing, never zero. */
export const number = (value) => (value === null || value === undefined || value === '' ? '–' : figures.format(value));

/** 0–1 as a percentage. */
export const share = (value) => `${number(value * 100)} %`;

/** ISO date → dd/mm/yyyy. */
export const day = (iso) => iso.slice(0, 10).split('-').reverse().join('/');

export const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;

export const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? '';

/** Puts an HTML answer of the office into an element and lets every module look at it. */
export function fill(element, html) {
  element.innerHTML = html;
  window.htmx?.process(element);
  document.dispatchEvent(new CustomEvent('office:fragment', { detail: element }));
}

/** JSON of a `json_script` element, or undefined. */
export function json(selector) {
  const element = selector && document.querySelector(selector);
  return element ? JSON.parse(element.textContent) : undefined;
}
