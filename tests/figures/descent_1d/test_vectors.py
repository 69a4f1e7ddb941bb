"""One step in one variable as arrows: gradient and step are those of the run, and fall on x and the next x."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pages import held_parts_of

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.descent_1d import StepBar
from gdviz.figures.descent_1d.vectors import Vectors, rounded_down
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT, Style

CLIP = Clip(800, 450, 10, 4.0)
LIES = ("tangent", "level")


@pytest.fixture(scope="module")
def runs(solved_once: Callable[..., Run]) -> dict[str, Run]:
    specs: dict[str, tuple[str, str, dict[str, Any]]] = {
        "half": ("half-square", "gd", {"lr": 0.25, "steps": 16}),
        "slope": ("slope", "gd", {}),
        "momentum": ("parabola", "momentum", {"lr": 0.03, "steps": 40}),
        "noisy": ("slope", "gd", {"batch": 1, "steps": 30, "lr": 1e-5}),
        "diverged": ("parabola", "gd", {"lr": 1.05}),
        "thinned": ("parabola", "gd", {"every": 10}),
        "none": ("parabola", "gd", {"steps": 0}),
        "long": ("parabola", "gd", {"lr": 1e-4, "steps": 30000}),
        # From here the tangent reaches the top of the axes before their side.
        "flattening": (
            "function",
            "gd",
            {"function": "tanh(4*x)", "domain": [-3, 3], "start": [0.35], "lr": 0.001, "steps": 2},
        ),
    }
    return {name: solved_once(p, o, **options) for name, (p, o, options) in specs.items()}


def drawn(run: Run, style: Style = LIGHT, **settings: Any) -> tuple[Any, Vectors]:
    canvas: Any = FIGURES["descent-1d"].painter([run], style, CLIP, **settings)
    return canvas, held_parts_of(canvas, Vectors)[0]


def tip(vector: Any) -> np.ndarray:
    return np.asarray(vector.artists[2].get_xydata()[0])


@pytest.mark.parametrize("lie", LIES)
def test_the_step_ends_above_the_next_x_and_the_gradient_so_many_times_as_long(lie: str, runs: dict[str, Run]) -> None:
    for name in ("half", "slope"):
        run = runs[name]
        canvas, vectors = drawn(run, vectors=lie)
        for t in (0, 1, 3):
            canvas(Moment((float(t),), 0.0))
            x, f, g = run.params[t, 0], run.loss[t], run.gradient[t, 0]
            rise = g if lie == "tangent" else 0.0
            there = run.params[t + 1, 0]
            np.testing.assert_allclose(tip(vectors.step), [there, f + (there - x) * rise], rtol=1e-12)
            np.testing.assert_allclose(
                tip(vectors.gradient), [x + vectors.scale * g, f + vectors.scale * g * rise], rtol=1e-12
            )
            assert vectors.step.artists[1].get_visible()


def test_dotted_lines_fall_from_both_ends_of_the_step_and_x_and_the_next_are_named(runs: dict[str, Run]) -> None:
    run = runs["half"]
    canvas, vectors = drawn(run, vectors="level")
    canvas(Moment((1.0,), 0.0))
    bottom = canvas.figure.axes[0].get_ylim()[0]
    for fall, t in zip(vectors.falls, (1, 2), strict=True):
        np.testing.assert_allclose(fall.get_xydata(), [[run.params[t, 0], bottom], [run.params[t, 0], run.loss[1]]])
    here, there = vectors.names
    assert [name.get_text() for name in vectors.names] == ["$x_t$", "$x_{t+1}$"]
    assert [name.get_position()[0] for name in vectors.names] == [run.params[1, 0], run.params[2, 0]]
    boxes = [name.get_window_extent(canvas.renderer) for name in (here, there)]
    assert boxes[0].x1 < boxes[1].x0, "the run goes right"
    assert all(box.y0 > canvas.figure.axes[0].bbox.y0 for box in boxes)


def test_leaps_over_several_steps_are_named_so(runs: dict[str, Run]) -> None:
    _, vectors = drawn(runs["thinned"], vectors="level")
    assert vectors.names[1].get_text() == "$x_{t+10}$"
    _, vectors = drawn(runs["half"], vectors="level", every=4)
    assert vectors.names[1].get_text() == "$x_{t+4}$"


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_arrows_are_painted_uphill_and_downhill_of_the_ball(style: Style, runs: dict[str, Run]) -> None:
    run = runs["half"]
    canvas, vectors = drawn(run, style, vectors="level")
    frame = canvas(Moment((0.0,), 0.0))
    x, f = run.params[0, 0], run.loss[0]
    transform = canvas.figure.axes[0].transData.transform
    for vector, color in ((vectors.gradient, style.classes[0]), (vectors.step, style.accent)):
        across, up = transform([(x, f), tip(vector)]).T
        # The head, a few pixels from its tip.
        at = round(across[1] - 6 * np.sign(across[1] - across[0])), 450 - round(up[1])
        assert (np.abs(frame[at[1], at[0]] - 255 * rgb(color)) < 12).all()


def test_arrows_shrink_with_the_slope_until_there_is_none(runs: dict[str, Run]) -> None:
    run = runs["half"]
    canvas, vectors = drawn(run, vectors="level")
    lengths = []
    for t in range(4):
        canvas(Moment((float(t),), 0.0))
        lengths.append((vectors.gradient.length, vectors.step.length))
    np.testing.assert_allclose(np.array(lengths[1:]) / lengths[:-1], 0.75, rtol=1e-9)
    canvas(Moment((7.0,), 0.0))
    assert 2.5 < vectors.step.length < 9, "an arrow of which no words as long could be said"
    assert vectors.step.artists[1].get_visible()
    assert vectors.labels[1].words == ""
    canvas(Moment((16.0,), 0.0))
    assert not vectors.step.artists[1].get_visible()
    assert not vectors.names[1].get_visible()
    assert [label.words for label in vectors.labels] == ["", ""]


def test_the_words_say_what_the_step_is(runs: dict[str, Run]) -> None:
    for name, at, words in (
        ("half", 1.0, ["gradient", "step = −η · gradient"]),
        ("momentum", 3.0, ["gradient", "step"]),
        ("noisy", 0.0, ["gradient of the batch", "step = −η · gradient"]),
    ):
        canvas, vectors = drawn(runs[name], vectors="level")
        canvas(Moment((at,), 0.0))
        assert [label.words for label in vectors.labels] == words


@pytest.mark.parametrize("lie", LIES)
def test_words_and_the_first_arrows_stay_on_the_page(lie: str, runs: dict[str, Run]) -> None:
    for name in ("half", "slope", "momentum", "noisy", "flattening"):
        canvas, vectors = drawn(runs[name], vectors=lie)
        box, unit = canvas.figure.axes[0].bbox, 72 / canvas.figure.dpi
        canvas(Moment((0.0,), 0.0))
        across, up = canvas.figure.axes[0].transData.transform(tip(vectors.gradient))
        assert box.x0 <= across <= box.x1
        assert box.y0 <= up <= box.y1
        assert vectors.gradient.length > 12
        for step in (0.0, 2.0, 5.0):
            canvas(Moment((step,), 0.0))
            for label in (label for label in vectors.labels if label.words):
                assert box.x0 * unit - 1 <= label.at[0]
                assert label.at[0] + label.width(label.words) <= box.x1 * unit + 10


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("name", ["diverged", "thinned", "none", "long"])
def test_any_run_has_arrows_or_none(name: str, lie: str, runs: dict[str, Run]) -> None:
    run = runs[name]
    canvas, vectors = drawn(run, vectors=lie)
    for step in (0.0, run.steps / 2, float(run.steps)):
        assert canvas(Moment((step,), 0.0)).shape == (450, 800, 3)
    assert not any(artist.get_visible() for artist in vectors.step.artists)


def test_the_axis_tells_the_gradient_s_scale(runs: dict[str, Run]) -> None:
    canvas, vectors = drawn(runs["slope"], vectors="level")
    assert vectors.scale == pytest.approx(5e-5)
    assert "gradient drawn × 5e−5" in [text.get_text() for text in canvas.figure.axes[0].texts]
    assert [rounded_down(v) for v in (0.5, 0.49, 19.9, 1.0, 7e-6)] == pytest.approx([0.5, 0.2, 10, 1, 5e-6])


def test_the_line_down_from_the_ball_makes_way_for_those_of_the_step(runs: dict[str, Run]) -> None:
    for lie, seen in (("none", True), ("level", False)):
        canvas: Any = FIGURES["descent-1d"].painter([runs["half"]], LIGHT, CLIP, vectors=lie)
        canvas(Moment((1.0,), 0.0))
        (bar,) = (leaps._part for leaps in canvas._parts if isinstance(getattr(leaps, "_part", None), StepBar))
        assert bar.artists[0].get_visible() == seen
