"""Runs on their way: what has been looked at goes along, and what comes back is the run that was made there."""

import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest

from gdviz.runs.manifest import RunError
from gdviz.runs.parcel import carried, packed_run, unpack_run
from gdviz.runs.run import Run, load
from gdviz.solving.solver import solve


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return solve("bowl", "momentum", steps=20, out=tmp_path / "run")


def test_a_run_is_read_where_its_files_are_not(run: Run) -> None:
    sent = pickle.dumps(carried(run))
    expected = {name: np.array(run.arrays[name]) for name in run.arrays}
    shutil.rmtree(run.path)
    arrived = pickle.loads(sent)  # noqa: S301
    assert (arrived.manifest, arrived.path) == (run.manifest, run.path)
    assert set(arrived.arrays) == expected.keys()
    assert len(arrived.arrays) == len(expected)
    for name, array in expected.items():
        np.testing.assert_array_equal(arrived.arrays[name], array)


def test_what_is_large_goes_along_if_it_has_been_looked_at(run: Run) -> None:
    opened = load(run.path)
    np.asarray(opened.params)
    arrived = carried(opened, small=0)
    np.testing.assert_array_equal(arrived.params, run.params)
    assert "state.velocity" in arrived.arrays or "state.momentum_buffer" in arrived.arrays, "that it is there is known"
    with pytest.raises(RunError, match=r"gradient\.npy of .*run was not sent along; leave out --cluster"):
        assert arrived.gradient


def test_links_are_followed_where_they_are(run: Run, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(run.path, target_is_directory=True)
    assert carried(load(link)).path == run.path.resolve()


def test_a_run_comes_back_to_its_last_byte(run: Run, tmp_path: Path) -> None:
    unpack_run(packed_run(run.path), tmp_path / "home" / "there")
    for file in run.path.iterdir():
        assert (tmp_path / "home" / "there" / file.name).read_bytes() == file.read_bytes()
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["there"]


def test_it_takes_the_place_of_a_run_and_of_nothing_else(run: Run, tmp_path: Path) -> None:
    packed = packed_run(solve("bowl", steps=3, out=tmp_path / "other").path)
    unpack_run(packed, run.path)
    assert load(run.path).steps == 3
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("mine")
    with pytest.raises(ValueError, match=r"holds letter\.txt"):
        unpack_run(packed, foreign)
