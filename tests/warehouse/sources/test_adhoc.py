import pytest

from warehouse.errors import SourceError
from warehouse.sources import adhoc_source


@pytest.mark.parametrize("form", ["combined", "common", "alb", "json", "csv", "parquet"])
def test_every_format_can_be_loaded_without_a_definition(form):
    source = adhoc_source(form, "house", "acme")
    assert (source.name, source.identity, source.constant_provider) == (f"adhoc_{form}", "position", "house")
    assert source.rules["client_id"].constant == "acme"
    assert source.landing_glob() is None


def test_without_a_client_the_records_say_it():
    assert adhoc_source("combined", "house").rules["client_id"].field == ("remote_user",)
    assert "client_id" in adhoc_source("json", "house").rules["client_id"].field
    assert "client_id" not in adhoc_source("alb", "house").rules


def test_a_format_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(SourceError, match=r"`combind` is not among combined, .*; did you mean `combined`"):
        adhoc_source("combind", "house")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", "`` is no name"),
        (" \t", r"` \t` is no name: it must be text, not blank"),
        ("a\nb", r"`a\nb` is no name: it must be text, not blank, without control characters"),
        ("a\x85", r"`a\x85` is no name"),
        ("a\udcff", r"`a\udcff` is no name"),
        ("é" * 101, f"`{'é' * 101}` is longer than 200 bytes"),
    ],
)
def test_a_provider_or_client_that_is_no_name_is_refused_in_one_line(given, expected):
    for what, names in (("provider", (given, None)), ("client", ("house", given))):
        with pytest.raises(SourceError) as caught:
            adhoc_source("json", *names)
        assert str(caught.value).startswith(f"{what}: {expected}")
        assert str(caught.value).isprintable()


def test_names_of_any_language_are_taken():
    names = ("Müller & Söhne\u00a0KG", "東京 🗼")
    source = adhoc_source("json", *names)
    assert (source.rules["provider_id"].constant, source.rules["client_id"].constant) == names


def test_a_format_of_any_bytes_is_refused_in_one_line():
    with pytest.raises(SourceError, match=r"`a\\n\\udcff` is not among combined") as caught:
        adhoc_source("a\n\udcff", "house")
    assert str(caught.value).isprintable()
