// The map: communes, zones, projects and gates on a plain ground, no text from outside: labels are elements of the page.
import * as maplibregl from '../vendor/maplibre/maplibre-gl.mjs';
import { addBasemap, addPlans, planFills } from './plans.js';
import { swatch } from './swatch.js';
import { calm, fill, json, say } from './words.js';

const STATES = { in: ['#1f8a5b', say('được bố trí', 'funded')], waiting: ['#c98a1b', say('chờ điều kiện', 'waiting')], out: ['#c8372d', say('chưa có vốn', 'not funded')] };
const KINDS = { commune: say('Xã, phường', 'Communes'), zone: say('Phân khu', 'Zones'), project: say('Dự án', 'Projects'), site: say('Mặt bằng', 'Sites'), gate: say('Cửa khẩu', 'Border gates') };
const CIRCLE = 'M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1z';
const ORDER = ['site', 'project', 'gate', 'zone', 'commune'];
const state = ['coalesce', ['feature-state', 'state'], ['get', 'state'], ''];
const chosen = ['boolean', ['feature-state', 'chosen'], false];
const TEXTS = {
  'Map.Title': say('Bản đồ', 'Map'), 'NavigationControl.ZoomIn': say('Phóng to', 'Zoom in'), 'NavigationControl.ZoomOut': say('Thu nhỏ', 'Zoom out'),
  'CooperativeGesturesHandler.WindowsHelpText': say('Giữ Ctrl và cuộn để phóng bản đồ', 'Hold Ctrl and scroll to zoom the map'),
  'CooperativeGesturesHandler.MacHelpText': say('Giữ ⌘ và cuộn để phóng bản đồ', 'Hold ⌘ and scroll to zoom the map'),
  'CooperativeGesturesHandler.MobileHelpText': say('Dùng hai ngón tay để di chuyển bản đồ', 'Use two fingers to move the map'),
  'ScaleControl.Meters': 'm', 'ScaleControl.Kilometers': 'km',
};

const LAYERS = {
  commune: [
    { id: 'commune-fill', type: 'fill', paint: { 'fill-color': ['case', chosen, '#f7e3ad', ['interpolate', ['linear'], ['to-number', ['coalesce', ['get', 'value'], 0]], 0, '#f8fafb', 1, '#9dc1df']], 'fill-opacity': 0.95 } },
    { id: 'commune-line', type: 'line', paint: { 'line-color': '#9fb0bf', 'line-width': ['interpolate', ['linear'], ['zoom'], 7, 0.5, 12, 1.2] } },
  ],
  zone: [
    { id: 'zone-fill', type: 'fill', paint: { 'fill-color': ['coalesce', ['get', 'colour'], '#7b4b94'], 'fill-opacity': ['case', chosen, 0.75, ['has', 'colour'], 0.55, 0.13] } },
    { id: 'zone-line', type: 'line', paint: { 'line-color': '#6a3d85', 'line-width': ['case', chosen, 3.5, 1.8] } },
    { id: 'zone-point', type: 'circle', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 10, 'circle-color': '#7b4b94', 'circle-opacity': ['case', chosen, 0.55, 0.25], 'circle-stroke-color': '#6a3d85', 'circle-stroke-width': ['case', chosen, 3.5, 1.8] } },
  ],
  gate: [{ id: 'gate-fill', type: 'circle', paint: { 'circle-radius': 6, 'circle-color': '#21384d', 'circle-stroke-color': ['case', chosen, '#f2c14e', '#ffffff'], 'circle-stroke-width': ['case', chosen, 4, 2] } }],
  site: [{ id: 'site-fill', type: 'circle', paint: { 'circle-radius': 9, 'circle-color': ['coalesce', ['get', 'colour'], '#5f7183'], 'circle-opacity': 0.92, 'circle-stroke-color': ['case', chosen, '#16232f', '#ffffff'], 'circle-stroke-width': ['case', chosen, 3.5, 1.5] } }],
  project: [{ id: 'project-fill', type: 'circle', paint: {
    'circle-radius': ['+', 5, ['*', 8, ['to-number', ['coalesce', ['get', 'size'], 0.2]]]],
    'circle-color': ['match', state, 'in', STATES.in[0], 'waiting', STATES.waiting[0], 'out', STATES.out[0], '#5f7183'],
    'circle-opacity': 0.92, 'circle-stroke-color': ['case', chosen, '#16232f', '#ffffff'], 'circle-stroke-width': ['case', chosen, 3.5, 1.5] } }],
};

function eachPoint(coordinates, visit) {
  if (typeof coordinates[0] === 'number') visit(coordinates);
  else coordinates.forEach((inner) => eachPoint(inner, visit));
}

/** The box `[west, south, east, north]` of some features. */
function boxOf(features) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { geometry } of features) {
    if (geometry) eachPoint(geometry.coordinates, ([x, y]) => { box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y); box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y); });
  }
  return box;
}

const middle = ([west, south, east, north]) => [(west + east) / 2, (south + north) / 2];

// The middle of the largest ring: near enough to stand a label on.
function centre(feature) {
  if (feature.geometry.type === 'Point') return feature.geometry.coordinates;
  const parts = feature.geometry.type === 'MultiPolygon' ? feature.geometry.coordinates.map((c) => ({ geometry: { coordinates: c } })) : [feature];
  const size = ([w, s, e, n]) => (e - w) * (n - s);
  return middle(parts.map((part) => boxOf([part])).reduce((a, b) => (size(b) > size(a) ? b : a)));
}

async function fetchLayers(urls) {
  const answers = await Promise.all(urls.map(async (url) => {
    const answer = await fetch(url, { headers: { 'X-Requested-With': 'fetch' } });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return (await answer.json()).features;
  }));
  const byKind = Object.fromEntries(ORDER.map((kind) => [kind, []]));
  for (const feature of answers.flat()) {
    const { kind } = feature.properties;
    if (!byKind[kind] || !feature.geometry) continue;
    const point = kind === 'project' || kind === 'gate' || kind === 'site';
    byKind[kind].push(point ? { ...feature, geometry: { type: 'Point', coordinates: centre(feature) } } : feature);
  }
  return byKind;
}

function addLayers(map, byKind) {
  for (const kind of [...ORDER].reverse()) {
    if (!byKind[kind].length) continue;
    map.addSource(kind, { type: 'geojson', data: { type: 'FeatureCollection', features: byKind[kind] }, promoteId: 'id' });
    LAYERS[kind].forEach((layer) => map.addLayer({ ...layer, source: kind }));
  }
}

const STANDS = { gate: { anchor: 'left', offset: [9, 0] }, project: { anchor: 'left', offset: [9, 0] }, site: { anchor: 'left', offset: [12, 0] }, zone: { anchor: 'bottom', offset: [0, -3] }, commune: { anchor: 'center' } };

// A zone's name stands above its outline, so that small zones stay visible.
function topOf(feature) {
  const [west, , east, north] = boxOf([feature]);
  return [(west + east) / 2, north];
}

// Labels stand on the page, above the canvas; one that would cover an earlier one steps back.
function addLabels(map, byKind) {
  const labels = [];
  for (const kind of ['site', 'gate', 'zone', 'project', 'commune']) {
    for (const feature of byKind[kind]) {
      if (!(feature.properties.label ?? (kind === 'zone' || kind === 'gate' || kind === 'site'))) continue;
      const element = document.createElement('span');
      element.className = `map-label map-label-${kind}`;
      element.textContent = feature.properties.name;
      const marker = new maplibregl.Marker({ element, ...STANDS[kind] });
      marker.setLngLat(kind === 'zone' ? topOf(feature) : centre(feature)).addTo(map);
      element.setAttribute('aria-hidden', 'true');
      element.removeAttribute('role');
      element.removeAttribute('aria-label');
      element.removeAttribute('tabindex');
      labels.push({ element, kind });
    }
  }
  const place = () => {
    const taken = [];
    for (const { element, kind } of labels) {
      const box = element.getBoundingClientRect();
      const hit = map.getLayoutProperty(`${kind}-fill`, 'visibility') === 'none'
        || taken.some((t) => box.left < t.right && box.right > t.left && box.top < t.bottom && box.bottom > t.top);
      element.classList.toggle('covered', hit);
      if (!hit) taken.push(box);
    }
  };
  map.on('moveend', place);
  map.on('idle', place);
}

function legend(box, map, byKind) {
  const set = document.createElement('fieldset');
  set.className = 'map-legend';
  const title = set.appendChild(document.createElement('legend'));
  title.className = 'visually-hidden';
  title.textContent = say('Lớp của bản đồ', 'Layers of the map');
  const marks = { commune: ['#b9cfe0', undefined], zone: ['#b89ac9', undefined], gate: ['#21384d', CIRCLE], project: ['#5f7183', CIRCLE], site: ['#1f8a5b', CIRCLE] };
  for (const kind of [...ORDER].reverse()) {
    if (!byKind[kind].length) continue;
    const label = set.appendChild(document.createElement('label'));
    const input = Object.assign(document.createElement('input'), { type: 'checkbox', checked: true });
    label.append(input, swatch(...marks[kind]), KINDS[kind]);
    input.addEventListener('change', () => {
      LAYERS[kind].forEach((layer) => map.setLayoutProperty(layer.id, 'visibility', input.checked ? 'visible' : 'none'));
    });
  }
  const used = Object.keys(STATES).filter((name) => byKind.project.some((feature) => feature.properties.state === name));
  for (const name of used) {
    const key = set.appendChild(document.createElement('span'));
    key.className = 'map-key';
    key.append(swatch(STATES[name][0], CIRCLE), STATES[name][1]);
  }
  box.after(set);
}

// What is open: the chosen feature, its panel, its entry in the list.
function opener(box, map, byKind) {
  const panel = document.querySelector(box.dataset.panel);
  const heard = Object.assign(document.createElement('p'), { className: 'visually-hidden' });
  heard.setAttribute('role', 'status');
  box.after(heard);
  let last;
  let request;
  const mark = (on) => {
    if (!last || !map) return;
    const [layer, id] = last.kind === 'plan' ? last.id.split(/\/(.*)/s) : ['', last.id];
    const at = layer ? { source: `plan:${layer}`, sourceLayer: 'features', id } : { source: last.kind, id };
    if (map.getSource(at.source)) map.setFeatureState(at, { chosen: on });
  };
  const find = (kind, id) => byKind[kind]?.find((feature) => String(feature.properties.id) === id);

  return async function open(kind, id, move = false) {
    const feature = find(kind, id);
    mark(false);
    last = { kind, id };
    mark(true);
    document.querySelectorAll('[data-map-list] [data-map-id]').forEach((entry) => {
      entry.toggleAttribute('aria-current', entry.dataset.mapKind === kind && entry.dataset.mapId === id);
      if (entry.hasAttribute('aria-current')) entry.setAttribute('aria-current', 'true');
    });
    if (move && feature && map) map.easeTo({ center: centre(feature), zoom: Math.max(map.getZoom(), kind === 'commune' ? 9 : 10), duration: calm ? 0 : 500 });
    const url = feature?.properties.panel ?? box.dataset.panelUrl?.replace('KIND', encodeURIComponent(kind)).replace('ID', encodeURIComponent(id));
    if (!url || !panel) return;
    request?.abort();
    request = new AbortController();
    panel.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(url, { signal: request.signal, headers: { 'X-Requested-With': 'fetch' } });
      if (!answer.ok) throw new Error(answer.status);
      fill(panel, await answer.text());
      panel.scrollTop = 0;
      if (!panel.ariaLive) heard.textContent = say(`Đã mở: ${feature?.properties.name ?? id}`, `Opened: ${feature?.properties.name ?? id}`);
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      panel.textContent = say('Không mở được mục này.', 'This item could not be opened.');
    }
    panel.removeAttribute('aria-busy');
  };
}

function listen(box, map, open) {
  document.addEventListener('click', (event) => {
    const entry = event.target.closest('[data-map-list] [data-map-id]');
    if (!entry || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(entry.dataset.mapKind, entry.dataset.mapId, true);
  });
  if (!map) return;
  const fills = () => [...[...ORDER.map((kind) => `${kind}-fill`), 'zone-point'].filter((id) => map.getLayer(id)), ...planFills(map)];
  const rank = ({ source }) => (source.startsWith('plan:') ? 2.5 : ORDER.indexOf(source)); // a plan lies on communes, under all else
  const top = (point) => map.queryRenderedFeatures(point, { layers: fills() }).sort((a, b) => rank(a) - rank(b))[0];
  map.on('click', ({ point }) => {
    const hit = top(point);
    if (hit?.source.startsWith('plan:')) open('plan', `${hit.source.slice(5)}/${hit.properties.id}`);
    else if (hit) open(hit.source, String(hit.properties.id));
  });
  map.on('mousemove', ({ point }) => { map.getCanvas().style.cursor = top(point) ? 'pointer' : ''; });
  document.addEventListener('office:result', () => recolour(map));
}

function recolour(map) {
  const states = json('#map-states');
  if (!states || !map.getSource('project')) return;
  map.removeFeatureState({ source: 'project' });
  Object.entries(states).forEach(([id, name]) => map.setFeatureState({ source: 'project', id }, { state: name }));
}

function make(box, bounds) {
  maplibregl.setWorkerUrl(new URL(box.dataset.worker, location.href).href);
  const map = new maplibregl.Map({
    container: box, bounds, fitBoundsOptions: { padding: 28 }, locale: { ...TEXTS, 'Map.Title': box.dataset.label ?? TEXTS['Map.Title'] },
    style: { version: 8, sources: {}, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': '#eaeff3' } }] },
    attributionControl: false, cooperativeGestures: true, dragRotate: false, pitchWithRotate: false, maxZoom: 15, minZoom: 5,
    canvasContextAttributes: { preserveDrawingBuffer: true, antialias: true }, // so that it prints
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new maplibregl.ScaleControl({ unit: 'metric' }), 'top-left');
  return map;
}

function overlay(box, className, text) {
  const element = box.appendChild(document.createElement('p'));
  element.className = className;
  element.textContent = text;
}

function styles(box) {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: new URL('maplibre-gl.css', new URL(box.dataset.worker, location.href)).href });
  return new Promise((ready) => { link.onload = link.onerror = ready; document.head.prepend(link); });
}

const hasWebGL = () => Boolean(document.createElement('canvas').getContext('webgl2'));

/** Draws one `[data-map]` element and ties it to its panel and list. */
export async function start(box) {
  try {
    const byKind = await fetchLayers((box.dataset.layers ?? '').split(',').filter(Boolean));
    const bounds = box.dataset.bounds ? box.dataset.bounds.split(',').map(Number) : boxOf(Object.values(byKind).flat());
    if (!hasWebGL() || !Number.isFinite(bounds[0])) return plain(box, byKind);
    await styles(box);
    const map = make(box, bounds);
    await new Promise((ready) => { map.once('load', ready); });
    const ground = await addBasemap(map, box);
    addLayers(map, byKind);
    if (ground && map.getLayer('commune-fill')) map.setPaintProperty('commune-fill', 'fill-opacity', 0.25);
    addLabels(map, byKind);
    legend(box, map, byKind);
    addPlans(map, box);
    const open = opener(box, map, byKind);
    listen(box, map, open);
    if (box.dataset.note) overlay(box, 'map-note', box.dataset.note);
    if (box.dataset.open) open(...box.dataset.open.split(/:(.*)/s).slice(0, 2), true);
    recolour(map);
    map.once('idle', () => { document.body.dataset.mapReady = '1'; });
    map.triggerRepaint();
  } catch (problem) {
    console.error('map', problem);
    plain(box, {});
  }
  return undefined;
}

// Without WebGL or layers the list and the panel still work.
function plain(box, byKind) {
  overlay(box, 'map-trouble', say('Trình duyệt này không vẽ được bản đồ. Danh sách bên cạnh có đủ nội dung.', 'This browser cannot draw the map. The list beside it holds everything.'));
  listen(box, null, opener(box, null, byKind));
  document.body.dataset.mapReady = 'none';
}
