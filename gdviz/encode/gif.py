"""GIF: one palette for the clip, no dithering, of each frame only what changed."""

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from gdviz.encode.budget import Concession
from gdviz.encode.delta import changed
from gdviz.encode.formats import Format, add_format
from gdviz.encode.frames import Frame, Selection, WriteOptions, ticks
from gdviz.encode.palette import CLEAR, indexed

STAY, TO_CLEAR = 1, 2


def write_gif(path: Path, film: Selection, options: WriteOptions, progress: Callable[[int], None]) -> None:
    """Write a GIF whose unchanged pixels are not written again.

    The blocks are put together here, since libavformat writes every frame in full as soon as one pixel is transparent;
    Pillow compresses each.
    """
    from PIL import GifImagePlugin, Image

    height, width, depth = film.shape
    palette, frames = indexed(film, options.colors or 256, options.matte)
    delays = ticks(len(film), film.rate, 100)
    with path.open("wb") as file:
        file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, CLEAR, 0) + palette[:, :3].tobytes())
        if not options.once:
            file.write(b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")
        for done, (drawn, (x, y), disposal) in enumerate(_changes(frames, (height, width), clear=depth == 4), 1):
            image = Image.frombuffer("P", drawn.shape[::-1], drawn.tobytes(), "raw", "P", 0, 1)
            blocks = GifImagePlugin.getdata(
                image,
                (x, y),
                duration=10 * delays[done - 1],
                transparency=CLEAR,
                disposal=disposal,
                include_color_table=False,
            )
            file.writelines(blocks)
            progress(done)
        file.write(b";")


def _changes(
    frames: Iterator[Frame], shape: tuple[int, int], *, clear: bool
) -> Iterator[tuple[Frame, tuple[int, int], int]]:
    """Yield what to draw for each frame, where (x, y), and what then becomes of its rectangle.

    A GIF cannot draw transparent pixels over others: the frame before must clear its own rectangle after it was shown.
    Hence, if there are any (`clear`), a frame's rectangle also holds what will be transparent in the next.
    """
    canvas = np.full(shape, CLEAR, np.uint8)
    frame = next(frames, None)
    while frame is not None:
        following = next(frames, None)
        differs = frame != canvas
        disposal, touched = STAY, differs
        if clear and following is not None:
            emptied = following == CLEAR
            emptied &= frame != CLEAR
            if emptied.any():
                disposal, touched = TO_CLEAR, differs | emptied
        rows, columns = changed(touched)
        drawn = np.where(differs[rows, columns], frame[rows, columns], np.uint8(CLEAR))
        yield drawn, (columns.start, rows.start), disposal
        canvas = frame
        if disposal == TO_CLEAR:
            canvas = frame.copy()
            canvas[rows, columns] = CLEAR
        frame = following


add_format(
    Format(
        ".gif",
        write_gif,
        concessions=(
            Concession(every=2),
            Concession(every=2, colors=128),
            Concession(every=2, colors=128, scale=0.8),
            Concession(every=2, colors=64, scale=0.8),
            Concession(every=2, colors=64, scale=0.65),
            Concession(every=2, colors=64, scale=0.5),
            Concession(every=2, colors=32, scale=0.5),
        ),
        embedded=True,
        plays_in_decks=True,
        # Its delays are whole hundredths of a second, and browsers slow down what asks for less than two.
        max_fps=50,
        place=10,
    )
)
