"""MP4 and WebM: lossy and small, in colours that every player understands alike."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.encode.change import whole
from gdviz.encode.film import Film, Frame, Manner, even

BLOCK = 8


def write_mp4(path: Path, film: Film, manner: Manner, progress: Callable[[int], None]) -> None:
    """Write H.264 as every browser and PowerPoint plays it: 4:2:0, even sides, the index in front."""
    options = {"crf": str(manner.quality or 18), "preset": "medium"}
    _write(path, film, progress, "libx264", options, {"movflags": "+faststart"})


def write_webm(path: Path, film: Film, manner: Manner, progress: Callable[[int], None]) -> None:
    """Write VP9, with soft transparency where the frames have it.

    libvpx's realtime mode at its slowest takes a third of the time of its good mode, for a tenth more bytes.
    """
    options = {
        "crf": str(manner.quality or 30),
        "b": "0",
        "deadline": "realtime",
        "cpu-used": "4",
        "row-mt": "1",
        "tile-columns": "1",
        "threads": "4",
    }
    # Otherwise Matroska's random identifiers make every file another.
    _write(path, film, progress, "libvpx-vp9", options, {"fflags": "+bitexact"}, manner)


def _write(
    path: Path,
    film: Film,
    progress: Callable[[int], None],
    codec: str,
    options: dict[str, str],
    container_options: dict[str, str],
    manner: Manner | None = None,
) -> None:
    import av

    height, width, depth = film.shape
    kind, pixels = ("rgba", "yuva420p") if depth == 4 else ("rgb24", "yuv420p")
    with av.open(str(path), "w", options=container_options) as container:
        stream: Any = container.add_stream(codec, film.rate, options=options)
        stream.width, stream.height, stream.pix_fmt = width + width % 2, height + height % 2, pixels
        if depth == 4:
            stream.metadata["alpha_mode"] = "1"
        # Without these tags players guess the matrix by the picture's size, and colours shift.
        tag = {"colorspace": 1, "color_primaries": 1, "color_trc": 1, "color_range": 1}
        for name, value in tag.items():
            setattr(stream.codec_context, name, value)
        for done, frame in enumerate(film, 1):
            if depth == 4 and manner is not None:
                frame = _filled(frame, manner)
            picture = av.VideoFrame.from_ndarray(even(frame), format=kind)
            picture = picture.reformat(format=pixels, dst_colorspace="ITU709", dst_color_range="MPEG")
            container.mux(stream.encode(picture))
            progress(done)
        container.mux(stream.encode(None))


def _filled(frame: Frame, manner: Manner) -> Frame:
    """Return the frame with other colours under what is transparent: lossy coding mixes them into soft edges.

    They are the mean colour of the visible pixels in the same block of 8x8, or the matte where there are none.
    """
    from PIL import Image

    height, width = frame.shape[:2]
    means = np.array(Image.fromarray(frame).reduce(BLOCK))
    means[means[..., 3] == 0, :3] = manner.matte
    means[..., 3] = 0
    under = whole(means).repeat(BLOCK, axis=0)[:height].repeat(BLOCK, axis=1)[:, :width]
    filled = np.where(frame[..., 3] > 0, whole(frame), under)
    return filled.view(np.uint8).reshape(frame.shape)
