"""One picture on its way into another."""

import numpy as np

from gdviz.figures.parts.dissolve import dissolved


def test_a_picture_dissolves_into_another_by_colours_as_far_as_they_are_seen() -> None:
    red, blue = np.array([[[200, 0, 0]]], np.uint8), np.array([[[0, 0, 100]]], np.uint8)
    assert dissolved(red, blue, 0.25).tolist() == [[[150, 0, 25]]]
    nothing, seen = np.array([[[9, 9, 9, 0]]], np.uint8), np.array([[[40, 80, 120, 200]]], np.uint8)
    assert dissolved(nothing, seen, 0.5).tolist() == [[[40, 80, 120, 100]]]
    assert dissolved(seen, seen, 0.3).tolist() == seen.tolist()
