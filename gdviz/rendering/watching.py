"""A figure of runs that are still growing, drawn again and again into one file."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.rendering.options import OUT, Target, styled

if TYPE_CHECKING:
    from gdviz.runs.run import Run
    from gdviz.style.themes import Style

# Figures of a path over flat contours, which need no heights to show it.
FLAT = ("contour", "race")
# A run that cannot be read may be in the midst of being changed: so many looks at it find the same.
LOOKS = 3
# A training that is over has its plane reckoned; so long, in seconds, that is waited for.
SETTLING = 10.0


def sleep(seconds: float) -> bool:
    """Wait, and return that nobody has told the watch to end."""
    time.sleep(seconds)
    return False


@dataclass
class Watch:
    """What draws runs whenever they have grown.

    Attributes
    ----------
    figure, paths, out
        The name of the figure, where the runs are or will be, and the file.
    style, size, quality, settings
        As in gdviz.rendering.figures.draw.
    ends
        Whether it ends when the runs do, and not only when it is told to.
    report
        Called with a sentence on what is shown instead, or waited for: each once.
    """

    figure: str
    paths: Sequence[Path]
    out: Path
    style: "Style"
    size: tuple[int, int] | None = None
    quality: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    ends: bool = True
    report: Callable[[str], None] = lambda words: None
    _said: set[str] = field(default_factory=set)
    _drawn: Any = None
    _ended: dict[Path, float] = field(default_factory=dict)

    def check(self) -> None:
        """Raise ValueError for what could not be drawn, whatever comes to be in the runs."""
        from gdviz.figures import FIGURES

        figure = FIGURES[self.figure]
        figure.configured(self.settings)
        most = figure.most or len(self.style.series)
        if len(self.paths) > most:
            raise ValueError(f"figure {self.figure!r} shows {most} runs at most, not {len(self.paths)}; watch fewer")
        target = Target.of(self.out, self.style, quality=self.quality, size=self.size, lines=True)
        if not target.format.is_still:
            raise ValueError(f"a picture that is renewed stands still, and {self.out.name} moves; give -o with .png")

    def go_on(self, every: float, pause: Callable[[float], bool] = sleep, share: float = 1.0) -> Path:
        """Draw whenever the runs have grown, until all are drawn as they ended; return the file.

        Parameters
        ----------
        every
            Seconds between two looks at the runs.
        pause
            Waits so many seconds, or less when the watch is told to end, and returns whether it is: then what is there
            is drawn once more.
        share
            The most that looks and pictures take of the processor's time: where they take longer, pauses do.

        Raises
        ------
        ValueError, OSError
            If a run stays unreadable, or the file cannot be written.
        """
        is_told = False
        failed: list[str] = []
        while True:
            began = time.process_time()
            is_over = is_told or (self.ends and self._are_over())
            try:
                is_there = self._look()
            except (ValueError, FileNotFoundError) as error:
                failed = [one for one in failed if one == str(error)] + [str(error)]
                if is_told or len(failed) >= LOOKS or not self._may_mend(error):
                    raise
                is_there = False
            else:
                failed = []
            if is_told or (is_over and is_there):
                return self.out
            spent = time.process_time() - began
            is_told = pause(max(every, spent / share - spent))

    def _are_over(self) -> bool:
        """Return whether nothing more is written to any of the runs."""
        over = [self._is_over(path) for path in self.paths]
        return all(over)

    def _is_over(self, path: Path) -> bool:
        from gdviz.runs.lock import is_held
        from gdviz.runs.run import load

        manifest = _manifest_of(path)
        try:
            held = is_held(manifest.parent)
            run = load(path) if manifest.is_file() else None
        except (ValueError, OSError):
            return False
        has_ended = run is not None and not held and (run.stop["reason"] != "running" or held is False)
        if run is None or not has_ended:
            self._ended.pop(path, None)
            return False
        if run.stop["reason"] == "running":
            self._say(f"{path} has no end, and nobody writes it any more; it is drawn as far as it came")
        since = self._ended.setdefault(path, time.monotonic())
        is_settling = run.stop["reason"] != "running" and run.manifest.get("space", {}).get("kept") == "sketch"
        return not is_settling or time.monotonic() - since >= SETTLING

    def _look(self) -> bool:
        """Draw the runs if there is something new, and return whether all are there."""
        from gdviz.runs.run import load

        manifests = [_manifest_of(path) for path in self.paths]
        missing = [path for path, manifest in zip(self.paths, manifests, strict=True) if not manifest.is_file()]
        for path in missing:
            self._say(f"waiting for a run in {path}")
        if missing:
            return False
        runs = [load(path) for path in self.paths]
        times = [(manifest.stat().st_mtime_ns, manifest.parent.stat().st_ino) for manifest in manifests]
        now = (times, [(run.manifest, len(run.step)) for run in runs])
        if now != self._drawn or not self.out.exists():
            self._draw(runs)
            self._drawn = now
        return True

    def _draw(self, runs: "list[Run]") -> None:
        """Draw the figure, or what of it can be drawn by now."""
        from gdviz.rendering.figures import draw

        name, shown, style = self._shown(runs)
        settings = self.settings if name == self.figure else {}
        how: dict[str, Any] = {"size": self.size, "quality": self.quality, "style": style, "report": self._say}
        draw(name, shown, self.out, settings=settings, **how)

    def _shown(self, runs: "list[Run]") -> "tuple[str, list[Run], Style]":
        """Return the figure that the runs can be drawn as by now, the runs for it, and its style."""
        from gdviz.figures import FIGURES

        reasons = {run.path: FIGURES[self.figure].fits(run) for run in runs}
        path, why = next(((path, reason) for path, reason in reasons.items() if reason), (None, ""))
        if path is None:
            return self.figure, runs, self.style
        if all("surface.loss" in run.arrays for run in runs):
            self._say(f"figure {self.figure!r} cannot draw {path}: {why}; its loss is drawn instead")
            return "loss", runs, self.style
        from gdviz.analysis.plain_field import on_plain_field, plain

        try:
            shown = on_plain_field(runs)
        except ValueError as error:
            self._say(f"{path} has no landscape, nor can it have a plain field: {error}; its loss is drawn instead")
            return "loss", runs, self.style
        if not any(map(FIGURES[self.figure].fits, shown)):
            self._say(f"{path} has no landscape up to now; its path is drawn on a plain field")
            return self.figure if self.figure in FLAT else "contour", shown, plain(self.style)
        self._say(f"figure {self.figure!r} cannot draw {path}: {why}; its loss is drawn instead")
        return "loss", runs, self.style

    def _may_mend(self, error: Exception) -> bool:
        """Return whether what is amiss is a run that cannot be read just now."""
        from gdviz.runs.manifest import RunError

        return isinstance(error, RunError | FileNotFoundError) or not all(path.exists() for path in self.paths)

    def _say(self, words: str) -> None:
        if words not in self._said:
            self._said.add(words)
            self.report(words)


def _manifest_of(path: Path) -> Path:
    """Return where the manifest of a run is, or will be; that of its fleet for a run of a fleet."""
    from gdviz.runs.fleet_files import place_in_fleet
    from gdviz.runs.fleet_manifest import FLEET
    from gdviz.runs.manifest import MANIFEST

    place = place_in_fleet(path)
    return path / MANIFEST if place is None else place[0] / FLEET


def default_place(figure: str, paths: Sequence[Path]) -> Path:
    """Return where the picture of runs that may not be there yet goes by default."""
    from gdviz.runs.names import file_name

    return OUT / f"{figure}-{'-'.join(file_name(path.resolve().name) for path in paths)}.png"


def watch(
    figure: str,
    paths: Sequence[str | Path],
    out: str | Path | None = None,
    *,
    every: float = 2.0,
    share: float = 1.0,
    pause: Callable[[float], bool] = sleep,
    style: "Style | None" = None,
    **how: Any,
) -> Path:
    """Draw a figure of runs into one file whenever they have grown, until they have ended; return the file.

    Parameters
    ----------
    figure
        Its name. Until the runs have a landscape, their paths are drawn on a plain field; where it cannot be drawn of
        them at all, their loss is.
    paths
        Where the runs are, or will be.
    out
        A still; by default renders/FIGURE-RUN.png.
    every, share, pause
        See `Watch.go_on`.
    style
        See gdviz.styled.
    how
        size, quality, settings, ends, report: see `Watch`.

    Raises
    ------
    ValueError
        For an unknown name, a number out of range, a file that is no still, or a run that stays damaged.
    OSError
        If the file cannot be written.
    """
    if not 0 < every < float("inf"):
        raise ValueError(f"--every is a number of seconds above 0, not {every:g}; try --every 2")
    places = [Path(path) for path in paths]
    watched = Watch(figure, places, Path(out or default_place(figure, places)), style or styled(), **how)
    watched.check()
    watched.report(f"drawing {watched.out} as {' and '.join(map(str, places))} grows; Ctrl-C ends it")
    return watched.go_on(every, pause, share)
