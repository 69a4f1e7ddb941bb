"""What a picture is to be: file, format, size, rate and style."""

import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from gdviz.arguments import FLAG, NAME, PAIR, PLACE, TEXT, Accepted, taking

if TYPE_CHECKING:
    from gdviz.analysis.pacing import Clip
    from gdviz.encode import Codec, Format
    from gdviz.runs.run import Run
    from gdviz.style.themes import Style


# Width, height and frames per second by the letters of Manim's -q.
QUALITIES = {
    "l": (854, 480, 15),
    "m": (1280, 720, 30),
    "h": (1920, 1080, 60),
    "p": (2560, 1440, 60),
    "k": (3840, 2160, 60),
}
# What a picture of a page is by default: the width of a blog's column, and a rate that a GIF's delays can keep.
PAGE = (800, 450, 25)
SECONDS = 6.0
LETTER = Accepted("one of l, m, h, p, k", lambda value: isinstance(value, str) and value in QUALITIES, "'m'")
LOOKS = Accepted(
    "a style as gdviz.styled makes it, or the file of one",
    lambda value: hasattr(value, "class_bands") or PLACE.fits(value),
    "gdviz.styled('dark')",
)
SIZE = Accepted(
    "a width and a height in whole pixels, as a pair or as text",
    lambda value: PAIR.fits(value) or (isinstance(value, str) and re.fullmatch(r"\d+x\d+", value) is not None),
    "'800x450'",
)
Size = Sequence[int] | str
OUT = Path("renders")


@dataclass(frozen=True)
class Target:
    """The file that a picture goes into, and what it is to be; picklable.

    Attributes
    ----------
    path, format
        The file, and the format that its suffix says.
    clip
        Size, frame rate and length.
    style
        How it looks.
    max_bytes
        The largest the file may be; None for any size.
    """

    path: Path
    format: "Format"
    clip: "Clip"
    style: "Style"
    max_bytes: int | None = None

    @classmethod
    def of(
        cls,
        out: str | Path,
        style: "Style",
        *,
        quality: str | None = None,
        size: Size | None = None,
        fps: float | None = None,
        seconds: float = SECONDS,
        pace: str = "step",
        max_bytes: int | None = None,
        lines: bool = False,
        once: bool = False,
    ) -> Self:
        """Return what is asked for, all but `out`, `lines` and `once` as for `gdviz.rendering.figures.draw`.

        Parameters
        ----------
        out
            The file.
        lines
            Whether it may be lines too, and not frames alone; what frames need is then checked by `check_frames`.
        once
            Whether it plays once; otherwise what pages embed plays for ever.

        Raises
        ------
        ValueError
            For a suffix that names no format, a number out of range, or, without `lines`, as for `check_frames`.
        """
        from gdviz.analysis.pacing import Clip
        from gdviz.encode import check_frames, format_of
        from gdviz.encode.formats import check_budget

        path, kind = Path(out), format_of(out)
        if lines:
            check_budget(path, kind, max_bytes)
        else:
            check_frames(path, kind, transparent=style.transparent, max_bytes=max_bytes)
        width, height, rate = PAGE if quality is None and kind.embedded else QUALITIES[quality or "m"]
        loops = kind.embedded and not kind.is_still and not once
        shown = kind.rate(rate if fps is None else fps, transparent=style.transparent)
        clip = Clip(*(pixels(size) if size else (width, height)), shown, seconds, pace, loops)
        return cls(path, kind, clip, style, max_bytes)

    def check_frames(self) -> None:
        """Raise ValueError where the format holds no frames, none that are transparent as these, or meets no size."""
        from gdviz.encode import check_frames

        check_frames(self.path, self.format, transparent=self.style.transparent, max_bytes=self.max_bytes)

    @property
    def codec(self) -> "Codec | None":
        """How each part of a film becomes a video that is then put to the others; None where frames must wait."""
        from gdviz.encode import Codec

        write = self.format.write
        return write if isinstance(write, Codec) and self.max_bytes is None else None

    @property
    def rate(self) -> Fraction:
        """Frames per second."""
        return Fraction(self.clip.fps).limit_denominator(1001)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of every frame: height, width, and 3 or 4."""
        return self.clip.height, self.clip.width, 4 if self.style.transparent else 3

    @property
    def matte(self) -> tuple[int, int, int]:
        """What is under soft edges where a format has none: the page."""
        return levels(self.style.background)


def pixels(size: Size) -> tuple[int, int]:
    """Return a size, such as (800, 450) or "800x450", as width and height."""
    width, height = size.split("x") if isinstance(size, str) else size
    return int(width), int(height)


def default_output(name: str, runs: "Sequence[Run]", suffix: str) -> Path:
    """Return where a picture goes by default: renders/NAME-RUN.gif, whatever a run says its name is."""
    from gdviz.runs.names import file_name

    one = len(runs) == 1
    what = file_name(runs[0].path.resolve().name) if one else f"{file_name(runs[0].problem['name'])}-race"
    return OUT / f"{name}-{what}{suffix}"


@taking(
    theme=NAME,
    style=PLACE.or_none,
    palette=NAME.or_none,
    font=TEXT,
    title=TEXT.or_none,
    transparent=FLAG,
    lang=NAME.or_none,
    words=PLACE.or_none,
)
def styled(
    theme: str = "light",
    *,
    style: str | Path | None = None,
    palette: str | None = None,
    font: str = "",
    title: str | None = None,
    transparent: bool = False,
    lang: str | None = None,
    words: str | Path | None = None,
) -> "Style":
    """Return a style.

    Parameters
    ----------
    theme
        "light" or "dark".
    style
        A file of one's own colours, fonts and logo; see gdviz.style.brand. If it gives one theme, that is taken. What
        of it cannot be read or told apart is a warning.
    palette
        As in gdviz.style.palettes; by default the theme's own.
    font
        A family's name or a font file; by default the style's own, or the one that is shipped.
    title
        Instead of the problem's; empty for none.
    transparent
        Leave out the page.
    lang
        The language of the words: "de", "fr", "es", "zh" or "ja"; by default that of the environment's GDVIZ_LANG, else
        English.
    words
        A TOML file of sentences of one's own; see gdviz.languages.own_words.

    Raises
    ------
    ValueError
        For an unknown theme, palette or language, what a file of colours says that it cannot, or own sentences that do
        not fit.
    OSError
        If the file of sentences cannot be read.

    Examples
    --------
    >>> style = gdviz.styled("dark", palette="viridis", title="A bowl")
    >>> run = gdviz.solve("bowl", steps=20, out="runs/bowl")
    >>> gdviz.draw("contour", [run], "bowl.png", style=style).name
    'bowl.png'
    """
    from gdviz.languages import chosen_language
    from gdviz.style.palettes import recolored
    from gdviz.style.themes import THEMES
    from gdviz.wording import all_visible

    usual = THEMES[theme]
    chosen = usual if style is None else _of_house(style, theme)
    looks: dict[str, Any] = {"font": font or chosen.font, "title": all_visible(title), "transparent": transparent}
    made = replace(chosen, **looks, lang=chosen_language(lang, words))
    return recolored(made, palette) if palette else made


def _of_house(file: str | Path, theme: str) -> "Style":
    """Return the style that a file gives for a theme, or its only one; warn of what cannot be told apart in it."""
    from gdviz.style.brand import brand
    from gdviz.style.legibility import faults

    given = brand(file)
    chosen = given.get(theme) or next(iter(given.values()))
    if found := faults(chosen):
        where = f"{file} [{chosen.name}]" if len(given) > 1 else f"{file}"
        more = f"; `gdviz style show {file}` shows {len(found) - 1} more" if len(found) > 1 else ""
        warnings.warn(f"{where}: {found[0]}{more}", stacklevel=4)
    return chosen


def tell_missing(runs: "Sequence[Run]", style: "Style", report: Callable[[str], None] | None) -> None:
    """Report in a sentence the letters of what pictures of runs say that no font has, if there are such."""
    from gdviz.analysis.names import words_shown_of
    from gdviz.languages.catalogue import letters_of
    from gdviz.style.fallback import sentence_on_missing
    from gdviz.style.typefaces import font_file

    words = [*words_shown_of(runs, style.title), *letters_of(style.lang)]
    sentence = sentence_on_missing(words, font_file(style.font))
    if sentence and report is not None:
        report(sentence)


def levels(color: str) -> tuple[int, int, int]:
    """Return a hex colour as three numbers from 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
