"""`python -m tools.simplified`: make the table of credentials/words/simplified.py from OpenCC.

The table has only characters of the basic plane, because nobody types a name with other characters.
"""

import json
from pathlib import Path

from opencc import OpenCC

from credentials.words import simplified

_VARIANTS = {"衞": "卫", "汚": "污", "戸": "户", "硏": "研", "靑": "青", "淸": "清", "锺": "钟"}
"""Further variants, typed or printed, that OpenCC leaves as they are."""
_BASIC = (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))


def simplified_pairs() -> dict[str, str]:
    """Return each character that simplified Chinese writes differently, with its final form."""
    dictionary = OpenCC("t2s")
    pairs = {}

    def convert(character: str) -> str:
        return _VARIANTS.get(character) or dictionary.convert(character)

    for character in map(chr, _BASIC):
        other = convert(character)
        # some characters take more than one step to their final form
        while convert(other) != other:
            other = convert(other)
        if other != character and ord(other) in _BASIC:
            pairs[character] = other
    return pairs


def main() -> None:
    """Write credentials/words/simplified.py."""
    pairs = simplified_pairs()
    text = json.dumps(["".join(pairs), "".join(pairs.values())], ensure_ascii=False, indent=0)
    Path(simplified.__file__).with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
