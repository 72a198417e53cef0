"""What the simulated world serves: providers, their APIs, and the route templates that traffic is drawn from."""

from typing import Literal, NamedTuple

Segment = Literal["number", "uuid", "hash", "email"]


class Route(NamedTuple):
    """A method on a route template; `template` None stands for paths that no route table knows.

    `weight` is relative to the other routes of the world; `latency_ms` and `response_bytes` are medians of
    log-normal draws; the error shares are probabilities.
    """

    provider: str
    api: str
    method: str
    template: str | None
    weight: float
    latency_ms: float
    response_bytes: int
    client_error: float = 0.02
    server_error: float = 0.003
    segment: Segment = "number"
    brings_records: bool = False
    has_quantity: bool = False


UNKNOWN = (
    Route("house", "web", "GET", None, 16, 3, 162, 0.97, 0.0),
    Route("house", "web", "POST", None, 3, 3, 162, 0.95, 0.01),
    Route("house", "web", "PROPFIND", None, 1, 2, 162, 1.0, 0.0),
)

WEB = (
    Route("house", "web", "GET", "/", 10, 8, 5_400, 0.002, 0.001),
    Route("house", "web", "GET", "/login", 4, 9, 2_100, 0.005, 0.001),
    Route("house", "web", "POST", "/login", 3, 85, 380, 0.11, 0.002),
    Route("house", "web", "HEAD", "/health", 5, 1, 0, 0.0, 0.0005),
    Route("house", "web", "GET", "/docs/quickstart", 2, 6, 18_200, 0.004, 0.0005),
    Route("house", "web", "GET", "/v1/search", 14, 64, 8_600, 0.015, 0.006),
    Route("house", "web", "GET", "/v1/orders/export", 1, 900, 240_000, 0.02, 0.02),
    Route("house", "web", "GET", "/v1/orders", 11, 41, 12_400, 0.01, 0.003),
    Route("house", "web", "POST", "/v1/orders", 5, 96, 640, 0.06, 0.005),
    Route("house", "web", "GET", "/v1/orders/{id}", 21, 18, 1_900, 0.03, 0.002),
    Route("house", "web", "PUT", "/v1/orders/{id}", 4, 52, 900, 0.05, 0.004),
    Route("house", "web", "DELETE", "/v1/orders/{id}", 1, 33, 0, 0.04, 0.004),
    Route("house", "web", "GET", "/v1/orders/{id}/items/{id}", 7, 16, 760, 0.03, 0.002),
    Route("house", "web", "GET", "/v1/files/{id}/download", 3, 210, 480_000, 0.02, 0.003, "hash"),
)

ORDERS = (
    Route("house", "orders", "GET", "/v1/orders/export", 1, 850, 260_000, 0.02, 0.02),
    Route("house", "orders", "GET", "/v1/orders", 9, 38, 11_800, 0.01, 0.003),
    Route("house", "orders", "POST", "/v1/orders", 7, 90, 620, 0.05, 0.005),
    Route("house", "orders", "GET", "/v1/orders/{id}", 18, 17, 1_850, 0.03, 0.002),
    Route("house", "orders", "PATCH", "/v1/orders/{id}", 5, 47, 870, 0.06, 0.004),
    Route("house", "orders", "DELETE", "/v1/orders/{id}", 1, 30, 0, 0.05, 0.003),
    Route("house", "orders", "GET", "/v1/orders/{id}/items/{id}", 6, 15, 740, 0.03, 0.002),
    Route("house", "orders", "GET", "/v1/invoices/{id}", 4, 120, 66_000, 0.02, 0.004, "uuid"),
)

RECORDS = (
    Route("house", "records", "GET", "/v1/dealers", 3, 28, 9_700, 0.01, 0.002),
    Route(
        "house", "records", "GET", "/v1/dealers/{id}/records", 19, 130, 54_000, 0.02, 0.006, "uuid", brings_records=True
    ),
    Route("house", "records", "GET", "/v1/dealers/{id}/records/{id}", 6, 24, 2_600, 0.05, 0.002, "uuid"),
    Route("house", "records", "POST", "/v1/records/import", 4, 420, 310, 0.08, 0.012, brings_records=True),
    Route("house", "records", "GET", "/v1/vehicles/{id}", 8, 21, 3_100, 0.06, 0.003, "hash"),
)

ACCOUNTS = (
    Route("house", "accounts", "GET", "/v1/me", 6, 7, 410, 0.03, 0.001),
    Route("house", "accounts", "GET", "/v1/users/{id}", 5, 12, 520, 0.07, 0.001, "email"),
    Route("house", "accounts", "PATCH", "/v1/users/{id}", 1, 36, 520, 0.09, 0.002, "email"),
    Route("house", "accounts", "POST", "/v1/tokens", 3, 75, 890, 0.14, 0.002),
    Route("house", "accounts", "OPTIONS", "/v1/tokens", 1, 1, 0, 0.0, 0.0),
)

NORTHWIND = (
    Route("northwind", "routing", "POST", "/v2/routes", 8, 230, 7_300, 0.04, 0.009, has_quantity=True),
    Route("northwind", "routing", "GET", "/v2/routes/{id}", 5, 26, 7_100, 0.03, 0.003, "uuid"),
    Route("northwind", "routing", "GET", "/v2/tiles/{id}/{id}/{id}", 15, 9, 21_000, 0.01, 0.002, has_quantity=True),
    Route("northwind", "weather", "GET", "/v2/forecast/{id}", 7, 58, 4_400, 0.02, 0.015),
    Route("northwind", "weather", "GET", "/v2/stations", 1, 33, 31_000, 0.01, 0.004),
    Route("northwind", "weather", "GET", "/v2/stations/{id}", 3, 14, 1_300, 0.03, 0.004),
)

# Not on the marketplace: a developer's own.
FLEET = (
    Route("northwind", "fleet", "POST", "/v2/vehicles/{id}/positions", 4, 31, 240, 0.03, 0.004, "uuid"),
    Route("northwind", "fleet", "GET", "/v2/vehicles/{id}/positions", 3, 44, 9_800, 0.02, 0.004, "uuid"),
)

ROUTES = UNKNOWN + WEB + ORDERS + RECORDS + ACCOUNTS + NORTHWIND + FLEET
APIS = tuple(dict.fromkeys((route.provider, route.api) for route in ROUTES))

# Paths that scanners try on any host they find; none is in a route table.
SCANNED_PATHS = (
    "/wp-login.php",
    "/.env",
    "/.git/config",
    "/phpmyadmin/index.php",
    "/cgi-bin/luci/admin",
    "/admin/config.php?password%5B0%5D=x",
    "/actuator/health",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
    "/boaform/admin/formLogin",
    "/wp-content/uploads/2024/07/",
    "/backup/db-20240117.sql.gz",
    "/xmlrpc.php?rsd",
)
