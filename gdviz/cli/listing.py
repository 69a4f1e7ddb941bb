"""What there is, and what a run is."""

import json
from pathlib import Path

import click

from gdviz.cli.app import main
from gdviz.cli.render import RUN
from gdviz.cli.saying import tell


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
    """Tell what RUN solved, how it ended, and its last values.

    \b
        gdviz info renders/runs/bowl
        gdviz info renders/runs/bowl --json
    """
    from gdviz.catalogue import describe
    from gdviz.runs.run import load

    about = describe(load(run))
    if as_json:
        tell(json.dumps(about, indent=1))
        return
    for name, value in about.items():
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        tell(f"{name.replace('_', ' '):16} {shown}")
