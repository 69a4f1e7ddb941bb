"""The numbers below Adam's formula are the run's, in columns, and what is said of the first step is so."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.adam_anatomy import AdamAnatomy
from manim import tempconfig

from gdviz.analysis.anatomy.colors import colors_of
from gdviz.analysis.anatomy.steps import work_out
from gdviz.analysis.anatomy.terms import (
    first_step_is_eta,
)
from gdviz.analysis.boxes import Share
from gdviz.props.anatomy.worksheet import Worksheet
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.stage.stage import Stage
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

BOX = Share(0.42, 0.405, 0.973, 0.95)
Make = Callable[..., Run]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a function from an optimizer and what else decides a run to that run, solved once."""
    home: Path = tmp_path_factory.mktemp("adam")
    kept: dict[str, Run] = {}

    def make(optimizer: str = "adam", problem: str = "bowl", **how: Any) -> Run:
        name = re.sub(r"\W+", "-", f"{problem}-{optimizer}-{how}")
        if name not in kept:
            kept[name] = solve(problem, optimizer, out=home / name, **how)
        return kept[name]

    return make


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, True),
        ({"optimizer": "amsgrad"}, True),
        ({"optimizer": "adamax"}, True),
        ({"settings": {"eps": 10.0}}, False),
        ({"optimizer": "adamw", "settings": {"weight_decay": 0.1}}, False),
        ({"start": [0.0, 2.0]}, False),
    ],
)
def test_the_first_step_is_said_to_be_eta_where_it_is(how: dict[str, Any], said: bool, made: Make, staged: Any) -> None:
    run = made(**how)
    assert first_step_is_eta(work_out(run, 1, 1)[0]) is said
    scene = staged([run], AdamAnatomy)
    assert ("first step has length η in every coordinate" in scene.first(Worksheet(scene, BOX))) is said


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"optimizer": "gd"}, "solved with Gradient descent, and not with Adam.* -O adam"),
        ({"optimizer": "nadam"}, "solved with NAdam, and not with Adam"),
        ({"settings": {"convention": "keras"}}, "without --set convention=keras"),
        ({"steps": 20, "every": 5}, "without --every"),
        ({"steps": 0}, "has not taken a step"),
    ],
)
def test_a_run_without_the_terms_is_refused_in_words(how: dict[str, Any], reason: str, made: Make) -> None:
    assert re.search(reason, AdamAnatomy.refuse(made(**how)) or "")


def test_one_run_at_a_time(made: Make) -> None:
    assert AdamAnatomy.misfit([made()]) is None
    assert "it shows one run; name one" in str(AdamAnatomy.misfit([made(), made()]))


@pytest.mark.parametrize("how", [{}, {"problem": "parabola"}, {"problem": "logistic", "batch": 16, "epochs": 2}])
def test_the_story_is_told_of_every_run_in_the_same_time(how: dict[str, Any], made: Make, told: Any) -> None:
    scene, _ = told(AdamAnatomy, [made(**how)])
    assert scene.renderer.time == pytest.approx(41.4, abs=0.2)
    names = ["the gradient", "the mean", "the size", "the correction", "the step", "the next steps", "the end"]
    assert [beat.name for beat in scene.beats] == names


@pytest.mark.parametrize(("ratio", "share", "size"), [(16 / 9, 0.11, 13.5), (1.0, 0.07, 10.5)])
def test_all_lines_and_a_large_landscape_have_room(
    ratio: float, share: float, size: float, made: Make, staged: Callable[..., Any]
) -> None:
    with tempconfig({"pixel_width": round(360 * ratio), "frame_width": 8.0 * ratio}):
        scene = staged([made()], AdamAnatomy)
        scene.heading("Adam by numbers", footed=True)
        scene.counters()
        sheet, board, curves = scene.lay_out()
    assert len(sheet.grid.rows) == 4
    assert sheet.size >= size
    corners = board.board.corners
    assert np.prod(corners[1] - corners[0]) >= share * 64 * ratio
    # The courses keep off the landscape.
    for low, high in curves._boxes:
        assert (low >= corners[1]).any() or (high <= corners[0]).any()


def test_the_end_tells_how_long_the_last_step_is(made: Make, staged: Callable[..., Any]) -> None:
    for how, words in (
        ({"steps": 30}, "Loss 16.12 → 0.2968 in 30 steps. Small m beside √v, small steps: 0.17 η."),
        ({"steps": 1}, "Loss 16.12 → 12.94 in 1 step."),
        ({"steps": 3}, "Loss 16.12 → 7.729 in 3 steps."),
    ):
        scene = staged([made(**how)], AdamAnatomy)
        scene.step.set_value(scene.steps)
        assert scene.outcome(Worksheet(scene, BOX)) == words


@pytest.mark.slow
def test_the_sheet_fills_line_by_line(made: Make, told: Any) -> None:
    ink = [rgb(colors_of(DARK)[kind]) for kind in ("gradient", "memory", "size", "step")]

    def count(scene: Stage, pixels: np.ndarray) -> list[int]:
        # Left of the landscape.
        sheet = pixels[50:320, :375, :3].astype(int)
        return [int((np.abs(sheet - 255 * color).max(axis=-1) < 30).sum()) for color in ink]

    scene, frames = told(AdamAnatomy, [made(steps=1)], count, rate=2.0)
    assert [beat.name for beat in scene.beats][-2:] == ["the step", "the end"]
    # After the opening, which shows it filled.
    seen = np.array(frames)[5:]
    begins = [int(np.argmax(seen[:, kind] > 20)) for kind in range(4)]
    assert 0 < begins[1] <= begins[2] < begins[3]
    assert (seen[-1] > 60).all()
    assert (np.ptp(seen[-3:], axis=0) == 0).all(), "the film rests on its end"
