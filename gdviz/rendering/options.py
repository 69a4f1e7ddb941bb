"""What a picture is to be: size, rate, style and file name."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gdviz.analysis.pacing import Clip
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
# What a picture of a page is unless told: the width of a blog's column, and a rate that a GIF's delays can keep.
PAGE = (800, 450, 25)
PAGES = (".gif", ".webp", ".apng", ".svg", ".pdf")
SECONDS = 6.0
OUT = Path("renders")


def default_output(name: str, runs: "Sequence[Run]", suffix: str) -> Path:
    """Return where a picture goes unless told: renders/NAME-RUN.gif."""
    what = runs[0].path.resolve().name if len(runs) == 1 else f"{runs[0].problem['name']}-race"
    return OUT / f"{name}-{what}{suffix}"


def styled(
    theme: str = "light",
    *,
    palette: str | None = None,
    font: str = "",
    title: str | None = None,
    transparent: bool = False,
) -> "Style":
    """Return a style.

    Parameters
    ----------
    theme
        "light" or "dark".
    palette
        As in gdviz.style.palettes; the theme's own unless told.
    font
        A family's name or a font file; the one that is shipped unless told.
    title
        Instead of the problem's; empty for none.
    transparent
        Leave out the page.

    Raises
    ------
    ValueError
        For an unknown theme or palette.

    Examples
    --------
    >>> style = gdviz.styled("dark", palette="viridis", title="A bowl")
    >>> run = gdviz.solve("bowl", steps=20, out="renders/runs/bowl")
    >>> gdviz.draw("contour", [run], "renders/bowl.png", style=style, size=(320, 180)).name
    'bowl.png'
    """
    from gdviz.style.palettes import recolored
    from gdviz.style.themes import THEMES

    style = replace(THEMES[theme], font=font, title=title, transparent=transparent)
    return recolored(style, palette) if palette else style


def measures(
    path: Path,
    quality: str | None = None,
    size: tuple[int, int] | None = None,
    fps: float | None = None,
    seconds: float = SECONDS,
    pace: str = "step",
) -> "Clip":
    """Return the measures of the clip in `path`; see `draw`.

    Raises
    ------
    ValueError
        For a number out of range.
    """
    from gdviz.analysis.pacing import Clip
    from gdviz.encode import frame_rate

    letter = "m" if quality is None else quality
    width, height, rate = PAGE if quality is None and path.suffix.lower() in PAGES else QUALITIES[letter]
    return Clip(*(size or (width, height)), frame_rate(path, rate if fps is None else fps), seconds, pace)


def levels(color: str) -> tuple[int, int, int]:
    """Return a hex colour as three numbers from 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
