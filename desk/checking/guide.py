"""Guide in an exported folder: what it holds, and how anybody checks it."""

GUIDES = {
    "README.zh.md": """# 本文件夹：一个协会的决定

- `plans/`：方案，逐一列明待签文件的摘要。
- `documents/`：方案所列文件的原文（未签署）。
- `statements/`：各人员对方案的表态，附其密钥文件或通行密钥的证明。
- `people/`：人员名单，载明何人可以决定、所用密钥、至少几人。
- `records/`：已签署的记录。
- `journal.jsonl`：工作台的办理记录，仅供参考，核对时不读取。

核对时无需信任任何服务器，只需协会的信任包与协议指纹：

```sh
huren desk check 本文件夹 --bundle bundle.json --pin 指纹 [--copies 本人留存的表态]
```

逐一列出没有相应决定的记录。请将所示人员名单的版次与卡片核对；表态人请用 `--copies` 对照本人留存的表态：
最后一份撤回、退回或否决若被删去，只有本人的留存能够显示。持证企业可用 `--record` 加入所持证书一并核对。

本文件夹含人员姓名，请勿公开。
""",
    "README.md": """# This folder: the decisions of an association

- `plans/`: plans; each names by digest what was to be signed.
- `documents/`: the documents that plans name, unsigned.
- `statements/`: what each person stated on a plan, proven by their key file or passkey.
- `people/`: people lists: who decides, by which keys, and how many at least.
- `records/`: the signed records.
- `journal.jsonl`: what was done at the desk. It is evidence; the check does not read it.

Whoever checks trusts no server. It takes the association's bundle and the pin of the agreement:

```sh
huren desk check FOLDER --bundle bundle.json --pin PIN [--copies OWN-STATEMENTS]
```

It lists each record that no decision covers. Compare the version of the people list with a card. Whoever
stated compares with `--copies`: a last withdrawal, return or rejection that was dropped shows in its author's
own copy alone. Whoever holds a certificate adds it with `--record`.

The folder names persons. Do not publish it.
""",
}
