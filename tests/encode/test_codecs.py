"""How codecs are told to encode."""

import pytest

from gdviz.encode.codecs import ANIMATION, H264, VP9
from gdviz.encode.video import LARGE, Codec


@pytest.mark.parametrize(
    ("codec", "pixels", "quality", "crf"),
    [
        (H264, 1280 * 720, None, "17"),
        (H264, 1280 * 720, 24, "24"),
        (H264, LARGE, None, "17"),
        # In large pictures x264 looks a few frames ahead only, and has a smaller crf for the same quality.
        (H264, LARGE + 1, None, "14"),
        (H264, 3840 * 2160, 24, "21"),
        (VP9, 3840 * 2160, None, "30"),
        (VP9, 640 * 360, 42, "42"),
        (ANIMATION, 3840 * 2160, None, None),
    ],
)
def test_the_crf_is_the_codecs_best_or_the_one_that_is_asked_for(
    codec: Codec, pixels: int, quality: int | None, crf: str | None
) -> None:
    settings = codec.settings(pixels, quality)
    assert settings.pop("crf", None) == crf
    assert settings == ({**codec.options, **codec.large[0]} if pixels > LARGE else codec.options)
