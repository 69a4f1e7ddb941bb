"""SVG and PDF: pages that write themselves, alone or, as SVG, side by side."""

import re
from collections.abc import Sequence
from pathlib import Path

from gdviz.encode.formats import Format, PageWriter, add_format
from gdviz.files.atomic import appearing
from gdviz.files.scratch import scratch

PATH = re.compile(r' d="[^"]*"')
# Hundredths of a point are finer than print; six decimals make a page half as large again.
FINER = re.compile(r"(\.\d\d)\d+")
# Of the whole element that a page is: the box of its coordinates, and what is in it.
ELEMENT = re.compile(r'<svg [^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>(.*)</svg>', re.DOTALL)


def write_pages(path: Path, pages: Sequence[PageWriter]) -> Path:
    """Write one page, or several side by side with a line's width between them.

    Parameters
    ----------
    path
        Ends in .svg or .pdf.
    pages
        Functions that write a page of vectors to the path they are given, in the format of its suffix. Whatever one
        refers to by an id must have another id in the others.

    Raises
    ------
    ValueError
        For several pages in a PDF.
    OSError
        If the file cannot be written.
    """
    if len(pages) > 1 and path.suffix.lower() != ".svg":
        raise ValueError("a strip is written as .svg, .png or .webp; a .pdf holds one moment")
    with appearing(path) as temporary:
        if path.suffix.lower() == ".svg":
            temporary.write_text(_side_by_side(pages), encoding="utf-8")
        else:
            pages[0](temporary)
    return path


def _side_by_side(pages: Sequence[PageWriter]) -> str:
    row, left, height = [], 0.0, 0.0
    with scratch() as folder:
        for index, page in enumerate(pages):
            file = folder / f"{index}.svg"
            page(file)
            text = PATH.sub(lambda path: FINER.sub(r"\1", path[0]), file.read_text(encoding="utf-8"))
            if len(pages) == 1:
                return text
            found = ELEMENT.search(text)
            if found is None:
                raise ValueError("a page is no SVG with a box of coordinates")
            wide, high = float(found[1]), float(found[2])
            box = f'x="{left:g}" width="{wide:g}" height="{high:g}" viewBox="0 0 {wide:g} {high:g}"'
            row.append(f"<svg {box}>{found[3]}</svg>")
            left, height = left + wide, max(height, high)
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1"'
    size = f'width="{left:g}pt" height="{height:g}pt" viewBox="0 0 {left:g} {height:g}"'
    return f"<svg {names} {size}>\n{''.join(row)}\n</svg>\n"


add_format(Format(".svg", write_pages=write_pages, embedded=True, place=90))
add_format(Format(".pdf", write_pages=write_pages, embedded=True, place=100))
