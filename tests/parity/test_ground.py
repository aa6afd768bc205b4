"""Parity of the ground floors on any text: strict JSON, canonical form, Ed25519, H1, times, names."""

import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from credentials.h1 import format_h1_url
from signing.ed25519 import verify_ed25519
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from signing.strict_json import parse_json
from tests.harness.fuzz import examples
from tests.harness.node import run_parity
from tests.harness.vectors import published_signatures, read_vectors
from tests.parity.parity import Recorder
from tests.signing.json_texts import SCRAPS, VALUES
from tests.verifier.mutations import mutate_bytes
from tests.world import World

pytestmark = pytest.mark.javascript

ROUNDS = max(6, examples(0) // 100)
"""Number of runs of node, each over a hundred texts."""
BATCH = settings(
    max_examples=ROUNDS,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
EDITS = st.text(alphabet='{}[],:"\\u0019eE.-+ntf \n\ud83d\ude00é\x00\ufeff', max_size=12)


def equal(tmp_path: Path, fill: Callable[[Recorder], object], *, webcrypto: bool = True) -> int:
    """Return how many cases `fill` recorded; all must be equal in node."""
    recorder = Recorder()
    fill(recorder)
    result = run_parity(recorder.to_json(), tmp_path, webcrypto=webcrypto)
    assert result["failures"] == []
    return len(recorder.cases)


def each(method: Callable[[str], object], texts: Iterable[str]) -> None:
    """Record one case for each text."""
    for text in texts:
        method(text)


@pytest.mark.night
@given(st.lists(SCRAPS | EDITS, min_size=100, max_size=100))
@BATCH
def test_scraps_of_json_are_read_alike(tmp_path: Path, texts: list[str]) -> None:
    equal(tmp_path, lambda r: [r.json(text.encode("utf-8", "surrogatepass")) for text in texts])


@given(st.lists(VALUES, min_size=50, max_size=50), st.randoms(use_true_random=False))
@BATCH
def test_documents_and_their_mutations_are_read_alike(
    tmp_path: Path, values: list[object], source: random.Random
) -> None:
    texts = [
        json.dumps(value, ensure_ascii=bool(i % 2), indent=i % 3 or None) for i, value in enumerate(values)
    ]
    whole = [text.encode("utf-8", "surrogatepass") for text in texts]
    equal(tmp_path, lambda r: [r.json(data) for text in whole for data in (text, mutate_bytes(text, source))])


@pytest.mark.night
@given(st.lists(st.binary(max_size=40), min_size=100, max_size=100))
@example(
    [b"\xff", b"a\xc3", b"\xe4\xb8", b"\xed\xa0\x80", b"\xf0\x80\x80\x80", b"\xf4\x90\x80\x80", b"\xc0\x80"]
)
@BATCH
def test_any_bytes_are_read_alike(tmp_path: Path, values: list[bytes]) -> None:
    equal(tmp_path, lambda r: [r.json(data) for data in values])


def test_hashes_of_messages_of_every_length(tmp_path: Path) -> None:
    source = random.Random(5)
    lengths = [*range(300), 4095, 4096, 65_537, 1_000_003]
    equal(tmp_path, lambda r: [r.hashes(source.randbytes(length)) for length in lengths])


PLAIN = [
    *(r'{"a":1,"a":1}', '{"a":9007199254740992}', '{"a":9007199254740991}', '{"a":1e+21}', '{"a":1.5}'),
    *('{"a":-0}', '{"a":-1}', r'{"\\ud800":"\ud800"}', r'{"a":"\\ud800"}', '{"__proto__":{"toJSON":1}}'),
    *('{"10":1,"9":2}', '{"9":1,"10":2}', "[[]]", '{"b":1,"a":[{"d":"示例🙂","c":null}]}'),
    '{"toString":1,"constructor":[]}',
    "[" * 32 + "]" * 32,
    "[" * 33 + "]" * 33,
    '{"a":' * 32 + "0" + "}" * 32,
    '{"a":' * 31 + "[]" + "}" * 31,
]
"""Texts that the browser's parser may read, and texts that it must not."""


def test_plain_text_is_read_alike(tmp_path: Path) -> None:
    equal(tmp_path, lambda r: [r.json(text.encode()) for text in PLAIN])


HARD = [
    *r"""{"2":1,"1":1,"a":1.5}  {"a":1,"a":{"b":1.5}}  {"__proto__":{"a":1},"constructor":2}  [1,]  {"a":1,}
{"a":1 , }  "\u12  "\u123  "\ud83d\ude0  "\ud83d\u12  "\ud83d\ud83d\ude00"  "abc  "abc\  "😀  ["😀", x]
-  -x  1.  1.e5  1e  1e+  01  -0  -0.0  nul  {"\ud800":1}  {"a":{"\ud800":1}}  -Infinity  -Inf  [NaN]
{"a":"\ud800","a":1}  {"\ud800":1,"\ud800":2}  {  {"a"  {"a":  {"a":1  {"a":1,  [1  [1,  1 2  {"a" 1}
{1:2}  "\x"  "\  "\u12😀  "\u123😀""".replace("\n", "  ").split("  "),
    *("", " ", "\n\n  x", "[1, \n ]", '"\t"', '"\x7f"', "\ufeff1", "1" * 5000, "1" * 41 + ".5", "[" * 33),
    *("[" * 32 + "]" * 32, '{"a":' * 33, '"' + "[" * 40 + '"', '{"' + "x" * 300 + '":{"y":1.5}}'),
]


def test_hard_cases_of_json(tmp_path: Path) -> None:
    def fill(recorder: Recorder) -> None:
        for text in HARD:
            recorder.json(text.encode("utf-8", "surrogatepass"))
        recorder.json(b" " * 101, 100)

    assert equal(tmp_path, fill) == len(HARD) + 1


def test_published_canonical_forms(tmp_path: Path) -> None:
    published = read_vectors("jcs-testdata")
    texts = [one["text"] for one in published["documents"]] + [text for *_, text in published["numbers"]]
    assert equal(tmp_path, lambda r: [r.json(text.encode()) for text in texts]) == 6 + 1219


@pytest.mark.parametrize("webcrypto", [True, False], ids=["webcrypto", "noble"])
def test_published_signatures(tmp_path: Path, webcrypto: bool) -> None:
    """Wycheproof, ed25519-speccheck and RFC 8032, as strict as libsodium."""
    cases = [case for case, _ in published_signatures()]
    assert equal(tmp_path, lambda r: [r.ed25519(*case) for case in cases], webcrypto=webcrypto) == 167


@pytest.mark.parametrize(
    "webcrypto", [True, pytest.param(False, marks=pytest.mark.night)], ids=["webcrypto", "noble"]
)
def test_signatures_with_something_changed(tmp_path: Path, webcrypto: bool) -> None:
    source = random.Random(5)
    small = [0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 18, 2**255 - 1, 2**255, 2**255 + 1, 2**256 - 1]

    def fill(recorder: Recorder) -> None:
        signer = Ed25519Signer.from_seed(b"\x05" * 32, "did:web:a.example#key")
        message = b"example"
        good = signer.sign(message)
        assert verify_ed25519(signer.public_key, good, message)
        recorder.ed25519(signer.public_key, good, message)
        order = 2**252 + 27742317777372353535851937790883648493
        malleable = (int.from_bytes(good[32:], "little") + order).to_bytes(32, "little")
        recorder.ed25519(signer.public_key, good[:32] + malleable, message)
        for number in small:
            point = number.to_bytes(32, "little")
            recorder.ed25519(point, good, message)
            recorder.ed25519(signer.public_key, point + good[32:], message)
            recorder.ed25519(point, point + bytes(32), message)
        for _ in range(60):
            changed = mutate_bytes(good, source)
            recorder.ed25519(signer.public_key, changed, message)
            recorder.ed25519(source.randbytes(32), good, message)

    equal(tmp_path, fill, webcrypto=webcrypto)


def test_codes_are_read_alike(tmp_path: Path) -> None:
    """H1 texts: found or not, cut, stretched, with other digits; a DEFLATE stream that inflates too far."""
    source = random.Random(6)
    values = [parse_json(World().issue(by=by)) for by in ("cq", "sc")]

    def fill(recorder: Recorder) -> None:
        for value in values:
            assert isinstance(value, dict)
            text = format_h1_url(value, "https://cq.huren.example")
            code = text.partition("#")[2]
            near = [
                text,
                code,
                f"{text}#H1.1",
                f"{text} ",
                f"\x1c{code}",
                f"\ufeff{code}",
                f"x{code}",
                f"？{code}",
            ]
            each(
                recorder.h1,
                [*near, f"a?{code}", f"a={code}", f"a/{code}&x", text[:-3], text[:-1], text + "0"],
            )
            each(recorder.h1, (text + "000", text + "0" * 17, "9" * 9000, "😀" * 8193, "#H1." + "0" * 4097))
            for _ in range(60 + examples(0) // 10):
                digits = [*code]
                for _ in range(source.randint(1, 3)):
                    digits[source.randrange(3, len(digits))] = source.choice("0123456789")
                recorder.h1("".join(digits))
            fat = {**value, "note": "a" * 14_000}
            recorder.h1(format_h1_url(fat, "https://cq.huren.example"))
            recorder.h1(format_h1_url({**value, "id": "urn:uuid:x"}, "https://cq.huren.example"))
        for flags in range(6):
            for dictionary in (0, 1, 2):
                data = bytes((flags, dictionary)) + b"\x03\x00"
                recorder.h1("H1." + str(int.from_bytes(data, "big")).zfill(10))
        each(recorder.h1, ("H1.", "H1.1", "H1.000", "H1.999", "", "https://cq.huren.example/v#h1.123"))

    assert equal(tmp_path, fill) >= 150


def test_times_are_read_alike(tmp_path: Path) -> None:
    def fill(recorder: Recorder) -> None:
        zones = ("Z", "+08:00", "-00:00", "+23:59", "-11:30", "+24:00", "+08:60", "+0800", "")
        days = ["2026-05-01", "2024-02-29", "2023-02-29", "1970-01-01", "2199-12-31", "1969-12-31"]
        days += ["2026-13-01", "2026-00-10", "2026-04-31", "2100-02-29", "2000-02-29"]
        clocks = ("00:00:00", "23:59:59", "24:00:00", "12:60:00", "12:00:60", "12:00")
        each(recorder.time, (f"{day}T{clock}{zone}" for day in days for clock in clocks for zone in zones))
        each(recorder.time, ("2026-05-01 00:00:00Z", "２026-05-01T00:00:00Z", "2026-05-01T00:00:00Z\n", ""))

    equal(tmp_path, fill)


def test_names_are_compared_alike(tmp_path: Path) -> None:
    """Width, case and spaces; letters whose number changes with their case."""
    blocks = [(0, 0x530), (0x1E00, 0x2070), (0x3000, 0x3100), (0x4E00, 0x4F00), (0xFF00, 0xFFF0)]

    def fill(recorder: Recorder) -> None:
        for low, high in blocks:
            each(recorder.name, map(chr, range(low, high)))
        each(
            recorder.name, ("ΟΔΟΣ", "Straße", "STRASSE", "ﬁrma Ltd.", "İstanbul", "ｱｲ", "重庆　示例 有限公司")
        )

    equal(tmp_path, fill)


def test_a_signed_document_has_one_canonical_form(tmp_path: Path) -> None:
    """Member names on both sides of the surrogates sort by UTF-16, as RFC 8785 3.2.3 has it."""
    data = canonicalize({"\uff01": 1, "😀": 2, "a": {"é": [1, {"": None}]}, "10": 1, "9": 2})
    equal(tmp_path, lambda r: (r.json(data), r.json(json.dumps(json.loads(data), indent=1).encode())))
