"""Damaged and hostile runs: whatever is changed, a command ends in a picture, in numbers or in one sentence.

benchmarks/mutations.py does the same by the thousand, in processes of their own, for scenes too.
"""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdviz.cli import main

HOSTILE = settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
COMMANDS = ["info {run}", "table {run}", "table {run} {run}", "solve --resume {run} --steps 40"]
COMMANDS += [f"figure {name} {{run}} --still last -o x.png --size 160x90" for name in ("loss", "contour", "parameters")]
NUMBERS = st.sampled_from([np.nan, np.inf, -np.inf, 1e308, -1e308, 1e155, 5e-324, -0.0, 1e16, -1.0, 2.0**62])
TEXT = st.text(max_size=20) | st.sampled_from(
    ["x" * 1000, "x" * 10**6, "\x1b[31m", "$\\frac{", "\ud800", "mlp", "line"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.just(10**400),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Return a function that copies a run, changes it and holds a command to its answer."""
    home = tmp_path_factory.mktemp("hostile")
    runs = {name: home / name for name in ("bowl", "logistic")}
    for name, path in runs.items():
        assert CliRunner().invoke(main, ["solve", name, "--steps", "12", "-o", str(path)]).exit_code == 0

    def answer(name: str, change, command: str) -> str:
        copy = home / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(runs[name], copy)
        change(copy)
        os.chdir(home)
        result = CliRunner().invoke(main, command.format(run=copy).split())
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        assert (result.exit_code == 0) == (not result.stderr.startswith("Error"))
        assert result.exit_code == 0 or result.stderr.count("\n") == 1
        return result.output

    before = Path.cwd()
    yield answer
    os.chdir(before)


def ways(value, path=()):
    """Return the ways to all that a manifest holds."""
    if not isinstance(value, dict | list):
        return [path]
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(way for key, one in inner for way in ways(one, (*path, key)))]


@HOSTILE
@given(data=st.data(), value=JSON, name=st.sampled_from(["bowl", "logistic"]), command=st.sampled_from(COMMANDS))
def test_any_entry_of_the_manifest_may_be_anything(data, value, name, command, answers):
    def change(run):
        manifest = json.loads((run / "run.json").read_text())
        *way, last = data.draw(st.sampled_from([way for way in ways(manifest) if way]))
        within = manifest
        for key in way:
            within = within[key]
        if data.draw(st.integers(0, 4)):
            within[last] = value
        else:
            del within[last]
        (run / "run.json").write_text(json.dumps(manifest))

    answers(name, change, command)


@HOSTILE
@given(data=st.data(), value=NUMBERS, name=st.sampled_from(["bowl", "logistic"]), command=st.sampled_from(COMMANDS))
def test_any_number_may_be_any_other(data, value, name, command, answers):
    def change(run):
        file = data.draw(st.sampled_from(sorted(run.glob("*.npy"))))
        array = np.load(file)
        first = data.draw(st.integers(0, array.size - 1))
        last = data.draw(st.sampled_from([first + 1, array.size]))
        with np.errstate(all="ignore"):
            array.reshape(-1)[first:last] = np.array(value).astype(array.dtype)
        np.save(file, array)

    answers(name, change, command)


@HOSTILE
@given(data=st.data(), name=st.sampled_from(["bowl", "logistic"]), command=st.sampled_from(COMMANDS))
def test_any_array_may_have_any_type_and_shape(data, name, command, answers):
    types = ["<f4", "<f2", "<i8", "|b1", "<u8", ">f8", "<f16", "<c16", "<M8[s]", "<m8[s]", "<U5", "|S5", "|V8"]

    def change(run):
        file = data.draw(st.sampled_from(sorted(run.glob("*.npy"))))
        array = np.load(file)
        shape = data.draw(st.sampled_from([array.shape, array.shape[:1], (0, *array.shape[1:]), (*array.shape, 1), ()]))
        dtype = data.draw(st.sampled_from([array.dtype.str, *types]))
        made = np.zeros(shape, dtype) if shape != array.shape or dtype == "|V8" else array.astype(dtype)
        np.save(file, np.asarray(made, order=data.draw(st.sampled_from("CF"))))
        manifest = json.loads((run / "run.json").read_text())
        entry = manifest["fields"][file.stem]
        entry.update(dtype=made.dtype.str, shape=list(shape if entry["axis"] == "fixed" else shape[1:]))
        (run / "run.json").write_text(json.dumps(manifest))

    answers(name, change, command)


KINDS = {
    "link": lambda file: file.symlink_to("params.npy"),
    "loop": lambda file: file.symlink_to(file.name),
    "device": lambda file: file.symlink_to("/dev/zero"),
    "FIFO": lambda file: os.mkfifo(file),
    "directory": lambda file: file.mkdir(),
    "nothing": lambda file: None,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["run.json", "loss.npy", "surface.x.npy"])
def test_any_file_may_be_of_any_kind(kind, name, answers):
    def change(run):
        (run / name).unlink()
        KINDS[kind](run / name)

    for command in ("info {run}", "figure loss {run} --still last -o x.png", "solve --resume {run} --steps 40"):
        assert "Error: " in answers("bowl", change, command)


def test_a_hostile_run_costs_no_more_than_a_sound_one(answers):
    def change(run):
        manifest = json.loads((run / "run.json").read_text())
        manifest["fields"]["params"]["shape"] = [10**12]
        (run / "run.json").write_text(json.dumps(manifest))
        text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': (13, {10**12}), }}"
        (run / "params.npy").write_bytes(b"\x93NUMPY\x01\x00v\x00" + text.ljust(117).encode() + b"\n")
        os.truncate(run / "params.npy", 128 + 8 * 13 * 10**9)

    assert "damaged: it says that it holds" in answers("bowl", change, "info {run}")
