"""Videos put end to end, packet by packet, as they are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from gdviz.files.scratch import scratch


def assemble(path: Path, pieces: Iterable[bytes], container: Mapping[str, str], rate: Fraction) -> None:
    """Put the pieces of a film, videos of one codec, shape and rate, into a file; what has come waits beside it."""
    with scratch(path.parent) as folder:
        parts = []
        for number, piece in enumerate(pieces):
            parts.append(folder / f"{number}{path.suffix}")
            parts[-1].write_bytes(piece)
        join(path, parts, container, rate)


def join(path: Path, parts: Sequence[Path], container: Mapping[str, str], rate: Fraction) -> None:
    """Put videos of one codec, shape and rate end to end, packet by packet, as they are."""
    import av

    # Packets come in the order of decoding, so many frames before they are shown.
    lead = max(-next(_packets(part, rate)).dts for part in parts)
    decoded = shown = 0
    with av.open(str(path), "w", options=dict(container)) as whole, av.open(str(parts[0])) as first:
        stream = whole.add_stream_from_template(first.streams.video[0])
        stream.metadata.update(first.streams.video[0].metadata)
        for part in parts:
            for packet in _packets(part, rate):
                packet.pts, packet.dts, packet.stream = shown + packet.pts, decoded - lead, stream
                whole.mux(packet)
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
