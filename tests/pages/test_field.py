"""The landscape of a page: how far it is off, and what has no depth."""

import numpy as np
import pytest

from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale
from gdviz.pages.field import ABOVE, BELOW, DEEPEST, UNDEFINED, codes_of, field_of, losses_at


@pytest.mark.parametrize("decades", [0, 1, 6])
def test_a_depth_is_off_by_no_more_than_half_a_step(decades):
    span = Scale(-3.0, 1e6, decades)
    loss = np.concatenate([np.geomspace(1e-6, 1e6, 4000) - 3, [-3.0, 1e6]])
    back = losses_at(span, codes_of(loss, span) / DEEPEST)
    assert np.abs(span.depth(back) - span.depth(loss)).max() <= 0.5 / DEEPEST + 1e-12
    step = np.diff(losses_at(span, np.arange(DEEPEST + 1) / DEEPEST))
    assert np.abs(back - loss).max() <= 0.51 * step.max()


def test_what_is_not_finite_stays_so_and_what_is_beyond_is_at_the_end():
    span = Scale(0.0, 10.0, 1)
    codes = codes_of(np.array([[np.nan, np.inf, -np.inf], [0.0, 10.0, 1e300], [-5.0, 20.0, 5.0]]), span)
    assert codes.dtype == np.uint16
    assert codes[:2].tolist() == [[UNDEFINED, ABOVE, BELOW], [0, DEEPEST, DEEPEST]]
    assert codes[2, :2].tolist() == [0, DEEPEST]
    assert 0 < codes[2, 2] < DEEPEST


def test_levels_are_those_of_the_figures(solved):
    run, arrays = solved("rosenbrock"), {}
    told = field_of([run], run.landscape, arrays)
    scale = Scale.for_contours(run.landscape.loss)
    assert told["scale"] == {"low": scale.low, "high": scale.high, "decades": scale.decades}
    assert scale.depth(arrays["field.levels"]) == pytest.approx(np.arange(1, 18) / 18)
    assert told["labels"] == ["x", "y"]
    assert told["minima"] == [[1.0, 1.0]]
    assert np.array_equal(arrays["field.x"], run.landscape.x)


def test_over_one_parameter_it_is_a_curve(solved):
    run, arrays = solved("parabola"), {}
    told = field_of([run], run.landscape, arrays)
    assert told["labels"][1] == "loss"
    assert arrays["field.codes"].shape == run.landscape.loss.shape
    assert arrays["field.y"].size == 0
    assert not told["isToScale"]


def test_where_no_loss_is_known_there_are_no_levels(solved):
    run, arrays = solved("bowl"), {}
    bare = Landscape(np.arange(3.0), np.arange(3.0), np.full((3, 3), np.nan), np.zeros(2), np.eye(2))
    told = field_of([run], bare, arrays)
    assert (arrays["field.codes"] == UNDEFINED).all()
    assert arrays["field.levels"].size == 0
    assert told["low"] < told["high"]
