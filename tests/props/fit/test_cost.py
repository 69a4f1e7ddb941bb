"""The cost over one parameter, with the run's ball and a tour's on it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.analysis.boxes import Share
from gdviz.props.fit.board import FitBoard
from gdviz.props.fit.cost import CostCurve
from gdviz.runs.run import Run
from gdviz.stage.stage import Stage
from gdviz.style.themes import DARK

BOX = Share(0.1, 0.2, 0.5, 0.7)
Staged = Callable[..., Stage]


@pytest.fixture(scope="module")
def slope(made: Any) -> Run:
    found: Run = made("gd", "slope", 60)
    return found


def test_the_ball_of_one_parameter_lies_on_its_curve(slope: Run, staged: Staged) -> None:
    run = slope
    stage = staged([run])
    curve = FitBoard(stage, BOX).landscape(Share(0.5, 0.1, 0.9, 0.8))
    assert isinstance(curve, CostCurve)
    at = curve._place(run.params[3][None])[0]
    assert at == pytest.approx(curve.board.place(np.array([run.params[3, 0], run.loss[3]]))[:2], abs=0.02)


def test_a_ball_on_the_curve_of_costs_is_painted_there_and_a_tours_beside_it(slope: Run, staged: Staged) -> None:
    run = slope
    stage = staged([run])
    fit = FitBoard(stage, BOX)
    curve: Any = fit.landscape(Share(0.5, 0.1, 0.9, 0.8))
    curve.seen.set_value(1.0)
    stage.step.set_value(60)
    at = curve.board.place(np.array([run.params[60, 0], run.loss[60]]))[:2]
    ball = places_of(painted(curve), DARK.accent, 30)
    assert np.linalg.norm(ball - at, axis=1).min() < 0.06
    before = len(places_of(painted(curve), DARK.ink, 30))
    fit._tour.set_value(0.25)
    (touring,) = curve._place(fit.at[None])
    picture = painted(curve)
    assert len(places_of(picture, DARK.ink, 30)) > before
    assert np.linalg.norm(places_of(picture, DARK.ink, 60) - touring, axis=1).min() < 0.06
