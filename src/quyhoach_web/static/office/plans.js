// Layers of plans, loaded by viewport as vector tiles, and the basemap a place supplies as a PMTiles file.
import * as maplibregl from '../vendor/maplibre/maplibre-gl.mjs';
import { swatch } from './swatch.js';
import { json, say } from './words.js';

const GROUND = '#b39b4a';
const OFFICIAL = /bound|border|admin|country|place|poi|label|name/i; // drawn lines of state and names come from the province alone

/** Ids of the areas a click may open. */
export const planFills = (map) => (json('#plan-layers') ?? []).map(({ name }) => `plan:${name}-fill`).filter((id) => map.getLayer(id));

/** Draws every layer of plans under zones, projects and gates, and adds its entry to the legend. */
export function addPlans(map, box) {
  const above = ['zone-fill', 'project-fill', 'gate-fill'].find((id) => map.getLayer(id));
  const legend = box.parentElement.querySelector('.map-legend');
  for (const { name, title, tiles, bounds } of json('#plan-layers') ?? []) {
    const source = `plan:${name}`;
    map.addSource(source, { type: 'vector', tiles: [new URL(tiles, location.href).href.replace(/\/0\/0\/0\.mvt$/, '/{z}/{x}/{y}.mvt')], minzoom: 5, maxzoom: 16, promoteId: 'id', ...(bounds ? { bounds } : {}) });
    const drawn = { source, 'source-layer': 'features' };
    const colour = ['to-color', ['get', 'colour'], GROUND];
    map.addLayer({ id: `${source}-fill`, type: 'fill', ...drawn, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colour, 'fill-opacity': ['case', ['boolean', ['feature-state', 'chosen'], false], 0.85, 0.55] } }, above);
    map.addLayer({ id: `${source}-line`, type: 'line', ...drawn, minzoom: 10, paint: { 'line-color': '#5d5330', 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 0.2, 15, 1.2] } }, above);
    if (legend) toggle(legend, map, source, title);
  }
}

function toggle(legend, map, source, title) {
  const label = legend.appendChild(document.createElement('label'));
  const input = Object.assign(document.createElement('input'), { type: 'checkbox', checked: true });
  label.append(input, swatch(GROUND), title);
  input.addEventListener('change', () => {
    ['fill', 'line'].forEach((part) => map.setLayoutProperty(`${source}-${part}`, 'visibility', input.checked ? 'visible' : 'none'));
  });
}

function loaded(address) {
  return new Promise((ready, failed) => {
    const script = Object.assign(document.createElement('script'), { src: address, onload: ready, onerror: failed });
    document.head.append(script);
  });
}

/** Draws the supplied basemap at the bottom; answers whether there is one. A file that cannot be read is told and the map goes on. */
export async function addBasemap(map, box) {
  if (!box.dataset.basemap) return false;
  try {
    await loaded(box.dataset.pmtiles);
    const { PMTiles, Protocol } = window.pmtiles;
    const address = new URL(box.dataset.basemap, location.href).href;
    const protocol = new Protocol();
    const file = new PMTiles(address);
    protocol.add(file);
    maplibregl.addProtocol('pmtiles', protocol.tile);
    const [{ tileType }, about] = await Promise.all([file.getHeader(), file.getMetadata()]);
    const vector = tileType === 1;
    map.addSource('basemap', { type: vector ? 'vector' : 'raster', url: `pmtiles://${address}`, ...(vector ? {} : { tileSize: 256 }) });
    if (vector) outlines(map, about.vector_layers ?? []);
    else map.addLayer({ id: 'basemap', type: 'raster', source: 'basemap' });
    credit(box, about.attribution);
    return true;
  } catch (problem) {
    console.warn('basemap', problem);
    credit(box, say('Không đọc được bản đồ nền.', 'The basemap could not be read.'));
    return false;
  }
}

// Whose layers they are nobody knows: water blue, everything else a quiet grey.
function outlines(map, layers) {
  for (const { id } of layers.filter((layer) => !OFFICIAL.test(layer.id))) {
    const drawn = { source: 'basemap', 'source-layer': id };
    const water = /water|ocean|river|lake/i.test(id);
    map.addLayer({ id: `basemap-${id}-fill`, type: 'fill', ...drawn, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': water ? '#c9dfee' : '#e3e7ea', 'fill-opacity': 0.7 } });
    map.addLayer({ id: `basemap-${id}-line`, type: 'line', ...drawn, filter: ['==', ['geometry-type'], 'LineString'], paint: { 'line-color': water ? '#a9cbe2' : '#c3c9ce', 'line-width': 0.8 } });
  }
}

// The file's words as plain text, links taken out.
function credit(box, words) {
  if (!words) return;
  const text = new DOMParser().parseFromString(String(words), 'text/html').body.textContent;
  const element = box.appendChild(document.createElement('p'));
  element.className = 'map-note';
  element.textContent = text;
}
