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
    "plan-mixed": Message(
        "{field:member} is for “{found:text}”, where the plan is for “{expected:text}”.",
        "{field:member} 属于“{found:text}”，而方案属于“{expected:text}”。",
        "Make a plan of its own for it: one plan is for one operation and one scheme.",
        "请另立方案：一份方案只办一类事项，只涉及一个评价办法。",
    ),
    "file-mixed": Message(
        "{field:member} is of {found:party}, where the file is of {expected:party}.",
        "{field:member} 属于{found:party}，而此文件属于{expected:party}。",
        "Export the plan again at the desk of its association.",
        "请在所属协会的工作台重新导出方案。",
    ),
    "file-signature": Message(
        "{field:member} is not signed by the key that it names.",
        "{field:member} 不是由其中所列的密钥签署的。",
        "Export the plan again at the desk.",
        "请在工作台重新导出方案。",
    ),
    "plan-documents": Message(
        "{field:member} is not the document that the plan names in this place.",
        "{field:member} 不是方案在该处所列的文件。",
        "Take the documents as they were exported with the plan: all of them, in order, unchanged.",
        "请使用与方案一同导出的全部文件，次序与内容均不得改动。",
    ),
}
