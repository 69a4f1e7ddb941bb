"""Films into files, by a crew: as videos or GIFs whose pieces others make, or frame by frame."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.encode import FORMATS, GifClip, VideoPiece, WriteOptions, assemble, cut, write
from gdviz.encode.frames import ticks
from gdviz.encode.gif import END
from gdviz.encode.palette import learned, sampled
from gdviz.files.atomic import appearing
from gdviz.parallel.crew import Crew
from gdviz.parallel.frames import CarriedFrames, RawPiece, at_once, frames_in
from gdviz.parallel.pieces import Film, FilmPiece

if TYPE_CHECKING:
    from gdviz.rendering.options import Target


def write_film(
    target: "Target",
    film: Film,
    parts: Sequence[range],
    crew: Crew,
    progress: Callable[[int, int], None] = lambda done, of_all: None,
    **encoding: Any,
) -> Path:
    """Write a film into the target's file, whose bytes are the same whoever the crew is.

    Parameters
    ----------
    target
        What the file is to be.
    film
        What paints its frames.
    parts
        The numbers of its frames, in stretches of which each is a video of its own.
    crew
        Who paints them.
    progress
        Called with the number of frames done, and of all.
    encoding
        once, max_bytes, report, about, tracks: as in gdviz.encode.write.
    """
    total = sum(map(len, parts))
    told = {name: encoding[name] for name in ("about", "tracks") if name in encoding}
    options = WriteOptions(bool(encoding.get("once")), target.matte, **told)

    def count(done: int) -> None:
        progress(done, total)

    if target.codec is not None:
        with appearing(target.path) as temporary:
            film_videos([(temporary, parts)], target, film, crew, count, options)
        return target.path
    frames = [number for part in parts for number in part]
    is_gif = target.format is FORMATS[".gif"] and target.max_bytes is None
    if is_gif and not crew.is_alone:
        with appearing(target.path) as temporary:
            _film_gif(temporary, target, film, range(frames[0], frames[-1] + 1), crew, options, count)
        return target.path
    pieces = [piece for part in parts for piece in cut(part, at_once(target.shape))]
    answers = crew.answers([FilmPiece(film, piece, RawPiece()) for piece in pieces])
    with CarriedFrames(answers, total) as carried:
        return write(target.path, carried, target.clip.fps, matte=target.matte, progress=count, **encoding)


def film_videos(
    files: Sequence[tuple[Path, Sequence[range]]],
    target: "Target",
    film: Film,
    crew: Crew,
    progress: Callable[[int], None],
    options: WriteOptions | None = None,
) -> None:
    """Write videos as a target says, piece by piece.

    Parameters
    ----------
    files
        The path of each, and the numbers of its frames in parts, as for `write_film`.
    target, film, crew
        As for `write_film`.
    progress
        Called with the number of frames done, of all files together.
    options
        What each file says of itself, and carries beside its pictures.
    """
    codec = target.codec
    if codec is None:
        raise ValueError(f"{target.path.name} is no video that is made in pieces")
    make = VideoPiece(codec, target.rate, WriteOptions(matte=target.matte), clear=target.style.transparent)
    pieces = [[piece for part in parts for piece in cut(part, codec.longest)] for _, parts in files]
    every = [piece for each in pieces for piece in each]
    made: Iterator[bytes]
    if crew.is_alone or len(every) >= crew.jobs:
        made = crew.answers([FilmPiece(film, piece, make) for piece in every], progress)
    else:
        # There is not a piece for each: others paint, and all is encoded here.
        most = at_once(target.shape)
        raw = crew.answers(
            [FilmPiece(film, less, RawPiece()) for piece in every for less in cut(piece, most)], progress
        )
        counts = [len(cut(piece, most)) for piece in every]
        made = (make(one for _ in range(count) for one in frames_in(next(raw))) for count in counts)
    for (path, _), each in zip(files, pieces, strict=True):
        assemble(path, islice(made, len(each)), codec.container, target.rate, options)


def _film_gif(
    path: Path,
    target: "Target",
    film: Film,
    frames: range,
    crew: Crew,
    options: WriteOptions,
    progress: Callable[[int], None],
) -> None:
    """Write a GIF: first a few frames for its palette, then all, as pieces of it."""
    numbers = [frames[index] for index in sampled(len(frames))]
    raw = crew.answers([FilmPiece(film, range(number, number + 1), RawPiece()) for number in numbers])
    samples = {number: next(iter(frames_in(piece)))[0] for number, piece in zip(numbers, raw, strict=True)}
    palette = learned({number - frames.start: frame for number, frame in samples.items()}, 256, options.matte)
    delays = tuple(ticks(len(frames), Fraction(target.clip.fps).limit_denominator(1001), 100))
    clip = GifClip(palette, target.shape, delays, options.once, options.about.comment)
    orders = []
    for piece in clip.pieces(PIECES * crew.hands):
        needed = range(frames.start + piece.needed.start, frames.start + piece.needed.stop)
        given: Mapping[int, Any] = {number: frame for number, frame in samples.items() if number in needed}
        orders.append(FilmPiece(film, needed, piece, given))
    with path.open("wb") as file:
        file.write(clip.head)
        file.writelines(crew.answers(orders, lambda done: progress(min(done, len(frames)))))
        file.write(END)
    progress(len(frames))


# So many for each process: few enough that hardly a frame is painted twice, and enough that all end at about one time.
PIECES = 2
