"""Which panels a page has."""

import numpy as np
import pytest

import gdviz
from gdviz.pages.contents import PANELS, chosen_panels, panels_of


def test_panels_follow_from_the_run(solved):
    assert {"contour", "relief", "loss"} <= set(panels_of([solved("bowl")]))
    assert "relief" not in panels_of([solved("parabola")])
    assert panels_of([solved("parabola")])[:2] == ["curve", "loss"]
    assert panels_of([solved("line")])[0] == "fit"
    assert panels_of([solved("logistic")])[0] == "boundary"


def test_a_path_without_landscape_has_a_plane_and_one_parameter_has_none(tmp_path):
    for size in (1, 5):
        with gdviz.record(tmp_path / str(size)) as record:
            for step in range(4):
                record.step(np.full(size, 0.5**step), 0.25**step)
    assert panels_of([gdviz.load(tmp_path / "1")]) == ["loss"]
    assert panels_of([gdviz.load(tmp_path / "5")]) == ["contour", "loss"]


def test_chosen_panels_keep_their_order(solved):
    assert chosen_panels([solved("bowl")], ["loss", "contour"]) == ["loss", "contour"]


@pytest.mark.parametrize(
    ("names", "answer"),
    [
        (["contur"], "unknown panel 'contur'; did you mean 'contour'? There are " + ", ".join(PANELS)),
        ([], "a page needs a panel; choose from curve, loss"),
        (["relief"], "there is no panel 'relief' of these runs: it has one parameter, and a surface needs two; "),
        (["loss", "loss"], "--panels names each panel once, not 'loss,loss'"),
    ],
)
def test_other_names_are_answered_with_those_that_there_are(names, answer, solved):
    with pytest.raises(ValueError, match=r"^[^\n]*$") as caught:
        chosen_panels([solved("parabola")], names)
    assert str(caught.value).startswith(answer)


def test_a_landscape_around_a_point_has_no_panel_of_losses(tmp_path):
    run = gdviz.landscape(np.ones(5), lambda p: (p**2).sum(axis=-1), samples=5, out=tmp_path / "run", progress=False)
    assert panels_of([run]) == ["contour", "relief"]
    with pytest.raises(ValueError, match="no panel 'loss' of these runs: it holds a landscape around one point"):
        chosen_panels([run], ["loss"])
