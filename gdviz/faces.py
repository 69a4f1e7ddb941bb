"""Faces: packages that show names of other modules, each loaded on first use."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module


def face(
    package: str, homes: Mapping[str, str], beside: Iterable[str] = ()
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return the `__getattr__` and the `__dir__` of a package that shows names.

    Parameters
    ----------
    homes
        The module of each.
    beside
        Names that the package has itself, and shows too.
    """

    def load(name: str) -> object:
        if name in homes:
            return getattr(import_module(homes[name]), name)
        hint = ""
        if not name.startswith("_"):
            from gdviz.wording import did_you_mean

            hint = did_you_mean(name, names()) or f"it has {', '.join(names())}"
            hint = f"; {hint}"
        raise AttributeError(f"module {package!r} has no attribute {name!r}{hint}")

    def names() -> list[str]:
        return sorted((*homes, *beside))

    return load, names
