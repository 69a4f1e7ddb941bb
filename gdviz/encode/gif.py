"""GIF: one palette for the clip, no dithering, of each frame only what changed."""

import struct
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdviz.encode.budget import Concession
from gdviz.encode.delta import OVERHEAD, changed, partitions, shares
from gdviz.encode.formats import Format, add_format
from gdviz.encode.frames import Frame, Selection, WriteOptions, ticks
from gdviz.encode.palette import CLEAR, indexed

STAY, TO_CLEAR = 1, 2
# Browsers slow down what asks for less, in hundredths of a second.
SHORTEST = 2
# What is drawn, where (x, y), what then becomes of its rectangle, and how long it is shown, in hundredths of a second.
Block = tuple[Frame, tuple[int, int], int, int]


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
        for done, parts in enumerate(_changes(frames, delays, (height, width), clear=depth == 4), 1):
            for drawn, (x, y), disposal, delay in parts:
                image = Image.frombuffer("P", drawn.shape[::-1], drawn.tobytes(), "raw", "P", 0, 1)
                blocks = GifImagePlugin.getdata(
                    image,
                    (x, y),
                    duration=10 * delay,
                    transparency=CLEAR,
                    disposal=disposal,
                    include_color_table=False,
                )
                file.writelines(blocks)
            progress(done)
        file.write(b";")


def _changes(
    frames: Iterator[Frame], delays: Sequence[int], shape: tuple[int, int], *, clear: bool
) -> Iterator[list[Block]]:
    """Yield the blocks of each frame.

    A GIF cannot draw transparent pixels over others: a block must clear its own rectangle after it was shown. If there
    are any (`clear`), either a frame's rectangle also holds what will be transparent in the next, and all that lies in
    it is drawn again; or blocks that draw nothing follow within the frame's time, which clear small rectangles.
    """
    canvas = np.full(shape, CLEAR, np.uint8)
    frame = next(frames, None)
    for delay in delays:
        if frame is None:
            return
        following = next(frames, None)
        differs = frame != canvas
        emptied = (following == CLEAR) & (frame != CLEAR) if clear and following is not None else None
        if emptied is None or not emptied.any():
            yield [_block(frame, differs, changed(differs), STAY, delay)]
            canvas = frame
        else:
            whole = changed(differs | emptied)
            boxes = min(partitions(emptied, delay // SHORTEST - 1), key=lambda boxes: _again(following, boxes))
            if delay < 2 * SHORTEST or _again(following, [whole]) <= _again(following, boxes):
                boxes = [whole]
                yield [_block(frame, differs, whole, TO_CLEAR, delay)]
            else:
                nothing = np.zeros_like(differs)
                first, *others = shares(delay, len(boxes) + 1, SHORTEST)[::-1]
                yield [
                    _block(frame, differs, changed(differs), STAY, first),
                    *(_block(frame, nothing, box, TO_CLEAR, time) for box, time in zip(boxes, others, strict=True)),
                ]
            canvas = frame.copy()
            for box in boxes:
                canvas[box] = CLEAR
        frame = following


def _block(frame: Frame, differs: NDArray[np.bool_], box: tuple[slice, slice], disposal: int, delay: int) -> Block:
    drawn = np.where(differs[box], frame[box], np.uint8(CLEAR))
    return drawn, (box[1].start, box[0].start), disposal, delay


def _again(following: Frame | None, boxes: Sequence[tuple[slice, slice]]) -> int:
    """Return how many pixels the next frame draws in rectangles that were cleared, and what these cost themselves."""
    if following is None:
        return 0
    return sum(int(np.count_nonzero(following[box] != CLEAR)) + OVERHEAD for box in boxes)


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
        max_clear_fps=100 // (2 * SHORTEST),
        place=10,
    )
)
