"""GIF: one palette for the clip, no dithering, of each frame only what changed.

What a frame's blocks hold follows from it and the frames beside it: so pieces of a clip can be compressed at once, and
put end to end. Only where pixels become transparent, all frames before it would have their say, but for the seams.
"""

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdviz.encode.budget import Concession
from gdviz.encode.delta import OVERHEAD, changed, partitions, shares
from gdviz.encode.formats import Format, add_format
from gdviz.encode.frames import Frame, Selection, WriteOptions, cut, ticks
from gdviz.encode.palette import CLEAR, Palette, indexed

STAY, TO_CLEAR = 1, 2
# Browsers slow down what asks for less, in hundredths of a second.
SHORTEST = 2
# After so many frames of a clip that has transparent pixels, what is cleared follows from two frames alone.
SEAM = 25
END = b";"
Rectangle = tuple[slice, slice]
# What is drawn, where (x, y), what then becomes of its rectangle, and how long it is shown, in hundredths of a second.
Block = tuple[Frame, tuple[int, int], int, int]


@dataclass(frozen=True)
class GifClip:
    """What all pieces of a GIF have in common; picklable.

    Attributes
    ----------
    palette
        Its colours.
    shape
        Of every frame: (height, width, 3 or 4).
    delays
        How long each frame is shown, in hundredths of a second.
    once
        Whether it stops at the end.
    comment
        What it says of itself.
    """

    palette: Palette
    shape: tuple[int, int, int]
    delays: tuple[int, ...]
    once: bool
    comment: str = ""

    @classmethod
    def of(cls, film: Selection, palette: Palette, options: WriteOptions) -> "GifClip":
        """Return that of a film."""
        delays = tuple(ticks(len(film), film.rate, 100))
        return cls(palette, film.shape, delays, options.once, options.about.comment)

    @property
    def head(self) -> bytes:
        """What stands before the blocks of the first frame; END stands after those of the last."""
        height, width, _ = self.shape
        head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, CLEAR, 0) + self.palette.rgba[:, :3].tobytes()
        loop = b"" if self.once else b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
        return head + loop + _comment(self.comment)

    def pieces(self, count: int) -> "list[GifPiece]":
        """Return about so many pieces, which make the same GIF whatever their number."""
        total, seam = len(self.delays), SEAM if self.shape[2] == 4 else 1
        return [
            GifPiece(self, range(part.start * seam, min(part.stop * seam, total)))
            for part in cut(range(-(-total // seam)), -(-total // (seam * count)))
        ]

    def blocks(self, frames: Iterator[Frame], numbers: range, canvas: Frame | None = None) -> Iterator[bytes]:
        """Yield what is written of each of some frames, given as indices, and of the one after them if there is one.

        `canvas` is what is there before them.
        """
        from PIL import GifImagePlugin, Image

        for parts in self._changes(frames, numbers, canvas):
            written = []
            for drawn, (x, y), disposal, delay in parts:
                image = Image.frombuffer("P", drawn.shape[::-1], drawn.tobytes(), "raw", "P", 0, 1)
                written += GifImagePlugin.getdata(
                    image,
                    (x, y),
                    duration=10 * delay,
                    transparency=CLEAR,
                    disposal=disposal,
                    include_color_table=False,
                )
            yield b"".join(written)

    def _changes(self, frames: Iterator[Frame], numbers: range, canvas: Frame | None) -> Iterator[list[Block]]:
        """Yield the blocks of each frame.

        A GIF cannot draw transparent pixels over others: a block must clear its own rectangle after it was shown. If
        there are any, either a frame's rectangle also holds what will be transparent in the next, and all that lies in
        it is drawn again; or blocks that draw nothing follow within the frame's time, which clear small rectangles.
        """
        clear = self.shape[2] == 4
        if canvas is None:
            canvas = np.full(self.shape[:2], CLEAR, np.uint8)
        frame = next(frames)
        for number in numbers:
            delay, following = self.delays[number], next(frames, None)
            differs = frame != canvas
            emptied = (following == CLEAR) & (frame != CLEAR) if clear and following is not None else None
            if emptied is None or following is None or not emptied.any():
                yield [_block(frame, differs, changed(differs), STAY, delay)]
                canvas = frame
            else:
                whole = changed(differs | emptied)
                boxes = _emptying(emptied, following, delay)
                costs = _again(following, [whole]) <= _again(following, boxes)
                if delay < 2 * SHORTEST or (costs and (number + 1) % SEAM):
                    boxes = [whole]
                    yield [_block(frame, differs, whole, TO_CLEAR, delay)]
                else:
                    nothing = np.zeros_like(differs)
                    first, *others = shares(delay, len(boxes) + 1, SHORTEST)[::-1]
                    yield [
                        _block(frame, differs, changed(differs), STAY, first),
                        *(_block(frame, nothing, box, TO_CLEAR, time) for box, time in zip(boxes, others, strict=True)),
                    ]
                canvas = _cleared(frame, boxes)
            if following is None:
                return
            frame = following


@dataclass(frozen=True)
class GifPiece:
    """A piece of a GIF: a call of it returns the blocks of its frames; picklable.

    Attributes
    ----------
    clip
        What it is a piece of.
    frames
        Their numbers; in a clip with transparent pixels it begins at a seam.
    """

    clip: GifClip
    frames: range

    @property
    def needed(self) -> range:
        """The frames that it is made of: its own, the one before, and where pixels can be emptied the one after."""
        after = self.clip.shape[2] == 4
        return range(max(self.frames.start - 1, 0), min(self.frames.stop + after, len(self.clip.delays)))

    def __call__(self, frames: Iterable[tuple[Frame, int]]) -> bytes:
        """Return the blocks of its frames, given those that are needed, each of which stands for so many."""
        painted = (frame for frame, repeat in frames for _ in range(repeat))
        indices = self.clip.palette.nearest(painted, self.clip.shape)
        canvas = None
        if self.frames.start:
            before, first = next(indices).copy(), next(indices)
            canvas, indices = self._left(before, first), chain([first], indices)
        return b"".join(self.clip.blocks(indices, self.frames, canvas))

    def _left(self, before: Frame, first: Frame) -> Frame:
        """Return what the frame before the first leaves of itself."""
        emptied = (first == CLEAR) & (before != CLEAR)
        if not emptied.any():
            return before
        return _cleared(before, _emptying(emptied, first, self.clip.delays[self.frames.start - 1]))


def write_gif(path: Path, film: Selection, options: WriteOptions, progress: Callable[[int], None]) -> None:
    """Write a GIF whose unchanged pixels are not written again.

    The blocks are put together here, since libavformat writes every frame in full as soon as one pixel is transparent;
    Pillow compresses each.
    """
    palette, frames = indexed(film, options.colors or 256, options.matte)
    clip = GifClip.of(film, palette, options)
    with path.open("wb") as file:
        file.write(clip.head)
        for done, blocks in enumerate(clip.blocks(frames, range(len(film))), 1):
            file.write(blocks)
            progress(done)
        file.write(END)


def _comment(words: str) -> bytes:
    """Return the block of a comment, in pieces of which each says how long it is; none where nothing is said."""
    data = words.encode()
    pieces = [data[start : start + 255] for start in range(0, len(data), 255)]
    return b"!\xfe" + b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\0" if pieces else b""


def _emptying(emptied: NDArray[np.bool_], following: Frame, delay: int) -> list[Rectangle]:
    """Return the rectangles that blocks which draw nothing clear, within the time that a frame is shown."""
    return min(partitions(emptied, delay // SHORTEST - 1), key=lambda boxes: _again(following, boxes))


def _cleared(frame: Frame, boxes: Sequence[Rectangle]) -> Frame:
    left = frame.copy()
    for box in boxes:
        left[box] = CLEAR
    return left


def _block(frame: Frame, differs: NDArray[np.bool_], box: Rectangle, disposal: int, delay: int) -> Block:
    drawn = np.where(differs[box], frame[box], np.uint8(CLEAR))
    return drawn, (box[1].start, box[0].start), disposal, delay


def _again(following: Frame, boxes: Sequence[Rectangle]) -> int:
    """Return how many pixels the next frame draws in rectangles that were cleared, and what these cost themselves."""
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
