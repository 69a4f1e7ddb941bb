"""A grid of labels as a picture: smooth borders, steps averaged within a label, and what is due to be seen."""

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.props.basins.patches import LabelRaster, blown_up, borders, halved


def test_borders_of_a_coarse_grid_run_smoothly():
    size, pixels = 40, 400
    x, y = np.meshgrid(np.linspace(0, 1, size), np.linspace(0, 1, size))
    label = (y > 0.3 + 0.4 * x).astype(int)
    winner, _ = blown_up(label, np.zeros_like(label), (pixels, pixels))
    share = (np.arange(pixels) + 0.5) / pixels
    edge = 1 - share[np.argmin(winner, axis=0)]
    inner = slice(40, 360)
    assert np.abs(edge - (0.3 + 0.4 * share))[inner].max() < 0.5 / size
    assert borders(winner, 1).sum() < 4 * pixels


def test_steps_are_averaged_within_a_basin_alone():
    label = np.repeat([[0, 0, 0, 0, 1, 1, 1, 1]], 8, axis=0)
    winner, when = blown_up(label, np.where(label, 99, 9), (80, 80))
    assert when[winner == 0] == pytest.approx(np.log(10), rel=1e-5)
    assert when[winner == 1] == pytest.approx(np.log(100), rel=1e-5)


def test_a_sheet_shows_what_is_due():
    when = np.tile(np.linspace(0, 1, 101, dtype=np.float32), (50, 1))
    sheet = LabelRaster(np.full((50, 101, 3), 100, np.float32), when, np.full(3, 255, np.float32))
    shown = sheet.upto(0.5)
    assert (shown[:, :49, 3] == 255).all()
    assert (shown[:, 52:, 3] == 0).all()
    assert (shown[:, :45, 0] == 100).all()
    assert (sheet.whole[..., 3] == 255).all()


def test_rows_of_a_grid_run_from_below():
    label = np.array([[0, 0], [1, 1]]).repeat(6, axis=0)
    winner, _ = blown_up(label, np.zeros_like(label), (24, 4))
    assert (winner[:12] == 1).all()
    assert (winner[12:] == 0).all()


@pytest.mark.parametrize(("fine", "width"), [(1, 2), (2, 3)])
def test_a_border_is_as_wide_as_it_is_fine(fine, width):
    winner = np.repeat([[0] * 10 + [1] * 10], 8, axis=0)
    found = borders(winner, fine)
    assert (found.sum(axis=1) == width).all()
    assert found[:, 10].all()
    assert not borders(np.zeros((5, 5), int), fine).any()


def test_squares_of_pixels_are_averaged():
    table = np.arange(16, dtype=np.float32).reshape(4, 4)
    assert halved(table, 2).tolist() == [[2.5, 4.5], [10.5, 12.5]]
    np.testing.assert_array_equal(halved(table, 1), table)
    colours = np.stack([table, 2 * table], axis=-1)
    assert halved(colours, 2)[0, 1].tolist() == [4.5, 9.0]


def test_the_front_is_bright_and_premultiplied():
    when = np.tile(np.linspace(0, 1, 101, dtype=np.float32), (3, 1))
    sheet = LabelRaster(np.full((3, 101, 3), 100, np.float32), when, np.full(3, 255, np.float32))
    shown = sheet.upto(0.5)
    assert shown[1, 45:52, 0].max() > 200
    assert (shown[..., :3] <= shown[..., 3:]).all()
    assert (sheet.upto(-1.0)[..., 3] == 0).all()
    assert (sheet.upto(2.0)[..., 3] == 255).all()
