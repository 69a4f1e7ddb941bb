"""A network's page: which parts it has, where they lie on pages of every shape, and for which runs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip
from gdviz.analysis.trust import Trust
from gdviz.figures import FIGURES
from gdviz.figures.network.units import UnitPlanes
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.path import PathArtist
from gdviz.figures.parts.plane import BoundaryLine
from gdviz.figures.parts.series import Curves
from gdviz.figures.parts.strip import strip_of
from gdviz.runs.data import Data
from gdviz.runs.requirements import why_not_network
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT

WIDE, SQUARE, TALL = Clip(800, 450, 10, 2.0), Clip(540, 540, 10, 2.0), Clip(450, 800, 10, 2.0)


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


def test_it_says_how_far_to_trust_its_landscape(moons: Run) -> None:
    _, found = parts(moons)
    heading = found[Heading]
    moment = WIDE.moments([moons])[-1]
    heading.show(moment)
    said = [line.words for line in heading._trust.lines]
    (one,) = Trust.of([moons], moons.landscape).slices
    assert said[0].endswith("of the path's variance")
    assert said[2].startswith("loss ")
    assert one.loss_in_words(len(moons.loss) - 1) in said[2]
    flat = Run(moons.path, moons.manifest, {n: a for n, a in moons.arrays.items() if not n.startswith("surface.")})
    assert parts(flat)[1][Heading]._trust.lines == []


def test_moments_stand_in_a_strip_with_units_above_each_and_the_rest_once(moons: Run) -> None:
    moments = [WIDE.moments([moons])[place] for place in (0, 7, -1)]
    strip = strip_of(FIGURES["network"], [moons], LIGHT, WIDE, moments)
    pages = [painter.figure for _, painter, _ in strip._cells]  # type: ignore[attr-defined]
    titles = [[axes.get_title(loc="left") for axes in page.axes] for page in pages]
    assert [len(axes) for axes in titles] == [0, 9, 9, 9, 2]
    assert titles[-1] == ["Loss landscape", "Loss"]
    field, *units = (axes.get_window_extent() for axes in pages[1].axes)
    assert all(field.y1 < unit.y0 and field.x0 - 1 <= unit.x0 < unit.x1 <= field.x1 + 1 for unit in units)
    assert abs(field.width / field.height - 1) < 0.2
    words = [text.get_text() for text in pages[0].texts]
    assert words[2].startswith("9")
    assert "of the path's variance; at most" in words[2]


def test_several_runs_are_refused_and_told_where_they_can_be_together(moons: Run) -> None:
    with pytest.raises(ValueError, match="shows one run, not 2; draw each by itself, or all together as boundary or"):
        FIGURES["network"].painter([moons, moons], LIGHT, WIDE)
