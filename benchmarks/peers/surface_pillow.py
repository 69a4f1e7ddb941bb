"""Animate gradient descent on a surface under an orbiting camera, with mplot3d, FuncAnimation and PillowWriter.

    python surface_pillow.py RUN_DIR OUT.gif [TRUE_FRAMES.npy]

What a blogger writes: plot_surface once, ax.view_init in every frame. The seconds from building the figure to the file
are printed. With a third argument the frames are drawn once more and kept as they were before encoding.
"""

import sys
import time
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation, PillowWriter

FPS = 20
FRAMES = 120
GRID = 60

run, out = Path(sys.argv[1]), sys.argv[2]
params = np.load(run / "params.npy")
loss = np.load(run / "loss.npy")
x, y, surface = (np.load(run / f"surface.{name}.npy") for name in ("x", "y", "loss"))
steps = len(params) - 1
columns, rows = (np.linspace(0, len(values) - 1, GRID).round().astype(int) for values in (x, y))
grid_x, grid_y = np.meshgrid(x[columns], y[rows])
grid_z = surface[np.ix_(rows, columns)]
# Half a second of stillness, then the descent, then one and a half seconds of stillness.
share = np.concatenate([np.zeros(10), np.linspace(0, 1, FRAMES - 40), np.ones(30)])
azimuth = -80 + 40 * share**2 * (3 - 2 * share)

start = time.perf_counter()
fig = plt.figure(figsize=(6.4, 4.8), dpi=100)
ax = fig.add_subplot(projection="3d", computed_zorder=False)
fig.suptitle("Gradient descent on a bowl", x=0.06, y=0.96, ha="left", va="top", fontsize=14, fontweight="bold")
counter = fig.text(0.97, 0.96, "", ha="right", va="top", fontsize=14, fontweight="bold")
ax.plot_surface(grid_x, grid_y, grid_z, rcount=GRID, ccount=GRID, cmap="viridis", linewidth=0)
(path,) = ax.plot([], [], [], color="tab:red", lw=2.4, zorder=10)
(ball,) = ax.plot([], [], [], "o", color="tab:red", ms=10, mec="white", zorder=11)
ax.set_xlabel("x")
ax.set_ylabel("y")
ax.set_zlabel("loss")


def at(values, step):
    """Return the values up to a step, the last between two iterates."""
    whole = int(step)
    last = values[min(whole + 1, steps)]
    return np.concatenate([values[: whole + 1], [values[whole] + (step - whole) * (last - values[whole])]])


def update(frame):
    """Show the descent up to a frame's step, from the frame's side."""
    step = share[frame] * steps
    points, losses = at(params, step), at(loss, step)
    path.set_data_3d(*points.T, losses)
    ball.set_data_3d(points[-1:, 0], points[-1:, 1], losses[-1:])
    ax.view_init(elev=40, azim=azimuth[frame])
    counter.set_text(f"step {int(step)} of {steps}")
    return path, ball, counter


FuncAnimation(fig, update, frames=FRAMES).save(out, writer=PillowWriter(fps=FPS))
print(time.perf_counter() - start)

if len(sys.argv) > 3:
    frames = []
    for frame in range(FRAMES):
        update(frame)
        fig.canvas.draw()
        frames.append(np.asarray(fig.canvas.buffer_rgba())[..., :3].copy())
    np.save(sys.argv[3], frames)
