"""The stage: its runs, its clock, its words."""

import os

import numpy as np
import pytest

pytest.importorskip("manim")

from manim import config

from gdviz.solving.solver import solve
from gdviz.stage.column import MARGIN
from gdviz.stage.painted import PenMobject, Words
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


def caption_of(stage):
    (caption,) = [one for one in stage.mobjects if isinstance(one, Words)]
    assert caption.seen.get_value() == 1
    return caption.shapes


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
    assert staged([gone]).ending(gone) == f"diverged at step {gone.steps:,}"


def test_a_run_is_stamped_on_the_camera_so_that_no_old_film_is_shown(staged, tmp_path):
    stamps = {staged([solve("bowl", steps=n, out=tmp_path / f"{n}")]).camera.stamp for n in (3, 4)}
    assert len(stamps) == 2
    assert all(stamps)


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


def test_words_keep_the_margin_and_do_not_overlap(staged, solved):
    stage = staged([solved("bowl")])
    heading = stage.heading("A title of many words that needs more lines than one", "and what is shown below it")
    rule = stage.under(stage.formula(r"\theta \leftarrow \theta - \eta \nabla f(\theta)", 15))
    stage.say("A caption.")
    caption = caption_of(stage)
    corner = np.array([-config.frame_width / 2 + MARGIN, config.frame_height / 2 - MARGIN])
    assert heading.get_top()[1] == pytest.approx(corner[1])
    assert heading.get_right()[0] <= corner[0] + stage.column + 0.02
    for above, below in ((heading, rule), (rule, caption)):
        assert below.get_top()[1] < above.get_bottom()[1] - 0.2
        assert below.get_left()[0] == pytest.approx(corner[0], abs=0.03)


def test_a_caption_takes_the_place_of_the_last(staged, solved):
    stage = staged([solved("bowl")])
    stage.heading("Title")
    for words in ("One.", "Two.", "Three."):
        stage.say(words)
    assert caption_of(stage).get_top()[1] < config.frame_height / 2 - MARGIN


def test_a_wide_heading_leaves_the_foot_to_captions(staged, solved):
    stage = staged([solved("bowl")])
    stage.heading("Title", wide=True)
    feet = []
    for words in ("At the foot.", "Age, type, glyph."):
        stage.say(words)
        feet.append(caption_of(stage)[0][0].get_bottom()[1])
        assert caption_of(stage).get_bottom()[1] == pytest.approx(-config.frame_height / 2 + MARGIN, abs=0.1)
        assert caption_of(stage).get_left()[0] == pytest.approx(-config.frame_width / 2 + MARGIN, abs=0.02)
    assert feet[0] == pytest.approx(feet[1], abs=0.005), "on one line, whatever letters go below it"
    with pytest.raises(ValueError, match="nothing in the column"):
        stage.under(stage.text("x", 12))


def test_the_title_of_the_command_line_replaces_the_scenes(staged, solved):
    from dataclasses import replace

    named = staged([solved("bowl")], style=replace(DARK, title="Mine")).heading("The scene's own words")
    plain = staged([solved("bowl")], style=replace(DARK, title="")).heading("The scene's own words")
    assert len(named[0][0]) == len("Mine")
    assert len(plain) == 0
