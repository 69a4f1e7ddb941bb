"""PNG: the last frame, as it was."""

from collections.abc import Callable
from pathlib import Path

from gdviz.encode.formats import Format, add_format
from gdviz.encode.frames import Selection, WriteOptions


def write_png(path: Path, film: Selection, options: WriteOptions, progress: Callable[[int], None]) -> None:
    """Write the last frame, transparent where it is."""
    from imageio.v3 import imwrite

    imwrite(path, film[-1], extension=".png")
    progress(len(film))


add_format(Format(".png", write_png, place=80))
