"""Manim scenes into files: the place where runs, scenes and the encoder meet.

Everything is imported when it is used, so that a command waits for no renderer but its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.arguments import FUNCTION, NAME, NUMBER, PAIR, PLACE, PLACES, WHOLE, Accepted, check_known, keywords, taking
from gdviz.rendering.options import ENCODING, IN_STYLE, LETTER, LOOKS, Target, default_output, styled, tell_missing

if TYPE_CHECKING:
    from gdviz.encode import Frame
    from gdviz.rendering.beats import FilmedBeat
    from gdviz.runs.run import Run
    from gdviz.style.themes import Style


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
    progress: Callable[[int], None] = lambda done: None,
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
        The number of processes, each of which films other beats; the film is the same.
    progress
        Called with the number of frames painted.
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
    from gdviz.encode import Reel, join, write
    from gdviz.files.atomic import appearing, ready
    from gdviz.files.scratch import scratch
    from gdviz.parallel.capacity import check_jobs

    check_jobs(jobs)
    looks, max_bytes = style or styled("dark"), encoding.get("max_bytes")
    target = Target.of(out or "film.mp4", looks, quality=quality, size=size, fps=fps, max_bytes=max_bytes)
    opened = runs_for(name, runs)
    tell_missing(opened, looks, encoding.get("report"))
    target = replace(target, path=ready(out or default_output(name, opened, target.format.suffix)))
    # Not before, since it needs Manim, and whether that is there has been answered in words.
    from gdviz.rendering.beats import FilmOrder, film, still
    from gdviz.scenes import SCENES

    if isinstance(section, str) and section.isdecimal():
        section = int(section)
    with scratch() as directory:
        order = FilmOrder(SCENES[name], tuple(run.path for run in opened), target, directory, section)
        if target.format.is_still:
            frames: Sequence[Frame] = [still(order)]
        else:
            filmed = film(order, jobs, progress)
            if target.codec is not None:
                with appearing(target.path) as temporary:
                    join(temporary, [one.path for one in filmed], target.codec, target.rate)
                return target.path
            frames = Reel.spliced([one.reel for one in filmed if one.reel])
        return write(target.path, frames, target.clip.fps, matte=target.matte, **encoding)


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
    target = Target.of("beat.mp4", looks, quality=quality, fps=fps)
    opened = runs_for(name, runs)
    tell_missing(opened, looks, report)
    from gdviz.rendering.beats import FilmOrder, film
    from gdviz.scenes import SCENES

    home.mkdir(parents=True, exist_ok=True)
    with scratch(home) as temporary:
        order = FilmOrder(SCENES[name], tuple(run.path for run in opened), target, temporary)
        filmed = film(order, jobs, progress)
        return [replace(one, path=one.path.replace(home / f"{name}-{one.number}.mp4")) for one in filmed if one.number]


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
