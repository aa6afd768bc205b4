"""The header that names a file holds the whole name, and nothing but the name."""

from email.message import Message
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from api.http.responses import content_disposition
from credentials.words.file_names import file_stem


@given(st.text(max_size=200))
def test_no_number_leaves_the_header(number: str) -> None:
    header, stem = content_disposition(number, "pdf"), file_stem(number)
    assert header.isascii()
    assert header.isprintable()
    first, _, whole = header.partition("; filename*=UTF-8''")
    read = Message()
    read["Content-Disposition"] = first
    called = read.get_filename() or ""
    assert called.endswith(".pdf")
    assert unquote(whole) == f"{stem}.pdf" if whole else called == f"{stem}.pdf"
