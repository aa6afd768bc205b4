"""The arguments of `huren packet`."""

from dataclasses import dataclass
from typing import Annotated

from tender.command.request import TenderFile
from terminal.options import BundleOption, Force, PinOption, argument, option


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketRequest:
    """A tender, named certificates or one enterprise whose counting certificates all go in, and the file
    of the packet."""

    tender: TenderFile
    credentials: Annotated[
        list[str] | None,
        argument(
            "CREDENTIAL",
            "Files (JSON, QR text, PDF); with a registry also certificate numbers, ids or digests.",
            "文件（JSON、码内文本、PDF）；有登记库时也可用证书编号、凭证标识或摘要。",
        ),
    ] = None
    uscc: Annotated[
        str | None,
        option(
            "--uscc",
            "CODE",
            "All of this enterprise, in the registry or a register, that count for the tender.",
            "登记库或登记数据文件中，该企业可用于此招标的全部凭证。",
        ),
    ] = None
    lot: Annotated[
        list[str] | None,
        option("--lot", "ID", "Only these lots (default: all).", "仅这些标段（默认：全部）。"),
    ] = None
    bundle: BundleOption = None
    pin: PinOption = None
    out: Annotated[str, option("-o --out", "FILE", "Where to write.", "写入位置。")] = "packet.zip"
    force: Force = False

    def __post_init__(self) -> None:
        """Raise CommandError option-conflict, option-missing."""
        from terminal.errors import CommandError

        if self.uscc is not None and self.credentials:
            raise CommandError("option-conflict", options="CREDENTIAL, --uscc")
        if self.uscc is None and not self.credentials:
            how = "Name credentials, or pass --uscc CODE."
            how_zh = "请指明凭证，或加 --uscc CODE。"
            raise CommandError("option-missing", option="CREDENTIAL", how=how, how_zh=how_zh)
