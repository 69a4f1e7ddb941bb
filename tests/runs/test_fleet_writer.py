"""A fleet's recorder: pieces are counted when they are whole, and what was there stays until the first is."""

import numpy as np
import pytest

from gdviz.runs.fleet import load_fleet
from gdviz.runs.fleet_writer import FleetPiece, FleetWriter
from gdviz.runs.run import load
from gdviz.solving.solver import solve

STATE = {"params": np.zeros(1), "loss": np.float64(0), "step": np.int64(0)}


def begun(place, **about):
    made = {"planned": 4, "tasks": "x", "state": STATE, "step": {"gradient": np.zeros(1)}, "fixed": {}} | about
    return FleetWriter.create(place, {"problem": {"name": "own"}}, **made)


def piece(first, *, gradient=True):
    rows = {"params": first + np.arange(5.0)[:, None], "loss": first + np.arange(5.0)}
    if gradient:
        rows["gradient"] = np.ones((3, 1))
    entries = [{"problem": {"name": "own"}, "optimizer": {"lr": 0.1}, "start": [first + at]} for at in (0, 3)]
    return FleetPiece(
        entries, np.array([2, 1]), rows, {"step": [np.arange(3)] * 2}, np.array([first]), np.array([first + 4])
    )


def test_pieces_follow_one_another_and_their_boxes_are_one(tmp_path):
    with begun(tmp_path / "fleet") as writer:
        assert not (tmp_path / "fleet").exists()
        writer.add(piece(0.0))
        assert len(load_fleet(tmp_path / "fleet")) == writer.count == 2
        writer.add(piece(10.0, gradient=False))
        assert [one.tolist() for one in writer.reach] == [[0.0], [14.0]]
        # Starts, and ends that are no worse than the start by more than its size, or 1.
        assert writer.corners().ravel().tolist() == [0, 3, 10, 13, 4, 12, 14]
    fleet = load_fleet(tmp_path / "fleet")
    assert [run.loss.tolist() for run in fleet] == [[0, 1, 2], [3, 4], [10, 11, 12], [13, 14]]
    assert "gradient" in fleet[0].arrays
    assert "gradient" not in fleet[3].arrays
    with pytest.raises(KeyError):
        fleet.files.rows("gradient", 3)
    assert fleet.files.whole("step").tolist() == [0, 1, 2]


def test_a_fleet_goes_on_after_the_runs_that_count(tmp_path):
    place = tmp_path / "fleet"
    for first in (0.0, 10.0):
        with begun(place) if first == 0 else FleetWriter.reopen(place) as writer:
            writer.add(piece(first))
        # Rows that no manifest counts any more were on their way when the process was killed.
        with (place / "loss.npy").open("ab") as file:
            file.write(b"\0" * 20)
    fleet = load_fleet(place)
    assert [run.loss.tolist() for run in fleet][2:] == [[10, 11, 12], [13, 14]]
    assert fleet.files.whole("step").tolist() == [0, 1, 2]
    assert fleet.manifest["reach"] == [[0.0], [14.0]]


def test_what_was_there_stays_until_the_first_piece_and_nothing_is_left_of_an_error(tmp_path):
    place = tmp_path / "there"
    old = solve("bowl", steps=3, out=place)
    with pytest.raises(RuntimeError), begun(place):
        raise RuntimeError
    assert load(place).digest == old.digest
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    with begun(place) as writer:
        writer.add(piece(0.0))
    assert len(load_fleet(place)) == 2
    # And a run takes the place of a fleet.
    solve("bowl", steps=3, out=place)
    assert load(place).steps == 3
    assert not (place / "fleet.json").exists()


def test_what_is_not_gdvizs_is_left_alone_and_one_writes_at_a_time(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").touch()
    with pytest.raises(ValueError, match=r"holds letter\.txt, which is not gdviz's"):
        begun(tmp_path / "mine")
    with begun(tmp_path / "fleet") as writer:
        writer.add(piece(0.0))
        with pytest.raises(ValueError, match="another process is recording in"):
            FleetWriter.reopen(tmp_path / "fleet")
    (tmp_path / "fleet" / "letter.txt").touch()
    with pytest.raises(ValueError, match=r"holds letter\.txt"):
        begun(tmp_path / "fleet")
