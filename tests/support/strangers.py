"""Runs of strangers: what they say of themselves is math, markup or a program to somebody."""

import json
import shutil
from pathlib import Path

from gdviz.runs.run import Run, load

STRANGE = (
    "costs $5",
    "$x$ and $y",
    r"$\frac{$",
    r"\alpha_{^}%~&#",
    '#read("/etc/passwd")',
    '#import "@preview/x:0.1.0": *',
    '"; image("x.png") //',
    '`a` /* b */ $#eval("1")$',
    r"\u{23}read \text{#x} \operatorname{y}",
    "<b>R&D</b> 'x' \"y\"",
)


def strange_copy(run: Run, folder: Path, words: str) -> Run:
    """Return a copy of a run that calls all it can by such words."""
    shutil.copytree(run.path, folder)
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    told["problem"]["title"] = told["problem"]["formula"] = words
    told["problem"]["parameters"] = [f"{words}{i or ''}" for i in range(run.params.shape[1])]
    told["optimizer"]["title"] = told["optimizer"]["formula"] = words
    (folder / "run.json").write_text(json.dumps(told), encoding="utf-8")
    return load(folder)
