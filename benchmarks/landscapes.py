"""What the landscape of a network costs: CPU time against a bare loop of evaluations, and against other tools.

    python benchmarks/landscapes.py [ROUNDS]

Needs torch and scikit-learn. Bare is the loss alone, without setting a weight. Ours is the whole call, from the model
to the run on disk; drawn has figure contour, still, as PNG besides.

Beside the convolutional network stand, on the same two directions and grid, those that are installed of

- loss-landscapes 3.0.6, planar_interpolation, which returns an array and draws nothing;
- loss-landscape-anim 0.1.10, LossGrid and its still contour (needs pytorch-lightning and torchmetrics; install it with
  --no-deps: its torchvision is for MNIST alone, its bounds on NumPy are of 2024);
- loss-landscape-3d 0.1.3, LossLandscapeCalculator and its contour, without plotly.

The works are done in turn, each in a fork of one process, so that what one leaves in memory is no gain to another: our
call teaches the C library to keep memory, see gdviz.surveying.pytorch. In each fork a small grid comes first, which is
not timed. The lowest time of all rounds counts. How much faster two processes are than one is told by the clock.
"""

import copy
import importlib
import io
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import torch
from measure import goal
from sklearn.datasets import load_digits

import gdviz

SIDE = 40
# And on each that two processes share.
SHARED = 101
# How far the grid goes to each side, as a share of the weights' length.
REACH = 0.5


@dataclass(frozen=True, eq=False)
class Case:
    """A network, its data, and two unit vectors around it.

    Attributes
    ----------
    net, inputs, targets
        Of which the loss is the cross-entropy.
    axes
        The vectors, (2, D).
    step
        From a point of the grid to the next.
    home
        Where files go.
    """

    net: torch.nn.Module
    inputs: torch.Tensor
    targets: torch.Tensor
    axes: torch.Tensor
    step: float
    home: Path

    @classmethod
    def of(cls, net: torch.nn.Module, inputs: torch.Tensor, targets: torch.Tensor, home: Path) -> "Case":
        """Return one with random directions."""
        flat = torch.nn.utils.parameters_to_vector(net.parameters()).detach()
        axes = torch.linalg.qr(torch.randn(flat.numel(), 2)).Q.T.contiguous()
        return cls(net.eval(), inputs, targets, axes, REACH * float(flat.norm()) / (SIDE // 2), home)

    def loss(self, net: torch.nn.Module) -> torch.Tensor:
        """Return the loss."""
        return torch.nn.functional.cross_entropy(net(self.inputs), self.targets)

    def grid(self, side: int) -> np.ndarray:
        """Return the coordinates of a grid, with the network in the middle."""
        return self.step * np.arange(-(side // 2), side - side // 2)

    def parts(self, vector: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return a vector as a state dict."""
        named = dict(self.net.named_parameters())
        flats = vector.split([p.numel() for p in named.values()])
        return {name: flat.view_as(p) for (name, p), flat in zip(named.items(), flats, strict=True)}


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


class Residual(torch.nn.Module):
    """A residual network with BatchNorm, of 297,162 parameters, for images of 8 x 8."""

    def __init__(self, width: int = 64, blocks: int = 4) -> None:
        super().__init__()
        conv, norm = partial(torch.nn.Conv2d, kernel_size=3, padding=1, bias=False), torch.nn.BatchNorm2d
        self.first = conv(1, width)
        self.blocks = torch.nn.ModuleList(
            torch.nn.Sequential(conv(width, width), norm(width), torch.nn.ReLU(), conv(width, width), norm(width))
            for _ in range(blocks)
        )
        self.last = torch.nn.Linear(width, 10)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return the outputs, (n, 10)."""
        h = self.first(images[:, None])
        for block in self.blocks:
            h = torch.relu(h + block(h))
        return self.last(h.mean(dim=(2, 3)))


def bare(case: Case, side: int) -> None:
    """Evaluate the loss where the network is."""
    with torch.no_grad():
        for _ in range(side * side):
            case.loss(case.net).item()


def ours(case: Case, side: int, jobs: int | None = None) -> np.ndarray:
    """Take a landscape."""
    low, *_, high = case.grid(side)
    box = (low, high, low, high)
    how = {"directions": tuple(case.axes), "domain": box, "samples": side, "progress": False, "jobs": jobs}
    return gdviz.landscape(case.net, case.loss, out=case.home / "run", **how).landscape.loss


def drawn(case: Case, side: int) -> np.ndarray:
    """Take a landscape and draw it."""
    loss = ours(case, side)
    gdviz.draw("contour", [gdviz.load(case.home / "run")], case.home / "ours.png", still="last")
    return loss


def of_loss_landscapes(case: Case, side: int) -> np.ndarray:
    """Return the array of loss-landscapes, with rows along our first axis."""
    main = importlib.import_module("loss_landscapes")
    named = dict(case.net.named_parameters())

    def at(x: float, y: float) -> torch.nn.Module:
        net = copy.deepcopy(case.net)
        moved = torch.nn.utils.parameters_to_vector(named.values()).detach() + x * case.axes[0] + y * case.axes[1]
        torch.nn.utils.vector_to_parameters(moved, net.parameters())
        return net

    low, end = case.grid(side)[0], case.grid(side)[0] + side * case.step
    with torch.no_grad():
        return main.planar_interpolation(
            at(low, low), at(end, low), at(low, end), lambda model: case.loss(model.modules[0]).item(), steps=side
        )


def of_loss_landscape_anim(case: Case, side: int) -> np.ndarray:
    """Return the array of loss-landscape-anim, and draw it."""
    grids, models, plots = (_alone("loss_landscape_anim", name) for name in ("loss_landscape", "model", "_plot"))

    class Model(models.GenericModel):
        """The network as it wants one."""

        def __init__(self) -> None:
            super().__init__("adam", 0.001)
            self.net = case.net
            # Of the parameters only, which is all that it sets.
            self.accuracy = None

        def forward(self, inputs: torch.Tensor) -> torch.Tensor:
            """Return the network's outputs."""
            return self.net(inputs)

        def loss_fn(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
            """Return the loss."""
            return torch.nn.functional.cross_entropy(outputs, targets)

    here = torch.nn.utils.parameters_to_vector(case.net.parameters()).detach()
    # It chooses its step by the length of a path.
    path = np.array([[case.step * (side // 2) / (1 + grids.MARGIN), 0.0], [0.0, 0.0]])
    axes, data = case.axes.numpy(), (case.inputs, case.targets)
    with torch.no_grad():
        grid = grids.LossGrid(
            [here, here], Model(), data, path, axes, res=side // 2, tqdm_disable=True, save_grid=False
        )
    plots._static_contour(path, grid.loss_values_log_2d, grid.coords, (0.5, 0.5), str(case.home / "anim.png"))
    return grid.loss_values_2d.T


def of_loss_landscape_3d(case: Case, side: int) -> np.ndarray:
    """Return the array of loss-landscape-3d, and draw it."""
    main = importlib.import_module("loss_landscape_3d")
    criterion, grid = torch.nn.functional.cross_entropy, case.grid(side)
    calculator = main.LossLandscapeCalculator(case.net, [(case.inputs, case.targets)], criterion)
    state = {name: tensor.clone() for name, tensor in case.net.state_dict().items()}
    loss = calculator.calculate(grid, grid, *(case.parts(axis) for axis in case.axes), state)
    main.LossLandscapeVisualizer(grid, grid, loss).plot_contour_matplotlib(save_path=str(case.home / "3d.png"))
    return loss


PEERS = {
    "loss_landscapes": of_loss_landscapes,
    "loss_landscape_anim": of_loss_landscape_anim,
    "loss_landscape_3d": of_loss_landscape_3d,
}


@cache
def _alone(package: str, name: str) -> Any:
    """Return a module of a package without what the package imports besides."""
    (folder,) = find_spec(package).submodule_search_locations
    spec = spec_from_file_location(f"{package}_{name}", Path(folder) / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def apart(work: Callable[[], Any]) -> Any:
    """Return what some work returns in a fork of this process; it is small."""
    fork = multiprocessing.get_context("fork")
    came = fork.SimpleQueue()

    def child() -> None:
        with redirect_stdout(io.StringIO()):
            came.put(work())

    process = fork.Process(target=child)
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError("a work failed, as is told above")
    return came.get()


def spent(work: Callable[[Case, int], Any], case: Case) -> float:
    """Return the CPU time of some work, in seconds, once it has been done in small."""
    work(case, 6)
    start = time.process_time()
    work(case, SIDE)
    return time.process_time() - start


def lasting(jobs: int, case: Case) -> float:
    """Return the time that some processes take for a grid, in seconds, once it has been done in small."""
    ours(case, 6, jobs)
    start = time.perf_counter()
    ours(case, SHARED, jobs)
    return time.perf_counter() - start


def lowest(works: dict[str, Callable[[Case, int], Any]], case: Case, rounds: int) -> dict[str, float]:
    """Return the lowest CPU time of each work, done in turn."""
    found = [{name: apart(partial(spent, work, case)) for name, work in works.items()} for _ in range(rounds)]
    return {name: min(one[name] for one in found) for name in works}


def farthest(peer: Callable[[Case, int], np.ndarray], case: Case) -> float:
    """Return how far a tool's values are from ours at the same points, relative to ours."""
    mine, theirs = apart(partial(ours, case, SIDE + 1)).T, apart(partial(peer, case, SIDE))
    found = mine[:-1, :-1].copy()
    if peer is of_loss_landscapes:
        # It goes there and back, and back from one further: every other row is off by one point.
        found[::2] = mine[:-1:2, 1:]
    return float((abs(theirs - found) / found).max())


def main(rounds: int) -> None:
    """Print a line for each network."""
    mpl.use("agg")
    torch.set_num_threads(1)
    torch.manual_seed(0)
    points, digits = load_digits(return_X_y=True)
    images, labels = torch.tensor(points[:500] / 16, dtype=torch.float32), torch.tensor(digits[:500])
    pictures = images.reshape(-1, 8, 8)
    networks = [
        ("dense", dense(2, 10, 10, 2), images[:200, 20:22], labels[:200] % 2),
        ("convolutional", convolutional(), pictures, labels),
        ("dense", dense(64, 400, 400, 300, 10), images, labels),
        ("residual", Residual(), pictures[:20], labels[:20]),
    ]
    for name in PEERS:
        if not find_spec(name):
            print(f"{name} is not installed, and not timed")
    with tempfile.TemporaryDirectory() as home:
        for name, net, inputs, targets in networks:
            case = Case.of(net, inputs, targets, Path(home))
            peers = {peer: work for peer, work in PEERS.items() if name == "convolutional" and find_spec(peer)}
            times = lowest({"bare": bare, "ours": ours, "drawn": drawn, **peers}, case, rounds)
            loop = times.pop("bare")
            count = sum(p.numel() for p in net.parameters())
            ratios = ", ".join(f"{word} {time / loop:.2f}x" for word, time in times.items())
            print(f"{name} {count:,}: bare {loop:.2f} s; {ratios}", flush=True)
            if name == "convolutional":
                one, two = (min(apart(partial(lasting, jobs, case)) for _ in range(rounds)) for jobs in (1, 2))
                goal(f"  two processes: {SHARED} x {SHARED} of one / of two", one / two, least=1.7)
            for peer, work in peers.items():
                print(f"  {peer}: values within {farthest(work, case):.0e} of ours")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5)
