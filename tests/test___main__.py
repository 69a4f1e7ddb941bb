"""The command line as a module."""

import subprocess
import sys

import gdviz


def test_python_m_gdviz_is_the_command():
    told = subprocess.run([sys.executable, "-m", "gdviz", "--version"], check=True, capture_output=True, text=True)
    assert told.stdout == f"gdviz, version {gdviz.__version__}\n"
    wrong = subprocess.run([sys.executable, "-m", "gdviz", "solv"], check=False, capture_output=True, text=True)
    assert (wrong.returncode, wrong.stderr.partition(";")[0]) == (2, "Error: unknown command 'solv'")
