"""What a history is made of, and an in-memory ledger that says what the marts must come to."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Identity = Literal["field", "content", "position"]
State = Literal["held", "accepted", "voided"]
# By position a file is known by its first 1,024 bytes: each of ours begins with a line longer than that.
PADDING = "x" * 1100


@dataclass(frozen=True)
class Event:
    """One record: of equal ids some contradict others (`status`, `day`)."""

    number: int
    client: str
    day: int
    status: int

    def line(self, padding: str = "") -> str:
        """The record as a JSON line."""
        time = f"2026-03-{self.day:02d}T{self.number % 24:02d}:00:00Z"
        record = {"time": time, "id": f"r{self.number}", "client": self.client, "method": "GET", "status": self.status}
        return json.dumps({**record, **({"note": padding} if padding else {})})


@dataclass(frozen=True)
class LogFile:
    """A file by its number, as far as it has grown; its first line tells it from other files."""

    number: int
    events: tuple[Event, ...]

    def text(self) -> str:
        """The file's lines."""
        first = Event(self.number, "acme", 1, 200).line(f"{self.number}{PADDING}")
        return "\n".join([first, *(event.line() for event in self.events), ""])

    def records(self) -> list[tuple[str, Event]]:
        """Every line with its event."""
        return list(zip(self.text().splitlines(), [Event(self.number, "acme", 1, 200), *self.events], strict=True))


@dataclass
class Load:
    """A load: which keys it stored, on which day and for which client."""

    load_id: int
    identity: Identity
    text: str
    keys: dict[tuple[str, object], Event]
    lines: int
    stored: int
    state: State = "held"
    replaces: int | None = None


@dataclass
class Model:
    """The ledger as it should be, in the order of loads."""

    loads: list[Load] = field(default_factory=list)

    def find(self, load_id: int) -> Load:
        """The load of that id."""
        return next(load for load in self.loads if load.load_id == load_id)

    def standing(self, identity: Identity, text: str) -> Load | None:
        """The first unvoided load of the same source with the same bytes."""
        return next((one for one in self.live() if (one.identity, one.text) == (identity, text)), None)

    def live(self) -> list[Load]:
        """Loads that are not voided."""
        return [load for load in self.loads if load.state != "voided"]

    def take(self, load_id: int, identity: Identity, file: LogFile, replaces: int | None) -> Load:
        """Stores a file: by field, a record that contradicts a live load or an earlier line is left out."""
        known: dict[tuple[str, object], Event] = {}
        for load in reversed(self.live()):
            if load.identity == identity and load.load_id != replaces:
                known |= load.keys
        own: dict[tuple[str, object], Event] = {}
        ordinals: Counter[str] = Counter()
        stored = 0
        for place, (line, event) in enumerate(file.records()):
            key = (identity, self._key(identity, file, place, line, event, ordinals))
            first = known.get(key) or own.get(key)
            if identity == "field" and first is not None and first != event:
                continue
            own.setdefault(key, event)
            stored += 1
        load = Load(load_id, identity, file.text(), own, len(file.records()), stored, replaces=replaces)
        self.loads.append(load)
        return load

    def accept(self, load: Load) -> None:
        """Lets a load count, and what it replaces no longer."""
        load.state = "accepted"
        if load.replaces is not None:
            self.find(load.replaces).state = "voided"

    def counted(self) -> Counter[tuple[int, str]]:
        """Requests by day and client: every key of accepted loads once."""
        events: dict[tuple[str, object], Event] = {}
        for load in self.loads:
            if load.state == "accepted":
                for key, event in load.keys.items():
                    events.setdefault(key, event)
        return Counter((event.day, event.client) for event in events.values())

    @staticmethod
    def _key(identity: Identity, file: LogFile, place: int, line: str, event: Event, ordinals: Counter[str]) -> object:
        if identity == "field":
            return event.number
        if identity == "position":
            # Records are compared within their day: a file that was rewritten in place is another file there.
            return file.number, place, event.day
        ordinals[line] += 1
        return line, ordinals[line]
