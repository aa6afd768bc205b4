"""An object store that speaks S3: moto's server, or the one whose endpoint HUREN_TEST_OBJECTS names."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count

import boto3
import pytest
from obstore.store import ObjectStore, S3Store

BUCKET = "huren-test"
_PREFIXES = (f"{os.getpid()}-{number}" for number in count())


@pytest.fixture(scope="session")
def object_server() -> Iterator[Mapping[str, str]]:
    """Serve objects; yield the environment that finds them, with an empty bucket."""
    with _serve() as endpoint:
        found = {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": os.environ.get("HUREN_TEST_OBJECTS_ID", "example"),
            "AWS_SECRET_ACCESS_KEY": os.environ.get("HUREN_TEST_OBJECTS_SECRET", "example"),
            "AWS_REGION": "us-east-1",
        }
        boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id=found["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=found["AWS_SECRET_ACCESS_KEY"],
            region_name="us-east-1",
        ).create_bucket(Bucket=BUCKET)
        yield found


@contextmanager
def _serve() -> Iterator[str]:
    if "HUREN_TEST_OBJECTS" in os.environ:
        yield os.environ["HUREN_TEST_OBJECTS"]
        return
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def new_prefix() -> str:
    """Return the address of an empty prefix."""
    return f"s3://{BUCKET}/{next(_PREFIXES)}"


def open_store(
    server: Mapping[str, str], endpoint: str | None = None, prefix: str | None = None
) -> ObjectStore:
    """Open a prefix of a server, or of one that is not there; an empty one by default."""
    return S3Store(
        BUCKET,
        prefix=prefix or next(_PREFIXES),
        endpoint=endpoint or server["AWS_ENDPOINT_URL"],
        access_key_id=server["AWS_ACCESS_KEY_ID"],
        secret_access_key=server["AWS_SECRET_ACCESS_KEY"],
        region=server["AWS_REGION"],
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )
