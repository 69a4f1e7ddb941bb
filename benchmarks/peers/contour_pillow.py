"""Animate gradient descent over contours beside its loss, with matplotlib's FuncAnimation and PillowWriter.

    python contour_pillow.py RUN_DIR OUT.gif [TRUE_FRAMES.npy]

What a blogger writes: update the artists in a function, let the animation save itself. The seconds from building the
figure to the file are printed. With a third argument the frames are drawn once more and kept as they were before
encoding.
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

run, out = Path(sys.argv[1]), sys.argv[2]
params = np.load(run / "params.npy")
loss = np.load(run / "loss.npy")
x, y, surface = (np.load(run / f"surface.{name}.npy") for name in ("x", "y", "loss"))
steps = len(params) - 1
# Half a second of stillness, then the descent, then one and a half seconds of stillness.
frame_step = np.concatenate([np.zeros(10), np.linspace(0, steps, FRAMES - 40), np.full(30, steps)])

start = time.perf_counter()
fig, (ax, ax_loss) = plt.subplots(1, 2, figsize=(8, 4.5), dpi=100, width_ratios=[1.7, 1])
fig.suptitle("Gradient descent on a bowl", x=0.06, y=0.96, ha="left", va="top", fontsize=14, fontweight="bold")
fig.subplots_adjust(left=0.08, right=0.97, bottom=0.12, top=0.84, wspace=0.28)
counter = fig.text(0.97, 0.96, "", ha="right", va="top", fontsize=14, fontweight="bold")

levels = surface.min() + np.logspace(-2, 0, 18) * np.ptp(surface)
levels[0] = surface.min()
ax.contourf(x, y, surface, levels=levels, cmap="Blues_r", norm=mpl.colors.PowerNorm(0.4))
ax.contour(x, y, surface, levels=levels, colors="k", linewidths=0.5, alpha=0.3)
ax.plot(*params[-1], "o", ms=11, mfc="none", mec="k")
ax.set_xlabel("x")
ax.set_ylabel("y")
ax.set_aspect("equal")
(path,) = ax.plot([], [], color="tab:red", lw=2.4, marker="o" if steps <= 80 else "", ms=4, mec="white")
(head,) = ax.plot([], [], "o", color="tab:red", ms=10, mec="white")

ax_loss.semilogy(loss, color="tab:red", lw=1.2, alpha=0.25)
(curve,) = ax_loss.semilogy([], [], color="tab:red", lw=2)
(now,) = ax_loss.semilogy([], [], "o", color="tab:red", ms=7, mec="white")
ax_loss.set_xlabel("step")
ax_loss.set_title("Loss", loc="left", fontsize=11)
ax_loss.grid(axis="y", alpha=0.4)


def at(values, step):
    """Return the values up to a step, the last between two iterates."""
    whole = int(step)
    last = values[min(whole + 1, steps)]
    return np.concatenate([values[: whole + 1], [values[whole] + (step - whole) * (last - values[whole])]])


def update(frame):
    """Show the descent up to a frame's step."""
    step = frame_step[frame]
    points, losses = at(params, step), at(loss, step)
    path.set_data(*points.T)
    head.set_data(points[-1:, 0], points[-1:, 1])
    curve.set_data([*range(len(losses) - 1), step], losses)
    now.set_data([step], losses[-1:])
    counter.set_text(f"step {int(step)} of {steps}")
    return path, head, curve, now, counter


FuncAnimation(fig, update, frames=FRAMES).save(out, writer=PillowWriter(fps=FPS))
print(time.perf_counter() - start)

if len(sys.argv) > 3:
    frames = []
    for frame in range(FRAMES):
        update(frame)
        fig.canvas.draw()
        frames.append(np.asarray(fig.canvas.buffer_rgba())[..., :3].copy())
    np.save(sys.argv[3], frames)
