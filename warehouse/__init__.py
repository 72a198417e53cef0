"""The warehouse: ledger, sources, parsing, access and reports. It knows no framework."""
