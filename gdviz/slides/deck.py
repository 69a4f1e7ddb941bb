"""Scenes, beat by beat, finished films, explorable pages and words as a deck of slides: HTML, PPTX or PDF.

manim-slides is asked for by what writes a deck, and Manim by what films a scene; both are imported when they are used.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.slides.reading import PAGE, WORDS, DeckPart

if TYPE_CHECKING:
    from gdviz.slides.slide import Slide
    from gdviz.style.themes import Style

SUFFIXES = (".html", ".pptx", ".pdf")


def deck(
    parts: Sequence[DeckPart],
    out: str | Path | None = None,
    *,
    quality: str = "m",
    size: tuple[int, int] | None = None,
    fps: float | None = None,
    style: "Style | str | Path | None" = None,
    title: str | None = None,
    notes: str | Path | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int], None] = lambda done: None,
    report: Callable[[str], None] = lambda words: None,
) -> Path:
    """Make a deck with a slide for each beat of each scene, and one for each film, explorable page and part of words.

    Parameters
    ----------
    parts
        In the order of the slides; see `part`.
    out
        .html, .pptx or .pdf; by default renders/deck.html.
    quality, fps, style, jobs, executor
        As for `gdviz.rendering.scenes.shoot_beats`; the style's page also shows where a GIF or WebM is transparent.
    size
        (width, height) in pixels of the scenes' films, instead of the quality's; the slides have its shape.
    title
        Of the document; by default the names of what it shows.
    notes
        A file of TOML that says what the notes of slides are, by number or name.
    progress
        Called with the number of frames painted for scenes.
    report
        Called with a sentence about letters that no font has, once for each that there is, and about notes of no slide.

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
    from gdviz.rendering.finish import Finish
    from gdviz.rendering.options import OUT, QUALITIES
    from gdviz.slides.reading import read_notes, strange_keys
    from gdviz.slides.slide import slide_size
    from gdviz.wording import visible

    path = Path(out or OUT / "deck.html")
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"cannot write {path.name!r}: a deck's name must end in {', '.join(SUFFIXES)}")
    write = _writer(path.suffix.lower())
    _check(parts, path.suffix.lower())
    told = {} if notes is None else read_notes(Path(notes))
    look = Finish().look(style, None, "dark")
    shape = slide_size(*(size or QUALITIES[quality][:2]))
    title = title or ", ".join(dict.fromkeys(each.title or each.scene or each.paths[0].stem for each in parts))
    painted = [0] * len(parts)
    once = cache(report)

    def count(index: int, done: int, of_all: int) -> None:
        painted[index] = done
        progress(sum(painted))

    ready(path)
    with scratch() as directory:
        slides: list[Slide] = []
        for index, each in enumerate(parts):
            place, on = directory / str(index), partial(count, index)
            if each.scene and each.scene != PAGE:
                how: Any = {"quality": quality, "size": size, "fps": fps, "jobs": jobs, "executor": executor}
                slides += _beats(each, place, style=look, progress=on, report=once, **how)
            else:
                slides += _files(each, place, look, shape)
        if lacking := _lacking(slides, look):
            once(lacking)
        for words in strange_keys(told, [slide.name for slide in slides]):
            report(f"{notes}: {words}")
        # A film's name, and a run's words, may hold what XML has no way to write.
        shown = [_visible(_noted(slide, told, number)) for number, slide in enumerate(slides, 1)]
        with appearing(path) as temporary:
            write(temporary, shown, visible(title), size=shape, style=look)
    return path


def _lacking(slides: "Sequence[Slide]", style: "Style") -> str:
    """Return a sentence on letters of headings and of slides of words that no font has; empty where there are none."""
    from gdviz.style.fallback import sentence_on_missing
    from gdviz.style.typefaces import font_file

    said = [words for slide in slides for words in (slide.heading, *(block.text for block in slide.words))]
    return sentence_on_missing(said, font_file(style.font))


def _noted(slide: "Slide", told: Mapping[str, str], number: int) -> "Slide":
    """Return a slide with the notes that a file has for it."""
    from gdviz.slides.reading import keys_of

    folded = {key.casefold(): words for key, words in told.items()}
    return next((replace(slide, notes=folded[key]) for key in keys_of(number, slide.name) if key in folded), slide)


def _visible(slide: "Slide") -> "Slide":
    from gdviz.wording import visible

    return replace(
        slide,
        name=visible(slide.name),
        notes="\n".join(map(visible, slide.notes.split("\n"))),
        alt=visible(slide.alt),
        heading=visible(slide.heading) if slide.heading else "",
    )


def _writer(suffix: str) -> "Callable[..., None]":
    """Return what writes decks of a kind, or raise ValueError where manim-slides is missing."""
    try:
        if suffix == ".html":
            from gdviz.slides.html import write_html

            return write_html
        if suffix == ".pptx":
            from gdviz.slides.pptx import write_pptx

            return write_pptx
        from gdviz.slides.pdf import write_pdf
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
    from gdviz.rendering.scenes import runs_for
    from gdviz.slides.clips import check_clip
    from gdviz.slides.explorable import check_explorable, check_live, is_explorable
    from gdviz.slides.words import read_words

    if not parts:
        raise ValueError("a deck needs at least one part; for example gdviz deck loss-bowl=renders/runs/bowl")
    for each in parts:
        path = each.paths[0]
        if each.scene == PAGE:
            check_live(f"{PAGE}={path}", suffix)
        elif each.scene:
            runs_for(each.scene, each.paths)
        elif is_explorable(path):
            check_explorable(path, suffix)
        elif path.suffix.lower() in WORDS:
            read_words(path)
        else:
            check_clip(path)


def _beats(asked: DeckPart, directory: Path, *, style: "Style", **options: Any) -> "Iterator[Slide]":
    """Yield a slide for each beat of a scene."""
    from gdviz.rendering.alternatives import alt_text
    from gdviz.rendering.scenes import runs_for, shoot_beats
    from gdviz.slides.slide import Slide

    style = replace(style, title=asked.title) if asked.title else style
    shown = alt_text("scene", asked.scene, runs_for(asked.scene, asked.paths), style.lang)
    for filmed in shoot_beats(asked.scene, asked.paths, directory, style=style, **options):
        beat = filmed.beat
        alt = f"{beat.name[:1].upper()}{beat.name[1:]}. {shown}" if beat.name else shown
        yield Slide(filmed.path, beat.name, beat.notes, beat.loops, style.background, alt=alt)


def _files(asked: DeckPart, directory: Path, style: "Style", size: tuple[int, int]) -> "Iterator[Slide]":
    """Yield the slide of a finished film or an explorable page, or the slides of words."""
    from gdviz.slides.explorable import explored, is_explorable, made_page

    (path, *_) = asked.paths
    if asked.scene == PAGE:
        path = made_page(asked.paths, directory, style, asked.title)
    if is_explorable(path):
        slide = explored(path, style)
        name = asked.title or slide.name
        # The page lies over its heading, which stands for it in the overview of all slides.
        yield replace(slide, name=name, heading=name)
    elif path.suffix.lower() in WORDS:
        yield from _worded(path, directory, style, size)
    else:
        yield _film(path, asked.title, directory, style)


def _film(path: Path, title: str, directory: Path, style: "Style") -> "Slide":
    """Return the slide of a finished film, which says of itself what it shows."""
    from PIL import Image

    from gdviz.slides.clips import corner, has_sound, loops, playable, resting, told_by
    from gdviz.slides.slide import Slide

    film, still = playable(path, directory, style.background), None
    if loops(path):
        still = directory / "still.png"
        Image.fromarray(resting(path, style.background)).save(still)
    name, told = title or path.stem.replace("-", " ").replace("_", " "), told_by(path)
    called = title or told.title or f"{name[:1].upper()}{name[1:]}"
    notes = " ".join(filter(None, [called if called.endswith((".", "!", "?")) else f"{called}.", told.words]))
    page = style.background if title else corner(film)
    alt, sound = told.words or called, has_sound(film)
    return Slide(film, name, notes, loops(path), page, heading=title, alt=alt, has_sound=sound, still=still)


def _worded(path: Path, directory: Path, style: "Style", size: tuple[int, int]) -> "Iterator[Slide]":
    """Yield the slides of a file of words, each with a picture of it."""
    from PIL import Image

    from gdviz.slides.slide import Slide
    from gdviz.slides.typesetting import drawn
    from gdviz.slides.words import read_words

    directory.mkdir(parents=True, exist_ok=True)
    for number, blocks in enumerate(read_words(path)):
        picture = directory / f"words-{number}.png"
        Image.fromarray(drawn(blocks, style, size)).save(picture)
        said = [block.text for block in blocks]
        yield Slide(picture, said[0], "\n".join(said), False, style.background, words=blocks)
