"""PNG: the last frame, as it was."""

from collections.abc import Callable
from pathlib import Path

from gdviz.encode.frames import Film, Manner


def write_png(path: Path, film: Film, manner: Manner, progress: Callable[[int], None]) -> None:
    """Write the last frame, transparent where it is."""
    from imageio.v3 import imwrite

    imwrite(path, film[-1], extension=".png")
    progress(len(film))
