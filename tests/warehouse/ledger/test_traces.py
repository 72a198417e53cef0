import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.ledger.pseudonyms import pseudonym
from warehouse.ledger.traces import ERASED, KeyedTraces, PlainTraces, Traces

KEY = b"a key"
USER, IP, AGENT = "ann.lee@example.org", "203.0.113.77", 'Mozilla/5.0 (X11; "quoted") Gecko/1'


def keyed(client_id: str, user_id: str, *others: tuple[str, str]) -> KeyedTraces:
    known = {("user_id", pseudonym(KEY, "user_id", user_id)): {client_id}}
    known |= {(kind, pseudonym(KEY, kind, value)): {""} for kind, value in others}
    return KeyedTraces(KEY, known, [len(user_id), *(len(value) for _, value in others)])


BOTH = [
    PlainTraces("acme", USER, (IP, AGENT)),
    keyed("acme", USER, ("ip_key", IP), ("agent_key", AGENT)),
]


@pytest.mark.parametrize("traces", BOTH, ids=["plain", "keyed"])
@pytest.mark.parametrize(
    "text",
    [
        f'{{"user": "{USER}", "time": "never"}}',
        json.dumps({"agent": AGENT}),
        json.dumps({"user": "é", "agent": AGENT, "more": json.dumps({"agent": "é" + AGENT[:0]})}),
        f'{IP} - - [30/Feb/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5',
        f"/search?user={quote(USER, safe='')}&x=1",
        f'a,b,"{AGENT.replace(chr(34), chr(34) * 2)}",c',
        f'- "{AGENT.replace(chr(34), chr(92) + "x22")}"',
        USER,
    ],
)
def test_a_trace_is_found_however_a_log_writes_it(traces: Traces, text: str) -> None:
    assert traces.holds(text)
    assert not traces.holds(traces.redacted(text))


@pytest.mark.parametrize("traces", BOTH, ids=["plain", "keyed"])
@pytest.mark.parametrize("text", ["", "joann.lee@example.org", "203.0.113.770", "1203.0.113.77", "Mozilla/5.0 (X11)"])
def test_a_part_of_a_longer_word_is_no_trace(traces: Traces, text: str) -> None:
    assert not traces.holds(text)
    assert traces.redacted(text) == text


def test_what_is_blotted_out_leaves_the_rest() -> None:
    text = f"line 7: {USER} from {IP}, again {USER}."
    expected = f"line 7: {ERASED} from {ERASED}, again {ERASED}."
    assert [traces.redacted(text) for traces in BOTH] == [expected, expected]
    assert BOTH[0].redacted(json.dumps({"agent": AGENT})) == ERASED


def test_an_id_that_could_be_any_number_names_its_user_only_beside_the_client() -> None:
    for traces in (PlainTraces("acme", "200"), keyed("acme", "200")):
        assert not traces.holds('"GET / HTTP/1.1" 200 5')
        assert traces.holds('{"client": "acme", "user": "200"}')
        assert not traces.holds('{"client": "acme", "user": "2001"}')


WORDS = st.text(alphabet='ab1é._- "\\%', min_size=4, max_size=6).filter(lambda text: bool(text.strip()))


@given(WORDS, WORDS, st.text(alphabet='ab1é._- "\\%', max_size=30))
def test_knowing_the_digest_finds_what_knowing_the_value_finds(user: str, agent: str, text: str) -> None:
    plain, by_key = PlainTraces("acme", user, (agent,)), keyed("acme", user, ("agent_key", agent))
    assert plain.holds(text) == by_key.holds(text)
    assert plain.holds(f"{text} {user}, {agent}")
    assert by_key.holds(f"{text} {user}, {agent}")
