"""Values that JSON may hold, and fragments of texts that are almost JSON."""

from hypothesis import strategies as st

from signing.json_profile import MAX_INTEGER

TEXTS = st.text(max_size=8)


SCALARS = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXTS


VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=20,
)


# Fragments of JSON: random sequences of them are often just within or just outside a rule.
SCRAPS = st.lists(
    st.sampled_from(
        ['{', '}', '[', ']', ',', ':', '"a"', '"a":', '{"a":', '1', '-0', '0', '1.5', '1e5', '1E400',
         '9007199254740991', '9007199254740992', '-9007199254740992', '18446744073709551616', 'NaN',
         '-Infinity', 'true', 'null', r'"\ud800"', r'"\ud83d\ude00"', r'"\u0061"', '"é"', ' ', '\n',
         '\ufeff', '\x00', r'"\x"', '"\x01"']
    ),
    max_size=12,
).map("".join)  # fmt: skip
