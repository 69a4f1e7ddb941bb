"""What filming costs: ratios to plain Manim, whole processes, and where the time of a frame goes.

    python benchmarks/filming.py [bowl] [scenes] [jobs]

Peer: benchmarks/peers/loss_bowl_manim.py films the same run with Manim's own Surface, Sphere and always_redraw. "bowl"
films a ball on the bowl under a moving camera, 10 seconds of 1280x720 at 30 frames a second, both ways. "scenes" films
every scene about its example at 1280x720, in this process. "jobs" films a scene and a deck of two, in one process and
in two; one process already encodes on one core what it paints on another, so two cores gain little from a second.
"""

import shlex
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from measure import HERE, goal, python, race

from gdviz.cli import main
from gdviz.runs.run import is_run

SECONDS = 10
RATE = 30

SHOT = """
import sys
sys.path.insert(0, {here!r})
from gdviz.rendering.scenes import shoot
from gdviz.scenes import SCENES, SceneFile
SCENES.add("rolling-ball", SceneFile("rolling-ball", "shots", "RollingBall", ""))
shoot("rolling-ball", [sys.argv[1]], sys.argv[2], quality="m", jobs=int(sys.argv[3]))
"""


def solved(arguments: str, directory: Path) -> Path:
    """Return the directory of a run, solved where it is not there."""
    if not is_run(directory):
        main(["solve", *shlex.split(arguments), "-o", str(directory)], standalone_mode=False)
    return directory


def bowl(home: Path) -> None:
    """Film the same shot as plain Manim does, whole processes."""
    run = solved("bowl", home / "bowl")
    shot = SHOT.format(here=str(HERE))
    slow, fast, double, idle = race(
        python(HERE / "peers" / "loss_bowl_manim.py", run, home / "plain.mp4", SECONDS),
        python("-c", shot, run, home / "ours.mp4", 1),
        python("-c", shot, run, home / "double.mp4", 2),
        python("-c", "import gdviz.scenes.loss_bowl, gdviz.rendering.beats"),
        rounds=1,
    )
    frames = SECONDS * RATE
    print(f"bowl: {frames} frames 1280x720 under a moving camera, whole processes")
    print(f"  plain Manim {slow.process:.1f} s, {1e3 * slow.process / frames:.0f} ms a frame")
    print(
        f"  gdviz {fast.process:.1f} s, on two processes {double.process:.1f} s, of which imports {idle.process:.1f} s"
    )
    goal("plain Manim / gdviz", slow.process / fast.process, least=8)
    goal("ms a frame, imports and all", 1e3 * fast.process / frames, most=60)


@contextmanager
def timed(owner: Any, name: str, spent: dict[str, float]) -> Iterator[None]:
    """Add up the seconds that calls of a method take."""
    method: Callable[..., Any] = getattr(owner, name)

    def call(*given: Any, **options: Any) -> Any:
        start = time.perf_counter()
        try:
            return method(*given, **options)
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - start

    setattr(owner, name, call)
    yield
    setattr(owner, name, method)


def scenes(home: Path) -> None:
    """Tell where the milliseconds of a frame go, for every scene about its example."""
    from gdviz.scenes import SCENES
    from manim import Camera

    from gdviz.encode.video import Video
    from gdviz.rendering.scenes import shoot
    from gdviz.stage.painted import PixelMobject
    from gdviz.stage.stage import Stage

    columns = ("paint", "Manim", "rest", "total", "encode")
    print("scenes: ms a frame at 1280x720; paint by gdviz, draw and copy by Manim; encoding goes on beside it")
    print(f"  {'scene':24} {'frames':>7} {'set up, s':>10}" + "".join(f"{column:>9}" for column in columns))
    for name, file in SCENES.items():
        scene = file.load()
        runs = [solved(arguments, home / directory) for arguments, directory in scene.example]
        spent: dict[str, float] = {}
        counted: list[int] = []
        with (
            timed(PixelMobject, "paint", spent),
            timed(Camera, "capture_mobjects", spent),
            timed(Stage, "play", spent),
            timed(Video, "add", spent),
        ):
            start = time.perf_counter()
            shoot(name, runs, home / "x.mp4", quality="m", progress=counted.append)
            whole = time.perf_counter() - start
        frames = counted[-1]
        share = 1e3 / frames
        paint, manim, play = spent["paint"] * share, spent["capture_mobjects"] * share, spent["play"] * share
        values = (paint, manim - paint, play - manim, play, spent["add"] * share)
        print(f"  {name:24} {frames:7} {whole - spent['play']:10.1f}" + "".join(f"{value:9.1f}" for value in values))


def jobs(home: Path) -> None:
    """Film two scenes into a deck, and one scene's sections, in one process and in two."""
    run, blobs = solved("bowl", home / "bowl"), solved("logistic", home / "blobs")
    gdviz = python("-c", "from gdviz.cli import main; main()")
    one, two = race(
        *([*gdviz, "scene", "loss-bowl", str(run), "-o", str(home / "x.mp4"), "--jobs", n] for n in "12"), rounds=3
    )
    deck = [f"loss-bowl={run}", f"decision-boundary={blobs}", "-o", str(home / "x.html")]
    alone, both = race(*([*gdviz, "deck", *deck, "--jobs", n] for n in "12"), rounds=3)
    print("jobs: whole processes")
    print(f"  scene loss-bowl {one.process:.1f} s, --jobs 2 {two.process:.1f} s")
    print(f"  deck of two scenes {alone.process:.1f} s, --jobs 2 {both.process:.1f} s")
    goal("one process / two, sections", one.process / two.process, least=1.0)
    goal("one process / two, scenes", alone.process / both.process, least=1.0)


if __name__ == "__main__":
    every = {"bowl": bowl, "scenes": scenes, "jobs": jobs}
    with tempfile.TemporaryDirectory() as directory:
        for name in sys.argv[1:] or every:
            every[name](Path(directory))
