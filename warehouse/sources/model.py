"""The definition of a log source, as its YAML file says it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import PurePath
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat, field_validator, model_validator

from warehouse.sources.checks import (
    check_comment,
    check_name,
    check_names,
    check_template,
    check_time_format,
    check_time_zone,
)
from warehouse.sources.columns import (
    COLUMNS_WITH_UNIT,
    EXPECTATIONS,
    FORMAT_RULES,
    MAPPED_COLUMNS,
    REQUIRED_COLUMNS,
    TEXT_COLUMNS,
)
from warehouse.sources.expected import ExpectedFiles
from warehouse.sources.landing import check_pattern, landing_date, landing_glob

Format = Literal["combined", "common", "alb", "json", "csv", "parquet"]
Family = Literal["access_log", "json", "csv", "parquet"]
FORMATS: tuple[Format, ...] = ("combined", "common", "alb", "json", "csv", "parquet")
Unit = Literal["s", "ms", "us", "ns"]
Operation = Literal["read", "write", "edit", "delete", "other"]
Names = Annotated[tuple[str, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]


class FieldRule(BaseModel):
    """Where the value of one column comes from: the first of the fields that has one, else the constant.

    `missing` lists the texts that mean "no value"; `optional` allows a CSV or Parquet file without any of the fields.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: Names = ()
    constant: str | None = None
    unit: Unit | None = None
    missing: tuple[str, ...] = ("", "-")
    optional: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.field and self.constant is None:
            raise ValueError("needs `field` (a name or a list of names), `constant`, or both")
        return self


class Source(BaseModel):
    """One log source; `sources/*.yaml` show each key in use."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
    description: str = ""
    format: Format
    identity: Literal["field", "position", "content"] = "position"
    identity_field: Names = ()
    landing: str | None = None
    time_zone: str = "UTC"
    time_format: str = "auto"
    comment: Annotated[str, Field(min_length=1, max_length=16)] | None = None
    header: bool = True
    columns: tuple[str, ...] = ()
    trailing: tuple[str, ...] = ()
    fields: dict[str, FieldRule] = {}
    endpoints: tuple[str, ...] = ()
    other_paths: Literal["rules", "fold"] = "rules"
    operations: dict[str, Operation] = {}
    expectations: dict[str, FiniteFloat] = {}
    # Not a part of how lines are read: it changes no version, and the ledger does not keep it.
    expects: Annotated[ExpectedFiles | None, Field(exclude=True)] = None

    @field_validator("fields", "expectations", mode="before")
    @classmethod
    def _knows_the_names(cls, given: object, info: object) -> object:
        allowed = MAPPED_COLUMNS if getattr(info, "field_name", "") == "fields" else EXPECTATIONS
        return check_names(given, allowed)

    @field_validator("operations", mode="before")
    @classmethod
    def _writes_methods_in_capitals(cls, given: object) -> object:
        return {str(method).upper(): name for method, name in given.items()} if isinstance(given, Mapping) else given

    _zone = field_validator("time_zone")(check_time_zone)
    _times = field_validator("time_format")(check_time_format)
    _comment = field_validator("comment")(check_comment)
    _landing = field_validator("landing")(check_pattern)

    @field_validator("endpoints")
    @classmethod
    def _are_templates(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(check_template(template) for template in given)

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if (self.identity == "field") != bool(self.identity_field):
            raise ValueError("identity_field: name the field that holds the id with identity `field`, and only then")
        if self.identity == "content" and self.format == "parquet":
            raise ValueError("identity: `content` compares lines, which Parquet has not; use `field` or `position`")
        if self.expects and not self.landing:
            raise ValueError("expects: files are expected by the {date} of `landing`, which is missing")
        if self.trailing and self.format not in ("combined", "common"):
            raise ValueError("trailing: only the formats combined and common have fields behind the line")
        if self.format == "csv" and not self.header and not self.columns:
            raise ValueError("columns: name the columns of a CSV file that has no header")
        for column, rule in self.fields.items():
            if rule.unit and column not in COLUMNS_WITH_UNIT:
                raise ValueError(f"fields.{column}.unit: only {' and '.join(COLUMNS_WITH_UNIT)} have a unit")
            if column in TEXT_COLUMNS and rule.constant is not None:
                check_name(rule.constant, f"fields.{column}.constant")
        absent = [column for column in REQUIRED_COLUMNS if column not in self.rules]
        if absent:
            raise ValueError(f"fields: {', '.join(absent)} must be mapped to a field or a constant")
        return self

    @property
    def family(self) -> Family:
        """The kind of file, by which loads are grouped."""
        match self.format:
            case "combined" | "common" | "alb":
                return "access_log"
            case other:
                return other

    @property
    def has_header(self) -> bool:
        """Whether the first line of a file names its columns."""
        return self.format == "csv" and self.header

    @cached_property
    def rules(self) -> dict[str, FieldRule]:
        """The rule of every mapped column: those of the format, and above them the source's own."""
        inherited = FORMAT_RULES.get(self.format, {})
        return {column: FieldRule.model_validate(rule) for column, rule in inherited.items()} | self.fields

    @property
    def constant_provider(self) -> str | None:
        """The provider of every record, if a field does not say it."""
        rule = self.rules["provider_id"]
        return None if rule.field else rule.constant

    @property
    def version(self) -> str:
        """Twelve hex digits that change when the definition does."""
        definition = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(definition.encode()).hexdigest()[:12]

    def landing_date_of(self, path: PurePath) -> date | None:
        """The date in a path relative to the landing zone; None if the path is not of this source."""
        return landing_date(self.landing, path) if self.landing else None

    def landing_glob(self, day: date | None = None) -> str | None:
        """The glob pattern, below the landing zone, of the files of a day or of all days."""
        return landing_glob(self.landing, day) if self.landing else None
