"""The manifest of a fleet, fleet.json: many runs in one directory, of which `gdviz.runs.fleet` tells the format."""

from pathlib import Path
from typing import Any

from gdviz.runs.folder import Folder
from gdviz.runs.json_rules import any_of, is_number, list_of, object_of, one, or_nothing, text_of, whole_from
from gdviz.runs.manifest import FIELD, FIELD_ENTRIES, RunError, read_json
from gdviz.wording import all_visible

FLEET_FORMAT = "gdviz-fleet"
# The version that is written, and all that are read.
FLEET_VERSION, FLEET_READABLE = 1, (1,)
FLEET = "fleet.json"
# What differs from run to run: a line of JSON for each; and where their rows lie.
LINES, INDEX = "runs.jsonl", "index"
PARTS = (LINES, f"{INDEX}.npy")
# The columns of the index before those of the fields.
STEPS, LINE = "steps", "line"

_SCHEMA = object_of(
    {
        "runs": whole_from(0),
        "planned": whole_from(0),
        "common": any_of(text_of(), one(lambda value: True, "")),
        "fields": FIELD_ENTRIES,
        "index": list_of(text_of()),
        "derived": list_of(text_of()),
        "tasks": text_of(),
        "reach": or_nothing(list_of(list_of(one(is_number, "a number")), count=2)),
    },
    *("runs", "planned", "common", "fields", "index"),
)


def read_fleet_manifest(folder: Folder) -> dict[str, Any]:
    """Return the manifest of a fleet.

    Raises
    ------
    RunError
        If it is missing, no JSON, not that of a fleet, or anything in it has another type, length or range.
    """
    return checked_fleet(all_visible(read_json(folder, FLEET)), folder.path / FLEET)


def checked_fleet(manifest: Any, path: Path) -> dict[str, Any]:
    """Return what was read as the manifest of a fleet; RunError where it is none."""
    if not isinstance(manifest, dict) or manifest.get("format") != FLEET_FORMAT:
        raise RunError(f"{path} is not the manifest of a fleet")
    version = manifest.get("format_version")
    if version not in FLEET_READABLE or isinstance(version, bool):
        raise RunError(f"{path} has format version {version!r:.40}; this gdviz reads {FLEET_READABLE[0]}")
    for where, wanted in _SCHEMA(manifest):
        raise RunError(f"{path} cannot be read: {where.removeprefix('.')} is not {wanted}")
    for name in manifest["fields"]:
        if not FIELD.fullmatch(name) or name == INDEX:
            raise RunError(f"{path} describes the field {name!r:.80} wrongly: words with dots between them name one")
    growing = [name for name, entry in manifest["fields"].items() if entry["axis"] != "fixed"]
    if manifest["index"][:2] != [STEPS, LINE] or sorted(manifest["index"][2:]) != sorted(growing):
        raise RunError(f"{path} has an index of other columns than {STEPS}, {LINE}, and those of its fields with rows")
    return manifest
