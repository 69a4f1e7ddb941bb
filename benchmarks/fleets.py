"""What solving side by side saves: ten thousand recorded runs of a thousand steps, against one after another.

    python benchmarks/fleets.py [STARTS [STEPS]]

Rosenbrock's valley, Adam at four learning rates from 2,500 starts, recorded in one fleet by one process; a sample of
the same runs one by one, to directories of their own by `solve`, and as the bare loop that records nothing. Times are
the processor's, so that what else the machine does counts little, and the sample is spread over the fleet's. Then
whether the runs of a sample of 100 have the same bytes in the fleet as alone, and the fleet's size, its peak of memory,
and how long it takes to open.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable

import numpy as np

from gdviz.catalogue import bytes_of
from gdviz.runs.fleet import load_fleet
from gdviz.runs.run import load
from gdviz.solving.fleet import solve_fleet
from gdviz.solving.loop import descend
from gdviz.solving.solver import solve
from gdviz.solving.specification import specify
from gdviz.solving.starts import starts_over

RATES = (0.001, 0.01, 0.1, 0.5)
SAMPLE, SAME = 24, 100


def main(starts: int = 2500, steps: int = 1000) -> None:
    """Print what is measured."""
    common = {"problem": "rosenbrock", "optimizer": "adam", "steps": steps}
    places = starts_over(specify(**common).problem, str(starts))
    tasks = [{**common, "lr": rate, "start": start} for rate in RATES for start in places]
    chosen = np.random.default_rng(0).choice(len(tasks), SAME, replace=False).tolist()
    with tempfile.TemporaryDirectory() as home:
        solved: list[float] = []
        looped: list[float] = []

        def sample(done: int, of_all: int) -> None:
            """Solve some runs one by one while the fleet is on its way."""
            nonlocal apart
            if len(solved) >= SAMPLE:
                return
            began = time.process_time()
            for number in chosen[len(solved) : len(solved) + 3]:
                solved.append(_seconds(lambda number=number: solve(**tasks[number], out=f"{home}/alone")))
                looped.append(_seconds(lambda number=number: descend(specify(**tasks[number]), lambda row: None)))
            apart += time.process_time() - began

        apart = 0.0
        specify(**tasks[0])
        began = time.process_time()
        with np.errstate(all="ignore"):
            fleet = solve_fleet(tasks, f"{home}/fleet", progress=sample)
        taken = time.process_time() - began - apart
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{len(fleet):,} runs of {steps:,} steps in one fleet   {taken:8.2f} s")
        for words, times in (("one by one, recorded by solve", solved), ("one by one, the bare loop", looped)):
            whole = float(np.mean(times)) * len(tasks)
            print(f"{words:40} {whole:8.1f} s   {whole / taken:.0f} times as long, from a sample of {len(times)}")
        print(f"peak of memory                           {peak:8.0f} MB")
        print(f"on disk                                  {bytes_of(fleet.path) / 1e6:8.0f} MB")
        print(f"open                                     {1000 * _seconds(lambda: load_fleet(fleet.path)):8.2f} ms")
        print(f"open 1,000 of its runs                   {_seconds(lambda: fleet[:1000]):8.2f} s")
        same = 0
        for number in chosen:
            alone, run = solve(**tasks[number], out=f"{home}/alone"), load(f"{fleet.path}:{number}")
            fields = [name for name in alone.arrays if not name.startswith("surface.")]
            equal = all(alone.arrays[name].tobytes() == run.arrays[name].tobytes() for name in fields)
            same += equal and alone.stop == run.stop
        print(f"the same bytes                           {same:8} of {SAME}")


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
