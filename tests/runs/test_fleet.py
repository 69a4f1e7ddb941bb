"""A fleet's reader: runs are parts of arrays mapped once, named by number or by loss, and nothing is trusted."""

import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from gdviz.runs.fleet import chosen_runs, load_fleet, split_places
from gdviz.runs.fleet_files import is_fleet, open_files, place_in_fleet
from gdviz.runs.fleet_writer import FleetPiece, FleetWriter
from gdviz.runs.run import is_complete, load

PROBLEM = {"name": "bowl", "title": "Bowl", "parameters": ["x", "y"], "minima": [], "domain": [[-4, 4], [-4, 4]]}
STEPS = np.array([2, 0, 3, 1])
LOSSES = [[9.0, 4.0, 1.0], [np.nan], [9.0, 3.0, 2.0, 0.5], [8.0, np.inf]]


@pytest.fixture
def home(tmp_path):
    """Return a fleet of four runs, written in two pieces."""
    place = tmp_path / "fleet"
    state = {"params": np.zeros(2), "loss": np.float64(0), "step": np.int64(0)}
    with FleetWriter.create(
        place, {"problem": PROBLEM}, planned=4, tasks="x", state=state, step={"gradient": np.zeros(2)}, fixed={}
    ) as writer:
        for part in (slice(0, 2), slice(2, 4)):
            steps = STEPS[part]
            params = [np.full((count + 1, 2), 10.0 * count) + np.arange(count + 1)[:, None] for count in steps]
            writer.add(
                FleetPiece(
                    [{"start": one[0].tolist(), "problem": PROBLEM, "optimizer": {"lr": 0.1}} for one in params],
                    steps,
                    {
                        "params": np.concatenate(params),
                        "loss": np.concatenate(LOSSES[part]),
                        "gradient": np.zeros((steps.sum(), 2)),
                    },
                    {"step": [np.arange(4)] * 2},
                )
            )
    return place


def test_a_run_is_its_part_of_the_arrays_of_all(home):
    fleet = load_fleet(home)
    assert len(fleet) == 4
    run = fleet[2]
    assert run.path == home.with_name("fleet:2")
    assert run.loss.tolist() == LOSSES[2]
    assert run.params[:, 0].tolist() == [30.0, 31.0, 32.0, 33.0]
    assert run.step.tolist() == [0, 1, 2, 3]
    assert run.start == [30.0, 30.0]
    assert np.shares_memory(run.params, fleet.files.whole("params"))
    assert np.shares_memory(fleet.files.rows("step", 0), fleet.files.rows("step", 3))
    assert not run.params.flags.writeable
    assert [len(one.loss) for one in fleet] == [3, 1, 4, 2]
    assert [one.steps for one in fleet[1:3]] == [0, 3]
    assert fleet[-1].loss.tolist() == LOSSES[3]
    with pytest.raises(IndexError, match="has the runs 0 to 3, and no 4"):
        fleet[4]


def test_runs_are_named_by_number_and_by_how_their_loss_came_out(home):
    fleet = load_fleet(home)
    assert fleet.files.ends.tolist()[:3:2] == [1.0, 0.5]
    assert fleet.files.order.tolist() == [2, 0, 1, 3]
    asked = {
        "best": [2],
        "worst": [3],
        "median": [0],
        "best2": [2, 0],
        "worst2": [3, 1],
        "1-3": [1, 2, 3],
        "3,0": [3, 0],
    }
    assert {words: fleet.pick(words) for words in asked} == asked
    assert load(f"{home}:best").loss.tolist() == LOSSES[2]
    assert load(f"{home}:0").path.name == "fleet:0"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (":4", "has the runs 0 to 3, and no 4"),
        (":2-9", "no 2-9"),
        (":best9", "has 4 runs, not 9"),
        (":good", "is named by its number, such as .*fleet:0, or as .*fleet:best"),
        (":", "is named by its number"),
        (":best2", "names 2 runs; name one, such as .*fleet:2"),
        ("", "is a fleet of 4 runs; name one, such as .*:0 or .*:best, or open all with gdviz.load_fleet"),
    ],
)
def test_what_names_no_run_of_a_fleet_is_told(home, words, error):
    with pytest.raises(ValueError, match=error):
        load(f"{home}{words}")


def test_a_path_with_a_colon_is_a_runs_unless_there_is_a_fleet(home, tmp_path):
    assert is_fleet(home)
    assert not is_fleet(tmp_path)
    assert place_in_fleet(Path(f"{home}:best")) == (home, "best")
    assert place_in_fleet(tmp_path / "odd:name") is None
    assert not is_complete(Path(f"{home}:0"))
    with pytest.raises(ValueError, match="there is no run in"):
        load(tmp_path / "odd:name")
    with pytest.raises(ValueError, match=r"there is no fleet in .*; make one with `gdviz sweep bowl --starts 20x20"):
        load_fleet(tmp_path)


def test_places_are_spelled_out_run_by_run(home, tmp_path):
    other = tmp_path / "run"
    names = [f"{home}:{number}" for number in range(4)]
    assert [str(path) for path in chosen_runs([other, home])] == [str(other), *names]
    assert [str(path) for path in chosen_runs([f"{home}:best2"])] == [names[2], names[0]]
    text = os.pathsep.join([f"{home}:1", str(other), f"{home}:best"])
    assert split_places(text) == [f"{home}:1", str(other), f"{home}:best"]


def count_open_files():
    listing = Path("/proc/self/fd")
    return len(list(listing.iterdir())) if listing.is_dir() else 0


def test_many_runs_hold_no_files_of_their_own(home):
    fleet = load_fleet(home)
    assert load_fleet(home).files is fleet.files
    before = count_open_files()
    runs = [load(f"{home}:{number % 4}") for number in range(200)]
    assert {len(run.params) for run in runs} == {3, 1, 4, 2}
    assert count_open_files() == before
    again = pickle.loads(pickle.dumps(runs[2]))  # noqa: S301  # our own
    assert again.loss.tolist() == runs[2].loss.tolist()


def test_what_is_each_runs_own_is_read_line_by_line(home):
    assert [line["start"] for line in open_files(home).lines()] == [[20, 20], [0, 0], [30, 30], [10, 10]]
    assert "problem" not in next(open_files(home).lines())
