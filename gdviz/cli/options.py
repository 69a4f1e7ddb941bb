"""Words that commands share: options read into values, and the progress bar."""

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from gdviz.cli.saying import note


class ListingOption(click.Option):
    """An option whose help names what is registered, by words in braces that are looked up when the help is shown."""

    def __init__(self, *declarations: Any, listed: Callable[[], Mapping[str, str]], **how: Any) -> None:
        super().__init__(*declarations, **how)
        self._listed, self._template = listed, self.help or ""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Fill in the names, so that a program that shows no help loads nothing for it."""
        self.help = self._template.format(**self._listed())
        return super().get_help_record(ctx)


def formats() -> dict[str, str]:
    """Return the suffixes of animations, those of videos first, and of stills, as a sentence names them."""
    from gdviz.encode import FORMATS

    animations = [kind for kind in FORMATS.values() if not kind.is_still]
    videos_first = sorted(animations, key=lambda kind: kind.embedded)
    stills = [kind for kind in FORMATS.values() if kind.is_still]
    kinds = {"animations": animations, "films": videos_first, "stills": stills}
    return {name: either([kind.suffix for kind in found]) for name, found in kinds.items()}


def palettes() -> dict[str, str]:
    """Return the names of the palettes."""
    from gdviz.style.palettes import PALETTES

    return {"palettes": ", ".join(PALETTES)}


def either(names: Sequence[str]) -> str:
    """Return names as "a, b or c"."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def pairs(settings: Sequence[str]) -> dict[str, str]:
    """Return NAME=VALUE words as a dict."""
    for word in settings:
        if "=" not in word:
            raise ValueError(f"--set takes NAME=VALUE, not {word!r}; for example --set momentum=0.8")
    return dict(word.split("=", 1) for word in settings)


def numbers(option: str, text: str | None) -> list[float] | None:
    """Return comma-separated numbers as a list."""
    if text is None:
        return None
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise ValueError(
            f"{option} takes numbers with commas between them, not {text!r}; for example {option} -1.5,2"
        ) from None


def refuse_all_but(allowed: Sequence[str], why: str) -> None:
    """Raise ValueError if an option or argument of the running command was given that is not `allowed`."""
    context = click.get_current_context()
    sources = {name: context.get_parameter_source(name) for name in context.params}
    given = [name for name, source in sources.items() if source is click.core.ParameterSource.COMMANDLINE]
    if extra := sorted(set(given) - set(allowed)):
        raise ValueError(f"{why}; leave out {', '.join(extra)}")


def size(text: str | None) -> tuple[int, int] | None:
    """Return WxH as two numbers."""
    if text is None:
        return None
    width, by, height = text.lower().partition("x")
    if not (by and width.isdecimal() and height.isdecimal()):
        raise ValueError(f"--size takes WIDTHxHEIGHT in pixels, not {text!r}; for example --size 800x450")
    return int(width), int(height)


def amount(text: str | None) -> int | None:
    """Return 2MB, 500kB or a plain number as a number of bytes."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d+\.?\d*)\s*([kmg]?)(i?)b?", text.strip(), re.IGNORECASE)
    if not found or not float(found[1]):
        raise ValueError(f"--max-bytes takes a size such as 2MB, 500kB or 800000, not {text!r}")
    return int(float(found[1]) * (1024 if found[3] else 1000) ** " kmg".index(found[2].lower() or " "))


def show(path: Path) -> None:
    """Open a file as the desktop would, where there is one."""
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        note("there is no display here to show it on")
    elif click.launch(str(path)):
        note(f"nothing here can show {path}")
