"""Database, roles, ledger tables and grants, brought to the newest version."""

from warehouse.schema.upgrade import ensure_schema, upgrade

__all__ = ["ensure_schema", "upgrade"]
