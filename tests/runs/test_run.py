"""The reader: what a run offers, and how it answers to directories and files that are not what they should be."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from gdviz.runs import run as run_module
from gdviz.runs.manifest import RunError
from gdviz.runs.run import is_run, load
from gdviz.solving.solver import solve


@pytest.fixture
def run_dir(tmp_path, solved):
    """Return a copy of a solved run, to be damaged."""
    return shutil.copytree(solved("logistic").path, tmp_path / "run")


def edit(run_dir, change):
    path = run_dir / "run.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


def test_fields_are_offered_by_their_meaning(solved):
    run = solved("logistic")
    assert run.steps == 100
    assert run.params.shape == (101, 3)
    assert run.gradient.shape == (100, 3)
    assert run.metrics.keys() == {"accuracy", "sum_squared_error"}
    assert run.data.keys() == {"X", "y"}
    assert run.state == {}
    assert solved("rosenbrock").state.keys() == {"step", "exp_avg", "exp_avg_sq"}
    assert run.problem["name"] == "logistic"
    assert run.optimizer["name"] == "gd"
    assert not run.diverged


def test_arrays_cannot_be_written(solved):
    params = solved("bowl").params
    with pytest.raises(ValueError, match="read-only"):
        params[0] = 0


def test_row_of_a_step_lies_between_the_rows_that_were_recorded(solved):
    run = solved("bowl")
    thinned = replace(run, arrays={**run.arrays, "step": np.array([99, 119, 120])})
    assert [thinned.row(step) for step in (-1, 0, 98.5, 99, 109, 119.5, 120, 121)] == [0, 0, 0, 0, 0.5, 1.5, 2, 2]
    alone = replace(run, arrays={**run.arrays, "step": np.array([29])})
    assert [alone.row(step) for step in (0, 29, 30)] == [0, 0, 0]


def test_known_minima_are_rows_of_parameters_or_none(solved):
    np.testing.assert_array_equal(solved("bowl").minima, [[0, 0]])
    np.testing.assert_array_equal(solved("parabola").minima, [[3]])
    assert solved("logistic").minima.shape == (0, 3)


def test_run_is_opened_by_text_or_path(solved):
    path = solved("bowl").path
    assert np.array_equal(load(str(path)).params, load(path).params)
    assert is_run(path)


@pytest.mark.parametrize("name", ["nothing", "."])
def test_directory_without_a_run_is_answered_with_the_command_that_makes_one(tmp_path, name):
    assert not is_run(tmp_path / name)
    with pytest.raises(ValueError, match=r"there is no run in .*; make one with `gdviz solve bowl -o"):
        load(tmp_path / name)


def test_landscape_is_the_sampled_one(solved):
    scape = solved("bowl").landscape
    assert scape.loss.shape == (len(scape.y), len(scape.x))
    assert scape.is_whole_space
    assert solved("parabola").landscape.loss.shape == solved("parabola").landscape.x.shape
    assert solved("logistic").landscape.axes.shape == (2, 3)


def test_landscape_that_is_missing_is_named(run_dir):
    edit(run_dir, lambda manifest: [manifest["fields"].pop(n) for n in list(manifest["fields"]) if n[:4] == "surf"])
    run = load(run_dir)
    with pytest.raises(RunError, match="has no sampled landscape yet"):
        _ = run.landscape


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.999])
@pytest.mark.parametrize("field", ["params", "loss", "data.X"])
def test_truncated_file_is_named(run_dir, field, share):
    path = run_dir / f"{field}.npy"
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(RunError, match=f"{field}.npy is damaged"):
        load(run_dir)


def test_missing_file_is_named(run_dir):
    (run_dir / "metric.accuracy.npy").unlink()
    with pytest.raises(RunError, match=r"metric\.accuracy\.npy is missing"):
        load(run_dir)


def test_directory_in_the_place_of_a_file_is_named(run_dir):
    (run_dir / "loss.npy").unlink()
    (run_dir / "loss.npy").mkdir()
    with pytest.raises(RunError, match=r"loss\.npy is no regular file"):
        load(run_dir)


@pytest.mark.parametrize(
    ("array", "holds"),
    [
        (np.zeros(101, np.float32), r"holds <f4 \[\], but run.json says <f8 \[\]"),
        (np.zeros(101, ">f8"), "holds >f8"),
        (np.zeros((101, 2)), r"holds <f8 \[2\], but run.json says <f8 \[\]"),
    ],
    ids=["single", "big-endian", "two-columns"],
)
def test_wrong_type_or_shape_is_named(run_dir, array, holds):
    np.save(run_dir / "loss.npy", array)
    with pytest.raises(RunError, match=rf"loss\.npy {holds}"):
        load(run_dir)


def test_scalar_in_the_place_of_rows_is_refused(run_dir):
    np.save(run_dir / "loss.npy", np.float64(3.0))
    with pytest.raises(RunError, match=r"loss\.npy"):
        load(run_dir)


def test_pickled_objects_are_never_loaded(run_dir):
    np.save(run_dir / "loss.npy", np.array([{"a": 1}] * 101, dtype=object), allow_pickle=True)
    with pytest.raises(RunError, match=r"loss\.npy holds object"):
        load(run_dir)


def test_bare_pickle_is_never_loaded(run_dir):
    # Unpickling this would call print; reading it must not even try.
    (run_dir / "loss.npy").write_bytes(b"\x80\x04cbuiltins\nprint\n(Vloaded\ntR.")
    with pytest.raises(RunError, match=r"loss\.npy is damaged"):
        load(run_dir)


def test_archive_in_the_place_of_an_array_is_refused(run_dir):
    with (run_dir / "loss.npy").open("wb") as file:
        np.savez(file, loss=np.zeros(101))
    with pytest.raises(RunError, match=r"loss\.npy is damaged"):
        load(run_dir)


@pytest.mark.parametrize("text", ["", "{", "not json", '{"format": "gdviz-run"'])
def test_manifest_that_is_not_json_is_named(run_dir, text):
    (run_dir / "run.json").write_text(text)
    with pytest.raises(RunError, match=r"run\.json is not JSON"):
        load(run_dir)


def test_manifest_that_is_not_text_is_named(run_dir):
    (run_dir / "run.json").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(RunError, match=r"run\.json is not JSON"):
        load(run_dir)


@pytest.mark.parametrize("text", ["[]", "3", "null", "{}", '{"format": "other"}'])
def test_other_json_is_no_manifest(run_dir, text):
    (run_dir / "run.json").write_text(text)
    with pytest.raises(RunError, match=r"run\.json is not the manifest of a gdviz run"):
        load(run_dir)


@pytest.mark.parametrize("version", [0, 3, "1", None, True])
def test_other_format_version_is_refused(run_dir, version):
    edit(run_dir, lambda manifest: manifest.update(format_version=version))
    with pytest.raises(RunError, match=f"has format version {version!r}; this gdviz reads 1 and 2"):
        load(run_dir)


@pytest.mark.parametrize("entry", ["problem", "optimizer", "fields"])
@pytest.mark.parametrize("value", [None, [], "text"])
def test_missing_entry_is_named(run_dir, entry, value):
    edit(run_dir, lambda manifest: manifest.update({entry: value}))
    with pytest.raises(RunError, match=f"run.json cannot be read: {entry} is not an object"):
        load(run_dir)


@pytest.mark.parametrize("entry", ["params", "loss", "step"])
def test_field_that_every_run_has_is_missed(run_dir, entry):
    edit(run_dir, lambda manifest: manifest["fields"].pop(entry))
    with pytest.raises(RunError, match=f"lists no field {entry}"):
        load(run_dir)


def test_gradients_that_were_not_recorded_are_missed_when_asked_for(run_dir):
    edit(run_dir, lambda manifest: manifest["fields"].pop("gradient"))
    run = load(run_dir)
    assert run.steps == 100
    with pytest.raises(RunError, match="did not record its gradients"):
        _ = run.gradient


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/b", "a\\b", "..", ".hidden", "a..b", "", "a b", "a\n", "C:x"])
def test_field_name_that_leads_elsewhere_is_refused(run_dir, name):
    np.save(run_dir.parent / "x.npy", np.zeros(101))
    edit(run_dir, lambda manifest: manifest["fields"].update({name: manifest["fields"]["loss"]}))
    with pytest.raises(RunError, match=r"describes the field .* wrongly"):
        load(run_dir)


@pytest.mark.parametrize("spec", [None, [], {}, {"axis": "time"}, {"dtype": "<f8", "shape": []}])
def test_field_without_a_known_axis_is_refused(run_dir, spec):
    edit(run_dir, lambda manifest: manifest["fields"].update(loss=spec))
    with pytest.raises(RunError, match=r"run.json cannot be read: fields.loss.* is not"):
        load(run_dir)


@pytest.mark.parametrize(
    ("field", "rows", "steps"), [("loss", 41, 40), ("gradient", 40, 40), ("metric.accuracy", 1, 0), ("update", 0, 0)]
)
def test_rows_are_the_least_over_the_fields(run_dir, field, rows, steps):
    whole = np.load(run_dir / f"{field}.npy")
    np.save(run_dir / f"{field}.npy", whole[:rows])
    run = load(run_dir)
    assert run.steps == steps
    assert {len(run.arrays[name]) for name in ("params", "loss", "step", "metric.accuracy")} == {steps + 1}
    assert {len(run.arrays[name]) for name in ("gradient", "update", "learning_rate")} == {steps}
    assert len(run.data["X"]) == 250


def test_run_without_a_row_says_to_wait(run_dir):
    np.save(run_dir / "loss.npy", np.empty(0))
    with pytest.raises(RunError, match="holds no row yet"):
        load(run_dir)


def test_run_without_an_end_is_running(run_dir):
    edit(run_dir, lambda manifest: manifest.update(stop=None))
    assert load(run_dir).stop == {"reason": "running", "message": "no end recorded after 100 steps"}


def test_run_of_another_writer_that_says_nothing_of_its_end_is_running(run_dir):
    edit(run_dir, lambda manifest: manifest.pop("stop"))
    assert load(run_dir).stop["reason"] == "running"


def test_digest_is_that_of_the_rows(tmp_path):
    digests = [
        solve("bowl", lr=lr, steps=5, out=tmp_path / str(i)).digest for i, lr in enumerate([0.1, 0.1, 0.1000001])
    ]
    assert digests[0] == digests[1] != digests[2]
    assert len(digests[0]) == 16


@pytest.mark.parametrize("field", ["params", "loss", "data.X", "surface.loss"])
def test_digest_changes_with_one_bit_of_any_field(run_dir, field):
    before = load(run_dir).digest
    raw = bytearray((run_dir / f"{field}.npy").read_bytes())
    raw[-8] ^= 1
    (run_dir / f"{field}.npy").write_bytes(raw)
    assert load(run_dir).digest != before


@pytest.mark.parametrize(
    ("entry", "change"),
    [
        ("problem", {"parameters": ["a", "b", "c"]}),
        ("problem", {"minima": [[0.0, 0.0, 0.0]]}),
        ("stop", {"reason": "diverged"}),
    ],
)
def test_digest_changes_with_what_pictures_show_of_the_manifest(run_dir, entry, change):
    before = load(run_dir).digest
    edit(run_dir, lambda manifest: manifest[entry].update(change))
    assert load(run_dir).digest != before


def test_digest_is_the_same_wherever_and_whenever_the_run_was_made(run_dir, solved):
    edit(run_dir, lambda manifest: manifest.update(created_at="2001-01-01T00:00:00+00:00"))
    assert load(run_dir).digest == solved("logistic").digest


def test_a_run_whose_place_another_takes_while_it_is_opened_is_opened_anew(solved, tmp_path, monkeypatch):
    place = tmp_path / "run"
    shutil.copytree(solved("bowl").path, place)
    read = run_module.read_manifest

    def replaced_meanwhile(folder):
        found = read(folder)
        monkeypatch.undo()
        shutil.rmtree(place)
        shutil.copytree(solved("rosenbrock").path, place)
        return found

    monkeypatch.setattr(run_module, "read_manifest", replaced_meanwhile)
    assert load(place).problem["name"] == "rosenbrock"
