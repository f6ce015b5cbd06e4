// The shell: loads a module where a page needs it; menu, confirmations, uploads, forms. Pages work without it.
import { csrf, number, say } from './words.js';

const MODULES = { '[data-whatif]': './slider.js', '[data-judge]': './priorities.js', '[data-chart]': './chart.js', '[data-map]': './map.js' }; // the small ones first

async function wake(root) {
  for (const [selector, file] of Object.entries(MODULES)) {
    const found = [...root.querySelectorAll(`${selector}:not([data-awake])`)];
    if (!found.length) continue;
    found.forEach((element) => { element.dataset.awake = ''; });
    try {
      const { start } = await import(file);
      found.forEach(start);
    } catch (problem) { // the table, list or form beside it still works
      console.error(file, problem);
      found.forEach((element) => unavailable(element, selector));
    }
  }
  root.querySelectorAll('.table-scroll:not([role])').forEach(reachable);
  root.querySelectorAll('[data-drop]:not([data-awake])').forEach(dropzone);
  const summary = root.querySelector('[data-error-summary]:not([data-awake])');
  if (!summary) return;
  summary.dataset.awake = '';
  summary.focus();
}

function unavailable(element, selector) {
  if (['[data-whatif]', '[data-judge]'].includes(selector)) return;
  const line = document.createElement('p');
  line.className = 'muted';
  line.textContent = selector === '[data-map]'
    ? say('Không tải được bản đồ; danh sách bên cạnh có đủ nội dung.', 'The map could not be loaded; the list beside it holds everything.')
    : say('Không tải được biểu đồ; bảng số liệu ở dưới.', 'The chart could not be loaded; its table is below.');
  element.classList.remove('chart-canvas');
  element.replaceChildren(line);
  if (selector === '[data-map]') document.body.dataset.mapReady = 'none';
  element.parentElement.querySelector('details.chart-table')?.setAttribute('open', '');
}

// A table that scrolls can be scrolled by keyboard and has a name.
function reachable(box) {
  box.tabIndex = 0;
  box.setAttribute('role', 'group');
  const title = box.querySelector('caption') ?? box.closest('.card, section, figure, main')?.querySelector('h1, h2, h3');
  box.setAttribute('aria-label', box.getAttribute('aria-label') ?? title?.textContent.trim() ?? say('Bảng', 'Table'));
}

function dropzone(zone) {
  zone.dataset.awake = '';
  const input = zone.querySelector('input[type="file"]');
  const name = zone.appendChild(document.createElement('span'));
  name.className = 'dropzone-name';
  name.setAttribute('role', 'status');
  const show = () => {
    name.textContent = [...input.files].map((file) => `${file.name} (${number(file.size / 1024)} KB)`).join(', ');
  };
  const over = (on) => (event) => { event.preventDefault(); zone.classList.toggle('over', on); };
  zone.addEventListener('dragover', over(true));
  zone.addEventListener('dragleave', over(false));
  zone.addEventListener('drop', (event) => { over(false)(event); input.files = event.dataTransfer.files; show(); });
  input.addEventListener('change', show);
}

function ask(sentence, yes) {
  const dialog = document.createElement('dialog');
  dialog.className = 'office-dialog';
  const text = document.createElement('p');
  text.id = 'office-dialog-text';
  text.textContent = sentence;
  const form = document.createElement('form');
  form.method = 'dialog';
  form.className = 'actions';
  for (const [value, label, look] of [['yes', yes, 'btn btn-primary'], ['no', say('Thôi', 'Cancel'), 'btn']]) {
    const button = form.appendChild(document.createElement('button'));
    Object.assign(button, { value, className: look, textContent: label });
  }
  dialog.setAttribute('aria-labelledby', text.id);
  dialog.append(text, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((answer) => dialog.addEventListener('close', () => { answer(dialog.returnValue === 'yes'); dialog.remove(); }));
}

function confirmFirst(event) {
  const { target: form, submitter } = event;
  const asked = submitter?.dataset.confirm ? submitter : form;
  if (!asked.dataset.confirm || form.dataset.confirmed === '') return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(asked.dataset.confirm, asked.dataset.confirmYes ?? say('Đồng ý', 'Yes')).then((yes) => {
    if (!yes) return submitter?.focus();
    form.dataset.confirmed = '';
    form.requestSubmit(submitter);
    delete form.dataset.confirmed;
  });
}

// A second click does not send twice; a download leaves the page standing, so the hold ends by itself.
function sendOnce(event) {
  const form = event.target;
  delete form.dataset.dirty;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (form.dataset.sent === '') return event.preventDefault();
  form.dataset.sent = '';
  form.setAttribute('aria-busy', 'true');
  setTimeout(() => release(form), 4000);
}

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute('aria-busy');
}

function menu() {
  const button = document.querySelector('[data-menu-toggle]');
  const nav = button && document.getElementById(button.getAttribute('aria-controls'));
  if (!nav) return;
  const open = (on) => { nav.toggleAttribute('data-closed', !on); button.setAttribute('aria-expanded', String(on)); };
  button.hidden = false;
  open(false);
  button.addEventListener('click', () => open(nav.hasAttribute('data-closed')));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || nav.hasAttribute('data-closed')) return;
    open(false);
    button.focus();
  });
}

document.documentElement.classList.add('js');
menu();
document.addEventListener('submit', confirmFirst, true);
document.addEventListener('submit', sendOnce);
document.addEventListener('change', (event) => {
  if (event.target.matches('select, input[type="checkbox"], input[type="radio"]')) event.target.closest('form[data-autosubmit]')?.requestSubmit();
});
document.addEventListener('input', (event) => event.target.closest('form[data-guard]')?.setAttribute('data-dirty', ''));
document.addEventListener('click', (event) => { if (event.target.closest('[data-print]')) window.print(); });
window.addEventListener('beforeunload', (event) => { if (document.querySelector('form[data-guard][data-dirty]')) event.preventDefault(); });
window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(release));
document.addEventListener('htmx:configRequest', (event) => { event.detail.headers['X-CSRFToken'] = csrf(); });
document.addEventListener('htmx:afterSettle', (event) => wake(event.detail.elt.parentElement ?? document.body));
document.addEventListener('office:fragment', (event) => wake(event.detail));
wake(document.body);
