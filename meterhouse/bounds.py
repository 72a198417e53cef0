"""The numbers a command takes: no number of a load or of rows is larger than PostgreSQL's bigint."""

GREATEST_NUMBER = 2**63 - 1
