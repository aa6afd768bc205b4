"""Refusals of a machine that is to become a node, and of the trial of a new version."""

from collections.abc import Mapping

from signing.errors import Message

NODE_MESSAGES: Mapping[str, Message] = {
    "node-not-root": Message(
        "Only root can make a machine a node.",
        "只有超级用户才能把本机设置为节点。",
        "Run the command as root, or write the files below a folder of your own: --root DIR.",
        "请以超级用户身份运行，或用 --root 把文件写到自己的文件夹。",
    ),
    "node-systemd": Message(
        "systemd does not run here, as in a container.",
        "本机未运行 systemd（例如在容器内）。",
        "For a container see “run a node” in the how-to guides; or write the files below a folder: --root DIR.",
        "容器见操作指南“运行节点”；或用 --root 把文件写到文件夹。",
    ),
    "node-nginx": Message(
        "There is no nginx on this machine, which the node stands behind.",
        "本机没有 nginx，而节点须由其对外提供服务。",
        "Install it with the package manager of the system, and run the command again.",
        "请用系统的软件包管理器安装，再重新运行。",
    ),
    "node-program": Message(
        "The service could not run {path:path}: not everybody may, or it lies in a folder of a person or a temporary one.",
        "服务无法运行 {path:path}：并非人人可以运行，或位于个人文件夹、临时文件夹中。",
        "Install huren and its Python where everybody may run them, and run the command from there: see “run a node” in the how-to guides.",
        "请把 huren 及其 Python 安装到人人可以运行的位置，并从那里重新运行，见操作指南“运行节点”。",
    ),
    "node-port": Message(
        "Another program has the port {port:text} of this machine.",
        "本机端口 {port:text} 已被其他程序占用。",
        "Stop it, or choose another port: --port.",
        "请停止该程序，或用 --port 另选端口。",
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
    "node-key-other": Message(
        "The node has another publication key, {path:path}, which is not written over.",
        "节点已有另一把发布密钥 {path:path}，不会覆盖。",
        "To replace it, have the root list the new key, then put the file there yourself: see “replace a key” in the how-to guides.",
        "如需更换，请先由根密钥将新密钥列入密钥清单，再自行放置密钥文件，见操作指南“更换密钥”。",
    ),
    "node-key-use": Message(
        "{path:path} holds a key for another use than publication: {use:use}.",
        "{path:path} 中的密钥另有用途（{use:use}），不是发布密钥。",
        "Take that key off this machine. Make one for the node (--new-key), and have the root list it.",
        "请勿在本机保存该密钥。请用 --new-key 为节点制作发布密钥，并由根密钥列入密钥清单。",
    ),
    "node-key-token": Message(
        "A key in a token cannot be copied for the service.",
        "令牌中的密钥无法复制给服务使用。",
        "Leave the option out; write the address under {setting:quoted} in {settings:path} and after --key in a drop-in for huren-publish.service, and let the service reach the token.",
        "请勿填写此选项；把令牌地址写入 {settings:path} 的 {setting:quoted} 以及定时发布单元的 --key，并允许服务访问令牌。",
    ),
    "node-user": Message(
        "The services run as {user:quoted}, and what they own would stay out of the reach of {typed:quoted}.",
        "服务以用户 {user:quoted} 运行，其文件不会随之归 {typed:quoted} 所有。",
        "Leave --user out. To move the node: stop its services, give {folders:text} to the other user with chown -R, write the user in every unit (User, Group), and run the command again.",
        "请勿填写 --user。如需更换：停止各服务，把 {folders:text} 连同其中文件改归另一用户，修改各单元中的用户与用户组，再重新运行。",
    ),
    "node-database": Message(
        "The node has its records elsewhere than in the database that the variable HUREN_DATABASE_URL of this shell names.",
        "节点的记录不在当前命令行变量 HUREN_DATABASE_URL 所指的数据库中。",
        "Unset the variable. To move the node to that database, type its address: --database; {path:path} as it was is the way back.",
        "请取消该变量。确需改用该数据库的，请用 --database 填写地址；恢复原来的 {path:path} 即可改回。",
    ),
    "node-writable": Message(
        "{path:path} is not as this command wrote it, and others than root can write it: {rights:text}.",
        "{path:path} 与本命令所写不同，且超级用户以外的用户可以写入：{rights:text}。",
        "Read it. If you want it as it is, give it to root and let nobody else write it; else remove it. Then run the command again.",
        "请先阅读其内容：确要保留的，改归超级用户所有并禁止他人写入；否则请删除。然后重新运行。",
    ),
    "node-link": Message(
        "{path:path} is a link or no plain file or folder, or a link leads it out of the tree.",
        "{path:path} 是链接，或不是普通的文件或文件夹，或经链接指向目录树之外。",
        "Put the file or folder itself there; a folder on another disk can be mounted there.",
        "请在该处放置文件或文件夹本身；位于其他磁盘的文件夹可挂载到该处。",
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
        "Give the program huren of the new version, or its wheel (.whl).",
        "请指定新版本的 huren 程序，或其 .whl 文件。",
    ),
    "upgrade-wheel": Message(
        "{path:path} cannot be installed for the trial: {why:quoted}.",
        "无法安装 {path:path} 以供试运行：{why:quoted}。",
        "Install it into a folder of its own, and name the program huren there with --to: see “upgrade a node” in the how-to guides.",
        "请把它安装到单独的文件夹，并用 --to 指定其中的 huren 程序，见操作指南“升级节点”。",
    ),
    "upgrade-scratch": Message(
        "The records are in PostgreSQL, and a trial needs a copy of that database.",
        "记录保存在 PostgreSQL 中，试运行需要该数据库的副本。",
        "Restore a backup of pg_dump into a database of its own, and name it with --scratch: see “upgrade a node” in the how-to guides.",
        "请把 pg_dump 的备份恢复到单独的数据库，并用 --scratch 指明，见操作指南“升级节点”。",
    ),
    "upgrade-unnamed": Message(
        "The settings name no database in use, so that nothing shows that the one to try on is another.",
        "设置中未指明正在使用的数据库，无法确认用于试运行的是另一数据库。",
        "Name the node's settings, HUREN_CONFIG=/etc/huren/huren.toml; without a database leave --scratch out.",
        "请用 HUREN_CONFIG 指明节点的设置文件；记录不在数据库中的，不填 --scratch。",
    ),
    "upgrade-same": Message(
        "The database to try on is the one in use, however its address is written, or its server does not show that it is another.",
        "用于试运行的数据库就是正在使用的数据库（地址写法不同也是同一个），或其服务器无法证明是另一数据库。",
        "Restore a backup into a database of its own, and name that: --scratch.",
        "请把备份恢复到单独的数据库，并用 --scratch 指定。",
    ),
    "upgrade-room": Message(
        "The trial needs {needed:number} bytes in {path:path}, and {free:number} are free.",
        "试运行需要在 {path:path} 占用 {needed:number} 字节，现有 {free:number} 字节可用。",
        "Make room, or set TMPDIR to a folder on a larger disk.",
        "请腾出空间，或用环境变量 TMPDIR 把临时文件夹设到较大的磁盘上。",
    ),
}
