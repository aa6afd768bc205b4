"""What the verify page is made of: sizes, policies, words, and scripts linked from many modules."""

import gzip
import json
import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tests.harness.checkout import ROOT
from tests.world import World
from tests.world.api_node import Node, problem_of, running
from tools.web.page_tables import browser_words
from web import linker, served_page, single_file
from web.assets import Asset, find_asset
from web.linker import LinkError, Scripts, link

STATIC = ROOT / "web"
OWN = sorted((STATIC / "page").rglob("*.js"))


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running(tmp_path_factory.mktemp("page")) as found:
        for name in ("cq", "sc", "cq"):
            found.publish(name)
        yield found


def packed(data: bytes) -> int:
    return len(gzip.compress(data, 6, mtime=0))


def test_a_first_visit_is_small(node: Node) -> None:
    """120 kB gzipped for all that is asked for before the first answer; 75 kB for its scripts."""
    asked = ["/v", f"/static/{served_page.SCRIPT}", "/api/v1/trust", "/api/v1/bundle"]
    asked += [
        f"/static/{path}"
        for path in (*served_page.STYLES, served_page.ICON, served_page.BEGIN, *served_page.DATA)
    ]
    assert sum(packed(node.client.get(path).content) for path in asked) <= 120_000
    scripts = served_page.page_scripts()
    begin = served_page.needed_asset(served_page.BEGIN).data
    assert packed(scripts[served_page.SCRIPT]) + packed(begin) <= 74_500
    first, later, rare, *few = (packed(scripts[path]) for path in served_page.VERIFY.scripts)
    assert first + later <= 115_500, "with what is loaded on demand"
    assert rare <= 18_700, "and what most visits never need"
    assert sum(few) <= 3_000, "and what one act or an older browser needs"


def test_nothing_blocks_the_page_and_nothing_is_inline(node: Node) -> None:
    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            names = dict(attrs)
            assert "style" not in names, tag
            assert not any(name.startswith("on") for name in names), tag
            for name in ("src", "href"):
                assert not (names.get(name) or "").startswith(("http", "//")), names
            if tag == "script":
                assert names["src"]
                scripts.append((names.get("type"), names["src"]))
            assert tag != "style"

    scripts: list[tuple[str | None, str | None]] = []
    html = node.client.get("/v").text
    Reader().feed(html)
    assert scripts == [(None, f"/static/{served_page.BEGIN}"), ("module", f"/static/{served_page.SCRIPT}")]
    assert '"module" async' in html, "the worker begins while the page is still read"
    assert html.rindex("stylesheet") < html.index("<script"), "a body is laid out once, with its sheets"


@pytest.mark.parametrize("path", ["/v", "/v?lang=en"])
def test_the_page_has_a_policy_of_its_own(node: Node, path: str) -> None:
    answer = node.client.get(path)
    assert answer.status_code == 200
    policy = dict(
        part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert all("unsafe-inline" not in value and "http" not in value for value in policy.values())
    assert answer.headers["permissions-policy"].startswith("camera=(self)")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in node.client.get("/docs").headers["permissions-policy"], "and only here"
    assert "wasm" not in node.client.get("/docs").headers["content-security-policy"]


def test_the_service_worker_keeps_what_is_served(node: Node) -> None:
    answer = node.client.get("/service_worker.js")
    kept = json.loads(re.search(r"const KEPT = (\{.*?\});", answer.text, re.DOTALL)[1])  # type: ignore[index]
    from hashlib import sha256

    scripts = {f"/static/{path}" for path in served_page.VERIFY.scripts}
    assert {"/v", *scripts} <= kept.keys()
    for address, digest in kept.items():
        assert sha256(node.client.get(address).content).hexdigest() == digest, address
    assert served_page.service_worker() == served_page.service_worker()


def test_samples_are_those_of_a_demo_alone(node: Node) -> None:
    assert node.client.get("/api/v1/trust").json()["samples"] == []
    assert problem_of(node.client.get("/samples/valid.json"))["code"] == "address-unknown"


def sentences() -> dict[str, list[str]]:
    """Key to English and Chinese."""
    found: dict[str, list[str]] = json.loads((STATIC / "page" / "words" / "sentences.json").read_bytes())
    return found


def test_every_sentence_is_said_in_both_languages_and_used() -> None:
    table = sentences()
    assert len(table) > 100
    for key, both in table.items():
        assert len(both) == 2, key
        assert all(both), key
        assert sorted(re.findall(r"\{\w+\}", both[0])) == sorted(re.findall(r"\{\w+\}", both[1])), key
    rest = "".join(path.read_text("utf-8") for path in OWN)
    rest += (STATIC / "page" / "verify.html").read_text("utf-8")
    assert [key for key in table if not re.search(rf"""['"]{key}['"]""", rest)] == []
    said = set(re.findall(r"\bsay\('(\w+)'", rest)) | set(re.findall(r'data-say(?:-\w+)?="(\w+)"', rest))
    assert said - table.keys() == set()


def test_what_is_printed_for_the_file_has_one_name() -> None:
    """Below an answer and above a list."""
    table = sentences().items()
    beginning = {key for key, (en, zh) in table if re.match(r"Print\b", en) or zh.startswith("打印")}
    assert beginning == {"printRecord", "printNow"}, "and the form's button another"


def test_the_html_holds_the_chinese_sentences() -> None:
    """So that nothing jumps when the script begins to speak."""
    html = (STATIC / "page" / "verify.html").read_text("utf-8")
    table = {key: both[1] for key, both in sentences().items()}
    shown = re.findall(r'data-say="(\w+)"[^>]*>([^<]*)<', html)
    assert len(shown) > 30
    assert {key: text for key, text in shown if table[key] != text} == {}
    labels = re.findall(r'data-say-label="(\w+)" aria-label="([^"]*)"', html)
    assert {key: text for key, text in labels if table[key] != text} == {}


def test_generated_words_are_up_to_date() -> None:
    for path, text in browser_words().items():
        assert path.read_text("utf-8") == text, "run: python -m tools.docs.build"


def test_a_build_without_the_scanner_still_has_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(path: str) -> Asset | None:
        return None if path.startswith("vendor/") else find_asset(path)

    for module in (linker, served_page, single_file):
        monkeypatch.setattr(module, "find_asset", without)
    kept = served_page.kept_offline.__wrapped__()
    assert "/v" in kept
    assert not [address for address in kept if "vendor" in address]
    world = World()
    assert b'{"imports": {}}' in single_file.build_one_file(world.bundle(), world.pin)


# the linker


def linked(monkeypatch: pytest.MonkeyPatch, **modules: str) -> str:
    """The script of modules given by name; `main` is the entry."""
    return linked_apart(monkeypatch, **modules)[linker.FIRST]


def linked_apart(monkeypatch: pytest.MonkeyPatch, *apart: str, **modules: str) -> Scripts:
    """The scripts of modules given by name: the second for the first of `apart`, the third for the next."""
    files = {f"page/{name}.js": text.encode() for name, text in modules.items()}
    monkeypatch.setattr(
        linker, "find_asset", lambda path: Asset(files[path], "", "") if path in files else None
    )
    roots = {
        script: [f"page/{name}.js"] for script, name in zip(("later.js", "rare.js"), apart, strict=False)
    }
    return link("page/main.js", foreign=lambda path: f"../{path}", later=roots)


def test_modules_become_scopes_in_the_order_of_need(monkeypatch: pytest.MonkeyPatch) -> None:
    script = linked(
        monkeypatch,
        main="// what\nimport { a, b as c } from './one.js';\n"
        "import * as two from './two.js';\na(c, two.x);\n",
        one="import { x } from './two.js';\n/** doc */\n"
        "export const a = x; // remark\nexport function b() {}\n",
        two="export const x = 1;\nexport async function* y() {}\nexport class Z {}\n",
    )
    assert script == (
        "const $=(make)=>{let made;return()=>(made??=make());};"
        "const $0=$(()=>{const x=1;async function*y(){}\nclass Z{}\nreturn{x,y,Z};});"
        "const $1=$(()=>{const{x}=$0();const a=x;function b(){}\nreturn{a,b};});"
        "const $2=$(()=>{const{a,b:c}=$1();const two=$0();a(c,two.x);return{};});"
        "$2();"
    )


def test_modules_on_demand_stand_last_and_libraries_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    script = linked(
        monkeypatch,
        main="export const f = () => import('./late.js');\n"
        "export const g = () => import('../vendor/z/index.js');\n",
        late="import { f } from './main.js';\nexport const h = f;\n",
    )
    assert "Promise.resolve().then($lazy0)" in script
    assert script.index("const $0=") < script.index("const $lazy0=")
    assert "import('../vendor/z/index.js')" in script


APART = {
    "main": "import { a } from './one.js';\nexport const f = () => import('./late.js').then(a);\n",
    "one": "export const a = 1;\n",
    "two": "export const b = 2;\n",
    "late": "import { a } from './one.js';\nimport { b } from './two.js';\n"
    "export const c = () => import('./later.js').then(a, b);\n",
    "later": "import { b } from './two.js';\nexport const d = b;\n",
}


def test_a_second_script_holds_what_is_loaded_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    first, later = linked_apart(monkeypatch, "late", **APART).values()
    [version] = {*re.findall(r"[0-9a-f]{64}", first + later)}
    assert first == (
        "const $=(make)=>{let made;return()=>(made??=make());};"
        "const $0=$(()=>{const a=1;return{a};});"
        "const $1=$(()=>{const{a}=$0();"
        "const f=()=>import('./later.js').then((later)=>later.$lazy0()).then(a);return{f};});"
        f"$1();export {{ $ as ${version}, $0 }};\n"
    )
    assert later == (
        f"import {{ ${version} as $, $0 }} from './linked.js';\n"
        "const $2=$(()=>{const b=2;return{b};});"
        "const $lazy0=$(()=>{const{a}=$0();const{b}=$2();"
        "const c=()=>Promise.resolve().then($lazy1).then(a,b);return{c};});"
        "const $lazy1=$(()=>{const{b}=$2();const d=b;return{d};});"
        "export { $lazy0 };\n"
    )


def test_a_third_script_calls_what_the_others_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each module is in one script; whoever asks by `import()` loads the script it is in."""
    first, later, rare = linked_apart(
        monkeypatch,
        "late",
        "seldom",
        main="import { a } from './one.js';\nexport const f = () => import('./late.js').then(a);\n",
        one="export const a = 1;\n",
        two="export const b = 2;\n",
        late="import { b } from './two.js';\nexport const c = () => import('./seldom.js').then(b);\n",
        seldom="import { a } from './one.js';\nimport { b } from './two.js';\n"
        "export const d = () => import('./late.js').then(a, b);\n",
    ).values()
    [version] = {*re.findall(r"[0-9a-f]{64}", first + later + rare)}
    assert f"export {{ $ as ${version}, $0 }};" in first
    assert later == (
        f"import {{ ${version} as $ }} from './linked.js';\n"
        "const $2=$(()=>{const b=2;return{b};});"
        "const $lazy0=$(()=>{const{b}=$2();"
        "const c=()=>import('./rare.js').then((later)=>later.$lazy1()).then(b);return{c};});"
        "export { $lazy0, $2 };\n"
    )
    assert rare == (
        f"import {{ ${version} as $, $0 }} from './linked.js';\nimport {{ $2 }} from './later.js';\n"
        "const $lazy1=$(()=>{const{a}=$0();const{b}=$2();"
        "const d=()=>import('./later.js').then((later)=>later.$lazy0()).then(a,b);return{d};});"
        "export { $lazy1 };\n"
    )


def test_what_a_second_script_needs_at_once_is_in_no_third(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LinkError, match=r"page/two\.js is loaded on demand, yet page/late\.js needs it"):
        linked_apart(monkeypatch, "late", "two", **APART)


def test_no_second_script_joins_a_first_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name under which it asks for its helper is that of both."""
    changed = {**APART, "two": "export const b = 3;\n"}
    (first, _), (_, later) = (
        linked_apart(monkeypatch, "late", **modules).values() for modules in (APART, changed)
    )
    [asked] = re.findall(r"^import { (\$[0-9a-f]{64}) as", later)
    assert asked not in first


def test_what_is_needed_at_once_is_not_loaded_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LinkError, match=r"page/one\.js is loaded on demand, yet page/main\.js needs it"):
        linked_apart(monkeypatch, "one", **APART)


def test_without_modules_for_it_there_is_no_second_script(monkeypatch: pytest.MonkeyPatch) -> None:
    """The single file has everything in one: nothing in it is exported or loaded."""
    [first] = linked_apart(monkeypatch, **APART).values()
    assert "export" not in first
    assert "import(" not in first


def test_spaces_stay_where_they_mean_something(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [
        "'x = { y }'", "\"' = '\"", "`a = ${ a } = b`", "/ = /.test(a) || a", "a - -1 + +2", "a in b",
        "'it\\'s = '",
    ]  # fmt: skip
    script = linked(monkeypatch, main="".join(f"const x{i} = {one};\n" for i, one in enumerate(kept)))
    assert [one for one in kept if one not in script] == []


def test_a_type_said_where_a_line_begins_takes_nothing_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    script = linked(
        monkeypatch, main="f(\n  /** @type {A} */ (a),\n  b,\n);\n/** doc\n * @param {B} b\n */\ng();\n"
    )
    assert "f((a),b,);g();" in script


def test_a_line_ends_where_a_statement_may_end_without_a_semicolon(monkeypatch: pytest.MonkeyPatch) -> None:
    script = linked(monkeypatch, main="const f = () => {\n  g();\n}\nf()\n[1].map(f)\ni\n")
    assert "const f=()=>{g();}\nf()\n[1].map(f)\ni\n" in script


@pytest.mark.parametrize(
    "text",
    [
        "export default 1;\n", "import x from './one.js';\n", "import './one.js';\n",
        "export * from './one.js';\n", "import { n } from './one.js';\n", "import { m } from './main.js';\n",
        "await 1;\n", "const t = `a\nb`;\n", 'import { n } from "./one.js";\n', "export { n };\n",
        "export const { a } = b;\n",
    ],
)  # fmt: skip
def test_what_the_linker_does_not_understand_it_refuses(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    with pytest.raises(LinkError):
        linked(monkeypatch, main=text, one="export let n = 1;\n")


def test_the_file_allows_nothing_but_its_own_script() -> None:
    world = World()
    page = single_file.build_one_file(world.bundle(), world.pin).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src" not in policy[1]
    assert "'unsafe-inline'" not in policy[1]
    assert "<!-- served -->" not in page
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)


def test_the_record_names_the_version_of_the_project() -> None:
    facts = (STATIC / "page" / "answers" / "printing" / "facts.js").read_text("utf-8")
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"const RELEASE = '{version}';" in facts
