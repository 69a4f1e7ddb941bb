"""The stage: its runs, its clock, its page."""

import os

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.solving.solver import solve
from gdviz.stage.painted import PenMobject
from gdviz.stage.stage import Stage, last_shown
from gdviz.style.themes import DARK, LIGHT


class Clock(Stage):
    """Rest, run, rest."""

    example = (("bowl", "renders/runs/bowl"),)

    def construct(self):
        """Tell it."""
        self.beat("rest", "Nothing moves.")
        self.add(PenMobject(lambda pen: None))
        self.wait(0.4)
        self.beat("run", "All moves.")
        self.run_clock(2.0)
        self.beat("end", "All rests.")
        self.wait(0.3)


def step_of(stage, pixels):
    return stage.step.get_value()


@pytest.mark.parametrize(("steps", "every"), [(1, 1), (10, 1), (20000, 100)])
def test_the_clock_takes_equal_steps_in_equal_times_whatever_their_number(steps, every, told, tmp_path):
    run = solve("bowl", lr=0.01, steps=steps, every=every, out=tmp_path / "run")
    stage, seen = told(Clock, [run], step_of)
    assert len(seen) == 4 + 1 + 20 + 1 + 3
    np.testing.assert_allclose(seen[5:25], np.arange(20) / 20 * steps, rtol=1e-12, atol=1e-9)
    assert seen[:5] == [0] * 5
    assert seen[25:] == [steps] * 4, "a beat ends on what it leads to"
    assert stage.steps == steps


def test_beats_are_the_sections_with_their_notes(told, solved):
    stage, _ = told(Clock, [solved("bowl")])
    assert [(beat.name, beat.notes, beat.loops) for beat in stage.beats] == [
        ("rest", "Nothing moves.", False),
        ("run", "All moves.", False),
        ("end", "All rests.", False),
    ]
    assert stage.step.get_value() == 30, "what is skipped ends as what is played"


def test_the_clock_ends_where_the_last_run_leaves_the_frame(staged, solved, tmp_path):
    away = solve("bowl", lr=0.45, steps=30, out=tmp_path / "away")
    left = last_shown(away, [away])
    assert 0 < left < 30
    inside = np.abs(away.params) <= [np.abs(away.landscape.x).max(), np.abs(away.landscape.y).max()]
    assert inside[left - 1].all()
    assert not inside[left:].all(axis=1).any()
    assert staged([away]).steps == left
    assert staged([away, solved("bowl")]).steps == 30
    assert staged([away]).ending(away).startswith("left the frame: loss")
    gone = solved("diverged")
    left = last_shown(gone, [gone])
    assert staged([gone]).ending(gone) == f"left the frame at step {left}, diverged at step {gone.steps}"


def test_runs_come_from_the_class_or_the_environment(staged, solved, monkeypatch):
    bowl, rosenbrock = solved("bowl"), solved("rosenbrock")
    assert staged([rosenbrock]).run.path == rosenbrock.path
    monkeypatch.setenv("GDVIZ_RUN", f"{bowl.path}{os.pathsep}{bowl.path}")
    scene = Clock()
    scene.setup()
    assert [run.path for run in scene.shown] == [bowl.path] * 2
    monkeypatch.setenv("GDVIZ_RUN", "nowhere")
    with pytest.raises(SystemExit, match=r"no run in nowhere(.|\n)*gdviz solve bowl -o renders/runs/bowl"):
        Clock().setup()


def test_the_page_and_the_words_are_in_the_styles_colours(staged, solved):
    for style in (DARK, LIGHT):
        stage = staged([solved("bowl")], style=style)
        assert stage.camera.background_color == style.background
        assert stage.text("word", 12)[0].get_fill_color().to_hex().lower() == style.ink
