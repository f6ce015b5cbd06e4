// What-if: while a control moves, its form is asked for a preview; the newest answer wins, an older request is dropped.
import { csrf, fill, number, say, share } from './words.js';

const PAUSE_MS = 120;

/** What `data-format` may name: a value (and its control) in words. A room may add its own. */
export const formats = { share, number };

function shown(input, value) {
  const format = formats[input.dataset.format] ?? number;
  return `${format(Number(value), input)}${input.dataset.unit ? ` ${input.dataset.unit}` : ''}`;
}

function write(form, input) {
  const output = form.querySelector(`output[for="${CSS.escape(input.id)}"]`);
  const text = shown(input, input.value);
  input.setAttribute('aria-valuetext', text);
  if (!output) return;
  output.textContent = text;
  const change = input.dataset.base === undefined ? 0 : input.value - input.dataset.base;
  if (!change) return;
  const delta = output.appendChild(document.createElement('span'));
  delta.className = 'delta';
  delta.textContent = `${change > 0 ? '+' : '−'}${shown(input, Math.abs(change))}`;
}

function status(form) {
  const line = form.querySelector('[data-whatif-status]') ?? form.appendChild(document.createElement('p'));
  line.classList.add('whatif-status');
  const heard = form.appendChild(document.createElement('p'));
  heard.className = 'visually-hidden';
  heard.setAttribute('role', 'status');
  return {
    busy() {
      line.classList.remove('wrong');
      const wheel = document.createElement('span');
      wheel.className = 'spinner';
      line.replaceChildren(wheel, ` ${say('Đang tính…', 'Working…')}`);
    },
    done(ms, engine, announce) {
      const inside = engine ? say(`, máy tính ${number(engine)} ms`, `, engine ${number(engine)} ms`) : '';
      line.textContent = say(`Tính lại trong ${number(ms)} ms${inside}`, `Recomputed in ${number(ms)} ms${inside}`);
      heard.textContent = announce;
    },
    wrong(text) {
      line.classList.add('wrong');
      line.textContent = heard.textContent = text;
    },
  };
}

async function trouble(answer) {
  if (answer.status === 403) return say('Phiên đã hết hoặc không có quyền: tải lại trang. Kết quả dưới đây là của lần trước.', 'The session ended or you may not do this: reload. The result below is the earlier one.');
  if (answer.status === 429) return say('Gửi quá nhanh, đợi vài giây. Kết quả dưới đây là của lần trước.', 'Too many requests, wait some seconds. The result below is the earlier one.');
  const plain = answer.headers.get('content-type')?.startsWith('text/plain') ? (await answer.text()).slice(0, 300) : '';
  return plain || say('Không tính được với mức này. Kết quả dưới đây là của lần trước.', 'No answer for these values. The result below is the earlier one.');
}

/** Wakes one `form[data-whatif]`. */
export function start(form) {
  const target = document.querySelector(form.dataset.target ?? '#whatif-result');
  const line = status(form);
  let request;
  let timer;

  async function ask() {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    const begun = performance.now();
    line.busy();
    target.dataset.whatifBusy = '';
    try {
      const answer = await fetch(form.dataset.url, { method: 'POST', body: new URLSearchParams(new FormData(form)), signal,
        headers: { 'X-CSRFToken': csrf(), 'X-Requested-With': 'fetch' }, redirect: 'manual' });
      if (!answer.ok) return line.wrong(await trouble(answer));
      const html = await answer.text();
      if (signal.aborted) return undefined;
      fill(target, html);
      window.htmx?.process(target);
      line.done(Math.round(performance.now() - begun), answer.headers.get('X-Engine-Ms'), target.querySelector('[data-announce]')?.textContent.trim() ?? '');
      document.dispatchEvent(new CustomEvent('office:result', { detail: target }));
    } catch (problem) {
      if (problem.name !== 'AbortError') line.wrong(say('Mất kết nối. Kết quả dưới đây là của lần trước.', 'No connection. The result below is the earlier one.'));
    } finally {
      if (!signal.aborted) delete target.dataset.whatifBusy;
    }
    return undefined;
  }

  const ranges = () => form.querySelectorAll('input[type="range"]');
  const later = () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE_MS); };
  form.addEventListener('input', (event) => {
    if (event.target.type === 'range') write(form, event.target);
    later();
  });
  form.addEventListener('reset', () => setTimeout(() => { ranges().forEach((input) => write(form, input)); later(); }));
  form.addEventListener('submit', (event) => { // a button with its own address (save, prove) is a real submit
    if (event.submitter?.hasAttribute('formaction')) return;
    event.preventDefault();
    ask();
  });
  ranges().forEach((input) => write(form, input));
}
