"""Scenes, beat by beat, finished films, explorable pages and words as a deck of slides: HTML, PPTX or PDF.

manim-slides is asked for by what writes a deck, and Manim by what films a scene; both are imported when they are used.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.arguments import EXECUTOR, FLAG, FUNCTION, NAME, NUMBER, PLACE, PROGRESS, TEXT, WHOLE, taking
from gdviz.progress import Reckoning, Tell, listener, showing
from gdviz.rendering.options import LETTER, LOOKS, SIZE, Size
from gdviz.rendering.picture import Picture
from gdviz.slides.given import PARTS, parts_in
from gdviz.slides.reading import PAGE, WORDS, DeckPart

if TYPE_CHECKING:
    from gdviz.slides.given import GivenParts
    from gdviz.slides.slide import Slide
    from gdviz.style.themes import Style

SUFFIXES = (".html", ".pptx", ".pdf")
# Of a deck in another page, beside that of a slide.
FRAME = 0.75


@taking(
    parts=PARTS,
    out=PLACE.or_none,
    quality=LETTER,
    size=SIZE.or_none,
    fps=NUMBER.or_none,
    theme=NAME.or_none,
    style=LOOKS.or_none,
    palette=NAME.or_none,
    font=TEXT,
    lang=NAME.or_none,
    words=PLACE.or_none,
    title=TEXT.or_none,
    notes=PLACE.or_none,
    jobs=WHOLE,
    executor=EXECUTOR.or_none,
    progress=PROGRESS,
    report=FUNCTION.or_none,
    embed=FLAG,
    never={"seconds": "its slides wait for whoever turns them"},
)
@showing("filming")
def deck(
    parts: "GivenParts",
    out: str | Path | None = None,
    *,
    quality: str = "m",
    size: Size | None = None,
    fps: float | None = None,
    theme: str | None = None,
    style: "Style | str | Path | None" = None,
    palette: str | None = None,
    font: str = "",
    lang: str | None = None,
    words: str | Path | None = None,
    title: str | None = None,
    notes: str | Path | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Tell | bool = True,
    report: Callable[[str], None] | None = None,
    embed: bool = True,
) -> Picture:
    """Make a deck with a slide for each beat of each scene, and one for each film, explorable page and part of words.

    Parameters
    ----------
    parts
        In the order of the slides, in a list, or one alone. ("loss-bowl", run) is a scene about a run, and
        ("optimizer-race", [run, run]) one about several; ("page", run) is a page to explore, for HTML decks. A run by
        itself is shown in the scene that suits it. A film, a page or words are their file; ("race.gif", "A race") is
        one with a title, which a scene has after its runs. What the command line takes is a part too:
        "loss-bowl=runs/bowl:Downhill".
    out
        .html, .pptx or .pdf; by default renders/deck.html.
    quality, fps
        As for `gdviz.rendering.scenes.shoot`.
    size
        Width and height in pixels of the scenes' films, instead of the quality's; the slides have its shape.
    theme, palette, font, lang, words
        The look, as in `styled`; the theme is dark unless given.
    style
        The look as a whole, instead of these, or the file of one's own colours; see `styled`. Its page also shows where
        a GIF or WebM is transparent.
    title
        Of the document; by default the names of what it shows.
    notes
        A file of TOML that says what the notes of slides are, by number or name.
    jobs, executor
        As for `gdviz.rendering.scenes.shoot`.
    progress
        Called with the number of frames of scenes done, and of all as far as they are counted; True for a bar.
    report
        Called with a sentence about letters that no font has, once for each that there is, and about notes of no slide.
    embed
        As for `gdviz.rendering.figures.draw`.

    Raises
    ------
    ValueError
        For another suffix, a run that its scene refuses, a file that is no film and no page, a page where the deck is
        no .html, or where manim-slides or Manim is missing.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> run = gdviz.solve("bowl", steps=20, out="runs/bowl")
    >>> film = gdviz.draw("contour", run, "bowl.gif", seconds=1, fps=5)
    >>> gdviz.deck([(film, "Down a bowl")], "lesson.html").alt
    'A deck of one slide: Down a bowl.'
    """
    from gdviz.files.atomic import appearing, ready
    from gdviz.files.scratch import scratch
    from gdviz.rendering.finish import Finish
    from gdviz.rendering.options import OUT, QUALITIES, pixels
    from gdviz.slides.reading import read_notes, strange_keys
    from gdviz.slides.slide import slide_size
    from gdviz.wording import visible

    path, tell = Path(out or OUT / "deck.html"), cache(report or (lambda words: None))
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"cannot write {path.name!r}: a deck's name must end in {', '.join(SUFFIXES)}")
    write = _writer(path.suffix.lower())
    look = Finish(palette=palette, font=font, lang=lang, words=words).look(style, theme, "dark")
    shown = parts_in(parts)
    _check(shown, path.suffix.lower())
    told = {} if notes is None else read_notes(Path(notes))
    films = pixels(size) if size else None
    shape = slide_size(*(films or QUALITIES[quality][:2]))
    title = title or ", ".join(dict.fromkeys(each.name for each in shown))
    count = Reckoning(sum(each.scene not in ("", PAGE) for each in shown), listener(progress))
    how: Any = {"quality": quality, "size": films, "fps": fps, "jobs": jobs, "executor": executor, "report": tell}
    ready(path)
    with scratch() as directory:
        slides: list[Slide] = []
        for index, each in enumerate(shown):
            place = directory / str(index)
            if each.scene and each.scene != PAGE:
                slides += _beats(each, place, style=look, progress=partial(count, index), **how)
            else:
                slides += _files(each, place, look, shape)
        if lacking := _lacking(slides, look):
            tell(lacking)
        for sentence in strange_keys(told, [slide.name for slide in slides]):
            tell(f"{notes}: {sentence}")
        # A film's name, and a run's words, may hold what XML has no way to write.
        slides = [_visible(_noted(slide, told, number)) for number, slide in enumerate(slides, 1)]
        with appearing(path) as temporary:
            write(temporary, slides, visible(title), size=shape, style=look)
    made = Picture(path)
    made.embed, made.frame = embed, (round(FRAME * shape[0]), round(FRAME * shape[1]))
    made.alt = _told(slides, look)
    return made


def _told(slides: "Sequence[Slide]", style: "Style") -> str:
    """Return what a deck shows, in words."""
    from gdviz.languages import counted, phrased, speaking

    with speaking(style.lang):
        names = phrased(dict.fromkeys(slide.name for slide in slides))
        return counted("A deck of one slide: {names}.", "A deck of {n} slides: {names}.", len(slides), names=names)


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
    from gdviz.scenes import scene_of
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
            runs_for(scene_of(each.scene), each.paths)
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
    from gdviz.scenes import scene_of
    from gdviz.slides.slide import Slide

    style, scene = replace(style, title=asked.title) if asked.title else style, scene_of(asked.scene)
    shown = alt_text("scene", scene.name, runs_for(scene, asked.paths), style.lang)
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
