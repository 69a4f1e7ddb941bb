"""Curves over the steps: how far they are drawn, and the axes that they are given."""

from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from gdviz.analysis.pacing import Moment
from gdviz.analysis.series import ValueAxis
from gdviz.analysis.trajectory import between
from gdviz.figures.parts.series import Curves, Readout
from gdviz.style.numerals import number
from gdviz.style.themes import LIGHT


def curves_of(runs: Any, **how: Any) -> tuple[Any, Curves]:
    axes = Figure(figsize=(8, 4.5)).add_subplot()
    looks = [LIGHT.look_of(i, len(runs)) for i in range(len(runs))]
    return axes, Curves(axes, runs, [run.loss for run in runs], looks, LIGHT, "loss", **how)


@pytest.mark.parametrize("step", [0.0, 4.5, 30.0])
def test_a_curve_is_drawn_as_far_as_its_run_is(step: float, drawn: Any) -> None:
    run = drawn["bowl"]
    _, curves = curves_of([run])
    curves.show(Moment((step,), 0.0, 0.5))
    curve, head = curves.artists
    x, y = curve.get_data()
    assert (x[0], x[-1]) == (0.0, step)
    assert y[-1] == pytest.approx(np.exp(between(np.log(run.loss), step)), rel=1e-12)
    assert (head.get_xdata()[0], head.get_ydata()[0]) == (x[-1], y[-1])


def test_axes_hold_all_runs_and_are_bent_where_a_loss_falls_far(drawn: Any) -> None:
    runs = [drawn["bowl"], drawn["bowl-adam"]]
    axes, _ = curves_of(runs)
    assert axes.get_xlim() == (0.0, float(max(run.steps for run in runs)))
    assert axes.get_yscale() == "log"
    low, high = (float(end(np.concatenate([run.loss for run in runs]))) for end in (np.min, np.max))
    assert axes.get_ylim() == pytest.approx((low / 1.6, high * 1.6))
    flat, _ = curves_of(runs, along=ValueAxis(low, high))
    assert flat.get_yscale() == "linear"
    margin = 0.06 * (high - low)
    assert flat.get_ylim() == pytest.approx((low - margin, high + margin))


def test_a_head_beyond_the_axes_is_not_seen(drawn: Any) -> None:
    run = drawn["bowl"]
    _, curves = curves_of([run], along=ValueAxis(0.0, float(run.loss[0]) / 2))
    for step, seen in ((0.0, False), (30.0, True)):
        curves.show(Moment((step,), 0.0, 0.5))
        assert curves.artists[1].get_visible() is seen


def test_a_readout_is_the_value_of_the_last_step_that_is_over(drawn: Any) -> None:
    run = drawn["bowl"]
    text = Figure().text(0, 0, "")
    Readout([text], [run], [run.loss]).show(Moment((4.9,), 0.0, 0.5))
    assert text.get_text() == number(float(run.loss[4]))
