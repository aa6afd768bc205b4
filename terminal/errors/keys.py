"""Refusals of keys: files, passphrases, tokens."""

from collections.abc import Mapping

from signing.errors import Message

KEY_MESSAGES: Mapping[str, Message] = {
    "key-readable": Message(
        "Others on this machine may read the key {path:path}: its mode is {mode:text}.",
        "本机的其他用户可以读取密钥 {path:path}：其权限为 {mode:text}。",
        "Type “chmod 600 {path:path}” as its owner. Where a stick keeps no modes, copy the key to a folder of your own "
        "first.",
        "请以文件所有者身份运行“chmod 600 {path:path}”。移动存储设备不保存权限时，请先把密钥复制到自己的文件夹。",
    ),
    "passphrase-needed": Message(
        "There is no terminal to ask for the passphrase of the key {path:path}.",
        "此处没有终端，无法询问密钥 {path:path} 的口令。",
        "Run it in a terminal, or put the passphrase into the variable HUREN_PASSPHRASE for this command.",
        "请在终端中运行，或为此命令设置环境变量 HUREN_PASSPHRASE，内容为口令。",
    ),
    "passphrase-missing": Message(
        "There is no terminal to ask for a passphrase for the new key {path:path}.",
        "此处没有终端，无法为新密钥 {path:path} 询问口令。",
        "Run it in a terminal, put the passphrase into the variable HUREN_PASSPHRASE, or leave the key "
        "unencrypted with --no-passphrase.",
        "请在终端中运行，或设置环境变量 HUREN_PASSPHRASE，或用 --no-passphrase 不加密。",
    ),
    "passphrase-short": Message(
        "The passphrase has {count:number} characters; at least {least:number} are needed.",
        "口令只有 {count:number} 个字符，至少须 {least:number} 个。",
        "Choose a longer one; four words that do not belong together are easy to keep in mind.",
        "请换用更长的口令；几个互不相关的词连在一起便于记忆。",
    ),
    "passphrase-differs": Message(
        "The two passphrases differ.", "两次输入的口令不同。", "Run the command again.", "请重新运行。"
    ),
    "key-unknown": Message(
        "The key {key:quoted} is not a current key for {use:use}.",
        "{key:quoted} 不是目前可用于“{use:use}”的密钥。",
        "See huren key list; use another key file, or add the key: huren key list --root PEM --add “{add:text}”.",
        "请查看 huren key list；换用其他密钥文件，或先加入：huren key list --root PEM --add “{add:text}”。",
    ),
    "possession-missing": Message(
        "{path:quoted} does not prove that {issuer:party} has this key for {use:use}.",
        "{path:quoted} 不能证明 {issuer:party} 持有这把用于“{use:use}”的密钥。",
        "Name the .pem file if it is at hand; else have it made with huren key new --use and --association, and take that .pub file.",
        "私钥文件在手的，请改写 .pem 文件；否则请对方用 huren key new --use、--association 制作，并取其 .pub 文件。",
    ),
    "key-not-root": Message(
        "{path:quoted} holds a key for daily signing, not a root.",
        "{path:quoted} 是日常签署用的密钥，不是根密钥。",
        "Name the .pub file of the root, as huren key new makes it without --use.",
        "请写根密钥的 .pub 文件（由 huren key new 制作，不带 --use）。",
    ),
    "key-not-in-file": Message(
        "The file does not ask for a signature by the key {key:quoted}.",
        "该文件不要求由密钥 {key:quoted} 签署。",
        "Use one of these keys: {methods:keys}.",
        "请使用以下密钥之一：{methods:keys}。",
    ),
    "root-unknown": Message(
        "The key {key:quoted} is not the root key of any party of this agreement.",
        "{key:quoted} 不是协议任何成员的根密钥。",
        "Sign with the root key that stands in the agreement text.",
        "请用协议文本中所列的根密钥签署。",
    ),
    "token-extra-missing": Message(
        "The extra for keys in hardware is not installed here.",
        "本机尚未安装硬件密钥组件。",
        "Install it: pip install 'huren[pkcs11]'.",
        "请安装：pip install 'huren[pkcs11]'。",
    ),
    "token-address": Message(
        "{text:quoted} does not say which key of which token.",
        "{text:quoted} 未写明哪个令牌的哪把密钥。",
        "Write it as pkcs11:token=NAME;object=KEY?module-path=FILE, with the library of the token's maker.",
        "请写成“pkcs11:token=令牌名;object=密钥名?module-path=库文件”，库文件由令牌厂商提供。",
    ),
    "token-library": Message(
        "{path:path} is not the library of a token.",
        "{path:path} 不是令牌的库文件。",
        "Name the PKCS #11 library that the token's maker installs.",
        "请指定令牌厂商安装的库文件。",
    ),
    "token-missing": Message(
        "There is no token named {name:quoted}.",
        "没有名为 {name:quoted} 的令牌。",
        "Put it in and run the command again; what is signed and stored stays.",
        "请插入令牌后重新运行；已签署并入库的不受影响。",
    ),
    "token-pin": Message(
        "The token refuses the PIN.",
        "令牌不接受该口令。",
        "Type it again with care: most tokens lock after a few wrong ones.",
        "请仔细重新输入；多数令牌连续输错数次即锁定。",
    ),
    "token-locked": Message(
        "The token is locked: too many wrong PINs.",
        "令牌已锁定：口令输错次数过多。",
        "Let its administrator unlock it, or sign with another key of the association.",
        "请由令牌管理员解锁，或用本协会的其他密钥签署。",
    ),
    "token-no-key": Message(
        "The token has no Ed25519 key named {name:quoted} that may sign.",
        "令牌中没有可用于签署、名为 {name:quoted} 的 Ed25519 密钥。",
        "See its keys with the maker's program; the public and the private half need one name.",
        "请用厂商的程序查看密钥；公钥与私钥须同名。",
    ),
    "token-gone": Message(
        "The token stopped answering: {reason:text}.",
        "令牌不再应答：{reason:text}。",
        "Put it in again and run the command again; what is signed and stored stays.",
        "请重新插入并再次运行；已签署并入库的不受影响。",
    ),
}
