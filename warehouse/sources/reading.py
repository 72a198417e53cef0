"""Source definitions from their YAML files, with errors that say which file, which key and what is allowed."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from warehouse.errors import LoadRefused, SourceError
from warehouse.settings import Settings
from warehouse.sources.checks import did_you_mean, quoted
from warehouse.sources.expected import ExpectedFiles
from warehouse.sources.model import FieldRule, Source

# Keys of a definition that have keys of their own.
_PARTS: dict[str, type[BaseModel]] = {"fields": FieldRule, "expects": ExpectedFiles}


class _SafeLoader(yaml.SafeLoader):
    """Refuses a key that stands twice, of which YAML would silently take the last, and texts that cannot be stored."""

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        """The text; raises `ConstructorError` with the line of one that PostgreSQL could not hold."""
        text = node.value if isinstance(node, yaml.ScalarNode) else ""
        if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text):
            fault = "a text holds a NUL character or a lone surrogate"
            raise yaml.constructor.ConstructorError(None, None, fault, node.start_mark)
        return super().construct_scalar(node)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """The mapping; raises `ConstructorError` with the line of a repeated key."""
        keys = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if keys.count(key.value) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"`{key.value}` stands twice", key.start_mark)
        return super().construct_mapping(node, deep)


def read_source(path: Path) -> Source:
    """The source a YAML file defines; raises `SourceError` with every fault of the file."""
    try:
        given = yaml.load(path.read_text(encoding="utf-8"), _SafeLoader)  # noqa: S506 - it is a safe loader
    except RecursionError:
        raise SourceError(f"{path}: cannot be read as YAML: it is nested too deeply") from None
    except (AttributeError, LookupError):  # What PyYAML lets out of `!!timestamp x` and `!!bool x`.
        raise SourceError(f"{path}: cannot be read as YAML: a value does not fit its tag") from None
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SourceError(f"{path}: cannot be read as YAML: {' '.join(str(error).split())}") from None
    if not isinstance(given, dict):
        raise SourceError(f"{path}: must be a mapping with name, format and fields")
    try:
        source = Source.model_validate(given)
    except ValidationError as error:
        faults = "; ".join(_sentence(dict(fault)) for fault in error.errors())
        raise SourceError(f"{path}: {faults}") from None
    if source.name != path.stem:
        raise SourceError(f"{path}: name: `{source.name}` must be the file's name, `{path.stem}`")
    return source


def read_sources(folder: Path) -> list[Source]:
    """All sources of a folder, by name; raises `SourceError`."""
    if not folder.is_dir():
        raise SourceError(f"{folder}: there is no such folder of source definitions")
    return [read_source(path) for path in sorted(folder.glob("*.yaml"))]


def find_source(name: str, settings: Settings) -> Source:
    """The source of that name; raises `LoadRefused` (`unknown_source`) naming those there are."""
    known = {source.name: source for source in read_sources(settings.sources_path)}
    if name not in known:
        near = did_you_mean(name, known)
        there_are = ", ".join(known) or "none"
        raise LoadRefused("unknown_source", f"There is no source {quoted(name)}{near or '.'} Sources: {there_are}.")
    return known[name]


def _sentence(fault: dict[str, Any]) -> str:
    """One fault as `key.path: what is wrong`."""
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        allowed = _PARTS.get(fault["loc"][0], Source).model_fields
        near = did_you_mean(str(fault["loc"][-1]), allowed)
        return f"{where}: no such key{near or '.'} Allowed: {', '.join(allowed)}"
    if fault["type"] == "missing":
        return f"{where}: is missing"
    message = fault["msg"].removeprefix("Value error, ")
    given = fault["input"]
    if isinstance(given, str | int | float) and "`" not in message:
        message += f" (given: {given!r})"
    return f"{where}: {message}" if where else message
