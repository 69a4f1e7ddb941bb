"""How many points a run has seen: what a step costs where batches differ in size."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gdviz.analysis.trajectory import Trajectory
from gdviz.languages import localized
from gdviz.runs.run import Run

# From so many epochs on they are what is counted; below, points are.
EPOCHS = 3


@dataclass(frozen=True)
class Meter:
    """How many points a run has seen: `size` at each step, of `points`, of which no epoch sees one twice.

    Where batches are drawn anew from all points an epoch is just as many points as there are.
    """

    points: int
    size: int
    per_epoch: float

    @classmethod
    def of(cls, run: Run) -> "Meter":
        """Return the meter of a run, whose batch is all points where it says nothing of one."""
        points = len(run.data["y"])
        batch = run.manifest.get("batch") or {"size": points, "sampling": "shuffle"}
        size = int(batch["size"])
        return cls(points, size, points / size if batch["sampling"] == "replacement" else -(-points // size))

    def seen(self, step: float) -> float:
        """Return how many points were seen by a step; the last batch of an epoch may be a smaller one."""
        epoch, turn = divmod(step, self.per_epoch)
        return epoch * self.points + min(turn * self.size, self.points)

    def step(self, seen: float) -> float:
        """Return the step by which so many points were seen."""
        epoch, rest = divmod(seen, self.points)
        return epoch * self.per_epoch + rest / self.size

    def by_points(self, run: Run) -> Run:
        """Return the run with the points seen in place of its steps."""
        seen = np.array([round(self.seen(step)) for step in run.step.tolist()])
        return run.having({"step": seen})


def from_large_batches(meters: Sequence[Meter]) -> list[int]:
    """Return the indices of runs by their meters, from the largest batch to the smallest."""
    return sorted(range(len(meters)), key=lambda i: (-meters[i].size, i))


def unit_of(most: float, points: int) -> tuple[str, int]:
    """Return what is counted where the most that a run sees is this, "epoch" or "point", and how many points one is."""
    return ("epoch", points) if most >= EPOCHS * points else ("point", 1)


def count_of(seen: float, unit: tuple[str, int]) -> str:
    """Return how many of the unit so many points are: epochs to a tenth, points whole."""
    name, size = unit
    return localized(f"{seen / size:.1f}" if name == "epoch" else f"{int(seen / size + 1e-9):,}")


def uphill_share(run: Run, track: Trajectory) -> float | None:
    """Return the share of the steps after which the loss of all points was higher.

    None where not every step was recorded with its loss, but perhaps the last, or the run leaves.
    """
    loss = np.asarray(run.loss)
    if track.left is not None or len(loss) < 3 or len(loss) != run.steps + 1 or np.isnan(loss[:-1]).any():
        return None
    rises = ~(loss[1:] <= loss[:-1])
    return float(np.mean(rises if run.diverged or np.isfinite(loss[-1]) else rises[:-1]))
