"""`huren publish` and `huren bundle`: publications as a static tree and as one file."""

from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, Out, argument, command, new_app, option

app = new_app()


@command(
    app,
    STORE,
    prints="files pages published",
    help=both(
        "Sign what is current (status lists, log head, manifest) and write a static tree that any web server "
        "or USB stick can carry, or into a bucket of object storage (pip install 'huren[objects]'; keys in "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the server in AWS_ENDPOINT_URL). Give --key once for "
        "each association whose publication key is here.",
        "签署当前状态（状态列表、日志头、发布清单），并写出静态目录，可存放于任何网站服务器或 U 盘，"
        "或直接写入对象存储（须先安装 pip install 'huren[objects]'；访问密钥见环境变量 AWS_ACCESS_KEY_ID 与 "
        "AWS_SECRET_ACCESS_KEY，服务器见 AWS_ENDPOINT_URL）。"
        "本机有几个协会的发布密钥，就给出几次 --key。",
    ),
)
def publish(
    run: Invocation,
    *,
    place: Annotated[
        str,
        argument(
            "DIR|s3://…",
            "Where to write the tree: a folder, or s3://BUCKET/PREFIX.",
            "静态目录的位置：文件夹，或 s3://存储桶/前缀。",
        ),
    ],
    key: Annotated[
        list[Path] | None, option("--key", "PEM", "Publication key; may be repeated.", "发布密钥；可重复。")
    ] = None,
    pages: Annotated[
        str | None,
        option(
            "--pages",
            "ADDRESS",
            "Also write the pages that people read at this address, https://HOST, for when the node is away.",
            "同时写出供人在此地址（https://主机）阅读的网页，节点停机时仍可阅读。",
        ),
    ] = None,
    whole: Annotated[
        bool,
        option(
            "--whole",
            None,
            "Look at every status event and file again: after a power failure files may be missing or short.",
            "重新检查每条状态事件和每个文件：断电后可能有文件缺失或不完整。",
        ),
    ] = False,
) -> None:
    from cli.publish.run import publish_tree

    publish_tree(run, place, key or [], pages=pages, whole=whole)


@command(
    app,
    "data",
    help=both(
        "Write the bundle: all a verifier needs offline, in one file. With --html a page that is the "
        "verifier as well: it opens in any browser and uses no network.",
        "写出信任包：离线核验所需的全部数据，合为一个文件。"
        "加 --html 则写出自带核验程序的网页，用浏览器打开即可，不联网。",
    ),
)
def bundle(
    run: Invocation,
    *,
    out: Out = None,
    html: Annotated[
        bool,
        option("--html", None, "Write the verify page with the bundle in it.", "写出内含信任包的核验页面。"),
    ] = False,
    with_register: Annotated[
        bool,
        option(
            "--with-register",
            None,
            "Write all credentials beside it, for huren lookup without a network.",
            "连同全部凭证写出，供 huren lookup 离线查询。",
        ),
    ] = False,
) -> None:
    from cli.publish.run import write_bundle

    write_bundle(run, out, html=html, with_register=with_register)
