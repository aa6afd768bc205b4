"""Errors of the desk's documents: plans and what they name, statements, people lists."""

from signing.errors import Message

DESK_MESSAGES = {
    "passkey-form": Message(
        "{field:member} is not the public key of a passkey or a key file.",
        "{field:member} 不是通行密钥或密钥文件的公钥。",
        "Enrol the key again; Ed25519, P-256, and RSA of 2048, 3072 or 4096 bits are taken.",
        "请重新登记密钥；可用“Ed25519”“P-256”，以及 2048、3072、4096 位的“RSA”。",
    ),
    "origin-elsewhere": Message(
        "{field:member} is not an address of the name that passkeys are bound to: {item:quoted}.",
        "{field:member} 与通行密钥所绑定的域名 {item:quoted} 不符。",
        "Write “https://”, that name or one below it, and the port if there is one; “http://” for localhost alone.",
        "请写“https://”加该域名或其下级域名，有端口的写上端口；“http://”仅供本机使用。",
    ),
}
