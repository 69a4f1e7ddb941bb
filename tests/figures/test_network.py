"""A network's page: which parts it has, where they lie on pages of every shape, and for which runs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.network import UnitPlanes
from gdviz.figures.parts.path import PathArtist
from gdviz.figures.parts.plane import BoundaryLine
from gdviz.figures.parts.series import Curves
from gdviz.problems import load_data
from gdviz.runs.data import Data
from gdviz.runs.requirements import why_not_network
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.themes import LIGHT

WIDE, SQUARE, TALL = Clip(800, 450, 10, 2.0), Clip(540, 540, 10, 2.0), Clip(450, 800, 10, 2.0)


@pytest.fixture
def moons(solved_once: Callable[..., Run]) -> Run:
    return solved_once("mlp", "adam", data=load_data("moons").standardized(), steps=40)


def parts(run: Run, clip: Clip = WIDE, **options: Any) -> tuple[Any, dict[type, Any]]:
    painter: Any = FIGURES["network"].painter([run], LIGHT, clip, **options)
    return painter, {type(part): part for part in painter._parts}


@pytest.mark.parametrize("clip", [WIDE, SQUARE, TALL], ids=["wide", "square", "tall"])
def test_boundary_units_path_and_loss_are_on_every_page_apart_from_one_another(clip: Clip, moons: Run) -> None:
    painter, found = parts(moons, clip)
    assert {BoundaryLine, UnitPlanes, PathArtist, Curves} <= found.keys()
    boxes = [axes.get_window_extent() for axes in painter.figure.axes]
    assert len(boxes) == 11
    page = painter.figure.bbox
    for place, box in enumerate(boxes):
        assert page.x0 <= box.x0 < box.x1 <= page.x1
        assert page.y0 <= box.y0 < box.y1 <= page.y1
        assert not any(box.overlaps(other) for other in boxes[place + 1 :])


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


def test_without_units_or_a_landscape_the_rest_takes_their_place(moons: Run) -> None:
    painter, found = parts(moons, units=0)
    assert UnitPlanes not in found
    wider = painter.figure.axes[0].get_position().width
    assert wider > 1.3 * parts(moons)[0].figure.axes[0].get_position().width
    bare = Run(moons.path, moons.manifest, {n: a for n, a in moons.arrays.items() if not n.startswith("surface.")})
    painter, found = parts(bare)
    assert PathArtist not in found
    assert [axes.get_title(loc="left") for axes in painter.figure.axes][-2:] == ["Accuracy", "Loss"]
    lone = Run(bare.path, bare.manifest, {n: a for n, a in bare.arrays.items() if n != "metric.accuracy"})
    assert [axes.get_title(loc="left") for axes in parts(lone)[0].figure.axes][-1:] == ["Loss"]


def test_which_runs_are_networks_over_a_plane(moons: Run, solved_once: Callable[..., Run]) -> None:
    assert why_not_network(moons) is None
    assert why_not_network(solved_once("logistic", steps=1)) == (
        "it has no hidden units, as mlp and recorded networks do; figure boundary draws it"
    )
    assert (why_not_network(solved_once("bowl", steps=1)) or "").endswith("it parts no points in a plane")
    three = solved_once("mlp", data=Data.of(np.eye(3), [0.0, 1.0, 1.0]), steps=1)
    assert (why_not_network(three) or "").startswith("its points have 3 features")


def test_the_accuracy_above_the_loss_has_no_name_of_its_axis(moons: Run) -> None:
    bare = Run(moons.path, moons.manifest, {n: a for n, a in moons.arrays.items() if not n.startswith("surface.")})
    assert [axes.get_xlabel() for axes in parts(bare)[0].figure.axes][-2:] == ["", "step"]
    assert [axes.get_xlabel() for axes in parts(bare, TALL)[0].figure.axes][-2:] == ["step", "step"]
