"""How drawing is measured: processes and their times, decoded GIFs beside true frames, goals met or missed."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageSequence

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.style.themes import LIGHT

HERE = Path(__file__).parent
# What is installed has its bytecode beside it; without that, a start would be the compiler's time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
ROUNDS = 5


@dataclass(frozen=True)
class Times:
    """Medians over fresh processes: seconds of the work alone, imports left out, and of the whole process."""

    work: float
    process: float


def python(*args: Any) -> list[str]:
    """Return the command that runs this Python with arguments."""
    return [sys.executable, *map(str, args)]


def output(command: Sequence[str]) -> str:
    """Return what a command prints, and show its errors."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def race(*commands: Sequence[str], rounds: int = ROUNDS) -> list[Times]:
    """Run commands in turn, `rounds` times each; what prints a number prints the seconds of its work."""
    found: list[list[tuple[float, float]]] = [[] for _ in commands]
    for _ in range(rounds):
        for times, command in zip(found, commands, strict=True):
            start = time.perf_counter()
            printed = output(command)
            whole = time.perf_counter() - start
            try:
                times.append((float(printed), whole))
            except ValueError:
                times.append((whole, whole))
    return [Times(*map(statistics.median, zip(*times, strict=True))) for times in found]


@dataclass(frozen=True)
class Cost:
    """What a process costs: seconds of the processor, its own and the system's, and the most memory, in MB."""

    cpu: float
    memory: float


def cost(command: Sequence[str], rounds: int = 1) -> Cost:
    """Return the least that a command costs, the processes that it starts included."""
    found = []
    for _ in range(rounds):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        found.append(Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / (1e6 if sys.platform == "darwin" else 976.6)))
    return min(found, key=lambda one: one.cpu)


def ssim(path: Path, other: Path, every: int = 5) -> float:
    """Return the mean structural similarity of two videos' brightness, over blocks of 8x8, of one frame in so many."""
    import av

    def blocks(frame: Any) -> np.ndarray:
        luma = frame.to_ndarray()[: frame.height].astype(np.float64)
        height, width = luma.shape
        return luma[: height // 8 * 8, : width // 8 * 8].reshape(height // 8, 8, -1, 8).swapaxes(1, 2).reshape(-1, 64)

    with av.open(str(path)) as one, av.open(str(other)) as two:
        pairs = enumerate(zip(one.decode(video=0), two.decode(video=0), strict=True))
        found = []
        for a, b in ((blocks(a), blocks(b)) for i, (a, b) in pairs if i % every == 0):
            means, spread = a.mean(1) * b.mean(1), ((a - a.mean(1)[:, None]) * (b - b.mean(1)[:, None])).mean(1)
            light = (2 * means + 6.5025) / (a.mean(1) ** 2 + b.mean(1) ** 2 + 6.5025)
            found.append((light * (2 * spread + 58.5225) / (a.var(1) + b.var(1) + 58.5225)).mean())
    return float(np.mean(found))


def seconds(call: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Return the median time of a call in this process."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def film(name: str, run: Any, clip: Clip) -> Sequence[np.ndarray]:
    """Return the frames of a figure, drawn when they are asked for."""
    return FIGURES[name].film([run], LIGHT, clip)


def kept(frames: Sequence[np.ndarray]) -> np.ndarray:
    """Return all frames at once, (n, height, width, 3): a film may use one array for several."""
    return np.stack([frame[..., :3] for frame in frames])


def decoded(path: Path, count: int, fps: float) -> Iterator[np.ndarray]:
    """Yield what a player shows at each of `count` frame times: writers join equal frames into a longer one."""
    shown = 0
    clock = 0.0
    with Image.open(path) as image:
        for picture in ImageSequence.Iterator(image):
            frame = np.asarray(picture.convert("RGB"))
            clock += picture.info["duration"] / 1000
            due = round(clock * fps)
            yield from [frame] * (min(due, count) - shown)
            shown = min(due, count)
    yield from [frame] * (count - shown)


def psnr(path: Path, true: np.ndarray, fps: float) -> float:
    """Return the peak signal-to-noise ratio, in dB, of a GIF against its true frames."""
    errors = [
        np.mean((frame.astype(np.int16) - wanted) ** 2.0)
        for frame, wanted in zip(decoded(path, len(true), fps), true, strict=True)
    ]
    return float(10 * np.log10(255**2 / np.mean(errors)))


def flicker(path: Path, true: np.ndarray, fps: float) -> tuple[int, int]:
    """Return how many pixels never change in the true frames, and how many of these do in the GIF."""
    still = (true == true[0]).all(axis=(0, 3))
    frames = decoded(path, len(true), fps)
    first = next(frames)
    moved = np.zeros_like(still)
    for frame in frames:
        moved |= (frame != first).any(axis=-1)
    return int(still.sum()), int((still & moved).sum())


def goal(what: str, value: float, least: float = -np.inf, most: float = np.inf) -> None:
    """Print a number beside its goal, and whether it is met."""
    wanted = f"at least {least:.4g}" if least > -np.inf else f"at most {most:.4g}"
    print(f"  {what:44} {value:9.2f}   {wanted:16} {'met' if least <= value <= most else 'missed'}")
