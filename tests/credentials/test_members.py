"""Every member of every document has a word in both languages."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

from credentials import documents
from credentials.record import Model
from credentials.words.speech import speak
from signing.errors import Lang


def models(cls: type[Model] = Model) -> Iterator[type[Model]]:
    """Return all models that documents consist of."""
    for below in cls.__subclasses__():
        yield below
        yield from models(below)


for found in pkgutil.iter_modules(documents.__path__):
    import_module(f"{documents.__name__}.{found.name}")
MEMBERS = sorted(
    {
        field.alias or name
        for model in models()
        if model.__module__.startswith("credentials.")
        for name, field in model.model_fields.items()
    }
)


def test_the_members_are_found() -> None:
    assert {"keyListVersion", "zh", "encodedList", "grants"} <= {*MEMBERS}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_member_of_every_document_has_a_word(lang: Lang) -> None:
    said = {member: speak("member", member, lang) for member in MEMBERS}
    assert [member for member in said if "“" in said[member]] == []
    mixed = [member for member in said if said[member].isascii() != (lang == "en")]
    assert {*mixed} <= {"@context"}


def test_a_path_of_a_draft_is_told_in_words() -> None:
    assert speak("member", "schemes[0].grades[1].code", "zh") == "评价办法第 1 项的等级第 2 项的代码"
    assert speak("member", "schemes[0].name.zh", "en") == "the Chinese of the name of the schemes (item 1)"


@pytest.mark.parametrize(("lang", "said"), [("zh", "重庆协会的根密钥"), ("en", "root key of 重庆协会")])
def test_the_use_of_a_key_is_no_member(lang: Lang, said: str) -> None:
    class Names:
        def party(self, did: str) -> str:
            return {"did:web:a.example": "重庆协会"}[did]

        def scheme(self, scheme: str) -> str:
            return scheme

    assert speak("member", "did:web:a.example (root)", lang, Names()) == said
