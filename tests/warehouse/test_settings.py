import re
from pathlib import Path

import pytest

from warehouse.credentials import read_credentials
from warehouse.database import conninfo
from warehouse.errors import SettingsError
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings


def test_every_variable_stands_in_the_example_with_its_default() -> None:
    text = (Settings(_env_file=None).project_root / ".env.example").read_text()
    written = dict(re.findall(r"^#?METERHOUSE_([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert {name.lower() for name in written} == set(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, int):
            assert written[name.upper()] == str(field.default)


def test_a_wrong_variable_is_named_with_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METERHOUSE_DAGSTER_PORT", "many")
    current_settings.cache_clear()
    with pytest.raises(SettingsError, match=r"METERHOUSE_DAGSTER_PORT: Input should be a valid integer"):
        current_settings()
    current_settings.cache_clear()


def test_a_home_that_cannot_be_and_a_wrong_url_are_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="cannot be made a folder: Not a directory"):
        read_credentials(Settings(home=tmp_path / "file" / "home", _env_file=None))
    with pytest.raises(SettingsError, match="METERHOUSE_DATABASE_URL is not of the form"):
        conninfo("loader", Settings(home=tmp_path, database_url="nonsense", _env_file=None))


def test_a_location_database_in_the_home_serves_unless_another_is_set(tmp_path: Path) -> None:
    home = Settings(home=tmp_path, _env_file=None)
    assert home.geoip_path is None
    (tmp_path / "locations.mmdb").write_bytes(b"")
    assert home.geoip_path == tmp_path / "locations.mmdb"
    other = Settings(home=tmp_path, geoip_database=tmp_path / "city.mmdb", _env_file=None)
    assert other.geoip_path == tmp_path / "city.mmdb"
