"""How large a picture is, as its file says."""

from pathlib import Path

# A browser's pixels in one of matplotlib's points.
PIXELS = 96 / 72
# What few browsers show, and what to write in place of it.
NOT_IN_PAGES = {".pdf": (".svg", ".png"), ".mov": (".mp4", ".webm")}


def check_shown_in_pages(path: Path) -> None:
    """Raise ValueError for a file that a page cannot show to all its readers."""
    if instead := NOT_IN_PAGES.get(path.suffix.lower()):
        raise ValueError(f"{path.name} is no picture for a page; write {' or '.join(instead)}")


def size_of(path: str | Path) -> tuple[int, int]:
    """Return the width and the height of an image or a video, in pixels.

    Raises
    ------
    ValueError
        If a page cannot show such a file.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix in (".mp4", ".webm", ".mov"):
        import av

        with av.open(str(path)) as container:
            video = container.streams.video[0]
            return video.width, video.height
    if suffix == ".svg":
        from xml.etree import ElementTree as ET

        root = ET.parse(path).getroot()  # noqa: S314  # a file of our own
        width, height = (float(root.get(side, "0pt").removesuffix("pt")) for side in ("width", "height"))
        return round(PIXELS * width), round(PIXELS * height)
    if suffix == ".pdf":
        check_shown_in_pages(path)
    from PIL import Image

    with Image.open(path) as image:
        return image.size
