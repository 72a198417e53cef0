"""Parts of the house without any record: their marts are made once, empty, and left alone until a record comes."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import psycopg

from orchestration.first_build import missing_relations
from warehouse.database import connect
from warehouse.settings import Settings

# By folders of models, which hold a part's data tests, too: whether there is any record, or load, of it.
PARTS: Mapping[tuple[str, ...], str] = {
    ("models/intermediate/resources", "models/marts/billing/resources"): """
        exists (select from raw.providers) or exists (select from raw.rate_codes)
        or exists (select from raw.billable_events) or exists (select from raw.resource_ownerships)
        or exists (select from raw.account_links) or exists (select from raw.loads where kind = 'resource')
    """,
    ("models/intermediate/rating", "models/marts/billing/rating"): "exists (select from raw.rating_touches)",
    ("models/intermediate/rights", "models/marts/entitlements"): """
        exists (select from raw.reference_records where kind in ('features', 'plan_features'))
        or exists (select from raw.feature_changes) or exists (select from raw.loads where kind = 'rights')
    """,
}


def dormant_folders(settings: Settings) -> list[str]:
    """Folders of the parts that a build can leave out; none as long as a table or view is missing somewhere."""
    with connect("owner", settings) as connection:
        if missing_relations(connection, settings):
            return []
        return [folder for folders, record in PARTS.items() if not _is(connection, record) for folder in folders]


def leaving_out(folders: Iterable[str]) -> list[str]:
    """The arguments of dbt that leave out the models of these folders with their data tests; Dagster reads one text."""
    paths = " ".join(f"path:{folder}" for folder in folders)
    return ["--exclude", paths] if paths else []


def models_in(manifest: Mapping[str, Any], folders: Collection[str]) -> list[Mapping[str, Any]]:
    """The models of these folders."""
    begins = tuple(f"{folder}/" for folder in folders)
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["original_file_path"].startswith(begins)
    ]


def _is(connection: psycopg.Connection, condition: str) -> bool:
    return connection.execute(f"select {condition}".encode()).fetchone() == (True,)
