"""`python -m benchmarks [NAME …]`: all benchmarks, or those named, one after another; results go to results.md."""

import importlib
import os
import pkgutil
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

import benchmarks
from benchmarks import Ratio

RESULTS = Path(__file__).with_name("results.md")
HEADING = """# Results

Ratios of one run each; the commands are `make bench` and `python -m benchmarks NAME`. Newest first.
"""


def main(wanted: list[str]) -> None:
    """Prints each benchmark's rows and keeps them; exits with the names there are if one is unknown."""
    known = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(known)}.")
    rows: list[str] = []
    for name in wanted or known:
        print(f"\n{name}", flush=True)
        for found in importlib.import_module(f"benchmarks.{name}").main():
            rows.append(_row(name, found))
            print(rows[-1], flush=True)
    _keep(rows)


def _row(name: str, found: Ratio) -> str:
    sign = "≥" if found.at_least else "≤"
    target = "" if found.target is None else f"{sign} {found.target:g}"
    verdict = "" if found.target is None else "met" if found.is_met else "**missed**"
    return f"| {name} | {found.what} | {found.ratio:.2f} | {target} | {verdict} | {found.detail} |"


def _keep(rows: list[str]) -> None:
    earlier = RESULTS.read_text().removeprefix(HEADING) if RESULTS.exists() else ""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    table = "\n".join(["| benchmark | what | ratio | target | | |", "|---|---|---|---|---|---|", *rows])
    RESULTS.write_text(f"{HEADING}\n## {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {machine}\n\n{table}\n{earlier}")


if __name__ == "__main__":
    main(sys.argv[1:])
