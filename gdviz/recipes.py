"""Named pictures, and films: the place where solver, renderers and encoder meet.

Everything is imported when it is used, so that a command waits for no renderer but its own.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.drawing import OUT, draw, styled
from gdviz.filming import shoot

if TYPE_CHECKING:
    from gdviz.run import Run


@dataclass(frozen=True)
class Made:
    """A file that was made, and the seconds it took."""

    path: Path
    seconds: float


# A run's directory, its problem, and the options of `gdviz.solver.specify`.
Solving = tuple[str, str, dict[str, Any]]


@dataclass(frozen=True)
class Recipe:
    """A picture that can be made by name.

    Attributes
    ----------
    solve
        The runs it shows.
    picture
        The figure or scene.
    out
        The file, under renders/.
    quality, theme
        As for `shoot`, and for `draw` and `styled`.
    """

    solve: tuple[Solving, ...]
    picture: str
    out: str
    quality: str | None = None
    theme: str = "light"


BLOBS: Solving = ("blobs", "logistic", {})
BOWL: Solving = ("bowl", "bowl", {})
DEMO = (
    Recipe((BOWL,), "contour", "bowl-contour.gif"),
    Recipe((BOWL,), "surface", "bowl-surface.gif"),
    Recipe((BLOBS,), "boundary", "blobs-boundary.gif"),
    Recipe((BOWL,), "loss-bowl", "loss-bowl.mp4", quality="m"),
    Recipe((BLOBS,), "decision-boundary", "decision-boundary.mp4", quality="m"),
)


def demo() -> Iterator[Made]:
    """Solve the bowl and the blobs, and make each picture of DEMO, yielding every path with the seconds it took.

    Scenes are left out where Manim is missing.
    """
    from gdviz.run import load
    from gdviz.scenes import SCENES
    from gdviz.solver import RUNS, solve

    for directory, problem, options in {solving[0]: solving for recipe in DEMO for solving in recipe.solve}.values():
        yield _timed(solve, problem, out=RUNS / directory, **options)
    for recipe in DEMO:
        directories = [RUNS / directory for directory, _, _ in recipe.solve]
        out = OUT / recipe.out
        if recipe.picture not in SCENES:
            runs = [load(directory) for directory in directories]
            yield _timed(draw, recipe.picture, runs, out, quality=recipe.quality, style=styled(recipe.theme))
        elif find_spec("manim"):
            yield _timed(shoot, recipe.picture, directories, out, quality=recipe.quality or "m")


def _timed(make: Callable[..., "Path | Run"], *args: Any, **options: Any) -> Made:
    start = time.perf_counter()
    made = make(*args, **options)
    return Made(made if isinstance(made, Path) else made.path, time.perf_counter() - start)
