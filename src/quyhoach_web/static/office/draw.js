// Drawing a plan: one state; map, coordinate table and fields change it; after each change the server is asked for the balance.
import { areaOf, corners, inHectares, whole } from './draw-plane.js';
import { cornerTable } from './draw-table.js';
import { csrf, fill, json, number, say } from './words.js';

const PAUSE_MS = 200;
const MOST_UNDONE = 60;
const FIELDS = ['id', 'name', 'role', 'code', 'zone', 'stage'];
const data = json('#draw-data');
const page = document.querySelector('[data-draw]');
const at = (name) => page.querySelector(`[data-draw-${name}]`);
const field = (name) => page.querySelector(`[name="draw-${name}"]`);
const state = { shapes: new Map(data.shapes.map((one) => [one.id, one])), chosen: '', ring: 0, adding: false, faults: [], undone: [], fresh: new Map(), edition: 0, dirty: false };
const original = new Map(data.shapes.map((one) => [one.id, JSON.stringify(one)]));
let map = { refresh() {}, show() {} };
let timer;
let request;

const chosen = () => state.shapes.get(state.chosen);
const rings = () => chosen()?.polygons.flat() ?? [];
const ring = () => rings()[state.ring];
const edited = (one) => original.get(one.id) !== JSON.stringify(one);

function tell(text, wrong = false) {
  at('status').classList.toggle('wrong', wrong);
  at('status').textContent = text;
}

const frozen = () => JSON.stringify({ shapes: [...state.shapes.values()], chosen: state.chosen, ring: state.ring });
let atRest = frozen();

/** Every change passes here: what stood before can be taken back, what is new may snap, the server is asked. */
function change(act, { corner } = {}) {
  state.undone.push(atRest);
  if (state.undone.length > MOST_UNDONE) state.undone.shift();
  act();
  if (corner !== undefined && ring()?.[corner]) mark(ring()[corner]);
  settled();
}

function mark(point) {
  if (!state.fresh.has(state.chosen)) state.fresh.set(state.chosen, []);
  state.fresh.get(state.chosen).push(point);
}

function settled() {
  atRest = frozen();
  state.edition += 1;
  state.dirty = true;
  refresh();
  later();
}

function undo() {
  const before = state.undone.pop();
  if (!before) return;
  const stood = JSON.parse(before);
  state.shapes = new Map(stood.shapes.map((one) => [one.id, one]));
  Object.assign(state, state.shapes.has(state.chosen) ? {} : { chosen: stood.chosen, ring: stood.ring }, { adding: false });
  state.fresh.clear();
  settled();
  tell(say('Đã hoàn tác một bước.', 'One step taken back.'));
}

function refresh() {
  const list = field('shape');
  const options = [...state.shapes.values()].map((one) => {
    const text = [one.name || one.id, one.code, `${inHectares(areaOf(solid(one)))} ha`, edited(one) ? say('đã sửa', 'edited') : ''].filter(Boolean).join(' · ');
    return Object.assign(document.createElement('option'), { value: one.id, textContent: text });
  });
  list.replaceChildren(Object.assign(document.createElement('option'), { value: '', textContent: say('– chọn một khu –', '– choose an area –') }), ...options);
  list.value = state.chosen;
  const one = chosen();
  at('form').hidden = !one;
  at('hint').hidden = Boolean(one);
  at('undo').disabled = !state.undone.length;
  at('finish').hidden = at('drawing').hidden = !state.adding;
  if (one) {
    FIELDS.forEach((name) => { if (field(name) !== document.activeElement) field(name).value = one[name] ?? ''; });
    field('id').readOnly = original.has(one.id);
    ringList();
    at('area').textContent = `${inHectares(areaOf(solid(one)))} ha`;
  }
  table.refresh();
  map.refresh();
}

function ringList() {
  const names = chosen().polygons.flatMap((part, n) => part.map((_, m) => `${say('Mảnh', 'Part')} ${n + 1}${m ? `, ${say('lỗ', 'hole')} ${m}` : ''}`));
  const list = field('ring');
  at('rings').hidden = names.length < 2;
  list.replaceChildren(...names.map((textContent, value) => Object.assign(document.createElement('option'), { value, textContent })));
  state.ring = Math.min(state.ring, Math.max(names.length - 1, 0));
  list.value = state.ring;
}

/** The corners that are whole: a row half typed is not drawn yet. */
const solid = (one) => one.polygons.map((part) => part.map((points) => points.filter(whole)).filter((points, n) => n === 0 || points.length > 2));

function select(id, move = false) {
  if (state.adding && id !== state.chosen) finish();
  Object.assign(state, { chosen: id, ring: 0 });
  refresh();
  if (move) map.show(id);
}

function begin() {
  if (state.adding) finish();
  let n = 1;
  while (state.shapes.has(`N${n}`)) n += 1;
  const model = [...state.shapes.values()].find((one) => one.role === 'unit');
  const made = { id: `N${n}`, name: say(`Khu mới ${n}`, `New area ${n}`), role: 'unit', code: '', zone: model?.zone ?? data.zone, stage: model?.stage ?? '', plan: data.plan, status: 'draft', polygons: [[[]]] };
  change(() => { state.shapes.set(made.id, made); Object.assign(state, { chosen: made.id, ring: 0, adding: true }); });
  tell(say('Bấm lên bản đồ để đặt đỉnh, hoặc thêm dòng trong bảng tọa độ.', 'Click the map to set corners, or add rows to the coordinate table.'));
  at('add').focus();
}

function finish() {
  state.adding = false;
  const one = chosen();
  if (one && table.complete() === 0 && one.polygons.flat().length === 1) state.shapes.delete(one.id);
  if (!state.shapes.has(state.chosen)) state.chosen = '';
  atRest = frozen();
  refresh();
}

function rename(id) {
  const one = chosen();
  if (!id || id === one.id) return refresh();
  if (state.shapes.has(id)) { tell(say(`Mã ${id} đã có.`, `Code ${id} is taken.`), true); return refresh(); }
  return change(() => {
    state.shapes = new Map([...state.shapes.values()].map((each) => (each === one ? [id, Object.assign(one, { id })] : [each.id, each])));
    state.fresh.set(id, state.fresh.get(state.chosen) ?? []);
    state.chosen = id;
  });
}

const insert = (n) => {
  const points = ring();
  const [a, b] = [points[n], points[(n + 1) % points.length]];
  const middle = points.length > 1 && whole(a) && whole(b) ? [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] : [null, null];
  change(() => points.splice(n + 1, 0, middle), { corner: n + 1 });
};
const remove = (n) => change(() => ring().splice(n, 1));

const api = {
  data, state, chosen, ring, solid, edited, select, insert, remove, change, finish, mark,
  box: () => data.fit.box,
  addButton: at('add'),
  complain: (text) => tell(text, Boolean(text)),
  reach: () => Number(field('reach').value),
  add: (point) => change(() => ring().push(point), { corner: ring().length }),
};
const table = cornerTable(at('corners'), api);

const sent = (mend) => ({
  ...data.base, reach: api.reach(), mend, title: field('title').value.trim(),
  shapes: [...state.shapes.values()].map((one) => ({
    ...Object.fromEntries(FIELDS.map((name) => [name, one[name] ?? ''])), polygons: solid(one),
    fresh: (state.fresh.get(one.id) ?? []).filter(whole),
  })).filter((one) => one.polygons.length && one.polygons[0][0]?.length > 2),
});

const post = (url, body, signal) => fetch(url, { method: 'POST', body: JSON.stringify(body), signal, redirect: 'manual',
  headers: { 'Content-Type': 'application/json', 'X-CSRFToken': csrf(), 'X-Requested-With': 'fetch' } });

async function reason(answer) {
  const text = answer.headers.get('content-type')?.startsWith('text/plain') ? (await answer.text()).slice(0, 400) : '';
  return text || (answer.status === 403 ? say('Phiên đã hết hoặc không có quyền: tải lại trang.', 'The session ended or you may not do this: reload.') : say('Máy chủ không trả lời được.', 'The server gave no answer.'));
}

function later() {
  clearTimeout(timer);
  request?.abort();
  timer = setTimeout(ask, PAUSE_MS);
}

async function ask(mend = '') {
  clearTimeout(timer);
  request?.abort();
  request = new AbortController();
  const { signal } = request;
  const { edition } = state;
  const begun = performance.now();
  const result = document.querySelector('#draw-result');
  result.setAttribute('aria-busy', 'true');
  try {
    const answer = await post(data.urls.preview, sent(mend), signal);
    if (!answer.ok) return tell(await reason(answer), true);
    const html = await answer.text();
    if (signal.aborted || edition !== state.edition) return undefined;
    fill(result, html);
    take(json('#draw-answer'), mend);
    const engine = answer.headers.get('X-Engine-Ms');
    const announced = result.querySelector('[data-announce]')?.textContent.trim() ?? '';
    tell(`${announced} ${say(`Tính trong ${number(Math.round(performance.now() - begun))} ms, máy tính ${number(engine)} ms.`, `Took ${number(Math.round(performance.now() - begun))} ms, engine ${number(engine)} ms.`)}`);
  } catch (problem) {
    if (problem.name !== 'AbortError') tell(say('Mất kết nối. Bản vẽ còn nguyên trên trang này.', 'No connection. The drawing is still on this page.'), true);
  } finally {
    if (!signal.aborted) result.removeAttribute('aria-busy');
  }
  return undefined;
}

/** What the server moved: snapped corners, shared corners, the borders of a remedy. */
function take(answer, mend) {
  state.faults = answer.faults;
  if (table.typing()) return map.refresh();
  if (answer.shapes.length && mend) { state.undone.push(atRest); state.dirty = true; }
  for (const { id, polygons } of answer.shapes) state.shapes.get(id).polygons = polygons;
  state.fresh.clear();
  atRest = frozen();
  return refresh();
}

async function save(fresh = false) {
  if (state.adding) finish();
  at('alert').hidden = true;
  try {
    const answer = await post(data.urls.save, { ...sent(''), ...(fresh ? { draft: null, version: 0 } : {}) });
    if (answer.status === 201) {
      state.dirty = false;
      location.assign((await answer.json()).url);
      return;
    }
    at('alert').hidden = false;
    at('alert-text').textContent = await reason(answer);
    at('save-new').hidden = answer.status !== 409;
    at('alert').focus();
  } catch {
    tell(say('Mất kết nối. Bản vẽ còn nguyên trên trang này, thử lưu lại.', 'No connection. The drawing is still on this page; try saving again.'), true);
  }
}

function paste() {
  const found = corners(field('list').value);
  const bad = found.findIndex((point) => !point);
  if (!found.length || bad >= 0) return tell(say(`Dòng ${bad + 1} không có hai số Đông và Bắc.`, `Line ${bad + 1} has no two numbers, east and north.`), true);
  if (found.length > 3 && found[0].join() === found.at(-1).join()) found.pop();
  return change(() => { ring().splice(0, ring().length, ...found); found.forEach(mark); state.adding = false; });
}

function listen() {
  const on = (name, act) => at(name).addEventListener('click', act);
  field('shape').addEventListener('change', (event) => select(event.target.value, true));
  field('ring').addEventListener('change', (event) => { state.ring = Number(event.target.value); refresh(); });
  FIELDS.forEach((name) => field(name).addEventListener('change', (event) => {
    const value = event.target.value.trim();
    if (name === 'id') rename(value);
    else change(() => { chosen()[name] = value; });
  }));
  on('new', begin);
  on('finish', finish);
  on('undo', undo);
  on('paste', paste);
  on('drop', () => { change(() => { state.shapes.delete(state.chosen); Object.assign(state, { chosen: '', adding: false }); }); tell(say('Đã xóa khu. Có thể hoàn tác.', 'The area is deleted. It can be undone.')); field('shape').focus(); });
  on('add', () => { change(() => ring().push([null, null])); at('corners').lastElementChild.querySelector('input').focus(); });
  on('save', () => save());
  on('save-new', () => save(true));
  page.addEventListener('click', (event) => {
    const { mend, fault } = event.target.closest('[data-mend], [data-fault]')?.dataset ?? {};
    if (mend) ask(mend).then(() => document.querySelector('#draw-found')?.focus());
    else if (fault !== undefined) map.show(fault);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && state.adding) finish();
    if (event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.target.matches('input, textarea')) { event.preventDefault(); undo(); }
  });
  window.addEventListener('beforeunload', (event) => { if (state.dirty) event.preventDefault(); });
}

listen();
refresh();
ask();
try {
  const { start } = await import('./draw-map.js');
  map = await start(at('map'), api);
} catch (problem) {
  console.warn('map', problem);
  at('map').classList.add('is-plain');
  at('plain').hidden = false;
  document.body.dataset.mapReady = 'none';
}
