// The little mark of a legend; its colour is an attribute, since inline styles are not allowed.
const SVG = 'http://www.w3.org/2000/svg';

export function swatch(colour, shape = 'M0 0h12v12H0z') {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 12 12');
  svg.setAttribute('aria-hidden', 'true');
  const path = svg.appendChild(document.createElementNS(SVG, 'path'));
  path.setAttribute('d', shape);
  path.setAttribute('fill', colour);
  return svg;
}
