"""What recording a training of torch's costs: ratios of processor time to the same loop without it.

    python benchmarks/training.py [cnn res308k res1.2M res4.9M] [--cold]

The ways of recording take turns at each step of one loop, in one process and on one thread; `torch.save` of the state
dict each step stands beside them. A virtual machine gives memory that is free back to its host, and a page of a file
that is written there for the first time costs ten times as much as one that was in use; so a file holds pages, and lets
go of them as they are needed, which a machine of its own does by itself. Without it: --cold. Then the disk that a row
takes, as a share of the float32 weights; the memory beyond the loop's own, for so many steps and three times as many;
and the plane of 200 snapshots against the full SVD's.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch

import gdviz
from gdviz.landscapes.planes import principal
from gdviz.recording.recording import Recording

STEPS = {"cnn": 300, "res308k": 100, "res1.2M": 60, "res4.9M": 24}
# What is recorded of it, beside the bare loop: the goal, and how.
WAYS = {
    "all": {"keep": "all"},
    "plane": {"keep": "plane"},
    "every 10": {"keep": "all", "every": 10},
    "attached": {"keep": "plane", "attach": True},
}


class Block(torch.nn.Module):
    """Two convolutions with their normalisation, and a way past them."""

    def __init__(self, wide: int, wider: int, stride: int) -> None:
        super().__init__()
        self.first = torch.nn.Conv2d(wide, wider, 3, stride, 1, bias=False)
        self.second = torch.nn.Conv2d(wider, wider, 3, 1, 1, bias=False)
        self.past = torch.nn.Conv2d(wide, wider, 1, stride, bias=False)
        self.norms = torch.nn.ModuleList([torch.nn.BatchNorm2d(wider), torch.nn.BatchNorm2d(wider)])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what the block makes of images."""
        inner = torch.relu(self.norms[0](self.first(x)))
        return torch.relu(self.norms[1](self.second(inner)) + self.past(x))


def cnn(wide: int = 25) -> torch.nn.Module:
    """Return two convolutions and a linear layer."""
    first, second = torch.nn.Conv2d(1, wide, 3, padding=1), torch.nn.Conv2d(wide, 2 * wide, 3, padding=1)
    shrink, rest = torch.nn.MaxPool2d(2), [torch.nn.AdaptiveAvgPool2d(2), torch.nn.Flatten()]
    return torch.nn.Sequential(
        first, torch.nn.ReLU(), shrink, second, torch.nn.ReLU(), *rest, torch.nn.Linear(8 * wide, 10)
    )


def residual(wide: int) -> torch.nn.Module:
    """Return a convolution, three blocks and a linear layer."""
    blocks = [Block(wide, wide, 1), Block(wide, 2 * wide, 2), Block(2 * wide, 4 * wide, 2)]
    ends = [torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(4 * wide, 10)]
    return torch.nn.Sequential(torch.nn.Conv2d(1, wide, 3, 1, 1), *blocks, *ends)


NETS: dict[str, Callable[[], torch.nn.Module]] = {
    "cnn": cnn,
    "res308k": lambda: residual(32),
    "res1.2M": lambda: residual(64),
    "res4.9M": lambda: residual(128),
}


def loop_of(net: torch.nn.Module) -> tuple[torch.optim.Optimizer, Callable[[Recording | None], None]]:
    """Return an optimizer, and a function that makes one step and records it."""
    optimizer = torch.optim.SGD(net.parameters(), lr=0.001)
    x, y = torch.randn(32, 1, 16, 16), torch.randint(0, 10, (32,))

    def step(run: Recording | None) -> None:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(x), y)
        loss.backward()
        if run is not None:
            run.step(loss=loss)
        optimizer.step()

    return optimizer, step


class Ballast:
    """A file whose pages are freed little by little."""

    def __init__(self, path: Path, size: int) -> None:
        self._file, self._left = path.open("wb"), size
        for _ in range(0, size, 1 << 20):
            self._file.write(bytes(1 << 20))
        self._file.flush()

    def free(self, size: int) -> None:
        """Free so many bytes."""
        self._left = max(self._left - size, 0)
        self._file.truncate(self._left)


def steps(name: str, home: Path, *, is_cold: bool = False) -> None:
    """Tell what a step costs in each way, and what disk a row takes."""
    net = NETS[name]()
    size = sum(p.numel() for p in net.parameters())
    ballast = Ballast(home / "ballast", 0 if is_cold else 4 * size * (len(WAYS) * STEPS[name] + 10))
    # Each with a network and an optimizer of its own, so that no hook of a recording is run by the bare loop.
    loops = {way: (one := deepcopy(net), *loop_of(one)) for way in ("bare", *WAYS, "torch.save")}
    spent: dict[str, list[float]] = {way: [] for way in loops}
    with ExitStack() as all_of_them:
        runs = {
            way: all_of_them.enter_context(
                gdviz.record(home / way, model=loops[way][0], optimizer=loops[way][1], **how)
            )
            for way, how in WAYS.items()
        }
        for _, _, step in loops.values():
            step(None)
        for _ in range(STEPS[name]):
            for way, times in spent.items():
                own, _, step = loops[way]
                if way in WAYS:
                    ballast.free(4 * size)
                began = time.process_time()
                step(None if way == "attached" else runs.get(way))
                if way == "torch.save":
                    torch.save(own.state_dict(), home / "saved.pt")
                times.append(time.process_time() - began)
    bare = np.array(spent.pop("bare"))
    told = ", ".join(
        f"{way} {np.sum(times) / bare.sum():.3f} (median {np.median(times) / np.median(bare):.3f})"
        for way, times in spent.items()
    )
    print(f"{name}: {size:,} parameters, bare step {np.median(bare) * 1e3:.1f} ms of processor time; {told}")
    for way in WAYS:
        rows = len(gdviz.load(home / way).loss)
        disk = sum(path.stat().st_size for path in (home / way).iterdir())
        print(f"  {way}: {disk / rows / (4 * size):.3f} of the float32 weights a row on disk")


def peak(name: str, way: str, count: int, home: Path) -> None:
    """Print the most memory that a loop has had, in MB."""
    net = NETS[name]()
    optimizer, step = loop_of(net)
    with ExitStack() as run:
        how = WAYS.get(way)
        told = run.enter_context(gdviz.record(home, model=net, optimizer=optimizer, **how)) if how else None
        for _ in range(count):
            step(told)
    # What getrusage says begins with the parent's.
    status = Path("/proc/self/status").read_text()
    print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)


def peaks(name: str, home: Path) -> None:
    """Tell the memory beyond the bare loop's."""

    def of(way: str, count: int) -> float:
        words = [sys.executable, __file__, "--peak", name, way, str(count), str(home / "peak")]
        return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)

    few = STEPS[name]
    bare = of("bare", few)
    beyond = {f"{way}, {count} steps": of(way, count) - bare for way in ("all", "plane") for count in (few, 3 * few)}
    print(f"{name}: beyond {bare:.0f} MB: " + ", ".join(f"{way} {more:+.0f} MB" for way, more in beyond.items()))


def plane(size: int, count: int = 200) -> None:
    """Tell how long the plane of so many snapshots takes, and its angle to that of the singular vectors."""
    rng = np.random.default_rng(0)
    path = np.cumsum(rng.normal(size=(count, size)).astype(np.float32) * 0.01, axis=0)
    width = max(1, (1 << 20) // count)
    began = time.perf_counter(), time.process_time()
    axes = principal(lambda: (path[:, at : at + width].astype(np.float64) for at in range(0, size, width))).axes
    wall, own = time.perf_counter() - began[0], time.process_time() - began[1]
    moves = (path - path[-1]).astype(np.float64)
    full = np.linalg.svd(moves, full_matrices=False)[2][:2]
    # The sine is what is left of one plane outside the other: a cosine would lose half of the digits.
    sine = np.linalg.norm(axes - (axes @ full.T) @ full, 2)
    print(
        f"plane of {count} snapshots of {size:,}: {wall:.2f} s ({own:.2f} s of processor), {sine:.1e} off the full SVD"
    )


def main(names: list[str], *, is_cold: bool) -> None:
    """Tell all of it."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name in names or NETS:
            steps(name, home, is_cold=is_cold)
        for name in names or NETS:
            peaks(name, home)
    for size in (13_700, 1_200_000):
        plane(size)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peak"]:
        torch.set_num_threads(1)
        peak(sys.argv[2], sys.argv[3], int(sys.argv[4]), Path(sys.argv[5]))
    else:
        main([word for word in sys.argv[1:] if word != "--cold"], is_cold="--cold" in sys.argv)
