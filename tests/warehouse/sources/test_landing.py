from datetime import date
from pathlib import Path, PurePath

import pytest

from warehouse.sources import Source, read_source


def source(landing: str | None) -> Source:
    fields = {"provider_id": {"constant": "house"}, "api_id": {"constant": "web"}}
    return Source.model_validate({"name": "web", "format": "combined", "landing": landing, "fields": fields})


@pytest.mark.parametrize(
    ("pattern", "path", "day"),
    [
        ("nginx/{date}/*.log*", "nginx/2026-03-01/access.log.gz", date(2026, 3, 1)),
        ("nginx/{date}/*.log*", "nginx/2026-03-01/access.txt", None),
        ("nginx/{date}/*.log*", "nginx/2026-03-01/a/b.log", None),
        ("nginx/{date}/*.log*", "nginx/2026-02-31/access.log", None),
        ("nginx/{date}/*.log*", "apache/2026-03-01/access.log", None),
        ("nginx/**/access-{date}.log", "nginx/eu/one/access-2026-03-01.log", date(2026, 3, 1)),
        ("nginx/**/access-{date}.log", "nginx/access-2026-03-01.log", date(2026, 3, 1)),
        ("n?/{date}.[x]", "nx/2026-03-01.[x]", date(2026, 3, 1)),
        ("lb/*/{date:%Y/%m/%d}/*.gz", "lb/eu/2026/03/01/a.gz", date(2026, 3, 1)),
        ("lb/*/{date:%Y/%m/%d}/*.gz", "lb/eu/2026/02/31/a.gz", None),
        ("lb/*/{date:%Y/%m/%d}/*.gz", "lb/eu/2026-03-01/a.gz", None),
        ("s3/{date:year=%Y/month=%m/day=%d}/*", "s3/year=2026/month=03/day=01/a", date(2026, 3, 1)),
        ("us/{date:%m.%d.%Y}.log", "us/03.01.2026.log", date(2026, 3, 1)),
        ("us/{date:%m.%d.%Y}.log", "us/03x01x2026.log", None),
    ],
)
def test_the_landing_date_is_read_from_a_path_that_fits_whole(pattern, path, day):
    assert source(pattern).landing_date_of(PurePath(path)) == day


def test_the_glob_names_one_day_or_any(tmp_path):
    web = source("nginx/{date}/*.log*")
    for day in ("2026-03-01", "2026-03-02"):
        (tmp_path / "nginx" / day).mkdir(parents=True)
        (tmp_path / "nginx" / day / "access.log").touch()
    assert len(list(tmp_path.glob(web.landing_glob() or ""))) == 2
    assert [path.parent.name for path in tmp_path.glob(web.landing_glob(date(2026, 3, 2)) or "")] == ["2026-03-02"]


def test_the_glob_finds_what_the_landing_date_is_read_from(tmp_path):
    for pattern, path in (
        ("lb/**/{date:%Y/%m/%d}/*.gz", "lb/a/b/2026/03/01/x.gz"),
        ("n?/{date}.[x]", "nx/2026-03-01.[x]"),
        ("s3/{date:year=%Y/month=%m/day=%d}/*", "s3/year=2026/month=03/day=01/a"),
    ):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).touch()
        web = source(pattern)
        for day in (None, date(2026, 3, 1)):
            found = [
                file.relative_to(tmp_path) for file in tmp_path.glob(web.landing_glob(day) or "") if file.is_file()
            ]
            assert found == [PurePath(path)]
            assert web.landing_date_of(found[0]) == date(2026, 3, 1)
        assert not list(tmp_path.glob(web.landing_glob(date(2026, 3, 2)) or ""))


BUCKET = "alb/AWSLogs/123456789012/elasticloadbalancing/us-east-2/2022/05/01/"
END = "123456789012_elasticloadbalancing_us-east-2_{}_20220215T2340Z_172.160.001.192_20sg8hgm.log.gz"


@pytest.mark.parametrize(
    ("path", "day"),
    [
        (BUCKET + END.format("app.my-loadbalancer.1234567890abcdef"), date(2022, 5, 1)),
        (BUCKET.replace("AWSLogs", "my-prefix/AWSLogs") + END.format("app.my-lb.12ab"), date(2022, 5, 1)),
        (BUCKET + END.format("app.my-lb.12ab").removesuffix(".gz"), date(2022, 5, 1)),
        (BUCKET + END.format("net.my-loadbalancer.1234567890abcdef"), None),
        (BUCKET + END.format("my-classic-loadbalancer"), None),
        (BUCKET + "conn_log." + END.format("app.my-loadbalancer.1234567890abcdef"), None),
        ("alb/AWSLogs/123456789012/ELBAccessLogTestFile", None),
    ],
)
def test_of_a_bucket_only_the_access_logs_of_application_load_balancers_are_taken(path, day):
    shipped = Path(__file__).resolve().parents[3] / "sources" / "aws_alb.yaml"
    assert read_source(shipped).landing_date_of(PurePath(path)) == day


def test_a_source_without_a_pattern_has_no_landing_files():
    assert source(None).landing_glob() is None
    assert source(None).landing_date_of(PurePath("nginx/2026-03-01/access.log")) is None
