"""What is said of a run beside others of other learning rates, and when it is known."""

from collections.abc import Callable
from dataclasses import replace
from math import ceil, log

import numpy as np
import pytest

from gdviz.analysis.learning_rates import (
    best_of,
    by_rate,
    differ_in_rate_alone,
    judge,
    judge_all,
    left_in_words,
    lowest_in_reach,
    moral_of,
    rates_of,
    why_not_together_learning_rates,
)
from gdviz.analysis.trajectory import Trajectory
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.run import Run

# Problem, optimizer and the rest of each run by its name.
RUNS: dict[str, tuple[str, dict]] = {
    "half-0.01": ("half-square", {"lr": 0.01, "steps": 30}),
    "half-0.1": ("half-square", {"lr": 0.1, "steps": 60}),
    "half-1.9": ("half-square", {"lr": 1.9, "steps": 20}),
    "half-2.5": ("half-square", {"lr": 2.5, "steps": 200}),
    "half-cosine": ("half-square", {"lr": 0.2, "steps": 60, "schedule": "cosine"}),
    "half-adam": ("half-square", {"optimizer": "adam", "lr": 0.3, "steps": 60}),
    "bowl": ("bowl", {"lr": 0.1, "steps": 60}),
    "bumpy": ("bumpy", {"lr": 0.1}),
}


@pytest.fixture(scope="module")
def runs(solved_once: Callable[..., Run]) -> dict[str, Run]:
    return {name: solved_once(problem, **options) for name, (problem, options) in RUNS.items()}


def verdict(run: Run, *larger: Run) -> str:
    scape = run.landscape
    return " ".join(judge(run, Trajectory.of(run, scape), scape, larger).words[:2])


def test_a_run_has_converged_at_the_step_from_which_a_thousandth_of_the_way_is_left(runs: dict[str, Run]) -> None:
    step = ceil(log(1e-3) / (2 * log(0.9)))
    assert verdict(runs["half-0.1"]) == f"converged at step {step}"


def test_too_small_is_a_rate_that_a_larger_one_beats_and_else_the_run_is_slow(runs: dict[str, Run]) -> None:
    left = f"{100 * 0.99**60:.0f}% of the loss left"
    assert verdict(runs["half-0.01"]) == f"slow: {left}"
    assert verdict(runs["half-0.01"], runs["half-0.1"]) == f"too small: {left}"
    assert verdict(runs["half-0.01"], runs["half-2.5"]) == f"slow: {left}"


def test_a_run_that_turns_back_at_each_step_oscillates(runs: dict[str, Run]) -> None:
    assert verdict(runs["half-1.9"], runs["half-0.1"]) == f"oscillates: {100 * 0.9**40:.0f}% of the loss left"


def test_a_diverging_run_is_told_by_the_step_at_which_it_left(runs: dict[str, Run]) -> None:
    run = runs["half-2.5"]
    x = abs(float(run.params[0, 0])) * 1.5 ** np.arange(run.steps + 1)
    outside = np.abs(run.params[:, 0]) > np.where(run.params[:, 0] > 0, run.landscape.x[-1], -run.landscape.x[0])
    np.testing.assert_allclose(np.abs(run.params[:, 0]), x)
    for_good = int(np.flatnonzero(~outside)[-1]) + 1
    said = judge(run, Trajectory.of(run, run.landscape), run.landscape, [])
    assert said.words_at(run, for_good - 1) == ()
    assert said.words_at(run, for_good) == ("left the frame", f"at step {for_good}")
    assert said.words_at(run, run.steps) == (f"left the frame at step {for_good},", f"diverged at step {run.steps}")
    assert said.final == said.words_at(run, run.steps)
    still = replace(run, manifest={**run.manifest, "stop": {"reason": "max_steps", "message": ""}})
    assert verdict(still) == f"left the frame at step {for_good}"


def doctored(run: Run, loss: np.ndarray) -> Run:
    """Return a run that goes straight on, with another loss."""
    x = np.linspace(run.landscape.x[-1], 0.4 * run.landscape.x[-1], len(loss))[:, None]
    return replace(run, arrays={**run.arrays, "params": x, "loss": loss, "step": np.arange(len(loss))})


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (np.linspace(8, 10, 21), "climbs: above its start"),
        (8 + 0.1 * np.cos(np.arange(21) * 2 * np.pi / 4), "oscillates: 100% of the loss left"),
        (np.r_[8, 20, np.linspace(15, 9, 19)], "slow: above its start"),
        (np.r_[8, 20, np.full(19, 15.0)], "stuck: above its start"),
        (np.linspace(8, 0.4, 21), "nearly there: 5% of the loss left"),
        (np.linspace(8, 0.044, 21), "nearly there: 0.5% of the loss left"),
        (np.r_[np.linspace(8, 4, 20), np.nan], "slow: 50% of the loss left"),
    ],
)
def test_verdicts_on_losses_of_all_kinds(loss: np.ndarray, words: str, runs: dict[str, Run]) -> None:
    assert verdict(doctored(runs["half-0.1"], loss)) == words


def test_a_run_that_gathers_speed_towards_the_side_of_the_box_is_not_nearly_there(
    solved_once: Callable[..., Run],
) -> None:
    run = solved_once("saddle", lr=0.05, steps=55)
    left = judge(run, Trajectory.of(run, run.landscape), run.landscape, []).left
    assert 0 < left[-1] <= 0.1
    assert verdict(run) == "still falling: no minimum here"


def test_batches_make_a_run_noisy_rather_than_oscillate(runs: dict[str, Run]) -> None:
    run = doctored(runs["half-0.1"], 8 + 0.1 * np.cos(np.arange(21) * np.pi / 2))
    batch = replace(run, manifest={**run.manifest, "batch": {"size": 4, "sampling": "shuffle"}})
    assert verdict(batch).startswith("noisy: ")


def test_a_run_at_rest_in_a_local_minimum_has_converged_to_it(runs: dict[str, Run]) -> None:
    run = runs["bumpy"]
    assert float(run.loss[-1]) > float(run.landscape.loss.min()) + 0.1
    assert verdict(run).startswith("converged at step ")


def test_what_can_be_reached_without_climbing_is_bounded_by_the_next_ridge() -> None:
    x = np.linspace(-2, 2, 401)
    wells = (x**2 - 1) ** 2 + 0.3 * x
    line = Landscape(x, np.empty(0), wells, np.zeros(1), np.eye(1))
    right = float(wells[x > 0].min())
    assert lowest_in_reach(line, np.array([1.3]), float(np.interp(1.3, x, wells)), 0.0) == right
    assert lowest_in_reach(line, np.array([1.3]), float(np.interp(1.3, x, wells)), 2.0) == wells.min()
    assert lowest_in_reach(line, np.array([-0.5]), float(np.interp(-0.5, x, wells)), 0.0) == wells.min()
    # Two wells side by side, with a path around the ridge between them at y > 1.
    y = np.linspace(0, 2, 51)
    ridge = np.where((np.abs(x) < 0.1) & (y[:, None] < 1), 5.0, wells)
    plane = Landscape(x, y, ridge, np.zeros(2), np.eye(2))
    low = lowest_in_reach(plane, np.array([1.3, 0.5]), 0.5, 0.0)
    assert low == pytest.approx(right)
    assert lowest_in_reach(plane, np.array([1.3, 0.5]), 1.5, 0.0) == pytest.approx(wells.min())


def test_what_is_left_is_told_in_percent() -> None:
    assert left_in_words(0.123) == ("12% of the loss left", "12% left")
    assert left_in_words(0.0042) == ("0.4% of the loss left", "0.4% left")
    assert left_in_words(1.01) == ("above its start",)


def test_rates_title_runs_that_differ_in_nothing_else(runs: dict[str, Run]) -> None:
    slow, good, wide = (runs[f"half-{rate}"] for rate in (0.01, 0.1, 2.5))
    assert [titles[0] for titles in rates_of([slow, good])] == ["learning rate 0.01", "learning rate 0.1"]
    assert rates_of([slow, runs["half-adam"]]) == []
    assert rates_of([good, good]) == []
    assert rates_of([good, runs["half-cosine"]])[1] == ("learning rate 0.2 at first", "lr 0.2 at first", "lr 0.2")
    assert differ_in_rate_alone(slow, wide)
    assert not differ_in_rate_alone(good, good)
    assert not differ_in_rate_alone(good, runs["half-cosine"])


def test_runs_that_differ_in_more_than_their_rates_are_refused_in_words(runs: dict[str, Run]) -> None:
    slow, good, wide = (runs[f"half-{rate}"] for rate in (0.01, 0.1, 2.5))
    why = why_not_together_learning_rates
    assert why([slow, good, wide]) is None
    assert why([slow]) == "1 run; learning rates are compared of 2 to 4"
    assert why([slow] * 5) == "5 runs; learning rates are compared of 2 to 4"
    assert "they are of two problems" in str(why([good, runs["bowl"]]))
    assert why([good, runs["half-adam"]]) == "they differ in more than the learning rate: Gradient descent and Adam"
    assert why([good, good]) == "they have the same learning rate, 0.1; solve one again with another --lr"
    batch = replace(slow, manifest={**slow.manifest, "seed": 7})
    assert why([good, batch]) == "they differ in more than the learning rate: in settings, start, seed or batches"


def test_the_moral_names_the_best_rate_and_what_is_wrong_with_the_others(runs: dict[str, Run]) -> None:
    shown = [runs[f"half-{rate}"] for rate in (0.01, 0.1, 2.5)]
    said = [judge(run, Trajectory.of(run, run.landscape), run.landscape, shown[i + 1 :]) for i, run in enumerate(shown)]
    assert best_of(shown, said) == 1
    rates = ["0.01", "0.1", "2.5"]
    assert moral_of(rates, shown, said) == "Learning rate 0.1 converges first, 0.01 is too small, 2.5 is too large."
    assert moral_of(rates[2:], shown[2:], said[2:]) == "Each of these learning rates is too large."
    assert moral_of(rates[::2], shown[::2], said[::2]) == "Learning rate 0.01 comes furthest down, 2.5 is too large."


def test_all_are_judged_beside_the_larger_rates(runs: dict[str, Run]) -> None:
    given = [runs[name] for name in ("half-0.1", "half-2.5", "half-0.01")]
    order = by_rate(given)
    assert order == [2, 0, 1]
    assert by_rate([given[0], given[0]]) == [0, 1]
    ranked = [given[i] for i in order]
    scape = ranked[0].landscape
    said = judge_all(ranked, [Trajectory.of(run, scape) for run in ranked], scape)
    assert [one.words[0] for one in said] == ["too small:", "converged", "left the frame"]


def test_what_is_left_is_that_after_the_last_step_that_is_over(runs: dict[str, Run]) -> None:
    run = runs["half-0.1"]
    said = judge(run, Trajectory.of(run, run.landscape), run.landscape, [])
    assert said.left_at(run, 0.0) == 1.0
    assert said.left_at(run, 3.0) == pytest.approx(0.9**6)
    assert said.left_at(run, 3.99) == said.left_at(run, 3.0)
