"""Console script: set language and streams, run the command, report whatever goes wrong.

No traceback reaches the terminal; HUREN_DEBUG=1 shows it.
"""

import gc
import os
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO

from terminal.language import find_typed, guess_language, is_language, names_language, say, use_language

_INTERRUPTED, _BROKEN_PIPE = 130, 141


def run(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. `argv` follows `huren`, by default the process's own."""
    if argv is None:
        _start_process()
    words = [*(sys.argv[1:] if argv is None else argv)]
    is_named = names_language(words, os.environ)
    use_language(guess_language(words, os.environ), is_named=is_named, typed=find_typed(words))
    _speak_utf8(sys.stdout)
    _speak_utf8(sys.stderr)
    try:
        # inside the try: its refusal is reported like any other
        _check_language(os.environ.get("HUREN_LANG", ""))
        from cli.commands import run_command

        code = run_command(words)
        sys.stdout.flush()
    except BrokenPipeError:
        code = _close_pipe()
    except KeyboardInterrupt:
        code = _INTERRUPTED
        _tell(say("interrupted", "已中断"))
    except Exception as error:
        code = _report(error, as_json="--json" in words)
    if argv is None and "zxingcpp" not in sys.modules:  # nanobind complains about objects left alive
        gc.freeze()  # the final collection would walk every model
    return code


def _check_language(value: str) -> None:
    """Refuse a language that is neither of the two; ApiError setting-value."""
    if not is_language(value):
        from api.errors import ApiError

        raise ApiError("setting-value", "HUREN_LANG", why="it is zh or en.", why_zh="须为 zh 或 en。")


def _start_process() -> None:
    """Tune a short process: collect garbage seldom, and keep pydantic from searching for plugins."""
    gc.set_threshold(100_000, 50, 50)
    if not sys.warnoptions and not os.environ.get("HUREN_DEBUG"):
        warnings.simplefilter("ignore")  # a clerk can do nothing about it
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def _report(error: Exception, *, as_json: bool) -> int:
    if os.environ.get("HUREN_DEBUG"):
        import traceback

        traceback.print_exception(error)
    from terminal.error_report import describe

    refusal = describe(error)
    if as_json:
        from terminal.output import put_json

        with suppress(OSError):
            put_json({"error": refusal.data})
            sys.stdout.flush()
    _tell(refusal.words)
    return refusal.exit_code


def _tell(text: str) -> None:
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def _speak_utf8(stream: TextIO) -> None:
    """Write data and words as UTF-8 whatever the locale; escape what is no character instead of raising an
    error."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _close_pipe() -> int:
    """Stop quietly, as the reader has left, and keep the interpreter from flushing the broken pipe."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _BROKEN_PIPE


if __name__ == "__main__":
    sys.exit(run())
