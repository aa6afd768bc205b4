"""`huren packet`: the certificates of an enterprise for one tender, as one file to hand in."""

from tender.command.packet.request import PacketRequest
from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, command, new_app

app = new_app()


@command(
    app,
    STORE,
    prints="path tender enterprise made asOf lots outcomes claims trust software",
    help=both(
        "Make the packet for a tender: certificates, credentials, trust data and a cover sheet that says "
        "which certificate is meant for which criterion, in one ZIP that the committee reads as your "
        "papers. Your row is shown first, by the same check as the committee's; nothing is sent anywhere.",
        "为某一招标制作投标证书包：证书、凭证、信任包与封面，载明哪份证书用于哪项条件，合为一个 ZIP，"
        "评标委员会可直接作为投标文件读取。先以与评标相同的方法核验，显示贵企业一行；不联网，不发送任何内容。",
    ),
)
def packet(run: Invocation, request: PacketRequest) -> None:
    from tender.command.packet.making import PacketMaking

    PacketMaking(run, request).carry_out()
