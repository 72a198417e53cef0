"""The real nginx log in its four forms, against what GoAccess counts in it."""

import json
from pathlib import Path

import polars as pl
import pytest

FORMS = {"combined": "log.gz", "json": "jsonl.gz", "csv": "csv.gz", "parquet": "parquet"}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_gives_the_days_hits_statuses_and_hosts_that_goaccess_counts(form, parse, shared: Path):
    logs = shared / "data" / "access_logs"
    expected = json.loads((logs / "nginx_combined.expected.json").read_text())
    parsed = parse(logs / f"nginx_combined.{FORMS[form]}", form)
    events = parsed.events
    assert (events.height, parsed.reasons, parsed.ignored) == (51_462, [], 1 if form == "csv" else 0)
    day = pl.col("usage_at").dt.date().cast(pl.String).alias("date")
    days = events.group_by(day).agg(pl.len().alias("hits"), pl.col("response_bytes").sum().alias("bytes")).sort("date")
    assert days.to_dicts() == [{key: row[key] for key in ("date", "hits", "bytes")} for row in expected["days"]]
    assert dict(events.group_by(pl.col("status_code").cast(pl.String)).len().iter_rows()) == expected["status"]
    hosts = {row["ip"]: (row["hits"], row["bytes"]) for row in expected["hosts"]}
    counted = events.group_by("ip").agg(pl.len(), pl.col("response_bytes").sum())
    assert {ip: (hits, size) for ip, hits, size in counted.iter_rows()} == hosts


def test_the_four_forms_differ_in_nothing_but_their_keys(parse, shared: Path):
    logs = shared / "data" / "access_logs"
    compared = ["usage_at", "ip", "method", "path", "endpoint", "status_code", "response_bytes", "user_agent"]
    frames = [parse(logs / f"nginx_combined.{ending}", form).events.select(compared) for form, ending in FORMS.items()]
    assert all(frame.equals(frames[0]) for frame in frames[1:])
    assert sorted(frames[0]["endpoint"].unique()) == [f"/downloads/product_{n}" for n in (1, 2, 3)]


def test_attack_logs_of_real_servers_are_accounted_for_line_by_line(parse, shared: Path):
    combined = ("nginx-http-*.log", "http-*.log", "apache2-logs.log", "nginx-proxy-manager-logs.log", "traefik_clf.log")
    paths = [path for pattern in combined for path in sorted((shared / "data" / "abuse").glob(pattern))]
    parsed = {path.name: parse(path) for path in paths if path.name not in ("nginx-proxy-manager-logs.log",)}
    assert parsed["http-dos-random-uri.log"].events.height == parsed["http-dos-random-uri.log"].lines
    malformed = parsed["nginx-http-malformed.log"]
    assert set(malformed.events["endpoint"]) <= {"(none)", "/", "(other)"}
    assert malformed.reasons == []
