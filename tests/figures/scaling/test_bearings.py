"""Arrows lead straight downhill and along the step."""

import numpy as np
import pytest
from pages import parts_of

from gdviz.figures.scaling.bearings import LENGTH, Bearings


def test_arrows_lead_downhill_and_along_the_step_from_where_it_begins(rmsprop, page) -> None:
    run = rmsprop
    made = page([run])
    (arrows,) = parts_of(made, Bearings)
    field = arrows.artists[0].axes
    for step, row in ((0, 0), (7.4, 7), (run.steps - 0.01, run.steps - 1)):
        start = field.transData.transform(run.params[row]) * 72 / made.figure.dpi
        for ends, way in zip(arrows.ends(step), (-run.gradient[row], run.arrays["update"][row]), strict=True):
            np.testing.assert_allclose(ends[0], start)
            # The bowl's field is as wide as it is high on the page.
            np.testing.assert_allclose(ends[1] - ends[0], LENGTH * way / np.linalg.norm(way), rtol=1e-6)
    first = np.diff(arrows.ends(0)[1], axis=0)
    np.testing.assert_allclose(np.abs(first), LENGTH / np.sqrt(2), rtol=1e-6)


def test_at_the_end_no_arrow_shows_a_step_that_is_not_taken(rmsprop, page) -> None:
    (arrows,) = parts_of(page([rmsprop]), Bearings)
    assert arrows.ends(rmsprop.steps) == []


@pytest.mark.parametrize("far", [1e16, 1e300])
def test_no_arrow_is_seen_where_numbers_are_too_large_for_one(far, rmsprop, page) -> None:
    (arrows,) = parts_of(page([rmsprop.having({"params": np.asarray(rmsprop.params) + far})]), Bearings)
    for tail, tip in arrows.ends(3):
        assert not np.isfinite(tail).all() or np.linalg.norm(tip - tail) in (0, pytest.approx(LENGTH))


def test_a_run_that_left_the_frame_has_no_arrows(steep, page) -> None:
    run = steep("gd", lr=0.15, steps=60)
    assert run.diverged
    (arrows,) = parts_of(page([run]), Bearings)
    assert arrows.ends(run.steps) == []
