"""Words on slides of HTML: text in the deck's fonts, in the sizes that `typesetting` reckons."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape

from gdviz.pages.brand import FAMILY, faces_of
from gdviz.slides.slide import HEAD, Size, Slide
from gdviz.slides.typesetting import (
    ABOVE,
    BAR,
    INDENT,
    LEADING,
    MARGIN,
    SIZES,
    code_scale,
    color_of,
    has_bar,
    heading,
    heading_scale,
    is_bold,
    room_of,
    scale_of,
)
from gdviz.slides.words import Paragraph, Span
from gdviz.style.logo import logo_place
from gdviz.style.themes import Style

ELEMENTS = {"title": "h1", "heading": "h2", "text": "p", "item": "p", "quote": "blockquote", "code": "pre"}


def sheet_of_words(slides: Sequence[Slide], style: Style) -> str:
    """Return the style sheet of slides of words and of headings, with their fonts; empty where there are none."""
    said = "".join(slide.heading + "".join(block.text for block in slide.words) for slide in slides)
    if not said:
        return ""
    return (
        f"{faces_of(style.font, said)}"
        f'.words,.heading{{font-family:"{FAMILY}",system-ui,sans-serif;color:{style.ink};line-height:{LEADING};'
        f"text-align:left;padding:0 {100 * MARGIN:g}%;position:absolute;inset:0;display:flex;"
        f"flex-direction:column;justify-content:center;box-sizing:border-box;overflow-wrap:anywhere}}"
        ".words>*,.heading>*{margin:0;font-weight:inherit;font-family:inherit;white-space:pre-wrap}"
        ".words>h1,.words>h2{text-wrap:balance}.words code{display:inline-block;max-width:100%}"
        "b{font-weight:600}code,.words>pre{font-family:ui-monospace,'DejaVu Sans Mono',monospace}"
        f"em,a,.marker{{font-style:normal;text-decoration:none;color:{style.lettering(style.accent)}}}"
        f".bar{{background:{style.accent}}}.marker{{display:inline-block}}"
    )


def html_of(blocks: Sequence[Paragraph], style: Style, size: Size) -> str:
    """Return a slide of words."""
    scale = scale_of(blocks, style, size)
    made = [_block(block, scale * SIZES[block.kind], style, number > 0) for number, block in enumerate(blocks)]
    if has_bar(blocks):
        wide, high, free = (part * scale for part in BAR)
        made.insert(0, f'<div class="bar" style="width:{wide:g}px;height:{high:g}px;margin-bottom:{free:g}px"></div>')
    words = f'<div class="words" style="height:{room_of(style, size)}px">{"".join(made)}</div>'
    if style.logo is None:
        return words
    left, top, width, height = logo_place(style.logo, *size).box
    place = f"position:absolute;left:{left}px;top:{top}px;width:{width}px;height:{height}px;margin:0"
    data = b64encode(style.logo.png).decode("ascii")
    return f'{words}<img alt="" style="{place}" src="data:image/png;base64,{data}">'


def html_heading(words: str, style: Style, size: Size) -> str:
    """Return the heading above a film, in a box as high as the room for it."""
    made = _block(heading(words), heading_scale(words, style, size) * SIZES["heading"], style, False)
    return f'<div class="heading" style="height:{round(HEAD * size[1])}px">{made}</div>'


def _block(block: Paragraph, letters: float, style: Style, below: bool) -> str:
    words = "".join(_span(span, block.kind) for span in block.spans)
    looks = [f"font-size:{letters:g}px", f"font-weight:{600 if is_bold(Span(''), block.kind) else 400}"]
    looks += [f"color:{color_of(Span(''), block.kind, style)}"] if block.kind == "quote" else []
    looks += [f"margin-top:{ABOVE[block.kind]:g}em"] if below else []
    if block.depth:
        looks += [f"padding-left:{INDENT * block.depth:g}em"]
    if block.marker:
        words = f'<span class="marker" style="width:{INDENT}em;margin-left:-{INDENT}em">{block.marker}</span>{words}'
    element = ELEMENTS[block.kind]
    return f'<{element} style="{";".join(looks)}">{words}</{element}>'


def _span(span: Span, kind: str) -> str:
    made = escape(span.text)
    if span.code:
        made = f'<code style="font-size:{code_scale(span, kind):g}em">{made}</code>'
    if span.bold:
        made = f"<b>{made}</b>"
    if span.accent:
        made = f"<em>{made}</em>"
    if span.link:
        made = f'<a href="{escape(span.link)}" target="_blank" rel="noopener">{made}</a>'
    return made
