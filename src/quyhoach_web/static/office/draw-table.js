// The corners of the chosen area as a table: everything the map can do, by keyboard.
import { metresIn, shown, whole } from './draw-plane.js';
import { say } from './words.js';

const AXES = [say('Đông', 'East'), say('Bắc', 'North')];

/** Ties `tbody` to the ring `api.ring()` answers. */
export function cornerTable(body, api) {
  function wrong(input, value, axis) {
    const [west, south, east, north] = api.box();
    const low = axis ? south : west;
    const high = axis ? north : east;
    if (!Number.isFinite(value)) return say('Không phải số. Ví dụ: 512.345,678', 'Not a number. Example: 512,345.678');
    if (value >= low && value <= high) return '';
    const [otherLow, otherHigh] = axis ? [west, east] : [south, north];
    return value >= otherLow && value <= otherHigh ? say('Có lẽ đảo Đông và Bắc', 'East and north may be swapped') : say('Nằm ngoài vùng của quy hoạch', 'Outside the area of the plan');
  }

  function commit(input) {
    const row = Number(input.dataset.row);
    const axis = Number(input.dataset.axis);
    if (input.value === input.dataset.shown) return;
    const value = metresIn(input.value);
    const problem = input.value.trim() === '' ? '' : wrong(input, value, axis);
    input.toggleAttribute('aria-invalid', Boolean(problem));
    if (problem) input.setAttribute('aria-invalid', 'true');
    api.complain(problem ? `${say('Đỉnh', 'Corner')} ${row + 1}, ${AXES[axis]}: ${problem}` : '');
    if (problem) return;
    input.dataset.shown = input.value;
    api.change(() => { api.ring()[row][axis] = value; }, { corner: row });
  }

  function cell(row, axis) {
    const input = Object.assign(document.createElement('input'), { type: 'text', inputMode: 'decimal', autocomplete: 'off', className: 'form-control num' });
    input.dataset.axis = axis;
    input.addEventListener('change', () => commit(input));
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') { event.preventDefault(); commit(input); body.querySelector(`[data-row="${Number(input.dataset.row) + axis}"][data-axis="${1 - axis}"]`)?.focus(); }
    });
    row.appendChild(document.createElement('td')).append(input);
  }

  function button(place, sign, act) {
    const element = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-sm', textContent: sign });
    element.addEventListener('click', () => act(Number(element.closest('tr').dataset.row)));
    place.append(element);
    return element;
  }

  function line() {
    const row = document.createElement('tr');
    row.append(document.createElement('th'));
    row.firstChild.scope = 'row';
    cell(row, 0);
    cell(row, 1);
    const acts = row.appendChild(document.createElement('td'));
    acts.className = 'draw-acts';
    button(acts, '+', (n) => { api.insert(n); body.querySelector(`[data-row="${n + 1}"][data-axis="0"]`)?.focus(); });
    button(acts, '×', (n) => { api.remove(n); (body.querySelector(`[data-row="${Math.max(n - 1, 0)}"][data-axis="0"]`) ?? api.addButton).focus(); });
    return row;
  }

  function write(row, n, point) {
    row.dataset.row = n;
    row.firstChild.textContent = n + 1;
    row.querySelectorAll('input').forEach((input, axis) => {
      input.dataset.row = n;
      input.setAttribute('aria-label', `${say('Đỉnh', 'Corner')} ${n + 1}, ${AXES[axis]} (m)`);
      if (input === document.activeElement && input.value !== input.dataset.shown && input.dataset.shown !== undefined) return;
      input.value = input.dataset.shown = shown(point[axis]);
      input.removeAttribute('aria-invalid');
    });
    const [add, drop] = row.querySelectorAll('button');
    add.setAttribute('aria-label', say(`Thêm đỉnh sau đỉnh ${n + 1}`, `Add a corner after corner ${n + 1}`));
    drop.setAttribute('aria-label', say(`Xóa đỉnh ${n + 1}`, `Delete corner ${n + 1}`));
  }

  return {
    /** Writes the ring; a text being typed is left alone. */
    refresh() {
      const ring = api.ring() ?? [];
      while (body.rows.length > ring.length) body.lastChild.remove();
      while (body.rows.length < ring.length) body.append(line());
      ring.forEach((point, n) => write(body.rows[n], n, point));
    },
    /** True while a number is half typed: answers wait. */
    typing() {
      const input = document.activeElement;
      return Boolean(input?.dataset?.axis) && body.contains(input) && input.value !== input.dataset.shown;
    },
    mark(n) { [...body.rows].forEach((row, at) => row.classList.toggle('chosen', at === n)); },
    complete: () => (api.ring() ?? []).filter(whole).length,
  };
}
