"""Every error Meterhouse raises on purpose; each message says what was wrong, where, and what to do.

MeterhouseError
├── SettingsError      an environment variable or file of settings is wrong
├── DatabaseError      the database cannot be reached, started or upgraded
├── SourceError        a source definition is wrong
├── LedgerError        a ledger operation is not allowed
│   ├── LoadRefused    a whole file or batch was refused; nothing of it was stored
│   └── RecordRefused  a single record was refused; nothing of it was stored
├── BuildError         dbt could not build what was asked
├── ClosingRefused     a month is not closed; nothing was written
└── ReportError        a report was asked for that cannot be answered
"""


class MeterhouseError(Exception):
    """The root: whatever derives from it is meant for the person who called."""


class SettingsError(MeterhouseError):
    """A setting is missing or wrong."""


class DatabaseError(MeterhouseError):
    """The database cannot be reached, started or upgraded."""


class SourceError(MeterhouseError):
    """A source definition is wrong; the message names the file and the key."""


class LedgerError(MeterhouseError):
    """A ledger operation is not allowed."""


class LoadRefused(LedgerError):
    """A whole load was refused and nothing of it was stored; it can be tried again.

    `code` is a short stable word (`truncated_archive`, `wrong_format`, …); the message is one sentence.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class RecordRefused(LedgerError):
    """A single record was refused and nothing of it was stored.

    `field` is the one that is wrong, `reason` a short stable word (`missing_field`, `unknown_id`, …), and `detail` says
    what is wrong with it; the message is both in one sentence.
    """

    def __init__(self, reason: str, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.reason, self.field, self.detail = reason, field, detail


class ClosingRefused(MeterhouseError):
    """A month is not closed, and nothing was written."""


class BuildError(MeterhouseError):
    """dbt could not build what was asked."""


class ReportError(MeterhouseError):
    """A report was asked for that cannot be answered."""
