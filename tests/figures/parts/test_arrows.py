"""Arrows, rectangles and their dashed kin: the polygons that they are made of."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from gdviz.figures.parts.arrows import DASH, GAP, SHAPES, Arrows, PlacedMark
from gdviz.ledger.ledger import Mark
from gdviz.style.themes import LIGHT

RED = "#ff0000"


def placed(look, start=(100.0, 100.0), end=(200.0, 100.0), tail=(0.0, 0.0)):
    ends = np.array([start, end])
    mark = Mark("", ends[1] - ends[0], look, tail=np.array(tail))
    return PlacedMark(mark, RED, 1, 3, ends, np.array([start, start]))


def drawn(*marks):
    """Return the polygons of marks in points, and the artist."""
    arrows = Arrows(Figure().add_subplot(), LIGHT)
    arrows.set(marks)
    return [path.vertices[:-1] * 72 for path in arrows.artist.get_paths()], arrows.artist


@pytest.mark.parametrize("look", ["solid", "hollow"])
def test_an_arrow_is_one_polygon_with_its_tip_at_its_end(look):
    (corners,), _ = drawn((placed(look), 1.0))
    width, shape = SHAPES[look]
    assert len(corners) == 7
    np.testing.assert_allclose(corners[3], [200, 100], atol=1e-9)
    np.testing.assert_allclose(corners[:, 0].min(), 100, atol=1e-9)
    np.testing.assert_allclose(np.ptp(corners[[0, -1], 1]), width, atol=1e-9)
    np.testing.assert_allclose(np.ptp(corners[[2, 4], 1]), 2 * shape.half * shape.length, atol=1e-9)
    np.testing.assert_allclose(corners[2, 0], 200 - shape.length, atol=1e-9)


def test_a_short_arrow_is_a_smaller_one_and_one_of_no_length_is_none():
    (corners,), _ = drawn((placed("solid", end=(105.0, 100.0)), 1.0))
    (larger,), _ = drawn((placed("solid", end=(110.0, 100.0)), 1.0))
    np.testing.assert_allclose(corners - [100, 100], (larger - [100, 100]) / 2, atol=1e-9)
    assert drawn((placed("solid", end=(100.04, 100.0)), 1.0))[0] == []
    assert drawn((placed("solid", end=(100.0, 100.0)), 1.0))[0] == []


def test_a_dashed_arrow_is_dashes_and_a_head():
    polygons, _ = drawn((placed("dashed"), 1.0))
    *dashes, head = polygons
    starts = [dash[:, 0].min() for dash in dashes]
    np.testing.assert_allclose(np.diff(starts), DASH + GAP, atol=1e-9)
    assert max(dash[:, 0].max() for dash in dashes) <= 192 + 1e-9
    np.testing.assert_allclose(head, [[192, 104], [200, 100], [192, 96]], atol=1e-9)


def test_an_arrow_grows_from_its_bud_and_what_begins_at_another_s_tip_after_it():
    for share, look, tail, reached in (
        (0.5, "solid", (0, 0), 150),
        (0.25, "dashed", (0, 0), 150),
        (0.75, "solid", (1, 0), 150),
        (0.5, "solid", (1, 0), 100),
    ):
        assert placed(look, tail=tail).grown(share)[1].tolist() == [reached, 100]


def test_a_box_is_pale_with_an_edge_and_a_frame_is_dashes_without():
    (box,), artist = drawn((placed("box", end=(150.0, 130.0)), 1.0))
    np.testing.assert_allclose(box, [[100, 100], [150, 100], [150, 130], [100, 130]], atol=1e-9)
    assert artist.get_facecolor().tolist() == [list(to_rgba(RED, 0.13))]
    assert artist.get_edgecolor().tolist() == [list(to_rgba(RED))]
    frame, artist = drawn((placed("frame", end=(150.0, 130.0)), 1.0))
    assert len(frame) > 10
    assert (artist.get_facecolor() == to_rgba(RED)).all()
    assert set(artist.get_linewidth()) == {0.0}


def test_a_mark_is_seen_from_its_beat_to_its_last():
    assert [placed("solid").is_seen(begun) for begun in range(6)] == [False, False, True, True, True, False]


def test_what_keeps_clear_of_a_mark_goes_all_along_it():
    assert placed("solid").sketch()[[0, -1]].tolist() == [[100, 100], [200, 100]]
    around = placed("box", end=(150.0, 130.0)).sketch()
    assert np.linalg.norm(np.diff(around, axis=0), axis=1).max() < 5
    assert (around.min(axis=0).tolist(), around.max(axis=0).tolist()) == ([100, 100], [150, 130])
