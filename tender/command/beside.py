"""Files beside a tender: trust data, which are trusted like the tender, register, log proofs."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from credentials.record import Record
from credentials.words.pin_words import format_pin_words
from signing.errors import HurenError
from terminal.errors import CommandError
from terminal.language import language, say
from terminal.output import plain, tell
from terminal.workspace.log_proofs import find_proofs, load_proofs
from terminal.workspace.trust_files import GZIP, load_bundle, load_pin
from verifier.checks.well_formed import read_credential
from verifier.numbers.registered_log import prove_by
from verifier.tender.record import TenderOpening

_BUNDLES = ("bundle.huren-register", "bundle.json")
"""Names of a bundle beside the tender, preferred first; a register holds the bundle and the certificate
numbers."""
_PIN = "pin.txt"
_REGISTER = ".huren-register"


def find_trust(tender: Path, bundle: Path | None, pin: str | None) -> tuple[Path | None, str | None]:
    """Return bundle and pin as named, else those beside the tender; print a message in the latter case.

    Raises CommandError trust-several where two files there are not the same trust data; those of files.
    """
    if bundle is not None:
        return bundle, pin
    candidates = [path for name in _BUNDLES if (path := tender.parent / name).is_file()]
    if not candidates:
        return None, pin
    # a register contains a bundle, so the two files may agree
    if len({load_bundle(path) for path in candidates}) > 1:
        names = [plain(path.name) for path in candidates]
        raise CommandError("trust-several", names=names, folder=plain(str(tender.parent)))
    pin_file = tender.parent / _PIN
    if pin is not None or not pin_file.is_file():
        tell(
            say(
                f"The trust data beside the tender is used: {plain(str(candidates[0]))}.",
                f"使用招标要求所在文件夹中的信任数据：{plain(str(candidates[0]))}。",
            )
        )
        return candidates[0], pin
    # the tender's sender may have written this pin: the officer compares the printed words
    words = format_pin_words(load_pin(str(pin_file)), language())
    tell(
        say(
            f"The trust data and the pin beside the tender are used: {plain(str(candidates[0]))}, {_PIN}. "
            f"Compare the pin's words with those your association printed: {words}",
            f"使用招标要求所在文件夹中的信任数据与指纹：{plain(str(candidates[0]))}、{_PIN}。"
            f"请将指纹的词语与贵协会印发的核对：{words}",
        )
    )
    return candidates[0], str(pin_file)


def find_register(folders: Iterable[Path], bundle: Path, *, is_named: bool) -> Path:
    """Return the file to ask for numbers: a named bundle that is a register, else the one in the folders.

    Return the bundle itself if there is no register. Raises CommandError register-several.
    """
    is_register = _is_register(bundle)
    if is_register and is_named:
        return bundle
    listed = (path for folder in {*folders} if folder.is_dir() for path in folder.iterdir())
    registers = {
        path.resolve(): path for path in listed if path.suffix.lower() == _REGISTER and path.is_file()
    }
    if is_register:
        registers[bundle.resolve()] = bundle
    if len(registers) > 1:
        raise CommandError("register-several", names=sorted(plain(str(path)) for path in registers.values()))
    register = next(iter(registers.values()), bundle)
    if register != bundle:
        tell(
            say(
                f"Certificate numbers are asked of the register that lies there: {plain(str(register))}.",
                f"证书编号用该处的登记数据文件查询：{plain(str(register))}。",
            )
        )
    return register


def tell_left_out(register: Path, error: HurenError) -> None:
    """Print that the check does not use a register, with the reason and the next step."""
    name, why = plain(str(register)), plain(error.sentence(language()))
    mend = plain(error.mend(language()))
    tell(say(f"warning: {name} was not taken: {why} {mend}", f"警告：未采用 {name}：{why}{mend}"))


def _is_register(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(GZIP)) == GZIP


def find_beside(tender: Path) -> tuple[bytes, ...]:
    """Return the log proofs in the tender's own folder; proofs in the bidders' folders belong to their
    papers. CommandError file-…"""
    proofs = find_proofs([str(path) for path in sorted(tender.parent.iterdir()) if path.is_file()])
    return load_proofs((), proofs)


def prove_handed_in(opening: TenderOpening, now: datetime) -> Iterator[bytes]:
    """Yield the proofs from the register's logs for the credentials on papers and under marked numbers."""
    register = opening.register
    if register is None or not register.logs:
        return
    papers = (entry.paper for entries in opening.inputs.values() for entry in entries)
    codes = (code.data for paper in papers for code in paper.codes)
    read = (code if isinstance(code, Record) else read_credential(code) for code in codes)
    records = {
        record.digest: record for record in (*read, *register.credentials) if isinstance(record, Record)
    }
    for record in records.values():
        yield from prove_by(register.logs, record, opening.trust, now)
