"""What is released: addresses that work on a package's page, workflows that can be read, one version of each action."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
ADDRESS = runpy.run_path(str(HOME / ".ci" / "address"))
AT = ("https://host.example/me/gdviz", "v1.2.3")
WORKFLOWS = sorted((HOME / ".github" / "workflows").glob("*.yml"))


def test_pictures_and_links_of_the_package_page_are_whole_addresses():
    page = (HOME / "README.md").read_text(encoding="utf-8")
    made = ADDRESS["whole"](page, *AT)
    pictures = re.findall(r"<img src=\"([^\"]+)\"|!\[[^\]]*\]\(([^)]+)\)", made)
    assert len(pictures) > 20
    for picture in map("".join, pictures):
        assert picture.startswith("https://host.example/me/gdviz/raw/v1.2.3/renders/gallery/")
        assert (HOME / picture.partition("/v1.2.3/")[2]).is_file()
    for link in re.findall(r"(?<!!)\]\(([^)#]+)", made):
        path = link.partition("/v1.2.3/")[2]
        assert "example" not in link or (HOME / path).exists(), link
        assert link.startswith("https://"), link
    assert ADDRESS["whole"](made, *AT) == made, "what is whole stays"


def test_the_project_gets_its_addresses():
    project = (HOME / "pyproject.toml").read_text(encoding="utf-8")
    assert "urls" not in tomllib.loads(project)["project"], "no host is known here"
    made = tomllib.loads(ADDRESS["with_urls"](project, *AT))["project"]
    assert made["urls"]["Changelog"] == "https://host.example/me/gdviz/blob/v1.2.3/CHANGELOG.md"
    assert made["scripts"] == {"gdviz": "gdviz.cli:main"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=[path.stem for path in WORKFLOWS])
def test_workflows_name_jobs_steps_and_files_that_there_are(path):
    yaml = pytest.importorskip("yaml")
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    # YAML reads the word "on" as true.
    assert told.keys() == {"name", True, "permissions", "jobs"}
    assert told["name"] == path.stem
    for job in told["jobs"].values():
        assert {job["needs"]} <= told["jobs"].keys() if "needs" in job else True
        for step in job["steps"]:
            assert ("uses" in step) != ("run" in step)
            for script in re.findall(r"\.ci/\w+", step.get("run", "")):
                assert (HOME / script).is_file()


def test_the_matrix_has_all_three_systems():
    text = (HOME / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    assert all(f"{system}-latest" in text for system in ("ubuntu", "macos", "windows"))
