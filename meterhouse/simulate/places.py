"""Where requests come from and what sent them: places, and user agents."""

from typing import NamedTuple


class Place(NamedTuple):
    """Country (ISO 3166), region (ISO 3166-2) and city as a gateway writes them; empty where it does not know them."""

    country: str
    region: str = ""
    city: str = ""


PLACES = (
    Place("DE", "DE-BE", "Berlin"),
    Place("DE", "DE-BY", "München"),
    Place("US", "US-NY", "New York"),
    Place("US", "US-TX", "Austin"),
    Place("IN", "IN-KA", "Bengaluru"),
    Place("IN", "IN-MH", "Pune"),
    Place("NP", "NP-P3", "Kathmandu"),
    Place("GB", "GB-LND", "London"),
    Place("FR", "FR-ARA", "Lyon"),
    Place("PL", "PL-MZ", "Warszawa"),
    Place("BR", "BR-SP", "São Paulo"),
    Place("JP", "JP-13", "Tokyo"),
    Place("ES", "ES-MD", "Madrid"),
    Place("CA", "CA-QC"),
    Place("CH"),
)

AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari",
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    "meterhouse-sdk-python/2.4.1 (CPython 3.12; httpx 0.28)",
    "meterhouse-sdk-js/3.0.2 node/22.11.0",
    "okhttp/4.12.0",
    "python-requests/2.32.3",
    "Go-http-client/2.0",
    "curl/8.11.0",
    "Apache-HttpClient/5.4 (Java/21.0.5)",
    "axios/1.7.9",
)

SCANNER_AGENTS = (
    "Mozilla/5.0 zgrab/0.x",
    "sqlmap/1.8.11#stable (https://sqlmap.org)",
    "Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:000562)",
    "masscan/1.3 (https://github.com/robertdavidgraham/masscan)",
    "Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)",
)

ATTRIBUTES = ('{"cache":"miss","attempt":1}', '{"cache":"hit","attempt":1}', '{"cache":"miss","attempt":2}')
