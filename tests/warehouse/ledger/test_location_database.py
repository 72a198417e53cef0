from pathlib import Path

import maxminddb
import pytest

from tests.warehouse.ledger.location_files import JANUARY, LONDON, NEW_YORK, write_database
from warehouse.errors import SettingsError
from warehouse.ledger import opened_location_database
from warehouse.settings import Settings

NOWHERE = (None, None, None)
PLACES = {
    "81.2.69.0/24": LONDON,
    "216.160.83.56/29": NEW_YORK,
    "2001:db8::/32": {"country": "FR"},
    "8.8.8.0/24": {"region": "CA", "city": "Nowhere"},
}


def locate(path: Path, *addresses: str) -> list[tuple[str | None, ...]]:
    with opened_location_database(settings_of(path)) as database:
        assert database
        return [tuple(database.locate(address)) for address in addresses]


def settings_of(path: Path | None) -> Settings:
    return Settings(geoip_database=path, _env_file=None)


def test_what_the_tests_write_is_what_the_library_reads(tmp_path: Path) -> None:
    with maxminddb.open_database(write_database(tmp_path / "a.mmdb", PLACES)) as reader:
        metadata = reader.metadata()
        assert (metadata.database_type, metadata.build_epoch) == ("GeoLite2-City", int(JANUARY.timestamp()))
        assert {str(network): record for network, record in reader} == {
            "8.8.8.0/24": {
                "subdivisions": [{"iso_code": "CA"}],
                "city": {"names": {"de": "Nowhere (de)", "en": "Nowhere"}},
            },
            "81.2.69.0/24": {
                "country": {"iso_code": "GB"},
                "subdivisions": [{"iso_code": "ENG"}],
                "city": {"names": {"de": "London (de)", "en": "London"}},
            },
            "216.160.83.56/29": {
                "country": {"iso_code": "US"},
                "subdivisions": [{"iso_code": "NY"}],
                "city": {"names": {"de": "New York (de)", "en": "New York"}},
            },
            "2001:db8::/32": {"country": {"iso_code": "FR"}},
        }


def test_an_address_is_where_the_database_says(tmp_path: Path) -> None:
    path = write_database(tmp_path / "a.mmdb", PLACES)
    london, new_york = ("GB", "GB-ENG", "London"), ("US", "US-NY", "New York")

    assert locate(path, "81.2.69.0", "81.2.69.255", "216.160.83.57") == [london, london, new_york]
    assert locate(path, "::ffff:81.2.69.1", "::ffff:5102:4501") == [london, london]
    assert locate(path, "2001:db8::1", "2001:db8::1%eth0") == [("FR", None, None)] * 2


def test_what_the_database_does_not_know_is_nowhere(tmp_path: Path) -> None:
    path = write_database(tmp_path / "a.mmdb", PLACES)
    private = ("10.0.0.1", "192.168.1.1", "127.0.0.1", "::1", "fe80::1%eth0", "::ffff:10.0.0.1")
    invalid = ("", "-", "unknown", "81.2.69.1:8080", "81.2.69", "081.2.69.1", "81.2.69.1/24", "example.org")

    assert set(locate(path, "81.2.70.0", "2001:db9::1", *private, *invalid)) == {NOWHERE}
    assert locate(path, "8.8.8.8") == [(None, None, "Nowhere")]  # No region without its country.


def test_a_database_of_ipv4_knows_no_ipv6(tmp_path: Path) -> None:
    path = write_database(tmp_path / "a.mmdb", {"81.2.69.0/24": {"country": "GB"}}, "DBIP-Country-Lite", ip_version=4)

    assert locate(path, "81.2.69.1", "::ffff:81.2.69.1", "2001:db8::1") == [("GB", None, None)] * 2 + [NOWHERE]


def test_a_file_that_cannot_be_used_is_named_with_what_to_do(tmp_path: Path) -> None:
    whole = write_database(tmp_path / "whole.mmdb", PLACES).read_bytes()
    (tmp_path / "cut.mmdb").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty.mmdb").write_bytes(b"")
    (tmp_path / "text.mmdb").write_text("account required")
    for name in ("absent.mmdb", "cut.mmdb", "empty.mmdb", "text.mmdb", "."):
        with (
            pytest.raises(SettingsError, match=r"METERHOUSE_GEOIP_DATABASE: .* Put a whole \.mmdb file there"),
            opened_location_database(settings_of(tmp_path / name)),
        ):
            pass
    network_owners = write_database(tmp_path / "asn.mmdb", PLACES, "GeoLite2-ASN")
    with pytest.raises(SettingsError, match="GeoLite2-ASN"), opened_location_database(settings_of(network_owners)):
        pass


def test_a_place_that_is_damaged_is_said_and_not_taken_for_nowhere(tmp_path: Path) -> None:
    path = write_database(tmp_path / "a.mmdb", {"81.2.69.0/24": {"country": "GB"}})
    content = path.read_bytes()
    path.write_bytes(content.replace(b"\x42GB", b"\x5fGB"))  # A text that says it is longer than the file.

    with pytest.raises(SettingsError, match="is damaged"):
        locate(path, "81.2.69.1")


def test_without_the_setting_there_is_no_database() -> None:
    with opened_location_database(settings_of(None)) as database:
        assert database is None
