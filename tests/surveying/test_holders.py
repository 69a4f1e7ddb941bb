"""A run that holds a landscape is like any other, and one that is moved to another plane keeps all else."""

import numpy as np

import gdviz
from gdviz.recording.layers import Layers
from gdviz.surveying.courses import Course, joint
from gdviz.surveying.holders import move, write_holder
from gdviz.surveying.slices import through_points

rng = np.random.default_rng(0)
LAYERS = Layers.of("params", rng.normal(size=12))


def test_points_are_states_of_the_run(tmp_path):
    points = rng.normal(size=(3, 12))
    write_holder(tmp_path / "run", "Three", LAYERS, through_points(LAYERS, list(points)), [3.0, 2.0, 1.0], [0, 1, 2])
    run = gdviz.load(tmp_path / "run")
    assert (run.problem["title"], run.loss.tolist(), run.step.tolist()) == ("Three", [3, 2, 1], [0, 1, 2])
    whole = run.arrays["plane.origin"] + run.params @ run.arrays["plane.axes"]
    np.testing.assert_allclose(whole, points, atol=1e-12)


def test_a_run_is_moved_to_another_plane_with_all_else_as_it_was(tmp_path):
    ends = rng.normal(size=(2, 12))
    for name, end in zip("ab", ends, strict=True):
        with gdviz.record(tmp_path / name, keep="plane", title=name) as run:
            for t in np.linspace(0, 1, 9):
                run.step(t * end + 0.1 * t * (1 - t) * ends.sum(axis=0), 1 - t, accuracy=t)
    runs = [gdviz.load(tmp_path / name) for name in "ab"]
    courses = [Course.of(run) for run in runs]
    shared = joint(LAYERS, courses)
    accuracy = runs[0].metrics["accuracy"].tolist()
    move(runs[0], courses[0], shared, LAYERS)
    moved = gdviz.load(tmp_path / "a")
    assert moved.metrics["accuracy"].tolist() == accuracy
    assert (moved.stop, moved.problem["title"]) == (runs[0].stop, "a")
    assert moved.problem["parameters"] == ["from end to end", "PC of the paths"]
    np.testing.assert_allclose(Course.of(moved).end, ends[0], rtol=1e-6)
    assert 0 < sum(moved.manifest["space"]["variance"]) <= 1
