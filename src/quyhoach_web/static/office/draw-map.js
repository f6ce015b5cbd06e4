// The drawing on the map: areas in the chosen colours, corners as buttons to drag or move by arrow keys, clicks that set corners.
import * as maplibregl from '../vendor/maplibre/maplibre-gl.mjs';
import { snap, through, whole } from './draw-plane.js';
import { swatch } from './swatch.js';
import { calm, say } from './words.js';

const PIXELS = 10;
const HANDLES = 150;
const LABELS = 40;
const BLANK = '#b6c2cd';
const STEPS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const TEXTS = { 'NavigationControl.ZoomIn': say('Phóng to', 'Zoom in'), 'NavigationControl.ZoomOut': say('Thu nhỏ', 'Zoom out'),
  'CooperativeGesturesHandler.WindowsHelpText': say('Giữ Ctrl và cuộn để phóng bản đồ', 'Hold Ctrl and scroll to zoom the map'),
  'CooperativeGesturesHandler.MacHelpText': say('Giữ ⌘ và cuộn để phóng bản đồ', 'Hold ⌘ and scroll to zoom the map'),
  'CooperativeGesturesHandler.MobileHelpText': say('Dùng hai ngón tay để di chuyển bản đồ', 'Use two fingers to move the map') };
const collection = (features) => ({ type: 'FeatureCollection', features });
const feature = (geometry, properties = {}) => ({ type: 'Feature', geometry, properties });

function styles(box) {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: new URL('maplibre-gl.css', new URL(box.dataset.worker, location.href)).href });
  return new Promise((ready) => { link.onload = link.onerror = ready; document.head.prepend(link); });
}

function make(box, bounds) {
  maplibregl.setWorkerUrl(new URL(box.dataset.worker, location.href).href);
  const map = new maplibregl.Map({
    container: box, bounds, fitBoundsOptions: { padding: 40 }, locale: { ...TEXTS, 'Map.Title': box.dataset.label },
    style: { version: 8, sources: {}, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': '#eaeff3' } }] },
    attributionControl: false, cooperativeGestures: true, dragRotate: false, pitchWithRotate: false, doubleClickZoom: false, maxZoom: 22,
    canvasContextAttributes: { preserveDrawingBuffer: true, antialias: true }, // so that it prints
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new maplibregl.ScaleControl({ unit: 'metric' }), 'top-left');
  return map;
}

function addLayers(map) {
  for (const id of ['around', 'shapes', 'faults', 'line']) map.addSource(id, { type: 'geojson', data: collection([]) });
  const colour = ['get', 'colour'];
  const add = (id, type, source, paint) => map.addLayer({ id, type, source, paint });
  add('around-fill', 'fill', 'around', { 'fill-color': colour, 'fill-opacity': 0.12 });
  add('around-line', 'line', 'around', { 'line-color': '#7f8f9d', 'line-width': 1, 'line-dasharray': [3, 2] });
  add('shapes-fill', 'fill', 'shapes', { 'fill-color': colour, 'fill-opacity': ['case', ['get', 'outline'], 0, ['get', 'chosen'], 0.75, 0.5] });
  add('shapes-line', 'line', 'shapes', { 'line-color': ['case', ['get', 'chosen'], '#16232f', ['get', 'outline'], '#16232f', '#4a5a68'], 'line-width': ['case', ['get', 'chosen'], 3, ['get', 'outline'], 2, 1] });
  add('faults-fill', 'fill', 'faults', { 'fill-color': '#c8372d', 'fill-opacity': ['case', ['get', 'open'], 0.25, 0.6] });
  add('faults-line', 'line', 'faults', { 'line-color': '#c8372d', 'line-width': 2.5 });
  add('line', 'line', 'line', { 'line-color': '#0b4f8a', 'line-width': 2.5, 'line-dasharray': [2, 1] });
}

/** Draws the map in `box`; throws where the browser cannot. */
export async function start(box, api) {
  const { data, state } = api;
  if (!document.createElement('canvas').getContext('webgl2')) throw new Error('no WebGL');
  const degrees = (point) => through(data.fit.degrees, point);
  const plane = ({ lng, lat }) => through(data.fit.plane, [lng, lat]);
  const closed = (points) => [...points, points[0]].map(degrees);
  const geometry = (polygons) => ({ type: 'MultiPolygon', coordinates: polygons.filter((part) => part[0]?.length > 2).map((part) => part.map(closed)) });
  const bounds = (points) => points.map(degrees).reduce(([[w, s], [e, n]], [x, y]) => [[Math.min(w, x), Math.min(s, y)], [Math.max(e, x), Math.max(n, y)]], [[Infinity, Infinity], [-Infinity, -Infinity]]);
  const every = [...state.shapes.values()].flatMap((one) => one.polygons.flat(2));
  const [west, south, east, north] = data.fit.box;
  await styles(box);
  const map = make(box, bounds(every.length ? every : [[west, south], [east, north]]));
  await new Promise((ready) => { map.once('load', ready); });
  addLayers(map);

  let mode = 'use';
  let handles = [];
  let labels = [];
  let dragged = null;
  let pointer = null;
  const colourOf = (one) => {
    const key = mode === 'use' ? one.code : mode === 'status' ? (one.id !== undefined && state.shapes.has(one.id) && api.edited(one) ? 'edited' : one.status) : one.plan;
    return [key, data.colours[mode][key]?.colour ?? BLANK];
  };
  const others = () => [...state.shapes.values()].filter((one) => one.id !== state.chosen).map((one) => api.solid(one));
  const reach = (point) => { const here = map.unproject(point); const there = map.unproject([point.x + PIXELS, point.y]); return Math.hypot(...plane(here).map((v, n) => v - plane(there)[n])); };
  const placed = (lngLat) => { const point = plane(lngLat); return snap(point, others(), api.reach() ? reach(map.project(lngLat)) : 0) ?? point; };

  function paint() {
    const seen = new Map();
    const drawn = (one, more) => {
      const [key, colour] = colourOf(one);
      if (one.role !== 'plan' || mode === 'plan') seen.set(key, colour);
      return feature(geometry(api.solid(one)), { id: one.id, colour, outline: one.role === 'plan' && mode !== 'plan', ...more });
    };
    const order = { plan: 0, section: 1, unit: 2, constraint: 3 };
    const sorted = [...state.shapes.values()].sort((a, b) => order[a.role] - order[b.role]);
    map.getSource('around').setData(collection(data.around.map((one) => drawn(one, { chosen: false }))));
    map.getSource('shapes').setData(collection(sorted.map((one) => drawn(one, { chosen: one.id === state.chosen }))));
    map.getSource('faults').setData(collection(state.faults.map(({ key, open, polygons }) => feature(geometry(polygons), { key, open }))));
    rubber();
    legend(seen);
  }

  function rubber() {
    const points = state.adding ? (api.ring() ?? []).filter(whole) : [];
    const line = pointer && points.length ? [...points, pointer] : points;
    map.getSource('line').setData(collection(line.length > 1 ? [feature({ type: 'LineString', coordinates: line.map(degrees) })] : []));
  }

  function legend(seen) {
    const list = document.querySelector('[data-draw-legend]');
    list.replaceChildren(...[...seen].sort(([a], [b]) => String(a).localeCompare(String(b))).map(([key, colour]) => {
      const entry = document.createElement('li');
      entry.append(swatch(colour), data.colours[mode][key]?.name ?? (key || say('chưa ghi', 'not stated')));
      return entry;
    }));
  }

  function handle(className, point, label) {
    const element = Object.assign(document.createElement('button'), { type: 'button', className });
    const marker = new maplibregl.Marker({ element, draggable: className === 'draw-handle' }).setLngLat(degrees(point)).addTo(map);
    element.removeAttribute('role');
    element.setAttribute('aria-label', label);
    handles.push(marker);
    return [marker, element];
  }

  function corner(point, n) {
    const [marker, element] = handle('draw-handle', point, say(`Đỉnh ${n + 1}. Phím mũi tên: dời 1 m, kèm Shift: 10 m; Delete: xóa; Insert: thêm.`, `Corner ${n + 1}. Arrow keys move 1 m, with Shift 10 m; Delete removes; Insert adds.`));
    element.dataset.corner = n;
    marker.on('dragstart', () => { dragged = n; });
    marker.on('drag', () => { api.ring()[n] = placed(marker.getLngLat()); marker.setLngLat(degrees(api.ring()[n])); paint(); });
    marker.on('dragend', () => { dragged = null; api.change(() => {}, { corner: n }); });
    element.addEventListener('click', (event) => { event.stopPropagation(); if (state.adding && n === 0 && api.ring().length > 2) api.finish(); });
    element.addEventListener('keydown', (event) => {
      const step = STEPS[event.key];
      if (!step && event.key !== 'Delete' && event.key !== 'Insert') return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'Delete') api.remove(n);
      else if (event.key === 'Insert') api.insert(n);
      else { const [x, y] = api.ring()[n]; const far = event.shiftKey ? 10 : 1; api.change(() => { api.ring()[n] = [x + step[0] * far, y + step[1] * far]; }, { corner: n }); }
      box.querySelector(`[data-corner="${event.key === 'Insert' ? n + 1 : Math.min(n, api.ring().length - 1)}"]`)?.focus();
    });
  }

  function place() {
    const focused = document.activeElement?.dataset?.corner;
    handles.forEach((marker) => marker.remove());
    handles = [];
    const inside = map.getBounds();
    const points = (api.ring() ?? []).map((point, n) => [point, n]).filter(([point]) => whole(point) && inside.contains(degrees(point)));
    if (points.length > HANDLES) return;
    const all = api.ring() ?? [];
    for (const [point, n] of points) {
      corner(point, n);
      const next = all[(n + 1) % all.length];
      if (state.adding || all.length < 3 || !whole(next)) continue;
      const [, element] = handle('draw-middle', [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2], say(`Thêm đỉnh sau đỉnh ${n + 1}`, `Add a corner after corner ${n + 1}`));
      element.tabIndex = -1;
      element.addEventListener('click', (event) => { event.stopPropagation(); api.insert(n); });
    }
    if (focused !== undefined) box.querySelector(`[data-corner="${focused}"]`)?.focus();
  }

  function names() {
    labels.forEach((marker) => marker.remove());
    labels = [];
    const units = [...state.shapes.values()].filter((one) => one.role !== 'plan' && one.polygons[0]?.[0]?.filter(whole).length > 2);
    if (units.length > LABELS) return;
    for (const one of units) {
      const [[w, s], [e, n]] = bounds(one.polygons[0][0].filter(whole));
      const element = Object.assign(document.createElement('span'), { className: 'map-label map-label-zone', textContent: [one.name || one.id, one.code].filter(Boolean).join(' · ') });
      labels.push(new maplibregl.Marker({ element }).setLngLat([(w + e) / 2, (s + n) / 2]).addTo(map));
      element.removeAttribute('role');
      element.removeAttribute('aria-label');
      element.removeAttribute('tabindex');
      element.setAttribute('aria-hidden', 'true');
    }
  }

  map.on('click', ({ point, lngLat }) => {
    if (state.adding) return api.add(placed(lngLat));
    const hit = map.queryRenderedFeatures(point, { layers: ['shapes-fill'] }).sort((a, b) => Number(a.properties.outline) - Number(b.properties.outline))[0];
    return hit && api.select(String(hit.properties.id));
  });
  map.on('mousemove', ({ lngLat }) => { if (state.adding) { pointer = placed(lngLat); rubber(); } });
  map.on('moveend', () => { if (dragged === null) place(); });
  document.querySelectorAll('[name="draw-colour"]').forEach((radio) => radio.addEventListener('change', () => { mode = radio.value; paint(); }));
  document.querySelector('[name="draw-around"]').addEventListener('change', (event) => {
    ['around-fill', 'around-line'].forEach((id) => map.setLayoutProperty(id, 'visibility', event.target.checked ? 'visible' : 'none'));
  });
  const refresh = () => { paint(); if (dragged === null) { place(); names(); } map.getCanvas().style.cursor = state.adding ? 'crosshair' : ''; if (!state.adding) pointer = null; };
  refresh();
  map.once('idle', () => { document.body.dataset.mapReady = '1'; });
  map.triggerRepaint();
  return {
    refresh,
    /** Moves to an area, or to the place of a finding. */
    show(id) {
      const polygons = state.faults.find(({ key }) => key === id)?.polygons ?? (state.shapes.has(id) ? api.solid(state.shapes.get(id)) : []);
      const points = polygons.flat(2);
      if (points.length) map.fitBounds(bounds(points), { padding: 60, maxZoom: 18, duration: calm ? 0 : 400 });
    },
  };
}
