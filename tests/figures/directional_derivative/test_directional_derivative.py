"""The turning vector's slopes against the landscape's, and the picture against the slopes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.directional_derivative import Directions, why_not_directional_derivative
from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.directional_derivative import Wave
from gdviz.figures.directional_derivative.rose import Rose, angle_at
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT

CLIP = Clip(480, 270, 10, 2.0)
STARTS = {"bowl": [-1.5, 0.6], "himmelblau": [0.5, -1.0], "rosenbrock": [-1.2, 1.0]}


@pytest.fixture
def slope(made: Callable[..., Run]) -> Run:
    return made("gd", "bowl", 3, start=STARTS["bowl"])


def parts(runs: list[Run], kind: type, clip: Clip = CLIP) -> list[Any]:
    painter: Any = FIGURES["directional-derivative"].painter(runs, LIGHT, clip)
    return [part for part in painter._parts if isinstance(part, kind)]


@pytest.mark.parametrize("size", [(480, 270), (540, 540), (450, 800)])
def test_words_on_the_board_lie_on_it_and_the_field_makes_use_of_the_page(size: tuple[int, int], slope: Run) -> None:
    page: Any = FIGURES["directional-derivative"].painter([slope], LIGHT, Clip(*size, 10, 2.0))
    page(Moment((0.0,), 0.0, 0.5))
    field, board = page.figure.axes
    for words in board.texts:
        if words.get_text():
            box = words.get_window_extent()
            assert board.bbox.y0 < box.y0 < box.y1 < board.bbox.y1 + 4
            assert board.bbox.x0 < box.x0 < box.x1 < board.bbox.x1 + 1
    assert Directions.of(slope).steepest > 0.5 * board.get_ylim()[1], "the wave is no ripple"
    place = field.bbox
    assert place.width > 0.45 * size[0]
    if size[1] > size[0]:
        assert abs((place.x0 + place.x1) / 2 - size[0] / 2) < 0.06 * size[0], "the field stands in the middle"


def test_u_turns_once_round_from_the_gradient_and_on_to_where_it_opposes_it() -> None:
    assert [angle_at(Moment((0.0,), 0.0, share)) for share in (0, 1 / 3, 2 / 3, 1)] == pytest.approx([0, 180, 360, 540])


@pytest.mark.parametrize("share", [0.0, 0.1, 1 / 3, 0.5, 0.8, 1.0])
def test_the_dot_is_on_the_cosine_and_the_part_is_the_gradients_projection(share: float, slope: Run) -> None:
    here, moment = Directions.of(slope), Moment((0.0,), 0.0, share)
    (rose,), (wave,) = parts([slope], Rose), parts([slope], Wave)
    angle = np.radians(angle_at(moment))
    for part in (rose, wave):
        part.show(moment)
    ((x, y),) = wave.artists[2].get_xydata()
    assert 0 <= x <= 360
    assert np.cos(np.radians(x)) == pytest.approx(np.cos(angle))
    assert y == pytest.approx(here.steepest * np.cos(angle), abs=1e-8)
    start, foot = rose.artists[0].get_xydata()
    np.testing.assert_allclose(start, here.at, rtol=1e-12)
    drop = rose.artists[1].get_xydata()
    # From the gradient's tip the perpendicular falls on the line of u.
    u = here.way(here.uphill + np.degrees(angle))
    assert abs((drop[1] - drop[0]) @ u) < 1e-9
    shown = drop[0] - here.at
    np.testing.assert_allclose(shown / np.linalg.norm(shown), here.gradient / here.steepest, rtol=1e-9)
    np.testing.assert_allclose(foot - start, (shown @ u) * u, atol=1e-8)


def test_the_curve_is_drawn_as_far_as_u_has_turned(slope: Run) -> None:
    (wave,) = parts([slope], Wave)
    for share, reached in ((0.0, 0), (1 / 6, 90), (2 / 3, 360), (0.9, 360)):
        wave.show(Moment((0.0,), 0.0, share))
        x, y = wave.artists[0].get_xydata().T
        assert x[-1] == pytest.approx(reached)
        np.testing.assert_allclose(y, Directions.of(slope).steepest * np.cos(np.radians(x)), atol=1e-8)


def test_runs_that_start_alike_share_a_vector_and_others_have_their_own(made: Callable[..., Run], slope: Run) -> None:
    same, other = made("adam", "bowl", 3, start=STARTS["bowl"]), made("gd", "bowl", 3, start=[1.0, 1.0])
    assert len(parts([slope, same], Rose)) == 1
    assert len(parts([slope, same, other], Rose)) == 2


def test_a_run_without_a_slope_at_its_start_is_refused_in_words(made: Callable[..., Run]) -> None:
    flat = made("gd", "bowl", 3, start=[0.0, 0.0])
    assert "its gradient is zero at its start" in str(why_not_directional_derivative(flat))
    with pytest.raises(ValueError, match="solve it with another --start"):
        FIGURES["directional-derivative"].painter([flat], LIGHT, CLIP)
