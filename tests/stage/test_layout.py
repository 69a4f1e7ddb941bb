"""Fields side by side and their common curves: in one row on a wide page, in rows on others."""

from collections.abc import Callable
from itertools import combinations

import pytest

pytest.importorskip("manim")

from manim import tempconfig

from gdviz.analysis.boxes import Box, Share
from gdviz.analysis.layout import Layout
from gdviz.runs.run import Run
from gdviz.stage.layout import CLEAR, fields_on_page
from gdviz.stage.stage import Stage

# In points, and where there is room on a page of this shape.
PAGES = {"wide": (576.0, 324.0), "square": (324.0, 324.0), "tall": (324.0, 576.0)}
ROOM = Share(0.04, 0.15, 0.96, 0.8)


def laid_out(shape: str, count: int, staged: Callable[..., Stage], run: Run, *, lines: int = 2) -> Layout:
    width, height = PAGES[shape]
    # The shorter side is 324 points, which are eight units.
    with tempconfig({"frame_width": width * 8 / 324, "frame_height": height * 8 / 324}):
        stage = staged([run])
        stage.in_rows = shape != "wide"
        return fields_on_page(stage, ROOM, count, (0.8, 1.6), lines=lines, curves=0.15 * height)


@pytest.mark.parametrize("shape", PAGES)
@pytest.mark.parametrize("count", [2, 3, 4])
def test_fields_and_curves_keep_to_their_room_and_apart(
    shape: str, count: int, staged: Callable[..., Stage], solved: Callable[..., Run]
) -> None:
    layout, (width, height) = laid_out(shape, count, staged, solved("bowl")), PAGES[shape]
    boxes, room = [*layout.fields, layout.curves], ROOM.box_on(width, height)
    assert len(layout.fields) == count
    for box in boxes:
        assert room.left - 1e-9 <= box.left < box.right <= room.right + 1e-9
        assert room.low - 1e-9 <= box.low < box.high <= room.high + 1e-9
    for one, other in combinations(boxes, 2):
        assert _apart(one, other)
    # Numbers and a title take 50 points of their height.
    assert layout.curves.height >= 0.15 * height + 40


def test_curves_beside_a_row_are_wider_than_a_field(staged: Callable[..., Stage], solved: Callable[..., Run]) -> None:
    layout = laid_out("wide", 3, staged, solved("bowl"))
    assert layout.curves.left > layout.fields[-1].right
    assert layout.curves.width > 1.3 * layout.fields[0].width


def test_rows_of_a_tall_page_stand_apart_by_their_words_and_more(
    staged: Callable[..., Stage], solved: Callable[..., Run]
) -> None:
    first, *_, last = laid_out("tall", 4, staged, solved("bowl")).fields
    assert first.low - last.high >= 3 * 17 + CLEAR


def _apart(one: Box, other: Box) -> bool:
    across = one.right <= other.left or other.right <= one.left
    return across or one.high <= other.low or other.high <= one.low
