"""How many points a run has seen: what a step costs where batches differ in size."""

from dataclasses import dataclass, replace

import numpy as np

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
        return replace(run, arrays={**run.arrays, "step": seen})
