"""Explorable pages as slides: what they say of themselves, read from what `gdviz page` has written."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gdviz.rendering.pages import SUFFIXES
from gdviz.slides.slide import Slide
from gdviz.style.themes import Style

MADE = '<meta name="generator" content="gdviz">'
HEAD = re.compile(r'<script type="application/json" id="gdviz-head">(.*?)</script>', re.DOTALL)


def is_explorable(path: Path) -> bool:
    """Return whether a part of a deck is named as a page."""
    return path.suffix.lower() in SUFFIXES


def check_explorable(path: Path, deck: str) -> None:
    """Raise ValueError where a file is no page of gdviz's, or a deck of this suffix cannot hold one."""
    head_of(path)
    check_live(str(path), deck)


def check_live(part: str, deck: str) -> None:
    """Raise ValueError where a deck of this suffix cannot hold a page."""
    if deck != ".html":
        raise ValueError(
            f"{part} is a page to explore, which an HTML deck alone can hold, and no {deck}; "
            f"write the deck with -o DECK.html, or leave the page out"
        )


def head_of(path: Path) -> dict[str, Any]:
    """Return what a page says of itself, with its title, its mode, its colours and its runs.

    Raises
    ------
    ValueError
        If it was not made by `gdviz page`, or is a block for another page.
    """
    try:
        text = path.read_text(encoding="utf-8")
        found = HEAD.search(text)
        if MADE in text and found:
            head: dict[str, Any] = json.loads(found[1])
            str(head["title"]), head["mode"], [(run["name"], run["ending"]) for run in head["runs"]]
            return head
    except (ValueError, KeyError, TypeError):
        text = ""
    if text.startswith("<iframe ") and "gdviz-head" in text:
        raise ValueError(f"{path} is a block for a blog; a deck takes the whole page, made without --fragment")
    raise ValueError(f"{path} is no explorable page; make one with `gdviz page RUN -o PAGE.html`")


def explored(path: Path, style: Style) -> Slide:
    """Return the slide of a page, which takes the deck's theme unless it was made for another."""
    head = head_of(path)
    scheme = head["mode"] if head["mode"] in ("light", "dark") else style.name
    endings = "; ".join(f"{run['name']}: {run['ending']}" for run in head["runs"])
    told = f"{head['title']}. {endings}."
    return Slide(path, str(head["title"]), told, False, style.background, scheme, alt=told)


def made_page(runs: Sequence[Path], directory: Path, style: Style, title: str) -> Path:
    """Return a page of runs, made for a deck: in its style, with a title unless that is empty."""
    from gdviz.rendering.pages import explore_in
    from gdviz.runs.run import load

    directory.mkdir(parents=True, exist_ok=True)
    styles = [replace(style, title=title or None)]
    path = directory / "page.html"
    explore_in([load(run) for run in runs], path, styles, mode=style.name)
    return path
