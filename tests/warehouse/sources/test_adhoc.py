import pytest

from warehouse.errors import SourceError
from warehouse.sources import adhoc_source


@pytest.mark.parametrize("form", ["combined", "common", "json", "csv", "parquet"])
def test_every_format_can_be_loaded_without_a_definition(form):
    source = adhoc_source(form, "house", "acme")
    assert (source.name, source.identity, source.constant_provider) == (f"adhoc_{form}", "position", "house")
    assert source.rules["client_id"].constant == "acme"
    assert source.landing_glob() is None


def test_without_a_client_the_records_say_it():
    assert adhoc_source("combined", "house").rules["client_id"].field == ("remote_user",)
    assert "client_id" in adhoc_source("json", "house").rules["client_id"].field


def test_a_format_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(SourceError, match=r"`combind` is not among combined, .*; did you mean `combined`"):
        adhoc_source("combind", "house")
