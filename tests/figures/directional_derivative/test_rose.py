"""Names of directions on the field: at their arrows and lines, inside it, off one another."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.directional_derivative import Directions, level_lines
from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.directional_derivative.rose import Rose
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT

CLIP = Clip(480, 270, 10, 2.0)


def drawn(run: Run, clip: Clip = CLIP) -> tuple[Any, Any, Rose]:
    page: Any = FIGURES["directional-derivative"].painter([run], LIGHT, clip)
    (rose,) = [part for part in page._parts if isinstance(part, Rose)]
    return page, page.figure.axes[0], rose


def test_each_name_of_a_direction_has_its_arrow(made: Callable[..., Run]) -> None:
    slope = made("gd", "bowl", 3, start=[-1.5, 0.6])
    here, (_, axes, rose) = Directions.of(slope), drawn(slope)
    arrows = [patch for patch in axes.patches if patch is not rose.artists[2]]
    ways = [np.diff(np.array(arrow._posA_posB), axis=0)[0] for arrow in arrows]
    found = [way / np.linalg.norm(way) for way in ways]
    words = {text.get_text(): np.array(text.xy) - here.at for text in axes.texts}
    for name, sign in (("∇f", 1), ("−∇f", -1)):
        way = sign * here.gradient / here.steepest
        assert min(np.linalg.norm(one - way) for one in found) < 1e-9
        assert words[name] @ way == pytest.approx(np.linalg.norm(words[name]))


def test_the_rim_and_its_words_stay_on_the_field(made: Callable[..., Run]) -> None:
    run = made("gd", "bowl", 3, start=[2.8, 1.2])
    _, _, rose = drawn(run)
    scape, here = run.landscape, Directions.of(run)
    for degrees in range(0, 360, 30):
        x, y = here.at + 1.24 * rose._length * here.way(degrees)
        assert scape.x[0] < x < scape.x[-1]
        assert scape.y[0] < y < scape.y[-1]


@pytest.mark.parametrize(
    ("start", "size"),
    [([-1.5, 0.6], (480, 270)), ([-1.5, 0.6], (360, 360)), ([-3.4, 2.2], (480, 270)), ([3.5, -2.2], (360, 360))],
)
def test_names_stay_inside_the_field_and_apart_and_level_stands_at_the_level_line(
    start: list[float], size: tuple[int, int], made: Callable[..., Run]
) -> None:
    run = made("gd", "bowl", 3, start=start)
    page, axes, rose = drawn(run, Clip(*size, 10, 2.0))
    boxes = {words.get_text(): words.get_window_extent() for words in axes.texts}
    inside = axes.bbox
    for box in boxes.values():
        assert inside.x0 - 1 < box.x0 < box.x1 < inside.x1 + 1
        assert inside.y0 - 2 < box.y0 < box.y1 < inside.y1 + 2
    if "level" in boxes:
        lines = np.concatenate(level_lines(run.landscape, Directions.of(run).at))
        box, unit = boxes["level"], float(page.figure.dpi) / 72
        away = np.maximum(
            np.maximum(box.min - axes.transData.transform(lines), axes.transData.transform(lines) - box.max), 0
        )
        assert 0 < np.hypot(*away.T).min() < 9 * unit
        centre = axes.transData.transform(Directions.of(run).at)
        rim = axes.transData.transform(Directions.of(run).at + np.array([rose._length, 0]))[0] - centre[0]
        off = np.maximum(np.maximum(box.min - centre, centre - box.max), 0)
        assert np.hypot(*off) > rim, "u passes it"
    for share in np.linspace(0, 2 / 3, 9):
        rose.show(Moment((0.0,), 0.0, float(share)))
        u = rose._name.get_window_extent()
        if (start, size) == ([-1.5, 0.6], (480, 270)):
            assert not any(u.overlaps(box) for box in boxes.values())


def test_the_field_holds_all_of_u_s_circle_where_the_start_is_near_its_corner(made: Callable[..., Run]) -> None:
    run = made("gd", "bowl", 3, start=[3.9, 2.4])
    _, axes, rose = drawn(run)
    at, low, high = Directions.of(run).at, axes.viewLim.min, axes.viewLim.max
    assert (at + rose._length > [run.landscape.x[-1], run.landscape.y[-1]]).all(), "it goes beyond the landscape"
    assert (low <= at - rose._length).all()
    assert (at + rose._length <= high).all()


def test_a_level_line_within_the_rim_has_no_name(made: Callable[..., Run]) -> None:
    _, axes, _ = drawn(made("gd", "bowl", 3, start=[0.1, -0.1]))
    assert "level" not in [words.get_text() for words in axes.texts]
