"""What a film is told by: captions, tempo, a recorded voice, and the script of who speaks over it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

FILES, BURN = "files", "burn"


def known_captions(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Return the word after --captions, which may be left out; a run that follows is none, and that is said."""
    if value not in (None, FILES, BURN):
        raise click.UsageError(
            f"--captions takes {FILES} or {BURN}, not {value!r}; write --captions={FILES}, or --captions last", context
        )
    return value


OPTIONS = (
    click.option(
        "--captions",
        callback=known_captions,
        is_flag=False,
        flag_value=FILES,
        metavar="[files|burn]",
        help="What is said of each beat as .srt and .vtt beside the film; with --captions=burn, in its pictures.",
    ),
    click.option("--pace", default="normal", show_default=True, help="How fast it is told: slow, normal or fast."),
    click.option(
        "--hold", type=float, default=0.0, metavar="SECONDS", help="Rest so much longer at the end of each beat."
    ),
    click.option(
        "--seconds", type=float, help="Length of the whole film, told so much faster or slower, instead of a pace."
    ),
    click.option(
        "--voice",
        multiple=True,
        metavar="FILES",
        help="Recordings, one for each beat, or their folder: each beat is as long as its voice, which is heard.",
    ),
    click.option("--script", is_flag=True, help="Print what is said over each beat, and when, and film nothing."),
)


def talking(command: Callable[..., None]) -> Callable[..., None]:
    """Add to a command the options of a film that is told."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def parted_voices(runs: Sequence[Path], voices: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Return runs without the recordings among them, and all recordings: a shell writes `--voice *.wav` so."""
    if not voices:
        return list(runs), []
    from gdviz.encode.sound import AUDIO

    recorded = [run for run in runs if run.suffix.lower() in AUDIO]
    return [run for run in runs if run not in recorded], [*voices, *map(str, recorded)]
