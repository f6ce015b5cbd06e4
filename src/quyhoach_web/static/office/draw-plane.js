// Numbers of the drawing: metres and degrees by the page's polynomials, areas, snapping, coordinates as people write them.
import { language } from './words.js';

const ORDER = 5;

/** A point through one way of `plane_fit` (zones/plane_fit.py). */
export function through(way, [x, y]) {
  const p = (x - way.from[0]) / way.size[0];
  const q = (y - way.from[1]) / way.size[1];
  let [u, v] = way.to;
  for (let i = 0, n = 0, a = 1; i <= ORDER; i += 1, a *= p) {
    for (let j = 0, b = a; j <= ORDER - i; j += 1, n += 1, b *= q) { u += way.x[n] * b; v += way.y[n] * b; }
  }
  return [u, v];
}

/** Square metres of rings, outer first; each measured from its own first corner so that large numbers do no harm. */
export function areaOf(polygons) {
  const ringArea = (ring) => {
    const [[x, y]] = ring;
    return Math.abs(ring.reduce((sum, [a, b], n) => {
      const [c, d] = ring[(n + 1) % ring.length];
      return sum + (a - x) * (d - y) - (c - x) * (b - y);
    }, 0)) / 2;
  };
  return polygons.reduce((sum, rings) => sum + rings.filter((ring) => ring.length > 2).reduce((all, ring, n) => all + (n ? -1 : 1) * ringArea(ring), 0), 0);
}

export const whole = ([east, north]) => Number.isFinite(east) && Number.isFinite(north);

/** The nearest corner, else the nearest border of other areas within `reach` metres; null when there is none. */
export function snap([x, y], polygonsOfOthers, reach) {
  let corner = null;
  let border = null;
  let near = reach;
  let beside = reach;
  for (const ring of polygonsOfOthers.flat(2)) {
    for (let n = 0; n < ring.length; n += 1) {
      const [a, b] = ring[n];
      const off = Math.hypot(a - x, b - y);
      if (off <= near) { near = off; corner = [a, b]; }
      const [c, d] = ring[(n + 1) % ring.length];
      const long = (c - a) ** 2 + (d - b) ** 2;
      const share = long ? ((x - a) * (c - a) + (y - b) * (d - b)) / long : 0;
      if (share <= 0 || share >= 1) continue;
      const foot = [a + share * (c - a), b + share * (d - b)];
      const far = Math.hypot(foot[0] - x, foot[1] - y);
      if (far <= beside) { beside = far; border = foot; }
    }
  }
  return corner ?? border;
}

const marks = language === 'en' ? 'en-GB' : 'vi-VN';
const metres = new Intl.NumberFormat(marks, { minimumFractionDigits: 3, maximumFractionDigits: 3, useGrouping: 'always' });
const hectares = new Intl.NumberFormat(marks, { minimumFractionDigits: 4, maximumFractionDigits: 4, useGrouping: 'always' });

/** A coordinate to the millimetre: 512.345,678. */
export const shown = (value) => (Number.isFinite(value) ? metres.format(value) : '');
export const inHectares = (m2) => hectares.format(m2 / 10000);

/** What a person typed as metres; NaN when it is no number. Both 512.345,678 and 512345.678 are understood. */
export function metresIn(text) {
  const said = text.trim().replace(/[\s\u00a0_]/g, '').replace('−', '-');
  const [group, point] = language === 'en' ? [',', '.'] : ['.', ','];
  const grouped = new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d+)?$`);
  if (grouped.test(said)) return Number(said.replaceAll(group, '').replace(point, '.'));
  return /^-?\d+([.,]\d+)?$/.test(said) ? Number(said.replace(',', '.')) : NaN;
}

/** Lines of "E N" as corners; null for a line that has no two numbers. */
export function corners(text) {
  return text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const parts = line.split(/[;\t]|\s+/).filter(Boolean).map(metresIn);
    return parts.length >= 2 && whole(parts.slice(-2)) ? parts.slice(-2) : null;
  });
}
