"""A picture beside a training, renewed while it goes on: by another process, so that the training waits for nothing.

Nothing that goes wrong there reaches the training: it is told in a warning, once.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

# What the other process does: renderers are its own, and none is loaded here.
COMPANION = "from gdviz.rendering.companion import main"
# A training has gone on for so many seconds before a process is started beside it, and then waits so long for the last
# picture, at most.
BEGINS, LAST = 1.0, 30.0
# It paints alone: libraries that would take all processors are asked for one.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class LivePicture:
    """A file that shows a run while it is recorded.

    Parameters
    ----------
    run
        The run's directory.
    out
        The file.
    """

    def __init__(self, run: Path, out: Path) -> None:
        self._order = {"run": str(run.absolute()), "out": str(out.absolute())}
        self._shown = out
        self._began = time.monotonic()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_lost = False
        self._words: Any = None

    def renew(self) -> None:
        """Let the picture be drawn anew, now that rows are on disk; a look at what its process says, and no more."""
        if self._is_lost:
            return
        if self._process is None:
            if time.monotonic() - self._began >= BEGINS:
                self._start()
        elif os.fstat(self._words.fileno()).st_size or self._process.poll() is not None:
            self._complain(self._said() or f"its process ended with exit code {self._process.poll()}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the run be drawn as it ended in the block, and wait for that."""
        if self._process is None and not self._is_lost:
            self._start()
        if self._process is None:
            return
        if self._process.stdin:
            # It may have ended before, and hears nothing any more.
            with suppress(OSError):
                self._process.stdin.write(b"e")
            self._process.stdin.close()
        try:
            code = self._process.wait(LAST)
        except subprocess.TimeoutExpired:
            return
        if code:
            self._complain(self._said() or f"its process ended with exit code {code}")
        self._words.close()

    def _start(self) -> None:
        home = str(Path(__file__).parents[2])
        program = f"import sys; sys.path.append(sys.argv[1]); {COMPANION}; sys.exit(main(sys.argv[2]))"
        command = [sys.executable or "python", "-P", "-c", program, home, json.dumps(self._order)]
        apart: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {"creationflags": 0x00000200}
        env = {**os.environ, **dict.fromkeys(ONE_THREAD, "1")}
        try:
            self._words = tempfile.TemporaryFile()  # noqa: SIM115
            self._process = subprocess.Popen(  # noqa: S603 (the program is ours)
                command, bufsize=0, stdin=subprocess.PIPE, stdout=self._words, stderr=self._words, env=env, **apart
            )
        except OSError as error:
            if self._words:
                self._words.close()
            self._complain(str(error))

    def _said(self) -> str:
        """Return the last line that its process printed."""
        self._words.seek(0)
        lines = self._words.read().decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def _complain(self, why: str) -> None:
        """Warn, once."""
        if self._is_lost:
            return
        self._is_lost = True
        words = f"the live picture {self._shown} could not be drawn: {why}; the training is recorded all the same"
        try:
            warnings.warn(words, stacklevel=2)
        except UserWarning:
            # Warnings are errors here, and this is none of the training's.
            sys.stderr.write(words + "\n")
