"""A landscape without a curve of losses: the field has the page, a key its numbers, and points are not called steps."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text
from pages import parts_of

import gdviz
from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.parts.marks import Heading
from gdviz.landscapes.scale import Scale
from gdviz.rendering.figures import draw
from gdviz.runs.run import Run, load
from gdviz.style.numerals import number
from gdviz.style.themes import LIGHT

POINTS = np.array([[1.0, 0, 0, 0, 0], [2, 1, 0, 0, 0], [0, 1, 2, 0, 0]])


def loss(theta: np.ndarray) -> np.ndarray:
    return np.asarray((theta**2).sum(axis=-1) + theta[..., 0])


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """Return landscapes around a point, and through two and three."""
    home, how = tmp_path_factory.mktemp("held"), {"samples": 9, "progress": False}
    made = {
        "one": gdviz.landscape(POINTS[0], loss, out=home / "one", **how),
        "line": gdviz.landscape(POINTS[0], loss, through=list(POINTS[:2]), out=home / "line", **how),
        "three": gdviz.landscape(POINTS[0], loss, through=list(POINTS), out=home / "three", **how),
    }
    return {name: load(run.path) for name, run in made.items()}


def shown(name: str, run: Run, size: tuple[int, int] = (800, 450)) -> tuple[Any, list[str]]:
    """Return a figure at its end, and all words on it."""
    painter: Any = FIGURES[name].painter([run], LIGHT, Clip(*size, 10, 2.0))
    painter(Moment((float(run.steps),), 1.0, 1.0))
    return painter, [text.get_text() for text in painter.figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("figure", ["contour", "surface"])
def test_one_point_has_no_curve_and_tells_its_loss(figure: str, held: dict[str, Run]) -> None:
    painter, words = shown(figure, held["one"])
    assert {"loss 2.000", "at the point"} <= set(words)
    assert not any("step" in word for word in words)
    assert len(painter.figure.axes) == (2 if figure == "contour" else 0)


def test_three_points_are_numbered_and_counted(held: dict[str, Run]) -> None:
    painter, words = shown("contour", held["three"])
    assert {"1", "2", "3", "point 3", "of 3 points", "1st to 2nd", "to the 3rd"} <= set(words)
    (heading,) = parts_of(painter, Heading)
    assert [line.words for line in heading._trust.lines] == ["losses at the points 2.000, 7.000, 5.000"]


@pytest.mark.parametrize("size", [(800, 450), (540, 540), (450, 800)])
def test_the_key_says_which_loss_a_colour_stands_for(size: tuple[int, int], held: dict[str, Run]) -> None:
    painter, _ = shown("contour", held["one"], size)
    field, key = painter.figure.axes
    axis = key.yaxis if size[0] > size[1] else key.xaxis
    scale, ticks = Scale.for_contours(held["one"].landscape.loss), axis.get_ticklocs()
    assert [text.get_text() for text in axis.get_ticklabels()] == [number(float(v)) for v in scale.loss_at(ticks)]
    boxes = [text.get_window_extent() for text in axis.get_ticklabels()]
    assert not any(one.overlaps(other) for one, other in pairwise(boxes))
    assert not field.get_tightbbox().overlaps(key.get_tightbbox())
    assert all(box.x0 >= 0 and box.x1 <= size[0] and box.y0 >= 0 for box in boxes)
    # To scale, and as large as the page allows.
    assert field.bbox.width == pytest.approx(field.bbox.height, rel=1e-6)
    assert field.bbox.width > 0.55 * min(size)


@pytest.mark.parametrize(
    ("high", "words"), [(3.0, ["3.000"]), (3.0002, 10), (2e22, 10)], ids=["flat", "nearly flat", "huge"]
)
@pytest.mark.parametrize("size", [(800, 450), (320, 480)])
def test_the_numbers_of_a_key_are_told_apart(
    size: tuple[int, int], high: float, words: Any, held: dict[str, Run]
) -> None:
    run = held["one"]
    loss = np.linspace(3.0, high, 81).reshape(9, 9)
    key = shown("contour", run.having({"surface.loss": loss}), size)[0].figure.axes[1]
    axis = key.yaxis if size[0] > size[1] else key.xaxis
    said = [text.get_text() for text in axis.get_ticklabels()]
    assert said == words if isinstance(words, list) else len(set(said)) == len(said) > 3
    boxes = [text.get_window_extent() for text in axis.get_ticklabels()]
    assert not any(one.overlaps(other) for one, other in pairwise(boxes))
    assert all(box.x0 >= 0 and box.x1 <= size[0] for box in boxes)


@pytest.mark.parametrize("name", ["loss", "parameters", "race", "learning-rates", "anatomy"])
@pytest.mark.parametrize("kind", ["one", "three"])
def test_what_follows_steps_refuses_points(name: str, kind: str, held: dict[str, Run]) -> None:
    what = "around one point" if kind == "one" else "through 3 points"
    with pytest.raises(ValueError, match=f"it holds a landscape {what}, and no steps of a training"):
        shown(name, held[kind])


def test_the_line_between_two_points_is_a_curve(held: dict[str, Run]) -> None:
    _, words = shown("descent-1d", held["line"])
    assert {"point 2", "of 2 points"} <= set(words)
    assert not any("step" in word for word in words)


def test_one_point_has_no_strip(held: dict[str, Run], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has taken no step; leave out --strip"):
        draw("contour", [held["one"]], tmp_path / "x.png", strip=3)


def test_losses_that_nobody_knows_make_no_curve(held: dict[str, Run]) -> None:
    run = gdviz.solve("bowl", steps=5, out=held["one"].path.parent / "bowl")
    unknown = run.having({"loss": np.full(6, np.nan)})
    painter, words = shown("contour", unknown)
    assert "step 5" in words
    assert len(painter.figure.axes) == 2
    assert painter.figure.axes[1].get_title("left") == "Loss"
    assert not painter.figure.axes[1].get_xlabel()
    assert not shown("surface", unknown)[0].figure.axes
