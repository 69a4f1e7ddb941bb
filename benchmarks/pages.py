"""What a page costs: its size, the time to its first picture, and to each frame that a reader's hand asks for.

    python benchmarks/pages.py [PYTHON]

Needs playwright and Debian's chromium. PYTHON is that of an environment with plotly and Bokeh (`python -m venv peers`,
`peers/bin/pip install plotly bokeh numpy`), whose pages of the same three runs stand beside ours; without it they are
left out. All are opened in one Chromium, without a graphics card, at 1200 by 800, in turn.

First picture is from the navigation to the mark that says that it is drawn: the time on the clock, which is longer
where the machine does other things, and what the page's thread worked. A frame is what its thread works from one to
the next, and the time between them on the clock, of which no screen shows less than 16.7 ms.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from measure import goal
from playwright.sync_api import sync_playwright

from gdviz.rendering.pages import explore
from gdviz.solving.solver import solve

PEERS = {"plotly": "page_plotly.py", "Bokeh": "page_bokeh.py"}
LOADS, FRAMES = 10, 60
SIZE = {"width": 1200, "height": 800}

# What a hand does in frame `i` of `n`.
SCRUB = "gdviz.set({ step: (i / n) * last })"
ZOOM = "gdviz.set({ view: box.map((end, k) => middle[k] + (end - middle[k]) * 0.95 ** i) })"
ROTATE = "gdviz.set({ camera: { azimuth: 3 * i, elevation: 35, distance: 1 } })"
DRAG = "gdviz.set({ start: [gdviz.runs[0].x[0] + 0.001 * (i + 1), gdviz.runs[0].y[0]], settings: { steps: 1000 } })"
HAND = """async (n) => {
  const last = Math.max(...gdviz.runs.map(({ steps }) => steps));
  const { x, y } = gdviz.field;
  const box = [x[0], x.at(-1), y[0], y.at(-1)];
  const middle = [0, 0, 2, 2].map((k) => (box[k] + box[k + 1]) / 2);
  const frame = () => new Promise(requestAnimationFrame);
  const times = [await frame()];
  for (let i = 0; i < n; i++) {
    %s;
    times.push(await frame());
  }
  return times.slice(1).map((time, i) => time - times[i]);
}"""


def pages(home: Path, python: str | None) -> Iterator[tuple[str, Path, str]]:
    """Yield pages of three runs of 600 steps: whose it is, the file, and the mark that tells its first picture."""
    runs = [solve("rosenbrock", name, steps=600, out=home / name) for name in ("gd", "momentum", "adam")]
    yield "gdviz", explore(runs, home / "gdviz.html"), "gdviz-first-picture"
    for name, script in PEERS.items():
        out = home / f"{name}.html"
        told = [python or "", str(Path(__file__).parent / "peers" / script), str(out), *(str(run.path) for run in runs)]
        if python and subprocess.run(told, check=False).returncode == 0:
            yield name, out, "first-picture"
        else:
            print(f"{name} is left out: give the Python of an environment that has it")


def worked(session: Any) -> float:
    """Return how many milliseconds of a processor the page's thread has taken."""
    told = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return 1e3 * float(told["ThreadTime"])


def opened(browser: Any, path: Path, mark: str) -> tuple[Any, Any]:
    """Open a page, wait for its first picture, and return it and what measures it."""
    window = browser.new_context(viewport=SIZE).new_page()
    session = window.context.new_cdp_session(window)
    session.send("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
    session.send("Performance.enable")
    window.goto(path.resolve().as_uri())
    window.wait_for_function(f"() => performance.getEntriesByName('{mark}').length")
    return window, session


def first_pictures(browser: Any, shown: Sequence[tuple[str, Path, str]]) -> None:
    """Print the size of each page and the time to its first picture, the median of some loads in turn."""
    clocks: dict[str, list[float]] = {name: [] for name, *_ in shown}
    works: dict[str, list[float]] = {name: [] for name, *_ in shown}
    for _ in range(LOADS + 1):
        for name, path, mark in shown:
            window, session = opened(browser, path, mark)
            works[name].append(worked(session))
            clocks[name].append(window.evaluate(f"performance.getEntriesByName('{mark}')[0].startTime"))
            window.context.close()
    print(f"{'page':10} {'kB':>8} {'first picture, ms':>18} {'of the thread, ms':>18}")
    for name, path, _ in shown:
        # The first load of all starts a process.
        clock, work = (statistics.median(found[name][1:]) for found in (clocks, works))
        print(f"{name:10} {path.stat().st_size / 1e3:8.0f} {clock:18.0f} {work:18.0f}")


def frames(browser: Any, path: Path, hands: dict[str, tuple[str, float]]) -> None:
    """Print what frames cost while a hand moves, and whether that is as wanted."""
    for what, (hand, most) in hands.items():
        window, session = opened(browser, path, "gdviz-all-pictures")
        window.evaluate(HAND % hand, 10)
        before = worked(session)
        apart = window.evaluate(HAND % hand, FRAMES)
        goal(f"{what}, ms a frame", (worked(session) - before) / FRAMES, most=most)
        print(f"  {'':44} {statistics.median(apart):9.2f}   apart on the clock, the longest {max(apart):.0f}")
        window.context.close()


if __name__ == "__main__":
    program = shutil.which("chromium")
    if program is None:
        sys.exit("there is no chromium; apt install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        home = Path(folder)
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        print(f"Chromium {browser.version}, three runs of Rosenbrock's valley of 600 steps")
        shown = list(pages(home, sys.argv[1] if len(sys.argv) > 1 else None))
        first_pictures(browser, shown)
        own = shown[0][1]
        frames(browser, own, {"scrub": (SCRUB, 16), "zoom": (ZOOM, 16), "rotate": (ROTATE, 33)})
        frames(browser, own, {"drag the start, 1,000 steps anew": (DRAG, 16)})
        often = [
            solve("rosenbrock", name, steps=100_000, tol_gradient=0, out=home / f"long-{name}")
            for name in ("gd", "momentum", "adam")
        ]
        long = explore(often, home / "long.html")
        print(f"three runs of 100,000 steps, {long.stat().st_size / 1e3:.0f} kB")
        frames(browser, long, {"scrub": (SCRUB, 16), "zoom": (ZOOM, 16)})
        browser.close()
