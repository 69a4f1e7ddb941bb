"""How long `gdviz --help` takes beside `python -c "import click"`: the ratio of the medians of eleven, in one run.

python benchmarks/startup.py
"""

import statistics
import subprocess
import sys
import time


def median_seconds(command: list[str], rounds: int = 11) -> float:
    """Return the median wall-clock time of a command."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    click = median_seconds([sys.executable, "-c", "import click"])
    ours = median_seconds([sys.executable, "-c", "from gdviz.cli import main; main(['--help'])"])
    print(f"import click {1e3 * click:.0f} ms, gdviz --help {1e3 * ours:.0f} ms, ratio {ours / click:.2f} (at most 2)")
