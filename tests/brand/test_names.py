"""The name on a node's pages is that of a party of the agreement, whatever the settings say."""

import re
import tomllib
from copy import deepcopy
from typing import Any

import pytest
from pydantic import ValidationError

from cli.demo.brand import demo_brand
from credentials.documents.agreement import AgreementText
from keys_example import CHONGQING, SICHUAN, STRANGER
from keys_example.agreement import agreement_text
from tests.harness.checkout import ROOT
from web.brand.brand import REGISTRY, Branding
from web.brand.markup import foot_html, head_html
from web.brand.settings import BrandSettings, Contact
from web.brand.short_names import shortens
from web.errors import BrandError

TEXT = AgreementText.model_validate(agreement_text())
CQ, SC = TEXT.parties


def branding(**given: Any) -> Branding:
    return Branding.load(BrandSettings.model_validate(given))


def pair(zh: str, en: str = "Words") -> dict[str, str]:
    return {"zh": zh, "en": en}


def refused(brand: Branding, *, elsewhere: tuple[str, ...] = ()) -> BrandError:
    with pytest.raises(BrandError) as caught:
        brand.speak(TEXT, elsewhere)
    assert caught.value.sentence("zh") != caught.value.sentence("en")
    assert caught.value.mend("zh")
    return caught.value


def test_a_node_with_the_log_of_one_party_speaks_for_it_by_its_legal_name() -> None:
    brand = branding().speak(TEXT, (CHONGQING,))
    assert (brand.party, brand.name) == (SICHUAN, SC.legal_name)
    assert brand.emblem.startswith("<svg ")


def test_a_node_with_both_logs_speaks_for_no_party_until_its_settings_name_one() -> None:
    brand = branding().speak(TEXT)
    assert (brand.party, brand.name) == (None, REGISTRY)
    brand = branding(party=CHONGQING, registry=pair("川渝环境产业互认登记", "Register")).speak(TEXT)
    assert (brand.name, brand.registry.zh) == (CQ.legal_name, "川渝环境产业互认登记")


def test_without_a_party_words_of_the_settings_never_stand_first() -> None:
    given = {"registry": pair("国家统一登记系统", "State register"), "operator": pair("示例中心", "Centre")}
    brand = branding(**given).speak(TEXT)
    assert brand.name == REGISTRY
    head = head_html(brand, ("zh",))
    assert '<b><bdi>互认登记库</bdi></b><small class="by">登记库由<bdi>示例中心</bdi>运行</small>' in head
    assert "国家" not in head
    assert "国家统一登记系统" in foot_html(brand, ("zh",))
    assert "<small" not in head_html(branding(registry=given["registry"]).speak(TEXT), ("zh",))
    spoken = head_html(branding(party=CHONGQING, **given).speak(TEXT), ("en",))
    assert '<small class="by">Registry run by <bdi>Centre</bdi></small>' in spoken


def test_before_there_is_an_agreement_nobody_is_named() -> None:
    brand = branding(party=CHONGQING, short_name=pair("渝环协", "CQEPIA")).speak(None)
    assert (brand.party, brand.short_name, brand.name) == (None, None, REGISTRY)


def test_a_node_cannot_call_itself_a_party_of_no_agreement() -> None:
    error = refused(branding(party=STRANGER))
    assert (error.code, error.field) == ("brand-party", "brand.party")
    assert CHONGQING in error.mend("en")


def test_attack_a_node_that_speaks_for_the_other_association() -> None:
    assert refused(branding(party=SICHUAN), elsewhere=(SICHUAN,)).code == "brand-elsewhere"


@pytest.mark.parametrize("party", [CHONGQING, None])
@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("四川示例環境保護產業協會", "X"),
        ("四川省示例环境保护产业协会", "X"),
        ("四川环境保护产业协会", "X"),
        ("四川省环境保护产业协会", "X"),
        ("四川示例环协", "X"),
        ("川环协", "X"),
        ("X", "Sichuan Environmental Protection Industry Assoc. (Example)"),
        ("X", "Sichuan Environmental Protection Industry Association"),
        ("X", "Sichúan Environmental Protection Industry Association"),
        ("X", "SCEPIA"),
        ("四川示例环境保护产业协会", "X"),
        ("四川示例环境保护产业协会（成都）", "X"),
        ("四川 示例·环境保护产业协会", "X"),
        ("X", "the SICHUAN environmental protection industry association, example"),
        ("Ｓｉｃｈｕａｎ Environmental Protection Industry Association (Example)", "X"),
    ],
)
def test_attack_the_name_of_the_other_party_in_a_text_of_this_one(
    party: str | None, zh: str, en: str
) -> None:
    error = refused(branding(party=party, operator=pair(zh, en)))
    assert (error.code, error.field) == ("brand-other", "brand.operator")
    assert error.facts["name"] in (SC.legal_name.zh, SC.legal_name.en)
    assert branding(party=SICHUAN, operator=pair(zh, en)).speak(TEXT).party == SICHUAN


def test_attack_the_name_of_the_other_party_in_the_name_of_the_registry() -> None:
    said = pair("四川示例環境保護產業協會登记库", "Register")
    assert refused(branding(party=CHONGQING, registry=said)).field == "brand.registry"


def test_a_place_is_no_name() -> None:
    contact = {"address": pair("四川", "Sichuan"), "hours": pair("川", "SC")}
    assert branding(party=CHONGQING, contact=contact).speak(TEXT).party == CHONGQING


def test_attack_the_name_of_the_other_party_in_two_pieces() -> None:
    contact = {"address": pair("四川示例环境", "X"), "hours": pair("保护产业协会 1", "X")}
    error = refused(branding(party=CHONGQING, contact=contact))
    assert (error.code, error.field) == ("brand-other", "brand")


@pytest.mark.parametrize(
    ("zh", "en"),
    [("X", "Sichu\u0430n Association"), ("四\u2f2d", "X"),
     ("X", "\u0392\u0399 Centre"), ("X", "S\u0131chuan"),
     ("カタカナ", "X")],
)  # fmt: skip
def test_attack_letters_that_look_like_others(zh: str, en: str) -> None:
    for setting in ("operator", "short_name"):
        with pytest.raises(ValidationError, match="neither a Latin nor a Chinese letter"):
            branding(**{setting: pair(zh, en)})
    assert branding(operator=pair("示例（〇一）中心·Ａ", "Café “Ü” – 1st & co.")).settings.operator


@pytest.mark.parametrize(
    ("zh", "en"),
    [("国家企业信用信息公示系统", "Register"), ("四川省生态环境厅", "Registry"), ("登记库", "Ministry")],
)
def test_attack_a_registry_that_does_not_say_what_it_is(zh: str, en: str) -> None:
    with pytest.raises(ValidationError, match="must say that it is a register"):
        branding(party=CHONGQING, registry=pair(zh, en))


def test_attack_the_name_of_the_other_party_in_an_address() -> None:
    error = refused(branding(party=CHONGQING, objections={"address": pair(SC.legal_name.zh)}))
    assert (error.code, error.field) == ("brand-other", "brand.objections.address")


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("川环协", "SCEPIA"),
        ("四川环协", "Sichuan EPIA"),
        ("蜀环保产业协会", "SEPIA"),
        ("四川环境保护产业协会", "sc-epia"),
        ("川環協", "SCEPIA (Example)"),
    ],
)  # fmt: skip
def test_a_short_name_is_made_of_the_legal_name(zh: str, en: str) -> None:
    brand = branding(party=SICHUAN, short_name=pair(zh, en)).speak(TEXT)
    assert brand.short_name is not None
    assert brand.short_name.zh == zh
    assert brand.name == SC.legal_name, "the legal name stays"


@pytest.mark.parametrize(
    ("zh", "en", "code"),
    [
        ("国家环保局", "SCEPIA", "brand-short"),
        ("重庆环协", "SCEPIA", "brand-short"),
        ("渝环协", "SCEPIA", "brand-short"),
        ("协会四川", "SCEPIA", "brand-short"),
        ("四川示例环境保护产业协会官方", "SCEPIA", "brand-short"),
        ("川环协", "CEPIA", "brand-short"),
        ("川环协", "Official", "brand-short"),
        ("川", "SC", "brand-short"),
        ("四川环境", "S", "brand-short"),
        ("四川环境保护", "SCEPIA", "brand-short"),
        ("川环协", "Sichuan", "brand-short"),
        ("川环协", "SCEPI", "brand-short"),
        ("四川★环协·", "SCEPIA", "brand-short"),
        ("川_环协", "SCEPIA", "brand-short"),
        ("协会", "SCEPIA", "brand-short"),
        ("环协", "SCEPIA", "brand-ambiguous"),
        ("川环协", "EPIA", "brand-ambiguous"),
    ],
)
def test_attack_a_short_name_of_something_else(zh: str, en: str, code: str) -> None:
    error = refused(branding(party=SICHUAN, short_name=pair(zh, en)))
    assert (error.code, error.field) == (code, "brand.short_name")


def test_a_short_name_needs_a_party() -> None:
    assert refused(branding(short_name=pair("川环协", "SCEPIA"))).code == "brand-short"


def test_every_legal_name_shortens_itself() -> None:
    for party in TEXT.parties:
        for lang in ("zh", "en"):
            assert shortens(party.legal_name.text(lang), party, lang)
    value: Any = deepcopy(agreement_text())
    value["parties"][0]["legalName"] = pair("a" * 200, "ab " * 60 + "c")
    long = AgreementText.model_validate(value).parties[0]
    assert shortens("a" * 120, long, "zh")
    assert not shortens("a" * 119 + "b", long, "zh")


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("phone", "tel:110"), ("phone", "1"), ("phone", "+86 28 0000 0000\n"), ("phone", "<b>12345</b>"),
        ("phone", "1" * 200), ("email", "office"), ("email", "a@b"), ("email", "a@b.cn?subject=x"),
        ("email", "javascript:alert(1)//@b.cn"), ("email", "a" * 200 + "@b.cn"), ("email", "甲@乙.cn"),
        ("address", {"zh": "x" * 121, "en": "x"}), ("address", {"zh": "一\n二", "en": "x"}),
        ("hours", {"zh": "周一\u202e", "en": "x"}), ("hours", {"zh": "", "en": "x"}),
        ("hours", {"zh": " 周一", "en": "x"}), ("hours", {"zh": "周一"}), ("hours", {"zh": "……", "en": "x"}),
    ],
)  # fmt: skip
def test_an_invalid_contact_is_refused(table: str, value: object) -> None:
    with pytest.raises(ValidationError):
        BrandSettings.model_validate({"contact": {table: value}})


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("phone", "028-86000000"), ("phone", "+86 (28) 8600 0000"), ("phone", "023-60000000 转 801"),
        ("email", "office@sc.huren.example"), ("email", "a.b+c@x-y.example"),
    ],
)  # fmt: skip
def test_a_contact_as_people_write_it(table: str, value: str) -> None:
    contact = BrandSettings.model_validate({"contact": {table: value}}).contact
    assert getattr(contact, table) == value
    assert contact


def test_the_brand_of_the_how_to_can_be_shown() -> None:
    page = (ROOT / "docs" / "how-to" / "brand-a-node.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```toml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    given = tomllib.loads(block)["brand"]
    assert given.pop("emblem") == "emblem.svg"
    brand = branding(**given).speak(TEXT)
    assert brand.short_name is not None
    assert brand.short_name.zh in page
    told = {*re.findall(r"`(\w+)`", page)}
    assert {*BrandSettings.model_fields, *Contact.model_fields} <= told | set(given) | {"emblem"}


def test_the_brand_of_the_demo_is_marked_as_an_example() -> None:
    given = demo_brand()
    brand = Branding.load(given).speak(TEXT)
    assert brand.party == CHONGQING
    assert brand.emblem != branding().emblem
    for name in (brand.name, *given.list_texts().values()):
        assert "示例" in name.zh
        assert "example" in name.en.lower()


def test_a_dark_accent_alone_and_a_missing_file_are_refused() -> None:
    for given, code in (
        ({"accent_dark": "#14294a"}, "accent-alone"),
        ({"emblem": "/no/such/emblem.svg"}, "emblem-missing"),
        ({"emblem": "/"}, "emblem-missing"),
    ):
        with pytest.raises(BrandError) as caught:
            branding(**given)
        assert caught.value.code == code
