"""A browser for the tests of pages: one for each worker, without a network."""

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from charts import ready

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND"]
# What Chromium says of a machine without a graphics card.
NOT_OURS = ("GL Driver Message", "Automatic fallback to software WebGL")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser: it has a run of its own, `make pages`."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def wait_without_a_thread() -> None:
    """Let asyncio wait for the browser's driver as Python 3.12 does: a process with a thread more cannot be forked."""
    if sys.version_info >= (3, 12) or not hasattr(os, "pidfd_open"):
        return

    class Watcher(asyncio.PidfdChildWatcher):
        def is_active(self) -> bool:
            self.attach_loop(asyncio.get_running_loop())
            return True

    asyncio.set_child_watcher(Watcher())


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return a headless Chromium, or skip."""
    wait_without_a_thread()
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip(f"there is no {' nor '.join(PROGRAMS)}")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a file in a window of its own; it may ask for nothing, and complain of nothing."""
    contexts, wrong = [], []

    def hear(line: Any) -> None:
        if line.type in ("error", "warning") and not any(words in line.text for words in NOT_OURS):
            wrong.append(line.text)

    def asked(request: Any) -> None:
        if not request.url.startswith(("file:", "blob:", "data:", "about:")):
            wrong.append(f"asked for {request.url}")

    def open_page(
        path: Path, address: str = "", *, width: int = 1200, height: int = 800, is_page: bool = True, **options: Any
    ) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        window = context.new_page()
        window.set_default_timeout(20_000)
        window.on("pageerror", lambda error: wrong.append(str(error)))
        window.on("console", hear)
        window.on("request", asked)
        window.goto(path.resolve().as_uri() + address)
        if is_page:
            ready(window)
        return window

    # For what provokes complaints: it looks at them, and clears them.
    open_page.complaints = wrong  # type: ignore[attr-defined]
    yield open_page
    for context in contexts:
        context.close()
    assert not wrong


@pytest.fixture(scope="session")
def races(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], list[Any]]:
    """Return a function that gives three runs of Rosenbrock's valley, of 600 steps."""
    from gdviz.solving.solver import solve

    home = tmp_path_factory.mktemp("races")

    @cache
    def solved() -> list[Any]:
        return [solve("rosenbrock", name, steps=600, out=home / name) for name in ("gd", "momentum", "adam")]

    return solved


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory, races: Callable[[], list[Any]]) -> Path:
    """Return a page of three runs."""
    from gdviz.rendering.pages import explore

    return explore(races(), tmp_path_factory.mktemp("pages") / "race.html")


@pytest.fixture(scope="session")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[Any, Any]]:
    """Return a function that solves a problem and makes the page of it: the run and the page."""
    home = tmp_path_factory.mktemp("panels")

    @cache
    def make(problem: str, optimizer: str = "gd", panels: str = "", **how: Any) -> tuple[Any, Any]:
        name = f"{problem}-{optimizer}-{len(list(home.iterdir()))}"
        from gdviz.rendering.pages import explore
        from gdviz.solving.solver import solve

        run = solve(problem, optimizer, out=home / name, **how)
        chosen = {"panels": panels.split(",")} if panels else {}
        return run, explore(run, home / f"{name}.html", **chosen)

    return make
