"""What the billing team's login may read."""

import psycopg

from tests.rating.books import Books
from warehouse.database import connect

RELATIONS = """
    select relnamespace::regnamespace::text, relname from pg_class
    where relkind in ('r', 'p', 'v', 'm', 'S') and relnamespace::regnamespace::text in
        ('raw', 'staging', 'intermediate', 'marts', 'partitions', 'book', 'rating', 'meterhouse')
"""


def readable_by_billing(books: Books) -> set[str]:
    """The relations of the house that it reads when it tries; all others are refused for want of a right."""
    relations = [f'{schema}."{name}"' for schema, name in books.rows(RELATIONS)]
    assert len(relations) > 100
    found = set()
    with connect("billing", books.settings, autocommit=True) as connection:
        for relation in relations:
            try:
                connection.execute(f"select * from {relation} limit 1".encode())
            except psycopg.errors.InsufficientPrivilege:
                continue
            found.add(relation.replace('"', ""))
    return found
