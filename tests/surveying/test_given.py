"""What a landscape is of: runs whose parameters are alike, models of them, and points in any form."""

from functools import partial

import numpy as np
import pytest

import gdviz
from gdviz.recording.layers import Layers
from gdviz.runs.run import load
from gdviz.surveying.given import called, check_same, layers_of, runs_of, vector_of
from gdviz.surveying.solved import survey_solved

LAYERS = Layers.of("a model", {"w": np.zeros((2, 3)), "b": np.zeros(2)})


def record(out, params, keep=None):
    with gdviz.record(out, keep=keep) as run:
        for step in range(4):
            run.step({name: value + step**2 for name, value in params.items()}, 1.0)
    return out


def test_runs_are_known_by_their_places(tmp_path):
    path = record(tmp_path / "a", {"w": np.ones(3)})
    assert [run.path for run in runs_of(path)] == [path]
    assert [run.path for run in runs_of([str(path), load(path)])] == [path, path]
    assert runs_of(np.ones(3)) == runs_of([1.0, 2.0]) == runs_of([]) == []


def test_their_layers_are_read_back(tmp_path):
    params = {"w": np.ones((2, 3)), "b": np.ones(2)}
    for keep in ("all", "plane"):
        found = layers_of(runs_of(record(tmp_path / keep, params, keep)))
        assert (found.names, found.shapes) == (("w", "b"), ((2, 3), (2,)))
    assert layers_of(runs_of(record(tmp_path / "b", params, ["b"]))).names == ("b",)


def test_runs_of_other_models_share_no_plane(tmp_path):
    one = record(tmp_path / "a", {"w": np.ones(12)})
    with pytest.raises(ValueError, match="different layers"):
        layers_of(runs_of([one, record(tmp_path / "b", {"w": np.ones(3)})]))
    with pytest.raises(ValueError, match="one keep="):
        layers_of(runs_of([one, record(tmp_path / "c", {"w": np.ones(12)}, "plane")]))


@pytest.mark.parametrize(("shape", "has_model"), [((3, 2), True), ((7,), False)])
def test_another_model_than_the_runs_is_refused(shape, has_model):
    other = Layers.of("a model", {"w": np.zeros(shape), "b": np.zeros(2)})
    with pytest.raises(ValueError, match="the run was recorded of 8 parameters"):
        check_same(other, LAYERS, has_model=has_model)
    check_same(LAYERS, LAYERS, has_model=has_model)


def test_of_a_state_dict_what_is_no_parameter_is_passed_over():
    state = {"running_mean": np.full(2, 9.0), "b": np.full(2, 7.0), "w": np.arange(6.0).reshape(2, 3)}
    assert vector_of(LAYERS, "through", state).tolist() == [0, 1, 2, 3, 4, 5, 7, 7]
    with pytest.raises(ValueError, match="params has 8 numbers and through 3"):
        vector_of(LAYERS, "through", np.ones(3))


def test_what_it_is_called_in_a_title():
    assert called(np.ones(3)) == called([1.0]) == "a point"
    assert called(LAYERS) == "Layers"


@pytest.mark.parametrize(
    ("names", "out", "words"),
    [
        (["a", "a"], None, "is there twice; name each run once"),
        (["a", "b/../a"], None, "is there twice; name each run once"),
        (["a"], "a", "would take the place of the run in .*; give another, such as .*a-around"),
    ],
    ids=str,
)
def test_no_run_is_written_twice_or_over(names, out, words, tmp_path):
    for name in "ab":
        gdviz.solve("bowl", steps=3, out=tmp_path / name)
    before = (tmp_path / "a" / "run.json").read_bytes()
    runs = [tmp_path / name for name in names]
    where = None if out is None else tmp_path / out
    for take in (partial(survey_solved, runs), partial(gdviz.landscape, runs, lambda p: (p**2).sum(axis=-1))):
        with pytest.raises(ValueError, match=words):
            take(out=where, samples=5, progress=False)
    assert (tmp_path / "a" / "run.json").read_bytes() == before
