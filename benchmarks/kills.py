"""What a kill at a random moment leaves: finished files whole, no process, and nothing that is not swept.

    python benchmarks/kills.py [ROUNDS] [SEED]

Each round kills solve, record, sweep, make, table, figure, scene and deck, by SIGKILL and by SIGTERM, at a moment drawn
from the time that each takes undisturbed. What is checked is printed as a table, one line for each command:

    kills     how often it was at work when it was killed
    whole     files and runs that were there after a kill and could be read to their end; "damaged": that could not
    orphans   processes that lived 5 seconds after it
    left      bytes in temporary places, over all kills; "swept to": those after the command was typed once more
    next      whether that did its work

Exits with 1 where anything is amiss. A process is found by a word in its environment, so that others are left alone.
"""

import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gdviz.files.scratch import PREFIX
from gdviz.runs.manifest import RunError
from gdviz.runs.run import load

MARK = "GDVIZ_KILLS"
PATIENCE = 5.0
RECORD = """
import numpy as np, gdviz
p = np.array([1.0, 1.0])
with gdviz.record("made", loss=lambda p: p[0] ** 2 + p[1] ** 2, lr=0.0001) as run:
    for _ in range(40000):
        run.step(p, gradient=2 * p)
        p = 0.9998 * p
"""
SMALL = "--size 160x90 --fps 10"
# What is typed, and what it makes; files that are there already must stay whole until they are replaced.
COMMANDS = {
    "solve": ("solve rosenbrock --steps 60000 -o made", "made"),
    "record": ("", "made"),
    "sweep": ("sweep rosenbrock --steps 15000 --lr 1e-4,2e-4,3e-4,4e-4 --jobs 2 -o made", "made/*"),
    "make": ("make parabola D4 --force -o made", "made/*.*"),
    "table": ("table run --at 0,last -o made.csv", "made.csv"),
    "figure": (f"figure surface run {SMALL} --seconds 6 --jobs 2 -o made.gif", "made.gif"),
    "scene": (f"scene loss-bowl run {SMALL} --jobs 2 -o made.mp4", "made.mp4"),
    "deck": ("deck loss-bowl=run -q l --fps 2 --jobs 2 -o made.html", "made.html"),
}


@dataclass
class Tally:
    """What came of the kills of one command."""

    kills: int = 0
    whole: int = 0
    damaged: int = 0
    orphans: int = 0
    left: int = 0
    swept: int = 0
    again: int = 0
    failed: list[str] = field(default_factory=list)


def words_of(name: str) -> list[str]:
    """Return a command as it is started."""
    if name == "record":
        return [sys.executable, "-c", RECORD]
    return [sys.executable, "-c", "from gdviz.cli import main; main()", *shlex.split(COMMANDS[name][0])]


def start(words: Sequence[str], home: Path, mark: str) -> "subprocess.Popen[str]":
    """Start a command in a folder, with a place for temporary files of its own."""
    environment = {**os.environ, MARK: mark, "TMPDIR": str(home / "tmp")}
    return subprocess.Popen(
        words, cwd=home, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def living(mark: str) -> list[int]:
    """Return the processes that bear a mark."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                if state not in "ZX" and f"{MARK}={mark}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def leftovers(home: Path) -> int:
    """Return the bytes of what is unfinished: in the place for temporary files, and in scratch folders beside files."""
    places = [home / "tmp", *(path for path in home.rglob(f"{PREFIX}*") if path.is_dir())]
    return sum(file.stat().st_size for place in places for file in place.rglob("*") if file.is_file())


def is_whole(path: Path) -> bool:
    """Return whether a file is complete, or a run can be read."""
    if path.is_dir():
        try:
            return len(load(path).loss) > 0
        except (RunError, ValueError):
            return False
    data = path.read_bytes()
    if path.suffix == ".mp4":
        import av

        with av.open(str(path)) as film:
            return sum(1 for _ in film.decode(video=0)) > 0
    ends = {".gif": b";", ".html": b"</html>", ".csv": b"\n", ".png": b"IEND\xaeB`\x82"}
    return data.rstrip(b"" if path.suffix == ".png" else b" \n").endswith(ends.get(path.suffix, b"").rstrip(b"\n"))


def undisturbed(name: str, home: Path) -> float:
    """Return the seconds that a command takes."""
    begun = time.monotonic()
    process = start(words_of(name), home, "undisturbed")
    _, said = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{name}: {said}")
    return time.monotonic() - begun


def kill(name: str, home: Path, number: signal.Signals, after: float, tally: Tally) -> None:
    """Kill a command after so many seconds, and look at what is left."""
    mark = uuid.uuid4().hex
    process = start(words_of(name), home, mark)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(number)
        tally.kills += 1
    _, said = process.communicate()
    if "Traceback" in said and name != "record":
        tally.failed.append(said.splitlines()[-1])
    until = time.monotonic() + PATIENCE
    while (alive := living(mark)) and time.monotonic() < until:
        time.sleep(0.05)
    tally.orphans += len(alive)
    for orphan in alive:
        os.kill(orphan, signal.SIGKILL)
    tally.left += leftovers(home)
    for path in home.glob(COMMANDS[name][1]):
        if path.is_dir() and not (path / "run.json").exists():
            # Never a run.
            continue
        good = is_whole(path)
        tally.whole += good
        tally.damaged += not good


def main() -> None:
    """Kill, and print what came of it."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)  # noqa: S311
    amiss = False
    print(f"{'':8}{'kills':>8}{'whole':>8}{'damaged':>9}{'orphans':>9}{'left':>12}{'swept to':>10}{'next':>6}")
    for name in COMMANDS:
        with tempfile.TemporaryDirectory(prefix="kills-") as directory:
            home, tally = Path(directory), Tally()
            (home / "tmp").mkdir()
            made = [sys.executable, "-c", "from gdviz.cli import main; main()", "solve", "bowl", "-o", "run"]
            start(made, home, "run").communicate()
            seconds = undisturbed(name, home)
            for number in (signal.SIGKILL, signal.SIGTERM) * rounds:
                if name == "sweep":
                    # Runs that are complete are not solved again.
                    shutil.rmtree(home / "made", ignore_errors=True)
                kill(name, home, number, chance.uniform(0.1, 1) * seconds, tally)
            process = start(words_of(name), home, "again")
            _, said = process.communicate()
            tally.again = process.returncode == 0
            tally.swept = leftovers(home)
            if process.returncode:
                tally.failed.append(said.strip())
        print(
            f"{name:8}{tally.kills:8}{tally.whole:8}{tally.damaged:9}{tally.orphans:9}{tally.left:12,}"
            f"{tally.swept:10,}{tally.again:6}",
            *tally.failed,
            flush=True,
        )
        amiss = amiss or bool(tally.damaged or tally.orphans or tally.swept or tally.failed)
    sys.exit(amiss)


if __name__ == "__main__":
    main()
