"""What stands in a page in place of an image: a video, an explorable page, or a picture that says how large it is."""

import posixpath
import re
from collections.abc import Container, Mapping
from functools import cache

_IMAGE = re.compile(r"<img\s([^>]*)>")
_SHOWN = re.compile(r"<(?:img|video)\s[^>]*>")
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")
_SIZED = (".gif", ".png", ".webp", ".apng")


def film(content: str, beside: Container[str]) -> str:
    """Return a page with a player in the place of every image that is a video, under the picture of its name."""

    def play(image: re.Match[str]) -> str:
        told = dict(_ATTRIBUTE.findall(image[1]))
        source = told.get("src", "")
        if not source.endswith((".mp4", ".webm")):
            return image[0]
        poster = posixpath.splitext(source)[0] + ".png"
        still = f' poster="{poster}"' if poster in beside else ""
        how = 'controls loop muted playsinline preload="metadata"'
        return f'<video src="{source}"{still} aria-label="{told.get("alt", "")}" {how}></video>'

    return _IMAGE.sub(play, content)


def explorable(content: str) -> str:
    """Return a page with a frame in the place of every image that is an explorable page, and a way to see it alone.

    A frame is loaded once the reader comes near it. What is in it follows the colour scheme of the site, which browsers
    pass on to the frames of a document.
    """
    from gdviz.pages.page import ALLOW

    def show(image: re.Match[str]) -> str:
        told = dict(_ATTRIBUTE.findall(image[1]))
        source, title = told.get("src", ""), told.get("alt", "")
        if posixpath.splitext(source.partition("#")[0])[1] != ".html":
            return image[0]
        frame = f'<iframe src="{source}" title="{title}" loading="lazy" allow="{ALLOW}"></iframe>'
        return f'<span class="gdviz-page">{frame}<a href="{source}" target="_blank">Open it alone</a></span>'

    return _IMAGE.sub(show, content)


def sized(content: str, beside: Mapping[str, str | None]) -> str:
    """Return a page of whose pictures and videos each says how large it is, so that it has its room before it is there.

    Else all of a page would be short at first, and what is to be loaded once a reader comes near it is loaded at once.

    Parameters
    ----------
    beside
        Files by where they are as seen from the page.
    """

    def say(element: re.Match[str]) -> str:
        told = dict(_ATTRIBUTE.findall(element[0]))
        path = beside.get(told.get("poster", told.get("src", "")))
        if "width" in told or path is None or not path.endswith(_SIZED):
            return element[0]
        wide, high = _size(path)
        name = element[0].split(maxsplit=1)[0]
        return f'{name} width="{wide}" height="{high}"{element[0].removeprefix(name)}'

    return _SHOWN.sub(say, content)


@cache
def _size(path: str) -> tuple[int, int]:
    from PIL import Image

    with Image.open(path) as picture:
        return picture.size
