"""Runs in batches of other sizes see as many points as each other, and what is said of their noise is counted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.noisy_descent import NoisyDescent

from gdviz.analysis.boxes import Share
from gdviz.analysis.framing import around_paths, crop
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.props.noise import NoiseFields
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.stage.stage import Stage

BOX = Share(0.04, 0.43, 0.96, 0.79)
Staged = Callable[..., Stage]
Told = Callable[..., tuple[Stage, list[Any]]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home = tmp_path_factory.mktemp("runs")
    return {
        "single": solve("logistic", lr=0.2, batch=1, epochs=8, out=home / "single"),
        "full": solve("logistic", lr=0.2, epochs=8, out=home / "full"),
        "mini": solve("logistic", lr=0.2, batch=16, epochs=8, out=home / "mini"),
        "other": solve("logistic", lr=0.1, batch=16, epochs=8, out=home / "other"),
        "short": solve("logistic", lr=0.2, batch=16, steps=3, out=home / "short"),
        "svm": solve("svm", batch=4, epochs=1, out=home / "svm"),
        "bowl": solve("bowl", steps=2, out=home / "bowl"),
        "slope": solve("slope", steps=2, out=home / "slope"),
        "line": solve("line", lr=0.1, epochs=4, out=home / "line"),
        "line-1": solve("line", lr=0.1, batch=1, epochs=4, out=home / "line-1"),
        "away": solve("line", lr=2.5, batch=10, epochs=4, out=home / "away"),
    }


@pytest.fixture
def three(runs: dict[str, Run]) -> list[Run]:
    return [runs[name] for name in ("single", "full", "mini")]


def test_lanes_go_from_the_largest_batch_to_the_smallest(three: list[Run], staged: Staged) -> None:
    lanes = NoiseFields(staged(three), BOX)
    assert lanes.titles == ["all 250 points", "16 points", "1 point"]
    assert [run.steps for run in lanes.runs] == [8, 128, 2000]
    assert lanes.ends == [2000, 2000, 2000]
    assert lanes.unit == ("epoch", 250.0)
    low, high = lanes.boards[0].corners, lanes.boards[-1].corners
    assert low[0, 0] == pytest.approx(-high[1, 0], abs=0.2)
    assert len({tuple(np.ptp(board.corners, axis=0).round(1)) for board in lanes.boards}) == 1


@pytest.mark.parametrize("seen", [0.0, 250.0, 416.0, 1000.0, 2000.0])
def test_after_so_many_points_each_has_taken_the_steps_that_they_pay_for(
    three: list[Run], staged: Staged, seen: float
) -> None:
    lanes = NoiseFields(staged(three), BOX)
    for tracker in lanes.seen:
        tracker.set_value(seen)
    # An epoch of 250 points holds fifteen batches of 16 and one of 10.
    epoch, rest = divmod(seen, 250)
    assert [lanes.step(i) for i in range(3)] == pytest.approx([seen / 250, epoch * 16 + rest / 16, seen])
    lanes.rewind()
    assert [lanes.step(i) for i in range(3)] == [0, 0, 0]


def test_noise_is_counted(three: list[Run], staged: Staged) -> None:
    lanes = NoiseFields(staged(three), BOX)
    for share, run in zip(lanes.uphill, lanes.runs, strict=True):
        assert share == sum(run.loss[i + 1] > run.loss[i] for i in range(run.steps)) / run.steps
    assert lanes.steps_taken() == "The same points pay for 8, 128 and 2,000 steps."
    assert lanes.noise() == "Fewer points, more noise: 12.5%, 24.2% and 48.4% of the steps go uphill."
    assert lanes.outcome() == "Loss after 8 epochs: 0.07102, 0.01515, 0.00388; lowest with 1 point."
    assert lanes.told(2) == "1 point for each step: a rough guess at the slope, 250 times as many steps."


def test_noise_that_does_not_grow_is_not_said_to(runs: dict[str, Run], staged: Staged) -> None:
    lanes = NoiseFields(staged([runs["line"], runs["line-1"]]), BOX)
    lanes.uphill = [0.5, 0.25]
    assert lanes.noise() == "50% and 25% of the steps go uphill."
    lanes.uphill = [0.5, None]
    assert lanes.noise() == ""


def test_runs_that_see_fewer_points_are_not_said_to_be_equal(runs: dict[str, Run], staged: Staged) -> None:
    lanes = NoiseFields(staged([runs["full"], runs["short"]]), BOX)
    assert lanes.steps_taken() == "They take 8 and 3 steps."
    assert lanes.outcome().startswith("Loss in the end: ")


def test_a_run_that_leaves_is_said_to(runs: dict[str, Run], staged: Staged) -> None:
    lanes = NoiseFields(staged([runs["line"], runs["away"]]), BOX)
    assert lanes.uphill[1] is None
    assert lanes.outcome().startswith("With 10 points a step it leaves the frame; else the loss ends at ")
    assert lanes.ends[1] == 10 * (lanes.tracks[1].left or 0)


def test_a_field_shows_what_runs_need_and_they_leave_it_when_they_leave_the_whole(runs: dict[str, Run]) -> None:
    for names in (("line", "line-1"), ("line", "away"), ("full", "single")):
        shown = [runs[name] for name in names]
        whole = widest(shown)
        part = crop(whole, around_paths(whole, shown), 1.6, closely=True)
        assert part.loss.shape == (len(part.y), len(part.x))
        assert part.loss[0, 0] == whole.loss[np.searchsorted(whole.y, part.y[0]), np.searchsorted(whole.x, part.x[0])]
        for run in shown:
            assert Trajectory.of(run, part).left == Trajectory.of(run, whole).left
    whole = runs["line"].landscape
    near = crop(whole, around_paths(whole, [runs["line-1"]]), 1.6, closely=True)
    assert np.ptp(near.y) < 0.7 * np.ptp(runs["line"].landscape.y)
    assert np.ptp(near.x) / np.ptp(near.y) == pytest.approx(1.6, rel=0.05)


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

    scene, frames = told(NoisyDescent, [runs["full"], runs["mini"]], seen)
    assert [beat.name for beat in scene.beats] == [
        "the landscape",
        "all 250 points",
        "16 points",
        "the same work",
        "the end",
    ]
    assert 320 <= len(frames) <= 400
    assert len(set(frames[-20:])) == 1
    assert len(set(frames)) > 120
