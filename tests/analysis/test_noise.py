"""Points are counted as batches were drawn, and steps uphill as losses were recorded."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gdviz.analysis.noise import Meter, count_of, from_large_batches, unit_of, uphill_share
from gdviz.analysis.trajectory import Trajectory
from gdviz.runs.run import Run
from gdviz.solving.batches import Batches


@pytest.fixture(scope="module")
def runs(solved_once: Callable[..., Run]) -> dict[str, Run]:
    return {
        "full": solved_once("line", epochs=6),
        "sevens": solved_once("line", epochs=6, batch=7),
        "singles": solved_once("line", epochs=6, batch=1),
        "drawn": solved_once("line", epochs=6, batch=8, sampling="replacement"),
    }


@pytest.mark.parametrize("name", ["sevens", "singles", "drawn", "full"])
def test_points_are_counted_as_the_batches_were_drawn(name: str, runs: dict[str, Run]) -> None:
    run = runs[name]
    meter = Meter.of(run)
    points, batch = len(run.data["y"]), run.manifest["batch"]
    batches = Batches(points, batch["size"], batch["sampling"], 0) if batch else None
    sizes = [len(batches.at(step)) if batches else points for step in range(run.steps)]
    assert [round(meter.seen(step), 6) for step in range(run.steps + 1)] == [0, *np.cumsum(sizes).tolist()]
    assert (np.diff([meter.seen(step) for step in np.linspace(0, run.steps, 20 * run.steps + 1)]) >= -1e-9).all()
    for step in range(run.steps + 1):
        assert meter.step(meter.seen(step)) == pytest.approx(step, abs=1e-9)


def test_runs_go_from_the_largest_batch_to_the_smallest(runs: dict[str, Run]) -> None:
    meters = [Meter.of(runs[name]) for name in ("singles", "sevens", "full", "sevens")]
    assert from_large_batches(meters) == [2, 1, 3, 0]


def test_few_points_are_counted_singly_and_many_by_epochs() -> None:
    assert unit_of(89.0, 30) == ("point", 1)
    assert unit_of(90.0, 30) == ("epoch", 30)
    assert count_of(1234.9, ("point", 1)) == "1,234"
    assert count_of(45.0, ("epoch", 30)) == "1.5"


def test_the_steps_uphill_are_those_after_which_the_loss_is_no_lower(runs: dict[str, Run]) -> None:
    run = runs["full"]
    track = Trajectory.of(run, run.landscape)

    def with_loss(loss: list[float]) -> Run:
        return replace(run, arrays={**run.arrays, "loss": np.array(loss)})

    assert uphill_share(with_loss([6.0, 5.0, 7.0, 7.0, 8.0, 2.0, 1.0]), track) == 2 / 6
    assert uphill_share(with_loss([6.0, 5.0, np.nan, 4.0, 3.0, 2.0, 1.0]), track) is None
    assert uphill_share(with_loss([6.0, 5.0, 7.0, 4.0, 3.0, 2.0, np.nan]), track) == 1 / 5
    assert uphill_share(with_loss([6.0, 5.0]), track) is None, "not every step was recorded"
    assert uphill_share(run, replace(track, left=3)) is None
