"""The arrays of a run: opened when asked for, few files open, no more read than is allowed, the same wherever read."""

import json
import os
import pickle
import resource
import shutil
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from gdviz.analysis.tables import tabulate
from gdviz.rendering.figures import draw
from gdviz.runs import fields
from gdviz.runs.fields import Allowance, most_bytes, pieces_of
from gdviz.runs.manifest import RunError
from gdviz.runs.run import limited, load

OPEN = Path("/proc/self/fd")


@pytest.fixture
def run_dir(tmp_path, solved):
    return shutil.copytree(solved("logistic").path, tmp_path / "run")


def rewrite(run_dir, name, change):
    """Save a changed field, and tell the manifest."""
    path = run_dir / "run.json"
    manifest = json.loads(path.read_text())
    array = change(np.load(run_dir / f"{name}.npy"))
    np.save(run_dir / f"{name}.npy", array)
    manifest["fields"][name]["dtype"] = array.dtype.str
    path.write_text(json.dumps(manifest))
    return array


def open_files():
    return len(list(OPEN.iterdir()))


@pytest.mark.skipif(not OPEN.exists(), reason="open files are counted in /proc")
def test_runs_hold_no_file_open(solved):
    before = open_files()
    runs = [load(solved("logistic").path) for _ in range(20)]
    assert sum(len(dict(run.arrays)) for run in runs) > 200
    assert open_files() == before


@pytest.mark.skipif(not OPEN.exists(), reason="open files are counted in /proc")
def test_large_arrays_are_mapped_and_from_some_number_on_read(solved, monkeypatch):
    monkeypatch.setattr(fields, "SMALL", 1000)
    monkeypatch.setattr(fields, "MOST_MAPS", 10)
    before = open_files()
    runs = [load(solved("logistic").path) for _ in range(8)]
    every = [dict(run.arrays) for run in runs]
    assert 0 < open_files() - before <= 10
    for arrays in every[1:]:
        assert {name: array.tobytes() for name, array in arrays.items()} == {
            name: array.tobytes() for name, array in every[0].items()
        }
    del runs, every, arrays
    assert open_files() == before


def test_a_field_that_nobody_asks_for_is_not_opened(run_dir):
    run = load(run_dir)
    (run_dir / "gradient.npy").unlink()
    assert len(run.having({"loss": np.zeros(101)}).metrics) == 2
    assert "gradient" in run.arrays
    with pytest.raises(RunError, match=r"gradient\.npy is missing"):
        _ = run.gradient


def test_a_run_has_the_rows_that_it_had_when_it_was_opened(run_dir):
    run, whole = load(run_dir), np.load(run_dir / "params.npy")
    with (run_dir / "params.npy").open("r+b") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": (102, 3)})
        file.seek(0, os.SEEK_END)
        file.write(np.full(3, 7.0).tobytes())
    assert np.array_equal(run.params, whole)
    assert len(load(run_dir).params) == 101


@pytest.mark.parametrize("name", ["params", "surface.loss"])
def test_another_file_in_the_place_of_one_is_told(run_dir, name):
    run = load(run_dir)
    shutil.copy(run_dir / f"{name}.npy", run_dir / "copy")
    (run_dir / "copy").replace(run_dir / f"{name}.npy")
    with pytest.raises(RunError, match=rf"{name}\.npy has changed since the run was opened; open it again"):
        _ = run.arrays[name]


def test_the_landscape_of_a_run_that_goes_on_is_of_one_time(run_dir):
    manifest = json.loads((run_dir / "run.json").read_text())
    (run_dir / "run.json").write_text(json.dumps({**manifest, "stop": None}))
    run, loss = load(run_dir), np.load(run_dir / "surface.loss.npy")
    np.save(run_dir / "other.npy", loss + 1)
    (run_dir / "other.npy").replace(run_dir / "surface.loss.npy")
    assert np.array_equal(run.landscape.loss, loss)


def test_fortran_order_makes_no_difference(run_dir, solved):
    before = load(run_dir).digest
    for name in ("params", "gradient", "surface.loss", "data.X"):
        rewrite(run_dir, name, np.asfortranarray)
    run = load(run_dir)
    assert run.params.flags.c_contiguous
    assert np.array_equal(run.params, solved("logistic").params)
    assert run.digest == before


@pytest.mark.parametrize("dtype", ["<f4", "<f2", ">f8", "<i8", ">i4", "|i1", "<u8"])
def test_other_numbers_are_read_as_float64(run_dir, dtype):
    with np.errstate(all="ignore"):
        array = rewrite(run_dir, "metric.accuracy", lambda values: (9 * values).astype(dtype))
    read = load(run_dir).metrics["accuracy"]
    assert read.dtype == np.float64
    assert np.array_equal(read, array)


def test_whole_numbers_written_as_floats_are_read_as_such_and_fractions_refused(run_dir):
    rewrite(run_dir, "step", lambda values: values.astype(float))
    assert load(run_dir).step.dtype == np.int64
    rewrite(run_dir, "step", lambda values: values + 0.5)
    with pytest.raises(RunError, match=r"step\.npy holds numbers that are not whole"):
        _ = load(run_dir).step


def test_any_byte_of_a_boolean_is_false_or_true(run_dir):
    rewrite(run_dir, "metric.accuracy", lambda values: np.arange(101).astype(np.uint8).view(bool))
    assert np.array_equal(load(run_dir).metrics["accuracy"], np.minimum(np.arange(101), 1))


def test_a_run_goes_to_another_process_without_its_arrays(solved):
    run = load(solved("logistic").path)
    assert run.params.shape == (101, 3)
    packed = pickle.dumps(run)
    assert len(packed) < 10_000
    assert np.array_equal(pickle.loads(packed).params, run.params)  # noqa: S301
    with get_context("fork").Pool(1) as pool:
        assert pool.map(len, [run.params]) == [101]


def test_pictures_read_no_more_than_is_allowed(solved, monkeypatch):
    monkeypatch.setenv("GDVIZ_READ_GIB", str(600_000 / 2**30))
    run, other = limited([load(solved("bowl").path), load(solved("rosenbrock").path)])
    assert run.params.shape == (31, 2)
    message = r"surface\.loss\.npy holds 668,168 bytes, and pictures read 600,000 bytes of their runs at most; record "
    with pytest.raises(RunError, match=message + r"fewer steps with --every, or set GDVIZ_READ_GIB=2"):
        _ = run.arrays["surface.loss"]
    assert load(run.path).landscape.loss.shape == (289, 289)
    monkeypatch.setenv("GDVIZ_READ_GIB", str(1_000_000 / 2**30))
    run, other = limited([run, other])
    for _ in range(3):
        assert run.arrays["surface.loss"].shape == (289, 289)
    with pytest.raises(RunError, match=r"rosenbrock/surface\.loss\.npy holds"):
        _ = other.arrays["surface.loss"]


@pytest.mark.parametrize("said", ["much", "0", "-1", "nan", "inf", "1e400"])
def test_a_limit_that_is_none_is_refused(monkeypatch, said):
    monkeypatch.setenv("GDVIZ_READ_GIB", said)
    with pytest.raises(ValueError, match="GDVIZ_READ_GIB is a number of gibibytes, not"):
        most_bytes()


def test_an_allowance_counts_down():
    allowance = Allowance(10)
    allowance.take(6, "a")
    allowance.take(4, "b")
    with pytest.raises(RunError, match="c holds 1 bytes"):
        allowance.take(1, "c")


@pytest.mark.parametrize("shape", [(), (0, 3), (5,), (70_001, 3), (3, 70_001)])
@pytest.mark.parametrize("order", "CF")
def test_pieces_are_the_bytes_in_c_order(shape, order):
    array = np.array(np.arange(np.prod(shape)).reshape(shape), order=order)
    pieces = list(pieces_of(array))
    assert b"".join(pieces) == array.tobytes()
    assert len(pieces) == (1 if array.nbytes < 1 << 20 else 2 if len(array) > 3 else 3)


def test_the_digest_is_that_of_all_bytes_and_of_some_rows_where_no_picture_could_read_them(run_dir, monkeypatch):
    monkeypatch.setenv("GDVIZ_READ_GIB", "1e-6")
    before = load(run_dir).digest
    whole = np.load(run_dir / "surface.loss.npy")
    whole[1] += 1
    np.save(run_dir / "surface.loss.npy", whole)
    assert load(run_dir).digest == before
    monkeypatch.delenv("GDVIZ_READ_GIB")
    assert load(run_dir).digest != before


@pytest.mark.skipif(not OPEN.exists(), reason="open files are counted in /proc")
def test_three_hundred_runs_are_drawn_and_tabulated_with_few_files(tmp_path, solved):
    few, many = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files() + 40, many))
    try:
        runs = [load(solved("bowl").path) for _ in range(300)]
        runs = [replace(run, manifest={**run.manifest, "seed": seed}) for seed, run in enumerate(runs)]
        assert len(tabulate(runs).rows) == 300
        assert sum(run.landscape.loss.size for run in runs) == 300 * 289**2
        assert draw("loss", runs[:3], tmp_path / "x.png", size=(160, 90)).exists()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (few, many))
