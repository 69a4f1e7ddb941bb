"""Words that commands share: settings, numbers, sizes, and what they say of what cannot be read."""

import click
import pytest
from click.testing import CliRunner

from gdviz.cli.options import amount, numbers, pairs, refuse_all_but, size


@pytest.mark.parametrize(
    ("text", "count"),
    [("2MB", 2_000_000), ("500 kb", 500_000), ("1.5MiB", 1_572_864), ("800000", 800_000), ("1k", 1000)],
)
def test_sizes_are_read_as_people_write_them(text: str, count: int) -> None:
    assert amount(text) == count


def test_settings_are_split_at_their_first_equals_sign() -> None:
    assert pairs(["momentum=0.8", "show=a=b", "momentum=0.9"]) == {"momentum": "0.9", "show": "a=b"}
    with pytest.raises(ValueError, match=r"--set takes NAME=VALUE, not 'kappa'; for example --set momentum=0\.8"):
        pairs(["kappa"])


def test_numbers_stand_between_commas() -> None:
    assert numbers("--start", "-1.5,2,1e-3") == [-1.5, 2.0, 1e-3]
    assert numbers("--start", None) is None
    with pytest.raises(ValueError, match="--lr takes numbers with commas between them, not '1;2'; for example --lr -1"):
        numbers("--lr", "1;2")


@pytest.mark.parametrize(("text", "pixels"), [("800x450", (800, 450)), ("1080X1920", (1080, 1920)), (None, None)])
def test_a_size_is_width_by_height(text, pixels) -> None:
    assert size(text) == pixels


@pytest.mark.parametrize("text", ["800", "800x", "x450", "8.5x4", "-8x4", ""])
def test_what_is_no_size_is_refused_with_an_example(text) -> None:
    with pytest.raises(ValueError, match=r"--size takes WIDTHxHEIGHT in pixels, not .*; for example --size 800x450"):
        size(text)


@pytest.mark.parametrize("text", ["lots", "0", "-1MB", "2TB", "0kB"])
def test_what_is_no_amount_is_refused(text) -> None:
    with pytest.raises(ValueError, match="--max-bytes takes a size such as 2MB, 500kB or 800000, not"):
        amount(text)


def test_only_what_was_typed_is_refused() -> None:
    @click.command()
    @click.option("--steps", default=3)
    @click.option("--lr", default=0.1)
    @click.option("--seed", default=0)
    def command(**options: float) -> None:
        refuse_all_but(("steps",), "it goes on")

    assert CliRunner().invoke(command, ["--steps", "5"]).exception is None
    refused = CliRunner().invoke(command, ["--seed", "0", "--lr", "1", "--steps", "5"]).exception
    assert str(refused) == "it goes on; leave out lr, seed"
