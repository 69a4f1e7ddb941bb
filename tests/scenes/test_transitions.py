"""Things turn into others in films: what is followed in the frames goes on, and never jumps."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes import SCENES
from manim import tempconfig
from pixels import places_of
from stages import Keeper

from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.stage.relief import ReliefProp
from gdviz.stage.stage import Stage
from gdviz.style.themes import DARK

# A cut exchanges most of the page.
CUT = 0.3


def frames_of(scene: str, runs: list[Run], beat: str, look: Callable[[Stage], Any]) -> list[tuple[np.ndarray, Any]]:
    """Return the frames of one beat, and with each what `look` makes of the stage."""
    from gdviz.rendering.manim_frames import FrameRenderer

    class OneBeat(Keeper):
        is_here = False

        def begins(self, number: int, name: str) -> None:
            self.is_here = name == beat

        def wants(self, count: int) -> bool:
            return self.is_here

    crew = OneBeat(lambda pixels: (np.array(pixels[..., :3]), look(stage)), paints=True)
    kind = SCENES[scene].load()
    dressed = type(kind.__name__, (kind,), {"runs": [run.path for run in runs], "style": DARK})
    with tempconfig({"frame_rate": 5.0, "pixel_width": 320, "pixel_height": 180}):
        stage = dressed(renderer=FrameRenderer(crew))
        stage.render()
    return crew.kept


def changes(frames: list[np.ndarray]) -> np.ndarray:
    """Return how much of the page is plainly another from each frame to the next."""
    return np.array([(np.abs(b.astype(int) - a).max(axis=-1) > 60).mean() for a, b in pairwise(frames)])


def test_from_the_relief_to_the_map_a_ball_goes_on(frame: None, solved_once: Any) -> None:
    runs = [solved_once("rosenbrock", name, steps=60) for name in ("gd", "adam")]
    kept = frames_of("optimizer-race", runs, "from above", lambda stage: stage.step.get_value())
    steps = np.array([step for _, step in kept])
    assert (steps[0], steps[-1]) == (60, 0)
    assert (np.diff(steps) <= 0).all(), "the race is taken back"
    assert np.diff(steps).min() > -60 / 4
    assert changes([pixels for pixels, _ in kept]).max() < CUT
    rising = [pixels for pixels, step in kept if step == 60][:15]
    ink = DARK.look_of(0, 2).color
    # The colour of the run is only in its path and its ball, right of the words; places are of frames twice as large.
    places = [places_of(pixels.repeat(2, 0).repeat(2, 1), ink, 40) for pixels in rising]
    middles = np.stack([np.median(at[at[:, 0] > 1.25], axis=0) for at in places])
    assert np.isfinite(middles).all(), "it is always there"
    assert np.linalg.norm(np.diff(middles, axis=0), axis=-1).max() < 1.8, "it never jumps"


def test_the_map_of_basins_is_the_relief_from_above(frame: None, tmp_path: Path) -> None:
    wells: dict[str, Any] = {"function": "x**4 - 2*x**2 + y**2", "domain": [-2, 2, -2, 2], "lr": 0.02, "steps": 60}
    run = solve(None, **wells, basins=20, out=tmp_path / "run")

    def opacity(stage: Stage) -> float:
        return min((one.seen.get_value() for one in stage.mobjects if isinstance(one, ReliefProp)), default=1.0)

    kept = frames_of("basins", [run], "a start", opacity)
    assert changes([pixels for pixels, _ in kept]).max() < CUT
    assert all(seen == 1 for _, seen in kept), "it does not fade"
