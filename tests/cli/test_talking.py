"""What a film is told by, as it is typed."""

from pathlib import Path

import pytest
from commands import gdviz

from gdviz.cli.talking import parted_voices


def test_a_shell_writes_out_a_pattern_and_the_recordings_among_the_runs_are_found():
    runs = [Path("run"), Path("beats/2.wav"), Path("other"), Path("beats/3.MP3")]
    assert parted_voices(runs, ["beats/1.wav"]) == (
        [Path("run"), Path("other")],
        ["beats/1.wav", "beats/2.wav", "beats/3.MP3"],
    )
    assert parted_voices(runs, []) == (runs, [])


def test_a_run_that_follows_captions_is_told():
    result = gdviz("scene", "loss-bowl", "--captions", "renders/runs/bowl")
    assert result.exit_code == 2
    assert "write --captions=files, or --captions last" in result.stderr


def test_the_script_is_printed_and_nothing_is_filmed(home: Path) -> None:
    pytest.importorskip("manim")
    gdviz("solve", "bowl", "--steps", "5", "-o", "run")
    result = gdviz("scene", "loss-bowl", "run", "--script", "--fps", "2", "--pace", "slow")
    assert result.exit_code == 0, result.output
    first, empty, start, *_ = result.stdout.split("\n")
    assert first.startswith("A ball that rolls down the loss surface: 0:")
    assert (empty, start[:21]) == ("", "0:00  1. the landscap")
    assert "      Height is the loss.\n" in result.stdout
    assert [path.name for path in Path().iterdir()] == ["run"]
