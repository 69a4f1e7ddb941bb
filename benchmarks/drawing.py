"""What drawing costs: ratios to what a user would write, medians of five fresh processes each, run in turn.

    python benchmarks/drawing.py [contour] [surface] [command] [memory] [figures] [flicker]

Peers: benchmarks/peers/contour_pillow.py and surface_pillow.py draw the same runs with FuncAnimation and PillowWriter,
and ready_frames.py encodes frames that are ready. "Work" is the time from the loaded run to the file with all imports
done; the memory is the highest resident set of a fresh process; the table of figures is timed in this process.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from measure import HERE, ROUNDS, film, flicker, goal, kept, output, psnr, python, race, seconds

from gdviz import encode
from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.parts.canvas import Canvas
from gdviz.rendering import figures as drawing
from gdviz.runs.run import Run, load
from gdviz.solving.gradient_check import study_gradient
from gdviz.solving.solver import solve
from gdviz.solving.specification import specify

FPS = 20
SECONDS = 6.0
SIZES = {"contour": (800, 450), "surface": (640, 480)}
MEMORY_FRAMES = (100, 1000)

DRAW = """
import sys, time
from importlib import import_module
from pkgutil import iter_modules
import av, PIL.GifImagePlugin, gdviz.encode, gdviz.figures
from gdviz.rendering.figures import draw
from gdviz.runs.run import load
for module in iter_modules(getattr(gdviz.encode, "__path__", [])):
    import_module("gdviz.encode." + module.name)
name, directory, out, width, height, fps, seconds, jobs = sys.argv[1:]
more = {"jobs": int(jobs)} if int(jobs) > 1 else {}
runs = [load(directory)]
start = time.perf_counter()
draw(name, runs, out, size=(int(width), int(height)), fps=float(fps), seconds=float(seconds), **more)
print(time.perf_counter() - start)
"""

MEMORY = """
import resource, sys
from pathlib import Path
import numpy as np
from gdviz.encode import write
out, count = sys.argv[1], int(sys.argv[2])

class Frames:
    def __len__(self):
        return count
    def __getitem__(self, index):
        if not 0 <= index < count:
            raise IndexError
        frame = np.empty((226, 400, 3), np.uint8)
        frame[...] = np.linspace(120, 250, 400).astype(np.uint8)[:, None]
        x = 40 + 300 * index // count
        frame[90:130, x : x + 40] = (220, 40, 20)
        return frame

write(out, Frames(), 25)
status = Path("/proc/self/status")
if status.exists():  # ru_maxrss also counts the parent's pages at the fork
    print(int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024)
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))
"""


def draw(name: str, run: Run, out: Path, jobs: int = 1) -> list[str]:
    """Return the command that draws a figure and prints the seconds of its work."""
    return python("-c", DRAW, name, run.path, out, *SIZES[name], FPS, SECONDS, jobs)


def against_pillow(name: str, run: Run, home: Path, *, work: float, double: float | None, size: float) -> None:
    """Draw one figure as gdviz does and as its peer does."""
    ours, theirs, frames = home / f"{name}.gif", home / f"{name}-pillow.gif", home / "true.npy"
    peer = python(HERE / "peers" / f"{name}_pillow.py", run.path, theirs)
    commands = [draw(name, run, ours), peer]
    if double:
        commands.append(draw(name, run, home / "double.gif", jobs=2))
    fast, slow, *two = race(*commands)
    output([*peer, str(frames)])
    here, there = ours.stat().st_size, theirs.stat().st_size
    clip = Clip(*SIZES[name], FPS, SECONDS)
    print(f"{name}: {clip.frames} frames {clip.width}x{clip.height}")
    print(f"  gdviz {fast.work:.2f} s of work, {fast.process:.2f} s in all, {here / 1000:.0f} kB")
    print(f"  peer  {slow.work:.2f} s of work, {slow.process:.2f} s in all, {there / 1000:.0f} kB")
    goal("peer's work / ours", slow.work / fast.work, least=work)
    if two:
        print(f"  gdviz, 2 processes: {two[0].work:.2f} s of work, {two[0].process:.2f} s in all")
        goal("peer's work / ours on two processes", slow.work / two[0].work, least=double or 0)
    print(f"  {'peer in all / ours in all':44} {slow.process / fast.process:9.2f}")
    goal("our bytes / peer's", here / there, most=size)
    lossy = psnr(theirs, np.load(frames, mmap_mode="r"), FPS)
    goal("PSNR in dB, at least the peer's", psnr(ours, kept(film(name, run, clip)), FPS), least=lossy)


def contour(runs: dict[str, Run], home: Path) -> None:
    """Draw the path over contours beside the loss."""
    against_pillow("contour", runs["bowl"], home, work=12, double=None, size=0.25)


def surface(runs: dict[str, Run], home: Path) -> None:
    """Draw the ball on the surface under an orbiting camera."""
    against_pillow("surface", runs["bowl"], home, work=6, double=10, size=0.6)


def command(runs: dict[str, Run], home: Path) -> None:
    """Run a whole command, and encode the frames of the same clip alone."""
    run, frames = runs["bowl"], home / "frames.npy"
    width, height, fps = drawing.QUALITIES["l"]
    np.save(frames, kept(film("contour", run, Clip(width, height, fps, SECONDS))))
    gdviz = python("-c", "from gdviz.cli import main; main()", "figure", "contour", run.path)
    ours, floor, bare = race(
        [*gdviz, "-o", str(home / "out.gif"), "-q", "l"],
        python(HERE / "peers" / "ready_frames.py", frames, home / "ready.gif", fps),
        python("-c", "import av, matplotlib.figure"),
    )
    print(f"command: gdviz figure contour RUN -q l, {fps * SECONDS:.0f} frames {width}x{height}, whole processes")
    print(f"  gdviz {ours.process:.2f} s, ready frames {floor.process:.2f} s (imports alone {bare.process:.2f} s)")
    goal("gdviz / ready frames", ours.process / floor.process, most=2.5)


def memory(runs: dict[str, Run], home: Path) -> None:
    """Write short and long films of frames that are made when asked for."""
    print("memory: highest resident set while writing 400x226, MB")
    for suffix in (".gif", ".mp4", ".webm"):
        try:
            out = home / f"memory{suffix}"
        except ValueError:
            print(f"  {suffix} is not written")
            continue
        short, long = (float(output(python("-c", MEMORY, out, count))) for count in MEMORY_FRAMES)
        print(f"  {suffix:5} {MEMORY_FRAMES[0]} frames {short:.0f}, {MEMORY_FRAMES[1]} frames {long:.0f}")
        goal(f"{suffix}: long / short", long / short, most=1.1)


def figures(runs: dict[str, Run], home: Path) -> None:
    """Tell where the milliseconds of a frame go, for every figure that fits a run."""
    print("figures: ms a frame, 120 frames in this process; build, once, with the first frame, in ms")
    columns = ("draw", "copy", "encode", "total", "total/encode", "build", "kB")
    print(f"  {'figure':16} {'run':10} {'size':9}" + "".join(f"{column:>13}" for column in columns))
    for name, figure in FIGURES.items():
        fitting = next((key for key, run in runs.items() if not figure.fits(run)), None)
        if fitting is None:
            print(f"  {name:16} fits no run of this benchmark")
            continue
        run, (width, height), out = runs[fitting], SIZES.get(name, (800, 450)), home / "figure.gif"
        clip = Clip(width, height, FPS, SECONDS)
        build = 1e3 * seconds(lambda name=name, run=run, clip=clip: film(name, run, clip)[0], 3)
        shown = film(name, run, clip)
        with Stopwatch() as copying:
            draw = seconds(lambda shown=shown: [len(frame) for frame in shown])
        frames = [frame.copy() for frame in shown]
        write = seconds(lambda frames=frames, out=out: encode.write(out, frames, FPS))
        whole = seconds(
            lambda name=name, run=run, out=out, size=(width, height): drawing.draw(
                name, [run], out, size=size, fps=FPS, seconds=SECONDS
            )
        )
        draw, write, whole = (1e3 * spent / clip.frames for spent in (draw, write, whole))
        copy = 1e3 * copying.spent / ROUNDS / clip.frames or bare_copy(width, height) * painted(shown) / clip.frames
        values = (draw - copy, copy, write, whole, whole / write, build, out.stat().st_size / 1000)
        print(f"  {name:16} {fitting:10} {f'{width}x{height}':9}" + "".join(f"{value:13.2f}" for value in values))


def painted(shown: Sequence[np.ndarray]) -> int:
    """Return how many frames a film paints; equal moments share one."""
    frames = list(shown)
    return 1 + sum(frame is not before for before, frame in pairwise(frames))


def bare_copy(width: int, height: int) -> float:
    """Return the milliseconds of the plainest copy of a page, RGBA, to a frame."""
    page = np.zeros((height, width, 4), np.uint8)
    return 1e3 * seconds(lambda: page[..., :3].copy(), 25)


class Stopwatch:
    """Add up the time spent in Canvas.pixels, which copies the page; without such a method `bare_copy` stands in."""

    def __init__(self) -> None:
        self.spent = 0.0
        self._pixels = getattr(Canvas, "pixels", None)

    def __enter__(self) -> "Stopwatch":
        """Time each call."""

        def timed(canvas: Canvas, *args: Any) -> Any:
            start = time.perf_counter()
            made = self._pixels(canvas, *args)
            self.spent += time.perf_counter() - start
            return made

        if self._pixels:
            Canvas.pixels = timed
        return self

    def __exit__(self, *error: object) -> None:
        """Take the clock off."""
        if self._pixels:
            Canvas.pixels = self._pixels


def still(runs: dict[str, Run], home: Path) -> None:
    """Count the pixels whose input never changes, and which change in the GIF."""
    ours, theirs, frames = home / "still.gif", home / "still-pillow.gif", home / "still.npy"
    run, clip = runs["bowl"], Clip(*SIZES["contour"], FPS, SECONDS)
    output(draw("contour", run, ours))
    output(python(HERE / "peers" / "contour_pillow.py", run.path, theirs, frames))
    print("flicker: pixels of the contour figure that never change")
    resting, moved = flicker(ours, kept(film("contour", run, clip)), FPS)
    goal(f"gdviz: of {resting:,}, change in the GIF", moved, most=0)
    resting, moved = flicker(theirs, np.load(frames, mmap_mode="r"), FPS)
    print(f"  {f'peer: of {resting:,}, change in the GIF':44} {moved:9}")


PARTS: dict[str, Callable[[dict[str, Run], Path], None]] = {
    "contour": contour,
    "surface": surface,
    "command": command,
    "memory": memory,
    "figures": figures,
    "flicker": still,
}


def main(chosen: Sequence[str]) -> None:
    """Solve the runs, measure and print."""
    if unknown := set(chosen) - set(PARTS):
        sys.exit(f"there is no {', '.join(sorted(unknown))}; choose from {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="gdviz-") as directory:
        home = Path(directory)
        runs = {name: solve(name, out=home / name) for name in ("bowl", "logistic", "line", "slope")}
        runs["study"] = study_gradient(specify("bowl").problem, home / "study")
        for part in chosen or PARTS:
            PARTS[part]({name: load(run.path) for name, run in runs.items()}, home)


if __name__ == "__main__":
    main(sys.argv[1:])
