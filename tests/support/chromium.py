"""A headless Chromium that knows no network, spoken to over a pipe in its own DevTools protocol."""

import base64
import fcntl
import json
import os
import selectors
import subprocess
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, Self

import numpy as np
from PIL import Image

SECONDS = 30.0
KEYS = {"ArrowRight": 39, "ArrowLeft": 37, "PageDown": 34, "Escape": 27, "s": 83, "r": 82, ",": 188}
SWITCHES = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
]


class Chromium:
    """A window of a browser; use it as a context.

    Attributes
    ----------
    requests
        The addresses that the page asked for.
    complaints
        What it wrote to its console, and its errors.
    """

    def __init__(self, program: str, profile: Path) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._number, self._session, self._rest = 0, "", b""
        self._known: set[str] = set()
        inlet, self._to = os.pipe()
        self._from, outlet = os.pipe()
        # The browser reads from descriptor 3 and writes to 4; high numbers cannot be in each other's way.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 100) for end in (inlet, outlet)]
        run = ["bash", "-c", f'exec "$@" 3<&{ends[0]} 4>&{ends[1]}', "bash", program]
        self._process = subprocess.Popen(
            [*run, *SWITCHES, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=ends,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (inlet, outlet, *ends):
            os.close(end)

    def __enter__(self) -> Self:
        self.turn_to_new_window()
        return self

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        self._process.wait(SECONDS)
        os.close(self._to)
        os.close(self._from)

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask the browser for something and return its answer."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session and not method.startswith("Target."):
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + SECONDS
        while True:
            answer = self._read(deadline)
            self._note(answer)
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]

    def _read(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._rest:
            # Not select.select, which knows no file beyond the thousandth that a process has open.
            with selectors.DefaultSelector() as selector:
                selector.register(self._from, selectors.EVENT_READ)
                ready = selector.select(max(0.0, deadline - time.monotonic()))
            assert ready, f"no answer from Chromium in {SECONDS} s"
            more = os.read(self._from, 1 << 20)
            assert more, "Chromium has ended"
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def _note(self, message: dict[str, Any]) -> None:
        about = message.get("params", {})
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        if message.get("method") in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
            self.complaints.append(json.dumps(about))

    def turn_to_new_window(self) -> None:
        """Speak from now on with the window that has just opened."""
        deadline = time.monotonic() + SECONDS
        while not (new := self._windows() - self._known):
            assert time.monotonic() < deadline, "no window has opened"
        (window,) = new
        self._known |= new
        self._session = self.send("Target.attachToTarget", targetId=window, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.send(f"{domain}.enable")
        self.resize(1280, 720)

    def _windows(self) -> set[str]:
        pages = self.send("Target.getTargets")["targetInfos"]
        return {page["targetId"] for page in pages if page["type"] == "page"}

    def resize(self, width: int, height: int) -> None:
        """Give the page a size."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def open(self, file: Path) -> None:
        """Open a file and wait until it is loaded."""
        self.send("Page.navigate", url=file.resolve().as_uri())
        self.wait("document.readyState == 'complete' && location.protocol == 'file:'")

    def ask(self, script: str) -> Any:
        """Return the value of an expression in the page."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait(self, script: str) -> None:
        """Wait until an expression is true."""
        deadline = time.monotonic() + SECONDS
        while not self.ask(script):
            assert time.monotonic() < deadline, f"never true: {script}"
            time.sleep(0.02)

    def press(self, key: str) -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=KEYS[key])

    def click(self, across: int, down: int) -> None:
        """Click where a pixel is."""
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=across, y=down, button="left", clickCount=1)

    def until(self, seen: Callable[[np.ndarray], bool | None]) -> None:
        """Wait until the window shows something."""
        deadline = time.monotonic() + SECONDS
        while not seen(self.picture()):
            assert time.monotonic() < deadline, "never seen"
            time.sleep(0.02)

    def picture(self) -> np.ndarray:
        """Return what the window shows, (height, width, 3), as numbers that can be subtracted."""
        shot = base64.b64decode(self.send("Page.captureScreenshot")["data"])
        return np.asarray(Image.open(BytesIO(shot)).convert("RGB"), int)
