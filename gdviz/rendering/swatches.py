"""Sheets of swatches into files."""

from pathlib import Path

from gdviz.arguments import NAME, PLACE, taking
from gdviz.rendering.options import OUT, tell_missing


@taking(file=PLACE.or_none, out=PLACE.or_none, lang=NAME.or_none, words=PLACE.or_none)
def draw_swatches(
    file: str | Path | None = None,
    out: str | Path | None = None,
    lang: str | None = None,
    words: str | Path | None = None,
) -> tuple[Path, list[str]]:
    """Draw all of a file of one's own colours into a picture, a sheet for each theme, one below another.

    Parameters
    ----------
    file
        As for `gdviz.styled`; gdviz's own themes unless given.
    out
        By default renders/style-FILE.png.
    lang, words
        As for `gdviz.styled`.

    Returns
    -------
    :
        The picture, and a sentence for each pair of colours that cannot be told apart, and on letters that no font has.

    Raises
    ------
    ValueError
        For what the file says that it cannot, or a suffix of no still picture.
    OSError
        If the picture cannot be written.
    """
    from dataclasses import replace

    import numpy as np

    from gdviz.encode import format_of, write
    from gdviz.figures.parts.swatches import swatches
    from gdviz.languages import chosen_language
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
    spoken = chosen_language(lang, words)
    styles = {theme: replace(style, lang=spoken) for theme, style in (THEMES if file is None else brand(file)).items()}
    sheet = np.concatenate([swatches(style, "gdviz" if file is None else Path(file).name) for style in styles.values()])
    found = [f"[{theme}] {fault}" for theme, style in styles.items() for fault in faults(style)]
    tell_missing([], replace(next(iter(styles.values())), title=name), found.append)
    return write(path, [sheet], 1.0), found
