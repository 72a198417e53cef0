"""Peak memory of the loader: a file of 3,000,000 JSON lines against one of a tenth."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Ratio, own_house
from benchmarks.load_rate import write_lines
from orchestration.processes import inherited
from warehouse.settings import Settings

LINES = 3_000_000
LOAD = """
import resource, sys
from pathlib import Path
from benchmarks.load_rate import new_source
from warehouse.ledger import load_file
from warehouse.settings import settings
load_file(Path(sys.argv[1]), new_source(settings()), settings=settings())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main() -> Iterator[Ratio]:
    """Peak of the whole over that of a tenth, and the peak itself."""
    with TemporaryDirectory(prefix="meterhouse-lines-") as folder, own_house() as settings:
        file = write_lines(Path(folder), LINES)
        tenth = first_lines(file, LINES // 10, "tenth.jsonl")
        small, large = peak(tenth, settings), peak(file, settings)
    yield Ratio("peak memory, file ten times as large", large / small, 1.1, detail=f"{small:.0f} and {large:.0f} MiB")
    yield Ratio("peak memory, MiB", large, 600)


def first_lines(file: Path, count: int, name: str) -> Path:
    """The beginning of the file, as a file beside it."""
    beginning = file.with_name(name)
    with file.open("rb") as lines, beginning.open("wb") as chosen:
        chosen.writelines(line for _, line in zip(range(count), lines, strict=False))
    return beginning


def peak(file: Path, settings: Settings) -> float:
    """MiB that a process of its own needs to load the file."""
    environment = {**inherited(), "METERHOUSE_HOME": str(settings.home_path)}
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(file)], env=environment, capture_output=True, text=True, check=True
    )
    return int(done.stdout) / 1024
