"""The command that installs what an extra needs, as it works from where gdviz was installed."""

import json
import shlex
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any


def install_command(*extras: str) -> str:
    """Return the command that installs gdviz with extras, from where it was installed, for the Python that runs."""
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    what = f"gdviz[{','.join(extras)}]"
    origin = _origin()
    options = ""
    if "dir_info" in origin or "archive_info" in origin:
        place = Path(url2pathname(urlsplit(origin["url"]).path))
        if place.is_dir():
            options = "-e " if origin.get("dir_info", {}).get("editable") else ""
            what = f"{'.' if place == Path.cwd() else place}[{','.join(extras)}]"
        elif place.is_file() or not origin["url"].startswith("file:"):
            what = f"{what} @ {origin['url']}"
    elif "vcs_info" in origin:
        vcs = origin["vcs_info"]
        revision = vcs.get("requested_revision")
        what = f"{what} @ {vcs['vcs']}+{origin['url']}{f'@{revision}' if revision else ''}"
    return f"{_installer()} {options}{_quoted(what)}"


def _origin() -> dict[str, Any]:
    """Return what the installer noted of where gdviz came from; nothing for a package index."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        told = distribution("gdviz").read_text("direct_url.json")
    except PackageNotFoundError:
        return {}
    found = json.loads(told) if told else {}
    return found if isinstance(found, dict) else {}


def _installer() -> str:
    """Return what installs for the Python that runs."""
    if find_spec("pip") is None and which("uv"):
        return f"uv pip install --python {_quoted(sys.executable)}"
    pip = which("pip")
    if pip and Path(pip).parent == Path(sys.executable).parent:
        return "pip install"
    return f"{_quoted(sys.executable)} -m pip install"


def _quoted(word: str) -> str:
    """Return a word as the shell here takes it; cmd.exe and PowerShell both know double quotation marks."""
    if sys.platform == "win32":
        return f'"{word}"' if set(word) & set(" []@&") else word
    return shlex.quote(word)
