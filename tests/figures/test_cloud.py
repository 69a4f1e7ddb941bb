"""The figure of a cloud: as dark as paths are dense, at every step, and two runs drawn out."""

import numpy as np
import pytest
from matplotlib.image import AxesImage
from matplotlib.text import Text

from gdviz.analysis.cloud import standing_out
from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.cloud import DARKEST
from gdviz.runs.fleet import load_fleet
from gdviz.solving.fleet import solve_fleet
from gdviz.style.themes import LIGHT

CLIP = Clip(400, 300, 10, 1.0)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    starts = [[x, y] for x in np.linspace(-2, 2, 6).tolist() for y in (-0.5, 1.0, 2.5)]
    tasks = [{"problem": "rosenbrock", "optimizer": "adam", "steps": 25, "lr": 0.1, "start": start} for start in starts]
    return load_fleet(solve_fleet(tasks, tmp_path_factory.mktemp("cloud") / "fleet").path)


def test_a_cloud_grows_with_the_steps_and_is_darkest_where_it_is_densest(fleet, film):
    paint, page = film("cloud", list(fleet), CLIP)
    (image,) = (one for one in page.figure.axes[0].get_children() if isinstance(one, AxesImage))
    seen = []
    for moment in CLIP.at(np.array([0.0, 0.4, 1.0, 0.4]), list(fleet)):
        paint(moment)
        seen.append(np.array(image.get_array())[..., 3])
    first, middle, last, again = seen
    assert 0 < np.count_nonzero(first) <= 18 < np.count_nonzero(middle) < np.count_nonzero(last)
    assert np.array_equal(middle, again)
    assert last.max() == pytest.approx(DARKEST)


def test_the_best_and_the_median_are_named_and_all_are_counted(fleet, film):
    paint, page = film("cloud", list(fleet), Clip(800, 450, 10, 1.0))
    paint(CLIP.at(np.ones(1), list(fleet))[0])
    words = {text.get_text() for text in page.figure.findobj(Text)}
    assert {"Best", "Median", "18 runs of Adam", "step 25"} <= words
    assert [name for name, _ in standing_out(fleet)] == ["Best", "Median"]


@pytest.mark.parametrize("size", [(800, 800), (540, 960)])
def test_on_an_upright_page_the_curves_lie_below_the_field(size, fleet, film):
    paint, page = film("cloud", list(fleet), Clip(*size, 10, 1.0))
    paint(CLIP.at(np.ones(1), list(fleet))[0])
    field, curves = (axes.get_window_extent() for axes in page.figure.axes[:2])
    assert curves.y1 < field.y0
    assert field.height > 0.4 * size[0]


def test_one_run_is_a_cloud_too_and_one_parameter_is_none(solved_once):
    run = solved_once("bowl", steps=5)
    assert FIGURES["cloud"].painter([run], LIGHT, CLIP)(CLIP.at(np.ones(1), [run])[0]).shape == (300, 400, 3)
    line = solved_once("parabola", steps=5)
    assert FIGURES["cloud"].fits(line) == "it has one parameter, and a surface needs two"
