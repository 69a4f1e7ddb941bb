"""Fields of runs in batches: how many points each has seen, where it is, and what is said of its noise."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.analysis.boxes import Share
from gdviz.analysis.framing import around_paths, crop
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.props.noise import NoiseFields
from gdviz.runs.run import Run
from gdviz.stage.lettering import Figures
from gdviz.stage.stage import Stage
from gdviz.style.themes import DARK

BOX = Share(0.04, 0.1, 0.96, 0.79)
Staged = Callable[..., Stage]
RUNS: dict[str, tuple[str, int | None, dict[str, Any]]] = {
    "single": ("logistic", None, {"lr": 0.2, "batch": 1, "epochs": 8}),
    "full": ("logistic", None, {"lr": 0.2, "epochs": 8}),
    "mini": ("logistic", None, {"lr": 0.2, "batch": 16, "epochs": 8}),
    "short": ("logistic", 3, {"lr": 0.2, "batch": 16}),
    "line": ("line", None, {"lr": 0.1, "epochs": 4}),
    "line-1": ("line", None, {"lr": 0.1, "batch": 1, "epochs": 4}),
    "away": ("line", None, {"lr": 2.5, "batch": 10, "epochs": 4}),
}


@pytest.fixture(scope="module")
def runs(made: Any) -> dict[str, Run]:
    return {name: made("gd", problem, steps, **how) for name, (problem, steps, how) in RUNS.items()}


@pytest.fixture
def three(runs: dict[str, Run]) -> list[Run]:
    return [runs[name] for name in ("single", "full", "mini")]


def test_fields_go_from_the_largest_batch_to_the_smallest(three: list[Run], staged: Staged) -> None:
    fields = NoiseFields(staged(three), BOX)
    assert fields.titles == ["all 250 points", "16 points", "1 point"]
    assert [run.steps for run in fields.runs] == [8, 128, 2000]
    assert fields.ends == [2000, 2000, 2000]
    assert fields.unit == ("epoch", 250.0)
    assert fields.boards[0].corners[0, 0] == pytest.approx((BOX.left - 0.5) * 128 / 9, abs=0.02)
    assert fields.losses.board.corners[0, 0] > fields.boards[-1].corners[1, 0], "the losses are beside them"
    assert len({tuple(np.ptp(board.corners, axis=0).round(1)) for board in fields.boards}) == 1


@pytest.mark.parametrize("seen", [0.0, 250.0, 416.0, 1000.0, 2000.0])
def test_after_so_many_points_each_has_taken_the_steps_that_they_pay_for(
    three: list[Run], staged: Staged, seen: float
) -> None:
    fields = NoiseFields(staged(three), BOX)
    for tracker in fields.seen:
        tracker.set_value(seen)
    # An epoch of 250 points holds fifteen batches of 16 and one of 10.
    epoch, rest = divmod(seen, 250)
    assert [fields.step(i) for i in range(3)] == pytest.approx([seen / 250, epoch * 16 + rest / 16, seen])
    for back in fields.back_to_start():
        going = back.build()
        going.begin()
        going.finish()
    assert [fields.step(i) for i in range(3)] == [0, 0, 0]


def test_noise_is_counted(three: list[Run], staged: Staged) -> None:
    fields = NoiseFields(staged(three), BOX)
    for share, run in zip(fields.uphill, fields.runs, strict=True):
        assert share == sum(run.loss[i + 1] > run.loss[i] for i in range(run.steps)) / run.steps
    assert fields.steps_taken() == "The same points pay for 8, 128 and 2,000 steps."
    assert fields.noise() == "Fewer points, more noise: 12.5%, 24.2% and 48.4% of the steps go uphill."
    assert fields.outcome() == "Loss after 8 epochs: 0.07102, 0.01515, 0.00388; lowest: 1 point."
    assert fields.batches_in_words(2) == "1 point for each step: a rough guess at the slope, 250 times as many steps."


def test_noise_that_does_not_grow_is_not_said_to(runs: dict[str, Run], staged: Staged) -> None:
    fields = NoiseFields(staged([runs["line"], runs["line-1"]]), BOX)
    fields.uphill = [0.5, 0.25]
    assert fields.noise() == "50% and 25% of the steps go uphill."
    fields.uphill = [0.5, None]
    assert fields.noise() == ""


def test_runs_that_see_fewer_points_are_not_said_to_be_equal(runs: dict[str, Run], staged: Staged) -> None:
    fields = NoiseFields(staged([runs["full"], runs["short"]]), BOX)
    assert fields.steps_taken() == "They take 8 and 3 steps."
    assert fields.outcome().startswith("Loss in the end: ")


def test_a_run_that_leaves_is_said_to(runs: dict[str, Run], staged: Staged) -> None:
    fields = NoiseFields(staged([runs["line"], runs["away"]]), BOX)
    assert fields.uphill[1] is None
    assert fields.outcome().startswith("10 points a step: it leaves the frame; else the loss ends at ")
    assert fields.ends[1] == 10 * (fields.tracks[1].left or 0)


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


def test_the_balls_are_where_their_runs_are_at_their_own_steps(runs: dict[str, Run], staged: Staged) -> None:
    fields = NoiseFields(staged([runs["line-1"], runs["line"]]), BOX)
    for tracker in fields.seen:
        tracker.set_value(150.0)
    # Four epochs of a hundred points: one and a half steps of all, or 150 of one.
    for index, step in ((0, 1.5), (1, 150.0)):
        run, board = fields.runs[index], fields.boards[index]
        row, share = int(step), step % 1
        at = run.params[row] + share * (run.params[min(row + 1, run.steps)] - run.params[row])
        ball = places_of(painted(fields.balls[index]), fields.looks[index].color, 110)
        assert np.abs(ball.mean(axis=0) - board.place(at)[:2]).max() < 0.06


def test_the_tally_counts_whole_steps_above_the_field(
    runs: dict[str, Run], staged: Staged, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = NoiseFields(staged([runs["line-1"], runs["line"]]), BOX)
    fields.seen[1].set_value(150.9)
    written = []
    monkeypatch.setattr(Figures, "draw", lambda _, pen, value, at, align: written.append((value, at, align)))
    painted(fields.tallies[1])
    ((value, at, align),) = written
    assert (value, align) == ("150", 1), "it ends at the field's right edge"
    right, high = fields.boards[1].corners[1]
    assert at.tolist() == pytest.approx([right, high + 6 / 40.5])


def test_what_all_have_seen_is_counted_in_epochs_where_there_are_enough(runs: dict[str, Run], staged: Staged) -> None:
    fields = NoiseFields(staged([runs["line-1"], runs["line"]]), BOX)
    fields.seen[0].set_value(150.0)
    assert (fields.unit, fields.count()) == (("epoch", 100.0), "1.5")
    few = NoiseFields(staged([runs["short"], runs["short"]]), BOX)
    few.seen[0].set_value(33.0)
    assert (few.unit, few.count()) == (("point", 1.0), "33")


def test_the_losses_have_a_fifth_of_the_height_and_verdicts_stand_below_their_fields(
    three: list[Run], staged: Staged
) -> None:
    fields = NoiseFields(staged(three), BOX)
    assert np.ptp(fields.losses.board.corners[:, 1]) >= 0.2 * 8
    for verdict, board in zip(fields.verdicts, fields.boards, strict=True):
        verdict.seen.set_value(1)
        words = places_of(painted(verdict), DARK.ink, 110)
        assert (words[:, 1] < board.corners[0, 1]).all(), "they cover no path"
        assert (words[:, 0] < board.corners[1, 0]).all()
