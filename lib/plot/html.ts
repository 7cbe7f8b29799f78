import { escapeHtml } from '../progress';
import type { FigureLike } from './figure';
import { toSvg } from './still/svg';

/**
 * Draws the figure beside the script and takes the still picture away. The text
 * takes the page's own colour, which here (unlike in a saved notebook) is known.
 * Plotly may come later in the page, so without it we try once more when all is loaded.
 */
const DRAW = `(function () {
  var host = document.currentScript && document.currentScript.parentNode;
  if (!host) return;
  function draw() {
    if (!window.Plotly) return;
    var figure = JSON.parse(host.querySelector('script[type="application/json"]').textContent);
    figure.layout.font = figure.layout.font || {};
    figure.layout.font.color = getComputedStyle(host).color;
    var place = document.createElement('div');
    host.insertBefore(place, host.firstChild);
    window.Plotly.newPlot(place, figure).then(function () {
      var still = host.querySelector('img');
      if (still) still.remove();
    });
  }
  if (window.Plotly) draw();
  else window.addEventListener('load', draw);
})();`;

/**
 * A figure as an HTML fragment for exported pages. With a global `Plotly` on the
 * page it draws itself. Without (GitHub and mail strip scripts) it is a still SVG in
 * an `img`, the one form that sanitizers leave in place, with `summary` for readers
 * who see no pictures.
 */
export function toHtml(figure: FigureLike, summary: string): string {
  const svg = Buffer.from(toSvg(figure), 'utf8').toString('base64');
  // In a script element only "<" can end or nest one, so it alone is escaped.
  const json = JSON.stringify(figure).replace(/</g, '\\u003c');
  return [
    '<div class="figure" style="max-width: 100%">',
    `<img alt="${escapeHtml(summary)}" style="max-width: 100%" src="data:image/svg+xml;base64,${svg}">`,
    `<script type="application/json">${json}</script>`,
    `<script>${DRAW}</script>`,
    '</div>',
  ].join('\n');
}
