"""The trust data of an officer's own folder: what lies beside the tender is trusted as the tender is."""

from pathlib import Path

from credentials.words.pin_words import format_pin_words
from terminal.errors import CommandError
from terminal.language import language, say
from terminal.output import plain, tell
from terminal.workspace.trust_files import load_bundle, load_pin

_BUNDLES = ("bundle.huren-register", "bundle.json")
"""The first that is there; a register holds the bundle, and numbers beside."""
_PIN = "pin.txt"


def find_trust(tender: Path, bundle: Path | None, pin: str | None) -> tuple[Path | None, str | None]:
    """Bundle and pin as named, else those beside the tender, which is said.

    Raises CommandError trust-several where two files there are not the same trust data; those of files.
    """
    if bundle is not None:
        return bundle, pin
    found = [path for name in _BUNDLES if (path := tender.parent / name).is_file()]
    if not found:
        return None, pin
    if len({load_bundle(path) for path in found}) > 1:
        names = [plain(path.name) for path in found]
        raise CommandError("trust-several", names=names, folder=plain(str(tender.parent)))
    beside = tender.parent / _PIN
    if pin is not None or not beside.is_file():
        tell(
            say(
                f"The trust data beside the tender is used: {plain(str(found[0]))}.",
                f"使用招标要求所在文件夹中的信任数据：{plain(str(found[0]))}。",
            )
        )
        return found[0], pin
    words = format_pin_words(load_pin(str(beside)), language())
    tell(
        say(
            f"The trust data and the pin beside the tender are used: {plain(str(found[0]))}, {_PIN}. "
            f"Compare the pin's words with those your association printed: {words}",
            f"使用招标要求所在文件夹中的信任数据与指纹：{plain(str(found[0]))}、{_PIN}。"
            f"请将指纹的词语与贵协会印发的核对：{words}",
        )
    )
    return found[0], str(beside)
