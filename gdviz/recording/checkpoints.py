"""Saved checkpoints: the parameters in a file of torch's, safetensors or NumPy's, and what it says of step and loss.

No file is believed: what a header says is held against the file's size, and no code in it is ever run.
"""

import json
import math
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

TORCH = (".pt", ".pth", ".ckpt", ".bin")
SUFFIXES = (*TORCH, ".safetensors", ".npz")
# Under which of its names a checkpoint has the parameters, besides others.
INSIDE = ("model_state_dict", "state_dict", "model", "module", "net", "params", "weights")
# Before the names of a wrapped model.
WRAPPED = ("module.", "_orig_mod.")
# What a training counts and estimates beside its parameters, by how the names end.
STATISTICS = ("running_mean", "running_var", "num_batches_tracked")
STEPS = ("global_step", "step", "iteration", "epoch")
LOSS = "loss"

# The floats of safetensors by their names there; a bfloat16 is the first half of a float of four bytes.
FLOATS = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
# What its header has at most by its own rules, and what a compressed file may unfold to.
LONGEST_HEADER, MOST_BYTES = 100_000_000, 16 << 30


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """What a file holds.

    Attributes
    ----------
    params
        The parameters by name, all of them floats.
    left_out
        The names of other arrays: statistics, and whole numbers.
    step, loss
        What the file says of them; None and NaN where it says nothing.
    """

    params: Arrays
    left_out: tuple[str, ...]
    step: int | None = None
    loss: float = math.nan


def read_checkpoint(path: Path) -> Checkpoint:
    """Return what a checkpoint's file holds.

    Raises
    ------
    ValueError
        If it is damaged, of another kind, or holds no parameters.
    OSError
        If it cannot be read.
    """
    if path.suffix not in SUFFIXES:
        raise ValueError(f"{path} must end in {', '.join(SUFFIXES)} to be a checkpoint that gdviz reads")
    if path.suffix in TORCH:
        found, about = _torch(path)
    else:
        with path.open("rb") as file:
            found, about = (_safetensors if path.suffix == ".safetensors" else _npz)(path, file)
    loss = about.get(LOSS, found.pop(LOSS, None) if np.size(found.get(LOSS, ())) == 1 else None)
    for wrapped in WRAPPED:
        if found and all(name.startswith(wrapped) for name in found):
            found = {name.removeprefix(wrapped): array for name, array in found.items()}
    params = {name: array for name, array in found.items() if array.dtype.kind == "f" and not name.endswith(STATISTICS)}
    if not sum(array.size for array in params.values()):
        raise ValueError(f"{path} holds no parameters: no arrays of floats by their names; save model.state_dict()")
    step = next((int(about[name]) for name in STEPS if isinstance(about.get(name), int)), None)
    return Checkpoint(params, tuple(sorted(found.keys() - params.keys())), step, _number(loss))


def natural(path: Path) -> list[tuple[int, int, str]]:
    """Return what files are sorted by, so that epoch2 comes before epoch10."""
    parts = re.split(r"(\d+)", path.name)
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts]


def step_in(path: Path) -> int | None:
    """Return the number of the step in a file's name: the one after such a word, or else the last; None without any."""
    after = re.findall(r"(?:global_step|step|iteration|iter|epoch)[-_=. ]?(\d{1,15})", path.stem, re.IGNORECASE)
    # What says more than the epoch comes before it.
    by_step = re.findall(r"(?:global_step|step|iteration|iter)[-_=. ]?(\d{1,15})", path.stem, re.IGNORECASE)
    numbers = by_step or after or re.findall(r"\d{1,15}", path.stem)
    return int(numbers[-1]) if numbers else None


def _number(value: Any) -> float:
    """Return a loss as a number; NaN where it is none."""
    try:
        return float(np.asarray(value, dtype=np.float64).reshape(()))
    except (TypeError, ValueError):
        return math.nan


def _torch(path: Path) -> tuple[Arrays, dict[str, Any]]:
    """Return the tensors in a file of torch's, and what stands beside them; its pickled code is never run."""
    try:
        import torch
    except ImportError:
        from gdviz.installation.command import install_command

        raise ValueError(
            f"{path} is read by torch, which is missing; run {install_command('torch')}, or save safetensors"
        ) from None
    try:
        held = torch.load(path, map_location="cpu", weights_only=True)
    except OSError:
        raise
    except Exception as error:
        # A damaged or hostile file may fail anywhere in the reader.
        reason = "more than tensors" if "weights_only" in str(error) or "Weights only" in str(error) else "no tensors"
        raise ValueError(
            f"{path} holds {reason} that can be read without running code in it; save model.state_dict() instead"
        ) from None
    about = dict(held) if isinstance(held, Mapping) else {}
    inside = next((about[name] for name in INSIDE if isinstance(about.get(name), Mapping)), about)
    tensors = {str(name): value for name, value in inside.items() if isinstance(value, torch.Tensor)}
    beside = {name: value for name, value in about.items() if isinstance(value, int | float)}
    if isinstance(about.get(LOSS), torch.Tensor) and about[LOSS].numel() == 1:
        beside[LOSS] = float(about[LOSS])
    narrow = {name: one.detach().to_dense() for name, one in tensors.items() if name != LOSS or inside is not about}
    return {name: (one.float() if one.dtype == torch.bfloat16 else one).numpy() for name, one in narrow.items()}, beside


def _npz(path: Path, file: BinaryIO) -> tuple[Arrays, dict[str, Any]]:
    """Return the arrays in a file of NumPy's, each held against how much of it there is."""
    found: Arrays = {}
    try:
        with zipfile.ZipFile(file) as archive:
            members = [one for one in archive.infolist() if one.filename.endswith(".npy")]
            if sum(one.file_size for one in members) > MOST_BYTES:
                raise ValueError(f"it unfolds to more than {MOST_BYTES >> 30} GiB")
            for one in members:
                with archive.open(one) as member:
                    found[one.filename.removesuffix(".npy")] = _array(member, one.file_size)
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, RuntimeError, SyntaxError) as error:
        raise _damaged(path, error) from None
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]  # it comes from there
        raise _damaged(path, error) from None
    return found, {}


def _array(member: Any, size: int) -> NDArray[Any]:
    version = npy.read_magic(member)
    read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    if version not in read:
        raise ValueError("one of its arrays has a header of a later version")
    shape, fortran, dtype = read[version](member)
    if dtype.hasobject or dtype.kind not in "biufc":
        raise ValueError(f"one of its arrays holds {str(dtype)[:40]}, and not numbers")
    if not 0 <= math.prod(shape) * dtype.itemsize <= size:
        raise ValueError(f"it says that it holds an array of {' x '.join(map(str, shape))}")
    flat = np.frombuffer(member.read(math.prod(shape) * dtype.itemsize), dtype)
    return flat.reshape(shape, order="F" if fortran else "C")


def _safetensors(path: Path, file: BinaryIO) -> tuple[Arrays, dict[str, Any]]:
    """Return the floats in a safetensors file, and the texts in its metadata.

    Source: github.com/huggingface/safetensors, "Format".
    """
    size = path.stat().st_size
    length = int.from_bytes(file.read(8), "little")
    try:
        if not 2 <= length <= min(size - 8, LONGEST_HEADER):
            raise ValueError(f"its header says that it is {length:,} bytes long")
        header = json.loads(file.read(length))
        if not isinstance(header, dict):
            raise ValueError("its header is no table")
        about = header.pop("__metadata__", {})
        found: Arrays = {}
        for name, entry in header.items():
            found[name] = _tensor(file, entry, 8 + length, size)
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise _damaged(path, error) from None
    return found, _texts(about)


def _tensor(file: BinaryIO, entry: Any, start: int, size: int) -> NDArray[Any]:
    """Return one tensor, which lies in the file as its entry in the header says; empty where it is of no floats."""
    (first, last), shape, kind = entry["data_offsets"], entry["shape"], entry["dtype"]
    if not all(type(number) is int and number >= 0 for number in (first, last, *shape)):
        raise ValueError("a shape or a place in it is no whole number")
    if kind not in FLOATS:
        if str(kind).startswith("F"):
            raise ValueError(f"it holds floats of kind {str(kind)[:20]}, and gdviz reads {', '.join(FLOATS)}")
        return np.zeros(0, np.int64)
    dtype = np.dtype(FLOATS[kind])
    if last - first != math.prod(shape) * dtype.itemsize or start + last > size:
        raise ValueError(f"it has no room for an array of {' x '.join(map(str, shape))}"[:200])
    file.seek(start + first)
    flat = np.frombuffer(file.read(last - first), dtype)
    if kind == "BF16":
        flat = (flat.astype(np.uint32) << 16).view(np.float32)
    return flat.reshape(shape)


def _texts(about: Any) -> dict[str, Any]:
    """Return what a header's metadata, which are texts, say of step and loss."""
    if not isinstance(about, dict):
        return {}
    texts = {name: text for name, text in about.items() if isinstance(text, str)}
    steps = {name: int(texts[name]) for name in STEPS if re.fullmatch(r"\d{1,15}", texts.get(name, ""))}
    return steps | ({LOSS: texts[LOSS]} if LOSS in texts else {})


def _damaged(path: Path, error: Exception) -> ValueError:
    said = " ".join(str(error).split())[:160] or type(error).__name__
    return ValueError(f"{path} is damaged: {said}")
