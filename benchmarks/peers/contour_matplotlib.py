"""A still of a run over its contours, as one writes it with Matplotlib alone: one import of what it needs, one picture.

python contour_matplotlib.py RUN OUT.png
"""

import json
import sys
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

run, out = Path(sys.argv[1]), sys.argv[2]
told = json.loads((run / "run.json").read_text())
path, loss = np.load(run / "params.npy"), np.load(run / "loss.npy")
x, y, height = (np.load(run / f"surface.{name}.npy") for name in ("x", "y", "loss"))
figure = Figure(figsize=(12.8, 7.2), dpi=100)
canvas = FigureCanvasAgg(figure)
left = figure.add_axes((0.07, 0.12, 0.55, 0.74))
levels = np.geomspace(1e-2, height.max(), 14)
left.contourf(x, y, np.maximum(height, 1e-2), levels, norm=LogNorm(), cmap="Blues")
left.contour(x, y, height, levels, colors="k", linewidths=0.4)
left.plot(*path.T, "o-", color="#d1495b", markersize=3)
left.set(xlabel=told["parameter_names"][0] if "parameter_names" in told else "x", ylabel="y")
right = figure.add_axes((0.7, 0.12, 0.27, 0.6))
right.semilogy(loss, color="#d1495b")
right.set(xlabel="step", ylabel="loss")
figure.text(0.07, 0.92, f"{told['problem']['title']}, {told['optimizer']['name']}", fontsize=14)
figure.text(0.7, 0.85, f"step {len(loss) - 1}, loss {loss[-1]:.3g}")
canvas.print_png(out)
