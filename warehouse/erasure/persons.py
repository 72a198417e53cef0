"""Who is to be erased: a client's user, by the keyed digests under which the ledger knows them."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from warehouse.credentials import pseudonym_key
from warehouse.errors import LedgerError
from warehouse.ledger.pseudonyms import pseudonym
from warehouse.settings import Settings


@dataclass(frozen=True)
class Person:
    """A client's user; `key` is their pseudonym, `id_digest` that of their id alone, whichever client's it is."""

    client_id: str
    user_id: str
    key: UUID
    id_digest: UUID

    @classmethod
    def of(cls, client_id: str, user_id: str, settings: Settings) -> Self:
        """Raises `LedgerError` if one of the ids is blank or no UTF-8."""
        if not client_id.strip() or not user_id.strip():
            raise LedgerError("CLIENT or USER is blank: give both ids as usage or reference data name them.")
        try:
            (client_id + user_id).encode()
        except UnicodeEncodeError:
            raise LedgerError(
                "CLIENT or USER is not UTF-8: give both ids as usage or reference data name them."
            ) from None
        secret = pseudonym_key(settings)
        key, digest = pseudonym(secret, "user_key", client_id, user_id), pseudonym(secret, "user_id", user_id)
        return cls(client_id, user_id, UUID(bytes=key), UUID(bytes=digest))

    @property
    def subject(self) -> str:
        """As reference records and `raw.id_days` write the key."""
        return self.key.hex
