from pathlib import Path

import pytest

from meterhouse.doctor import Finding, examine
from tests.meterhouse.test_cli import LINE, call
from tests.warehouse.ledger.location_files import JUNE, LONDON, write_database
from warehouse.database import connect
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings


def found(settings: Settings) -> dict[str, Finding]:
    return {finding.what: finding for finding in examine(settings)}


def test_a_sound_installation_is_well(settings: Settings) -> None:
    (settings.landing_path / "nginx").mkdir(parents=True)
    findings = found(settings)
    forgone = findings.pop("Durability")  # The tests' server trades it for speed.
    assert (forgone.state, forgone.sentence.endswith(" is off")) == ("wrong", True)
    assert {finding.state for finding in findings.values()} == {"well"}, findings
    assert findings["Roles"].sentence == "owner, loader, collector, reader, billing can log in"
    assert findings["Database"].sentence.startswith("PostgreSQL ")


def test_an_installation_that_was_never_used_is_no_fault(tmp_path: Path) -> None:
    findings = found(Settings(home=tmp_path / "home", database_url=None, _env_file=None))
    assert (findings["Database"].state, findings["Database"].sentence) == ("look", "not made yet")
    assert not (tmp_path / "home" / "postgres").exists()


def test_what_waits_for_a_person_is_named_with_the_command(settings: Settings, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(LINE.format(1, 1) + "\n")
    assert call("load", str(log), "--format", "combined", "--hold").exit_code == 0
    assert found(settings)["Ledger"].sentence == "1 of 1 loads are held: 1"
    assert call("accept", "1", "--why", "looked at it").exit_code == 0
    marts = found(settings)["Marts"]
    assert marts.sentence == "1 days wait to be built, from 2026-03-05 to 2026-03-05"
    assert "`meterhouse build`" in marts.todo


def test_files_that_no_source_takes_are_named(settings: Settings) -> None:
    (settings.landing_path / "nginx").mkdir(parents=True)
    (settings.landing_path / "nginx" / "stray.log").write_text("")
    finding = found(settings)["Landing zone"]
    assert (finding.state, finding.sentence) == ("look", "1 of 1 files match no source: nginx/stray.log")


def test_what_is_wrong_is_said_and_the_rest_still_examined(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "bad.yaml").write_text("name: [")
    with connect("owner", settings) as connection:
        connection.execute("update meterhouse.schema_version set version_num = '0001_ledger'")
    findings = found(settings.model_copy(update={"sources": sources}))
    assert findings["Sources"].state == "wrong"
    assert "bad.yaml: cannot be read as YAML" in findings["Sources"].sentence
    assert findings["Schema"].sentence.startswith("version 0001_ledger, not ")
    credentials = settings.home_path / "credentials.json"
    credentials.parent.mkdir(exist_ok=True)
    credentials.write_text("{}")
    credentials.chmod(0o644)
    assert found(settings)["Credentials"].todo == f"chmod 600 {credentials}"
    monkeypatch.setenv("METERHOUSE_LOADER_PASSWORD", "wrong")
    lost = found(Settings(_env_file=None))
    assert lost["Roles"].state == "wrong"
    assert call("doctor").exit_code == 1


def test_the_location_database_is_named_and_a_broken_one_is_wrong(settings: Settings, tmp_path: Path) -> None:
    finding = found(settings)["Location database"]
    assert (finding.state, finding.sentence) == ("well", "none set: usage that says no place is unknown")

    broken = tmp_path / "broken.mmdb"
    broken.write_text("no database")
    findings = found(settings.model_copy(update={"geoip_database": broken}))
    assert findings["Location database"].state == "wrong"
    assert findings["Location database"].sentence.startswith(f"METERHOUSE_GEOIP_DATABASE: {broken} is no MaxMind")


@pytest.mark.usefixtures("settings")
def test_a_new_location_database_is_applied_by_one_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "access.log"
    log.write_text(LINE.format(1, 1) + "\n")
    assert call("load", str(log), "--format", "combined").exit_code == 0
    database = write_database(tmp_path / "city.mmdb", {"203.0.113.0/24": LONDON}, built_at=JUNE)
    monkeypatch.setenv("METERHOUSE_GEOIP_DATABASE", str(database))
    current_settings.cache_clear()
    findings = found(current_settings())
    assert findings["Location database"].sentence == f"GeoLite2-City of 2026-06-07 00:00, {database}"
    assert findings["Addresses"].sentence == "1 were not looked up in this edition of the location database"
    assert "`meterhouse locate`" in findings["Addresses"].todo

    told = call("locate").output
    assert "1 addresses looked up in GeoLite2-City of 2026-06-07 00:00 (load 2): 1 known, 1 changed; 1 days" in told
    assert call("locate").output == "Every address had been looked up in GeoLite2-City of 2026-06-07 00:00.\n"
    assert "Addresses" not in found(current_settings())
    current_settings.cache_clear()
