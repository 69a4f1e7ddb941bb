"""Slides of words: a small Markdown file as blocks of words, a slide for each part between lines of dashes.

It takes what a title or a closing slide needs: headings, paragraphs, lists, quotations and code, with emphasis and
links. HTML is words like all others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from gdviz.files.texts import read_text

WordKind = Literal["title", "heading", "text", "item", "quote", "code"]
# More words than can be read from the last row.
MOST = 2000
# A formula in LaTeX, which no price is.
FORMULA = re.compile(r"\$[^$\n]*(?:\\[a-zA-Z]|[_^])[^$\n]*\$")
LINKED = ("http://", "https://", "mailto:")


@dataclass(frozen=True)
class Span:
    """Words that are set in one way."""

    text: str
    bold: bool = False
    accent: bool = False
    code: bool = False
    link: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a slide.

    Attributes
    ----------
    kind
        What it is.
    spans
        Its words; a line ends at a newline.
    depth
        How far in an item of a list stands, from 1; 0 for what is none.
    marker
        What stands before an item.
    """

    kind: WordKind
    spans: tuple[Span, ...]
    depth: int = 0
    marker: str = ""

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(span.text for span in self.spans)


def read_words(path: Path) -> list[tuple[Paragraph, ...]]:
    """Return the slides of a Markdown file.

    Raises
    ------
    ValueError
        If it is no text, holds no words, too many, or what a slide of words has no place for.
    """
    text = read_text(path, "write one, such as: # A title")
    if len(text) > MOST:
        raise ValueError(f"{path} has {len(text):,} letters, and slides of words {MOST:,} at most; put fewer on them")
    slides = [tuple(blocks) for blocks in _slides(text, path) if blocks]
    if not slides:
        raise ValueError(f"{path} holds no words; write a title as # A title")
    return slides


def _slides(text: str, path: Path) -> Iterator[list[Paragraph]]:
    """Yield the blocks of each slide."""
    from markdown_it import MarkdownIt

    blocks: list[Paragraph] = []
    lists: list[int | None] = []
    kind, marker, quoted = "text", "", 0
    for token in MarkdownIt("commonmark", {"html": False}).parse(text):
        match token.type:
            case "hr":
                yield blocks
                blocks = []
            case "heading_open":
                kind = "title" if token.tag == "h1" else "heading"
            case "heading_close":
                kind = "text"
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                number = lists[-1]
                marker = "•" if number is None else f"{number}."
                lists[-1] = None if number is None else number + 1
            case "blockquote_open":
                quoted += 1
            case "blockquote_close":
                quoted -= 1
            case "fence" | "code_block":
                blocks.append(Paragraph("code", (Span(token.content.rstrip("\n"), code=True),)))
            case "inline":
                spans = tuple(_spans(token.children or [], path))
                found: Any = "item" if lists and kind == "text" else "quote" if quoted else kind
                blocks.append(Paragraph(found, spans, len(lists), marker))
                marker = ""
    yield blocks


def _spans(tokens: Sequence[Any], path: Path) -> Iterator[Span]:
    """Yield the words of a paragraph."""
    now = Span("")
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                now = replace(now, bold=token.type == "strong_open")
            case "em_open" | "em_close":
                now = replace(now, accent=token.type == "em_open")
            case "link_open":
                address = str(token.attrs.get("href", ""))
                now = replace(now, link=address if address.startswith(LINKED) else "")
            case "link_close":
                now = replace(now, link="")
            case "softbreak":
                yield replace(now, text=" ")
            case "hardbreak":
                yield replace(now, text="\n")
            case "code_inline":
                yield replace(now, text=token.content, code=True)
            case "image":
                raise ValueError(
                    f"{path}: a slide of words has no place for the image {token.attrs.get('src')}; "
                    "take it out, or give the logo of a --style"
                )
            case _ if found := FORMULA.search(token.content):
                raise ValueError(
                    f"{path}: slides of words have signs and no formulas; type {found[0]} as it is read, such as "
                    "θ ← θ − η ∇f(θ), or in `code`"
                )
            case _ if token.content:
                yield replace(now, text=token.content)
