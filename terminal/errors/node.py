"""Refusals of a machine that is to become a node, and of the trial of a new version."""

from collections.abc import Mapping

from signing.errors import Message

NODE_MESSAGES: Mapping[str, Message] = {
    "node-not-root": Message(
        "Only root can make a machine a node.",
        "只有 root 用户才能把本机设置为节点。",
        "Run the command with sudo, or write the files below a folder of your own: --root DIR.",
        "请用 sudo 运行，或用 --root 把文件写到自己的文件夹。",
    ),
    "node-systemd": Message(
        "systemd does not run here, as in a container.",
        "本机未运行 systemd（例如在容器内）。",
        "In a container use deploy/Containerfile of the source; or write the files below a folder: --root DIR.",
        "在容器内请使用源码中的 deploy/Containerfile；或用 --root 把文件写到文件夹。",
    ),
    "node-nginx": Message(
        "There is no nginx on this machine, which the node stands behind.",
        "本机没有 nginx，而节点须由其对外提供服务。",
        "Install it and run the command again: apt-get install nginx, or dnf install nginx.",
        "请先安装后重新运行：apt-get install nginx 或 dnf install nginx。",
    ),
    "node-program": Message(
        "The service could not run {path:path}: not everybody may, or it lies in a folder of a person or a temporary one.",
        "服务无法运行 {path:path}：并非人人可以运行，或位于个人文件夹、临时文件夹中。",
        "Install huren where everybody may run it (python3 -m venv /opt/huren, then pip install there), and begin with /opt/huren/bin/huren.",
        "请把 huren 安装到人人可以运行的位置（python3 -m venv /opt/huren，再用其中的 pip 安装），然后用 /opt/huren/bin/huren 运行。",
    ),
    "node-port": Message(
        "Another program has the port {port:text} of this machine.",
        "本机端口 {port:text} 已被其他程序占用。",
        "See which one (ss -ltnp), and stop it or choose another port: --port.",
        "请用 ss -ltnp 查看并停止该程序，或用 --port 另选端口。",
    ),
    "node-folder": Message(
        "{path:path} is not a folder of a node, and is not empty.",
        "{path:path} 不是节点的文件夹，且非空。",
        "Move away what is there; the command writes over nothing that it does not know.",
        "请移走其中的内容；本命令不会覆盖来历不明的文件。",
    ),
    "node-key-locked": Message(
        "The publication key {path:path} has a passphrase, and nobody is there at night to type it.",
        "发布密钥 {path:path} 设有口令，而无人值守时无法输入。",
        "Make a key for this machine (--new-key) and have the root list it, or name one without a passphrase.",
        "请用 --new-key 为本机新制一把密钥，并由根密钥列入密钥清单；或指定未设口令的密钥。",
    ),
    "node-command": Message(
        "{command:quoted} failed: {why:quoted}.",
        "{command:quoted} 未能完成：{why:quoted}。",
        "Mend what it says and run the same command again: what is done is not done twice.",
        "请按提示处理后重新运行同一命令；已完成的步骤不会重复。",
    ),
    "upgrade-unchecked": Message(
        "This command upgrades nothing by itself: it tries a version on a copy.",
        "此命令不会自行升级，只在副本上试运行新版本。",
        "Give --check, and the new version with --to.",
        "请加 --check，并用 --to 指定新版本。",
    ),
    "upgrade-program": Message(
        "{path:path} is no huren that runs: {why:quoted}.",
        "{path:path} 不是可运行的 huren：{why:quoted}。",
        "Give the program of the new version, as /opt/huren-new/bin/huren, or its wheel (.whl).",
        "请指定新版本的程序（如 /opt/huren-new/bin/huren）或其 .whl 文件。",
    ),
    "upgrade-wheel": Message(
        "{path:path} cannot be installed for the trial: {why:quoted}.",
        "无法安装 {path:path} 以供试运行：{why:quoted}。",
        "Install it into a folder of its own (python3 -m venv /opt/huren-new, then pip install there), and give --to /opt/huren-new/bin/huren.",
        "请把它安装到单独的文件夹（python3 -m venv /opt/huren-new，再用其中的 pip 安装），并用 --to /opt/huren-new/bin/huren 指定。",
    ),
    "upgrade-scratch": Message(
        "The records are in PostgreSQL, and a trial needs a copy of that database.",
        "记录保存在 PostgreSQL 中，试运行需要该数据库的副本。",
        "Restore a backup into a database of its own and name it: createdb huren_trial, pg_dump huren | psql huren_trial, then --scratch postgresql+psycopg://USER:PASSWORD@HOST/huren_trial.",
        "请把备份恢复到单独的数据库并指明：createdb huren_trial，pg_dump huren | psql huren_trial，再加 --scratch postgresql+psycopg://用户:密码@主机/huren_trial。",
    ),
    "upgrade-same": Message(
        "The database to try on is the one in use.",
        "用于试运行的数据库就是正在使用的数据库。",
        "Name a copy of it: --scratch.",
        "请用 --scratch 指定其副本。",
    ),
    "upgrade-room": Message(
        "The trial needs {needed:number} bytes in {path:path}, and {free:number} are free.",
        "试运行需要在 {path:path} 占用 {needed:number} 字节，现有 {free:number} 字节可用。",
        "Make room, or set TMPDIR to a folder on a larger disk.",
        "请腾出空间，或把 TMPDIR 设为较大磁盘上的文件夹。",
    ),
}
