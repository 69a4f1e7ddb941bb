"""PNG: the last frame, as it was."""

from collections.abc import Callable
from pathlib import Path

from gdviz.encode.formats import Format, add_format
from gdviz.encode.frames import Selection, WriteOptions


def write_png(path: Path, film: Selection, options: WriteOptions, progress: Callable[[int], None]) -> None:
    """Write the last frame, transparent where it is."""
    from imageio.v3 import imwrite
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    for keyword, words in options.about.entries.items():
        told.add_itxt(keyword, words)
    imwrite(path, film[-1], extension=".png", pnginfo=told)
    progress(len(film))


add_format(Format(".png", write_png, place=80))
