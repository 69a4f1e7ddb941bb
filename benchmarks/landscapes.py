"""What the landscape of a network costs: CPU time against a bare loop of evaluations, interleaved in one process.

    python benchmarks/landscapes.py [ROUNDS]

Needs torch. Ours is the whole call, from the model to the run on disk. Beside it stands loss-landscapes, where it is
installed, which returns an array; ours is timed with the picture as well there.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import torch
from sklearn.datasets import load_digits

import gdviz

SIDE = 40


def dense(*widths: int) -> torch.nn.Module:
    """Return a network of layers of these widths."""
    layers = [layer for one in pairwise(widths) for layer in (torch.nn.Linear(*one), torch.nn.Tanh())]
    return torch.nn.Sequential(*layers[:-1])


def convolutional() -> torch.nn.Module:
    """Return a network of 13,706 parameters for images of 8 x 8."""
    return torch.nn.Sequential(
        *(torch.nn.Unflatten(1, (1, 8)), torch.nn.Conv2d(1, 16, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2)),
        *(torch.nn.Conv2d(16, 32, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2), torch.nn.Flatten()),
        *(torch.nn.Linear(128, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10)),
    )


def spent(work: Callable[[], Any]) -> float:
    """Return the CPU time of some work, in seconds."""
    start = time.process_time()
    work()
    return time.process_time() - start


def medians(rounds: int, works: Sequence[Callable[[], Any]]) -> list[float]:
    """Return the median CPU time of each work, done in turn."""
    return [median(times) for times in zip(*([spent(work) for work in works] for _ in range(rounds)), strict=True)]


def main(rounds: int) -> None:
    """Print a line for each network."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    points, digits = load_digits(return_X_y=True)
    images, labels = torch.tensor(points[:500] / 16, dtype=torch.float32), torch.tensor(digits[:500])
    criterion = torch.nn.CrossEntropyLoss()
    networks = [
        ("dense", dense(2, 10, 10, 2), images[:200, 20:22], labels[:200] % 2),
        ("convolutional", convolutional(), images.reshape(-1, 8, 8), labels),
        ("dense", dense(64, 400, 400, 300, 10), images, labels),
    ]
    with tempfile.TemporaryDirectory() as home:
        for name, net, inputs, targets in networks:
            compared(name, net.eval(), lambda m, x=inputs, y=targets: criterion(m(x), y), Path(home), rounds)


def compared(name: str, net: torch.nn.Module, loss: Callable[[Any], torch.Tensor], home: Path, rounds: int) -> None:
    """Print what a landscape of a network costs."""

    def bare() -> None:
        with torch.no_grad():
            for _ in range(SIDE * SIDE):
                loss(net).item()

    def ours() -> None:
        gdviz.landscape(net, loss, out=home / "run", samples=SIDE, progress=False)

    def drawn() -> None:
        ours()
        gdviz.draw("contour", [gdviz.load(home / "run")], home / "x.png", still="last")

    def theirs() -> None:
        import loss_landscapes

        with torch.no_grad():
            metric = lambda model: loss(model.modules[0]).item()  # noqa: E731 - it is called so
            loss_landscapes.random_plane(net, metric, distance=1, steps=SIDE, normalization="filter")

    works = [bare, ours, *([drawn, theirs] if find_spec("loss_landscapes") else [])]
    for work in works[1:]:
        work()
    loop, *others = medians(rounds, works)
    count = sum(p.numel() for p in net.parameters())
    ratios = [f"{word} {other / loop:.2f}x" for word, other in zip(("ours", "drawn", "theirs"), others, strict=False)]
    print(f"{name} {count:,}: bare {loop:.2f} s; {', '.join(ratios)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5)
