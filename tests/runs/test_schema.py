"""What each field of a run has to be, held against the others and the manifest; values are looked at when opened."""

import json
import shutil

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.recording.own_loop import record
from gdviz.runs.manifest import RunError
from gdviz.runs.run import load
from gdviz.runs.schema import kinds
from gdviz.solving.gradient_check import study_gradient
from gdviz.solving.solver import solve
from gdviz.surveying.landscape import landscape


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Return a function from a name to a run that has all kinds of fields between them."""
    home = tmp_path_factory.mktemp("sound")
    solve("logistic", batch=16, steps=20, out=home / "batches")
    solve("himmelblau", steps=20, basins=5, out=home / "basins")
    solve("parabola", steps=20, out=home / "parabola")
    with record(home / "plane", keep="plane") as run:
        for t in range(20):
            run.step([np.cos(t), np.sin(t), t], loss=1 / (t + 1), lr=0.1)
    points = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]])
    with record(
        home / "predicted", data=(points, [0, 1, 1]), predict=lambda points: points[:, 0], hidden=np.abs
    ) as run:
        run.step([0.0], loss=1.0)
    study_gradient(PROBLEMS["bowl"](), home / "study", repeats=1)
    return lambda name: home / name


@pytest.fixture
def changed(sound, tmp_path):
    """Return a function that copies a run, changes fields and the manifest, and reads all of it."""

    def change(name, fields=(), edit=lambda manifest: None, *, read=True):
        copy = shutil.copytree(sound(name), tmp_path / "run")
        manifest = json.loads((copy / "run.json").read_text())
        for field, made in dict(fields).items():
            array = made(np.load(copy / f"{field}.npy")) if callable(made) else made
            np.save(copy / f"{field}.npy", array)
            axis = manifest["fields"].setdefault(field, {"axis": "fixed"})["axis"]
            shape = list(array.shape if axis == "fixed" else array.shape[1:])
            manifest["fields"][field].update(dtype=array.dtype.str, shape=shape)
        edit(manifest)
        (copy / "run.json").write_text(json.dumps(manifest))
        run = load(copy)
        return dict(run.arrays) if read else run

    return change


def test_every_field_that_gdviz_writes_is_known_and_sound(sound):
    known = set()
    for name in ("batches", "basins", "parabola", "study", "plane", "predicted"):
        run = load(sound(name))
        of_run = kinds(run.params.shape[1])
        for field, array in run.arrays.items():
            kind = of_run.get(field) or of_run[f"{field.partition('.')[0]}.*"]
            assert array.dtype.kind == kind.dtype.kind
            known.add(field if field in of_run else f"{field.partition('.')[0]}.*")
    # Only torch's groups of parameters have rates of their own.
    assert known | {"learning_rate.*"} == of_run.keys()


@pytest.mark.parametrize(
    ("field", "made", "said"),
    [
        ("params", lambda a: a[:, 0], r"params\.npy has the shape \[\] and not \[parameters, 1 or more\]"),
        ("params", lambda a: a[:, :0], r"params\.npy has the shape \[0\] and not \[parameters, 1 or more\]"),
        ("params", lambda a: a[..., None], r"params\.npy has the shape \[3, 1\]"),
        ("gradient", lambda a: a[:, :2], r"gradient\.npy has the shape \[2\] and not \[3\]"),
        ("update", lambda a: a[:, 0], r"update\.npy has the shape \[\] and not \[3\]"),
        ("loss", lambda a: a[:, None], r"loss\.npy has the shape \[1\] and not \[\]"),
        ("metric.accuracy", lambda a: a[:, None], r"accuracy\.npy has the shape \[1\] and not \[\]"),
        ("step", lambda a: a.astype(bool), r"step\.npy holds bool, and step is made of whole numbers"),
        ("data.X", lambda a: a[:9], r"data\.y\.npy has the shape \[250\] and not \[9\]"),
        ("data.X", lambda a: a[:0], r"data\.X\.npy has the shape \[0, 2\] and not \[points, 1 or more, features, 1"),
        ("data.y", lambda a: a[:, None], r"data\.y\.npy has the shape \[250, 1\] and not \[250\]"),
        ("surface.loss", lambda a: a[:5], r"surface\..*\.npy has the shape"),
        ("surface.x", lambda a: a[:1], r"surface\..*\.npy has the shape"),
        ("surface.axes", lambda a: a[:1], r"surface\.axes\.npy has the shape \[1, 3\] and not \[2, 3\]"),
        ("surface.origin", lambda a: a[:2], r"surface\.origin\.npy has the shape \[2\] and not \[3\]"),
    ],
)
def test_shapes_that_do_not_fit_one_another_are_refused_when_a_run_is_opened(changed, field, made, said):
    with pytest.raises(RunError, match=said):
        changed("batches", {field: made}, read=False)


@pytest.mark.parametrize(
    ("name", "field", "made", "said"),
    [
        ("batches", "step", lambda a: a[::-1].copy(), "does not count up"),
        ("batches", "step", lambda a: 0 * a, "does not count up"),
        ("batches", "step", lambda a: a - 1, "numbers steps from -1 to 19"),
        ("batches", "step", lambda a: a + 2**60, "numbers steps from"),
        ("batches", "batch_index", lambda a: a + 240, "names points that are not among the 250 of data.X.npy"),
        ("batches", "batch_index", lambda a: a - 1000, "names points that are not among"),
        ("batches", "data.X", lambda a: a * np.nan, "holds numbers that are not finite, or beyond 1e"),
        ("batches", "data.X", lambda a: a + 1e200, "holds numbers that are not finite, or beyond 1e"),
        ("batches", "data.y", lambda a: a + 1, "holds labels other than 0 to 1"),
        ("batches", "data.y", lambda a: a / 2, "holds labels other than 0 to 1"),
        ("batches", "surface.x", lambda a: a[::-1].copy(), "is no grid of rising numbers at even distances"),
        ("batches", "surface.x", lambda a: 0 * a, "is no grid"),
        ("batches", "surface.x", lambda a: a**3, "is no grid"),
        ("batches", "surface.x", lambda a: a + 1e16, "is no grid"),
        ("batches", "surface.y", lambda a: a * 1e-200, "is no grid"),
        ("batches", "surface.y", lambda a: a * np.inf, "holds numbers that are not finite"),
        ("batches", "surface.origin", lambda a: a + np.nan, "holds numbers that are not finite"),
        ("batches", "surface.axes", lambda a: 2 * a, "holds axes that are not of length 1 and at right angles"),
        ("batches", "surface.axes", lambda a: a[[0, 0]], "holds axes that are not of length 1"),
        ("basins", "basins.label", lambda a: a + 9, "names ends that are not among the"),
        ("basins", "basins.label", lambda a: a - 9, "names ends that are not among the"),
        ("basins", "basins.steps", lambda a: -a - 1, "holds numbers below zero"),
        ("basins", "basins.x", lambda a: a[::-1].copy(), "is no grid"),
        ("study", "gradient_error.h", lambda a: -a, "holds step widths that are not positive"),
        ("study", "gradient_error.h", lambda a: 0 * a + 1, "holds step widths that are not positive, or all the same"),
    ],
)
def test_values_that_cannot_be_are_refused_when_a_field_is_opened(changed, name, field, made, said):
    with pytest.raises(RunError, match=rf"{field}\.npy {said}"):
        changed(name, {field: made})


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308, -0.0, 5e-324])
@pytest.mark.parametrize("field", ["params", "loss", "gradient", "update", "learning_rate", "surface.loss"])
def test_what_a_diverging_run_may_hold_is_read_as_it_is(changed, field, value):
    found = changed("batches", {field: lambda array: np.full_like(array, value)})
    assert found[field].tobytes() == np.full_like(found[field], value).tobytes()


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda m: m["problem"].update(parameters=["a"]), "has 1 numbers or names in problem.parameters, and params.n"),
        (lambda m: m["problem"].update(domain=[[0, 1]]), "has 1 numbers or names in problem.domain"),
        (lambda m: m["problem"].update(minima=[[0, 1, 2], []]), r"has 0 numbers or names in problem.minima\[1\]"),
        (lambda m: m.update(start=[1, 2]), "has 2 numbers or names in start, and params.npy has 3"),
        (lambda m: m["problem"].update(features=["a"]), "has 1 names in problem.features, and data.X.npy has 2"),
        (lambda m: m["fields"].pop("data.y"), "lists the field data.X and no data.y"),
        (lambda m: m["fields"].pop("data.X"), "lists the field data.y and no data.X"),
        (lambda m: m["fields"].pop("surface.x"), "lists the field surface.loss and no surface.x"),
        (lambda m: m["fields"].pop("surface.y"), "lists the field surface.loss and no surface.y"),
        (lambda m: m["fields"]["metric.accuracy"].update(axis="step"), r"accuracy\.npy is of the axis 'step', and"),
        (lambda m: m["fields"].pop("loss"), "lists no field loss"),
    ],
)
def test_a_manifest_that_does_not_fit_the_arrays_is_refused(changed, edit, said):
    with pytest.raises(RunError, match=said):
        changed("batches", edit=edit)


def test_batches_of_no_data_are_refused(changed):
    def without_data(manifest):
        for name in ("data.X", "data.y"):
            del manifest["fields"][name]

    with pytest.raises(RunError, match=r"batch_index\.npy names points of data, and the run has none"):
        changed("batches", edit=without_data)


def test_a_field_that_is_not_known_may_have_any_shape(changed):
    found = changed("parabola", {"mine.own": np.arange(24).reshape(2, 3, 4), "other": np.array(3.0)})
    assert found["mine.own"].shape == (2, 3, 4)
    assert found["other"] == 3


@pytest.mark.parametrize("edit", [lambda m: m.update(start=None), lambda m: m.pop("start")])
def test_a_start_that_is_left_out_is_the_first_of_the_parameters(changed, edit):
    run = changed("batches", edit=edit, read=False)
    assert run.start == run.params[0].tolist()


def test_one_parameter_has_a_landscape_without_a_second_side(changed):
    assert changed("parabola", edit=lambda m: m["fields"].pop("surface.y"))["surface.loss"].ndim == 1


def test_no_more_rows_are_taken_than_there_are(tmp_path):
    run = landscape(np.ones(3), lambda p: (p**2).sum(axis=-1), out=tmp_path / "run", samples=7, progress=False)
    manifest = json.loads((run.path / "run.json").read_text())
    manifest["survey"]["taken"] = 8
    (run.path / "run.json").write_text(json.dumps(manifest))
    with pytest.raises(RunError, match=r"run.json has 8 in survey.taken, and surface.loss.npy 7 rows"):
        load(run.path)
