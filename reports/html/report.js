// Draws the charts of the report from the data in it. Everything that they show stands in tables, too.
'use strict'
;(() => {
  const colours = ['#3b82c4', '#d9822b', '#c0392b', '#6b7a8c', '#2f9e62']
  Chart.defaults.animation = false
  Chart.defaults.color = '#7d8794' // legible on light, on dark and on paper
  Chart.defaults.borderColor = 'rgba(128, 136, 148, 0.22)'
  Chart.defaults.font.family = 'system-ui, sans-serif'

  const axis = (text, more = {}) => ({title: {display: true, text}, beginAtZero: true, ...more})

  const dataset = (series, index, kind) => ({
    label: series.name,
    data: series.values,
    type: kind,
    yAxisID: series.right ? 'right' : 'y',
    borderColor: colours[series.colour],
    backgroundColor: kind === 'bar' ? colours[series.colour] : 'transparent',
    borderWidth: kind === 'bar' ? 0 : 1.75,
    pointRadius: series.values.length > 60 ? 0 : 2,
    categoryPercentage: 1,
    barPercentage: 0.92,
    order: index,
  })

  for (const chart of JSON.parse(document.getElementById('data').textContent).charts) {
    const scales = {
      x: axis(chart.x, {ticks: {autoSkip: true, maxRotation: 0, autoSkipPadding: 12}}),
      y: axis(chart.y),
    }
    if (chart.right) scales.right = axis(chart.right, {position: 'right', grid: {drawOnChartArea: false}})
    new Chart(document.getElementById(chart.id), {
      type: chart.kind,
      data: {labels: chart.labels, datasets: chart.series.map((series, i) => dataset(series, i, chart.kind))},
      options: {
        maintainAspectRatio: false,
        interaction: {mode: 'index', intersect: false},
        plugins: {legend: {display: chart.series.length > 1, labels: {boxWidth: 14, boxHeight: 2}}},
        scales,
      },
    })
  }
  document.documentElement.dataset.charts = 'drawn'
})()
