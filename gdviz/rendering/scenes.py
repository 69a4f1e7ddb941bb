"""Manim scenes into files: the place where runs, scenes and the encoder meet.

Everything is imported when it is used, so that a command waits for no renderer but its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from gdviz.rendering.options import default_output, levels, measures, styled

if TYPE_CHECKING:
    from gdviz.analysis.pacing import Clip
    from gdviz.rendering.beats import FilmOrder
    from gdviz.runs.run import Run
    from gdviz.stage.stage import Beat
    from gdviz.style.themes import Style


@dataclass(frozen=True)
class FilmedBeat:
    """One beat of a scene, and the video that shows it alone."""

    beat: "Beat"
    path: Path


def shoot(
    name: str,
    runs: Sequence[str | Path],
    out: str | Path | None = None,
    *,
    quality: str | None = None,
    size: tuple[int, int] | None = None,
    fps: float | None = None,
    style: "Style | None" = None,
    section: int | str | None = None,
    jobs: int = 1,
    progress: Callable[[int], None] = lambda done: None,
    **encoding: Any,
) -> Path:
    """Film the Manim scene `name` about the runs in these directories, in the format that the suffix of `out` says.

    A .png is the picture in which the scene or its section ends.

    Parameters
    ----------
    out
        renders/NAME-RUN.mp4 unless told.
    quality, size, fps
        As for `gdviz.rendering.figures.draw`.
    style
        The dark theme unless told.
    section
        The number, from 1, or the name of the only beat to film.
    jobs
        The number of processes, each of which films other beats; the film is the same.
    progress
        Called with the number of frames painted.
    encoding
        once, max_bytes, tell: as in gdviz.encode.write.

    Raises
    ------
    ValueError
        For an unknown scene, section or suffix, runs that the scene refuses, or where Manim is missing.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> run = gdviz.solve("bowl", steps=20, out="renders/runs/bowl")
    >>> gdviz.shoot("loss-bowl", [run.path], "renders/bowl.png", size=(320, 180)).name
    'bowl.png'
    """
    from gdviz import encode
    from gdviz.parallel.processes import check_jobs

    check_jobs(jobs)
    style, max_bytes = style or styled("dark"), encoding.get("max_bytes")
    kind = encode.check_frames(out or "film.mp4", transparent=style.transparent, max_bytes=max_bytes)
    coding = kind.write if isinstance(kind.write, encode.Codec) and max_bytes is None else None
    clip = measures(Path(out or "film.mp4"), quality, size, fps)
    opened = runs_for(name, runs)
    path = encode.ready(out or default_output(name, opened, ".mp4"))
    # Not before, since it needs Manim, and whether that is there has been answered in words.
    from gdviz.rendering.beats import film, still

    if isinstance(section, str) and section.isdecimal():
        section = int(section)
    with TemporaryDirectory(prefix="gdviz-") as directory:
        order = _order(name, opened, style, clip, directory, section=section, coding=coding)
        if path.suffix.lower() == ".png":
            frames: Sequence[encode.Frame] = [still(order)]
        else:
            _, takes = film(order, jobs, progress)
            if coding is not None:
                with encode.appearing(path) as temporary:
                    encode.join(temporary, [take.path for take in takes], coding, order.rate)
                return path
            frames = encode.Reel.spliced([take.reel for take in takes if take.reel])
        return encode.write(path, frames, clip.fps, matte=order.manner.matte, **encoding)


def shoot_beats(
    name: str,
    runs: Sequence[str | Path],
    directory: str | Path,
    *,
    quality: str | None = None,
    fps: float | None = None,
    style: "Style | None" = None,
    jobs: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> list[FilmedBeat]:
    """Film each beat of a scene into an .mp4 of its own in `directory`; see `shoot`.

    What a scene plays before its first beat is left out, and so is a beat in which nothing is played.
    """
    from gdviz.encode import check_frames
    from gdviz.parallel.processes import check_jobs

    check_jobs(jobs)
    style, home = style or styled("dark"), Path(directory)
    kind = check_frames("beat.mp4", transparent=style.transparent)
    clip = measures(Path("beat.mp4"), quality, None, fps)
    opened = runs_for(name, runs)
    from gdviz.rendering.beats import film

    home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".gdviz-", dir=home) as temporary:
        beats, takes = film(_order(name, opened, style, clip, temporary, coding=kind.write), jobs, progress)
        return [
            FilmedBeat(beats[take.number - 1], take.path.replace(home / f"{name}-{take.number}.mp4"))
            for take in takes
            if take.number
        ]


def runs_for(name: str, directories: Sequence[str | Path]) -> "list[Run]":
    """Return the runs of a scene, or raise ValueError that names the scenes which can show them."""
    from gdviz.runs.run import load
    from gdviz.scenes import SCENES

    scene: Any = SCENES[name].load()
    if not directories:
        example = " ".join(directory for _, directory in scene.example)
        how = f"{scene.how_to_solve()} && gdviz scene {name} {example}"
        raise ValueError(f"scene {name} needs a run, or several; for example: {how}")
    runs = [load(directory) for directory in directories]
    if misfit := scene.misfit(runs):
        fitting = [other for other, file in SCENES.items() if not file.load().misfit(runs)]
        hint = f"scenes that can: {', '.join(fitting)}" if fitting else "no scene can show these runs together"
        raise ValueError(f"scene {name} cannot show {misfit}; {hint}")
    return runs


def _order(name: str, runs: "Sequence[Run]", style: "Style", clip: "Clip", directory: str, **what: Any) -> "FilmOrder":
    from gdviz.encode import WriteOptions
    from gdviz.rendering.beats import FilmOrder

    return FilmOrder(
        scene=name,
        runs=tuple(run.path for run in runs),
        style=style,
        width=clip.width,
        height=clip.height,
        rate=Fraction(clip.fps).limit_denominator(1001),
        directory=Path(directory),
        manner=WriteOptions(matte=levels(style.background)),
        **what,
    )
