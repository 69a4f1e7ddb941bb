"""Arrows of a step are drawn where and as long as they are."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from closeups import ends, only, shown

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.anatomy.closeup import CloseUp
from gdviz.figures.parts.arrows import PlacedMark
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT

CLIP = Clip(480, 270, 25, 6.0)


Make = Callable[..., Run]


def labelled(marks: Sequence[PlacedMark], label: str) -> PlacedMark:
    (found,) = (mark for mark in marks if mark.mark.label == label)
    return found


@pytest.mark.parametrize(("name", "problem"), [("gd", "bowl"), ("newton", "rosenbrock"), ("adam", "line")])
def test_the_step_is_as_long_as_it_is_and_the_ball_goes_along_it(
    name: str, problem: str, made: Make, parts: list[Any]
) -> None:
    run = made(name, problem)
    FIGURES["anatomy"].film([run], LIGHT, CLIP, first=2, count=2)
    close = only(parts, CloseUp)
    for page, end in ((0, 0.499999), (1, 1.0)):
        marks, ball = shown(close, end, CLIP, run)
        side = np.ptp(close.axes.viewLim.get_points(), axis=0)
        drawn = ends(close, labelled(marks, r"\Delta"))
        np.testing.assert_allclose(drawn / side, run.params[1 + page : 3 + page] / side, atol=1e-9)
        np.testing.assert_allclose(ball, run.params[2 + page], rtol=1e-12)
        _, before = shown(close, 0.5 * page + 0.01, CLIP, run)
        np.testing.assert_allclose(before, run.params[1 + page], rtol=1e-12)


def test_the_velocity_is_the_sum_of_its_arrows_and_the_step_lies_on_it(made: Make, parts: list[Any]) -> None:
    run = made("momentum", "bowl")
    FIGURES["anatomy"].film([run], LIGHT, CLIP, first=3, count=1)
    close = only(parts, CloseUp)
    marks, _ = shown(close, 1.0, CLIP, run)
    kept, new, step = (ends(close, labelled(marks, label)) for label in (r"-\mu b", "-b", r"\Delta"))
    (slope,) = (ends(close, mark) for mark in marks if not mark.mark.label)
    lr = float(run.arrays["learning_rate"][2])
    np.testing.assert_allclose(kept[1] - kept[0], -lr * 0.9 * run.state["momentum_buffer"][1], atol=1e-9)
    np.testing.assert_allclose(slope[0], kept[1], atol=1e-9)
    np.testing.assert_allclose(slope[1] - slope[0], -lr * run.gradient[2], atol=1e-9)
    np.testing.assert_allclose(new, step, atol=1e-9)
    np.testing.assert_allclose(slope[1], run.params[3], atol=1e-9)
    memory, gradient = (next(mark for mark in marks if mark.mark.label == label) for label in (r"-\mu b", ""))
    np.testing.assert_allclose(memory.grown(0.5), memory.ends, err_msg="one arrow, and then the one on its tip")
    assert np.ptp(gradient.grown(0.5), axis=0).max() < 1e-9
    assert "× η = " in close.notes[0]


def test_arrows_not_to_scale_are_drawn_by_the_factor_that_is_said(made: Make, parts: list[Any]) -> None:
    run = made("adam")
    FIGURES["anatomy"].film([run], LIGHT, CLIP, first=1, count=1)
    close = only(parts, CloseUp)
    marks, _ = shown(close, 1.0, CLIP, run)
    said = float(re.search(r"× ([\d.e−]+),", close.notes[0])[1].replace("−", "-"))
    down, up, m = (ends(close, labelled(marks, label)) for label in ("-g", "g", r"-\hat{m}"))
    np.testing.assert_allclose(down[1] - down[0], -said * run.gradient[0], rtol=1e-6)
    np.testing.assert_allclose(up[1] - up[0], said * run.gradient[0], rtol=1e-6)
    # The first corrected mean is the gradient itself, and sqrt(v) its size: the arrow ends in the box's corner.
    np.testing.assert_allclose(m, down, rtol=1e-6)
    box = ends(close, labelled(marks, r"\sqrt{\hat{v}}"))
    np.testing.assert_allclose(box[1] - run.params[0], said * np.abs(run.gradient[0]), rtol=1e-6)
    frame = ends(close, labelled(marks, r"\eta"))
    np.testing.assert_allclose(frame[1] - run.params[0], float(run.arrays["learning_rate"][0]), rtol=1e-6)


def test_arrows_come_in_order_and_uncorrected_means_go(made: Make, parts: list[Any]) -> None:
    run = made("adam")
    FIGURES["anatomy"].film([run], LIGHT, CLIP, first=4, count=1)
    close = only(parts, CloseUp)
    at = [{mark.mark.label for mark in shown(close, (beat + 0.9) / 5, CLIP, run)[0]} for beat in range(5)]
    assert at[0] == {"g", "-g"}
    assert at[1] - at[0] == {r"-\beta_1 m", "", "-m", r"\sqrt{v}"}
    assert at[2] == {"g", "-g", "-m", r"-\hat{m}", r"\sqrt{\hat{v}}"}
    assert at[3] == at[4] == {"g", "-g", r"-\hat{m}", r"\sqrt{\hat{v}}", r"\eta", r"\Delta"}
    assert shown(close, 0.0, CLIP, run)[0] == []
