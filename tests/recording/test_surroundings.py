"""The loss around a training: its function asked about many points, wherever the path is known from."""

import numpy as np
import pytest
from tensors import Tensor

import gdviz
from gdviz.recording import surroundings
from gdviz.recording.surroundings import of_many, path_on_disk

POINTS = np.arange(12.0).reshape(2, 3, 2)


@pytest.mark.parametrize(
    "loss",
    [
        lambda p: p[0] ** 2 + p[1],
        lambda p: p[..., 0] ** 2 + p[..., 1],
        lambda p: float(p[0]) ** 2 + float(p[1]),
        lambda p: Tensor(p[0] ** 2 + p[1]),
    ],
    ids=["of one, by places", "of many", "of one, of floats", "a tensor"],
)
def test_a_function_of_one_point_or_of_many_is_one_of_many(loss):
    calls = of_many(loss, np.array([1.0, 2.0]))
    np.testing.assert_array_equal(calls(POINTS), POINTS[..., 0] ** 2 + POINTS[..., 1])


def test_of_many_parameters_that_are_all_kept_the_landscape_is_that_of_the_path_on_disk(tmp_path, monkeypatch):
    line = np.arange(12_000.0) / 12_000
    with gdviz.record(tmp_path / "run", keep="all", loss=lambda p: float(p @ p), samples=17) as recording:
        for t in range(6):
            recording.step(line * (6 - t) + (t % 2))
    run = gdviz.load(tmp_path / "run")
    scape = run.landscape
    whole = scape.origin + np.array([scape.x[3], scape.y[5]]) @ scape.axes
    assert scape.loss[5, 3] == pytest.approx(whole @ whole)
    moves = run.params - scape.origin
    np.testing.assert_allclose(moves, moves @ scape.axes.T @ scape.axes, atol=1e-9)
    monkeypatch.setattr(surroundings, "PATH_BYTES", run.params.nbytes // 4)
    assert path_on_disk(run.path).tolist() == run.params[[0, 4, 5]].tolist()


def test_some_of_many_layers_do_not_say_what_the_loss_is_around_them(tmp_path):
    parts = {"w": np.ones(12_000), "b": np.ones(3)}
    with gdviz.record(tmp_path / "run", keep=["b"], loss=lambda p: float(p @ p)) as recording:
        recording.step(parts)
    run = gdviz.load(tmp_path / "run")
    assert run.loss.tolist() == [12_003]
    assert "surface.x" not in run.arrays
