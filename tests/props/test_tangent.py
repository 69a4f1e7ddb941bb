"""The plane that touches the surface."""

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.props.tangent import TangentPlane
from gdviz.stage.relief import ReliefProp

BOX = (0.4, 0.1, 0.9, 0.9)
RED = "#ff0000"


def test_the_tangent_plane_touches_the_surface_and_its_arrow_points_straight_down_it(staged, solved):
    run = solved("bowl")
    stage = staged([run])
    tangent = TangentPlane(stage)
    relief = ReliefProp(stage, BOX, sketch=tangent.draw)
    tangent.appear(relief)

    class Spy:
        def __getattr__(self, name):
            return lambda *given, **options: calls.setdefault(name, []).append(given)

    calls = {}
    tangent._seen.set_value(1)
    tangent.draw(Spy())
    surface = relief.diorama.relief
    foot = surface.place(run.params[0])
    corners = calls["polygon"][0][0]
    normal = surface.normal(foot)
    np.testing.assert_allclose((corners - surface.drape(foot)) @ normal, 0, atol=1e-12)
    tail, tip = calls["arrow"][0][:2]
    way = (tip - tail) / np.linalg.norm(tip - tail)
    assert way @ normal == pytest.approx(0, abs=1e-12)
    uphill = run.gradient[0] / np.linalg.norm(run.gradient[0])
    np.testing.assert_allclose(way[:2] / np.linalg.norm(way[:2]), -uphill, atol=0.02)
    assert way[2] < 0
