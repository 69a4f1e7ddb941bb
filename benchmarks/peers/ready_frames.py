"""Encode frames that are ready into a GIF: what no picture drawn with matplotlib can be faster than.

    python ready_frames.py FRAMES.npy OUT.gif FPS

Matplotlib is imported, and nothing is drawn with it. One palette is taken from a dozen frames, and each frame is mapped
to it without dithering, as gdviz does it.
"""

import sys
import time
from fractions import Fraction

import av
import matplotlib.figure  # noqa: F401  # its import is a part of the floor
import numpy as np

frames = np.load(sys.argv[1], mmap_mode="r")
fps = Fraction(sys.argv[3])
start = time.perf_counter()
count, height, width, _ = frames.shape


def picture(index):
    """Return a frame as FFmpeg takes it."""
    made = av.VideoFrame.from_ndarray(np.ascontiguousarray(frames[index]), format="rgb24")
    made.pts, made.time_base = index, 1 / fps
    return made


graph = av.filter.Graph()
source = graph.add_buffer(width=width, height=height, format=av.VideoFormat("rgb24"), time_base=1 / fps)
sink = graph.add("buffersink")
graph.link_nodes(source, graph.add("palettegen", "stats_mode=full:reserve_transparent=1"), sink).configure()
for index in np.unique(np.linspace(0, count - 1, 12).round().astype(int)):
    source.push(picture(int(index)))
source.push(None)
palette = sink.pull()
palette.pts, palette.time_base = 0, 1 / fps

graph = av.filter.Graph()
source = graph.add_buffer(width=width, height=height, format=av.VideoFormat("rgb24"), time_base=1 / fps)
colors = graph.add_buffer(width=16, height=16, format=palette.format, time_base=1 / fps)
use, sink = graph.add("paletteuse", "dither=none:diff_mode=rectangle"), graph.add("buffersink")
source.link_to(use, 0, 0)
colors.link_to(use, 0, 1)
use.link_to(sink, 0, 0)
graph.configure()
colors.push(palette)
colors.push(None)

with av.open(sys.argv[2], "w", options={"loop": "0"}) as container:
    stream = container.add_stream("gif", fps)
    stream.width, stream.height, stream.pix_fmt = width, height, "pal8"
    for index in [*range(count), None]:
        source.push(None if index is None else picture(index))
        while True:
            try:
                container.mux(stream.encode(sink.pull()))
            except (av.BlockingIOError, av.EOFError):
                break
    container.mux(stream.encode(None))
print(time.perf_counter() - start)
