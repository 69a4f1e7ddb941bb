"""The scene of a ball on the loss: its beats, its words, when the slope is shown, and which runs it shows."""

from typing import Any

import pytest

pytest.importorskip("manim")

from gdviz.scenes.loss_bowl import LossBowl

from gdviz.solving.solver import solve
from gdviz.stage.relief import ReliefProp
from gdviz.stage.stage import Stage


def test_the_story_of_gradient_descent(heard: Any, solved: Any) -> None:
    stage, captions = heard(LossBowl, [solved("bowl")])
    assert [beat.name for beat in stage.beats] == ["the landscape", "the slope", "the descent", "the end"]
    assert captions == [
        "Height is the loss. To learn is to come down.",
        "The tangent plane tells which way is down.",
        "Each step follows the slope.",
        "The steps are as long as the slope is steep.",
        f"{stage.ending(stage.run).capitalize()}.",
    ]
    assert stage.step.get_value() == 30
    (relief,) = [one for one in stage.mobjects if isinstance(one, ReliefProp)]
    assert relief._turn.get_value() == 1.0, "the camera has come round"
    # Nothing is left of the plane.
    assert relief._sketch.__self__._seen.get_value() == 0.0


def test_a_rule_that_bends_the_way_down_is_said_to(heard: Any, made: Any) -> None:
    _, captions = heard(LossBowl, [made("adam", "bowl", 30)])
    assert captions[2:4] == ["Each step starts from the slope.", "The optimizer bends the way down."]


def test_the_slope_is_shown_again_where_three_quarters_of_the_loss_have_gone(staged: Any, made: Any) -> None:
    run = made("gd", "bowl", 30, lr=0.02)
    scene = staged([run], LossBowl)
    left = (run.loss - run.loss.min()) / (run.loss[0] - run.loss.min())
    step = scene.on_the_way()
    assert left[step] < 0.25 <= left[step - 1]
    # A run that never comes so far down is stopped at its first step.
    assert staged([made("gd", "bowl", 1)], LossBowl).on_the_way() == 1
    assert staged([made("gd", "bowl", 0)], LossBowl).on_the_way() == 0


def test_of_a_run_that_leaves_with_its_first_step_no_more_is_told_than_is_seen(heard: Any, made: Any) -> None:
    run = made("gd", "bowl", 60, lr=1.2)
    stage, captions = heard(LossBowl, [run])
    assert captions == [
        "Height is the loss. To learn is to come down.",
        "The tangent plane tells which way is down.",
        "Each step follows the slope.",
        "It has left the frame, but its steps go on.",
        "Left the frame at step 1, diverged at step 7.",
    ]
    assert stage.step.get_value() == 7, "the counter comes to the step that is told"
    assert stage.renderer.time < 17


def test_a_run_that_climbs_has_another_title(
    monkeypatch: pytest.MonkeyPatch, told: Any, solved: Any, tmp_path: Any
) -> None:
    titles: list[str] = []
    heading = Stage.heading

    def keep(self: Stage, title: str, *others: Any, **how: Any) -> Any:
        titles.append(title)
        return heading(self, title, *others, **how)

    monkeypatch.setattr(Stage, "heading", keep)
    told(LossBowl, [solved("bowl")])
    told(LossBowl, [solve("bowl", lr=0.42, steps=5, out=tmp_path / "climbs")])
    assert titles == ["Downhill, step by step", "Not every step leads down"]


def test_runs_of_one_parameter_and_several_runs_are_refused(solved: Any) -> None:
    assert "one parameter" in (LossBowl.refuse(solved("parabola")) or "")
    assert LossBowl.refuse(solved("bowl")) is None
    assert "it shows one run" in (LossBowl.misfit([solved("bowl")] * 2) or "")
