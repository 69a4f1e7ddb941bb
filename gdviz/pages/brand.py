"""The fonts and the logo of one's house on a page: within it, so that it asks nobody for them."""

import json
from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO
from logging import ERROR, getLogger
from typing import Any

from gdviz.languages import spoken
from gdviz.style.collections import face_for, face_index
from gdviz.style.logo import Logo
from gdviz.style.themes import Style
from gdviz.style.typefaces import font_file

FAMILY = "gdviz house"
# Letters that a page may come to say besides those of its words: Latin with its accents, Greek, signs of mathematics.
KEPT = ((0x20, 0x180), (0x370, 0x400), (0x2000, 0x20C0), (0x2190, 0x2300))
# The stretches of weights that each face of a family is for.
WEIGHTS = {False: "100 549", True: "550 900"}
LOGO = (
    ".logo{flex:none;align-self:start;max-width:40%}"
    ".logo img{display:block;height:2.25rem;max-width:100%;object-fit:contain}"
)


def sheet_of(styles: Sequence[Style], told: Any) -> str:
    """Return the style sheet of a page in a house's fonts, with its logo; empty where a style has neither.

    `told` is what the page says, as JSON: of each font it keeps the letters of that, and the usual ones.
    """
    faces = ""
    if font := styles[0].font:
        faces = faces_of(font, json.dumps(told, ensure_ascii=False))
        faces += f'body{{font-family:"{FAMILY}",system-ui,sans-serif}}'
    return faces + (LOGO if any(style.logo for style in styles) else "")


def faces_of(font: str, words: str) -> str:
    """Return the faces of FAMILY as a style sheet has them: a font, with the letters of words and the usual ones."""
    return "".join(_face(_kept(font_file(font, bold=bold), words), weights) for bold, weights in WEIGHTS.items())


def logo_of(styles: Sequence[Style], mode: str) -> tuple[str, str]:
    """Return what stands in a page's head at the left and at the right: a logo that follows the page's theme."""
    logos = [style.logo for style in styles if style.logo and mode in ("auto", style.name)]
    if not logos:
        return "", ""
    light, dark = logos[0], logos[-1]
    other = "" if light == dark else f'<source media="(prefers-color-scheme: dark)" srcset="{_uri(dark)}">'
    picture = f'<picture class="logo">{other}<img alt="" src="{_uri(light)}"></picture>\n'
    return (picture, "") if light.corner.endswith("left") else ("", picture)


def _uri(logo: Logo) -> str:
    return f"data:image/png;base64,{b64encode(logo.png).decode('ascii')}"


def _face(font: bytes, weights: str) -> str:
    data = b64encode(font).decode("ascii")
    return f'@font-face{{font-family:"{FAMILY}";font-weight:{weights};src:url(data:font/woff;base64,{data})}}'


def _kept(file: str, words: str) -> bytes:
    """Return of a font what a page needs, as WOFF."""
    from fontTools.subset import Options, Subsetter, load_font, save_font

    # Manim lets everyone tell what they do.
    getLogger("fontTools").setLevel(ERROR)
    face = face_for(file, spoken().name)
    options = Options(flavor="woff", hinting=False, notdef_outline=True, passthrough_tables=True)
    options.font_number = face_index(face)
    subsetter = Subsetter(options)
    subsetter.populate(text=words, unicodes=[code for first, end in KEPT for code in range(first, end)])
    written = BytesIO()
    with load_font(str(face), options) as font:
        subsetter.subset(font)
        save_font(font, written, options)
    return written.getvalue()
