"""The files of what is embedded in pages: for readers of light pages and of dark ones, each with a still.

Everything is imported when it is used, so that a command waits for no renderer but its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.rendering.alternatives import PictureKind
from gdviz.rendering.options import default_output

if TYPE_CHECKING:
    from gdviz.pages.command import Command
    from gdviz.rendering.given import Given


def embedded(
    kind: PictureKind,
    name: str,
    runs: "Given",
    looks: Mapping[str, Mapping[str, Any]],
    progress: Callable[[int, int], None] = lambda done, of_all: None,
) -> tuple[dict[str, Path], str]:
    """Make the files of an embedded figure or scene, and return them by what they are for, with their alternative text.

    Parameters
    ----------
    kind, name, runs
        As for `gdviz.rendering.alternatives.alt_text`; runs may be given by their directories.
    looks
        By theme, the options of `draw` or `shoot` for it, with a style of that theme.
    progress
        Called with the number of frames done and of all, of one file after another.
    """
    from gdviz.encode.formats import format_of
    from gdviz.encode.sizes import check_shown_in_pages
    from gdviz.languages import speaking
    from gdviz.rendering.alternatives import alt_text
    from gdviz.rendering.given import open_runs

    shown, files = open_runs(runs), dict[str, Path]()
    one, *others = looks.values()
    if all(other["style"] == one["style"] for other in others):
        # Colours of one's own that are the same in both themes.
        looks = {"light": one}
    for theme, look in looks.items():
        out = Path(look["out"] or default_output(name, shown, ".gif" if kind == "figure" else ".mp4"))
        check_shown_in_pages(out)
        if len(looks) > 1:
            out = out.with_stem(f"{out.stem}-{theme}")
        files[theme] = _made(kind, name, shown, {**look, "out": out}, progress)
        if not format_of(out).is_still and look.get("strip") is None and look.get("still") is None:
            files[f"{theme}-still"] = _made(kind, name, shown, _still_of(look, files[theme]), progress)
        if look.get("captions") == "files":
            files.setdefault("captions", out.with_suffix(".vtt"))
    if "light" not in files:
        files = {role.replace("dark", "light"): path for role, path in files.items()}
    style = next(iter(looks.values()))["style"]
    with speaking(style.lang):
        return files, alt_text(kind, name, shown)


def _made(kind: PictureKind, name: str, runs: Any, look: Mapping[str, Any], progress: Any) -> Path:
    if kind == "figure":
        from gdviz.rendering.figures import draw

        return draw(name, runs, progress=progress, **look)
    from gdviz.rendering.scenes import shoot

    return shoot(name, runs, progress=progress, **look)


def _still_of(look: Mapping[str, Any], film: Path) -> dict[str, Any]:
    """Return the options of the picture in which a film ends, as large as that."""
    from gdviz.encode.sizes import size_of

    kept = ("style", "settings", "section", "fps", "pace", "seconds", "report")
    return {
        **{name: look[name] for name in kept if name in look},
        "out": film.with_suffix(".png"),
        "size": size_of(film),
    }


def commands_of(runs: "Given") -> "list[Command]":
    """Return the commands that make runs where they are; none for a run whose command cannot be told."""
    from shlex import quote

    from gdviz.pages.command import command_of
    from gdviz.rendering.given import open_runs

    made = {run.path: command_of(run) for run in open_runs(runs)}
    return [replace(one, text=f"{one.text} -o {quote(path.as_posix())}") for path, one in made.items() if one.text]
