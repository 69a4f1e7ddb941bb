"""A board that slides: where it is, what goes with it, and what frame it has before and after."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from manim import VMobject

from gdviz.analysis.boxes import Share
from gdviz.stage.board import Board
from gdviz.stage.sliding import SlidingBoard

FIRST, LAST = Share(0.1, 0.2, 0.9, 0.8), Share(0.1, 0.3, 0.4, 0.7)
LIMITS = np.array([[0.0, 10.0], [-1.0, 1.0]])


def test_it_goes_from_one_box_to_the_other_with_what_is_on_it(staged: Callable[..., Any], solved: Any) -> None:
    stage = staged([solved("bowl")])
    board = SlidingBoard(stage, FIRST, LAST, LIMITS, names=("x", "y"), whole=True)
    start, end = (Board(stage, box, LIMITS, names=("x", "y"), whole=True) for box in (FIRST, LAST))
    at = np.array([2.5, 0.5])
    for share, expected in ((0.0, start.place(at)), (0.5, (start.place(at) + end.place(at)) / 2), (1.0, end.place(at))):
        board.share.set_value(share)
        np.testing.assert_allclose(board.place(at), expected, atol=1e-9)
    np.testing.assert_allclose(board.frame.get_center(), end.frame.get_center())
    board.share.set_value(0.0)
    stage.add(*board.first)
    stage.play(*board.slide())
    assert board.share.get_value() == 1
    # What stood at the first place has gone to the last one.
    drawn = [mobject for mobject in stage.mobjects if isinstance(mobject, VMobject)]
    seen = [one for mobject in drawn for one in mobject.family_members_with_points()]
    low = min(float(one.get_left()[0]) for one in seen)
    high = max(float(one.get_right()[0]) for one in seen)
    assert low == pytest.approx(float(end.frame.get_left()[0]), abs=0.02)
    assert high == pytest.approx(float(end.frame.get_right()[0]), abs=0.02)
