"""A run's path as a picture draws it: where it is at a step, its pieces, and how it leaves the frame."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from gdviz.analysis.trajectory import COARSEST, FINEST, Trajectory, between, spread_rows, told_apart, whole_steps
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.run import Run

PLAIN = np.linspace(-1, 1, 11)


def track(path, reason="max_steps", steps=None):
    """Return the track of a hand-made path over the square from -1 to 1, recorded at every step or at `steps`."""
    params = np.array(path, dtype=float)
    arrays = {"params": params, "step": np.arange(len(params)) if steps is None else np.array(steps)}
    arrays["loss"] = np.zeros(len(params))
    run = Run(Path("hand-made"), {"stop": {"reason": reason, "message": ""}}, arrays)
    return Trajectory.of(run, Landscape(PLAIN, PLAIN, np.zeros((11, 11)), np.zeros(2), np.eye(2)))


@pytest.mark.parametrize(
    ("step", "row"), [(-1, [0, 0]), (0, [0, 0]), (0.25, [1, 2]), (1, [4, 8]), (1.5, [4, 9]), (2, [4, 10]), (7, [4, 10])]
)
def test_between_steps_lies_the_straight_line(step, row):
    assert between(np.array([[0.0, 0.0], [4.0, 8.0], [4.0, 10.0]]), step).tolist() == row


def test_between_works_on_losses_too():
    assert between(np.array([8.0, 4.0, 3.0]), 0.5) == 6.0
    assert between(np.array([8.0]), 3.0) == 8.0


@pytest.mark.parametrize("name", ["bowl", "rosenbrock", "line"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_at_a_whole_step_it_is_where_the_run_is(solved, name, share):
    run = solved(name)
    step = int(share * run.steps)
    np.testing.assert_array_equal(Trajectory.of(run, run.landscape).at(step), run.params[step])


def test_after_its_end_it_rests_there(solved):
    run = solved("bowl")
    assert Trajectory.of(run, run.landscape).at(99).tolist() == run.params[-1].tolist()


def test_path_in_many_parameters_is_seen_in_the_plane(solved):
    run = solved("logistic")
    path = Trajectory.of(run, run.landscape)
    assert path.points.shape[1] == 2
    np.testing.assert_allclose(path.at(40), run.landscape.project(run.params[40]), rtol=1e-12)


def test_path_of_one_parameter_has_one_coordinate(solved):
    run = solved("parabola")
    path = Trajectory.of(run, run.landscape)
    assert path.points.shape[1] == 1
    assert path.at(0).tolist() == [15.0]


@pytest.mark.parametrize("step", [0.0, 0.3, 1.0, 7.7, 29.0, 30.0, 45.0])
def test_path_up_to_a_step_ends_where_the_run_is(solved, step):
    run = solved("bowl")
    path = Trajectory.of(run, run.landscape)
    np.testing.assert_allclose(path.upto(step)[0], run.params[0], rtol=0)
    np.testing.assert_allclose(path.upto(step)[-1], path.at(step), rtol=1e-12, atol=1e-15)


def test_path_up_to_a_step_passes_every_iterate(solved):
    run = solved("bowl")
    drawn = Trajectory.of(run, run.landscape).upto(5)
    distances = np.linalg.norm(drawn[:, None] - run.params[:6], axis=2).min(axis=0)
    assert distances.max() < 1e-12


@pytest.mark.parametrize("step", [0.5, 3.0, 17.2, 30.0])
def test_tail_is_the_path_in_pieces_that_join_and_freshen_towards_the_head(solved, step):
    run = solved("bowl")
    path = Trajectory.of(run, run.landscape)
    pieces = path.tail(step)
    joined = np.concatenate([pieces[0][0], *(points[1:] for points, _ in pieces[1:])])
    np.testing.assert_array_equal(joined, path.upto(step))
    assert all(one[0][-1].tolist() == other[0][0].tolist() for one, other in pairwise(pieces))
    freshness = [share for _, share in pieces]
    assert freshness == sorted(freshness)
    assert len(set(freshness)) == len(freshness) <= 13
    assert freshness[-1] == 1.0
    assert freshness[0] >= 0.0


def test_tail_fades_over_half_of_the_whole_path():
    pieces = track(np.stack([np.linspace(-1, 1, 201), np.zeros(201)], axis=-1)).tail(200)
    stale = sum(np.ptp(points[:, 0]) for points, freshness in pieces if freshness == 0)
    assert pieces[0][1] == 0
    assert stale == pytest.approx(1.0 + 1 / 24, abs=0.02)


@pytest.mark.parametrize("path", [[[0.2, 0.2]], [[0.2, 0.2], [0.7, 0.2]]], ids=["no-step", "one-step"])
def test_tail_at_the_start_has_no_length(path):
    assert sum(np.ptp(points) for points, _ in track(np.array(path)).tail(0.0)) == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize("path", [[[0.2, 0.2]], [[0.2, 0.2]] * 5], ids=["no-step", "no-motion"])
def test_run_that_stands_still_is_a_point(path):
    still = track(path)
    assert np.unique(still.points, axis=0).tolist() == [[0.2, 0.2]]
    assert still.at(3).tolist() == [0.2, 0.2]
    assert still.fate == ""


def test_points_too_near_to_be_told_apart_are_thinned_and_the_ends_stay():
    angles = np.linspace(0, 3, 60_001)
    dense = 0.9 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    thin = track(dense)
    side = 2.0
    assert len(thin.points) < 1.1 * 2.7 / (FINEST * side)
    assert thin.points[0].tolist() == dense[0].tolist()
    assert thin.points[-1].tolist() == dense[-1].tolist()
    assert (thin.steps[0], thin.steps[-1]) == (0.0, 60_000.0)
    assert np.linalg.norm(np.diff(thin.points, axis=0), axis=1).max() < 2 * FINEST * side
    np.testing.assert_allclose(thin.points, dense[thin.steps.astype(int)], atol=1e-12)


def test_long_segments_are_divided_evenly_and_the_ends_stay():
    thick = track([[-1, -1], [1, -1], [1, 0.5]])
    gaps = np.linalg.norm(np.diff(thick.points, axis=0), axis=1)
    assert gaps.max() <= COARSEST * 2.0 * (1 + 1e-9)
    assert thick.points[0].tolist() == [-1, -1]
    assert thick.points[-1].tolist() == [1, 0.5]
    corner = np.flatnonzero(thick.steps == 1.0)
    assert thick.points[corner].tolist() == [[1, -1]]
    assert (np.diff(thick.steps) > 0).all()
    expected = np.array([between(np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 0.5]]), step) for step in thick.steps])
    np.testing.assert_allclose(thick.points, expected, atol=1e-12)


def test_no_segment_is_divided_into_more_than_a_hundred():
    assert len(track([[0, 0], [1e6, 0]]).points) == 101


def test_path_that_stays_has_no_fate(solved):
    run = solved("bowl")
    path = Trajectory.of(run, run.landscape)
    assert path.left is None
    assert path.fate == ""
    assert not path.is_gone(1e9)


@pytest.mark.parametrize(
    ("path", "left", "exit_at"),
    [
        ([[0, 0], [0.5, 0.5], [1.5, 1.0], [4, 4]], 2, [1.0, 0.75]),
        ([[0, 0], [3, 0], [0.5, 0], [0.5, -2]], 3, [0.5, -1.0]),
        ([[0, 0], [2, 4]], 1, [0.5, 1.0]),
        ([[0, 0], [-4, 2]], 1, [-1.0, 0.5]),
        ([[0, 0], [3, 3]], 1, [1.0, 1.0]),
        ([[0, 0], [1e300, -1e299]], 1, [1.0, -0.1]),
    ],
    ids=["right", "comes-back-once", "top", "left", "corner", "far"],
)
def test_path_that_leaves_is_followed_to_the_edge(path, left, exit_at):
    gone = track(path, "diverged")
    assert gone.left == left
    leaving, end = f"left the frame at step {left}", f"diverged at step {len(path) - 1}"
    is_end = left == len(path) - 1
    assert gone.fate == (end if is_end else f"{leaving}, {end}")
    assert gone.fate_at(left) == (end if is_end else leaving)
    assert gone.fate_at(left - 1) == gone.fate_at(left - 0.01) == "", "a step is counted when it is done"
    assert gone.exit() == pytest.approx(exit_at, abs=1e-12)
    assert gone.steps[-1] == left
    assert not gone.is_gone(left - 1)
    assert gone.is_gone(left)
    assert gone.at(left + 5).tolist() == path[left]


@pytest.mark.parametrize("last", [[np.inf, 0], [np.nan, np.nan], [0.6, -np.inf]])
def test_path_ends_at_the_last_finite_point(last):
    gone = track([[0, 0], [0.5, 0.5], last], "diverged")
    assert gone.left == 2
    assert np.isfinite(gone.points).all()
    assert gone.points[-1].tolist() == [0.5, 0.5]
    assert gone.fate == "diverged at step 2"
    assert np.isfinite(gone.exit()).all()
    assert np.abs(gone.exit()).max() <= 1.0


def test_run_recorded_every_few_steps_is_drawn_at_its_steps():
    thinned = track([[0, 0], [0.5, 0], [0.5, 0.5], [0.5, 3]], "diverged", steps=[0, 10, 20, 25])
    assert thinned.at(5).tolist() == [0.25, 0.0]
    assert thinned.at(15).tolist() == [0.5, 0.25]
    assert (thinned.steps[0], thinned.steps[-1]) == (0.0, 25.0)
    assert thinned.upto(15)[-1].tolist() == [0.5, 0.25]
    assert thinned.fate == "diverged at step 25"
    assert thinned.exit() == pytest.approx([0.5, 1.0], abs=1e-12)
    assert [thinned.is_gone(step) for step in (19, 20, 25)] == [False, False, True]


def test_run_that_converges_outside_the_frame_did_not_diverge():
    assert track([[0, 0], [1.5, 0], [1.6, 0]]).fate == "left the frame at step 1"


def test_run_that_starts_outside_has_left_at_once():
    outside = track([[2, 2], [3, 3]])
    assert outside.left == 0
    assert outside.fate == "left the frame at step 0"
    assert np.abs(outside.exit()).max() <= 1.0


def test_diverged_run_leaves_its_landscape_for_good(solved):
    run = solved("diverged")
    gone = Trajectory.of(run, run.landscape)
    low, high = run.landscape.y[[0, -1]]
    y = run.params[:, 1]
    assert ((y[gone.left :] < low) | (y[gone.left :] > high)).all()
    assert low <= y[gone.left - 1] <= high
    assert gone.exit()[1] in (low, high)
    assert gone.fate == f"left the frame at step {gone.left}, diverged at step {run.steps}"
    said = [gone.fate_at(step) for step in range(run.steps + 1)]
    assert said == [""] * gone.left + [f"left the frame at step {gone.left}"] * (run.steps - gone.left) + [gone.fate]
    assert gone.is_gone(run.steps)
    assert len(gone.points) < 200


def test_few_points_are_all_drawn_and_many_evenly_with_both_ends():
    assert spread_rows(4, 10).tolist() == [0, 1, 2, 3]
    assert spread_rows(11, 3).tolist() == [0, 5, 10]
    assert spread_rows(1, 10).tolist() == [0]


def test_iterates_are_the_points_at_whole_steps():
    assert whole_steps(np.array([0.0, 0.5, 1.0, 1.75, 2.0, 7.0])).tolist() == [0, 2, 4, 5]


def test_path_whose_steps_overflow_leaves_within_the_frame():
    outside = track([[1e308, -1e308], [-1e308, 1e308], [1e308, -1e308]])
    assert np.isfinite(outside.exit()).all()
    assert np.abs(outside.exit()).max() <= 1.0


@pytest.mark.parametrize(
    ("function", "start", "lr", "words"),
    [
        ("sqrt(x) + y**2", (0.0625, 1), 0.03125, "met an undefined gradient at step 1"),
        ("sqrt(x)", (0.25,), 0.25, "met an undefined gradient at step 1"),
        ("log(x)", (0.5,), 0.1, "met an undefined loss at step 2"),
        ("x**2 - y**2", (1, 1), 0.1, "left the frame at step 15, diverged at step 57"),
        ("x**2 + y**2", (1, 1), 0.1, ""),
    ],
)
def test_what_is_undefined_is_called_so(function, start, lr, words, tmp_path):
    from gdviz.solving.solver import solve

    run = solve(None, function=function, start=start, lr=lr, steps=60, out=tmp_path / "run")
    path = Trajectory.of(run, run.landscape)
    assert path.fate == path.fate_at(run.steps) == words
    assert path.fate_at(0) == ""


def test_steps_that_cannot_be_told_apart_are_a_line_and_no_string_of_beads() -> None:
    places = np.array([[x, 0.0] for x in (0, 10, 20, 21, 22, 23, 30, np.nan, 31)] + [[20.0, 1.0]])
    assert list(told_apart(places, 5.0)) == [0, 1, 2, 6, 9]
    assert list(told_apart(np.empty((0, 2)), 5.0)) == []
