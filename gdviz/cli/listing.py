"""What there is, and what a run is."""

import json
from pathlib import Path
from typing import Any

import click

from gdviz.cli.app import main
from gdviz.cli.render import RUN
from gdviz.cli.saying import note, tell

# Parameters of more are not printed but as JSON.
MANY = 30


@main.command("list")
@click.argument("kind", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def list_(kind: str | None, as_json: bool) -> None:
    """List what there is: problems, optimizers and so on.

    KIND is one of problems, optimizers, schedules, datasets, figures, scenes, palettes, recipes; without it all are
    listed.
    Settings show their default, range and meaning.

    \b
        gdviz list
        gdviz list optimizers
        gdviz list problems --json
    """
    from gdviz.catalogue import catalogue

    found = catalogue(kind)
    if as_json:
        tell(json.dumps(found, indent=1))
        return
    for title, entries in found.items():
        tell(title, bold=True)
        article = ""
        for entry in entries:
            if entry.get("article", "") != article:
                article = entry["article"]
                tell(f"  {article or 'gdviz'}:")
            system = f"{entry['system']:3} " if "system" in entry else ""
            tell(f"  {entry['name']:22} {system}{entry['summary']}")
            for name, setting in entry.get("settings", {}).items():
                tell(f"  {'':22}   {name} = {setting['default']} ({setting['allowed']}): {setting['meaning']}")


@main.command()
@click.argument("run", type=RUN)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def info(run: Path, as_json: bool) -> None:
    """Tell what RUN solved, how it ended, and its last values; or how the runs of a fleet came out.

    Of a run over many parameters also how far to trust pictures of it: how many there are and what is kept of them, how
    much of the path's variance lies in the plane that is drawn, how far off it the path goes, and the true loss beside
    the slice's. The last line is the command that makes the run again.

    \b
            gdviz info renders/runs/bowl
            gdviz info renders/runs/bowl --json
            gdviz info renders/fleet:best
    """
    from gdviz.catalogue import describe, describe_fleet
    from gdviz.runs.fleet import load_fleet
    from gdviz.runs.fleet_files import is_fleet
    from gdviz.runs.run import load

    about = describe_fleet(load_fleet(run)) if is_fleet(run) else describe(load(run))
    if as_json:
        tell(json.dumps(about, indent=1))
        return
    for name, value in about.items():
        if name == "slice":
            for line in _table_of(value):
                tell(line)
            continue
        if name == "command_table":
            note(f"{value} stands for the table of points, which is your own")
            continue
        shown = value
        if isinstance(value, dict):
            shown = ", ".join(f"{k} {v}" for k, v in value.items())
            shown = f"{len(value):,} numbers; --json prints them" if len(value) > MANY else shown
        tell(f"{name.replace('_', ' '):16} {shown}")


def _table_of(trust: dict[str, Any]) -> list[str]:
    """Return the lines that say how far to trust pictures of a run on a plane."""
    from gdviz.style.numerals import number, share_in_words

    def share(name: str) -> str:
        return "unknown" if trust[name] is None else share_in_words(trust[name])

    def loss(name: str) -> str:
        return "unknown" if trust[name] is None else number(trust[name])

    along = [f"{100 * one:.1f} %" for one in trust["variance_along_axes"] or ()]
    rows = [
        ("plane", "first", "last", "most"),
        (
            "off it",
            share("off_plane_first"),
            share("off_plane_last"),
            f"{share('off_plane_most')} of the path's reach, at step {trust['off_plane_most_at_step']:,}",
        ),
        ("true loss", loss("loss_first"), loss("loss_last"), ""),
    ]
    if trust["slice_loss_first"] is not None or trust["slice_loss_last"] is not None:
        rows.append(("loss of slice", loss("slice_loss_first"), loss("slice_loss_last"), ""))
    lines = [f"{'variance':16} {' + '.join(along) or 'unknown'} along the axes of the plane"]
    lines += [f"{first:16} {second:10} {third:10} {rest}".rstrip() for first, second, third, rest in rows]
    if "error" in trust:
        lines.append(
            f"{'between':16} points between the {trust['snapshots']:,} snapshots are off by up to "
            f"{share_in_words(trust['error'])} of the path's reach"
        )
    return lines
