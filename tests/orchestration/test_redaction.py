"""What Dagster and logs keep in words, without the traces of a person; what programs read stays as it is."""

import json
from pathlib import Path

from orchestration.dagster_records import redacted_json
from orchestration.logs import find_in_files, redact_logs
from warehouse.ledger.traces import PlainTraces
from warehouse.settings import Settings

ANN, HERS = "ann-4711", "203.0.113.7"
TRACES = PlainTraces("acme", ANN, (HERS,))


def test_words_for_people_lose_the_traces_and_names_for_programs_stay() -> None:
    event = {
        "__class__": "EventLogEntry",
        "user_message": f"a.jsonl was refused: such as {ANN} from {HERS}.",
        "step_key": ANN,
        "error_info": {"message": f"DETAIL: {HERS}", "stack": [f"  line 7: {ANN}", "  line 8"], "cls_name": "Failure"},
        "dagster_event": {"metadata_entries": [{"label": "files", "entry_data": {"md_str": f"| {ANN} |"}, "n": 7}]},
    }
    assert json.loads(redacted_json(json.dumps(event), TRACES)) == {
        "__class__": "EventLogEntry",
        "user_message": "a.jsonl was refused: such as (erased) from (erased).",
        "step_key": ANN,
        "error_info": {
            "message": "DETAIL: (erased)",
            "stack": ["  line 7: (erased)", "  line 8"],
            "cls_name": "Failure",
        },
        "dagster_event": {"metadata_entries": [{"label": "files", "entry_data": {"md_str": "| (erased) |"}, "n": 7}]},
    }


def test_what_is_no_record_or_has_no_trace_stays_byte_for_byte() -> None:
    for text in ('{"user_message":  "nobody"}', f"no JSON: {ANN}", f'{{"key": "{ANN}"}}', f'"{ANN}"'):
        assert redacted_json(text, TRACES) == text


def test_logs_are_overwritten_in_place_while_somebody_writes_to_them(settings: Settings) -> None:
    home = settings.home_path
    log, program, server = home / "dagster/logs/a.err", home / "dagster/data.bin", home / "postgres/server.log"
    for path in (log, program, server):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"one {ANN}, x{ANN}x, {HERS}:80 and {HERS}0\n")
    with log.open("a") as writer:
        places = redact_logs(TRACES, settings)
        writer.write("more\n")
    assert places == {log: 2, server: 2}
    assert log.read_text() == f"one {'*' * 8}, x{ANN}x, {'*' * 11}:80 and {HERS}0\nmore\n"
    assert [(found.name, found.places) for found in find_in_files(TRACES, settings)] == [(str(program), 2)]


def test_an_export_under_the_home_is_named_and_left_alone(settings: Settings) -> None:
    export: Path = settings.home_path / "exports" / "users.csv"
    export.parent.mkdir(parents=True)
    export.write_text(f"user,requests\n{ANN},5\n")
    assert redact_logs(TRACES, settings) == {}
    assert [found.name for found in find_in_files(TRACES, settings)] == [str(export)]
    assert ANN in export.read_text()
