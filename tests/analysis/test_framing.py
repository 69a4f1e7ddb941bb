"""A field shows what its runs need of a landscape."""

from pathlib import Path

import numpy as np
import pytest

from gdviz.analysis.framing import (
    ANY,
    CLOSE_MARGIN,
    LEAST,
    MARGIN,
    around_paths,
    crop,
    names_of_parameters,
    needed,
    part_of,
    ratios,
)
from gdviz.analysis.trajectory import Trajectory
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.data import Data
from gdviz.runs.run import Run
from gdviz.solving.solver import solve


@pytest.fixture
def scape() -> Landscape:
    x, y = np.linspace(-5, 5, 201), np.linspace(-4, 6, 201)
    return Landscape(x, y, x**2 + y[:, None] ** 2, np.zeros(2), np.eye(2))


def run_along(params: np.ndarray, minima: list[list[float]]) -> Run:
    arrays = {"params": params, "loss": (params**2).sum(axis=1), "step": np.arange(len(params))}
    manifest = {"problem": {"minima": minima}, "stop": {"reason": "max_steps", "message": ""}}
    return Run(None, manifest, arrays)  # type: ignore[arg-type]


def test_a_landscape_is_cut_to_shape_around_what_is_kept() -> None:
    x, y = np.linspace(-5, 5, 201), np.linspace(-4, 6, 201)
    scape = Landscape(x, y, x**2 + y[:, None] ** 2, np.zeros(2), np.eye(2))
    part = crop(scape, np.array([[-3.0, 1.0], [2.0, 5.5]]), 2.0)
    assert np.ptp(part.x) / np.ptp(part.y) == pytest.approx(2, rel=0.02)
    assert (part.x[0], part.x[-1]) == (-5, 5)
    assert part.y[0] <= 2
    assert part.y[-1] >= 5.5
    np.testing.assert_array_equal(part.loss, part.x**2 + part.y[:, None] ** 2)


def test_needed_are_the_iterates_inside_and_the_minima(scape: Landscape) -> None:
    run = run_along(np.array([[1.0, 2.0], [3.0, 1.0], [30.0, np.inf]]), [[0.0, 0.0]])
    free = MARGIN * 10
    np.testing.assert_allclose(needed(scape, [run]), [[-free, 3 + free], [-free, 2 + free]])
    np.testing.assert_allclose(needed(scape, [run], margin=0.0), [[0, 3], [0, 2]])
    np.testing.assert_allclose(needed(scape, [run], margin=9.0), [[-5, 5], [-4, 6]])


def test_around_paths_there_is_a_share_of_their_longer_side(scape: Landscape) -> None:
    run = run_along(np.array([[1.0, 2.0], [3.0, 1.0], [30.0, 0.0]]), [[0.0, 0.0]])
    free = CLOSE_MARGIN * 2
    np.testing.assert_allclose(around_paths(scape, [run]), [[1 - free, 3 + free], [1 - free, 2 + free]])
    np.testing.assert_allclose(around_paths(scape, [run], margin=0.0), [[1, 3], [1, 2]])
    away = run_along(np.array([[30.0, 0.0]]), [])
    np.testing.assert_array_equal(around_paths(scape, [away]), [[-5, 5], [-4, 6]])


@pytest.mark.parametrize("ratio", [0.8, 1.6, 2.4])
def test_taken_closely_a_landscape_holds_the_box_in_its_shape(scape: Landscape, ratio: float) -> None:
    run = run_along(np.array([[1.0, 2.0], [3.0, 1.0], [9.0, 1.0]]), [])
    kept = around_paths(scape, [run])
    part = crop(scape, kept, ratio, closely=True)
    assert part.x[0] <= kept[0, 0] < kept[0, 1] <= part.x[-1]
    assert part.y[0] <= kept[1, 0] < kept[1, 1] <= part.y[-1]
    assert np.ptp(part.x) / np.ptp(part.y) == pytest.approx(ratio, rel=0.1)
    assert np.ptp(part.x) * np.ptp(part.y) < 0.2 * 100
    assert Trajectory.of(run, part).left == Trajectory.of(run, scape).left == 2


def test_no_less_is_shown_than_was_sampled(scape: Landscape) -> None:
    part = crop(scape, np.array([[1.0, 1.001], [1.0, 1.001]]), 1.0, closely=True)
    assert np.ptp(part.x) >= LEAST * 10 - 1e-9
    assert np.ptp(part.y) >= LEAST * 10 - 1e-9


def test_a_landscape_that_is_not_to_scale_is_shown_whole() -> None:
    x, y = np.linspace(-50, 50, 21), np.linspace(-1, 1, 21)
    scape = Landscape(x, y, x**2 + y[:, None] ** 2, np.zeros(2), np.eye(2))
    kept = np.array([[-1.0, 1.0], [-0.1, 0.1]])
    assert ratios(scape, kept) == ANY
    assert crop(scape, kept, 1.0) is scape
    assert crop(scape, kept, 1.0, closely=True).loss.shape != scape.loss.shape


def test_fields_are_as_narrow_and_as_wide_as_what_is_kept_allows(scape: Landscape) -> None:
    assert ratios(scape, np.array([[-1.0, 4.0], [0.0, 4.0]])) == (0.5, 2.5)


def test_a_part_has_the_losses_of_its_samples(scape: Landscape) -> None:
    part = part_of(scape, slice(3, 9), slice(10, 12))
    assert part.loss.shape == (2, 6)
    np.testing.assert_array_equal(part.loss, part.x**2 + part.y[:, None] ** 2)


@pytest.mark.parametrize(
    ("problem", "names"),
    [
        ("line", ["intercept", "slope, standardised"]),
        ("slope", ["slope, standardised"]),
        ("linear", ["intercept", "area, standardised"]),
        ("logistic", ["bias", "area, standardised"]),
        ("softmax", ["small: bias", "small: area, standardised", "large: bias", "large: area, standardised"]),
        ("polynomial", [f"c{power}" for power in range(6)]),
    ],
)
def test_weights_of_standardised_columns_say_so(problem: str, names: list[str], tmp_path: Path) -> None:
    data = Data.of([50.0, 60, 70, 80, 90, 110], [0, 0, 1, 0, 1, 1], features=("area",), classes=("small", "large"))
    data = data if problem in ("logistic", "softmax") else Data.of(data.X, [1.0, 2, 3, 4, 5, 6], features=("area",))
    plain, scaled = (
        solve(problem, data=one, steps=1, out=tmp_path / place)
        for one, place in ((data, "a"), (data.standardized(), "b"))
    )
    assert names_of_parameters(scaled) == names
    assert names_of_parameters(plain) == plain.problem["parameters"] == scaled.problem["parameters"]
