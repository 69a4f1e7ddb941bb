"""Hidden units as small planes: in whose colours, and what is written above them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.network.units import UnitPlanes
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.themes import LIGHT

WIDE = Clip(800, 450, 10, 2.0)


def parts(run: Run, clip: Clip = WIDE, **options: Any) -> tuple[Any, dict[type, Any]]:
    painter: Any = FIGURES["network"].painter([run], LIGHT, clip, **options)
    return painter, {type(part): part for part in painter._parts}


def test_units_are_in_the_colours_of_the_classes_for_which_they_speak(moons: Run) -> None:
    _, found = parts(moons, units=3)
    units = found[UnitPlanes]
    units.show(Moment((40.0,), 1.0))
    images = units._images
    assert len(images) == 3
    first, last = (image.cmap.colors for image in images[:2]), [rgb(color) for color in LIGHT.classes]
    for colors in first:
        off = [np.abs(np.asarray(colors)[end] - one).sum() for end, one in ((0, last[0]), (-1, last[1]))]
        other = [np.abs(np.asarray(colors)[end] - one).sum() for end, one in ((-1, last[0]), (0, last[1]))]
        assert max(off) < min(other)
    told = [np.asarray(image.get_array()) for image in images]
    np.testing.assert_array_equal(told, units._units.bands(units._units.at(40.0)))


@pytest.mark.parametrize(
    ("widths", "said"),
    [
        ((3,), ["Hidden units", "2", "5", "60"]),
        ((64, 64), ["6 of 128 units", "layer 1", "layer 2", "2", "5", "60", "2", "5", "60"]),
        ((64, 32, 1000), ["9 of 1,096 hidden units", "layer 1", "layer 2", "layer 3", *["2", "5", "60"] * 3]),
    ],
)
def test_it_is_said_how_many_of_all_are_shown_and_of_which_layer(
    widths: tuple[int, ...], said: list[str], deep: Callable[..., Run]
) -> None:
    painter, _ = parts(deep(*widths), Clip(1000, 500, 10, 2.0))
    words = [text.get_text() for text in painter.figure.texts]
    for one in set(said):
        assert words.count(one) == said.count(one), words


def test_recorded_units_are_pale_where_they_say_least(deep: Callable[..., Run]) -> None:
    _, found = parts(deep(3, 3))
    units = found[UnitPlanes]
    units.show(Moment((40.0,), 1.0))
    pale, dark = (np.asarray(units._images[0].cmap.colors)[end].sum() for end in (0, -1))
    assert pale > dark
    first = np.asarray(units._images[0].get_array())
    assert (first[0, 0], first[0, -1]) == (0, 7)
    # Where it turns positive there is a line.
    assert np.nanmax(np.abs(units._lines[0].get_xdata() - 0.5)) < 1e-9
