"""Manim scenes into files: the place where runs, scenes and the encoder meet.

Everything is imported when it is used, so that a command waits for no renderer but its own.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from gdviz.arguments import EXECUTOR, FLAG, NAME, NUMBER, PLACE, PROGRESS, WHOLE, Accepted, taking
from gdviz.languages import speaking
from gdviz.progress import Tell, listener, showing
from gdviz.rendering.alternatives import about_picture, subject_of_picture
from gdviz.rendering.finish import Finish, Finishing
from gdviz.rendering.given import ANY_RUNS, open_runs
from gdviz.rendering.options import LETTER, LOOKS, SIZE, Size, Target, default_output, styled, tell_missing
from gdviz.rendering.picture import Picture

if TYPE_CHECKING:
    from gdviz.rendering.beats import FilmedBeat
    from gdviz.rendering.given import Given
    from gdviz.runs.run import Run
    from gdviz.scenes import Shown
    from gdviz.style.themes import Style

# What processes that film import before they are asked to.
FILMING = ("gdviz.rendering.beats",)
# Scenes of what a run is about; of these the first that can show it is shown where none is named.
USUAL = ("decision-boundary", "line-fit", "loss-bowl", "tangent-step", "optimizer-race")
# What can become of captions besides a track of their own.
CAPTIONS = ("files", "burn")


@taking(
    Finish,
    name=Accepted(
        "the name of a scene, FILE.py:CLASS, or a class of scenes",
        lambda one: isinstance(one, type) or NAME.fits(one),
        "'loss-bowl'",
    ),
    runs=ANY_RUNS,
    out=PLACE.or_none,
    quality=LETTER.or_none,
    size=SIZE.or_none,
    fps=NUMBER.or_none,
    theme=NAME.or_none,
    style=LOOKS.or_none,
    section=Accepted(
        "the number or the name of a beat", lambda one: isinstance(one, str) or WHOLE.fits(one), "1"
    ).or_none,
    captions=Accepted('"files" or "burn"', lambda one: one in CAPTIONS, "'files'").or_none,
    pace=NAME,
    hold=NUMBER,
    seconds=NUMBER.or_none,
    voice=Accepted(
        "files of sound, one for each beat, or their directory",
        lambda one: PLACE.fits(one) or (isinstance(one, Sequence) and all(map(PLACE.fits, one))),
        "'beats'",
    ),
    jobs=WHOLE,
    executor=EXECUTOR.or_none,
    progress=PROGRESS,
    embed=FLAG,
)
@showing("filming")
def shoot(
    name: str | type,
    runs: "Given",
    out: str | Path | None = None,
    *,
    quality: str | None = None,
    size: Size | None = None,
    fps: float | None = None,
    theme: str | None = None,
    style: "Style | str | Path | None" = None,
    section: int | str | None = None,
    captions: str | None = None,
    pace: str = "normal",
    hold: float = 0.0,
    seconds: float | None = None,
    voice: "str | Path | Sequence[str | Path]" = (),
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Tell | bool = True,
    embed: bool = True,
    **finishing: Unpack[Finishing],
) -> Picture:
    """Film the Manim scene `name` about runs, in the format that the suffix of `out` says.

    A .png is the picture in which the scene or its section ends.

    Parameters
    ----------
    name
        As listed, FILE.py:CLASS for one in a file of your own, or the class itself.
    runs
        One or several, opened or by their directories; a directory may name runs of a fleet, as in "fleet:best".
    out
        By default renders/NAME-RUN.mp4.
    quality, size, fps
        As for `gdviz.rendering.figures.draw`.
    theme, palette, font, title, transparent, lang, words
        The look, as in `styled`; the theme is dark unless given.
    style
        The look as a whole, instead of these, or the file of one's own colours; see `styled`.
    section
        The number, from 1, or the name of the only beat to film.
    captions
        "files" writes what is said of the beats as .srt and .vtt beside the film, and "burn" into its pictures, below
        them. MP4, WebM and MOV carry it as a track that players show when they are asked to, and the beats as chapters.
    pace, hold
        "slow", "normal" or "fast", and how many seconds longer each beat rests on its last picture.
    seconds
        Length of the whole film, which is told so much faster or more slowly; by default as long as it takes.
    voice
        Recordings, one for each beat, or their directory: each beat is as long as its voice, which is heard.
    jobs
        The number of processes that paint and encode, each other pieces; the film is the same, byte for byte.
    executor
        Any of concurrent.futures that does so instead.
    progress
        As for `gdviz.rendering.figures.draw`.
    embed
        As for `gdviz.rendering.figures.draw`.
    once, max_bytes, report
        As in gdviz.encode.write.

    Raises
    ------
    ValueError
        For an unknown scene, section or suffix, runs that the scene refuses, voices that do not fit, or where Manim is
        missing.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> run = gdviz.solve("bowl", steps=20, out="runs/bowl")
    >>> gdviz.shoot("loss-bowl", run, "bowl.png", size="320x180").name
    'bowl.png'
    """
    finish = Finish(**finishing)
    from gdviz.encode import write
    from gdviz.files.atomic import ready
    from gdviz.files.scratch import scratch
    from gdviz.parallel.capacity import check_jobs
    from gdviz.scenes import scene_of

    check_jobs(jobs)
    scene, style = scene_of(name), finish.look(style, theme, "dark")
    target = Target.of(out or "film.mp4", style, quality=quality, size=size, fps=fps, max_bytes=finish.max_bytes)
    shown = runs_for(scene, runs)
    tell_missing(shown, style, finish.report)
    encoding = {**finish.encoding, "about": about_picture("scene", scene.name, shown, style)}
    target = replace(target, path=ready(out or default_output(scene.name, shown, target.format.suffix)))
    # Not before, since it needs Manim, and whether that is there has been answered in words.
    from gdviz.encode.tracks import write_captions
    from gdviz.parallel.crew import Crew
    from gdviz.rendering.beats import FilmOrder, still
    from gdviz.rendering.burning import captioned, without_strip
    from gdviz.rendering.films import write_film
    from gdviz.rendering.talk import Talk, voices_in

    voices = voices_in([voice] if isinstance(voice, str | Path) else voice)
    talk = Talk(pace, hold, voices, seconds)
    talk.check(target.path.suffix.lower())
    if isinstance(section, str) and section.isdecimal():
        section = int(section)
    made = partial(Picture.of, "scene", scene.name, shown, embed, lang=style.lang)
    inner, strip = without_strip(target) if captions == "burn" else (target, 0)
    with scratch() as directory:
        film = FilmOrder(scene, tuple(shown), inner, directory, section)
        if target.format.is_still:
            if captions:
                raise ValueError(f"--captions are for films, and {target.path.name} is one picture; leave them out")
            return made(write(target.path, [still(film)], target.clip.fps, matte=target.matte, **encoding))
        with Crew(jobs, executor=executor, preload=FILMING, program=is_programs(scene)) as crew:
            film, beats, tracks = talk.told(film, crew)
            parts = [beat.frames for beat in beats]
            whole = captioned(film, tracks.cues, strip, parts[0].start) if strip else film
            path = write_film(target, whole, parts, crew, listener(progress), tracks=tracks, **encoding)
    if captions == "files":
        write_captions(path, tracks.cues)
    return made(path)


def script(
    name: str,
    runs: "Given",
    *,
    style: "Style | None" = None,
    section: int | str | None = None,
    fps: float | None = None,
    pace: str = "normal",
    hold: float = 0.0,
    seconds: float | None = None,
    voice: "str | Path | Sequence[str | Path]" = (),
) -> str:
    """Return what a speaker says over a film of a scene, and when; see `shoot`."""
    from gdviz.scenes import scene_of

    scene = scene_of(name)
    shown = runs_for(scene, runs)
    from gdviz.files.scratch import scratch
    from gdviz.parallel.crew import Crew
    from gdviz.rendering.beats import FilmOrder
    from gdviz.rendering.talk import Talk, speakers_script, voices_in

    if isinstance(section, str) and section.isdecimal():
        section = int(section)
    talk = Talk(pace, hold, voices_in([voice] if isinstance(voice, str | Path) else voice), seconds)
    talk.check(".mp4")
    target = Target.of("film.mp4", style or styled("dark"), fps=fps)
    with scratch() as directory, Crew(1, preload=FILMING) as crew:
        film = FilmOrder(scene, tuple(shown), target, directory, section)
        _, beats, _ = talk.told(film, crew)
    with speaking(target.style.lang):
        return speakers_script(beats, target.rate, subject_of_picture("scene", scene.name))


def shoot_beats(
    name: str | type,
    runs: "Given",
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
    from gdviz.scenes import scene_of

    check_jobs(jobs)
    home, scene = Path(directory), scene_of(name)
    looks = style or styled("dark")
    target = Target.of("beat.mp4", looks, quality=quality, size=size, fps=fps)
    shown = runs_for(scene, runs)
    tell_missing(shown, looks, report)
    from gdviz.parallel.crew import Crew
    from gdviz.rendering.beats import FilmedBeat, FilmOrder, planned
    from gdviz.rendering.films import film_videos

    home.mkdir(parents=True, exist_ok=True)
    with scratch(home) as temporary, Crew(jobs, executor=executor, preload=FILMING, program=is_programs(scene)) as crew:
        film = FilmOrder(scene, tuple(shown), target, temporary)
        beats = [beat for beat in planned(film, crew) if beat.number]
        total = sum(len(beat.frames) for beat in beats)
        made = [(temporary / f"{beat.number}.mp4", [beat.frames]) for beat in beats]
        film_videos(made, target, film, crew, lambda done: progress(done, total))
        filmed = [FilmedBeat(beat.number, beat.beat, home / f"{scene.name}-{beat.number}.mp4") for beat in beats]
        for (path, _), one in zip(made, filmed, strict=True):
            path.replace(one.path)
        return filmed


def is_programs(scene: "Shown") -> bool:
    """Return whether a scene is of the program that runs, which processes that start afresh carry out for it."""
    return scene.load().__module__ == "__main__"


def usual_scene(given: "Given") -> str:
    """Return the name of the scene that shows runs where none is named.

    Raises
    ------
    ValueError
        If no scene can show them.
    """
    from gdviz.runs.run import limited
    from gdviz.scenes import SCENES

    runs = limited(open_runs(given))
    for name in (*USUAL, *SCENES):
        scene: Any = SCENES[name].load()
        if not scene.misfit(runs):
            return name
    names = " and ".join(run.path.name for run in runs)
    raise ValueError(f"no scene can show {names}; draw a figure, and put its file into the deck")


def runs_for(which: "str | Shown", given: "Given") -> "list[Run]":
    """Return the runs of a scene, or raise ValueError that names the scenes which can show them."""
    from gdviz.runs.run import NoRunError, limited
    from gdviz.scenes import SCENES

    known = SCENES[which] if isinstance(which, str) else which
    scene: Any = known.load()
    try:
        runs = limited(open_runs(given))
    except NoRunError as error:
        raise scene.made_for(error) from None
    if not runs:
        example = " ".join(directory for _, directory in scene.example)
        how = f"{scene.how_to_solve()} && gdviz scene {which if isinstance(which, str) else known.name} {example}"
        raise ValueError(f"scene {known.name} needs a run, or several{f'; for example: {how}' if example else ''}")
    if misfit := scene.misfit(runs):
        fitting = [other for other, file in SCENES.items() if not file.load().misfit(runs)]
        hint = f"scenes that can: {', '.join(fitting)}" if fitting else "no scene can show these runs together"
        raise ValueError(f"scene {known.name} cannot show {misfit}; {hint}")
    return runs
