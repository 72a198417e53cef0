"""Users as the registry knows them: when they were born, what they earn and spend, and how that changes."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import numpy as np

from meterhouse.simulate.days import Calendar
from meterhouse.simulate.people import People
from meterhouse.simulate.registrations import Record

GENDERS = ("female", "male", "diverse", "")
GENDER_SHARES = (0.46, 0.46, 0.03, 0.05)
# Every so many a user is missing from the registry, as happens to users made yesterday; is described late; changes.
UNKNOWN_EVERY, LATE_EVERY, CHANGED_EVERY = 60, 23, 7
# By their numbers: one who is deleted and goes on, and one whose change becomes known late.
DELETED_USER, LATELY_CHANGED_USER = 0, 5
# So many have no year of birth, no income, and a spend that lies on the edge of a band.
YEARLESS_EVERY, INCOMELESS_EVERY, ROUND_EVERY = 19, 17, 6
RAISE = 15_000


def draw_user_records(people: People, calendar: Calendar, rng: np.random.Generator) -> Iterator[Record]:
    """First records from the beginning; changes at any second of the world."""
    users, owners = people.users, people.users.owners()
    count = len(users.ids)
    income = (rng.lognormal(10.6, 0.5, count) // 100 * 100).astype(np.int64)
    spend_cents = rng.lognormal(9.2, 1.3, count).astype(np.int64)
    spend_cents[::ROUND_EVERY] = np.maximum(spend_cents[::ROUND_EVERY] // 5_000, 1) * 5_000
    birth_year = rng.integers(1950, 2012, count)
    gender = rng.choice(GENDERS, count, p=GENDER_SHARES)
    changed_after = rng.integers(0, calendar.days * 86_400, count)
    begins = datetime.combine(calendar.first_day, time(), UTC)
    for i in range(count):
        client = people.clients[owners[i]]
        if not client.is_registered or i % UNKNOWN_EVERY == UNKNOWN_EVERY - 1:
            continue
        is_late = i % LATE_EVERY == LATE_EVERY // 2
        year = 0 if i % YEARLESS_EVERY == 2 else int(birth_year[i])
        earned = 0 if i % INCOMELESS_EVERY == 3 else int(income[i])
        yield Record(i, _fields(year, str(gender[i]), earned, int(spend_cents[i])), is_late=is_late)
        if i % CHANGED_EVERY == 3:
            # Every other one of them is found to have been born later, too.
            corrected = year + 9 * (i % 2) if year else 0
            fields = _fields(corrected, str(gender[i]), earned + RAISE, int(spend_cents[i]) * 3)
            yield Record(i, fields, begins + timedelta(seconds=int(changed_after[i])), is_late=is_late)
    yield Record(DELETED_USER, {}, calendar.instant(1 / 2, time(12, 0, 30)), is_deleted=True)
    lately = _fields(int(birth_year[LATELY_CHANGED_USER]), "diverse", RAISE, 5_000)
    yield Record(LATELY_CHANGED_USER, lately, calendar.instant(1 / 3, time(10)), is_late=True)


def _fields(birth_year: int, gender: str, income: int, spend_cents: int) -> dict[str, str]:
    return {
        "birth_year": str(birth_year or ""),
        "gender": gender,
        "income": str(income or ""),
        "spend": f"{spend_cents // 100}.{spend_cents % 100:02d}",
    }
