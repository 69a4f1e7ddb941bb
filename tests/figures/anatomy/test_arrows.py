"""Labels stand at their arrows."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from closeups import only

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.anatomy.arrows import OUTSIDE, UNSEEN, place
from gdviz.figures.anatomy.closeup import CloseUp
from gdviz.figures.parts.arrows import PlacedMark
from gdviz.ledger.ledger import Mark
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT

Make = Callable[..., Run]


@pytest.mark.parametrize("problem", ["bowl", "rosenbrock"])
@pytest.mark.parametrize("name", ["momentum", "adam"])
def test_labels_stand_apart_within_the_panel(name: str, problem: str, made: Make, parts: list[Any]) -> None:
    run, clip = made(name, problem), Clip(800, 450, 25, 6)
    FIGURES["anatomy"].film([run], LIGHT, clip)
    close, page = only(parts, CloseUp), parts[0]
    panel = close.axes.bbox.padded(4)
    for at in (0, 1):
        texts = close.texts(at, 5, 5)[1:]
        boxes = [text.get_window_extent(page.renderer) for text in texts]
        assert all(panel.containsx(b.x0) and panel.containsx(b.x1) and panel.containsy(b.y0) for b in boxes)
        for one, other in combinations(boxes, 2):
            both = one.intersection(one, other)
            assert both is None or both.width * both.height < 0.12 * min(b.width * b.height for b in (one, other))


def mark(start: list[float], end: list[float], look: str = "solid", label: str = "g") -> PlacedMark:
    ends = np.array([start, end])
    return PlacedMark(Mark(label, ends[1] - ends[0], look), "#000000", 0, 9, ends, ends[:1].repeat(2, axis=0))


def test_a_lone_label_stands_beyond_the_tip_of_its_arrow() -> None:
    size, panel = np.array([10.0, 10.0]), np.array([[0.0, 0.0], [200.0, 100.0]])
    (middle,) = place([mark([20.0, 50.0], [80.0, 50.0])], [size], panel, [])
    half = 1.08 * 5 + 1
    np.testing.assert_allclose(middle, [80 + half + 3, 50])


def test_a_label_keeps_off_what_must_be_seen_and_in_the_panel() -> None:
    size, panel = np.array([10.0, 10.0]), np.array([[0.0, 0.0], [200.0, 100.0]])
    arrow = mark([20.0, 50.0], [80.0, 50.0])
    (middle,) = place([arrow], [size], panel, [np.array([90.0, 50.0])])
    assert (np.abs(middle - [90.0, 50.0]) > 1.08 * 5).any()
    (inside,) = place([mark([20.0, 50.0], [199.0, 50.0])], [size], panel, [])
    assert inside[0] + 1.08 * 5 + 1 <= 200 + OUTSIDE


def test_what_is_too_small_to_be_seen_or_has_no_name_has_no_label() -> None:
    size, panel = np.array([10.0, 10.0]), np.array([[0.0, 0.0], [200.0, 100.0]])
    short, nameless = mark([20.0, 50.0], [20.0 + UNSEEN / 2, 50.0]), mark([20.0, 50.0], [80.0, 50.0], label="")
    small = mark([20.0, 50.0], [22.0, 52.0], "box")
    assert place([short, nameless, small], [size] * 3, panel, []) == [None, None, None]
