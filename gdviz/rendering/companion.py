"""A process beside a training that draws the training's run while it grows; gdviz.recording.live starts it.

It takes the processor only where nobody else wants it, and never more than a share of its time. The training says on
its standard input that it is over; one that is gone says nothing, and is not outlived.
"""

import json
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from gdviz.rendering.watching import watch

# Seconds between two pictures, at least, and the share of the time that drawing takes at most.
EVERY, SHARE = 2.0, 0.05
# How often it is asked whether the training is still there, and how long one waits after what went wrong.
APART, AFTER_FAILURE = 0.5, 10.0


def main(order: str) -> int:
    """Draw as the order says, JSON with `run` and `out`, until told to end; what goes wrong is printed once a kind."""
    if hasattr(os, "nice"):
        os.nice(19)
    # Ctrl-C is the training's to answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    asked, pause = json.loads(order), pausing()
    said: set[str] = set()
    while True:
        try:
            watch("contour", [Path(asked["run"])], asked["out"], every=EVERY, share=SHARE, pause=pause, ends=False)
            return 0
        except Exception as error:
            words = " ".join(str(error).split()) or type(error).__name__
            if words not in said:
                sys.stdout.write(words + "\n")
                sys.stdout.flush()
            said.add(words)
        if pause(AFTER_FAILURE):
            return 1


def pausing() -> Callable[[float], bool]:
    """Return a function that waits so many seconds, or until the training is over, and returns whether it is."""
    told, parent = threading.Event(), os.getppid()

    def listen() -> None:
        # Not by way of sys.stdin, whose lock the thread would hold when the process ends.
        os.read(sys.stdin.fileno(), 1)
        told.set()

    threading.Thread(target=listen, daemon=True).start()

    def pause(seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not told.wait(min(max(end - time.monotonic(), 0), APART)) and time.monotonic() < end:
            if os.getppid() != parent:
                told.set()
        return told.is_set()

    return pause
