"""Basins of attraction: where the same descent ends from every start of a grid over a run's landscape.

From each start the run's own optimizer, learning rate, schedule, batches and number of steps are carried out; its
other rules to stop are left aside.

Lengths are in shares of the box's sides.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.problems import Array, Problem
from gdviz.solving.loop import Progress
from gdviz.solving.many_starts import Bounds, Flags, OneByOne, Together, moves_as_one
from gdviz.solving.specification import Specification

# Starts along each side of the grid.
FEWEST, MOST = 2, 512
# Labels of starts that end nowhere.
AWAY, MOVING = -1, -2
# A start has arrived once it is this near to where it ends.
NEAR = 0.01
# At rest is what drifts less than this in the last eighth of its steps, and strays no further than NEAR meanwhile.
REST = 1e-3
# What cannot move further than this in all steps to come is not followed any more; looked at every so many steps.
STILL, LOOK = 1e-6, 4
# Resting places in the same cell or in neighbouring ones are one end; a cell is this wide.
CELL = 1 / 256
# From around an end the same descent has to come nearer to it than this share of where it started.
DRAWN = 0.75
# How many starts are moved at once: few enough for the processor's cache, also where each meets all data, and so few
# one by one that an interrupt is heard soon.
ROWS, NUMBERS, SINGLES = 4096, 1 << 17, 16


def refuse(spec: Specification, count: int) -> str | None:
    """Return why basins of `count` starts a side cannot be recorded, or None."""
    if spec.problem.dimension != 2:
        names = ", ".join(spec.problem.parameters[:4]) + (", ..." if spec.problem.dimension > 4 else "")
        return f"basins are drawn over two parameters, and {spec.problem.name} has {spec.problem.dimension} ({names})"
    if not (isinstance(count, int | np.integer) and FEWEST <= count <= MOST):
        return f"basins take {FEWEST} to {MOST} starts a side, not {count}; try --basins 160"
    return None


def find_basins(
    spec: Specification, landscape: Landscape, count: int, progress: Progress | None = None
) -> dict[str, NDArray[Any]]:
    """Return the fields x, y, label, ends and steps of a run for `count` starts along each side of a landscape.

    `progress` is called with the number of starts done and of all; each is gone through twice.
    """
    x = np.linspace(landscape.x[0], landscape.x[-1], count)
    y = np.linspace(landscape.y[0], landscape.y[-1], count)
    starts = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):
        task = _Task.of(spec, starts)
        outcomes = []
        for part in task.parts(len(starts)):
            outcomes.append(_follow(task, starts[part]))
            if progress is not None:
                progress(part.stop, 2 * len(starts))
        last, steps, rests, gone = (np.concatenate(each) for each in zip(*outcomes, strict=True))
        for part in task.parts(len(starts)):
            stays = np.flatnonzero(~gone[part]) + part.start
            steps[stays] = _arrivals(task, starts[stays], last[stays])
            if progress is not None:
                progress(len(starts) + part.stop, 2 * len(starts))
        label, ends = gather(task, last, rests, gone)
    square = (count, count)
    return {
        "x": x,
        "y": y,
        "label": label.reshape(square).astype(np.int32),
        "ends": ends,
        "steps": steps.reshape(square).astype(np.int32),
    }


@dataclass(frozen=True, eq=False)
class _Task:
    """What is done with every start, and the box ((x0, y0), (x1, y1)) of all of them.

    `rates` are the factors of the learning rate, shape (T,); `together` tells whether starts are moved as one array.
    """

    spec: Specification
    box: Array
    rates: Array
    together: bool

    @classmethod
    def of(cls, spec: Specification, starts: Array) -> "_Task":
        rates = np.array([spec.schedule.factor(t, spec.steps) for t in range(spec.steps)])
        return cls(spec, np.stack([starts[0], starts[-1]]), rates, moves_as_one(spec, starts))

    def parts(self, count: int) -> list[slice]:
        """Return slices of so many starts, each to be moved at once."""
        width = 2 * max(1, len(self.spec.problem.data.get("y", ())))
        rows = max(SINGLES, min(ROWS, NUMBERS // width)) if self.together else SINGLES
        return [slice(first, min(first + rows, count)) for first in range(0, count, rows)]

    def group(self, starts: Array) -> Together | OneByOne:
        """Return starts before their first step."""
        return Together(self.spec, starts) if self.together else OneByOne(self.spec, starts)

    def span(self, difference: Array) -> Array:
        """Return the larger of the two coordinates' sizes, in shares of the box, for rows (M, 2)."""
        width, height = self.box[1] - self.box[0]
        return np.asarray(np.maximum(np.abs(difference[:, 0]) / width, np.abs(difference[:, 1]) / height))

    def holds(self, places: Array) -> Flags:
        """Return which of some places (M, 2) lie in the box, or as good as."""
        return np.asarray(self.span(places - self.box.mean(axis=0)) <= 0.5 + NEAR)


def _follow(task: _Task, starts: Array) -> tuple[Array, NDArray[np.int64], Flags, Flags]:
    """Return where each start is in the end, at most how many steps that took, whether it rests, and whether it left.

    What left (diverged, or came where f is undefined) is not followed further.
    """
    group, total, rates = task.group(starts), task.spec.steps, task.rates
    ahead = np.append(np.cumsum(rates[::-1])[::-1], 0.0)
    last, steps = starts.copy(), np.full(len(starts), total)
    rests, gone = np.zeros(len(starts), bool), np.zeros(len(starts), bool)
    rows = np.arange(len(starts))
    bounds = Bounds.of(starts, group.loss)
    window = max(1, total // 8)
    middle, before = total - window, total - 2 * window
    earlier, later, strayed = np.zeros_like(starts), np.zeros_like(starts), np.zeros(len(starts))
    pace = np.zeros(len(starts))
    inside = bounds.hold(group, rows)
    gone[rows[~inside]], steps[rows[~inside]] = True, 0
    for t in range(total):
        if not inside.all():
            rows, pace = rows[inside], pace[inside]
            group.keep(inside)
            inside = np.ones(len(rows), bool)
        if not len(rows):
            break
        old = group.params
        group.step(t)
        if t >= middle:
            later[rows] += group.params / window
            strayed[rows] = np.maximum(strayed[rows], task.span(group.params - earlier[rows]))
        elif t >= before:
            earlier[rows] += group.params / window
        inside = bounds.hold(group, rows)
        if not inside.all():
            out = rows[~inside]
            gone[out], steps[out], last[out] = True, t + 1, group.params[~inside]
        np.maximum(pace, task.span(group.params - old), out=pace)
        if (t + 1) % LOOK == 0 and t + 1 < total:
            rate = rates[max(0, t + 1 - LOOK) : t + 1].min()
            still = inside & (pace * ahead[t + 1] <= STILL * rate) & (rate > 0)
            rests[rows[still]], last[rows[still]] = True, group.params[still]
            inside &= ~still
            pace[:] = 0.0
    left = rows[inside]
    last[left] = group.params[inside]
    drift = task.span(later[left] - earlier[left])
    rests[left] = (drift <= REST) & (strayed[left] <= NEAR) & (before >= 0)
    return last, steps, rests, gone


def _arrivals(task: _Task, starts: Array, last: Array) -> NDArray[np.int64]:
    """Return the first step at which each start is near where it will be in the end."""
    first = np.full(len(starts), task.spec.steps)
    rows = np.arange(len(starts))
    if not len(rows):
        return first
    group = task.group(starts)
    for t in range(task.spec.steps):
        near = task.span(group.params - last[rows]) <= NEAR
        if near.any():
            first[rows[near]], rows = t, rows[~near]
            group.keep(~near)
        if not len(rows):
            break
        group.step(t)
    return first


def gather(task: _Task, last: Array, rests: Flags, gone: Flags) -> tuple[NDArray[np.int64], Array]:
    """Return the label of every start, and the ends (k, 2) in the order of their loss.

    Places where starts rest, and the problem's known minima, are one end where they touch: the known minimum that is
    nearest, or else the place of least loss, if the same descent leads back to it from all around. It does not on a
    plateau, at a saddle, or where starts creep along a valley.
    """
    inside, problem = task.holds(last), task.spec.problem
    rests, label = rests & inside & ~gone, np.where(gone | ~inside, AWAY, MOVING)
    known = problem.minima.reshape(-1, 2)
    known, places = known[task.holds(known)], last[rests]
    shares = (np.concatenate([known, places]) - task.box[0]) / (task.box[1] - task.box[0])
    part = touching(np.floor(shares / CELL).astype(np.int64))
    of_known, part = part[: len(known)], part[len(known) :]
    # Of every part without a known minimum, the place of least loss.
    by_loss = np.argsort(problem.value(places), kind="stable")
    parts, first = np.unique(part[by_loss], return_index=True)
    found = by_loss[first[~np.isin(parts, of_known)]]
    found = found[_draws(task, places[found])]
    ends, owner = np.concatenate([known, places[found]]), np.concatenate([of_known, part[found]])
    nearest, best = np.full(len(last), MOVING), np.full(len(last), np.inf)
    belongs = np.full(len(last), -1)
    belongs[rests] = part
    for name, (end, own) in enumerate(zip(ends, owner, strict=True)):
        distance = task.span(last - end)
        nearer = (distance < best) & ((distance <= NEAR) | (belongs == own))
        nearest[nearer], best[nearer] = name, distance[nearer]
    label[label == MOVING] = nearest[label == MOVING]
    return _in_order(label, ends, problem)


def _draws(task: _Task, ends: Array) -> Flags:
    """Return whether the same descent leads nearer to each of `ends` (k, 2) from eight places around it."""
    ring = np.array([(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b]) * NEAR / 2
    starts = (ends[:, None] + ring * (task.box[1] - task.box[0])).reshape(-1, 2)
    last = [_follow(task, starts[part])[0] for part in task.parts(len(starts))]
    apart = np.concatenate([np.empty((0, 2)), *last]) - np.repeat(ends, len(ring), axis=0)
    nearer = task.span(apart) < DRAWN * NEAR / 2
    return np.asarray(nearer.reshape(len(ends), len(ring)).all(axis=1))


def _in_order(label: NDArray[np.int64], ends: Array, problem: Problem) -> tuple[NDArray[np.int64], Array]:
    """Leave out ends at which nothing ends, and sort the others by loss; equal losses by place."""
    used = np.flatnonzero(np.bincount(label[label >= 0], minlength=len(ends)))
    loss = problem.value(ends[used])
    # Equal minima differ by what rounding leaves of them.
    loss = np.round((loss - loss.min(initial=np.inf)) / max(float(np.ptp(loss)) if len(loss) else 0.0, 1e-6), 6)
    order = used[np.lexsort((ends[used][:, 1], ends[used][:, 0], loss))]
    rank = np.full(len(ends) + 2, 0)
    rank[order], rank[AWAY], rank[MOVING] = np.arange(len(order)), AWAY, MOVING
    return rank[label], ends[order]


def touching(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each of some cells (n, 2) the number of its part: cells that touch, at corners too, are one part."""
    # Loaded where it is used: it takes longer than all else that solving loads.
    from scipy import ndimage

    if not len(cells):
        return np.empty(0, np.int64)
    filled = np.zeros(np.ptp(cells, axis=0) + 1, bool)
    at = tuple((cells - cells.min(axis=0)).T)
    filled[at] = True
    part, _ = ndimage.label(filled, structure=np.ones((3, 3)))
    return np.asarray(part[at], np.int64) - 1
