"""The house as its code has it: the packages of gdviz, their lines, and which imports which."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = {"gdviz": ROOT / "gdviz", "gdviz.scenes": ROOT / "scenes"}
# What belongs together; all meet in the run.
GROUPS = {
    "solves": "problems optimizers recording keras lightning solving surveying",
    "seam": "runs",
    "reckons": "landscapes ledger analysis",
    "draws": "languages style pens relief figures stage props scenes encode parallel rendering slides pages",
    "serves": "version installation extensions settings arguments faces files progress wording registry "
    "recipes catalogue notebook cli",
}


@dataclass(frozen=True)
class Room:
    """A package, or a module at the top.

    Attributes
    ----------
    charter
        The first sentence of its docstring.
    lines
        To two digits, so that the picture changes when the house does.
    uses
        The rooms that it imports.
    """

    name: str
    charter: str
    lines: int
    uses: frozenset[str]

    @property
    def group(self) -> str:
        """The key of its group."""
        for group, names in GROUPS.items():
            if self.name in names.split():
                return group
        raise ValueError(f"no group has {self.name!r}; write it into GROUPS of docs/house.py")


@dataclass(frozen=True)
class House:
    """All rooms, by name."""

    rooms: Mapping[str, Room]

    def measuring(self, lines: Mapping[str, int]) -> "House":
        """Return the same house with other numbers of lines."""
        return House({name: replace(room, lines=lines[name]) for name, room in self.rooms.items()})

    @cached_property
    def floors(self) -> dict[str, int]:
        """For each room, lowest first, the longest way down."""
        found: dict[str, int] = {}
        for name in TopologicalSorter({room.name: room.uses for room in self.rooms.values()}).static_order():
            found[name] = 1 + max((found[used] for used in self.rooms[name].uses), default=-1)
        order = " ".join(GROUPS.values()).split()
        return {name: found[name] for name in sorted(found, key=lambda name: (found[name], order.index(name)))}

    @cached_property
    def below(self) -> dict[str, frozenset[str]]:
        """For each room all rooms on which it stands, at last."""
        found: dict[str, frozenset[str]] = {}
        for name in self.floors:
            uses = self.rooms[name].uses
            found[name] = uses.union(*(found[used] for used in uses))
        return found

    @cached_property
    def arrows(self) -> list[tuple[str, str]]:
        """From a room to each that it imports, unless others that it imports stand on that."""
        return [
            (name, used)
            for name in self.floors
            for used in sorted(self.rooms[name].uses)
            if not any(used in self.below[other] for other in self.rooms[name].uses)
        ]


def read(folders: Mapping[str, Path] = FOLDERS) -> House:
    """Return the house as its code has it."""
    files = {
        ".".join([package, *path.relative_to(folder).with_suffix("").parts]).removesuffix(".__init__"): path
        for package, folder in folders.items()
        for path in sorted(folder.rglob("*.py"))
    }
    # The package itself names what it offers, from every floor, and as a module it is the command line.
    for door in ("gdviz", "gdviz.__main__"):
        files.pop(door, None)
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in files.items()}
    rooms: dict[str, Room] = {}
    for name, tree in trees.items():
        room = name.split(".")[1]
        whole = rooms.get(room, Room(room, "", 0, frozenset()))
        charter = _sentence(ast.get_docstring(tree) or "") if name == f"gdviz.{room}" else whole.charter
        uses = {used.split(".")[1] for used in _imports(tree, trees)} - {room}
        lines = whole.lines + len(files[name].read_text(encoding="utf-8").splitlines())
        rooms[room] = Room(room, charter, lines, whole.uses | uses)
    return House({name: replace(room, lines=_rounded(room.lines)) for name, room in rooms.items()})


def _imports(tree: ast.Module, known: Mapping[str, ast.Module]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (found for name in inner if (found := name if name in known else node.module) in known)


def _sentence(docstring: str) -> str:
    """Return the first sentence of a docstring, which may go over lines."""
    first = " ".join(docstring.partition("\n\n")[0].split())
    return re.split(r"(?<=\.)\s", first)[0]


def _rounded(lines: int) -> int:
    digits = max(0, len(str(lines)) - 2)
    return round(lines, -digits)
