"""The JSON-LD context defines every member of every document once, and redefines no protected term."""

import hashlib
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from credentials.context import HUREN_CONTEXT_DOCUMENT
from credentials.documents.key_list import KeyList
from credentials.documents.status_list import StatusList
from credentials.kinds import KINDS
from credentials.record import HUREN_CONTEXT

Terms = dict[str, Any]

CONTEXT: Terms = json.loads(HUREN_CONTEXT_DOCUMENT)["@context"]
MODELS = [kind.model for kind in KINDS.values() if kind.model is not StatusList]

VC_DOCUMENT = {"@context", "issuer", "credentialSubject", "credentialStatus"}
"""Members that the VC 2.0 context defines in the document itself; below it only huren's context applies."""
STATUS_ENTRY = {"statusPurpose", "statusListIndex", "statusListCredential"}
DID_DOCUMENT = {"@context", "verificationMethod", "assertionMethod", "service"}
SERVICE = {"serviceEndpoint"}
MULTIKEY = {"controller", "publicKeyMultibase"}
OTHERS = {
    "VerifiableCredential": VC_DOCUMENT,
    "BitstringStatusListEntry": STATUS_ENTRY,
    "Multikey": MULTIKEY,
    **dict.fromkeys(("Contact", "ObjectionOffice", "Node"), SERVICE),
    "": DID_DOCUMENT,
}
"""Members that another context defines, by the type of the node; the key list has no type."""
FOR_THE_KEY_LIST = {"proof", "DataIntegrityProof"}


def nested_models(annotation: object) -> Iterator[type[BaseModel]]:
    """Every model inside a field's annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from nested_models(argument)


def literals(annotation: object) -> set[str]:
    """Every literal text inside a field's annotation."""
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    return {text for argument in get_args(annotation) for text in literals(argument)}


def walk(model: type[BaseModel], active: Terms, path: str, used: set[int]) -> Iterator[str]:
    """Yield the members without a definition, as a JSON-LD 1.1 processor looks them up.

    Terms of a type hold for the one node, terms of a property for all below it. `used` collects the
    identity of every definition that was looked up.
    """
    types = literals(model.model_fields["type"].annotation) if "type" in model.model_fields else {""}
    others = {name for kind in types for name in OTHERS.get(kind, set())}
    here = dict(active)
    for kind in types & set(CONTEXT):
        used.add(id(CONTEXT[kind]))
        here |= CONTEXT[kind].get("@context", {}) if isinstance(CONTEXT[kind], dict) else {}
    for field in model.model_fields.values():
        name = str(field.alias)
        definition = here.get(name)
        if definition is None:
            if name not in others:
                yield f"{path}.{name}"
            definition = {}
        used.add(id(definition))
        if isinstance(definition, dict) and {"@language", "@json"} & set(map(str, definition.values())):
            continue
        scoped = definition.get("@context", {}) if isinstance(definition, dict) else {}
        for inner in nested_models(field.annotation):
            yield from walk(inner, active | scoped, f"{path}.{name}", used)


def definitions(terms: Terms, path: str) -> Iterator[tuple[str, object]]:
    """Yield every term with its path, except keywords and terms that only the key list's proof needs."""
    for name, definition in terms.items():
        if name.startswith("@") or name in ("id", "type") or name in FOR_THE_KEY_LIST:
            continue
        yield f"{path}{name}", definition
        if isinstance(definition, dict):
            yield from definitions(definition.get("@context", {}), f"{path}{name}.")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.KIND)
def test_every_member_has_a_term(model: type[BaseModel]) -> None:
    assert list(walk(model, CONTEXT, "", set())) == []


def test_every_term_is_a_member_of_some_document() -> None:
    used: set[int] = set()
    for model in MODELS:
        list(walk(model, CONTEXT, "", used))
    assert [path for path, definition in definitions(CONTEXT, "") if id(definition) not in used] == []


def lists(model: type[BaseModel], active: Terms, path: str) -> Iterator[tuple[str, object]]:
    """Every member that is a list, with the definition of its term; as `walk` looks them up."""
    types = literals(model.model_fields["type"].annotation) if "type" in model.model_fields else set()
    here = dict(active)
    for kind in types & set(CONTEXT):
        here |= CONTEXT[kind].get("@context", {}) if isinstance(CONTEXT[kind], dict) else {}
    for field in model.model_fields.values():
        definition = here.get(str(field.alias))
        if get_origin(field.annotation) is tuple and definition is not None and field.alias != "type":
            yield f"{path}.{field.alias}", definition
        scoped = definition.get("@context", {}) if isinstance(definition, dict) else {}
        for inner in nested_models(field.annotation):
            yield from lists(inner, active | scoped, f"{path}.{field.alias}")


ORDERED = {
    *(f".credentialSubject.schemes.{name}" for name in ("categories", "grades")),
    *(f".credentialSubject.{name}" for name in ("questions", "segments", "rows.totals")),
}
"""Lists whose order has a meaning: grades are best first, a total belongs to the question at its place."""


def test_every_list_stays_a_list() -> None:
    found = {path: definition for model in MODELS for path, definition in lists(model, CONTEXT, "")}
    assert len(found) > 12
    containers = {path: d.get("@container") for path, d in found.items() if isinstance(d, dict)}
    assert containers == {path: "@list" if path in ORDERED else "@set" for path in found}


def test_every_type_has_a_term() -> None:
    types = {kind.type for kind in KINDS.values() if kind.type} - {"BitstringStatusListCredential"}
    assert types <= set(CONTEXT)
    assert all(CONTEXT[name] == f"{HUREN_CONTEXT}#{name}" for name in types)


def test_terms_are_huren_names_and_protected() -> None:
    def scopes(terms: Terms) -> Iterator[Terms]:
        yield terms
        for definition in terms.values():
            if isinstance(definition, dict) and "@context" in definition:
                yield from scopes(definition["@context"])

    assert all(scope["@protected"] is True for scope in scopes(CONTEXT))
    foreign = {
        path: definition
        for path, definition in definitions(CONTEXT, "")
        if not iri(definition).startswith(f"{HUREN_CONTEXT}#")
    }
    assert set(foreign) == {"validFrom", "validUntil"}


def iri(definition: object) -> str:
    return str(definition["@id"] if isinstance(definition, dict) else definition)


def test_the_context_redefines_no_protected_term_of_vc_2() -> None:
    data = files("openvc.proof.contexts").joinpath("credentials-v2.json").read_bytes()
    # the hash published in VC Data Model 2.0, B.1
    assert (
        hashlib.sha256(data).hexdigest() == "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
    )
    theirs: Terms = json.loads(data)["@context"]
    document: Terms = theirs["VerifiableCredential"]["@context"]
    for name in set(CONTEXT) - {"@protected"}:
        assert CONTEXT[name] == theirs.get(name, CONTEXT[name]), name
        assert CONTEXT[name] == document.get(name, CONTEXT[name]), name
    for name, definition in CONTEXT.items():
        if name[0].isupper() and isinstance(definition, dict) and name not in FOR_THE_KEY_LIST:
            assert set(definition["@context"]) & set(theirs) == {"@protected", "id", "type"}, name
    shared = {"@protected", "id", "type", "validFrom", "validUntil", "proof"}
    assert set(CONTEXT) & set(document) == shared


def test_nothing_that_the_key_lists_contexts_protect_is_redefined() -> None:
    did_v1 = {
        "alsoKnownAs", "assertionMethod", "authentication", "capabilityDelegation", "capabilityInvocation",
        "controller", "keyAgreement", "service", "verificationMethod",
    }  # fmt: skip
    multikey_v1 = {"Multikey", "controller", "revoked", "expires", "publicKeyMultibase", "secretKeyMultibase"}
    assert set(CONTEXT) & (did_v1 | multikey_v1) == set()


def test_a_context_without_one_member_is_noticed() -> None:
    smaller = {name: definition for name, definition in CONTEXT.items() if name != "signsUntil"}
    assert list(walk(KeyList, smaller, "", set())) == [".verificationMethod.signsUntil"]
