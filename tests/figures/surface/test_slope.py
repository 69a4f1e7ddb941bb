"""One step on the tangent plane is drawn as it was taken."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from stills import place, still

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.shot import Shot
from gdviz.figures.surface.slope import REACH, WHOLE, Slope
from gdviz.relief.diorama import Diorama
from gdviz.relief.sketch import Sketch
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.themes import LIGHT

CLIP = Clip(800, 450, 10, 4.0)


def shot_of(run: Run, moment: Moment, **how: Any) -> tuple[Shot, np.ndarray]:
    """Return the shot on a page and the page's pixels at a moment."""
    painter: Any = FIGURES["surface"].painter([run], LIGHT, CLIP, orbit=0, **how)
    frame = painter(moment)
    return next(part for part in painter._parts if isinstance(part, Shot)), frame


def test_step_of_descent_goes_against_the_gradient_and_lands_over_the_new_parameters(drawn: dict[str, Run]) -> None:
    run = drawn["bowl"]
    diorama = Diorama([run], LIGHT, cells=96)
    slope = Slope(diorama, run, LIGHT, 0)
    for step in (0.0, 1.7, 6.0, 30.0):
        row = min(int(step), 29)
        plane, gradient, move = slope.arrows(step)
        np.testing.assert_allclose(plane.touch, diorama.relief.drape(diorama.relief.place(run.params[row])))
        exact = diorama.relief.place(run.params[row + 1]) - diorama.relief.place(run.params[row])
        np.testing.assert_allclose(move[:2], slope.zoom(step) * exact, atol=1e-12)
        way = gradient @ move / np.linalg.norm(gradient) / np.linalg.norm(move)
        assert way == pytest.approx(-1, abs=1e-9)


def test_arrow_on_the_floor_ends_at_the_new_parameters(drawn: dict[str, Run]) -> None:
    run = drawn["bowl"]
    shot, frame = shot_of(run, Moment((1.2,), 0.5, 0.1), tangent=True)
    diorama, easel = shot._diorama, shot._pixels
    relief, view = diorama.relief, diorama.view(0.5)
    assert Slope(diorama, run, LIGHT, 0).zoom(1.2) == 1
    tail, tip = (relief.lay(relief.place(run.params[row])) for row in (1, 2))
    for share, is_arrow in ((0.55, True), (0.96, True), (1.08, False)):
        pixel = frame[place(easel, view, tail + share * (tip - tail), 450)]
        assert (np.abs(pixel - 255 * rgb(LIGHT.accent)).max() < 30) == is_arrow


@pytest.mark.parametrize(("name", "row"), [("bowl", 0), ("bowl", 29), ("valley", 100), ("thinned", 10), ("blobs", 50)])
def test_words_say_how_many_times_too_long_a_step_is_drawn(name: str, row: int, drawn: dict[str, Run]) -> None:
    run = drawn[name]
    slope = Slope(Diorama([run], LIGHT, cells=96), run, LIGHT, 0)
    step = float(run.step[row])
    zoom = slope.zoom(step)
    _, _, move = slope.arrows(step)
    assert np.linalg.norm(move) <= (WHOLE if zoom <= 1 else REACH) + 1e-9
    steps = "10 steps" if name == "thinned" else "step"
    assert slope.words(step) == (steps if zoom == 1 else f"{steps} ×{zoom:,g}")


def test_tiny_steps_are_enlarged_and_huge_ones_are_not_drawn_beyond_the_plane(made: Callable[..., Run]) -> None:
    tiny = made("gd", "bowl", 50, lr=1e-4)
    slope = Slope(Diorama([tiny], LIGHT, cells=96), tiny, LIGHT, 0)
    assert slope.zoom(0) >= 500
    assert REACH / 3 < np.linalg.norm(slope.arrows(0)[2]) <= REACH
    huge = made("gd", "bowl", 12, lr=0.39)
    slope = Slope(Diorama([huge], LIGHT, cells=96), huge, LIGHT, 0)
    assert slope.zoom(0) < 1
    assert 0 < np.linalg.norm(slope.arrows(0)[2]) <= WHOLE


def test_gradients_and_steps_of_any_size_have_arrows(drawn: dict[str, Run]) -> None:
    run = drawn["bowl"]
    gradients, updates = np.array(run.gradient), np.array(run.params)
    gradients[0], updates[5:] = [1e200, -1e300], [1e200, 1e250]
    wild = replace(run, arrays={**run.arrays, "gradient": gradients, "params": updates})
    slope = Slope(Diorama([wild], LIGHT, cells=48), wild, LIGHT, 0)
    _, gradient, move = slope.arrows(0)
    assert np.linalg.norm(gradient) == pytest.approx(REACH)
    assert 0 < np.linalg.norm(move) <= WHOLE
    assert np.isfinite(slope.outline()).all()


def test_numbers_are_those_of_the_run(drawn: dict[str, Run]) -> None:
    run = drawn["bowl"]
    painter: Any = FIGURES["surface"].painter([run], LIGHT, CLIP, tangent=True)
    painter(Moment((2.4,), 0.5, 0.1))
    words = [one.words for one in painter.figure.findobj(Lettering)]
    assert words[1] == f"step  =  −{run.optimizer['lr']:g} × gradient"
    numbers = [float(part) for part in words[2].replace("−", "-").split("(")[-1].strip(")").split(",")]
    assert words[2].startswith("new (x, y)  (")
    np.testing.assert_allclose(numbers, run.params[3], rtol=1e-3)
    other: Any = FIGURES["surface"].painter([drawn["bowl-adam"]], LIGHT, CLIP, tangent=True)
    other(Moment((2.4,), 0.5, 0.1))
    assert other.figure.findobj(Lettering)[1].words.startswith("step  (")


@pytest.mark.parametrize("name", ["bowl", "valley", "line"])
def test_labels_cover_neither_arrows_nor_minima_nor_each_other(name: str, drawn: dict[str, Run]) -> None:
    run = drawn[name]
    diorama = Diorama([run], LIGHT, cells=72)
    slope = Slope(diorama, run, LIGHT, 0)
    labels = 0
    for turn, step in ((0.0, 0.0), (0.3, 3.0), (0.6, 10.0)):
        view = diorama.view(turn)
        easel, _ = still(diorama, view, (800, 450))
        sketch, boxes, tips = Sketch(easel, diorama, view), [], []
        sketch.label = lambda at, words, *_, boxes=boxes, sketch=sketch, **how: boxes.append(  # type: ignore[method-assign]
            (at, sketch.size(words, 11) / 2)
        )
        sketch.arrow = lambda tail, tip, *_, tips=tips, sketch=sketch, **how: tips.extend(  # type: ignore[method-assign]
            sketch.spot(tail + np.linspace(0, 1, 30)[:, None] * (tip - tail))
        )
        slope.draw(sketch, Moment((step,), turn, 0.2))
        labels += len(boxes)
        for at, half in boxes:
            for point in (*tips, *sketch.spot(diorama.minima)):
                assert (np.abs(point - at) > half).any()
        for k, (at, half) in enumerate(boxes):
            assert all((np.abs(at - other) > half + size).any() for other, size in boxes[:k])
    assert labels >= 4
