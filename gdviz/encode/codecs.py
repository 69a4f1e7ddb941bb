"""MP4, WebM and MOV: how each codec is told to make small films, fast, that every player takes."""

from gdviz.encode.budget import Concession
from gdviz.encode.formats import Format, add_format
from gdviz.encode.video import Codec

# As every browser and PowerPoint plays it: 4:2:0, even sides, the index in front.
H264 = Codec(
    ".mp4",
    "libx264",
    "yuv420p",
    quality=17,
    # Without cpu-independent, x264 weighs blocks by how much later ones copy from them in AVX-512 code whose results
    # depend on what lay in memory before: one file in a hundred came out another. Without the last, it takes more
    # threads on larger machines, and every number of them makes other bytes. The rest is for pictures that are flat and
    # move smoothly: psy spends bytes on grain that there is none of, up to seven B-frames in a row, in a pattern that
    # needs no search, save what the quickest search for motion costs, nobody need look for cuts, since beats begin
    # pieces, and one frame to copy from and the plainer rounding lose next to nothing.
    options={
        "preset": "medium",
        "x264-params": "cpu-independent=1:psy=0:b-adapt=0:bframes=7:subme=2:me=dia:scenecut=0:ref=1:trellis=0",
        "threads": "2",
    },
    container={"movflags": "+faststart"},
    # Measured on scene loss-bowl, all 623 frames at 720p and 143 at 2160p: kB, SSIM, and seconds of one core.
    #
    #     720p    as above  crf 17              1216   0.99901   3.3
    #             subme 7, three B-frames       1233   0.99913   5.8
    #             subme 1   crf 17              1306   0.99897   2.6
    #             veryfast  crf 16              1385   0.99881   4.6
    #     2160p   medium    crf 18               441   0.99938   8.5     and 1.35 GB of memory
    #             medium    crf 16.5, ahead 10   422   0.99920   6.5
    #             veryfast  crf 15, ahead 10     462   0.99932   4.1
    #             veryfast  crf 14, ahead 5      440   0.99924   4.2     and 0.48 GB
    #
    # At 1080p a frame takes 10.5 ms where the second takes 16, in 7 % fewer bytes; figures and decision-boundary take
    # 60 % of its time, in 5 % more. Veryfast, which looks a few frames ahead only, is worse by a tenth of its bytes in
    # small pictures, and as good in large ones. Of those, B-frames that no others copy from save 85 MB, and without a
    # search for their pattern the file is no larger: 298 kB for 305, of a hundred frames.
    large=(
        {
            "preset": "veryfast",
            "x264-params": "cpu-independent=1:rc-lookahead=5:sync-lookahead=0:b-adapt=0:b-pyramid=none",
        },
        3,
    ),
)
VP9 = Codec(
    ".webm",
    "libvpx-vp9",
    "yuv420p",
    "yuva420p",
    quality=30,
    # libvpx's realtime mode at its slowest takes a third of the time of its good mode, for a tenth more bytes.
    options={
        "b": "0",
        "deadline": "realtime",
        "cpu-used": "4",
        "row-mt": "1",
        "tile-columns": "1",
        "threads": "4",
    },
    # Otherwise Matroska's random identifiers make every file another.
    container={"fflags": "+bitexact"},
)
# QuickTime's Animation, which video editors take: lossless, a tenth of the time of ProRes 4444, and half its bytes.
ANIMATION = Codec(
    ".mov",
    "qtrle",
    "rgb24",
    "argb",
    # It keeps a whole picture every twelve frames; what is lossless is large, and a piece waits in memory.
    container={"movflags": "+faststart", "fflags": "+bitexact"},
    longest=48,
)

add_format(
    Format(
        ".mp4",
        H264,
        transparent=False,
        concessions=(
            Concession(quality=21),
            Concession(quality=24),
            Concession(quality=28),
            Concession(quality=28, scale=0.75),
            Concession(quality=28, scale=0.75, every=2),
            Concession(quality=32, scale=0.75, every=2),
            Concession(quality=32, scale=0.5, every=2),
            Concession(quality=38, scale=0.5, every=2),
        ),
        plays_in_decks=True,
        place=20,
    )
)
add_format(
    Format(
        ".webm",
        VP9,
        concessions=(
            Concession(quality=36),
            Concession(quality=42),
            Concession(quality=42, every=2),
            Concession(quality=42, every=2, scale=0.75),
            Concession(quality=48, every=2, scale=0.75),
            Concession(quality=54, every=2, scale=0.5),
            Concession(quality=60, every=2, scale=0.5),
        ),
        plays_in_decks=True,
        place=30,
    )
)
add_format(
    Format(
        ".mov",
        ANIMATION,
        concessions=(
            Concession(every=2),
            Concession(every=2, scale=0.75),
            Concession(every=2, scale=0.5),
            Concession(every=2, scale=0.35),
        ),
        place=40,
    )
)
