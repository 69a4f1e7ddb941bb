"""What every command does of a mistake: it says in one line what to type, and writes nothing."""

from pathlib import Path

from commands import gdviz


def assert_refused(line: str, answer: str, *, code: int = 2) -> None:
    """Type a command in the working directory, and assert that it is answered so, with this exit code."""
    before = {path: path.stat().st_mtime_ns for path in Path().rglob("*")}
    result = gdviz(*line.split())
    assert result.exit_code == code, result.output
    assert answer in result.stderr.replace("\\", "/")
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""
    assert {path: path.stat().st_mtime_ns for path in Path().rglob("*")} == before, "nothing was written"
