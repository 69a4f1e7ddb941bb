"""What lies in the folder of a run."""

from pathlib import Path


def contents(directory: Path) -> dict[str, bytes]:
    """Return the bytes of every array by its file's name."""
    return {file.name: file.read_bytes() for file in directory.glob("*.npy")}
