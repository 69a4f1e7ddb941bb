"""What asks a process to end: answered as Ctrl-C is, so that all is cleaned up."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# A terminal that is closed sends the second, where there is one.
ENDING = [signal.Signals[name] for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Terminated(KeyboardInterrupt):
    """Another process has asked this one to end."""


@contextmanager
def terminations() -> Iterator[list[int]]:
    """Raise Terminated where a signal asks this process to end, and give the list of the signals that did.

    Whoever asks again meanwhile does not break the clean-up, and neither does Ctrl-C. Signals that are ignored already,
    as by nohup, or that a program answers itself, are left to it.
    """
    came: list[int] = []

    def answer(number: int, frame: Any) -> None:
        for other in (*ENDING, signal.SIGINT):
            signal.signal(other, signal.SIG_IGN)
        came.append(number)
        raise Terminated

    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    ours = [number for number in ENDING if signal.getsignal(number) is signal.SIG_DFL]
    before = {number: signal.getsignal(number) for number in (*ENDING, signal.SIGINT)}
    for number in ours:
        signal.signal(number, answer)
    try:
        yield came
    finally:
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)
