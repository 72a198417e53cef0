import io
import json
from datetime import date

from rich.console import Console

from meterhouse.summary import print_withdrawn
from orchestration.loading import load_landed
from tests.meterhouse.test_cli import LINE
from warehouse.ledger import read_loads, void
from warehouse.settings import Settings
from warehouse.sources import find_source


def test_what_is_listed_is_said_to_be_withdrawn_only_if_it_is(settings: Settings) -> None:
    paths = [f"nginx/2026-03-05/{name}.log" for name in ("first", "second")]
    for number, path in enumerate(paths):
        (settings.landing_path / path).parent.mkdir(parents=True, exist_ok=True)
        (settings.landing_path / path).write_text(LINE.format(number, number) + "\n")
    load_landed([find_source("nginx_combined", settings)], [date(2026, 3, 5)], settings)
    void(settings, read_loads(settings)[0].load_id, "a test system's")
    listed = settings.home_path / "withdrawn.json"
    told = {"source": "nginx_combined", "why": "A test system's.", "replaced_by": "x"}
    files = [{"path": path, **told} for path in paths]
    listed.write_text(json.dumps(files))
    said = io.StringIO()
    print_withdrawn(listed, settings, Console(file=said, width=160))
    assert said.getvalue().splitlines() == [
        "✓ Withdrew nginx/2026-03-05/first.log: A test system's. Replaced by x.",
        "Not withdrawn nginx/2026-03-05/second.log: A test system's.",
    ]
