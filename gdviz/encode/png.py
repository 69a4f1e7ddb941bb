"""PNG: the last frame, as it was."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from gdviz.encode.formats import Format, add_format
from gdviz.encode.frames import Selection, WriteOptions


def write_png(path: Path, film: Selection, options: WriteOptions, progress: Callable[[int], None]) -> None:
    """Write the last frame, transparent where it is."""
    from PIL import Image

    Image.fromarray(np.ascontiguousarray(film[-1])).save(path, "PNG")
    progress(len(film))


add_format(Format(".png", write_png, place=80))
