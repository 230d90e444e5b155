// Draws each chart from the JSON beside it: the mean of the seeds, and the band from the least to the greatest.
(function () {
  'use strict';
  // Okabe and Ito's colours, in an order that is told apart by those who see few; dashes help the rest.
  const light = ['#0072b2', '#d55e00', '#007a5a', '#a0528c', '#8a6d00', '#3a3a3a', '#0b8fb8', '#7b3ff2'];
  const dark = ['#56b4e9', '#ff9248', '#2fd6a5', '#e59ad0', '#f0d94a', '#dddddd', '#9be3ff', '#c3a6ff'];
  const dashes = ['solid', 'solid', 'dashed', 'dashed', 'dotted', 'dotted', 'solid', 'dashed'];
  const night = window.matchMedia('(prefers-color-scheme: dark)');
  const drawn = [];

  function show(value) {
    if (value === null || value === undefined) { return 'none'; }
    const size = Math.abs(value);
    return size !== 0 && (size < 1e-5 || size >= 1e5) ? value.toExponential(3) : String(Number(value.toPrecision(4)));
  }

  function summary(arm, logarithmic) {
    const rows = [];
    arm.at.forEach(function (at, i) {
      const values = arm.seeds
        .map(function (seed) { return seed[i]; })
        .filter(function (v) { return v !== null && v !== undefined && (!logarithmic || v > 0); });
      if (values.length > 0) {
        rows.push({
          at: at,
          mean: values.reduce(function (a, b) { return a + b; }, 0) / values.length,
          least: Math.min.apply(null, values),
          greatest: Math.max.apply(null, values)
        });
      }
    });
    return rows;
  }

  /** A band is a closed shape in data coordinates, so that it works on a logarithmic axis too. */
  function band(rows, colour) {
    return function (params, api) {
      if (params.dataIndex > 0) { return null; }
      const points = rows.map(function (r) { return api.coord([r.at, r.greatest]); })
        .concat(rows.slice().reverse().map(function (r) { return api.coord([r.at, r.least]); }));
      return { type: 'polygon', silent: true, shape: { points: points }, style: { fill: colour, opacity: 0.16 } };
    };
  }

  /** How many rows the legend takes: its words are about seven points a letter. */
  function legendRows(chart, width) {
    let rows = 1;
    let used = 0;
    chart.arms.forEach(function (arm) {
      const wide = 40 + 7.5 * arm.name.length;
      if (used + wide > width - 20 && used > 0) { rows++; used = 0; }
      used += wide;
    });
    return rows;
  }

  /** Of the vertical axis: even for less than a factor of four, in powers of 2 or of 10 for more. */
  function axis(chart, sums) {
    if (!chart.logarithmic) { return { type: 'value', scale: true }; }
    const all = [].concat.apply([], Object.keys(sums).map(function (name) { return sums[name]; }));
    const least = Math.min.apply(null, all.map(function (r) { return r.least; }));
    const greatest = Math.max.apply(null, all.map(function (r) { return r.greatest; }));
    if (!(greatest / least >= 4)) { return { type: 'value', scale: true }; }
    const base = greatest / least < 300 ? 2 : 10;
    return { type: 'log', logBase: base, min: Math.pow(base, Math.floor(Math.log(least) / Math.log(base) + 1e-9)) };
  }

  function option(chart, width, forPrint) {
    const style = getComputedStyle(document.documentElement);
    const colours = night.matches && !forPrint ? dark : light;
    const ink = forPrint ? '#000' : style.getPropertyValue('--ink').trim();
    const line = forPrint ? '#ccc' : style.getPropertyValue('--line').trim();
    const ground = forPrint ? '#fff' : style.getPropertyValue('--paper').trim();
    const series = [];
    const sums = {};
    chart.arms.forEach(function (arm, i) {
      const colour = colours[i % colours.length];
      const rows = summary(arm, chart.logarithmic);
      sums[arm.name] = rows;
      series.push({
        name: arm.name, type: 'line', symbol: 'circle', symbolSize: rows.length > 30 ? 0 : 5, color: colour,
        lineStyle: { width: 2, type: dashes[i % dashes.length] },
        data: rows.map(function (r) { return [r.at, r.mean]; })
      });
      series.push({
        name: arm.name, type: 'custom', color: colour, silent: true, tooltip: { show: false }, z: 1, clip: true,
        renderItem: band(rows, colour), encode: { x: 0, y: [1, 2] },
        data: rows.map(function (r) { return [r.at, r.least, r.greatest]; })
      });
    });
    return {
      animation: false, backgroundColor: ground, textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 },
      legend: { type: 'plain', bottom: 0, left: 0, right: 0, itemWidth: 22, itemGap: 10, textStyle: { color: ink, fontSize: 13 }, inactiveColor: line,
        pageTextStyle: { color: ink }, pageIconColor: ink },
      grid: { left: 8, right: 16, top: 32, bottom: 40 + 22 * legendRows(chart, width), containLabel: true },
      xAxis: { type: chart.doubling ? 'log' : 'value', logBase: 2, name: chart.across, nameLocation: 'middle', nameGap: 26,
        min: function (r) { return r.min === r.max && !chart.doubling ? r.min - 1 : r.min; },
        max: function (r) { return r.min === r.max && !chart.doubling ? r.max + 1 : r.max; },
        minInterval: 1, axisLabel: { color: ink, fontSize: 12, formatter: show, hideOverlap: true }, nameTextStyle: { color: ink },
        splitLine: { show: false }, axisLine: { lineStyle: { color: line } } },
      yAxis: Object.assign(axis(chart, sums), { name: chart.unit,
        nameTextStyle: { color: ink, align: 'left' },
        axisLabel: { color: ink, fontSize: 12, formatter: show }, splitLine: { lineStyle: { color: line } } }),
      tooltip: {
        trigger: 'axis', confine: true, backgroundColor: ground, borderColor: line, textStyle: { color: ink, fontSize: 13 },
        formatter: function (points) {
          const at = points[0].value[0];
          const seen = {};
          const lines = [chart.across + ' ' + show(at)];
          points.forEach(function (p) {
            const row = sums[p.seriesName].find(function (r) { return r.at === at; });
            if (row && !seen[p.seriesName]) {
              seen[p.seriesName] = true;
              lines.push(p.marker + echarts.format.encodeHTML(p.seriesName) + ': <b>' + show(row.mean) + '</b>'
                + (row.least === row.greatest ? '' : ' (' + show(row.least) + ' … ' + show(row.greatest) + ')'));
            }
          });
          return lines.join('<br>');
        }
      },
      series: series
    };
  }

  /** With arrow keys what the pointer does: from point to point of the line that has most. */
  function keys(place, plot, chart) {
    let longest = 0;
    chart.arms.forEach(function (arm, i) { if (arm.at.length > chart.arms[longest].at.length) { longest = i; } });
    const count = summary(chart.arms[longest], chart.logarithmic).length;
    let index = -1;
    place.addEventListener('keydown', function (event) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (event.key === 'Escape') { plot.dispatchAction({ type: 'hideTip' }); }
      if (!step || count === 0) { return; }
      event.preventDefault();
      index = Math.min(count - 1, Math.max(0, index + step));
      plot.dispatchAction({ type: 'showTip', seriesIndex: 2 * longest, dataIndex: index });
    });
    place.addEventListener('blur', function () { plot.dispatchAction({ type: 'hideTip' }); });
  }

  function draw() {
    document.querySelectorAll('script[data-for]').forEach(function (data) {
      const chart = JSON.parse(data.textContent);
      const place = document.getElementById(data.dataset.for);
      const plot = echarts.init(place, null, { renderer: 'svg' });
      plot.setOption(option(chart, place.clientWidth, false));
      keys(place, plot, chart);
      drawn.push({ plot: plot, chart: chart, place: place });
    });
    document.documentElement.dataset.charts = String(drawn.length);
  }

  function again(forPrint) {
    drawn.forEach(function (d) { d.plot.resize(forPrint ? { width: Math.min(d.place.clientWidth, 640) } : { width: 'auto' }); d.plot.setOption(option(d.chart, d.plot.getWidth(), forPrint), true); });
  }

  /** On paper all drawings are open; on a small window the first one is, until somebody opens more. */
  const nets = Array.from(document.querySelectorAll('.drawn details'));
  let before = [];

  function unfold() {
    before = nets.filter(function (net) { return !net.open; });
    before.forEach(function (net) { net.open = true; });
  }

  function fold() {
    before.forEach(function (net) { net.open = false; });
    before = [];
  }

  if (window.innerWidth < 760) { nets.slice(1).forEach(function (net) { net.open = false; }); }
  draw();
  night.addEventListener('change', function () { again(false); });
  window.addEventListener('resize', function () { again(false); });
  window.addEventListener('beforeprint', function () { unfold(); again(true); });
  window.addEventListener('afterprint', function () { fold(); again(false); });
}());
