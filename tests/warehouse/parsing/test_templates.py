import polars as pl
import pytest

from warehouse.parsing.templates import Templates


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/", "/"),
        ("/v1/orders", "/v1/orders"),
        ("/v1/orders/", "/v1/orders"),
        ("//v1//orders", "/v1/orders"),
        ("/v1/orders?page=2#top", "/v1/orders"),
        ("/v1/orders/8312", "/v1/orders/{id}"),
        ("/v1/orders/8312/items/7", "/v1/orders/{id}/items/{id}"),
        ("/7/8/9", "/{id}/{id}/{id}"),
        ("/v1/invoices/0b5c7b0e-8a1f-4f0e-9d6e-3f2b6a1c9d10", "/v1/invoices/{id}"),
        ("/v1/files/356a192b7913b04c54574d18c28d46e6395428ab/download", "/v1/files/{id}/download"),
        ("/v1/files/deadbeef01", "/v1/files/{id}"),
        ("/v1/users/ana.12%40example.com", "/v1/users/{id}"),
        ("/v1/users/ana@example.com", "/v1/users/{id}"),
        ("/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", "/t/{id}"),
        ("/w/dQw4w9WgXcQ", "/w/{id}"),
        ("/u/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/u/{id}"),
        ("/orders/order-83121", "/orders/order-{id}"),
        ("/reports/2026-01-02", "/reports/{id}"),
        ("/assets/main.3f2a9c1b.js", "/assets/main.{id}.js"),
        ("/downloads/product_1", "/downloads/product_1"),
        ("/v2/getOrdersByCustomer", "/v2/getOrdersByCustomer"),
        ("/v2/getCustomerAPIKeysV2", "/v2/getCustomerAPIKeysV2"),
        ("/internationalization", "/internationalization"),
        ("/wp-login.php", "/wp-login.php"),
        ("/.env", "/.env"),
        ("/search/axle%20bolt", "/search/{id}"),
        ("/search/%E9%9B%BB", "/search/{id}"),
        ("/search/%ff%fe", "/search/{id}"),
        ("/<script>alert(1)</script>", "/{id}/{id}"),
        ("/cart;jsessionid=1A530637289A03B07199A44E8D531427", "/cart"),
        ("/a/b/c/d/e/f/g/h/i/j/k", "/a/b/c/d/e/f/g/h/*"),
        ("/" + "x" * 49, "/{id}"),
        ("http://other.example/v1/orders/7", "/v1/orders/{id}"),
        ("http://other.example", "/"),
        ("*", "*"),
        ("other.example:443", "(other)"),
        ("", "/"),
    ],
)
def test_a_path_becomes_an_endpoint_without_ids(path, endpoint):
    assert Templates([]).endpoint_of(path) == endpoint
    expected = "(none)" if not path else endpoint
    assert Templates([]).read_endpoints(pl.Series([path or None], dtype=pl.String)).to_list() == [expected]


def test_declared_templates_win_the_most_specific_first():
    templates = Templates(["/v1/orders/{order}", "/v1/orders/export", "/v1/*", "/v1/{what}/all", "/files/{name}.pdf"])
    paths = {
        "/v1/orders/export": "/v1/orders/export",
        "/v1/orders/export?x=1": "/v1/orders/export",
        "/v1/orders/8312": "/v1/orders/{order}",
        "/v1/orders/all": "/v1/orders/{order}",
        "/v1/clients/all": "/v1/{what}/all",
        "/v1/orders/8312/items": "/v1/*",
        "/files/a%20b.pdf": "/files/{name}.pdf",
        "/v2/orders/8312": "/v2/orders/{id}",
    }
    assert templates.read_endpoints(pl.Series(list(paths))).to_list() == list(paths.values())


def test_a_declared_number_in_a_template_is_matched_literally():
    templates = Templates(["/reports/2026", "/reports/{year}"])
    assert templates.read_endpoints(pl.Series(["/reports/2026", "/reports/2025"])).to_list() == [
        "/reports/2026",
        "/reports/{year}",
    ]


def test_other_paths_can_be_folded_into_one():
    templates = Templates(["/v1/orders"], rules=False)
    assert templates.read_endpoints(pl.Series(["/v1/orders", "/NGUHGC", None])).to_list() == [
        "/v1/orders",
        "(other)",
        "(none)",
    ]


def test_an_endpoint_never_outgrows_what_an_index_holds():
    deep = "/" + "/".join("word" * 11 for _ in range(30))
    endpoint = Templates([]).endpoint_of(deep)
    assert len(endpoint) <= 200
    assert endpoint.endswith("/*")


def test_a_path_with_a_slash_inside_a_segment_stays_one_segment():
    assert Templates(["/v1/files/{name}"]).endpoint_of("/v1/files/a%2Fb") == "/v1/files/{name}"
