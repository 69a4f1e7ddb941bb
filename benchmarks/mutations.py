"""Damaged and hostile runs, by the thousand: every command answers with a picture, numbers or one sentence.

    python benchmarks/mutations.py --cases 3000 --out found.txt

Each case copies a sound run, changes one thing in it and carries out one command in a process of its own, with limits
on memory and time. What ends in a traceback, takes too long or too much memory is counted, and written to a file.
"""

import argparse
import contextlib
import io
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

# The processes are forked, and threads do not outlive that.
os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"))

import numpy as np

from gdviz.cli import main
from gdviz.figures import FIGURES
from gdviz.runs.run import load

SOUND = {
    "bowl": "solve bowl -O adam --steps 25",
    "slower": "solve bowl -O adam --steps 25 --lr 0.02",
    "plain": "solve bowl --steps 25",
    "momentum": "solve bowl -O momentum --steps 25",
    "parabola": "solve parabola --steps 12",
    "line": "solve line --steps 20",
    "polynomial": "solve polynomial --steps 20",
    "logistic": "solve logistic --steps 20",
    "mini": "solve logistic --batch 16 --steps 30",
    "basins": "solve himmelblau --steps 40 --basins 12",
    "study": "check-gradient logistic",
    "thinned": "solve rosenbrock --steps 60 --every 7",
}
# Of each, the run that is damaged and the sound ones beside it.
SCENES: dict[str, list[tuple[str, ...]]] = {
    "loss-bowl": [("bowl",), ("basins",)],
    "tangent-step": [("parabola",)],
    "decision-boundary": [("logistic",)],
    "line-fit": [("line",)],
    "learning-rates": [("bowl", "slower")],
    "momentum": [("momentum", "plain"), ("plain", "momentum")],
    "optimizer-race": [("bowl", "momentum")],
    "adam-anatomy": [("bowl",)],
    "noisy-descent": [("mini", "logistic"), ("logistic", "mini")],
    "critical-points": [("basins",)],
    "directional-derivative": [("basins",)],
    "basins": [("basins",)],
}
NUMBERS = [np.nan, np.inf, -np.inf, 1e308, -1e308, 1e155, 5e-324, -0.0, 0.0, 1e-300, 1e16, -1.0, 2.0**62, 3.5]
DTYPES = ["<f4", "<f2", "<i8", "<i4", "|i1", "<u8", "|b1", ">f8", ">i4"]
DTYPES += ["<f16", "<c16", "<M8[s]", "<m8[s]", "<U5", "|S5", "|V8", "|O"]
VALUES: list[Any] = [
    *(None, True, False, -1, 0, 1, 2, 7, 10**30, 1e308, 5e-324, -0.5, float("nan"), float("inf")),
    *("", "x", "x" * 999, "x" * 10**6, "é\u200b\u202e😀" * 100, "\x00\x1b[31m\x07"),
    *("$\\frac{", "$x$", "\ud800", "%s{0}", "line", "slope", "polynomial", "linear classifier", "softmax", "mlp"),
    *("function", "adam", "gd", "bowl", "running", [], {}, [[]], [None], [1.5] * 3, ["a", "a"], ["x" * 900] * 2),
    *([[0.0, 0.0]], [[1e308, -1e308]], [0.0] * 1000, {"a": "b"}, {"reason": "", "message": ""}),
    *({"size": 3, "sampling": "replacement"}, {"size": 10**15, "sampling": ""}),
    json.loads("[" * 400 + "]" * 400),
]


def array_of(run: Path, rng: np.random.Generator) -> tuple[Path, np.ndarray[Any, Any]]:
    """Return a file of a run and what it holds."""
    file = run / f"{rng.choice(sorted(path.stem for path in run.glob('*.npy')))}.npy"
    return file, np.load(file)


def put(file: Path, array: np.ndarray[Any, Any], *, told: bool = True) -> None:
    """Save an array in the place of another, and describe it in the manifest."""
    np.save(file, array, allow_pickle=True)
    if told:
        path = file.with_name("run.json")
        manifest = json.loads(path.read_text())
        entry = manifest["fields"][file.stem]
        shape = array.shape if entry["axis"] == "fixed" else array.shape[1:]
        entry.update(dtype=array.dtype.str, shape=list(shape))
        path.write_text(json.dumps(manifest))


def change_values(run: Path, rng: np.random.Generator) -> str:
    """Put hostile numbers into an array."""
    file, array = array_of(run, rng)
    value, where = (
        rng.choice(NUMBERS),
        rng.choice(["one", "row", "all", "half", "scaled", "moved", "equal", "reversed"]),
    )
    with np.errstate(all="ignore"):
        many = array.reshape(-1)
        if where == "scaled":
            array = (array * value).astype(array.dtype)
        elif where == "moved":
            array = (array + value).astype(array.dtype)
        elif where == "reversed":
            array = array[::-1].copy()
        elif array.size:
            chosen = {
                "one": slice(int(rng.integers(array.size)), None, array.size),
                "row": slice(0, max(1, array.size // len(array))),
                "half": slice(array.size // 2, None),
            }.get(str(where), slice(None))
            many[chosen] = np.array(many[0] if where == "equal" else value).astype(array.dtype)
    put(file, array)
    return f"{file.name} {where} {value}"


def change_dtype(run: Path, rng: np.random.Generator) -> str:
    """Save an array as another type."""
    file, array = array_of(run, rng)
    dtype, told = str(rng.choice(DTYPES)), bool(rng.random() < 0.9)
    with np.errstate(all="ignore"):
        made = np.zeros(array.shape, dtype) if dtype == "|V8" else array.astype(dtype)
    put(file, made, told=told)
    return f"{file.name} as {dtype}"


def change_shape(run: Path, rng: np.random.Generator) -> str:
    """Save an array in another shape or order."""
    file, array = array_of(run, rng)
    shapes: dict[str, Callable[[], Any]] = {
        "transposed": lambda: array.T,
        "fortran": lambda: np.asfortranarray(array),
        "deeper": lambda: array[..., None],
        "outer": lambda: array[None],
        "flat": lambda: array.ravel(),
        "no rows": lambda: array[:0],
        "one row": lambda: array[:1],
        "two rows": lambda: array[:2],
        "no columns": lambda: array[..., :0],
        "one column": lambda: array[..., :1],
        "more columns": lambda: np.concatenate([array, array], axis=-1),
        "more rows": lambda: np.concatenate([array, array], axis=0),
        "scalar": lambda: np.zeros((), array.dtype),
    }
    how = str(rng.choice(list(shapes)))
    put(file, np.copy(shapes[how](), order="K"))
    return f"{file.name} {how}"


def change_file(run: Path, rng: np.random.Generator) -> str:
    """Put another kind of file in the place of one."""
    file = run / str(rng.choice(sorted(path.name for path in run.iterdir() if path.suffix in (".npy", ".json"))))
    other, array = array_of(run, rng)
    content = file.read_bytes()
    size = int(rng.integers(0, len(content)))

    def lie(shape: str, length: int = 0) -> None:
        head = content[:128].split(b"'shape':")[0] + f"'shape': {shape}, }}".encode()
        file.write_bytes(head.ljust(127)[:127] + b"\n" + content[128:])
        os.truncate(file, max(length, len(content)))

    kinds: dict[str, Callable[[], Any]] = {
        "missing": lambda: None,
        "empty": lambda: file.write_bytes(b""),
        "cut": lambda: file.write_bytes(content[:size]),
        "byte": lambda: file.write_bytes(
            content[: size % 300] + bytes([int(rng.integers(256))]) + content[size % 300 + 1 :]
        ),
        "swapped": lambda: file.write_bytes(other.read_bytes() if other != file else b"x"),
        "link": lambda: file.symlink_to(other.name),
        "loop": lambda: file.symlink_to(file.name),
        "device": lambda: file.symlink_to("/dev/zero"),
        "fifo": lambda: os.mkfifo(file),
        "directory": file.mkdir,
        "lie": lambda: lie(f"({10 ** int(rng.integers(3, 20))},)"),
        "wide lie": lambda: lie(f"(0, {10**18})"),
        "sparse": lambda: lie(f"({10**11},)", 8 * 10**11 + 128),
        "wide sparse": lambda: lie(f"(3, {10**10})", 24 * 10**10 + 128),
        "long header": lambda: file.write_bytes(b"\x93NUMPY\x02\x00\xff\xff\xff\x7f" + content),
        "deep header": lambda: file.write_bytes(b"\x93NUMPY\x01\x00\x00\x20" + b"(" * 8192),
        "archive": lambda: np.savez(file, array) or file.with_name(file.name + ".npz").rename(file),
    }
    how = str(rng.choice(list(kinds)))
    if how not in ("lie", "wide lie", "sparse", "wide sparse"):
        file.unlink()
    if how in ("wide lie", "sparse", "wide sparse") and file.suffix == ".npy" and rng.random() < 0.8:
        manifest = json.loads((run / "run.json").read_text())
        entry = manifest["fields"][file.stem]
        shape = {"wide lie": [0, 10**18], "sparse": [10**11], "wide sparse": [3, 10**10]}[how]
        entry["shape"] = shape if entry["axis"] == "fixed" else shape[1:]
        (run / "run.json").write_text(json.dumps(manifest))
    kinds[how]()
    return f"{file.name} {how}"


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the ways to all that a manifest holds."""
    if not isinstance(value, dict | list):
        return [path]
    inner = value.items() if isinstance(value, dict) else list(enumerate(value))[:3]
    return [path, *(place for key, one in inner for place in places(one, (*path, key)))]


def change_manifest(run: Path, rng: np.random.Generator) -> str:
    """Replace or remove an entry of the manifest."""
    path = run / "run.json"
    manifest = json.loads(path.read_text())
    # Entries of the fields are many and alike.
    ways = [way for way in places(manifest) if way and (way[0] != "fields" or rng.random() < 0.15)]
    way = ways[int(rng.integers(len(ways)))]
    within = manifest
    for key in way[:-1]:
        within = within[key]
    if rng.random() < 0.15:
        del within[way[-1]]
        what = "removed"
    else:
        value = VALUES[int(rng.integers(len(VALUES)))]
        within[way[-1]] = value
        what = repr(value)[:40]
    text = json.dumps(manifest)
    path.write_text(text)
    return f"run.json {'.'.join(map(str, way))} = {what}"


def rewrite_manifest(run: Path, rng: np.random.Generator) -> str:
    """Write what is hardly JSON."""
    path = run / "run.json"
    text = path.read_text()
    texts = {
        "deep": '{"a":' * 100_000,
        "deep lists": text[:-1] + ', "x": ' + "[" * 50_000 + "]" * 50_000 + "}",
        "twice": text[:-1] + ', "problem": {}}',
        "constants": text[:-1] + ', "x": NaN, "y": -Infinity, "z": 1e999}',
        "digits": text[:-1] + ', "x": ' + "9" * 5000 + "}",
        "wide": text[:-1] + ', "x": [' + "[]," * 500_000 + "[]]}",
        "long": text[:-1] + f', "x": "{"y" * 40_000_000}"}}',
        "surrogate": text.replace('"title": "', '"title": "\\ud83d'),
        "bom": "\ufeff" + text,
    }
    how = str(rng.choice(list(texts)))
    path.write_text(texts[how])
    return f"run.json {how}"


CHANGES = [change_values] * 8 + [change_dtype] * 3 + [change_shape] * 4 + [change_file] * 4 + [change_manifest] * 8
CHANGES += [rewrite_manifest]


def commands(sound: dict[str, Path]) -> dict[str, list[str]]:
    """Return for each sound run what can be done with it: arguments of gdviz, where {run} stands for the run."""
    found = {}
    for name, path in sound.items():
        run = load(path)
        fitting = [figure for figure in FIGURES if not FIGURES[figure].fits(run)]
        found[name] = ["info {run}", "table {run}"] + [f"figure {one} {{run}} --still last" for one in fitting]
        found[name] += ["figure surface {run} --still 0.4"] if "surface" in fitting else []
        found[name] += ["table {run} --predictions 5"] if run.data else []
        found[name] += ["table {run} {sound}", "figure loss {run} {sound} --still last"]
        found[name] += ["solve --resume {run} --steps 70"] * 2 if name != "study" else []
    return found


def carry_out(words: list[str], said: Path, limits: tuple[int, int]) -> None:
    """Run a command in this process, which ends with it: 0 for done, 1 for a sentence, 3 for a traceback."""
    memory, seconds = limits
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    signal.alarm(8 * seconds)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 28, 1 << 28))
    shown = os.open(said, os.O_WRONLY | os.O_CREAT)
    os.dup2(shown, 1)
    os.dup2(shown, 2)
    code = 3
    try:
        main(words, standalone_mode=False)
        code = 0
    except Exception as error:
        if hasattr(error, "exit_code") and "\n" not in str(error).strip():
            print(f"Error: {error}")
            code = 1
        else:
            traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main_loop() -> int:
    """Try the cases, print what became of them, and return how many went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=3000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--scenes", action="store_true", help="film stills of scenes instead")
    parser.add_argument("--only", default="", help="only commands that hold this text")
    parser.add_argument("--change", default="", help="only this kind of change")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--out", type=Path, default=Path("mutations.txt"))
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="mutations-"))
    sound = {}
    for name, words in SOUND.items():
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            main([*words.split(), "-o", str(home / name)], standalone_mode=False)
        sound[name] = home / name
    todo = commands(sound)
    if options.scenes:
        # Once for all the processes that are forked.
        import_module("gdviz.stage.stage")
        todo = {run: [] for run in sound}
        for scene, casts in SCENES.items():
            for run, *beside in casts:
                others = " ".join(str(sound[other]) for other in beside)
                todo[run].append(f"scene {scene} {{run}} {others} --size 160x90 --fps 2")
    todo = {run: found for run, words in todo.items() if (found := [one for one in words if options.only in one])}
    changes = [change for change in CHANGES if options.change in change.__name__]
    tally: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    out = options.out.open("w")
    running: dict[int, tuple[Any, ...]] = {}

    def settle(wait: int) -> None:
        pid, status, used = os.wait4(-1, wait)
        if not pid:
            return
        number, words, what, begun, case = running.pop(pid)
        took, used_up = time.monotonic() - begun, used.ru_utime + used.ru_stime
        said = (case / "said").read_text(errors="replace") if (case / "said").exists() else ""
        code = os.waitstatus_to_exitcode(status)
        memory = used.ru_maxrss >> 10
        outcome = {0: "done", 1: "said", 3: "TRACEBACK"}.get(code, "KILLED")
        if outcome == "KILLED" and (used_up > options.seconds - 2 or took > 8 * options.seconds - 2):
            outcome = "HANG"
        if "Traceback (most recent" in said or "MemoryError" in said:
            outcome = "TRACEBACK" if outcome in ("done", "said", "TRACEBACK") else outcome
        elif outcome in ("done", "said") and used_up > 6:
            outcome = "SLOW"
        tally[outcome] += 1
        last = said.strip().splitlines()[-1] if said.strip() else ""
        if outcome.isupper():
            where = [line.strip() for line in said.splitlines() if "gdviz/" in line and "File" in line][-1:]
            kinds[f"{outcome} {last[:70]} {where[0].split('gdviz/')[-1] if where else ''}"] += 1
        print(f"{outcome} {number} {used_up:.1f}s {memory}MB {words} | {what} | {last[:160]}", file=out, flush=True)
        if outcome.isupper():
            print(said[-3000:], file=out, flush=True)
        shutil.rmtree(case, ignore_errors=True)

    for number in range(options.first, options.first + options.cases):
        rng = np.random.default_rng(number)
        name = str(rng.choice(list(todo)))
        case = home / f"case{number}"
        case.mkdir()
        shutil.copytree(sound[name], case / "run", ignore=shutil.ignore_patterns(".lock"))
        command = str(rng.choice(todo[name]))
        what = f"{name}: {changes[int(rng.integers(len(changes)))](case / 'run', rng)}"
        words = command.format(run=case / "run", sound=sound[name]).split()
        if words[0] in ("figure", "scene"):
            words += ["-o", str(case / "picture.png")]
        if words[0] == "figure":
            words += ["--size", "320x180"]
        while len(running) >= options.jobs:
            settle(0)
        if not (pid := os.fork()):
            os.chdir(case)
            carry_out(words, case / "said", (6 << 30, options.seconds))
        running[pid] = (number, command, what, time.monotonic(), case)
    while running:
        settle(0)
    shutil.rmtree(home, ignore_errors=True)
    print(", ".join(f"{count} {outcome}" for outcome, count in tally.most_common()))
    for kind, count in kinds.most_common(60):
        print(f"{count:5} {kind}")
    return sum(count for outcome, count in tally.items() if outcome.isupper())


if __name__ == "__main__":
    sys.exit(bool(main_loop()))
