"""Balls from several starts on a board, each in the colour of the basin that it ends in."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.trajectory import Trajectory
from gdviz.languages import clauses, counted, phrased, said
from gdviz.props.basins.map import BasinMap
from gdviz.runs.run import Run
from gdviz.stage.board import Board
from gdviz.stage.path import PathOnBoard
from gdviz.stage.stage import Stage, last_shown
from gdviz.style.themes import Series

Array = NDArray[np.float64]

# Starts nearer to each other than this share of the landscape's sides, with other ends, are twins.
NEAR = 0.12
# A run is worth watching until it stays this near to its end, in sides of the landscape, and a little longer.
ARRIVED, LONGER = 0.004, 1.15


class Starts:
    """The stage's runs as balls that roll by the clock's step.

    Attributes
    ----------
    twins
        The numbers of two runs whose starts lie side by side and whose ends do not; empty where there are none.
    first
        The numbers of the other runs, and of one of the twins.
    paths, balls
        The mobjects to add, hidden: paths first, so that no path hides a ball.
    """

    def __init__(self, stage: Stage, board: Board, basins: BasinMap) -> None:
        landscape = basins.run.landscape
        self._runs = stage.shown
        self._side = np.ptp(board.limits, axis=1)
        self._last = [min(each.steps, last_shown(each, stage.shown)) for each in self._runs]
        ends = [basins.end_at(np.asarray(each.params[-1])) for each in self._runs]
        self._ends = ends
        self._runners = [
            PathOnBoard(
                stage, board, Trajectory.of(each, landscape), Series(basins.color_of(end), (), "o"), hidden=True
            )
            for each, end in zip(self._runs, ends, strict=True)
        ]
        self.twins = twins([each.params[0] / self._side for each in self._runs], ends)
        self.first = [i for i in range(len(self._runs)) if i not in self.twins[1:]]
        self.paths = [each.path for each in self._runners]
        self.balls = [each.ball for each in self._runners]

    def appear(self, numbers: Sequence[int]) -> list[Any]:
        """Return the animations in which some balls appear, with their paths so far."""
        return [thing.appear() for i in numbers for thing in (self._runners[i].path, self._runners[i].ball)]

    def vanish(self, numbers: Sequence[int]) -> list[Any]:
        """Return the animations in which they vanish."""
        return [thing.vanish() for i in numbers for thing in (self._runners[i].path, self._runners[i].ball)]

    def ends_in_words(self, numbers: Sequence[int]) -> str:
        """Return in words how many ends some runs come to."""
        ends = [self._ends[i] for i in numbers]
        found, none = len(set(ends) - {None}), ends.count(None)
        if not found:
            return said("None of them comes to an end.") if none > 1 else said("It comes to no end.")
        arrive = phrased([counted("{n} start", "{n} starts", len(ends)), counted("{n} end", "{n} ends", found)])
        lost = counted("{n} start comes to none", "{n} starts come to none", none) if none else ""
        return said("{words}.", words=clauses([arrive, lost]))

    def watched(self, numbers: Sequence[int]) -> int:
        """Return the step up to which some runs are worth watching: that by which all have as good as arrived."""
        return max(min(max(arrival(self._runs[i], self._side), 1), self._last[i]) for i in numbers)

    def apart(self) -> float:
        """Return the distance between the starts of the twins."""
        one, other = (self._runs[i].params[0] for i in self.twins)
        return float(np.linalg.norm(one - other))


def twins(starts: Sequence[Array], ends: Sequence[int | None], near: float = NEAR) -> tuple[int, ...]:
    """Return the numbers of the two nearest starts whose ends differ, or none if they are further apart than `near`.

    An end that is None is no end.
    """
    pairs = [
        (float(np.abs(starts[i] - starts[j]).max()), i, j)
        for j in range(len(starts))
        for i in range(j)
        if None not in (ends[i], ends[j]) and ends[i] != ends[j]
    ]
    distance, *found = min(pairs, default=(np.inf, 0, 0))
    return tuple(found) if distance <= near else ()


def arrival(run: Run, side: Array) -> int:
    """Return the step from which on a run stays near its last place, and a little more, but never more than all."""
    path = np.asarray(run.params)
    with np.errstate(all="ignore"):
        away = ~((np.abs(path - path[-1]) / side).max(axis=1) <= ARRIVED)
    row = int(np.flatnonzero(away)[-1]) + 1 if away.any() else 0
    return min(int(np.ceil(LONGER * float(run.step[min(row, len(path) - 1)]))), run.steps)
