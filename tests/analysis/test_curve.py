"""Where a sampled curve turns: minima, and where it falls and rises, against closed forms."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.curve import joined, known_minima, known_on_curve, minima_of, stretches, valleys
from gdviz.landscapes.landscape import Landscape
from gdviz.problems.analytic import BUMPS
from gdviz.runs.run import Run
from gdviz.solving.solver import solve


def over(low: float, high: float, f: Callable[[Any], Any], count: int = 401) -> Landscape:
    x = np.linspace(low, high, count)
    with np.errstate(all="ignore"):
        return Landscape(x, np.empty(0), f(x), np.zeros(1), np.eye(1))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    home: Path = tmp_path_factory.mktemp("valleys")
    return [solve("bumpy", start=[start], out=home / str(start)) for start in (4.0, -8.0, 9.0)]


def test_the_minima_of_a_sampled_curve_are_found_between_its_samples() -> None:
    found = valleys(over(-6, 6, lambda x: x**2 / 10 + 2 * np.sin(2 * x)))
    np.testing.assert_allclose([x for x, _ in found], sorted(BUMPS), atol=3e-4)
    np.testing.assert_allclose([f for x, f in found], [x**2 / 10 + 2 * np.sin(2 * x) for x in sorted(BUMPS)], atol=1e-5)
    ((x, f),) = valleys(over(-15, 21, lambda x: x**2 - 6 * x + 5, 100))
    assert (x, f) == pytest.approx((3, -4), abs=1e-9)


@pytest.mark.parametrize(
    ("f", "low", "expected"),
    [
        (lambda x: np.abs(x), -3, [0.0]),
        (lambda x: 1 / x + x, -3, [1.0]),
        (lambda x: np.log(x) + 1 / x, -1, [1.0]),
        (lambda x: -1 / x**2, -3, []),
        (lambda x: x**3, -3, []),
        (lambda x: x**3 - 3 * 0.15**2 * x, -3, []),
        (lambda x: 0 * x, -3, []),
        (lambda x: x + 1e-6 * np.sin(9e6 * x), -3, []),
        (lambda x: np.full_like(x, np.nan), -3, []),
    ],
    ids=["kink", "beside a pole", "beside a hole", "pole", "saddle", "lopsided", "plain", "ripples", "nothing"],
)
def test_only_valleys_are_minima(f: Callable[[Any], Any], low: float, expected: list[float]) -> None:
    np.testing.assert_allclose([x for x, _ in valleys(over(low, 3, f))], expected, atol=1e-3)


def test_a_curve_falls_and_rises_between_its_turns() -> None:
    found = stretches(over(-3, 3, lambda x: x**3 - 3 * x))
    np.testing.assert_allclose([one[:2] for one in found], [(-3, -1), (-1, 1), (1, 3)], atol=1e-3)
    assert [sign for _, _, sign in found] == [1, -1, 1]
    assert stretches(over(-2, 2, lambda x: x**2 / 2, 100))[0] == pytest.approx((-2, 0, -1), abs=1e-12)
    assert [one[2] for one in stretches(over(-3, 3, lambda x: 1 / x + x))] == [1, 1], "not across the pole"


def test_runs_from_far_starts_are_on_one_curve(runs: list[Run]) -> None:
    scape = joined(runs)
    assert scape.x[0] == min(run.landscape.x[0] for run in runs) < -8
    assert scape.x[-1] == max(run.landscape.x[-1] for run in runs) > 9
    assert (np.diff(scape.x) > 0).all()
    np.testing.assert_allclose(scape.loss, scape.x**2 / 10 + 2 * np.sin(2 * scape.x), atol=1e-12)
    np.testing.assert_array_equal(joined(runs[:1]).x, runs[0].landscape.x)


def test_minima_beyond_the_problem_s_box_join_the_known_ones(runs: list[Run]) -> None:
    scape = joined(runs)
    assert [x for x, _ in known_minima(scape, runs)] == list(BUMPS)
    places = minima_of(scape, runs)
    assert set(BUMPS) <= {x for x, _ in places}
    others = sorted(x for x, _ in places if x not in BUMPS)
    assert len(others) == 2
    np.testing.assert_allclose([x / 5 + 4 * np.cos(2 * x) for x in others], 0, atol=5e-3)


def test_a_loss_that_is_not_known_is_that_of_the_curve(runs: list[Run]) -> None:
    run = runs[0]
    seldom = np.where(run.step % 5 == 1, run.loss, np.nan)
    found = known_on_curve(run.having({"loss": seldom})).loss
    np.testing.assert_allclose(found, run.loss, atol=2e-3 * float(np.ptp(run.loss)))
    assert found[1] == run.loss[1]
    assert known_on_curve(run) is run
