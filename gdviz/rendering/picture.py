"""What is made of runs: a file, which shows itself in notebooks."""

import os
from base64 import b64encode
from collections.abc import Callable, Collection, Sequence
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.languages import ENGLISH, Language

if TYPE_CHECKING:
    from pathlib import Path as _Path

    from gdviz.rendering.alternatives import PictureKind
    from gdviz.runs.run import Run
else:
    # Those of this system; what derives from Path itself is no path before Python 3.12.
    _Path = type(Path())

PAGES = (".html", ".htm")
MOVING = (".apng", ".gif", ".mov", ".mp4", ".webm", ".webp")
TYPES = {
    ".apng": "image/apng",
    ".gif": "image/gif",
    ".mov": "video/quicktime",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
# What HTML has for a picture and for its still, until the files themselves take their place.
FILE, STILL = "gdviz-file", "gdviz-still.png"


class Picture(_Path):
    """A picture, film, page or deck in a file: a path to all that takes one, and itself to a notebook.

    Attributes
    ----------
    alt
        What it shows, in words.
    embed
        Whether a notebook gets all of it, and not a link to the file.
    language
        That of its words, such as "de".
    frame
        Width and height of what shows a page or a deck in another page, in pixels; None for as wide as there is room.

    Examples
    --------
    >>> run = gdviz.solve("bowl", steps=20, out="runs/bowl")
    >>> film = gdviz.draw("contour", run, "bowl.gif", seconds=1, fps=10)
    >>> film.name, film.alt.startswith("Contours of the loss")
    ('bowl.gif', True)
    """

    embed: bool = True
    language: str = "en"
    frame: tuple[int, int] | None = None
    _told: str | Callable[[], str] = ""

    @classmethod
    def of(
        cls,
        kind: "PictureKind",
        name: str,
        runs: "Sequence[Run]",
        embed: bool,
        path: Path,
        lang: Language = ENGLISH,
    ) -> "Picture":
        """Return what was made of runs; `kind` and `name` are those of `gdviz.rendering.alternatives.alt_text`."""
        made = cls(path)
        made.embed = embed
        # By their places: an opened run holds files open, and few pictures are ever asked.
        made._told = partial(_words_of, kind, name, [run.path for run in runs], lang)
        made.language = lang.name
        return made

    @property
    def path(self) -> Path:
        """The path alone."""
        return Path(self)

    @property
    def alt(self) -> str:
        """What it shows, in words."""
        if callable(self._told):
            self._told = self._told()
        return self._told or self.stem

    @alt.setter
    def alt(self, words: str) -> None:
        self._told = words

    def html(self, *, embed: bool | None = None) -> str:
        """Return HTML that shows it: with all of the file in it, or a link to the file.

        Parameters
        ----------
        embed
            By default as it was made.
        """
        whole = self.embed if embed is None else embed
        if self._suffix in PAGES and whole:
            return self._framed()
        if self._suffix not in (*TYPES, *PAGES) or self._suffix == ".pdf":
            return f'<a href="{escape(self._place)}">{escape(self._place)}</a>'
        if not whole:
            return self._snippet({"light": self._place})
        name = f"{FILE}{self._suffix}"
        shown = self._snippet({"light": name} | ({"light-still": STILL} if self._moves else {}))
        data = _in_text(TYPES[self._suffix], self.read_bytes())
        for attribute in ("src", "srcset"):
            shown = shown.replace(f'{attribute}="{name}"', f'{attribute}="{data}"')
        # What is left is a link, for whoever cannot see the video.
        shown = shown.replace(name, escape(self._place))
        return shown.replace(STILL, _in_text("image/png", self._still)) if self._moves else shown

    def _snippet(self, files: dict[str, str]) -> str:
        from gdviz.encode.sizes import size_of
        from gdviz.rendering.embedding import snippet

        size = self.frame if self._suffix in PAGES else size_of(self)
        return snippet(files, self.alt, size=size, language=self.language)

    def _framed(self) -> str:
        from gdviz.pages.page import framed

        text = self.read_text(encoding="utf-8")
        return text if text.startswith("<iframe") else framed(text, self.alt, self.frame)

    @property
    def _suffix(self) -> str:
        return self.suffix.lower()

    @property
    def _place(self) -> str:
        """The path from where the notebook most likely is."""
        try:
            return Path(os.path.relpath(self)).as_posix()
        except ValueError:
            # On another drive.
            return self.as_posix()

    @property
    def _moves(self) -> bool:
        return self._suffix in MOVING

    @cached_property
    def _still(self) -> bytes:
        from gdviz.encode.stills import still_of

        return still_of(self)

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, Any]:
        """Return it as notebooks show it: HTML, and a still for those that show none."""
        shown: dict[str, Any] = {"text/plain": self._place, "text/html": self.html()}
        if self.embed and self._suffix == ".svg":
            shown["image/svg+xml"] = self.read_text(encoding="utf-8")
        elif self.embed and (self._moves or self._suffix == ".png"):
            shown["image/png"] = b64encode(self._still if self._moves else self.read_bytes()).decode("ascii")
        wanted = shown.keys() if include is None else include
        return {kind: one for kind, one in shown.items() if kind in wanted and kind not in (exclude or ())}

    def _mime_(self) -> tuple[str, str]:
        """Return it as marimo shows it."""
        return "text/html", self.html()


def _words_of(kind: "PictureKind", name: str, places: Sequence[Path], lang: Language) -> str:
    """Return what a picture of the runs that are there shows, in words."""
    from gdviz.rendering.alternatives import alt_text
    from gdviz.runs.run import load

    return alt_text(kind, name, [load(place) for place in places], lang)


def _in_text(kind: str, data: bytes) -> str:
    """Return a file as an address that holds all of it."""
    return f"data:{kind};base64,{b64encode(data).decode('ascii')}"
