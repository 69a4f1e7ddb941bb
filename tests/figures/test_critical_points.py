"""Patches about critical points: what they show of the landscape, and what is said of the balls on them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.critical_points import Ending, Patches
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT

CLIP = Clip(480, 270, 10, 2.0)


@pytest.fixture
def beside(nudged_runs: dict[str, Run]) -> dict[str, Run]:
    return {kind: nudged_runs[kind] for kind in ("saddle", "minimum", "maximum")}


def parts(runs: list[Run], kind: type, clip: Clip = CLIP) -> list[Any]:
    painter: Any = FIGURES["critical-points"].painter(runs, LIGHT, clip)
    return [part for part in painter._parts if isinstance(part, kind)]


def test_what_became_of_each_ball_is_said_once_it_is_known(beside: dict[str, Run]) -> None:
    fates = parts(list(beside.values()), Ending)
    for fate in fates:
        fate.show(Moment((0.0, 0.0, 0.0), 0.0))
    assert [fate._words.words for fate in fates] == ["", "", ""]
    for fate in fates:
        fate.show(Moment((80.0, 80.0, 80.0), 1.0))
    assert [fate._words.words for fate in fates] == ["it comes back", "it rolls off", "it slides off"]


def test_patches_are_in_the_order_of_kinds_and_move_with_their_own_runs(beside: dict[str, Run]) -> None:
    (row,) = parts(list(beside.values()), Patches)
    row.show(Moment((1.0, 2.0, 3.0), 0.0))
    assert row._steps == [2.0, 3.0, 1.0], "saddle, minimum, maximum were given"


def test_the_ball_that_leaves_its_patch_is_gone_and_the_one_that_returns_is_not(beside: dict[str, Run]) -> None:
    (row,) = parts(list(beside.values()), Patches)
    assert [diorama.tracks[0].is_gone(80.0) for diorama in row.dioramas] == [False, True, True]


def test_each_run_has_the_colour_of_its_name_on_its_patch_in_vectors_too(beside: dict[str, Run]) -> None:
    runs = list(beside.values())
    (row,), fates = parts(runs, Patches), parts(runs, Ending)
    colors = [fate._look.color for fate in fates]
    assert len(set(colors)) == 3
    for dioramas in (row.dioramas, [diorama.refined() for diorama in row.dioramas]):
        assert [diorama._trails._looks[0].color for diorama in dioramas] == colors
        assert [diorama.looks[0].color for diorama in dioramas] == colors


@pytest.mark.parametrize("width", [480, 360])
def test_the_words_of_a_patch_keep_away_from_those_of_the_next(width: int, beside: dict[str, Run]) -> None:
    painter: Any = FIGURES["critical-points"].painter(list(beside.values()), LIGHT, Clip(width, 270, 10, 2.0))
    painter(Moment((0.0, 0.0, 0.0), 0.0))
    (row,) = (part for part in painter._parts if isinstance(part, Patches))
    boxes = []
    for diorama, easel in zip(row.dioramas, row._easels, strict=True):
        words = [word for axis in (0, 1) for word in diorama.words(easel, diorama.view(0), axis)]
        boxes.append([easel.pixels(word.box(easel)) for word in words])
    size = 9.5 * row._unit
    for i, ours in enumerate(boxes):
        for theirs in boxes[i + 1 :]:
            gaps = [
                max((b.min(axis=0) - a.max(axis=0)).max(), (a.min(axis=0) - b.max(axis=0)).max())
                for a in ours
                for b in theirs
            ]
            assert min(gaps) > size


def test_nothing_but_the_balls_their_paths_and_words_moves(beside: dict[str, Run]) -> None:
    film = FIGURES["critical-points"].film(list(beside.values()), LIGHT, CLIP)
    first, last = film[0].astype(int), film[19].astype(int)
    changed = np.abs(first - last).max(axis=2) > 0
    assert 0.0005 < changed.mean() < 0.05


@pytest.mark.parametrize("count", [1, 2, 3])
def test_patches_lie_side_by_side_or_below_one_another_on_a_tall_page(count: int, beside: dict[str, Run]) -> None:
    runs = list(beside.values())[:count]
    (lying,), (standing,) = parts(runs, Patches), parts(runs, Patches, Clip(400, 600, 10, 2.0))
    lefts, lows = ([getattr(box, side) for box in lying._boxes] for side in ("left", "low"))
    assert len(set(lefts)) == count
    assert len(set(lows)) == 1
    assert len({box.left for box in standing._boxes}) == 1
    assert len({box.low for box in standing._boxes}) == count


def test_a_run_that_starts_on_a_slope_is_refused_with_a_start_to_type(made: Callable[..., Run]) -> None:
    with pytest.raises(ValueError, match="type --start="):
        FIGURES["critical-points"].painter([made("gd", "bowl", 3, start=[-3.0, 2.0])], LIGHT, CLIP)
