"""Explorable pages into files: the place where runs, the page and its options meet."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gdviz.rendering.options import default_output, styled

if TYPE_CHECKING:
    from gdviz.runs.run import Run

MODES = ("auto", "light", "dark")


def explore(
    runs: "Run | Sequence[Run]",
    out: str | Path | None = None,
    *,
    title: str | None = None,
    theme: str = "auto",
    palette: str | None = None,
    language: str = "en",
    panels: Sequence[str] | None = None,
    state: str = "",
    fragment: bool = False,
) -> Path:
    """Write a page on which `runs`, one or several of one problem, can be explored."""
    from gdviz.files.atomic import appearing
    from gdviz.pages.page import fragment_of, page_of
    from gdviz.pages.payload import payload_of
    from gdviz.runs.run import limited

    shown = limited(list(runs) if isinstance(runs, Sequence) else [runs])
    styles = [styled(name, palette=palette, title=title) for name in ("light", "dark")]
    payload = payload_of(shown, styles, mode=theme, language=language, panels=panels, state=state)
    path = Path(out or default_output("page", shown, ".html"))
    with appearing(path) as temporary:
        temporary.write_text(fragment_of(payload) if fragment else page_of(payload), encoding="utf-8", newline="\n")
    return path
