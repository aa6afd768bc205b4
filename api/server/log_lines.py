"""Log lines: one JSON object each, from every logger; no content of requests, no line breaks."""

import logging
from datetime import UTC, datetime
from traceback import extract_tb
from typing import TextIO

import orjson

from api.http.middleware import LOGGER, format_place


class LineFormatter(logging.Formatter):
    """`{"time": …, "level": …, …}`; an exception is its class and the places it passed, not its message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        message = record.getMessage()
        if record.name == LOGGER.name:
            line |= orjson.loads(message)
        else:
            first, _, _ = message.partition("\n")  # later lines may quote an exception, as asyncio's do
            line |= {"logger": record.name, "message": first.encode("utf-8", "backslashreplace").decode()}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [format_place(f.filename, f.lineno) for f in extract_tb(record.exc_info[2])]
        return orjson.dumps(line).decode()


def set_up_logging(level: str, stream: TextIO) -> None:
    """Make all loggers write to `stream`, from `level` on."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
