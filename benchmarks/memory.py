"""Whether memory grows with the work: each command with its frames, steps or runs doubled, and doubled again.

    python benchmarks/memory.py [NAME...]

Every command is carried out as a process of its own. Printed are its peaks of resident memory in MB, with the least
work and with four times as much, and their ratio, of which what a bare `gdviz --help` takes is part.
"""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from measure import cost, goal, python

# So many times more work, and what memory may grow by.
MORE, MOST = 4, 1.1


@dataclass(frozen=True)
class Case:
    """A command whose work can be given.

    Attributes
    ----------
    words
        The command, with {n} for the amount of work, {out} for its file, and the names of what it needs in braces.
    work
        The least amount.
    most
        What memory may grow by.
    """

    words: str
    work: int
    most: float = MOST


FILM = "--size 320x180 --fps 25 --seconds {n}"
CASES = {
    # Steps.
    "solve": Case("solve rosenbrock -O adam --steps {n} -o {out}", 50_000),
    "solve data": Case("solve logistic --batch 10 --steps {n} -o {out}", 20_000),
    "info": Case("info {run}", 50_000),
    "table": Case("table {run}", 50_000),
    "still": Case("figure contour {run} --still last -o {out}.png", 50_000, 1.5),
    "loss": Case("figure loss {run} --still last -o {out}.png", 50_000),
    "landscape": Case("landscape {run} --samples 21 -o {out}", 50_000),
    "watch": Case("watch {run} --size 320x180 -o {out}.png", 50_000, 1.5),
    # A page holds its run, and a still the curve that it draws.
    "page": Case("page {run} -o {out}.html", 50_000, 1.5),
    "import": Case("import {checkpoints} -o {out}", 200),
    # Runs.
    "sweep": Case("sweep bowl --starts {n} --steps 20 --jobs 1 -o {out}", 250),
    "fleet": Case("sweep rosenbrock -O adam --starts {n} --steps 200 --fleet --jobs 1 -o {out}", 2500),
    "fleet info": Case("info {fleet}", 2500),
    # A run that is open takes some ten kB.
    "fleet table": Case("table {fleet}", 2500, MORE),
    "cloud": Case("figure cloud {fleet} --still last -o {out}.png", 2500, MORE),
    # Frames.
    **{name: Case(f"figure contour {{bowl}} {FILM} -o {{out}}.{name}", 10) for name in ("gif", "mp4", "webm", "webp")},
    "apng": Case(f"figure contour {{bowl}} {FILM} -o {{out}}.apng", 10),
    "mov": Case(f"figure contour {{bowl}} {FILM} -o {{out}}.mov", 10),
    "scene": Case("scene loss-bowl {bowl} --size 320x180 --fps {n} -o {out}.mp4", 15),
    "deck": Case("deck loss-bowl={bowl} -q l --fps {n} -o {out}.html", 8),
}


def gdviz(*words: object) -> list[str]:
    """Return a command of gdviz."""
    return python("-c", "from gdviz.cli import main; main()", *words)


def checkpoints(home: Path, count: int) -> list[Path]:
    """Write so many checkpoints of a small model."""
    home.mkdir(exist_ok=True)
    rng = np.random.default_rng(0)
    made = [home / f"{number:05}.npz" for number in range(count)]
    for path in made:
        if not path.exists():
            np.savez(path, weight=rng.normal(size=(100, 100)))
    return made


def needed(name: str, home: Path, work: int) -> list[Path]:
    """Return what a command needs, made where it is not there yet."""
    if name == "checkpoints":
        return checkpoints(home / name, work)
    path = home / f"{name}-{work if name != 'bowl' else ''}"
    make = {
        "bowl": "solve bowl",
        "run": f"solve rosenbrock -O adam --steps {work}",
        "fleet": f"sweep rosenbrock -O adam --starts {work} --steps 200 --fleet --jobs 1",
    }[name]
    if not path.exists():
        cost(gdviz(*make.split(), "-o", path))
    return [path]


def peak(case: Case, home: Path, work: int) -> float:
    """Return the most memory that a command takes for so much work, in MB."""
    words: list[object] = []
    for word in case.words.split():
        name = word.rpartition("=")[2].strip("{}")
        if word.endswith("}") and name in ("bowl", "run", "fleet", "checkpoints"):
            words += [f"{word.rpartition('=')[0]}={one}" if "=" in word else one for one in needed(name, home, work)]
        else:
            words.append(word.format(n=work, out=home / "out" / str(work)))
    with tempfile.TemporaryDirectory(dir=home) as out:
        shown = [str(word).replace(str(home / "out"), out) for word in words]
        return cost(gdviz(*shown)).memory


def main(names: Sequence[str]) -> None:
    """Print what is measured."""
    print(f"memory: MB of {MORE} times the work / of the least")
    with tempfile.TemporaryDirectory() as directory:
        for name in names or CASES:
            case = CASES[name]
            least, most = (peak(case, Path(directory), case.work * more) for more in (1, MORE))
            goal(f"{name}: {least:.0f} -> {most:.0f} MB", most / least, most=case.most)


if __name__ == "__main__":
    main(sys.argv[1:])
