"""Checkpoints are read as their files say, hostile ones are refused in words, and no code in them is run."""

import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from gdviz.recording.checkpoints import natural, read_checkpoint, step_in

WEIGHTS = {"0.weight": np.arange(6, dtype=np.float32).reshape(2, 3), "0.bias": np.array([1.5, -2.0])}


def safetensors(path, tensors, *, metadata=None):
    """Write a file by the rules of the format."""
    names = {"float32": "F32", "float64": "F64", "float16": "F16", "int64": "I64", "uint16": "BF16"}
    header, at = {"__metadata__": metadata} if metadata else {}, 0
    for name, array in tensors.items():
        header[name] = {"dtype": names[array.dtype.name], "shape": array.shape, "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    return written(path, header, b"".join(array.tobytes() for array in tensors.values()))


def written(path, header, data=b"", *, length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text + data)
    return path


def same(found, expected):
    return found.keys() == expected.keys() and all(np.array_equal(found[name], expected[name]) for name in expected)


def test_a_safetensors_file_is_read_without_torch(tmp_path):
    halves = {"h": np.array([1.0, 2.0, -0.5], np.float16)}
    path = safetensors(tmp_path / "a.safetensors", WEIGHTS | halves, metadata={"loss": "0.25", "step": "7"})
    found = read_checkpoint(path)
    assert same(found.params, WEIGHTS | halves)
    assert (found.loss, found.step) == (0.25, 7)


def test_bfloat16_is_the_upper_half_of_a_float(tmp_path):
    exact = np.array([1.0, -2.5, 0.15625], np.float32)
    halves = (exact.view(np.uint32) >> 16).astype(np.uint16)
    assert (
        read_checkpoint(safetensors(tmp_path / "a.safetensors", {"w": halves})).params["w"].tolist() == exact.tolist()
    )


def test_it_agrees_with_the_library(tmp_path):
    library = pytest.importorskip("safetensors.numpy")
    library.save_file(WEIGHTS, tmp_path / "a.safetensors")
    assert same(read_checkpoint(tmp_path / "a.safetensors").params, WEIGHTS)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_an_npz_is_read_with_its_loss(tmp_path, save):
    turned = {"t": np.asfortranarray(WEIGHTS["0.weight"])}
    save(tmp_path / "a.npz", **WEIGHTS, **turned, loss=0.5)
    found = read_checkpoint(tmp_path / "a.npz")
    assert same(found.params, WEIGHTS | turned)
    assert found.loss == 0.5


def test_statistics_and_whole_numbers_are_no_parameters(tmp_path):
    beside = {"1.running_mean": np.ones(3), "1.num_batches_tracked": np.int64(3), "mask": np.ones(3, np.int64)}
    np.savez(tmp_path / "a.npz", **WEIGHTS, **beside)
    found = read_checkpoint(tmp_path / "a.npz")
    assert same(found.params, WEIGHTS)
    assert found.left_out == ("1.num_batches_tracked", "1.running_mean", "mask")
    assert np.isnan(found.loss)
    assert found.step is None


def test_names_lose_what_a_wrapper_put_before_them(tmp_path):
    np.savez(tmp_path / "a.npz", **{f"_orig_mod.{name}": array for name, array in WEIGHTS.items()})
    assert read_checkpoint(tmp_path / "a.npz").params.keys() == WEIGHTS.keys()


def entry(**other):
    return {"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8], **other}}


HOSTILE = {
    "empty": lambda path: path.write_bytes(b""),
    "short": lambda path: path.write_bytes(b"\0\1"),
    "long header": lambda path: written(path, {}, length=2**63),
    "no table": lambda path: written(path, [1]),
    "no json": lambda path: written(path, b"{nonsense}"),
    "deep": lambda path: written(path, b"[" * 200_000),
    "huge shape": lambda path: written(path, entry(shape=[2**40, 2**40]), bytes(8)),
    "negative": lambda path: written(path, entry(shape=[-2], data_offsets=[8, 0]), bytes(8)),
    "behind the end": lambda path: written(path, entry(data_offsets=[80, 88]), bytes(8)),
    "other size": lambda path: written(path, entry(data_offsets=[0, 4]), bytes(8)),
    "no numbers": lambda path: written(path, entry(shape=["2"]), bytes(8)),
    "true": lambda path: written(path, entry(shape=[True, 2]), bytes(8)),
    "no places": lambda path: written(path, {"w": {"dtype": "F32", "shape": [2]}}, bytes(8)),
    "entry of text": lambda path: written(path, {"w": "x"}, bytes(8)),
    "float8": lambda path: written(path, entry(dtype="F8_E4M3", shape=[8]), bytes(8)),
    "nothing in it": lambda path: written(path, {}),
    "huge number": lambda path: written(path, b'{"w": {"dtype": "F32", "shape": [' + b"9" * 5000 + b"]}}"),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_safetensors_file_is_refused_in_a_sentence(tmp_path, make):
    make(tmp_path / "a.safetensors")
    with pytest.raises(ValueError, match=r"a\.safetensors (is damaged|holds no parameters): ") as refused:
        read_checkpoint(tmp_path / "a.safetensors")
    assert len(str(refused.value).splitlines()) == 1
    assert len(str(refused.value)) < 400 + len(str(tmp_path))


def zipped(path, content, *, name="w.npy", size=None):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


def header_of(text):
    text = text.encode() + b"\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_bytes(b"no zip"),
        lambda path: zipped(path, b"no array"),
        lambda path: zipped(path, header_of("{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776,)}")),
        lambda path: zipped(
            path, header_of("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}") + b"cos\nsystem\n"
        ),
        lambda path: zipped(path, header_of("__import__('os').system('touch pwned')")),
        lambda path: zipped(path, header_of("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}") + bytes(8)),
        lambda path: zipped(path, header_of("{'descr': '<U4', 'fortran_order': False, 'shape': (1,)}") + bytes(16)),
        lambda path: zipped(path, b"", name="empty.npy"),
        lambda path: zipped(path, b"", name="other.txt"),
        lambda path: path.write_bytes(zipped(path, np.ones(9).tobytes() * 50).read_bytes()[:-40]),
    ],
)
def test_a_hostile_npz_is_refused_in_a_sentence(tmp_path, monkeypatch, make):
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "a.npz")
    with pytest.raises(ValueError, match=r"a\.npz (is damaged|holds no parameters): ") as refused:
        read_checkpoint(tmp_path / "a.npz")
    assert len(str(refused.value).splitlines()) == 1
    assert not Path("pwned").exists()


def test_any_damage_is_answered_in_a_sentence(tmp_path):
    whole = {
        "a.safetensors": safetensors(tmp_path / "a.safetensors", WEIGHTS).read_bytes(),
        "a.npz": (np.savez_compressed(tmp_path / "a.npz", **WEIGHTS), (tmp_path / "a.npz").read_bytes())[1],
    }
    rng = np.random.default_rng(0)
    for name, content in whole.items():
        for _ in range(60):
            spoiled = bytearray(content[: rng.integers(1, len(content) + 1)])
            for place in rng.integers(0, len(spoiled), 4):
                spoiled[place] = rng.integers(256)
            (tmp_path / name).write_bytes(spoiled)
            try:
                read_checkpoint(tmp_path / name)
            except ValueError as error:
                assert str(error).startswith(str(tmp_path / name))  # noqa: PT017 - either way is right


def test_files_of_torch_are_read_where_it_is(tmp_path):
    torch = pytest.importorskip("torch")
    tensors = {name: torch.tensor(array) for name, array in WEIGHTS.items()}
    for at, held in enumerate(
        (
            tensors,
            {"model_state_dict": tensors, "optimizer": {"state": {}}, "loss": 0.5, "epoch": 3},
            {"state_dict": {f"module.{name}": one for name, one in tensors.items()}, "global_step": 9},
            {"model": {name: one.to(torch.float64) for name, one in tensors.items()}, "loss": torch.tensor(0.5)},
        )
    ):
        torch.save(held, tmp_path / f"{at}.pt")
    found = [read_checkpoint(tmp_path / f"{at}.pt") for at in range(4)]
    assert all(same(one.params, WEIGHTS) for one in found)
    assert [one.step for one in found] == [None, 3, 9, None]
    assert [one.loss for one in found[1::2]] == [0.5, 0.5]


class Wicked:
    """What would make a file when it is unpickled."""

    def __reduce__(self):
        return Path.touch, (Path("pwned"),)


def test_code_in_a_file_of_torchs_is_never_run(tmp_path, monkeypatch):
    torch = pytest.importorskip("torch")
    monkeypatch.chdir(tmp_path)
    torch.save({"state_dict": {"w": torch.ones(2)}, "x": Wicked()}, "a.pt")
    with pytest.raises(ValueError, match=r"a\.pt holds more than tensors that can be read without running code in it"):
        read_checkpoint(Path("a.pt"))
    assert not Path("pwned").exists()
    Path("b.pt").write_bytes(Path("a.pt").read_bytes()[:300])
    with pytest.raises(ValueError, match=r"b\.pt holds no tensors that can be read"):
        read_checkpoint(Path("b.pt"))


def test_without_torch_its_files_are_refused_with_what_installs_it(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(ValueError, match=r"is read by torch, which is missing; run .*install .*\[torch\]'"):
        read_checkpoint(tmp_path / "a.pt")


def test_other_files_are_refused_by_their_names():
    with pytest.raises(ValueError, match=r"a\.h5 must end in \.pt, \.pth, \.ckpt, \.bin, \.safetensors, \.npz"):
        read_checkpoint(Path("a.h5"))


def test_files_are_sorted_as_people_count():
    names = ["epoch10.pt", "epoch2.pt", "epoch2b.pt", "a3.pt"]
    assert [path.name for path in sorted(map(Path, names), key=natural)] == [
        *("a3.pt", "epoch2.pt", "epoch2b.pt", "epoch10.pt")
    ]


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("epoch10.pt", 10),
        ("epoch=3-step=1200.ckpt", 1200),
        ("resnet50_epoch_7.pt", 7),
        ("model-0042.npz", 42),
        ("step_5_of_100.pt", 5),
        ("final.pt", None),
    ],
)
def test_the_step_is_the_number_in_a_files_name(name, step):
    assert step_in(Path(name)) == step
