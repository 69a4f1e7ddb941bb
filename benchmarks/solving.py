"""What recording costs: ratios to what a user would write, medians in one run.

    python benchmarks/solving.py

Peers: the loop that the author of "Gradient descent and Numpy implementation" would write for article C's line, 100,000
epochs, in functions for prediction, cost and gradient, keeping the history of cost and weights; and the same loop with
everything inlined and nothing computed twice. Then a sweep of 64 small runs on two processes against one, and the peak
memory of five million steps.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.problems import PROBLEMS
from gdviz.runs.data import Data
from gdviz.solving.solver import solve
from gdviz.solving.sweep import combinations, sweep

EPOCHS = 100_000
X = np.array([1.0, 2, 3, 4, 5, 6, 8])
Y = np.array([5.5, 6, 6.5, 7, 7.5, 8, 9])
START = [0.34099454173956956, -0.5196184029053978]


def predict(inputs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the line's values."""
    return np.dot(inputs, weights)


def cost(inputs: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """Return half the mean squared error."""
    return np.sum((predict(inputs, weights) - y) ** 2) / (2 * len(y))


def slope(inputs: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the gradient of the cost."""
    return np.dot(inputs.T, predict(inputs, weights) - y) / len(y)


def authors_loop() -> None:
    """Descend in functions, as a lesson does."""
    inputs, weights = np.column_stack([np.ones_like(X), X]), np.array(START)
    costs, path = [], []
    for _ in range(EPOCHS):
        costs.append(cost(inputs, Y, weights))
        weights = weights - 0.008 * slope(inputs, Y, weights)
        path.append(weights)


def inlined_loop() -> None:
    """Descend with nothing computed twice."""
    inputs, weights = np.column_stack([np.ones_like(X), X]), np.array(START)
    costs, path = [], []
    for _ in range(EPOCHS):
        errors = inputs @ weights - Y
        costs.append((errors @ errors) / 14)
        weights = weights - 0.008 * (errors @ inputs) / 7
        path.append(weights)


def recorded(out: Path) -> None:
    """Record all fields of the same descent."""
    solve(PROBLEMS["line"](Data.of(X, Y)), "gd", lr=0.008, steps=EPOCHS, start=START, out=out)


def seconds(call: Callable[[], Any], rounds: int = 5) -> float:
    """Return the median time of a call."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


class Serial(Executor):
    """An executor of this process alone."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run at once."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def sweep_seconds(executor: Executor) -> float:
    """Return the time of 64 small runs."""
    tasks = combinations(
        {"lr": np.geomspace(1e-4, 1e-3, 16).tolist(), "optimizer": ["gd", "momentum", "nesterov", "adam"]}
    )
    tasks = [{**task, "problem": "rosenbrock", "steps": 500} for task in tasks]
    with tempfile.TemporaryDirectory() as home, executor:
        start = time.perf_counter()
        assert all(outcome.status == "done" for outcome in sweep(tasks, executor, home=home))
        return time.perf_counter() - start


MEMORY = """
import resource, sys
from gdviz.solving.solver import solve
solve("rosenbrock", "gd", lr=1e-6, steps=5_000_000, out=sys.argv[1])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as home:
        author, inlined = seconds(authors_loop), seconds(inlined_loop)
        ours = seconds(lambda: recorded(Path(home) / "run"))
        micro = 1e6 / EPOCHS
        print(f"a step in us: author {micro * author:.1f}, inlined {micro * inlined:.1f}, recorded {micro * ours:.1f}")
        print(f"recorded / author's loop {ours / author:.2f} (at most 1.5); / inlined loop {ours / inlined:.2f}")
        serial = statistics.median(sweep_seconds(Serial()) for _ in range(3))
        double = statistics.median(sweep_seconds(ProcessPoolExecutor(2)) for _ in range(3))
        print(f"sweep of 64: one process {serial:.2f} s, two {double:.2f} s, ratio {double / serial:.2f} (at most 0.6)")
        if "--memory" in sys.argv and os.name == "posix":
            command = [sys.executable, "-c", MEMORY, str(Path(home) / "long")]
            peak = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            print(f"peak memory of 5 million steps: {float(peak):.0f} MB (under 200)")


if __name__ == "__main__":
    main()
