"""What filming costs: ratios to plain Manim, whole processes, pieces, and where the time of a frame goes.

    python benchmarks/filming.py [bowl] [scenes] [frames] [pieces] [cluster] [memory] [still]

Peer: benchmarks/peers/loss_bowl_manim.py films the same run with Manim's own Surface, Sphere and always_redraw. "bowl"
films a ball on the bowl under a moving camera, 10 seconds of 1280x720 at 30 frames a second, both ways. "scenes" films
every scene about its example at 1280x720, in this process. "frames" tells what a frame of a film costs in 720p, 1080p
and 4K, whole processes. "pieces" makes a minute of film piece by piece, and tells how much sooner two and four workers
would have it done, for what each piece costs and while one after the other joins them; what two processes cost
together; and how the pieces compare with a film encoded in one. "cluster" makes a film by two workers of a cluster, and
by two processes. "memory" doubles a film's frames. "still" compares a still with a script that imports what it needs:
benchmarks/peers/contour_matplotlib.py. All in seconds of the processor, which others who use the machine change least.
"""

import shlex
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from measure import HERE, cost, goal, python, race, ssim

from gdviz.cli import main
from gdviz.encode import VideoPiece, WriteOptions
from gdviz.runs.run import is_run, load

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
def timed(
    owner: Any,
    name: str,
    spent: dict[str, float],
    each: list[float] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[None]:
    """Add up the seconds that calls of a method take, and list those of each call."""
    method: Callable[..., Any] = getattr(owner, name)

    def call(*given: Any, **options: Any) -> Any:
        start = clock()
        try:
            return method(*given, **options)
        finally:
            took = clock() - start
            spent[name] = spent.get(name, 0.0) + took
            if each is not None:
                each.append(took)

    setattr(owner, name, call)
    yield
    setattr(owner, name, method)


def _note(counted: list[int], done: int, of_all: int) -> None:
    counted.append(done)


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
            shoot(name, runs, home / "x.mp4", quality="m", progress=partial(_note, counted))
            whole = time.perf_counter() - start
        frames = counted[-1]
        share = 1e3 / frames
        paint, manim, play = spent["paint"] * share, spent["capture_mobjects"] * share, spent["play"] * share
        values = (paint, manim - paint, play - manim, play, spent["add"] * share)
        print(f"  {name:24} {frames:7} {whole - spent['play']:10.1f}" + "".join(f"{value:9.1f}" for value in values))


def command(*words: Any) -> list[str]:
    """Return a command of gdviz."""
    return python("-c", "from gdviz.cli import main; main()", *words)


def frames_of(path: Path) -> int:
    """Return the number of frames of a video."""
    import av

    with av.open(str(path)) as container:
        return sum(1 for packet in container.demux(video=0) if packet.size)


def frames(home: Path) -> None:
    """Tell what a frame costs at each quality, whole processes."""
    run, out = solved("bowl", home / "bowl"), home / "x.mp4"
    print("frames: scene loss-bowl, whole processes")
    for quality, most in (("m", 30), ("h", 45), ("k", 150)):
        spent = cost(command("scene", "loss-bowl", run, "-q", quality, "-o", out))
        goal(f"-q {quality}: ms of the processor a frame", 1e3 * spent.cpu / frames_of(out), most=most)
        if quality == "k":
            goal("-q k: MB", spent.memory, most=1000)


def pieces(home: Path) -> None:
    """Make a film piece by piece, and tell what each costs, and what it costs to join them."""
    from gdviz.encode.codecs import H264
    from gdviz.encode.joining import assemble
    from gdviz.parallel.crew import Crew
    from gdviz.parallel.pieces import FilmPiece
    from gdviz.rendering.figures import FigureFilm
    from gdviz.rendering.films import write_film
    from gdviz.rendering.options import Target, styled

    run, out = solved("rosenbrock -O adam --steps 600", home / "valley"), home / "x.mp4"
    target = Target.of(out, styled(), quality="m", seconds=60)
    film = FigureFilm("surface", (load(run),), target.style, target.clip, {})
    spent: list[float] = []
    with Crew() as crew, timed(FilmPiece, "__call__", {}, spent, clock=time.process_time):
        start = time.process_time()
        write_film(target, film, [range(1800)], crew)
        whole = time.process_time() - start
    joining = whole - sum(spent)
    print(f"pieces: figure surface, a minute of 720p in {len(spent)} pieces, {whole:.1f} s of the processor")
    for workers in (2, 4):
        free = [0.0] * workers
        for one in spent:
            free[free.index(min(free))] += one
        goal(f"{workers} workers: speed / {workers}", whole / (max(free) + joining) / workers, least=0.85)
    goal("joining, % of the whole", 100 * joining / whole, most=2)
    bowl = solved("bowl", home / "bowl")
    alone, both = (cost(command("scene", "loss-bowl", bowl, "-o", home / "y.mp4", "--jobs", jobs)) for jobs in (1, 2))
    goal("scene loss-bowl: cost with --jobs 2 / 1", both.cpu / alone.cpu, most=1.15)
    one = replace(H264, longest=1 << 20)
    with Crew() as crew:
        make = VideoPiece(one, target.rate, WriteOptions(matte=target.matte))
        answers = crew.answers([FilmPiece(film, range(1800), make)])
        assemble(home / "one.mp4", answers, one.container, target.rate)
    exact = replace(one, quality=None, options={**H264.options, "qp": "0", "preset": "ultrafast"})
    with Crew() as crew:
        make = VideoPiece(exact, target.rate, WriteOptions(matte=target.matte))
        assemble(home / "exact.mp4", crew.answers([FilmPiece(film, range(1800), make)]), one.container, target.rate)
    goal("bytes / one piece's", out.stat().st_size / (home / "one.mp4").stat().st_size, most=1.01)
    goal("SSIM / one piece's", ssim(out, home / "exact.mp4") / ssim(home / "one.mp4", home / "exact.mp4"), least=0.99)


def cluster(home: Path) -> None:
    """Make a film by two workers of a cluster, and by two processes."""
    from gdviz.parallel.cluster import Cluster
    from gdviz.rendering import films
    from gdviz.rendering.figures import draw

    run, here, there = solved("rosenbrock -O adam --steps 600", home / "valley"), home / "here.mp4", home / "there.mp4"
    how: tuple[Any, ...] = ("figure", "surface", run, "-q", "m", "--seconds", 16, "-o")
    two, workers = cost(command(*how, here, "--jobs", 2)), cost(command(*how, there, "--cluster", "local:2"))
    print(f"cluster: figure surface, 16 s of 720p: --jobs 2 {two.cpu:.1f} s, --cluster local:2 {workers.cpu:.1f} s")
    assert here.read_bytes() == there.read_bytes(), "they make the same bytes"
    goal("cost with --cluster local:2 / --jobs 2", workers.cpu / two.cpu, most=1.5)
    spent: dict[str, float] = {}
    with Cluster("local:2") as executor, timed(films, "assemble", spent, clock=time.process_time):
        draw("surface", [load(run)], there, quality="m", seconds=16, executor=executor)
    goal("asking and joining, % of the whole", 100 * spent["assemble"] / workers.cpu, most=2)


def memory(home: Path) -> None:
    """Tell the memory of a film with twice the frames."""
    run = solved("bowl", home / "bowl")
    print("memory: twice the frames")
    for name in ("x.mp4", "x.gif"):
        how = ("figure", "contour", run, "-o", home / name, "--size", "640x360", "--fps", 25, "--seconds")
        short, long = cost(command(*how, 20)), cost(command(*how, 40))
        goal(f"{name}: MB of 1000 frames / of 500", long.memory / short.memory, most=1.05)


def still(home: Path) -> None:
    """Compare a still with a script that imports what it needs."""
    run, out = solved("bowl", home / "bowl"), home / "x.png"
    ours = cost(command("figure", "contour", run, "--still", "last", "-o", out), rounds=5)
    bare = cost(python(HERE / "peers" / "contour_matplotlib.py", run, out), rounds=5)
    print(f"still: gdviz figure contour {ours.cpu:.2f} s, a bare script {bare.cpu:.2f} s")
    goal("gdviz / bare script", ours.cpu / bare.cpu, most=1.5)


if __name__ == "__main__":
    every = {
        "bowl": bowl,
        "scenes": scenes,
        "frames": frames,
        "pieces": pieces,
        "cluster": cluster,
        "memory": memory,
        "still": still,
    }
    with tempfile.TemporaryDirectory() as directory:
        for name in sys.argv[1:] or every:
            every[name](Path(directory))
