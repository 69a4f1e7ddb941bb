"""Names on a curve: what is a minimum, which run found it, and where the curve falls and rises."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pages import held_parts_of

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.descent_1d import StepBar
from gdviz.figures.descent_1d.turns import MinimaNames, Signs
from gdviz.figures.parts.curve import BallOnCurve
from gdviz.problems.expression import from_expression
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT, Style

CLIP = Clip(800, 450, 10, 1)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home: Path = tmp_path_factory.mktemp("turns")
    waves = from_expression("sin(7*x) + x/10", domain=(-6, 6), start=[1.5])
    own = from_expression("x**4 - 2*x**2 + x/5", domain=(-1.6, 1.6), start=[1.5])
    made = {
        f"{start:g}": solve("bumpy", start=[start], lr=0.02, steps=80, out=home / f"{start:g}")
        for start in (-8.0, -3.0, 0.5, 0.6, 4.0, 9.0)
    }
    return made | {
        "half": solve("half-square", out=home / "half"),
        "short": solve("bumpy", start=[5.0], steps=2, out=home / "short"),
        "waves": solve(waves, lr=0.01, steps=5, out=home / "waves"),
        "own": solve(own, lr=0.02, steps=90, out=home / "own"),
    }


def drawn(runs: list[Run], style: Style = LIGHT, clip: Clip = CLIP, **settings: Any) -> Any:
    return FIGURES["descent-1d"].painter(runs, style, clip, **settings)


def at_end(canvas: Any, runs: list[Run]) -> np.ndarray:
    return canvas(Moment(tuple(float(run.steps) for run in runs), 1.0))


def test_global_and_local_minima_have_their_losses(runs: dict[str, Run]) -> None:
    (names,) = held_parts_of(drawn([runs["-3"]]), MinimaNames)
    assert names.words == [
        "local minimum, f = −0.496",
        "global minimum, f = −1.94",
        "local minimum, f = −1.46",
        "local minimum, f = 0.948",
    ]
    (short,) = held_parts_of(drawn([runs["-3"]], clip=Clip(480, 270, 10, 1)), MinimaNames)
    assert short.words == ["local, −0.496", "global minimum, −1.94", "local, −1.46", "local, 0.948"]
    (least,) = held_parts_of(drawn([runs["waves"]]), MinimaNames)
    assert least.words == ["lowest, −1.56"]


def test_of_a_function_of_one_s_own_the_samples_tell_the_minima(runs: dict[str, Run]) -> None:
    (names,) = held_parts_of(drawn([runs["own"]]), MinimaNames)
    low, high = (np.roots([4, 0, -4, 0.2])[i] for i in np.argsort(np.roots([4, 0, -4, 0.2]))[[0, 2]])
    losses = [x**4 - 2 * x**2 + x / 5 for x in (low, high)]
    assert names.words == [
        f"{kind} minimum, f = {loss:.3g}".replace("-", "−")
        for kind, loss in zip(("lowest", "local"), losses, strict=True)
    ]


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_a_minimum_takes_the_colour_of_the_run_that_ends_in_it(style: Style, runs: dict[str, Run]) -> None:
    raced = [runs[name] for name in ("-3", "0.5", "9")]
    canvas = drawn(raced, style)
    (names,) = held_parts_of(canvas, MinimaNames)
    assert names.finders == [[0], [1], [], [], [2]]
    for moment, found in ((0.0, False), (79.9, False), (80.0, True)):
        frame = canvas(Moment((moment,) * 3, 0.0)).astype(int)
        for name, finders in zip(names._names, names.finders, strict=True):
            x, y = (np.array(name.plain[0].at) * canvas.figure.dpi / 72).round().astype(int)
            box = frame[450 - y - 7 : 450 - y + 7, x - 24 : x + 24]
            shown = style.series[finders[0]].color if finders and found else style.ink
            assert (np.abs(box - 255 * rgb(shown)) < 40).all(axis=-1).sum() > 20, (moment, name.words)


def test_runs_that_end_in_one_minimum_share_its_name_in_ink(runs: dict[str, Run]) -> None:
    raced = [runs["0.5"], runs["0.6"]]
    canvas = drawn(raced)
    at_end(canvas, raced)
    (names,) = held_parts_of(canvas, MinimaNames)
    name = names._names[1]
    assert names.finders[1] == [0, 1]
    assert name.colored[0].get_visible()
    assert not name.plain[0].get_visible()
    np.testing.assert_allclose(name.colored[0]._color, rgb(LIGHT.ink))


def test_a_run_still_on_its_way_has_found_nothing(runs: dict[str, Run]) -> None:
    (names,) = held_parts_of(drawn([runs["short"]]), MinimaNames)
    assert names.finders == [[], [], [], []]


def test_each_of_several_starts_is_marked_and_far_ones_are_on_the_curve(runs: dict[str, Run]) -> None:
    raced = [runs[name] for name in ("-8", "-3", "9")]
    canvas = drawn(raced)
    frame = at_end(canvas, raced)
    for i, (roller, run) in enumerate(zip(held_parts_of(canvas, BallOnCurve), raced, strict=True)):
        _, start, head, *rest = roller.artists
        assert not rest, "none has left the frame"
        np.testing.assert_array_equal(start.get_xydata(), [[run.params[0, 0], run.loss[0]]])
        np.testing.assert_array_equal(head.get_xydata(), [[run.params[-1, 0], run.loss[-1]]])
        assert start.get_marker() == LIGHT.series[i].marker
        x, y = canvas.figure.axes[0].transData.transform((run.params[0, 0], run.loss[0]))
        assert (frame[450 - round(y), round(x)] > 240).all(), "hollow"


def test_runs_from_one_start_are_not_marked(runs: dict[str, Run]) -> None:
    raced = [runs["-3"], runs["-3"]]
    canvas = drawn(raced)
    at_end(canvas, raced)
    assert all(len(roller.artists[1].get_xdata()) == 0 for roller in held_parts_of(canvas, BallOnCurve))


def test_the_sign_of_the_slope_says_which_way_a_step_leads(runs: dict[str, Run]) -> None:
    canvas = drawn([runs["half"]], signs=True)
    words = {one.words: one.at for one in held_parts_of(canvas, Signs)[0].artists}
    assert list(words) == ["f′ = 0", "f′ < 0: step to the right →", "← step to the left: f′ > 0"]
    (flat, falling, rising) = words.values()
    middle = canvas.figure.axes[0].transData.transform((0, 0))[0] * 72 / canvas.figure.dpi
    assert flat[0] == pytest.approx(middle, abs=1e-6)
    assert falling[0] - middle == pytest.approx(middle - rising[0])
    assert falling[0] < middle
    assert not held_parts_of(drawn([runs["half"]]), Signs)


@pytest.mark.parametrize("size", [(800, 450), (480, 270), (400, 600), (240, 180), (150, 150)])
def test_signs_keep_clear_of_each_other(size: tuple[int, int], runs: dict[str, Run]) -> None:
    for raced in ([runs["half"]], [runs["-3"]], [runs["-8"], runs["9"]]):
        canvas = drawn(raced, clip=Clip(*size, 10, 1), signs=True)
        boxes = sorted(
            (one.at[0] - one.width(one.words) / 2, one.at[0] + one.width(one.words) / 2)
            for one in held_parts_of(canvas, Signs)[0].artists
            if one.words
        )
        assert all(one[1] < other[0] for one, other in pairwise(boxes))
        assert len(boxes) >= 3


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_the_line_down_to_the_axis_passes_behind_a_minimum_s_name(style: Style, runs: dict[str, Run]) -> None:
    run = runs["-3"]
    canvas = drawn([run], style)
    (names,), (roller,), (bar,) = (held_parts_of(canvas, kind) for kind in (MinimaNames, BallOnCurve, StepBar))
    bar.artists[0].set_color("#00ff00")
    name, unit, crossed = names._names[0], canvas.figure.dpi / 72, 0
    for step in np.linspace(0, run.steps, 60):
        red, green, blue = np.moveaxis(canvas(Moment((step,), 0.0)).astype(int), -1, 0)
        x = canvas.figure.axes[0].transData.transform(roller.at(step))[0]
        if name.left < x / unit < name.right:
            lit = (green - np.maximum(red, blue))[:, round(x) - 2 : round(x) + 3].max(axis=1) > 40
            tops = [450 - round((row.at[1] + 3) * unit) for row in name.plain]
            assert not any(lit[top : top + 8].any() for top in tops), "no dots between its letters"
            assert lit[max(tops) + 12 :].any()
            crossed += 1
    assert crossed > 50
