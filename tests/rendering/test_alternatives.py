"""Alternative text: every figure and scene has one, which says what is to be seen and what becomes of its runs."""

import pytest
from gdviz.scenes import SCENES

from gdviz.analysis.sentences import sentence_on
from gdviz.figures import FIGURES
from gdviz.figures.figure import Figure
from gdviz.rendering.alternatives import SUBJECTS, alt_text


def test_every_figure_and_every_scene_has_a_subject_and_none_is_left_over():
    kinds = {f"figure {name}" for name in FIGURES} | {f"scene {name}" for name in SCENES} | {"page page"}
    assert set(SUBJECTS) == kinds


@pytest.mark.parametrize(("kind", "name"), [("figure", "contour"), ("scene", "loss-bowl"), ("page", "page")])
def test_a_picture_is_its_subject_and_what_becomes_of_its_runs(kind, name, solved):
    run = solved("bowl")
    assert alt_text(kind, name, [run]) == f"{SUBJECTS[f'{kind} {name}']}. {sentence_on([run])}"


def test_a_figure_of_ones_own_is_told_by_its_summary(solved, monkeypatch):
    mine = Figure("mine", "Draw the length of every step", lambda: None, lambda run: None, lambda runs: None)
    monkeypatch.setattr("gdviz.figures.FIGURES", {"mine": mine})
    assert alt_text("figure", "mine", [solved("bowl")]).startswith("Draw the length of every step. Gradient descent")


def test_what_is_no_picture_is_refused(solved):
    with pytest.raises(ValueError, match="kind must be one of figure, scene, page, not 'film'"):
        alt_text("film", "contour", [solved("bowl")])
