"""Object storage that refuses, is elsewhere or is silent: each has a code, whatever it answers."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest

from carriers.errors import CarrierError
from carriers.objects.bucket import Bucket
from carriers.objects.extra import is_bucket

ASKING: tuple[Callable[[Bucket], object], ...] = (
    lambda bucket: bucket.get("x", 1000),
    lambda bucket: bucket.add("x", b"1", {}),
    lambda bucket: bucket.swap("x", b"1", '"a"', {}),
    lambda bucket: [*bucket.list("")],
    lambda bucket: bucket.names("f"),
    lambda bucket: bucket.delete(["x"]),
)


class Answer(BaseHTTPRequestHandler):
    """Answers everything alike; a length of its own cuts the body short."""

    status: ClassVar[int] = 200
    body: ClassVar[bytes] = b""
    length: ClassVar[int | None] = None

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(self.status)
        self.send_header("ETag", '"a"')
        self.send_header("Last-Modified", "Wed, 02 Dec 2026 00:00:00 GMT")
        self.send_header("Content-Length", str(len(self.body) if self.length is None else self.length))
        self.end_headers()
        self.wfile.write(self.body)
        self.close_connection = True

    do_PUT = do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Answer]]:
    answer = type("AnswerOfTest", (Answer,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), answer) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "example")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        yield answer
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "word", "code"),
    [
        (403, "AccessDenied", "objects-refused"),
        (403, "RequestTimeTooSkewed", "objects-clock"),
        (400, "AuthorizationHeaderMalformed", "objects-region"),
        (301, "PermanentRedirect", "objects-region"),
        (404, "NoSuchBucket", "objects-missing"),
        (400, "KeyTooLongError", "objects-silent"),
    ],
)
def test_each_refusal_of_the_storage_has_its_code(
    storage: type[Answer], status: int, word: str, code: str
) -> None:
    storage.status, storage.body = status, f"<Error><Code>{word}</Code></Error>".encode()
    bucket = Bucket.open("s3://bucket/p")
    for ask in ASKING:
        if (code, ask) == ("objects-missing", ASKING[2]):
            continue  # as a swap of an object that is gone
        with pytest.raises(CarrierError) as refused:
            ask(bucket)
        assert refused.value.code == code, ask
        if code == "objects-missing":
            assert "s3://bucket”" in refused.value.sentence("en"), "a prefix is not what is missing"


def test_storage_that_is_busy_or_hangs_up_is_silent(storage: type[Answer]) -> None:
    bucket = Bucket.open("s3://bucket/p", seconds=0.1)
    for storage.status, storage.length in ((503, 0), (200, 1000)):
        with pytest.raises(CarrierError) as refused:
            bucket.get("x", 1000)
        assert refused.value.code == "objects-silent"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("AWS_ENDPOINT_URL", "nonsense", "objects-setting"),
        ("AWS_REGION", "a b\n", "objects-setting"),
        ("AWS_SECRET_ACCESS_KEY", None, "objects-keys-missing"),
    ],
)
def test_settings_without_which_nothing_is_asked_are_named(
    storage: type[Answer], monkeypatch: pytest.MonkeyPatch, name: str, value: str | None, code: str
) -> None:
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    with pytest.raises(CarrierError) as refused:
        Bucket.open("s3://bucket/p")
    assert refused.value.code == code
    assert name in str(refused.value)


@pytest.mark.parametrize(
    "text", ["S3://bucket/p", "gs://bucket", "s3://a", "s3://bucket/../p", "file:///srv/tree", "s3:/b/p"]
)
def test_another_address_is_refused_and_makes_no_folder(text: str) -> None:
    assert is_bucket(text)
    with pytest.raises(CarrierError) as refused:
        Bucket.open(text)
    assert refused.value.code == "objects-address"
