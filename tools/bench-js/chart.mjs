// The main table as a picture: for each row, a bar for each peer.
import * as echarts from 'echarts';
import { figure } from './format.mjs';

// Colours that are told apart also by those who see few of them (Okabe and Ito).
const colours = {
  c: '#9a9a9a', bun: '#e69f00', deno: '#56b4e9', node26: '#009e73', koffi: '#cc79a7', addon: '#0072b2', ours: '#d55e00',
};

const kWidth = 960;
const kBar = 13;
const kRowGap = 14;
const kTop = 84;
const kBottom = 56;
const kTitles = 158; // The room for titles of rows.
const kLeast = 0.5; // Where the axis begins.

const font = (fontSize, more) => ({ fontFamily: 'sans-serif', color: '#222222', fontSize, ...more });

function axesOf(rows, gridIndex, most) {
  const x = {
    gridIndex, type: 'log', min: kLeast, max: most, startValue: kLeast,
    name: 'nanoseconds a call, logarithmic', nameLocation: 'middle', nameGap: 30, nameTextStyle: font(12),
    // The axis begins where there is no power of ten.
    axisLabel: font(12, { formatter: (value) => (value === kLeast ? '' : String(value)) }),
    splitLine: { lineStyle: { color: '#dddddd' } },
  };
  const y = {
    gridIndex, type: 'category', inverse: true, data: rows.map((row) => row.title),
    axisTick: { show: false }, axisLine: { lineStyle: { color: '#888888' } },
    axisLabel: font(12, { width: kTitles - 16, overflow: 'break', lineHeight: 15 }),
  };
  return { x, y };
}

/**
 * @param {string} title
 * @param {{title: string, medians: Record<string, number>}[]} rows
 * @param {Record<string, string>} names What the bars of each peer are called
 * @returns {string} SVG
 */
export function drawChart(title, rows, names) {
  const peers = Object.keys(names);
  const most = 10 ** Math.ceil(Math.log10(Math.max(...rows.flatMap(({ medians }) => Object.values(medians)))));
  const half = Math.ceil(rows.length / 2);
  const columns = [rows.slice(0, half), rows.slice(half)];
  const axes = columns.map((some, i) => axesOf(some, i, most));
  const rowHeight = peers.length * kBar + kRowGap;
  const chart = echarts.init(null, null, {
    renderer: 'svg', ssr: true, width: kWidth, height: kTop + kBottom + half * rowHeight,
  });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: title, left: 12, top: 10, textStyle: font(18) },
    legend: { top: 44, left: 8, itemGap: 16, itemWidth: 16, data: Object.values(names), textStyle: font(13) },
    grid: columns.map((some, i) => ({
      left: i * kWidth / 2 + kTitles, width: kWidth / 2 - kTitles - 30, top: kTop, height: some.length * rowHeight,
    })),
    xAxis: axes.map(({ x }) => x),
    yAxis: axes.map(({ y }) => y),
    series: columns.flatMap((some, i) => peers.map((peer) => ({
      type: 'bar', name: names[peer], xAxisIndex: i, yAxisIndex: i,
      itemStyle: { color: colours[peer] }, barWidth: kBar - 3, barGap: '30%',
      data: some.map(({ medians }) => medians[peer] ?? null),
      label: font(10, { show: true, position: 'right', distance: 3, formatter: ({ value }) => figure(value) }),
    }))),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
