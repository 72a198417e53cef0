from datetime import UTC, datetime

import polars as pl
import pytest

from warehouse.parsing.times import read_times

AT = datetime(2015, 5, 17, 8, 5, 32, tzinfo=UTC)
EPOCH = int(AT.timestamp())


def read(*raw: object, form: str = "auto", zone: str = "UTC", unit: str | None = None, dtype=None):
    return read_times("time", pl.Series(list(raw), dtype=dtype), form, zone, unit)


@pytest.mark.parametrize(
    "text",
    [
        "17/May/2015:08:05:32 +0000",
        "17/May/2015:10:05:32 +0200",
        "2015-05-17T08:05:32Z",
        "2015-05-17T08:05:32.000Z",
        "2015-05-17 08:05:32+00:00",
        "2015-05-17T10:05:32+02:00",
        "2015-05-17T10:05:32+0200",
        "2015-05-17T10:05:32+02",
        "2015-05-17T08:05:32",
        "2015-05-17 08:05:32",
        "17/May/2015:08:05:32",
        str(EPOCH),
        f"{EPOCH}.000",
        str(EPOCH * 10**3),
        str(EPOCH * 10**6),
        str(EPOCH * 10**9),
    ],
)
def test_every_usual_form_is_read_alone_and_among_others(text):
    assert read(text).values.to_list() == [AT]
    mixed = read("2020-01-01T00:00:00Z", text, "01/Jan/2020:00:00:00 +0000", text, None)
    assert mixed.values.to_list()[1::2] == [AT, AT]


def test_fractions_are_kept_to_the_microsecond():
    assert read("2015-05-17T08:05:32.123456789Z").values[0] == AT.replace(microsecond=123456)
    assert read(f"{EPOCH}.25").values[0] == AT.replace(microsecond=250000)


def test_a_time_without_offset_is_taken_in_the_zone_of_the_source():
    assert read("2015-05-17T10:05:32", zone="Europe/Berlin").values.to_list() == [AT]


def test_of_an_hour_that_comes_twice_the_first_is_meant_and_one_that_is_skipped_is_impossible():
    column = read("2026-10-25T02:30:00", "2026-03-29T02:30:00", zone="Europe/Berlin")
    assert column.values.to_list() == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), None]
    assert [fault["reason"].to_list() for fault in column.faults] == [["impossible_date"], []]


def test_a_number_can_have_a_declared_unit():
    assert read(EPOCH * 1000, unit="ms").values.to_list() == [AT]
    assert read(str(EPOCH), form="epoch", unit="s").values.to_list() == [AT]


def test_a_pattern_of_the_source_is_the_only_form_it_reads():
    column = read("05.17.2015 08:05:32", "2015-05-17T08:05:32Z", form="%m.%d.%Y %H:%M:%S")
    assert column.values.to_list() == [AT, None]
    assert read("17.05.2015 10:05:32 +0200", form="%d.%m.%Y %H:%M:%S %z").values.to_list() == [AT]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%F %T %z", "2015-05-17 10:05:32 +0200"),
        ("%F %T%:z", "2015-05-17 10:05:32+02:00"),
        ("%F %T%#z", "2015-05-17 10:05:32+02"),
        ("%+", "2015-05-17T10:05:32+02:00"),
        ("%s", str(EPOCH)),
        ("%F %T", "2015-05-17 10:05:32"),
    ],
)
def test_the_zone_of_the_source_is_only_for_patterns_that_say_no_instant(form, text):
    assert read(text, form=form, zone="Europe/Berlin").values.to_list() == [AT]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/Feb/2015:08:05:32 +0000", "impossible_date"),
        ("17/May/2015:25:05:32 +0000", "impossible_date"),
        ("17/Foo/2015:08:05:32 +0000", "impossible_date"),
        ("2015-02-29T08:05:32Z", "impossible_date"),
        ("2015-05-17T24:05:32Z", "impossible_date"),
        ("1989-12-31T23:59:59Z", "impossible_date"),
        ("2101-01-01T00:00:00Z", "impossible_date"),
        ("99999-01-01T00:00:00Z", "impossible_date"),
        ("0", "impossible_date"),
        ("99999999999999999999999", "impossible_date"),
        ("yesterday", "unparseable"),
        ("17 May", "unparseable"),
    ],
)
def test_what_is_no_time_has_its_reason(text, reason):
    found = pl.concat(read("2015-05-17T08:05:32Z", text).faults)
    assert found.select("row", "reason").rows() == [(1, reason)]
