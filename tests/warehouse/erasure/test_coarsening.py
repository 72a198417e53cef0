"""What is left of an erased person's attributes puts usage into the bands it was in, and tells no more than that."""

import random
from bisect import bisect_right
from itertools import chain

import pytest
from psycopg.types.json import Jsonb

from warehouse.database import connect
from warehouse.settings import Settings

EDGES = [18, 25, 35, 45, 55, 65]
BANDS = {"age": EDGES, "income": [20000, 40000], "spend": [10, 50]}
COARSE = "select raw.coarse_user(%s, %s::integer[], %s)"
YEARS = ([2025], [2024, 2025], [2019, 2026], [1990, 1991, 2026], [1880])


def band(age: int) -> int:
    """The number of the band, by Python's own search."""
    return bisect_right(EDGES, age)


def test_every_year_of_birth_keeps_its_bands_in_every_year_of_use(settings: Settings) -> None:
    asked = [(born, years) for born in range(1900, 2031) for years in YEARS]
    with connect("owner", settings) as connection:
        coarse = {
            (born, tuple(years)): connection.execute(
                "select raw.coarse_birth_year(%s::text, %s, %s)", [born, years, Jsonb(EDGES)]
            ).fetchone()
            for born, years in asked
        }
    assert len(coarse) == 131 * 5
    for (born, years), row in coarse.items():
        assert row is not None
        assert [band(year - row[0]) for year in years] == [band(year - born) for year in years], (born, years)


def test_all_who_share_their_bands_become_the_same(settings: Settings) -> None:
    query = (
        "select array_agg(distinct raw.coarse_birth_year(born::text, %s, %s)) from generate_series(1901, 2025) as born"
    )
    with connect("owner", settings) as connection:
        row = connection.execute(query, [[2025], Jsonb(EDGES)]).fetchone()
    # The lower edge of each band, in 2025: 65, 55, 45, 35, 25, 18 and 0 years old.
    assert row == ([1960, 1970, 1980, 1990, 2000, 2007, 2025],)


def test_amounts_go_to_the_lower_edge_of_their_band_and_the_id_goes(settings: Settings) -> None:
    user = {
        "user_id": "ann", "client_id": "acme", "birth_year": 1987, "gender": "f", "income": 39999.99, "spend": 7.5,
        "is_deleted": False,
    }  # fmt: skip
    with connect("owner", settings) as connection:
        used = connection.execute(COARSE, [Jsonb(user), [2025], Jsonb(BANDS)]).fetchone()
        unused = connection.execute(COARSE, [Jsonb(user), [], Jsonb(BANDS)]).fetchone()
        again = connection.execute(COARSE, [Jsonb(used and used[0]), [2025], Jsonb(BANDS)]).fetchone()
    expected = {"client_id": "acme", "is_deleted": False, "is_erased": True}
    assert used == ({**expected, "birth_year": 1990, "gender": "f", "income": 20000, "spend": 0},)
    assert unused == (expected,)
    assert again == used


@pytest.mark.parametrize("value", ["", "a lot", "1e3", "-5.", None])
def test_what_no_band_can_be_made_of_stays_unknown(settings: Settings, value: str | None) -> None:
    user = {"client_id": "acme", "user_id": "ann", "income": value, "birth_year": value}
    with connect("owner", settings) as connection:
        row = connection.execute(COARSE, [Jsonb(user), [2025], Jsonb(BANDS)]).fetchone()
    assert row == ({"client_id": "acme", "is_erased": True},)


def test_any_amount_keeps_its_band(settings: Settings) -> None:
    chance = random.Random(4)
    amounts = [
        *chain(*((edge - 0.01, edge, edge + 0.01) for edge in (10, 50))),
        *(chance.uniform(0, 99) for _ in range(50)),
    ]
    with connect("owner", settings) as connection:
        for amount in amounts:
            row = connection.execute(
                "select raw.lower_edge(%s, %s)", [f"{amount:.2f}", Jsonb(BANDS["spend"])]
            ).fetchone()
            assert row is not None
            assert bisect_right([10, 50], float(row[0])) == bisect_right([10, 50], round(amount, 2))
            assert row[0] in (0, 10, 50)
