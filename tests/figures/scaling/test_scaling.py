"""Gradients far apart and steps that are not: the numbers of the rules, and where they stand in the picture."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pages import CLIP, parts_of, show_step

from gdviz.analysis.anatomy.divisor import divisor_of
from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.scaling.bearings import Bearings
from gdviz.figures.scaling.coordinates import (
    Apart,
    CoordinateLines,
    Coordinates,
)
from gdviz.solving.solver import solve
from gdviz.style.themes import DARK, LIGHT


@pytest.mark.parametrize("optimizer", ["gd", "momentum", "nesterov", "lion", "newton"])
def test_rules_without_such_a_state_divide_by_nothing(steep, optimizer: str, page) -> None:
    run = steep(optimizer, steps=10)
    assert divisor_of(run) is None
    made = page([run])
    assert [len(bundle.artists) for bundle in parts_of(made, CoordinateLines)] == [0, 4, 4]


def test_of_a_rule_that_is_not_known_nothing_is_said(steep, page) -> None:
    run = steep("gd", steps=10)
    unknown = replace(run, manifest={**run.manifest, "optimizer": {**run.optimizer, "name": "lbfgs", "title": "LBFGS"}})
    for one, says in ((run, True), (unknown, False)):
        words = [text.get_text() for text in page([one]).figure.texts]
        assert any("nothing divides the step" in word for word in words) == says
    assert any(word.startswith("LBFGS") for word in words)


def test_columns_stand_side_by_side_on_one_scale(steep, rmsprop, page) -> None:
    runs = [steep("gd"), rmsprop]
    made = page(runs, style=DARK)
    bundles = [bundle for bundle in parts_of(made, CoordinateLines) if bundle.artists]
    of_gradients = [bundles[0].artists[0].axes, bundles[3].artists[0].axes]
    assert of_gradients[0].get_ylim() == of_gradients[1].get_ylim()
    assert of_gradients[0].get_position().x1 < of_gradients[1].get_position().x0
    assert parts_of(made, Bearings) == []


def test_panels_of_a_lone_run_lie_side_by_side_on_a_square_page_below_its_landscape(rmsprop, page) -> None:
    field, *panels = page([rmsprop], clip=Clip(540, 540, 10, 4.0)).figure.axes
    first, second = (axes.get_position() for axes in panels)
    assert first.x1 < second.x0
    assert (first.y0, first.height) == (second.y0, second.height)
    assert first.y1 < field.get_position().y0
    assert [axes.get_xlabel() for axes in panels] == ["step", "step"]


def test_names_that_have_no_room_at_the_curves_are_those_of_the_landscape_s_axes(rmsprop, page) -> None:
    def words(names: list[str], clip: Clip) -> list[str]:
        run = replace(rmsprop, manifest={**rmsprop.manifest, "problem": {**rmsprop.problem, "parameters": names}})
        return [text.get_text() for text in page([run], clip=clip).figure.texts]

    for clip in (CLIP, Clip(540, 540, 10, 4.0), Clip(450, 800, 10, 4.0)):
        assert {"u", "v"} <= set(words(["u", "v"], clip))
        assert not any("metres" in word for word in words(["distance in metres", "elevation above it in metres"], clip))


def test_columns_on_a_square_page_are_named_one_way_and_have_no_landscape(steep, rmsprop, page) -> None:
    made = page([steep("gd"), steep("momentum"), rmsprop], clip=Clip(540, 540, 10, 4.0))
    assert len(made.figure.axes) == 6
    words = [text.get_text() for text in made.figure.texts]
    assert {"gd", "momentum", "rmsprop"} <= set(words) or {"Gradient descent", "Momentum", "RMSprop"} <= set(words)


def test_a_ratio_has_no_word_where_there_is_no_room_for_it(rmsprop, page) -> None:
    made = page([rmsprop] * 3, clip=Clip(640, 480, 10, 4.0))
    show_step(made, [rmsprop] * 3, 0)
    assert all(one.words.words.endswith("×") for one in parts_of(made, Apart))


def test_parameters_can_be_chosen(tmp_path: Path, page) -> None:
    run = solve("softmax", "adam", steps=20, batch=10, out=tmp_path / "run")
    for settings, count in (({}, 4), ({"count": 2}, 2), ({"first": 8}, 2), ({"first": 9}, 1)):
        made = page([run], **settings)
        _, gradients, _ = parts_of(made, CoordinateLines)
        assert len(gradients.artists) == 2 * count
        show_step(made, [run], 20)
        first = settings.get("first", 1) - 1
        np.testing.assert_array_equal(gradients.artists[0].get_ydata()[:20], np.abs(run.gradient[:, first]))
        assert bool(parts_of(made, Apart)) == (count > 1)
    with pytest.raises(ValueError, match=r"no parameter 10 in .*, which has 9; try --set first=1"):
        page([run], first=10)


def test_runs_that_cannot_be_shown_are_refused_in_words(rmsprop, tmp_path: Path) -> None:
    fits = FIGURES["scaling"].fits
    assert fits(rmsprop) is None
    assert "not taken a step" in fits(solve("bowl", steps=0, out=tmp_path / "none"))
    bare = solve("bowl", steps=5, fields=["update"], out=tmp_path / "bare")
    assert "gradients were not recorded" in fits(bare)
    lean = solve("bowl", steps=8, fields=["gradient"], out=tmp_path / "lean")
    assert fits(lean) is None
    strand = Coordinates.of(lean, [0, 1])
    np.testing.assert_array_equal(strand.steps, np.abs(np.diff(lean.params, axis=0)))
    thin = solve("bowl", steps=8, every=4, fields=["gradient"], out=tmp_path / "thin")
    assert "nor how long they were" in fits(thin)
    still = replace(lean, arrays={**lean.arrays, "gradient": np.zeros((8, 2))})
    assert "nowhere other than zero" in fits(still)
    with pytest.raises(ValueError, match="room for 3 runs, not 4"):
        FIGURES["scaling"].painter([lean] * 4, LIGHT, CLIP)
