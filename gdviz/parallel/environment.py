"""What decides the bytes of an answer besides the order: the versions of what a process runs on."""

import os
import platform
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from gdviz.version import __version__

# Packages that are there wherever gdviz is on a cluster, and those that some orders need.
PACKAGES = ("av", "contourpy", "distributed", "matplotlib", "numpy", "pillow", "scikit-learn", "scipy")
SOME = ("manim", "torch")


@cache
def environment(names: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of packages, those that are there, and of what they run on."""
    about = {"gdviz": __version__, "Python": ".".join(platform.python_version_tuple()[:2]), "system": os.name}
    for name in names:
        with suppress(PackageNotFoundError):
            about[name] = about.get(name) or version(name)
    return about


def environment_here() -> dict[str, str]:
    """Return the versions that decide the bytes of what this process asks for: of what it has loaded itself."""
    return environment((*PACKAGES, *(name for name in SOME if name in sys.modules)))


def unlike(needed: Mapping[str, str], found: Mapping[str, str]) -> str:
    """Return what a worker has in other versions than are needed, and what to do; empty where all are the same."""
    if not found:
        return f"has no gdviz; type there: pip install 'gdviz[cluster]=={needed['gdviz']}'"
    others = [name for name, known in needed.items() if found.get(name) != known]
    if not others:
        return ""
    theirs, ours = (
        ", ".join(f"{name} {known[name]}" if name in known else f"no {name}" for name in others)
        for known in (found, needed)
    )
    wanted = " ".join(f"'{name}=={needed[name]}'" for name in others if name not in ("Python", "system"))
    advice = f"type there: pip install {wanted}" if wanted else "start workers in an environment such as this one"
    return f"has {theirs}, and this process {ours}, so that bytes would differ; {advice}"
