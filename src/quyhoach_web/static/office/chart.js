// Charts from JSON in the page. Tooltips are drawn in the chart itself: an HTML tooltip would need inline styles.
import * as echarts from '../vendor/echarts/echarts.esm.min.js';
import { swatch } from './swatch.js';
import { calm, day, json, number, say } from './words.js';

const COLOURS = ['#0b4f8a', '#2a9d8f', '#e0a030', '#7b4b94', '#5aa5d6', '#b5533c', '#6a994e', '#8d99a6', '#c77dab', '#47608a', '#a68a4b', '#3f7d6e'];
const CEILING = '#9b1c13';
const RANGE = [COLOURS[4], COLOURS[4], COLOURS[0], COLOURS[2]];
const INK = '#16232f';
const INK_2 = '#46586a';
const LINE = '#d9e0e6';
const FONT = '"Be Vietnam Pro", system-ui, sans-serif';

/** `{kind, title, unit, x, series: [{name, values}], line?}` → options of ECharts. */
export function options(data, width = 600) {
  const draw = { stacked, bars, horizontal, steps, band }[data.kind] ?? bars;
  return {
    animation: !calm,
    animationDuration: 250,
    color: COLOURS,
    textStyle: { fontFamily: FONT, color: INK },
    aria: { enabled: true, label: { description: describe(data) } },
    legend: { show: false },
    grid: { left: 8, right: 12, top: 26, bottom: 4, containLabel: true },
    ...draw(data, width),
  };
}

function describe(data) {
  const names = data.series.map((series) => series.name).join(', ');
  const table = say('Bảng số liệu ở ngay dưới.', 'The table of figures is right below.');
  return `${data.title ?? ''}${data.unit ? `, ${data.unit}` : ''}: ${names}. ${table}`;
}

function tooltip(formatter) {
  return { trigger: 'axis', renderMode: 'richText', confine: true, formatter, axisPointer: { type: 'shadow' },
    backgroundColor: '#fff', borderColor: '#b6c2cd', textStyle: { color: INK, fontFamily: FONT, fontSize: 12 } };
}

const valueAxis = () => ({ type: 'value', axisLabel: { color: INK_2, fontSize: 11, hideOverlap: true, formatter: (v) => number(v) }, splitLine: { lineStyle: { color: LINE } }, splitNumber: 4 });
const wrapped = (x, width) => (x.length > 8 ? { hideOverlap: true } : { interval: 0, width: (width - 80) / x.length - 4, overflow: 'break', lineHeight: 15 });
const categories = (x, width) => ({ type: 'category', data: x.map(String), axisTick: { show: false }, axisLine: { lineStyle: { color: '#b6c2cd' } }, axisLabel: { color: INK, fontSize: 12, ...wrapped(x, width) } });

function listed(points) {
  const lines = points.filter((p) => p.seriesName && p.value !== null && p.value !== undefined).map((p) => `${p.marker}${p.seriesName}: ${number(p.value)}`);
  return [points[0].axisValueLabel ?? points[0].name, ...lines].join('\n');
}

// One mark a year: a ceiling holds for its year and leads nowhere.
const ceiling = (data, width) => data.line && { name: data.line.name, type: 'scatter', data: data.line.values, symbol: 'rect', z: 5, color: CEILING,
  symbolSize: [Math.min(72, (0.68 * width) / data.x.length), 3] };

function totals(data, width) {
  const sum = data.x.map((_, n) => data.series.reduce((all, s) => (s.values[n] === null ? all : all + s.values[n]), 0));
  return { name: '', type: 'bar', stack: 'all', data: sum.map(() => 0), silent: true, color: 'transparent', tooltip: { show: false },
    label: { show: data.series.length > 1 && width / data.x.length > 76, position: 'top', formatter: (p) => number(sum[p.dataIndex]), color: INK, fontWeight: 600, fontSize: 11,
      backgroundColor: 'rgba(255,255,255,0.85)', padding: [1, 3], distance: 4 }, z: 6 };
}

function stacked(data, width) {
  const series = data.series.map((s, n) => ({ name: s.name, type: 'bar', stack: 'all', data: s.values, color: COLOURS[n % COLOURS.length], barMaxWidth: 56,
    itemStyle: { borderColor: '#fff', borderWidth: 0.5 } }));
  return { xAxis: categories(data.x, width), yAxis: valueAxis(), tooltip: tooltip(listed), series: [...series, totals(data, width), ceiling(data, width)].filter(Boolean) };
}

function bars(data, width) {
  const label = { show: data.series.length === 1, position: 'top', formatter: (p) => number(p.value), color: INK, fontSize: 11 };
  const series = data.series.map((s, n) => ({ name: s.name, type: 'bar', data: s.values, color: COLOURS[n % COLOURS.length], barMaxWidth: 44, label }));
  return { xAxis: categories(data.x, width), yAxis: valueAxis(), tooltip: tooltip(listed), series: [...series, ceiling(data, width)].filter(Boolean) };
}

function horizontal(data, width) {
  const label = { show: data.series.length === 1, position: 'right', formatter: (p) => number(p.value), color: INK, fontSize: 11 };
  const axis = { ...categories(data.x, width), inverse: true, axisLabel: { color: INK, fontSize: 12, lineHeight: 15, width: Math.min(190, width * 0.36), overflow: 'break', interval: 0 } };
  const series = data.series.map((s, n) => ({ name: s.name, type: 'bar', stack: data.series.length > 1 ? 'all' : undefined, data: s.values, color: COLOURS[n % COLOURS.length], barMaxWidth: 22, label }));
  return { xAxis: { ...valueAxis(), position: 'top', splitNumber: 2 }, yAxis: axis, tooltip: tooltip(listed), series, grid: { left: 8, right: 64, top: 24, bottom: 4, containLabel: true } };
}

function steps(data) {
  const series = data.series.map((s, n) => ({ name: s.name, type: 'line', step: 'end', data: s.values, symbol: 'circle', symbolSize: 9, color: COLOURS[n % COLOURS.length],
    lineStyle: { width: 2 }, label: { show: true, position: 'top', formatter: (p) => number(p.value[1]), color: INK, fontSize: 11 }, labelLayout: { hideOverlap: true } }));
  const formatter = (p) => `${p.seriesName}\n${day(p.value[0])}: ${number(p.value[1])}`;
  return { xAxis: { type: 'time', boundaryGap: ['7%', '7%'], splitNumber: 4, axisLabel: { color: INK, hideOverlap: true, formatter: (t) => day(new Date(t).toISOString()) } }, yAxis: { ...valueAxis(), scale: true, boundaryGap: [0, '10%'] },
    tooltip: { ...tooltip(formatter), trigger: 'item' }, series, grid: { left: 8, right: 32, top: 30, bottom: 4, containLabel: true } };
}

// What may come out otherwise: the first two series are the edges of a range, the others are lines; zero is the line not to cross.
function band(data, width) {
  const range = data.series.length > 2;
  const line = (s, n, more = {}) => ({ name: s.name, type: 'line', data: s.values, symbol: 'none', color: (range ? RANGE : COLOURS)[n % COLOURS.length], lineStyle: { width: 2 }, z: 4, ...more });
  const edge = (s, n, more = {}) => line(s, n, { lineStyle: { width: 1, opacity: 0.7 }, z: 3, ...more });
  const [low, high, ...rest] = data.series;
  const shade = range && { name: '', type: 'line', stack: 'range', stackStrategy: 'all', silent: true, symbol: 'none', lineStyle: { opacity: 0 }, z: 1,
    data: low.values.map((v, n) => (v === null || high.values[n] === null ? null : high.values[n] - v)), areaStyle: { color: '#0b4f8a', opacity: 0.12 } };
  const under = range && { ...shade, data: low.values, areaStyle: undefined };
  const zero = { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: CEILING, type: 'solid', width: 1.5 }, data: [{ yAxis: 0 }] };
  const series = range ? [under, shade, edge(low, 0), edge(high, 1), line(rest[0], 2, { markLine: zero }), ...rest.slice(1).map((s, n) => line(s, n + 3, { lineStyle: { width: 2, type: 'dashed' } }))]
    : data.series.map((s, n) => line(s, n, { areaStyle: { opacity: 0.18 } }));
  const formatter = (points) => [points[0].axisValueLabel, ...data.series.map((s) => `${s.name}: ${number(s.values[points[0].dataIndex])}`)].join('\n');
  const axis = categories(data.x, width);
  return { xAxis: { ...axis, boundaryGap: false, axisLabel: { color: INK, fontSize: 11, hideOverlap: true }, axisLine: { ...axis.axisLine, onZero: false } }, yAxis: valueAxis(),
    tooltip: { ...tooltip(formatter), axisPointer: { type: 'line' } }, series, grid: { left: 8, right: 20, top: 16, bottom: 4, containLabel: true } };
}

// The legend is a list of real buttons: it wraps on a phone, prints and is reached by keyboard.
function legend(box, chart, data) {
  const colours = data.kind === 'band' && data.series.length > 2 ? RANGE : COLOURS;
  const named = [...data.series.map((s, n) => [s.name, colours[n % colours.length]]), ...(data.line ? [[data.line.name, CEILING]] : [])];
  if (named.length < 2) return;
  const list = document.createElement('ul');
  list.className = 'chart-legend';
  list.setAttribute('aria-label', say('Hiện hoặc ẩn trên biểu đồ', 'Show or hide in the chart'));
  for (const [name, colour] of named) {
    const button = list.appendChild(document.createElement('li')).appendChild(document.createElement('button'));
    button.type = 'button';
    button.setAttribute('aria-pressed', 'true');
    button.append(swatch(colour), name);
    button.addEventListener('click', () => {
      button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') === 'false'));
      chart.dispatchAction({ type: 'legendToggleSelect', name });
    });
  }
  box.before(list);
}

/** Draws the chart of one `[data-chart]` element. */
export function start(box) {
  const data = json(box.dataset.source);
  if (!data) return;
  if (data.kind === 'horizontal') box.style.height = `${36 + data.x.length * 40}px`;
  const chart = echarts.init(box, null, { renderer: 'svg' });
  chart.setOption(options(data, box.clientWidth));
  legend(box, chart, data);
  new ResizeObserver(() => chart.resize()).observe(box);
  chart.on('finished', () => { box.dataset.ready = ''; });
}
