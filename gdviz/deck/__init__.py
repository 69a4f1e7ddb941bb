"""Scenes, beat by beat, finished films and explorable pages as a deck of slides: HTML, PPTX or PDF.

manim-slides is asked for by what writes a deck, and Manim by what films a scene; both are imported when they are used.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdviz.deck.slide import Slide
    from gdviz.style.themes import Style

SUFFIXES = (".html", ".pptx", ".pdf")


@dataclass(frozen=True)
class DeckPart:
    """What a deck is made of: a scene about runs, a finished film, or an explorable page.

    Attributes
    ----------
    scene
        Its name; empty for a file.
    paths
        The runs' directories, or the file.
    """

    scene: str
    paths: tuple[Path, ...]


def part(words: str) -> DeckPart:
    """Return SCENE=RUN[,RUN...], or the path of a film or an explorable page, as a part of a deck.

    Raises
    ------
    ValueError
        For an unknown scene, a scene without a run, a file that is not there, or anything else.
    """
    from gdviz.deck.explorable import is_explorable
    from gdviz.encode import FORMATS
    from gdviz.runs.fleet import SHOWN, chosen_runs, split_places
    from gdviz.scenes import SCENES

    films = [suffix for suffix, kind in FORMATS.items() if kind.plays_in_decks]
    name, equals, runs = words.partition("=")
    if equals and name in SCENES:
        if not runs:
            raise ValueError(f"scene {name!r} is about a run; give its directory as {name}=RUN")
        # A directory may have a comma in its name.
        places = [runs] if Path(runs).exists() else split_places(runs, ",")
        return DeckPart(name, tuple(chosen_runs(places, SHOWN)))
    path = Path(words)
    if path.suffix.lower() in films:
        if not path.is_file():
            raise ValueError(f"there is no file {path}; make one with `gdviz figure NAME RUN -o {path}`")
        return DeckPart("", (path,))
    if is_explorable(path):
        if not path.is_file():
            raise ValueError(f"there is no file {path}; make one with `gdviz page RUN -o {path}`")
        return DeckPart("", (path,))
    if equals:
        # The registry raises, with the nearest match.
        SCENES[name]
    if words in SCENES:
        raise ValueError(f"scene {words!r} is about a run; give its directory as {words}=RUN")
    raise ValueError(
        f"a deck is made of SCENE=RUN and of {', '.join(films)}, .html files, and {words!r} is neither; "
        "for example gdviz deck loss-bowl=renders/runs/bowl"
    )


def deck(
    parts: Sequence[DeckPart],
    out: str | Path | None = None,
    *,
    quality: str = "m",
    fps: float | None = None,
    style: "Style | None" = None,
    title: str | None = None,
    jobs: int = 1,
    progress: Callable[[int], None] = lambda done: None,
    report: Callable[[str], None] = lambda words: None,
) -> Path:
    """Make a deck with a slide for each beat of each scene, and one for each film and each explorable page.

    Parameters
    ----------
    parts
        In the order of the slides; see `part`.
    out
        .html, .pptx or .pdf; by default renders/deck.html.
    quality, fps, style, jobs
        As for `gdviz.rendering.scenes.shoot_beats`; the style's page also shows where a GIF or WebM is transparent.
    title
        Of the document; by default the names of what it shows.
    progress
        Called with the number of frames painted for scenes.
    report
        Called with a sentence about letters that no font has, once for each that there is.

    Raises
    ------
    ValueError
        For another suffix, a run that its scene refuses, a file that is no film and no page, a page where the deck is
        no .html, or where manim-slides or Manim is missing.
    OSError
        If the file cannot be written.
    """
    from gdviz.files.atomic import appearing, ready
    from gdviz.files.scratch import scratch
    from gdviz.rendering.options import OUT, styled
    from gdviz.wording import visible

    path = Path(out or OUT / "deck.html")
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"cannot write {path.name!r}: a deck's name must end in {', '.join(SUFFIXES)}")
    write = _writer(path.suffix.lower())
    _check(parts, path.suffix.lower())
    style = style or styled("dark")
    title = title or ", ".join(dict.fromkeys(part.scene or part.paths[0].stem for part in parts))
    painted = [0] * len(parts)
    once = cache(report)

    def count(index: int, done: int, of_all: int) -> None:
        painted[index] = done
        progress(sum(painted))

    ready(path)
    with scratch() as directory:
        slides: list[Slide] = []
        for index, part in enumerate(parts):
            place, on = directory / str(index), partial(count, index)
            if part.scene:
                slides += _beats(
                    part, place, quality=quality, fps=fps, style=style, jobs=jobs, progress=on, report=once
                )
            else:
                slides.append(_file(part.paths[0], place, style))
        # A film's name, and a run's words, may hold what XML has no way to write.
        told = [replace(slide, name=visible(slide.name), notes=visible(slide.notes)) for slide in slides]
        with appearing(path) as temporary:
            write(temporary, told, visible(title))
    return path


def _writer(suffix: str) -> "Callable[[Path, Sequence[Slide], str], None]":
    """Return what writes decks of a kind, or raise ValueError where manim-slides is missing."""
    try:
        if suffix == ".html":
            from gdviz.deck.html import write_html

            return write_html
        if suffix == ".pptx":
            from gdviz.deck.pptx import write_pptx

            return write_pptx
        from gdviz.deck.pdf import write_pdf
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("gdviz"):
            raise
        from gdviz.installation.command import install_command

        raise ValueError(
            f"decks need manim-slides, and {error.name} is missing; run {install_command('slides')}"
        ) from None
    return write_pdf


def _check(parts: Sequence[DeckPart], suffix: str) -> None:
    """Raise ValueError now, and not after an hour, for what cannot be shown in a deck of this suffix."""
    from gdviz.deck.clips import check_clip
    from gdviz.deck.explorable import check_explorable, is_explorable
    from gdviz.rendering.scenes import runs_for

    if not parts:
        raise ValueError("a deck needs at least one part; for example gdviz deck loss-bowl=renders/runs/bowl")
    for part in parts:
        if part.scene:
            runs_for(part.scene, part.paths)
        elif is_explorable(part.paths[0]):
            check_explorable(part.paths[0], suffix)
        else:
            check_clip(part.paths[0])


def _beats(part: DeckPart, directory: Path, *, style: "Style", **options: Any) -> "Iterator[Slide]":
    """Yield a slide for each beat of a scene."""
    from gdviz.deck.slide import Slide
    from gdviz.rendering.scenes import shoot_beats

    for filmed in shoot_beats(part.scene, part.paths, directory, style=style, **options):
        yield Slide(filmed.path, filmed.beat.name, filmed.beat.notes, filmed.beat.loops, style.background)


def _file(path: Path, directory: Path, style: "Style") -> "Slide":
    """Return the slide of a finished film, or of an explorable page."""
    from gdviz.deck.clips import corner, loops, playable
    from gdviz.deck.explorable import explored, is_explorable
    from gdviz.deck.slide import Slide

    if is_explorable(path):
        return explored(path, style)
    film = playable(path, directory, style.background)
    name = path.stem.replace("-", " ").replace("_", " ")
    return Slide(film, name, f"{name.capitalize()}.", loops(path), corner(film))
