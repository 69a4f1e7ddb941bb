"""Paths without a landscape on a plain field: the plane in which they move, drawn alike while they grow."""

from types import SimpleNamespace

import numpy as np
import pytest

import gdviz
from gdviz.analysis.plain_field import on_plain_field, plain
from gdviz.style.colors import ramp
from gdviz.style.themes import DARK


def recorded(out, path, **about):
    with gdviz.record(out, **about) as run:
        for t, point in enumerate(path):
            run.step(point, 1 / (t + 1))
    return gdviz.load(out)


def test_two_parameters_are_their_own_plane_and_every_point_is_inside(tmp_path):
    path = np.array([[1.0, 5.0], [3.0, -2.0], [np.nan, 0.0]])
    (run,) = on_plain_field([recorded(tmp_path / "run", path[:2])])
    scape = run.landscape
    assert scape.is_whole_space
    assert set(scape.loss.ravel()) == {0.0}
    assert scape.x[0] < 1 < 3 < scape.x[-1]
    assert scape.y[0] < -2 < 5 < scape.y[-1]


@pytest.mark.parametrize("signs", [(1, 1), (-1, 1), (1, -1), (-1, -1)])
def test_a_path_among_many_parameters_comes_from_the_upper_left_however_it_runs(tmp_path, signs):
    t = np.linspace(0, 1, 40)
    path = np.stack([signs[0] * t, signs[1] * t * (1 - 0.5 * t), 0 * t], axis=-1)
    (run,) = on_plain_field([recorded(tmp_path / "run", path)])
    places = run.landscape.project(run.params)
    assert places[0, 0] < places[-1, 0]
    assert places[0, 1] >= places[-1, 1]
    # The path lies in a plane, so nothing of it is lost.
    assert np.linalg.norm(places[0] - places[-1]) == pytest.approx(np.linalg.norm(path[0] - path[-1]))


def test_several_paths_share_a_plane(tmp_path):
    one, other = np.eye(4)[[0, 1]], np.eye(4)[[2, 1]]
    runs = on_plain_field([recorded(tmp_path / str(i), path) for i, path in enumerate((one, other))])
    places = [runs[0].landscape.project(run.params) for run in runs]
    assert places[0][1] == pytest.approx(places[1][1])
    assert np.linalg.norm(places[0][0] - places[1][0]) == pytest.approx(np.sqrt(2))


@pytest.mark.parametrize(
    ("paths", "why"),
    [
        ([np.zeros((2, 1))], "one parameter"),
        ([np.zeros((2, 2)), np.zeros((2, 3))], "different planes"),
        ([np.full((2, 2), np.nan)], "none of its points is finite"),
    ],
)
def test_what_has_no_plane_is_refused_in_words(paths, why):
    runs = [SimpleNamespace(params=path, step=np.arange(len(path)), arrays={}) for path in paths]
    with pytest.raises(ValueError, match=why):
        on_plain_field(runs)


def test_a_plain_style_has_one_colour_for_all_depths():
    assert np.ptp(ramp(plain(DARK).field), axis=0) == pytest.approx(0)
