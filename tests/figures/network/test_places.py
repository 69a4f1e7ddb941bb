"""Where all lies on a network's page, whatever its shape, its layers and the names of its classes."""

import pytest

from gdviz.analysis.boxes import Box
from gdviz.analysis.pacing import Clip
from gdviz.figures.network.places import BELOW, LEFT, places_in_strip, places_of
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.plane import has_room_for_names
from gdviz.style.themes import LIGHT

PAGES = {"wide": (800, 450), "square": (540, 540), "tall": (450, 800)}
LONG = ["Helianthus annuus", "Iris setosa of the n", "Iris versicolor", "Iris virginica from", "Ranunculus"]


def apart(boxes: list[Box]) -> bool:
    return not any(
        min(one.right, other.right) - max(one.left, other.left) > 1e-6
        and min(one.high, other.high) - max(one.low, other.low) > 1e-6
        for place, one in enumerate(boxes)
        for other in boxes[:place]
    )


@pytest.mark.parametrize("second", ["landscape", "curve", ""])
@pytest.mark.parametrize("counts", [(), (1,), (5,), (8,), (4, 4), (4, 1), (3, 3, 3)])
@pytest.mark.parametrize("page", PAGES)
def test_all_is_on_the_page_and_apart(page: str, counts: tuple[int, ...], second: str) -> None:
    canvas = Canvas(Clip(*PAGES[page], 10, 2.0), LIGHT)
    canvas.head += 27
    found = places_of(canvas, counts, second, ["class 0", "class 1"])
    width, height = canvas.points
    boxes = [found.field, found.loss, *found.units] + ([found.second] if found.second else [])
    assert apart(boxes)
    assert all(0 <= box.left < box.right <= width and 0 <= box.low < box.high <= height - canvas.head for box in boxes)
    assert len(found.units) == sum(counts)
    assert len(found.layers) == (len(counts) if len(counts) > 1 else 0)
    assert min(box.width for box in (found.field, found.loss)) > 90
    assert all(box.width == pytest.approx(box.height) and box.width >= 24 for box in found.units)


@pytest.mark.parametrize("page", ["wide", "square"])
def test_long_names_of_classes_stand_above_all_and_are_whole(page: str) -> None:
    canvas = Canvas(Clip(*PAGES[page], 10, 2.0), LIGHT)
    short, long = (places_of(canvas, (8,), "landscape", names) for names in (["a", "b"], LONG))
    assert long.second is not None
    assert short.second is not None
    assert long.names.width > long.field.width
    assert long.second.high < short.second.high
    assert has_room_for_names(canvas, LONG, long.names.width)
    assert long.field.height > 0.45 * long.field.width


def test_in_a_strip_units_are_in_rows_above_their_boundary() -> None:
    frame = Box(10.0, 20.0, 90.0, 140.0)
    for counts in ((8,), (4, 4), (3, 3, 3), (1,)):
        found = places_in_strip(frame, counts)
        assert apart([found.field, *found.units])
        assert max(cell.high for cell in found.units) == pytest.approx(frame.high)
        assert max(cell.right for cell in found.units) <= frame.right + 1e-6
        assert (found.field.left, found.field.low) == (frame.left, frame.low)
        assert found.field.height > 0.8 * frame.width
    assert places_in_strip(frame, ()).field == frame
    assert min(LEFT, BELOW) > 30
