"""A relief keeps its numbers where they leave it large."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("manim")

from gdviz.analysis.boxes import Share
from gdviz.stage.numbered import KEPT, relief_with_room
from gdviz.stage.relief import ReliefProp


@pytest.mark.parametrize(
    ("box", "numbered"), [(Share(0.4, 0.02, 0.99, 0.98), True), (Share(0.8, 0.1, 0.98, 0.7), False)]
)
def test_numbers_are_left_off_where_they_would_make_it_small(
    box: Share, numbered: bool, staged: Callable[..., Any], solved: Any
) -> None:
    stage = staged([solved("bowl")])
    relief = relief_with_room(stage, box)
    assert (len(relief.words(0)) > 1) is numbered
    full, bare = (ReliefProp(stage, box, numbers=numbers) for numbers in (True, False))
    assert (full.magnified >= KEPT * bare.magnified) is numbered
    assert relief.magnified == (full if numbered else bare).magnified
