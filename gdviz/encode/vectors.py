"""SVG and PDF: a page that writes itself."""

import re
from pathlib import Path

from gdviz.encode.formats import Format, PageWriter, add_format
from gdviz.files.atomic import appearing

PATH = re.compile(r' d="[^"]*"')
# Hundredths of a point are finer than print; six decimals make a page half as large again.
FINER = re.compile(r"(\.\d\d)\d+")


def write_page(path: Path, page: PageWriter) -> Path:
    """Write a page.

    Parameters
    ----------
    path
        Ends in .svg or .pdf.
    page
        Writes a page of vectors to the path it is given, in the format of its suffix.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    with appearing(path) as temporary:
        page(temporary)
        if path.suffix.lower() == ".svg":
            text = temporary.read_text(encoding="utf-8")
            temporary.write_text(PATH.sub(lambda path: FINER.sub(r"\1", path[0]), text), encoding="utf-8")
    return path


add_format(Format(".svg", write_page=write_page, embedded=True, place=90))
add_format(Format(".pdf", write_page=write_page, embedded=True, place=100))
