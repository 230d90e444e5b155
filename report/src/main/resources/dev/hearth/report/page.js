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
    return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(3) : String(Number(value.toPrecision(4)));
  }

  function summary(arm, logarithmic) {
    const epochs = Math.max.apply(null, arm.seeds.map(function (seed) { return seed.length; }));
    const rows = [];
    for (let epoch = 0; epoch < epochs; epoch++) {
      const values = arm.seeds
        .map(function (seed) { return seed[epoch]; })
        .filter(function (v) { return v !== null && v !== undefined && (!logarithmic || v > 0); });
      if (values.length > 0) {
        rows.push({
          epoch: epoch + 1,
          mean: values.reduce(function (a, b) { return a + b; }, 0) / values.length,
          least: Math.min.apply(null, values),
          greatest: Math.max.apply(null, values)
        });
      }
    }
    return rows;
  }

  /** A band is a closed shape in data coordinates, so that it works on a logarithmic axis too. */
  function band(rows, colour) {
    return function (params, api) {
      if (params.dataIndex > 0) { return null; }
      const points = rows.map(function (r) { return api.coord([r.epoch, r.greatest]); })
        .concat(rows.slice().reverse().map(function (r) { return api.coord([r.epoch, r.least]); }));
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

  /** The decade below, so that a logarithmic axis begins at its data and not at one. */
  function below(range) {
    return Math.pow(10, Math.floor(Math.log10(range.min) * 2) / 2);
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
        data: rows.map(function (r) { return [r.epoch, r.mean]; })
      });
      series.push({
        name: arm.name, type: 'custom', color: colour, silent: true, tooltip: { show: false }, z: 1, clip: true,
        renderItem: band(rows, colour),
        data: rows.map(function (r) { return [r.epoch, r.least, r.greatest]; })
      });
    });
    return {
      animation: false, backgroundColor: ground, textStyle: { color: ink, fontFamily: 'inherit', fontSize: 13 },
      title: { text: chart.title, textStyle: { color: ink, fontSize: 15, fontWeight: 600 } },
      legend: { type: 'plain', bottom: 0, left: 0, right: 0, itemWidth: 22, itemGap: 10, textStyle: { color: ink, fontSize: 13 }, inactiveColor: line,
        pageTextStyle: { color: ink }, pageIconColor: ink },
      grid: { left: 8, right: 16, top: 56, bottom: 40 + 22 * legendRows(chart, width), containLabel: true },
      xAxis: { type: 'value', name: 'epoch', nameLocation: 'middle', nameGap: 26, min: function (r) { return r.min === r.max ? r.min - 1 : r.min; }, max: 'dataMax',
        minInterval: 1, axisLabel: { color: ink, fontSize: 12 }, nameTextStyle: { color: ink },
        splitLine: { show: false }, axisLine: { lineStyle: { color: line } } },
      yAxis: { type: chart.logarithmic ? 'log' : 'value', name: chart.unit, scale: true, min: chart.logarithmic ? below : undefined,
        nameTextStyle: { color: ink, align: 'left' },
        axisLabel: { color: ink, fontSize: 12, formatter: show }, splitLine: { lineStyle: { color: line } } },
      tooltip: {
        trigger: 'axis', backgroundColor: ground, borderColor: line, textStyle: { color: ink, fontSize: 13 },
        formatter: function (points) {
          const epoch = points[0].value[0];
          const seen = {};
          const lines = ['epoch ' + epoch];
          points.forEach(function (p) {
            const row = sums[p.seriesName].find(function (r) { return r.epoch === epoch; });
            if (row && !seen[p.seriesName]) {
              seen[p.seriesName] = true;
              lines.push(p.marker + echarts.format.encodeHTML(p.seriesName) + ': <b>' + show(row.mean) + '</b> ('
                + show(row.least) + ' … ' + show(row.greatest) + ')');
            }
          });
          return lines.join('<br>');
        }
      },
      series: series
    };
  }

  function draw() {
    document.querySelectorAll('script[data-for]').forEach(function (data) {
      const chart = JSON.parse(data.textContent);
      const place = document.getElementById(data.dataset.for);
      const plot = echarts.init(place, null, { renderer: 'svg' });
      plot.setOption(option(chart, place.clientWidth, false));
      drawn.push({ plot: plot, chart: chart });
    });
    document.documentElement.dataset.charts = String(drawn.length);
  }

  function again(forPrint) {
    drawn.forEach(function (d) { d.plot.resize(); d.plot.setOption(option(d.chart, d.plot.getWidth(), forPrint), true); });
  }

  draw();
  night.addEventListener('change', function () { again(false); });
  window.addEventListener('resize', function () { again(false); });
  window.addEventListener('beforeprint', function () { again(true); });
  window.addEventListener('afterprint', function () { again(false); });
}());
