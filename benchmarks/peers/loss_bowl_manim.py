"""Film a ball rolling down a bowl under a moving camera, in plain Manim: what its documentation leads one to write.

    python loss_bowl_manim.py RUN_DIR OUT.mp4 SECONDS

ThreeDScene, Surface of 32x32 faces, Sphere, the path by always_redraw; 1280x720 at 30 frames a second. Text stands in
for Manim's numbers, which need LaTeX.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
from manim import (
    BLUE,
    DEGREES,
    LEFT,
    UP,
    YELLOW,
    Sphere,
    Surface,
    Text,
    ThreeDScene,
    ValueTracker,
    VMobject,
    always_redraw,
    linear,
    tempconfig,
)

run, out, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
params, loss = np.load(run / "params.npy"), np.load(run / "loss.npy")
grid_x, grid_y, table = (np.load(run / f"surface.{name}.npy") for name in ("x", "y", "loss"))
steps = len(params) - 1
# The box is shown six units wide and three high.
ACROSS, HIGH = 6.0, 3.0


def place(x, y, f):
    """Return the scene coordinates of a point of the surface."""
    middle = np.array([grid_x[[0, -1]].mean(), grid_y[[0, -1]].mean()])
    across = ACROSS / max(np.ptp(grid_x), np.ptp(grid_y))
    return np.array(
        [(x - middle[0]) * across, (y - middle[1]) * across, (f - table.min()) / np.ptp(table) * HIGH - HIGH / 2]
    )


def height(x, y):
    """Return the sampled loss nearest to a point."""
    column = round((x - grid_x[0]) / (grid_x[1] - grid_x[0]))
    row = round((y - grid_y[0]) / (grid_y[1] - grid_y[0]))
    return table[min(max(row, 0), len(grid_y) - 1), min(max(column, 0), len(grid_x) - 1)]


def at(values, step):
    """Return the values up to a step, the last between two iterates."""
    whole = int(step)
    last = values[min(whole + 1, steps)]
    return np.concatenate([values[: whole + 1], [values[whole] + (step - whole) * (last - values[whole])]])


class PlainBowl(ThreeDScene):
    """The shot."""

    def construct(self):
        """Roll the ball while the camera goes round."""
        step = ValueTracker(0)
        surface = Surface(
            lambda u, v: place(u, v, height(u, v)),
            u_range=(grid_x[0], grid_x[-1]),
            v_range=(grid_y[0], grid_y[-1]),
            resolution=(32, 32),
        )
        surface.set_color(BLUE)
        points = [place(*point, value) for point, value in zip(params, loss, strict=True)]

        def path():
            line = VMobject(color=YELLOW, stroke_width=5)
            return line.set_points_as_corners(at(np.array(points), step.get_value()))

        ball = Sphere(radius=0.14).set_color(YELLOW)
        ball.add_updater(lambda mobject: mobject.move_to(at(np.array(points), step.get_value())[-1] + [0, 0, 0.14]))
        counter = always_redraw(
            lambda: Text(f"step {int(step.get_value())}", font_size=32).to_corner(UP + LEFT).shift([0, -0.8, 0])
        )
        title = Text("Gradient descent on a bowl", font_size=36).to_corner(UP + LEFT)
        self.set_camera_orientation(phi=60 * DEGREES, theta=-50 * DEGREES)
        self.add_fixed_in_frame_mobjects(title)
        self.add(surface, always_redraw(path), ball)
        self.add_fixed_in_frame_mobjects(counter)
        self.move_camera(
            theta=-10 * DEGREES,
            run_time=seconds,
            added_anims=[step.animate(rate_func=linear, run_time=seconds).set_value(steps)],
        )


with tempfile.TemporaryDirectory() as media:
    settings = {
        "pixel_width": 1280,
        "pixel_height": 720,
        "frame_rate": 30,
        "media_dir": media,
        "disable_caching": True,
        "progress_bar": "none",
        "verbosity": "ERROR",
    }
    with tempconfig(settings):
        PlainBowl().render()
    (film,) = [file for file in Path(media).rglob("*.mp4") if "partial_movie_files" not in file.parts]
    shutil.move(film, out)
