"""Things turn into others in films: what is followed in the frames goes on, and never jumps."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes import SCENES
from pixels import places_of

from gdviz.solving.solver import solve
from gdviz.stage.stage import Stage
from gdviz.style.themes import DARK


def changed(before: np.ndarray, after: np.ndarray) -> float:
    """Return how much of the page is another in the next frame, and plainly so."""
    return float((np.abs(after.astype(int) - before).max(axis=-1) > 60).mean())


def beat_of(stage: Stage) -> str:
    return stage.beats[-1].name if stage.beats else ""


def test_from_the_relief_to_the_map_the_balls_go_on(told: Any, solved_once: Any) -> None:
    runs = [solved_once("rosenbrock", name, steps=60) for name in ("gd", "adam")]
    ink = DARK.look_of(0, 2).color
    told_by: list[tuple[str, float, int]] = []

    def look(stage: Stage, pixels: np.ndarray) -> np.ndarray | None:
        if beat_of(stage) != "from above":
            return None
        told_by.append((beat_of(stage), stage.step.get_value(), len(places_of(pixels[..., :3], ink, 40))))
        return np.array(pixels[..., :3])

    _, kept = told(SCENES["optimizer-race"].load(), runs, look)
    frames = [frame for frame in kept if frame is not None]
    assert len(frames) > 50
    assert min(count for _, _, count in told_by) > 15, "the run's colour is always there"
    # Nothing of the page is exchanged at once, as by a cut.
    assert max(changed(a, b) for a, b in zip(frames, frames[1:], strict=False)) < 0.25
    steps = np.array([step for _, step, _ in told_by])
    assert (steps[0], steps[-1]) == (60, 0)
    assert (np.diff(steps) <= 0).all(), "the race is taken back"
    assert np.diff(steps).min() > -60 / 8


def test_the_map_of_basins_is_the_relief_from_above(told: Any, tmp_path: Path) -> None:
    run = solve(
        None, function="x**4 - 2*x**2 + y**2", domain=[-2, 2, -2, 2], lr=0.02, steps=60, basins=20, out=tmp_path / "run"
    )

    def look(stage: Stage, pixels: np.ndarray) -> np.ndarray | None:
        return np.array(pixels[..., :3]) if beat_of(stage) == "a start" else None

    _, kept = told(SCENES["basins"].load(), [run], look)
    frames = [frame for frame in kept if frame is not None]
    assert max(changed(a, b) for a, b in zip(frames, frames[1:], strict=False)) < 0.25
