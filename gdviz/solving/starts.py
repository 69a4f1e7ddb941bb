"""Many starts: a grid over a problem's domain, or points drawn in it."""

import re

import numpy as np

from gdviz.problems import Problem

# As many runs as anybody waits for.
MOST = 1_000_000


def starts_over(problem: Problem, asked: str, *, seed: int = 0) -> list[list[float]]:
    """Return starts over a problem's domain.

    Parameters
    ----------
    asked
        A number for each parameter, "50x50", for a grid that includes the domain's edges, the last parameter fastest;
        or one, "2500", for so many that are drawn, evenly spread.
    seed
        For drawing them.

    Raises
    ------
    ValueError
        If it is neither, there are not as many numbers as parameters, or too many starts.
    """
    sides = [int(side) for side in asked.split("x")] if re.fullmatch(r"\d{1,9}(x\d{1,9})*", asked) else []
    total = int(np.prod(sides, dtype=np.float64)) if sides else 0
    if not sides or min(sides) < 1:
        raise ValueError(f"--starts takes a grid such as 50x50, or how many to draw such as 2500, not {asked!r:.40}")
    if total > MOST:
        raise ValueError(f"--starts takes at most {MOST:,} starts, not {total:,}")
    low, high = problem.domain.T
    if len(sides) == 1:
        drawn = np.random.default_rng(seed).random((total, problem.dimension))
        return (low + (high - low) * drawn).tolist()
    if len(sides) != problem.dimension:
        names = ", ".join(problem.parameters[:4]) + (", ..." if problem.dimension > 4 else "")
        raise ValueError(
            f"--starts {asked} is a grid over {len(sides)} parameters, and {problem.name} has {problem.dimension} "
            f"({names}); draw some with --starts 100"
        )
    ends = zip(low, high, sides, strict=True)
    axes = [np.linspace(a, b, count) if count > 1 else np.array([(a + b) / 2]) for a, b, count in ends]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, problem.dimension).tolist()
