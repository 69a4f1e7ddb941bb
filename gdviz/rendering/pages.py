"""Explorable pages into files: the place where runs and the page meet.

Everything is imported when it is used, so that a command waits for no renderer but its own.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.arguments import FLAG, NAME, PLACE, TEXT, sequence, taking
from gdviz.rendering.alternatives import alt_text
from gdviz.rendering.given import RUNS, open_runs
from gdviz.rendering.options import SIZE, Size, default_output, pixels, styled
from gdviz.rendering.picture import Picture

if TYPE_CHECKING:
    from gdviz.rendering.given import Given
    from gdviz.runs.run import Run
    from gdviz.style.themes import Style

MODES = ("auto", "light", "dark")
SUFFIXES = (".html", ".htm")


@taking(
    runs=RUNS,
    out=PLACE.or_none,
    title=TEXT.or_none,
    theme=NAME,
    style=PLACE.or_none,
    palette=NAME.or_none,
    font=TEXT,
    lang=NAME.or_none,
    words=PLACE.or_none,
    panels=sequence("a list of names", lambda name: isinstance(name, str)).or_none,
    state=TEXT,
    fragment=FLAG,
    size=SIZE.or_none,
    embed=FLAG,
    never={
        "fps": "a page is painted as often as its reader's screen is",
        "seconds": "whoever reads a page chooses how fast it plays, and state='speed=2' what it begins with",
        "transparent": "a page has the colour of its theme",
    },
)
def explore(
    runs: "Given",
    out: str | Path | None = None,
    *,
    title: str | None = None,
    theme: str = "auto",
    style: str | Path | None = None,
    palette: str | None = None,
    font: str = "",
    lang: str | None = None,
    words: str | Path | None = None,
    panels: Sequence[str] | None = None,
    state: str = "",
    fragment: bool = False,
    size: Size | None = None,
    embed: bool = True,
) -> Picture:
    """Write a page on which a run, or several of one problem, can be explored: one HTML file that needs no network.

    Parameters
    ----------
    runs
        One or several, opened or by their directories, in the order in which they are drawn.
    out
        By default renders/page-RUN.html.
    title
        What stands at the top instead of the problem's title.
    theme
        "light", "dark", or "auto", which follows the setting of whoever reads it.
    style
        A file of one's own colours, fonts and logo, as for `gdviz.styled`. If it gives one theme, the page has that.
    palette
        The colours of the landscape, as in gdviz.style.palettes; by default the theme's own.
    font
        A family's name or a font file, of which the page holds the letters that it needs; by default the reader's own.
    lang, words
        The language of its words, and sentences of your own; see `styled`.
    panels
        The names of those to show; by default all that the runs have.
    state
        Where the page begins: what its address has after the "#", such as "step=40".
    fragment
        Whether to write a block for another page instead: an iframe that holds all of it.
    size
        Width and height in pixels, (900, 600) or "900x600", of the frame that shows it in a notebook or another page;
        by default as wide as there is room, and 720 high. A page by itself fills its window.
    embed
        As for `gdviz.rendering.figures.draw`.

    Raises
    ------
    ValueError
        For an unknown name, a file that is no .html, or runs that cannot be shown together.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> run = gdviz.solve("bowl", steps=20, out="runs/bowl")
    >>> gdviz.explore(run, "bowl.html", panels=["contour", "loss"]).name
    'bowl.html'
    """
    from gdviz.pages.address import checked_state
    from gdviz.registry import unknown
    from gdviz.runs.run import limited

    if theme not in MODES:
        raise unknown("theme", theme, MODES, show_all=True)
    shown = limited(open_runs(runs))
    path = Path(out if out is not None else default_output("page", shown, ".html"))
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"a page is an .html file, and {path.name!r} is none; try -o {path.with_suffix('.html')}")
    asked: Any = {"style": style, "palette": palette, "font": font, "title": title, "lang": lang, "words": words}
    dressed = [styled(name, **asked) for name in ("light", "dark")]
    # By their own names, for a file of colours may give one theme alone.
    styles = list({each.name: each for each in dressed}.values())
    mode = styles[0].name if len(styles) == 1 else theme
    frame = pixels(size) if size else None
    how: Any = {"mode": mode, "fragment": fragment, "frame": frame, "panels": panels, "state": checked_state(state)}
    explore_in(shown, path, styles, **how)
    made = Picture.of("page", "page", shown, embed, path, styles[0].lang)
    made.frame = frame
    return made


def explore_in(
    runs: "Sequence[Run]",
    path: Path,
    styles: "Sequence[Style]",
    *,
    fragment: bool = False,
    frame: tuple[int, int] | None = None,
    **how: Any,
) -> None:
    """Write a page in styles that are made already, light and dark or one; see `explore` and `payload_of`."""
    from gdviz.files.atomic import appearing
    from gdviz.languages import speaking
    from gdviz.pages.page import fragment_of, page_of
    from gdviz.pages.payload import payload_of

    with speaking(styles[0].lang):
        payload = payload_of(runs, styles, **how)
        described = "" if fragment else alt_text("page", "page", runs)
    with appearing(path) as temporary:
        text = fragment_of(payload, frame) if fragment else page_of(payload, described)
        temporary.write_text(text, encoding="utf-8", newline="\n")
