"""Gradients far apart and steps that are not: the numbers of the rules, and where they stand in the picture."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.anatomy.divisor import divisor_of
from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.scaling.bearings import LENGTH, Bearings
from gdviz.figures.scaling.coordinates import (
    LONG,
    MOST,
    PARTS,
    Apart,
    CoordinateLines,
    Coordinates,
    Scales,
    ratio_in_words,
)
from gdviz.problems import load_data
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.themes import DARK, LIGHT

CLIP = Clip(480, 270, 10, 4.0)
STEEP = {"problem": "bowl", "settings": {"kappa": 20}}


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    """Return a function from an optimizer to its run down a bowl that is 20 times as steep one way."""
    home, kept = tmp_path_factory.mktemp("scaling"), {}

    def make(optimizer: str, **how) -> Run:
        name = f"{optimizer}{sorted(how)}"
        if name not in kept:
            settings = {"kappa": 20, **how.pop("settings", {})}
            kept[name] = solve("bowl", optimizer, settings=settings, out=home / str(len(kept)), **how)
        return kept[name]

    return make


@pytest.fixture
def page() -> Callable[..., Canvas]:
    def build(runs: list[Run], clip: Clip = CLIP, style=LIGHT, **settings) -> Canvas:
        page: Any = FIGURES["scaling"].painter(runs, style, clip, **settings)
        return page

    return build


def show(page: Canvas, runs: list[Run], step: float) -> None:
    """Bring all parts of a page to a step."""
    (moment,) = CLIP.at(np.array([step / max(run.steps for run in runs)]), runs)
    for part in page._parts:
        part.show(moment)


def parts(page: Canvas, kind: type) -> list:
    return [part for part in page._parts if isinstance(part, kind)]


def solve_rmsprop(solved, **how) -> Run:
    return solved("rmsprop", settings={"alpha": 0.9}, lr=0.05, steps=30, **how)


@pytest.mark.parametrize("optimizer", ["gd", "momentum", "nesterov", "lion", "newton"])
def test_rules_without_such_a_state_divide_by_nothing(solved, optimizer: str, page) -> None:
    run = solved(optimizer, steps=10)
    assert divisor_of(run) is None
    made = page([run])
    assert [len(bundle.artists) for bundle in parts(made, CoordinateLines)] == [0, 4, 4]


def test_lines_are_the_recorded_sizes_up_to_the_step(solved, page) -> None:
    run = solve_rmsprop(solved)
    made = page([run])
    show(made, [run], 12.5)
    broad, gradients, steps = parts(made, CoordinateLines)
    for bundle, sizes in ((broad, divisor_of(run).values), (gradients, run.gradient), (steps, run.arrays["update"])):
        for line, column in zip(bundle.artists[:2], np.abs(sizes).T, strict=True):
            x, y = line.get_data()
            np.testing.assert_array_equal(x, [*range(13), 12.5])
            np.testing.assert_allclose(y, [*column[:13], column[12:14].mean()], rtol=1e-12)
    assert len(broad.artists) == 2
    assert [float(head.get_xdata()[0]) for head in gradients.artists[2:]] == [12.5, 12.5]


def test_both_scales_have_as_many_decades(solved, page) -> None:
    run = solve_rmsprop(solved)
    made = page([run])
    upper, lower = (bundle.artists[0].axes for bundle in parts(made, CoordinateLines)[1:])
    assert upper.get_position().height == pytest.approx(lower.get_position().height)
    ratios = [axes.get_ylim()[1] / axes.get_ylim()[0] for axes in (upper, lower)]
    assert ratios[0] == pytest.approx(ratios[1])
    for axes, sizes in ((upper, run.gradient), (lower, run.arrays["update"])):
        assert np.abs(sizes).max() < axes.get_ylim()[1]


def test_gradients_that_fall_to_nothing_do_not_squeeze_the_rest() -> None:
    falling = np.logspace(2, -14, 100)[:, None]
    strand = Coordinates(None, falling, falling, np.empty((100, 0)), None)
    low, high = np.log10(Scales.of([strand]).upper)
    assert high == pytest.approx(2.2)
    assert high - low == pytest.approx(MOST)


def test_the_first_steps_of_rmsprop_are_equal_and_those_of_gd_as_far_apart_as_its_gradients(solved, page) -> None:
    run = solve_rmsprop(solved)
    ratio = ratio_in_words(np.abs(run.gradient[0]))
    x, y = run.params[0]
    assert ratio == f"{abs(20 * y / x):.0f}× apart"
    for one, expected in ((run, [ratio, "1.0× apart"]), (solved("gd"), [ratio, ratio])):
        made = page([one])
        show(made, [one], 0)
        assert [part.words.words for part in parts(made, Apart)] == expected


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ([2.0, 1.0], "2.0× apart"),
        ([1.0, 9.94], "9.9× apart"),
        ([1.0, 9.96], "10× apart"),
        ([3.0, 3737.0], "1,200× apart"),
        ([1.0, 8.4e5], "840,000× apart"),
        ([1e-3, 2e7], "2e10× apart"),
        ([0.0, 1.0], "∞× apart"),
        ([0.0, 0.0], ""),
        ([np.nan, 1.0], ""),
        ([np.inf, 1.0], ""),
    ],
)
def test_ratios_are_told_to_two_figures(sizes: list[float], words: str) -> None:
    assert ratio_in_words(np.array(sizes)) == words


def test_arrows_lead_downhill_and_along_the_step_from_where_it_begins(solved, page) -> None:
    run = solve_rmsprop(solved)
    made = page([run])
    (arrows,) = parts(made, Bearings)
    field = arrows.artists[0].axes
    for step, row in ((0, 0), (7.4, 7), (run.steps, run.steps - 1)):
        start = field.transData.transform(run.params[row]) * 72 / made.figure.dpi
        for ends, way in zip(arrows.ends(step), (-run.gradient[row], run.arrays["update"][row]), strict=True):
            np.testing.assert_allclose(ends[0], start)
            # The bowl's field is as wide as it is high on the page.
            np.testing.assert_allclose(ends[1] - ends[0], LENGTH * way / np.linalg.norm(way), rtol=1e-6)
    first = np.diff(arrows.ends(0)[1], axis=0)
    np.testing.assert_allclose(np.abs(first), LENGTH / np.sqrt(2), rtol=1e-6)


def test_a_run_that_left_the_frame_has_no_arrows(solved, page) -> None:
    run = solved("gd", lr=0.15, steps=60)
    assert run.diverged
    (arrows,) = parts(page([run]), Bearings)
    assert arrows.ends(run.steps) == []


def test_columns_stand_side_by_side_on_one_scale(solved, page) -> None:
    runs = [solved("gd"), solve_rmsprop(solved)]
    made = page(runs, style=DARK)
    bundles = [bundle for bundle in parts(made, CoordinateLines) if bundle.artists]
    of_gradients = [bundles[0].artists[0].axes, bundles[3].artists[0].axes]
    assert of_gradients[0].get_ylim() == of_gradients[1].get_ylim()
    assert of_gradients[0].get_position().x1 < of_gradients[1].get_position().x0
    assert parts(made, Bearings) == []


def test_parameters_can_be_chosen(tmp_path: Path, page) -> None:
    run = solve("softmax", "adam", steps=20, batch=10, out=tmp_path / "run")
    for settings, count in (({}, 4), ({"count": 2}, 2), ({"first": 8}, 2), ({"first": 9}, 1)):
        made = page([run], **settings)
        _, gradients, _ = parts(made, CoordinateLines)
        assert len(gradients.artists) == 2 * count
        show(made, [run], 20)
        first = settings.get("first", 1) - 1
        np.testing.assert_array_equal(gradients.artists[0].get_ydata()[:20], np.abs(run.gradient[:, first]))
        assert bool(parts(made, Apart)) == (count > 1)
    with pytest.raises(ValueError, match=r"no parameter 10 in .*, which has 9; try --set first=1"):
        page([run], first=10)


def test_lines_of_long_runs_go_through_medians(solved) -> None:
    run = solved("adam", steps=LONG + 500)
    strand = Coordinates.of(run, [0, 1])
    assert strand.stride == (LONG + 500) // PARTS == 5
    steps, sizes = strand.line(strand.gradients[:, 0])
    assert (len(steps), steps[0], steps[-1]) == (PARTS, 0, LONG + 499)
    assert sizes[3] == np.median(np.abs(run.gradient[15:20, 0]))


def test_points_far_from_the_origin_keep_their_steps_together(tmp_path: Path) -> None:
    run = solve("line", "rmsprop", data=load_data("article-b"), batch=10, steps=100, out=tmp_path / "run")
    strand = Coordinates.of(run, [0, 1])
    apart = [np.median(sizes[:, 1] / sizes[:, 0]) for sizes in (strand.gradients, strand.steps)]
    assert apart[0] > 50
    assert 0.8 < apart[1] < 1.3


def test_runs_that_cannot_be_shown_are_refused_in_words(solved, tmp_path: Path) -> None:
    fits = FIGURES["scaling"].fits
    assert fits(solve_rmsprop(solved)) is None
    assert "not taken a step" in fits(solve("bowl", steps=0, out=tmp_path / "none"))
    bare = solve("bowl", steps=5, fields=["update"], out=tmp_path / "bare")
    assert "gradients were not recorded" in fits(bare)
    lean = solve("bowl", steps=8, fields=["gradient"], out=tmp_path / "lean")
    assert fits(lean) is None
    strand = Coordinates.of(lean, [0, 1])
    np.testing.assert_array_equal(strand.steps, np.abs(np.diff(lean.params, axis=0)))
    thin = solve("bowl", steps=8, every=4, fields=["gradient"], out=tmp_path / "thin")
    assert "nor how long they were" in fits(thin)
    still = replace(lean, arrays={**lean.arrays, "gradient": np.zeros((8, 2))})
    assert "nowhere other than zero" in fits(still)
    with pytest.raises(ValueError, match="room for 3 runs, not 4"):
        FIGURES["scaling"].painter([lean] * 4, LIGHT, CLIP)
