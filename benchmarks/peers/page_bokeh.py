"""Write three runs as a page of Bokeh's: contours with paths, and losses, with the library in the file.

    python page_bokeh.py OUT.html RUN...

Bokeh draws no surface. When all is drawn it sets the mark "first-picture".
"""

import sys
from pathlib import Path

import numpy as np
from bokeh.embed import file_html
from bokeh.layouts import row
from bokeh.palettes import Category10, Viridis256
from bokeh.plotting import figure
from bokeh.resources import INLINE

MARK = """<script>(function wait() {
  const [shown] = window.Bokeh?.documents ?? [];
  if (shown?.is_idle) performance.mark("first-picture"); else requestAnimationFrame(wait);
})()</script></body>"""

out, *runs = sys.argv[1:]
x, y, z = (np.load(Path(runs[0]) / f"surface.{name}.npy") for name in ("x", "y", "loss"))
depth = np.log1p(z - z.min())
levels = np.linspace(0, depth.max(), 18)
plane, losses = figure(width=590, height=700), figure(width=590, height=700, y_axis_type="log")
plane.contour(x, y, depth, levels, fill_color=Viridis256, line_color="black", line_alpha=0.3)
for run, color in zip(map(Path, runs), Category10[10], strict=False):
    params, loss = np.load(run / "params.npy"), np.load(run / "loss.npy")
    plane.line(params[:, 0], params[:, 1], color=color, legend_label=run.name)
    losses.line(np.arange(len(loss)), loss, color=color)
page = file_html(row(plane, losses), INLINE, "Rosenbrock")
Path(out).write_text(page.replace("</body>", MARK), encoding="utf-8")
