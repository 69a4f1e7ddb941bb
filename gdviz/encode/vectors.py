"""SVG and PDF: a page that writes itself."""

import re
from pathlib import Path
from xml.sax.saxutils import escape

from gdviz.encode.about import NOTHING_SAID, About
from gdviz.encode.formats import Format, PageWriter, add_format
from gdviz.files.atomic import appearing

PATH = re.compile(r' d="[^"]*"')
# Hundredths of a point are finer than print; six decimals make a page half as large again.
FINER = re.compile(r"(\.\d\d)\d+")


ROOT = re.compile(r"(<svg\b[^>]*)>")


def write_page(path: Path, page: PageWriter, about: About = NOTHING_SAID) -> Path:
    """Write a page.

    Parameters
    ----------
    path
        Ends in .svg or .pdf.
    page
        Writes a page of vectors to the path it is given, in the format of its suffix.
    about
        What an SVG says of itself; a PDF is written with it.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    with appearing(path) as temporary:
        page(temporary)
        if path.suffix.lower() == ".svg":
            text = temporary.read_text(encoding="utf-8")
            text = PATH.sub(lambda path: FINER.sub(r"\1", path[0]), text)
            temporary.write_text(_titled(text, about), encoding="utf-8")
    return path


def _titled(text: str, about: About) -> str:
    """Return an SVG as one picture with a title and a description, which screen readers read in place of its parts."""
    told = (("title", about.title), ("desc", about.words))
    inner = "".join(f"\n <{name}>{escape(words)}</{name}>" for name, words in told if words)
    return ROOT.sub(lambda root: f'{root[1]} role="img">{inner}', text, count=1) if inner else text


add_format(Format(".svg", write_page=write_page, embedded=True, place=90))
add_format(Format(".pdf", write_page=write_page, embedded=True, place=100))
