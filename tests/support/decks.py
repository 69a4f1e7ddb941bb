"""What decks are tested with: films of a colour each, and what looks into a deck."""

import shutil
from typing import Any

import numpy as np
import pytest
from lxml import etree
from pptx.oxml.ns import namespaces

NOTES = ['Height is the <loss>; "x" & y.', "It goes round.", "On white."]
ALTS = ['A "mark" <wanders> & stays.', "A mark goes round.", "A mark on white."]
COLORS = [(200, 30, 30), (30, 150, 30), (30, 30, 200)]
FPS = 10


def marks(color: tuple[int, ...], count: int, size: tuple[int, int] = (180, 320)) -> list[np.ndarray]:
    """Return frames of one colour with a white mark at the top that wanders to the right."""
    frames = np.full((count, *size, 3), color, np.uint8)
    for i, frame in enumerate(frames):
        frame[10:30, 10 * i : 10 * i + 20] = 255
    return list(frames)


def xpath(element: Any, query: str) -> list[Any]:
    """Return what a query finds in a slide's XML."""
    microsoft = "http://schemas.microsoft.com/office/powerpoint/2010/main"
    return etree.ElementBase.xpath(element, query, namespaces={**namespaces("a", "p", "r"), "p14": microsoft})


def program(*names: str) -> str:
    """Return the path of a program, or skip the test where none of the names is one."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"needs {names[0]}, as Debian's packages chromium and libreoffice-impress have it")
    return found
