"""Reference files: what is read, and what refuses the file whole, with line and field."""

from pathlib import Path

import polars as pl
import pytest

from warehouse.database import connect
from warehouse.errors import LoadRefused
from warehouse.reference import KINDS, load_reference
from warehouse.reference.files import read_records
from warehouse.settings import Settings

LISTING = "provider_id,api_id,listed_from,listed_until\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_csv_json_lines_and_parquet_say_the_same(tmp_path: Path) -> None:
    rows = [{"dealer_id": "d1", "name": "Nord", "code": None}, {"dealer_id": "d2", "name": "Süd", "code": "S"}]
    frame = pl.DataFrame(rows)
    frame.write_csv(tmp_path / "dealers.csv")
    frame.write_ndjson(tmp_path / "dealers.jsonl")
    frame.write_parquet(tmp_path / "dealers.parquet")

    found = [[record for _, record in read_records(path, "dealers")] for path in sorted(tmp_path.iterdir())]
    assert found[0] == found[1] == found[2]
    assert [(record.record_id, record.payload()["code"]) for record in found[0]] == [("d1", None), ("d2", "S")]


@pytest.mark.parametrize("nothing", ["", " "])
def test_an_empty_cell_is_nothing_known(tmp_path: Path, nothing: str) -> None:
    header = "client_id,user_id,birth_year,gender,income,spend,effective_at,is_deleted"
    path = write(tmp_path, "users.csv", f"{header}\nacme,ann{f',{nothing}' * 6}\n")
    ((_, record),) = read_records(path, "users")
    ids = {"client_id": "acme", "user_id": "ann"}
    unknown = dict.fromkeys(("birth_year", "gender", "income", "spend"))
    assert record.model_dump() == ids | unknown | {"effective_at": None, "is_deleted": False}


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("clients", "client_id,name\nacme,\n", r"clients\.csv, line 2, name: "),
        ("clients", "client_id,name,time_zone\nacme,Acme,Mars\n", "line 2, time_zone: .*no IANA time zone"),
        ("clients", "client_id,name,shoe\nacme,Acme,4\n", "line 2, shoe: "),
        ("projects", "project_id,client_id,name\nnone,acme,x\n", "line 2, project_id: .*can be no id"),
        ("users", "client_id,user_id,income\nacme,ann,-1\n", "line 2, income: "),
        ("users", "client_id,user_id,spend\nacme,ann,nan\n", "line 2, spend: "),
        ("users", "client_id,user_id,birth_year\nacme,ann,1899\n", "line 2, birth_year: .*1900"),
        ("listings", LISTING + "h,web,2026-03-01T00:00:00Z,2026-03-01T00:00:00Z\n", "listed_until .* is not after"),
        ("listings", LISTING + "h,web,2026-03-01,\n", "line 2, listed_from: "),
        ("dealers", "dealer_id,name\nd1,x,y\n", "beyond the header"),
    ],
)
def test_a_wrong_record_refuses_the_file(settings: Settings, tmp_path: Path, kind: str, text: str, said: str) -> None:
    with pytest.raises(LoadRefused, match=said):
        load_reference(write(tmp_path, f"{kind}.csv", text), kind, settings)
    with connect("owner", settings) as connection:
        assert connection.execute("select count(*) from raw.loads").fetchone() == (0,)


def test_no_parquet_and_no_json_are_said(settings: Settings, tmp_path: Path) -> None:
    for name in ("dealers.parquet", "dealers.jsonl"):
        with pytest.raises(LoadRefused, match="is not UTF-8 CSV with a header"):
            load_reference(write(tmp_path, name, "PAR1 or not"), "dealers", settings)


def test_ids_with_slashes_are_told_apart() -> None:
    endpoint = {"name": "x", "endpoint": "/c"}
    ids = [
        KINDS["endpoints"].model_validate(endpoint | {"provider_id": provider, "api_id": api}).record_id
        for provider, api in (("a/b", "c"), ("a", "b/c"), ("a%2Fb", "c"))
    ]
    assert ids == ["a%2Fb/c//c", "a/b%2Fc//c", "a%252Fb/c//c"]


def test_a_user_stands_under_a_key_and_not_under_the_name(settings: Settings, tmp_path: Path) -> None:
    load_reference(write(tmp_path, "users.csv", "client_id,user_id\nacme,ann\nbolt,ann\n"), "users", settings)
    with connect("owner", settings) as connection:
        subjects = [row[0] for row in connection.execute("select subject from raw.reference_records")]
    assert len(set(subjects)) == 2
    assert all(len(subject) == 32 and "ann" not in subject for subject in subjects)
