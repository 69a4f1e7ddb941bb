"""The equation of a line on the stage: whose names it bears, and how much room it takes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.props.fit.equation import LineEquation
from gdviz.runs.run import Run
from gdviz.stage.painted import PenMobject
from gdviz.stage.stage import Stage
from gdviz.style.themes import DARK


def named(run: Run, feature: str, target: str) -> Run:
    return replace(run, manifest={**run.manifest, "problem": {**run.problem, "features": [feature], "target": target}})


@pytest.mark.parametrize(
    ("feature", "target", "words"),
    [
        ("x", "y", "y = 2.500 x − 1.000"),
        ("area", "price", "price = 2.500 · area − 1.000"),
        ("x 2 of the second half of the year before", "what everybody pays for it", "y = 2.500 x − 1.000"),
    ],
)
def test_it_bears_the_names_of_the_data_where_these_have_room(
    made: Any, staged: Callable[..., Stage], feature: str, target: str, words: str
) -> None:
    run = named(made("gd", "line", 3), feature, target)
    stage, params = staged([run]), np.array([-1.0, 2.5])
    room = 5.0
    equation = LineEquation(stage, run, np.array([params, -params]), (DARK.accent,), room)
    assert equation.words(params) == words
    at = np.array([-6.0, 0.0])
    drawn = places_of(painted(PenMobject(lambda pen: equation.draw(pen, at, params, DARK.accent))), DARK.accent, 60)
    assert len(drawn) > 100
    assert drawn[:, 0].min() > -6.1
    assert drawn[:, 0].max() < -6 + room
