"""The picture in which a film ends."""

from io import BytesIO
from pathlib import Path


def still_of(path: str | Path) -> bytes:
    """Return the last frame of an animation, or an image, as a PNG."""
    from PIL import Image

    told = BytesIO()
    if Path(path).suffix.lower() in (".mp4", ".webm", ".mov"):
        import av

        with av.open(str(path)) as container:
            # From the last frame that needs no other; a film of a piece has but one.
            if container.duration:
                container.seek(container.duration)
            *_, last = container.decode(video=0)
            Image.fromarray(last.to_ndarray(format="rgb24")).save(told, "PNG")
        return told.getvalue()
    with Image.open(path) as image:
        image.seek(getattr(image, "n_frames", 1) - 1)
        image.convert("RGBA" if image.has_transparency_data else "RGB").save(told, "PNG")
    return told.getvalue()
