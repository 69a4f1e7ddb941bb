"""Standard streams that may be closed, full, or read by nobody, with no harm to the work."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

OUTPUT = "standard output"


class StandardStream(io.BufferedIOBase):
    """A standard stream whose failure is told once, or never, and not again as the process ends.

    It keeps nothing back that a signal in the midst of writing would have written twice.

    Parameters
    ----------
    number
        Its file descriptor.
    name
        What an error names; empty where what cannot be written is dropped.
    """

    def __init__(self, number: int, name: str) -> None:
        self._number, self._name = number, name
        self._is_lost = False

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self._number

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return os.isatty(self._number)

    def writable(self) -> bool:
        """Return that it can be written."""
        return True

    def write(self, data: Any, /) -> int:
        """Write all, or drop what cannot be written, and return how much it was."""
        rest = memoryview(data)
        while rest and not self._is_lost:
            try:
                rest = rest[os.write(self._number, rest) :]
            except OSError as error:
                self._is_lost = True
                # Whoever reads no further has seen enough.
                if self._name and error.errno != errno.EPIPE:
                    raise OSError(error.errno, error.strerror, self._name) from None
        return len(data)


@contextmanager
def standard_streams() -> Iterator[None]:
    """Let standard error drop what it cannot take, and standard output say so in an error that names it, for a block.

    Streams that are closed are taken for such: otherwise the next file that is opened has a stream's number, and what
    a library says on standard error is written into it.
    """
    if os.name == "posix":
        for number in range(3):
            try:
                os.fstat(number)
            except OSError:
                # For reading alone, so that what is written fails; the lowest number that is free is this one.
                os.open(os.devnull, os.O_RDONLY)
    before = sys.stdout, sys.stderr
    try:
        sys.stdout, sys.stderr = _standing_in(sys.stdout, 1, OUTPUT), _standing_in(sys.stderr, 2, "")
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        sys.stdout, sys.stderr = before


def _standing_in(stream: TextIO | None, number: int, name: str) -> TextIO:
    """Return a stream in place of the standard one; of another that a program has put there itself, that."""
    if os.name != "posix" and isinstance(stream, io.TextIOWrapper):
        # A pipe or a file has there an alphabet of its region, which may lack letters that are printed.
        stream.reconfigure(errors="backslashreplace")
    if os.name != "posix" or stream not in (None, sys.__stdout__, sys.__stderr__):
        return stream  # type: ignore[return-value]  # there is none to stand for on such systems
    bare: Any = StandardStream(number, name)
    if stream is None:
        return io.TextIOWrapper(bare, "utf-8", "backslashreplace", line_buffering=True)
    with suppress(OSError):
        stream.flush()
    return io.TextIOWrapper(bare, stream.encoding, stream.errors, line_buffering=stream.line_buffering)
