"""Videos put end to end, packet by packet, as they are, with what they carry beside their pictures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import Any

from gdviz.encode.frames import WriteOptions
from gdviz.files.scratch import scratch


def assemble(
    path: Path,
    pieces: Iterable[bytes],
    container: Mapping[str, str],
    rate: Fraction,
    options: WriteOptions | None = None,
) -> None:
    """Put the pieces of a film, videos of one codec, shape and rate, into a file; what has come waits beside it.

    What it says of itself, and what it carries beside its pictures, is that of the options.
    """
    with scratch(path.parent) as folder:
        parts = []
        for number, piece in enumerate(pieces):
            parts.append(folder / f"{number}{path.suffix}")
            parts[-1].write_bytes(piece)
        join(path, parts, container, rate, options)


def join(
    path: Path,
    parts: Sequence[Path],
    container: Mapping[str, str],
    rate: Fraction,
    options: WriteOptions | None = None,
) -> None:
    """Put videos of one codec, shape and rate end to end, packet by packet, as they are; see `assemble`."""
    import av

    options = options or WriteOptions()
    with av.open(str(path), "w", options=dict(container)) as whole, av.open(str(parts[0])) as first:
        stream = whole.add_stream_from_template(first.streams.video[0])
        stream.metadata.update(first.streams.video[0].metadata)
        whole.metadata.update(options.about.tags)
        others = options.tracks.added(whole, path.suffix.lower())
        # All that belongs to a moment lies together, so that it can be played while it is loaded.
        for packet in merge(
            _joined(parts, rate, stream), *others, key=lambda packet: float(packet.dts * packet.time_base)
        ):
            whole.mux(packet)


def _joined(parts: Sequence[Path], rate: Fraction, stream: Any) -> Iterator[Any]:
    """Yield the packets of videos as those of one."""
    # Packets come in the order of decoding, so many frames before they are shown.
    lead = max(-next(_packets(part, rate)).dts for part in parts)
    decoded = shown = 0
    for part in parts:
        for packet in _packets(part, rate):
            packet.pts, packet.dts, packet.stream = shown + packet.pts, decoded - lead, stream
            yield packet
            decoded += 1
        shown = decoded


def _packets(path: Path, rate: Fraction) -> Iterator[Any]:
    """Yield the packets of a video with times in whole frames: WebM's milliseconds would drift."""
    import av

    with av.open(str(path)) as container:
        packet: Any
        for packet in container.demux(container.streams.video[0]):
            if packet.size:
                frames = packet.time_base * rate
                packet.pts, packet.dts = round(packet.pts * frames), round(packet.dts * frames)
                packet.duration, packet.time_base = 1, 1 / rate
                yield packet
