import re

import pytest

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
