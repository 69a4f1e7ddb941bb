"""Write three runs as a page of plotly's: surface, contours with paths, and losses, with the library in the file.

    python page_plotly.py OUT.html RUN...

What a lecturer writes: one figure of three subplots. When it has been drawn it sets the mark "first-picture".
"""

import sys
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

out, *runs = sys.argv[1:]
x, y, z = (np.load(Path(runs[0]) / f"surface.{name}.npy") for name in ("x", "y", "loss"))
depth = np.log1p(z - z.min())
fig = make_subplots(1, 3, specs=[[{"type": "xy"}, {"type": "scene"}, {"type": "xy"}]])
fig.add_trace(go.Contour(x=x, y=y, z=depth, ncontours=17, showscale=False), 1, 1)
fig.add_trace(go.Surface(x=x, y=y, z=depth, showscale=False), 1, 2)
for run in map(Path, runs):
    params, loss = np.load(run / "params.npy"), np.load(run / "loss.npy")
    fig.add_trace(go.Scatter(x=params[:, 0], y=params[:, 1], mode="lines", name=run.name), 1, 1)
    height = np.log1p(loss - z.min())
    fig.add_trace(go.Scatter3d(x=params[:, 0], y=params[:, 1], z=height, mode="lines", showlegend=False), 1, 2)
    fig.add_trace(go.Scatter(y=loss, mode="lines", showlegend=False), 1, 3)
fig.update_yaxes(type="log", row=1, col=3)
told = (
    "document.getElementById('{plot_id}').on('plotly_afterplot', () => performance.mark('first-picture'));"
    "document.getElementById('{plot_id}')._fullLayout && performance.mark('first-picture');"
)
fig.write_html(out, include_plotlyjs=True, post_script=told)
