"""Words on slides of PowerPoint's: text that can be searched and changed, where `typesetting` puts it."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from matplotlib.font_manager import get_font
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from gdviz.slides.slide import HEAD, Size
from gdviz.slides.typesetting import (
    ABOVE,
    BAR,
    INDENT,
    MARGIN,
    SIZES,
    code_scale,
    color_of,
    font_of,
    has_bar,
    heading,
    heading_scale,
    height_of,
    is_bold,
    room_of,
    scale_of,
    set_lines,
)
from gdviz.slides.words import Paragraph, Span
from gdviz.style.logo import logo_place
from gdviz.style.themes import Style
from gdviz.style.typefaces import font_file

# A pixel of 1/96 inch, in PowerPoint's units and in points.
UNIT, POINTS = 9525, 0.75


def color(told: str) -> RGBColor:
    """Return a hex colour as PowerPoint has it."""
    return RGBColor.from_string(told[1:].upper())


def write_words(page: Any, blocks: Sequence[Paragraph], style: Style, size: Size) -> None:
    """Write the words of a slide, with the bar above a title and the style's logo."""
    scale = scale_of(blocks, style, size)
    high = height_of(set_lines(blocks, style, size, scale), blocks, scale)
    top = (room_of(style, size) - high) / 2
    left, width = MARGIN * size[0], (1 - 2 * MARGIN) * size[0]
    if has_bar(blocks):
        bar = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_emu(left, top, BAR[0] * scale, BAR[1] * scale))
        bar.fill.solid()
        bar.fill.fore_color.rgb = color(style.accent)
        bar.line.fill.background()
        bar.shadow.inherit = False
        top += sum(BAR[1:]) * scale
    frame = _frame(page, left, top, width, size[1] - top)
    for number, block in enumerate(blocks):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        letters = SIZES[block.kind] * scale
        if number:
            paragraph.space_before = Pt(ABOVE[block.kind] * letters * POINTS)
        _indent(paragraph, block, letters, style)
        _write(paragraph, block.spans, block.kind, letters, style)
    if style.logo:
        logo = page.shapes.add_picture(BytesIO(style.logo.png), *_emu(*logo_place(style.logo, *size).box))
        logo.name = "logo"
        # It adorns, and is not read out; otherwise its file's name would be.
        logo._element.nvPicPr.cNvPr.set("descr", "")


def write_heading(page: Any, words: str, style: Style, size: Size) -> None:
    """Write a heading above a film, which is the slide's first shape for who has it read out."""
    frame = _frame(page, MARGIN * size[0], 0, (1 - 2 * MARGIN) * size[0], HEAD * size[1])
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    letters = SIZES["heading"] * heading_scale(words, style, size)
    _write(frame.paragraphs[0], heading(words).spans, "heading", letters, style)


def tint_links(deck: Any, style: Style) -> None:
    """Give links, whose colour is the theme's, one that can be read on the page."""
    theme = deck.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    told = f'<a:srgbClr val="{color(style.lettering(style.accent))}"/>'.encode()
    theme._blob = re.sub(rb"(<a:(f?o?l?[hH]link)>).*?(</a:\2>)", rb"\1" + told + rb"\3", theme.blob, flags=re.DOTALL)


def _frame(page: Any, *box: float) -> Any:
    frame = page.shapes.add_textbox(*_emu(*box)).text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return frame


def _emu(*pixels: float) -> list[Emu]:
    return [Emu(round(UNIT * pixel)) for pixel in pixels]


def _indent(paragraph: Any, block: Paragraph, letters: float, style: Style) -> None:
    """Give an item its marker, and the room for it."""
    if not block.depth:
        return
    looks, indent = paragraph._p.get_or_add_pPr(), round(UNIT * INDENT * letters)
    looks.set("marL", str(indent * block.depth))
    looks.set("indent", str(-indent if block.marker else 0))
    tint = looks.makeelement(qn("a:buClr"), {})
    tint.append(tint.makeelement(qn("a:srgbClr"), {"val": str(color(style.lettering(style.accent)))}))
    looks.append(tint)
    if block.marker == "•":
        looks.append(looks.makeelement(qn("a:buChar"), {"char": "•"}))
    elif block.marker:
        told = {"type": "arabicPeriod", "startAt": block.marker.removesuffix(".")}
        looks.append(looks.makeelement(qn("a:buAutoNum"), told))


def _write(paragraph: Any, spans: Sequence[Span], kind: str, letters: float, style: Style) -> None:
    for span in spans:
        for number, row in enumerate(span.text.split("\n")):
            if number:
                paragraph.add_line_break()
            run = paragraph.add_run()
            run.text = row
            run.font.size = Pt(letters * code_scale(span, kind) * POINTS)
            run.font.bold = is_bold(span, kind)
            run.font.name = get_font(font_file(font_of(span, style))).family_name
            run.font.color.rgb = color(color_of(span, kind, style))
            if span.link:
                run.hyperlink.address = span.link
