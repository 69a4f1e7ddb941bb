"""Named pictures, and films: the place where solver, renderers and encoder meet.

Everything is imported when it is used, so that a command waits for no renderer but its own.
"""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.drawing import OUT, QUALITIES, default_output, draw, styled

if TYPE_CHECKING:
    from gdviz.run import Run


@dataclass(frozen=True)
class Made:
    """A file that was made, and the seconds it took."""

    path: Path
    seconds: float


def shoot(
    name: str,
    runs: Sequence[str | Path],
    out: str | Path | None = None,
    *,
    quality: str = "m",
    show_progress: bool = False,
) -> Path:
    """Film the Manim scene `name` about the runs in these directories, as .mp4, or its last frame as .png.

    Raises
    ------
    ValueError
        For an unknown scene or suffix, a run that the scene refuses, or where Manim is missing.
    OSError
        If the file cannot be written.
    """
    from tempfile import TemporaryDirectory

    from gdviz.encode import appearing
    from gdviz.scenes import SCENES

    scene = SCENES[name].load()
    opened = scene.open(runs)
    path = Path(out or default_output(name, opened, ".mp4"))
    if path.suffix.lower() not in (".mp4", ".png"):
        raise ValueError(f"cannot film {path.name!r}: its name must end in .mp4 or .png")
    still = path.suffix.lower() == ".png"
    width, height, rate = QUALITIES[quality]
    from manim import config, tempconfig

    with appearing(path) as temporary, TemporaryDirectory(prefix="gdviz-") as media:
        settings: dict[str, Any] = {
            "pixel_width": width,
            "pixel_height": height,
            "frame_width": 8 * width / height,
            "frame_height": 8,
            "frame_rate": rate,
            "media_dir": media,
            "format": "png" if still else "mp4",
            "disable_caching": True,
            "verbosity": "ERROR",
            "progress_bar": "display" if show_progress else "none",
        }
        missing = set(settings) - set(config)
        if missing:
            # tempconfig would drop them without a word, and the film would not be what was asked for.
            raise RuntimeError(f"this version of Manim has no setting {', '.join(sorted(missing))}")
        with tempconfig(settings):
            film = type(scene.__name__, (scene,), {"runs": [run.path for run in opened]})()
            film.render()
            (made,) = [
                file for file in Path(media).rglob(f"*{path.suffix.lower()}") if "partial_movie_files" not in file.parts
            ]
            shutil.move(made, temporary)
    return path


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
