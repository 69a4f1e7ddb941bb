"""Manim scenes into files: the place where runs, scenes and the encoder meet.

Everything is imported when it is used, so that a command waits for no renderer but its own.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.arguments import (
    EXECUTOR,
    FUNCTION,
    NAME,
    NUMBER,
    PAIR,
    PLACE,
    PLACES,
    WHOLE,
    Accepted,
    check_known,
    keywords,
    taking,
)
from gdviz.rendering.options import ENCODING, IN_STYLE, LETTER, LOOKS, Target, default_output, styled, tell_missing

if TYPE_CHECKING:
    from gdviz.rendering.beats import FilmedBeat
    from gdviz.runs.run import Run
    from gdviz.style.themes import Style

# What processes that film import before they are asked to.
FILMING = ("gdviz.rendering.beats",)


@taking(
    name=NAME,
    runs=PLACES,
    out=PLACE.or_none,
    quality=LETTER.or_none,
    size=PAIR.or_none,
    fps=NUMBER.or_none,
    style=LOOKS.or_none,
    section=Accepted(
        "the number or the name of a beat", lambda one: isinstance(one, str) or WHOLE.fits(one), "1"
    ).or_none,
    jobs=WHOLE,
    executor=EXECUTOR.or_none,
    progress=FUNCTION,
)
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
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda done, of_all: None,
    **encoding: Any,
) -> Path:
    """Film the Manim scene `name` about the runs in these directories, in the format that the suffix of `out` says.

    A .png is the picture in which the scene or its section ends.

    Parameters
    ----------
    out
        By default renders/NAME-RUN.mp4.
    quality, size, fps
        As for `gdviz.rendering.figures.draw`.
    style
        By default the dark theme.
    section
        The number, from 1, or the name of the only beat to film.
    jobs
        The number of processes that paint and encode, each other pieces; the film is the same, byte for byte.
    executor
        Any of concurrent.futures that does so instead.
    progress
        Called with the number of frames done and of all.
    encoding
        once, max_bytes, report: as in gdviz.encode.write.

    Raises
    ------
    ValueError
        For an unknown scene, section or suffix, runs that the scene refuses, or where Manim is missing.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> run = gdviz.solve("bowl", steps=20, out="runs/bowl")
    >>> size = (320, 180)
    >>> gdviz.shoot("loss-bowl", [run.path], "bowl.png", size=size).name
    'bowl.png'
    """
    check_known("shoot", encoding, (*keywords(shoot), *ENCODING), IN_STYLE)
    from gdviz.encode import write
    from gdviz.files.atomic import ready
    from gdviz.files.scratch import scratch
    from gdviz.parallel.capacity import check_jobs

    check_jobs(jobs)
    looks, max_bytes = style or styled("dark"), encoding.get("max_bytes")
    target = Target.of(out or "film.mp4", looks, quality=quality, size=size, fps=fps, max_bytes=max_bytes)
    opened = runs_for(name, runs)
    tell_missing(opened, looks, encoding.get("report"))
    target = replace(target, path=ready(out or default_output(name, opened, target.format.suffix)))
    # Not before, since it needs Manim, and whether that is there has been answered in words.
    from gdviz.parallel.crew import Crew
    from gdviz.rendering.beats import FilmOrder, planned, still
    from gdviz.rendering.films import write_film
    from gdviz.scenes import SCENES

    if isinstance(section, str) and section.isdecimal():
        section = int(section)
    with scratch() as directory:
        film = FilmOrder(SCENES[name], tuple(run.path for run in opened), target, directory, section)
        if target.format.is_still:
            return write(target.path, [still(film)], target.clip.fps, matte=target.matte, **encoding)
        with Crew(jobs, executor=executor, preload=FILMING) as crew:
            parts = [beat.frames for beat in planned(film, crew)]
            return write_film(target, film, parts, crew, progress, **encoding)


def shoot_beats(
    name: str,
    runs: Sequence[str | Path],
    directory: str | Path,
    *,
    quality: str | None = None,
    size: tuple[int, int] | None = None,
    fps: float | None = None,
    style: "Style | None" = None,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda done, of_all: None,
    report: Callable[[str], None] | None = None,
) -> "list[FilmedBeat]":
    """Film each beat of a scene into an .mp4 of its own in `directory`; see `shoot`.

    What a scene plays before its first beat is left out, and so is a beat in which nothing is played.
    """
    from gdviz.files.scratch import scratch
    from gdviz.parallel.capacity import check_jobs

    check_jobs(jobs)
    home = Path(directory)
    looks = style or styled("dark")
    target = Target.of("beat.mp4", looks, quality=quality, size=size, fps=fps)
    opened = runs_for(name, runs)
    tell_missing(opened, looks, report)
    from gdviz.parallel.crew import Crew
    from gdviz.rendering.beats import FilmedBeat, FilmOrder, planned
    from gdviz.rendering.films import film_videos
    from gdviz.scenes import SCENES

    home.mkdir(parents=True, exist_ok=True)
    with scratch(home) as temporary, Crew(jobs, executor=executor, preload=FILMING) as crew:
        film = FilmOrder(SCENES[name], tuple(run.path for run in opened), target, temporary)
        beats = [beat for beat in planned(film, crew) if beat.number]
        total = sum(len(beat.frames) for beat in beats)
        made = [(temporary / f"{beat.number}.mp4", [beat.frames]) for beat in beats]
        film_videos(made, target, film, crew, lambda done: progress(done, total))
        filmed = [FilmedBeat(beat.number, beat.beat, home / f"{name}-{beat.number}.mp4") for beat in beats]
        for (path, _), one in zip(made, filmed, strict=True):
            path.replace(one.path)
        return filmed


def runs_for(name: str, directories: Sequence[str | Path]) -> "list[Run]":
    """Return the runs of a scene, or raise ValueError that names the scenes which can show them."""
    from gdviz.runs.run import limited, load
    from gdviz.scenes import SCENES

    scene: Any = SCENES[name].load()
    if not directories:
        example = " ".join(directory for _, directory in scene.example)
        how = f"{scene.how_to_solve()} && gdviz scene {name} {example}"
        raise ValueError(f"scene {name} needs a run, or several; for example: {how}")
    runs = limited([load(directory) for directory in directories])
    if misfit := scene.misfit(runs):
        fitting = [other for other, file in SCENES.items() if not file.load().misfit(runs)]
        hint = f"scenes that can: {', '.join(fitting)}" if fitting else "no scene can show these runs together"
        raise ValueError(f"scene {name} cannot show {misfit}; {hint}")
    return runs
