"""Runs in batches of other sizes see as many points as each other, and what is said of their noise is counted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.noisy_descent import NoisyDescent

from gdviz.analysis.boxes import Share
from gdviz.runs.run import Run
from gdviz.stage.stage import Stage

BOX = Share(0.04, 0.43, 0.96, 0.79)
Staged = Callable[..., Stage]
Told = Callable[..., tuple[Stage, list[Any]]]


@pytest.fixture(scope="module")
def runs(solved_once: Callable[..., Run]) -> dict[str, Run]:
    return {
        "single": solved_once("logistic", lr=0.2, batch=1, epochs=8),
        "full": solved_once("logistic", lr=0.2, epochs=8),
        "mini": solved_once("logistic", lr=0.2, batch=16, epochs=8),
        "other": solved_once("logistic", lr=0.1, batch=16, epochs=8),
        "short": solved_once("logistic", lr=0.2, batch=16, steps=3),
        "svm": solved_once("svm", batch=4, epochs=1),
        "bowl": solved_once("bowl", steps=2),
        "slope": solved_once("slope", steps=2),
        "line": solved_once("line", lr=0.1, epochs=4),
        "line-1": solved_once("line", lr=0.1, batch=1, epochs=4),
        "away": solved_once("line", lr=2.5, batch=10, epochs=4),
    }


@pytest.fixture
def three(runs: dict[str, Run]) -> list[Run]:
    return [runs[name] for name in ("single", "full", "mini")]


def test_other_runs_are_refused(runs: dict[str, Run]) -> None:
    assert "not fitted to points" in (NoisyDescent.refuse(runs["bowl"]) or "")
    assert "one parameter" in (NoisyDescent.refuse(runs["slope"]) or "")
    assert NoisyDescent.refuse(runs["full"]) is None
    together = NoisyDescent.refuse_all
    assert together([runs["full"], runs["mini"], runs["single"]]) is None
    assert "one run is no comparison" in (together([runs["full"]]) or "")
    assert "5 runs" in (together([runs["full"]] * 5) or "")
    assert "not of one problem" in (together([runs["full"], runs["svm"]]) or "")
    assert "as many points a step (16, 16)" in (together([runs["mini"], runs["other"]]) or "")
    moved = {**runs["mini"].arrays, "data.X": runs["mini"].data["X"] + 1}
    assert "same points" in (together([runs["full"], replace(runs["mini"], arrays=moved)]) or "")


@pytest.mark.slow
def test_it_is_told_in_beats_and_rests_on_its_end(runs: dict[str, Run], told: Told) -> None:
    def seen(stage: Stage, pixels: np.ndarray) -> bytes:
        return pixels[::4, ::4].tobytes()

    scene, frames = told(NoisyDescent, [runs["full"], runs["mini"]], seen, rate=4.0)
    assert [beat.name for beat in scene.beats] == [
        "the landscape",
        "all 250 points",
        "16 points",
        "the same work",
        "the end",
    ]
    assert 136 <= len(frames) <= 168
    assert len(set(frames[-8:])) == 1
    assert len(set(frames)) > 48
