"""Sheets of swatches into files."""

from pathlib import Path

from gdviz.arguments import PLACE, taking
from gdviz.rendering.options import OUT


@taking(file=PLACE.or_none, out=PLACE.or_none)
def draw_swatches(file: str | Path | None = None, out: str | Path | None = None) -> tuple[Path, list[str]]:
    """Draw all of a file of one's own colours into a picture, a sheet for each theme, one below another.

    Parameters
    ----------
    file
        As for `gdviz.styled`; gdviz's own themes unless given.
    out
        By default renders/style-FILE.png.

    Returns
    -------
    :
        The picture, and a sentence for each pair of colours that cannot be told apart.

    Raises
    ------
    ValueError
        For what the file says that it cannot, or a suffix of no still picture.
    OSError
        If the picture cannot be written.
    """
    import numpy as np

    from gdviz.encode import format_of, write
    from gdviz.figures.parts.swatches import swatches
    from gdviz.style.brand import brand
    from gdviz.style.legibility import faults
    from gdviz.style.themes import THEMES

    name = "gdviz" if file is None else Path(file).stem
    path = Path(out or OUT / f"style-{name}.png")
    kind = format_of(path)
    if not kind.is_still or kind.write_page is not None:
        raise ValueError(
            f"swatches are a picture of pixels, and {path.name!r} is none; try -o {path.with_suffix('.png')}"
        )
    styles = dict(THEMES) if file is None else brand(file)
    sheet = np.concatenate([swatches(style, "gdviz" if file is None else Path(file).name) for style in styles.values()])
    found = [f"[{theme}] {fault}" for theme, style in styles.items() for fault in faults(style)]
    return write(path, [sheet], 1.0), found
