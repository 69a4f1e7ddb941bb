"""What arrows and broad lines are is said beside the landscape, or above it."""

from itertools import combinations

import pytest

from gdviz.analysis.pacing import Clip


@pytest.mark.parametrize("size", [(800, 450), (640, 480), (540, 540), (450, 800)])
def test_every_page_says_that_arrows_are_of_one_length_and_what_divides_the_step(
    size: tuple[int, int], rmsprop, page
) -> None:
    made = page([rmsprop], clip=Clip(*size, 10, 4.0))
    texts = made.figure.texts
    words = [text.get_text() for text in texts]
    assert {"directions only:", "downhill", "step"} <= set(words)
    assert "which divides the step" in " ".join(words) or any("broad" in line for line in words)
    boxes = [text.get_window_extent(made.renderer) for text in texts if text.get_text().strip()]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert max(box.x1 for box in boxes) <= size[0]


def test_a_page_as_wide_as_it_is_high_has_no_empty_half(rmsprop, page) -> None:
    for size in ((540, 540), (640, 480)):
        field, *panels = page([rmsprop], clip=Clip(*size, 10, 4.0)).figure.axes
        place = field.get_position()
        assert place.height > 0.3
        assert all(panel.get_position().y1 < place.y0 for panel in panels)
