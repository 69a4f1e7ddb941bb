"""A run as a notebook shows it: its facts, and beside them a picture of how it went."""

from base64 import b64encode
from html import escape
from pathlib import Path
from typing import Any

from gdviz.files.scratch import scratch
from gdviz.runs.run import Run

SIZE = (480, 270)
# The first that can draw a run.
FIGURES_TRIED = ("contour", "loss")


def shown_run(run: Run, include: Any = None, exclude: Any = None) -> dict[str, str]:
    """Return a run's facts and a still of it; the facts alone where no figure can draw it."""
    table = run._repr_html_()
    picture = still_of_run(run)
    if picture is None:
        return {"text/plain": repr(run), "text/html": table}
    png, words = picture
    told = b64encode(png).decode("ascii")
    image = f'<img src="data:image/png;base64,{told}" width="{SIZE[0]}" height="{SIZE[1]}" alt="{escape(words)}">'
    both = f'<div style="display:flex;flex-wrap:wrap;gap:1em;align-items:center">{image}{table}</div>'
    return {"text/plain": repr(run), "text/html": both, "image/png": told}


def still_of_run(run: Run) -> tuple[bytes, str] | None:
    """Return a PNG of a run's end, and what it shows in words; None where no figure can draw it."""
    from gdviz.figures import FIGURES
    from gdviz.rendering.figures import draw

    name = next((name for name in FIGURES_TRIED if not FIGURES[name].fits(run)), None)
    if name is None:
        return None
    with scratch() as folder:
        # Twice as many pixels as are shown: a screen may have that many.
        size = (2 * SIZE[0], 2 * SIZE[1])
        made = draw(name, run, Path(folder) / "still.png", size=size, still="last", progress=False)
        return made.read_bytes(), made.alt
