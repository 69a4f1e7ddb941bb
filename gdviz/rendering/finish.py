"""What all pictures can be asked for besides what they show, and how large and long they are."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from gdviz.rendering.options import styled

if TYPE_CHECKING:
    from gdviz.style.themes import Style

LOOKS = ("palette", "font", "title", "transparent", "lang", "words")


class Finishing(TypedDict, total=False):
    """The arguments of `Finish`, as they are typed after others."""

    palette: str | None
    font: str
    title: str | None
    transparent: bool
    lang: str | None
    words: str | Path | None
    once: bool
    max_bytes: int | None
    report: Callable[[str], None] | None


@dataclass(frozen=True, kw_only=True)
class Finish:
    """The look of a picture, and how its file is written.

    Attributes
    ----------
    palette, font, title, transparent, lang, words
        See `gdviz.styled`.
    once, max_bytes, report
        See `gdviz.encode.write`.
    """

    palette: str | None = None
    font: str = ""
    title: str | None = None
    transparent: bool = False
    lang: str | None = None
    words: str | Path | None = None
    once: bool = False
    max_bytes: int | None = None
    report: Callable[[str], None] | None = None

    def look(self, style: "Style | str | Path | None", theme: str | None, usual: str) -> "Style":
        """Return a style: the one that is given, or that of a theme, by default the usual one, in a file of colours.

        Raises
        ------
        ValueError
            For an unknown name, or if a style is given and something that it decides.
        """
        looks = {name: getattr(self, name) for name in LOOKS}
        if style is None or isinstance(style, str | PathLike):
            return styled(theme or usual, style=style, **looks)
        usually = {one.name: one.default for one in fields(self)}
        given = [name for name, value in looks.items() if value != usually[name]]
        for name in [*(["theme"] if theme else []), *given]:
            raise ValueError(f"the style decides the {name} already; leave it out, or give it to gdviz.styled")
        return style

    @property
    def encoding(self) -> dict[str, Any]:
        """What the encoder is told."""
        told = {} if self.report is None else {"report": self.report}
        return {"once": self.once, "max_bytes": self.max_bytes, **told}
