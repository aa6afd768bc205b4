"""Carry out `huren publish` and `huren bundle`."""

import re
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from carriers.objects.extra import is_bucket
from cli.publish.readable import close_pages
from credentials.words.pin_words import format_pin_words
from credentials.words.speech import speak
from registry.publishing.publish import Published, build_bundle, publish_all, write_tree
from registry.publishing.register import build_register
from registry.publishing.static_tree import refuse_ahead
from registry.publishing.stores.folder import FolderStore
from registry.publishing.stores.store import TreeStore
from registry.sync.witness import recall_cosigned
from signing.plural import format_count
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import format_end, plain, put, put_json, tell
from terminal.progress import progress
from terminal.workspace.files import STDIO, save_bytes
from terminal.workspace.key_files import load_signer

if TYPE_CHECKING:
    from registry import Registry
    from web.brand.markup import BrandMarkup


_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?/?", re.ASCII)


def publish_tree(
    run: Invocation, place: str, keys: Sequence[Path], *, pages: str | None, whole: bool
) -> None:
    """Sign with each key, then write the tree; without a key write only the tree, and say so.

    `pages` is the address at which people read the pages: then write these, too, into a folder.

    Refuse a database that does not continue what was signed last, or what the bucket shows: RegistryError as
    `check_heads`, tree-ahead. Raises CarrierError as `Bucket`; CommandError option-value.
    """
    address = _check_address(pages) if pages is not None else None
    if address is not None and is_bucket(place):
        raise CommandError(
            "option-value",
            option="--pages",
            text=plain(place),
            how="A bucket does not choose a reader's language: leave --pages out here, and publish once "
            "more with it into a folder that a web server hands out.",
            how_zh="存储桶不会按读者的语言选择文件：此处请去掉 --pages，"
            "另带 --pages 向网页服务器所用的文件夹再发布一次。",
        )
    store = _open_store(run, place)
    with run.open_registry() as registry:
        # 1. refuse a database that was put back: it could sign a second head of one size
        registry.check_heads()
        # 2. bring back the heads that this node cosigned last, which a restored old copy lacks
        recall_cosigned(registry)
        refuse_ahead(registry, store)
        # 3. load every key before the first signature, so that no publication stops halfway
        signers = [load_signer(registry, key, "publication", run.now) for key in keys]
        if not is_bucket(place):
            # a crash from here on must leave no page to be read that is older than the status lists
            close_pages(Path(place))
        # 4. sign status lists, heads and manifests, then write the tree
        done = publish_all(registry, signers, now=run.now, random=SystemRandom(), whole=whole)
        with progress(say("writing files", "写出文件"), None) as bar:
            count = write_tree(registry, store, now=run.now, whole=whole, progress=bar.reach)
        # 5. the pages last: what programs verify must not wait for them
        made = _write_pages(run, registry, Path(place), address, whole=whole) if address is not None else None
        names = run.names(registry) if done else None
    if run.as_json:
        put_json({"files": count, "pages": made, "published": [_summary(published) for published in done]})
    else:
        for published in done:
            put(_line(published, names))
        put(
            say(
                f"{format_count(count, 'files')} of this publication are below {plain(place)}",
                f"本次发布的 {count} 个文件已在 {plain(place)} 下",
            )
        )
        if made is not None:
            put(
                say(f"made {format_count(made, 'pages')} for {address}", f"已为 {address} 制作网页 {made} 个")
            )
    if not keys:
        tell(
            say(
                "No key was given, so nothing was signed anew; the files age from the last publication on.",
                "未给出密钥，未作新的签署；数据时效仍从上次发布算起。",
            )
        )
    else:
        tell(
            say(
                "Publish again within seven days, and after every change of status.",
                "请每七天至少发布一次；状态变更后，请随即发布。",
            )
        )


def _open_store(run: Invocation, place: str) -> TreeStore:
    if not is_bucket(place):
        return FolderStore(Path(place))
    from carriers.objects.bucket import Bucket
    from registry.publishing.stores.bucket import BucketStore

    return BucketStore(Bucket.open(place), run=token_hex(8), now=run.now)


def write_bundle(run: Invocation, out: str | None, *, html: bool, with_register: bool) -> None:
    """Write the bundle, its page or the register to a file or standard output; tell its pin in words.

    An old copy of the database would hide later signatures: RegistryError as `check_heads`.
    """
    if out is None:
        how = "Name the file, or - for standard output.", "请指定文件；- 表示标准输出。"
        raise CommandError("option-missing", option="-o", how=how[0], how_zh=how[1])
    if html and with_register:
        raise CommandError("option-conflict", options="--html, --with-register")
    with run.open_registry() as registry:
        registry.check_heads()
        content = build_register(registry, now=run.now) if with_register else build_bundle(registry)
        pin = registry.read_pin()
        brand = _brand(run, registry) if html else None
    if html and pin is not None:
        from web.single_file import build_one_file

        content = build_one_file(content, pin, brand)
    save_bytes(out, content)
    if out != STDIO:
        tell(
            say(
                f"Wrote {plain(out)} ({format_count(len(content), 'bytes')}); pin {pin}",
                f"已写入 {plain(out)}（{len(content):,} 字节）；指纹 {pin}",
            )
        )
        if html and pin is not None:
            words = format_pin_words(pin, language())
            tell(say(f"The page shows the pin as: {words}", f"页面所示的指纹词：{words}"))
            tell(
                say(
                    "Make it again within seven days: its trust data ages.",
                    "请在七天内重新生成：其中的信任数据会过期。",
                )
            )


def _brand(run: Invocation, registry: "Registry") -> "BrandMarkup":
    """Return the page's brand, by the settings and the agreement; BrandError as at `huren serve`."""
    from registry.lookup.speaker import check_brand
    from terminal.workspace.configuration import load_settings
    from web.brand.brand import Branding
    from web.brand.markup import mark_up

    settings = load_settings()
    brand = check_brand(settings.brand, settings.other_nodes, registry, run.now)
    return mark_up(Branding.load(settings.brand), brand)


def _check_address(text: str) -> str:
    """Return the address without its slash; CommandError option-value for another than scheme and host."""
    if _ADDRESS.fullmatch(text) is None:
        raise CommandError(
            "option-value",
            option="--pages",
            text=plain(text),
            how="Write https:// and the host, as in https://cq.huren.example.",
            how_zh="请写 https:// 与主机名，如 https://cq.huren.example。",
        )
    return text.rstrip("/")


def _write_pages(run: Invocation, registry: "Registry", folder: Path, address: str, *, whole: bool) -> int:
    from api.serving import Servings
    from cli.publish.pages import write_pages
    from terminal.workspace.apartments import APARTMENTS
    from terminal.workspace.configuration import load_settings

    servings = Servings.of(APARTMENTS.get().servings())
    with progress(say("making pages", "制作网页"), None) as bar:
        return write_pages(
            registry,
            load_settings(),
            servings,
            folder,
            address=address,
            now=run.now,
            whole=whole,
            progress=bar.reach,
        )


def _summary(published: Published) -> dict[str, Any]:
    manifest = published.manifest.body
    return {
        "issuer": manifest.issuer,
        "version": manifest.credential_subject.version,
        "validUntil": published.manifest.value["validUntil"],
        "digest": published.manifest.digest,
        "statusLists": len(published.status_lists),
    }


def _line(published: Published, names: SpokenNames | None) -> str:
    manifest = published.manifest.body
    who = speak("party", manifest.issuer, language(), names)
    until = format_end(manifest.valid_until)
    lists = len(published.status_lists)
    return say(
        f"{who}: published, good until {until}; {format_count(lists, 'status lists')} signed",
        f"{who}：已发布，有效至 {until}；签署状态列表 {lists} 份",
    )
