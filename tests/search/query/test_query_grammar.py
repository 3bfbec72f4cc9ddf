from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.errors import QuerySyntaxError
from search.messages import Message
from search.query.grammar import FIELDS, OTHER_FIELD_NAMES, parse_query
from search.query.syntax import And, FieldNode, Fuzzy, Implicit, Must, Node, Not, Or, Phrase, Prefix, Word


def shown(node: Node | None) -> str:
    """A tree as an S-expression, without positions."""
    match node:
        case None:
            return "nothing"
        case Word(text=text):
            return text
        case Phrase(text=text, slop=slop):
            return f'"{text}"' + (f"~{slop}" if slop else "")
        case Prefix(text=text):
            return f"{text}*"
        case Fuzzy(text=text, distance=distance):
            return f"{text}~{distance}"
        case FieldNode(name=name, child=child):
            return f"{name}:{shown(child)}"
        case And(children=children):
            return f"(and {' '.join(map(shown, children))})"
        case Or(children=children):
            return f"(or {' '.join(map(shown, children))})"
        case Implicit(children=children):
            return f"[{' '.join(map(shown, children))}]"
        case Not(child=child):
            return f"(not {shown(child)})"
        case Must(child=child):
            return f"(must {shown(child)})"


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", "nothing"),
        ("  ?! ", "nothing"),
        ("lens", "[lens]"),
        ("cracked lens", "[cracked lens]"),
        ('"cracked lens"', '"cracked lens"'),
        ("“cracked lens”", '"cracked lens"'),
        ("„cracked lens“", '"cracked lens"'),
        ("«cracked lens»", '"cracked lens"'),
        ('"cracked lens"~3', '"cracked lens"~3'),
        ('lens "by night"', '[lens "by night"]'),
        ("dredg*", "dredg*"),
        ("dredgers~", "dredgers~1"),
        ("dredgers~2", "dredgers~2"),
        ("lens AND lamp", "(and lens lamp)"),
        ("lens OR lamp", "(or lens lamp)"),
        ("a OR b AND c", "(or a (and b c))"),
        ("(a OR b) AND c", "(and (or a b) c)"),
        ("a AND NOT b", "(and a (not b))"),
        ("NOT NOT a", "(not (not a))"),
        ("lens -lamp", "[lens (not lamp)]"),
        ("lens +lamp", "[lens (must lamp)]"),
        ("-(lens lamp)", "(not [lens lamp])"),
        ('-"by night" lens', '[(not "by night") lens]'),
        ("sender:Brandt", "sender:Brandt"),
        ("Sender:Brandt", "sender:Brandt"),
        ('sender:"A. K. Brandt" lens', '[sender:"A. K. Brandt" lens]'),
        ("sender:(Brandt OR Tamm)", "sender:(or Brandt Tamm)"),
        ("-sender:Brandt", "(not sender:Brandt)"),
        ("heading:dredg*", "heading:dredg*"),
        ("date:1922-06..1922-08", "date:1922-06..1922-08"),
        ("date:..1922-08", "date:..1922-08"),
        ("number:24", "number:24"),
        ('what "OR" means', '[what "OR" means]'),
        ('"by night" AND:', '["by night" AND:]'),
        ('1) the "great lens" of 1921', '[1 the "great lens" of 1921]'),
        ('a "great lens" (see below', '[a "great lens" see below]'),
        ('the "great lens" :)', '[the "great lens"]'),
        ('"great lens" () lamp (1921)', '["great lens" lamp 1921]'),
    ],
)
def test_a_query_has_its_tree(query: str, tree: str) -> None:
    assert shown(parse_query(query).root) == tree


@pytest.mark.parametrize(
    "prose",
    [
        "Molotov: who was he?",
        "text: what does it say",
        "date: 5 June",
        "Date: 5 June 1922",
        "Date:- 5 June",
        "Sender: Brandt. Recipient: Tamm.",
        "Place: Port Ansel; Date: 1922; Number: 5",
        "From: Port Ansel",
        "Subject: the lens",
        "he writes in the following text: the lens is cracked",
        "it mentions: coal, oil, lamps",
        "in another place: Orlets",
        "TEXT: lens",
        "Text:",
        "a subtext: lens",
        "http://text:80/lens",
        "it's O'Dair's, isn't it?",
        'he said "we shall',
        'a 12" pipe and 3" more',
        "the plan - and why - 1931-36",
        "and or not",
        "(see above) or so)",
        "a smile :-) and a frown :(",
        "10:30 on Monday; C++ and 50% & more",
        "why? what for?! who... — so",
        "http://a.example/b?c=d#e",
        "1. first 2) second [3] third {4} * fifth",
        "*emphasis* _here_ and `there` ^2 \\ /",
        "~ 5 tons + 3 tons",
        "AND/OR",
    ],
)
def test_pasted_prose_is_plain_words(prose: str) -> None:
    parsed = parse_query(prose)
    assert parsed.is_plain
    assert isinstance(parsed.root, Implicit)


@pytest.mark.parametrize(
    ("query", "position", "length"),
    [
        ("lens AND", 5, 3),
        ("AND lens", 0, 3),
        ("OR", 0, 2),
        ("lens AND AND lamp", 5, 3),
        ("lens OR OR lamp", 5, 2),
        ("lens NOT", 5, 3),
        ("lens AND (lamp", 9, 1),
        ("lens AND lamp)", 13, 1),
        ("sendr:Brandt", 0, 5),
        ("mention:Tamm", 0, 7),
        ("dates:1921", 0, 5),
        ("author:Brandt", 0, 6),
        ("to:Brandt", 0, 2),
        ('sender:""', 0, 7),
        ("sender:", 0, 7),
        ("sender: Brandt", 0, 7),
        ("the lens of sender: Brandt", 12, 7),
        ("recipient: Brandt and Tamm", 0, 10),
        ("correspondent:\tTamm", 0, 14),
        ("sender:*", 0, 7),
        ("sender:-Brandt", 0, 7),
        ("sender:?", 0, 7),
        ('sender:"?"', 0, 7),
        ("text:", 0, 5),
        ("text:+lens", 0, 5),
        ("place: Orlets", 0, 6),
        ("lens kind: note", 5, 5),
        ("-sender:", 1, 7),
        ("NOT text:", 4, 5),
        ("text: AND lens", 0, 5),
        ("(date:) lens", 1, 5),
        ("date:..", 0, 5),
        ("lens date:..", 5, 5),
        ("date:-0044", 0, 5),
        ("date: 1922", 0, 5),
        ("sender:()", 7, 1),
        ("sender:AND", 0, 7),
        ('"great lens"~100', 13, 3),
        ("dre*ging", 0, 8),
        ("lens~3", 0, 6),
        ("NOT " * 21 + "a", 80, 3),
        ("(" * 21 + "-a" + ")" * 21, 20, 1),
    ],
)
def test_a_malformed_operator_is_explained_where_it_stands(query: str, position: int, length: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(query)
    assert (caught.value.position, caught.value.length) == (position, length)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("query", "field"),
    [("sendr:Brandt", "sender"), ("From:Brandt", "sender"), ("to:Brandt", "recipient"), ("tex:lens", "text")],
)
def test_an_unknown_field_names_the_one_that_is_meant(query: str, field: str) -> None:
    with pytest.raises(QuerySyntaxError, match=f"Did you mean “{field}:”"):
        parse_query(query)


@pytest.mark.parametrize("name", OTHER_FIELD_NAMES)
def test_the_field_names_of_others_are_documented(name: str) -> None:
    assert f"`{name}:" in (Path(__file__).parents[3] / "docs" / "query-language.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("prose", "names"),
    [
        ("Date: 5 June", ["Date:"]),
        ("text: what does it say", ["text:"]),
        ("Sender: Brandt. Sender: Tamm. Place: Orlets.", ["Sender:", "Place:"]),
        ("From: Brandt", []),
        ("sender:Brandt lens", []),
    ],
)
def test_the_name_of_a_field_among_words_is_told_of(prose: str, names: list[str]) -> None:
    assert [notice.values["field"] for notice in parse_query(prose).notices] == names


def test_the_hint_shows_how_a_value_is_written() -> None:
    with pytest.raises(QuerySyntaxError, match=re.escape('text:word or text:"two words"')):
        parse_query("text:")
    with pytest.raises(QuerySyntaxError, match=re.escape("1932-06..1932-08")):
        parse_query("date:")


@pytest.mark.parametrize("query", ['"?"', '"" ""', "😀", "§ % ?", "\u200b", "\u0301", "* ~ -", '-😀 ("—")'])
def test_signs_are_no_words(query: str) -> None:
    assert parse_query(query).root is None


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ('"?" lens', "lens"),
        ('lens "😀"~3', "lens"),
        ("lens -😀", "lens"),
        ('sender:Brandt ""', "sender:Brandt"),
    ],
)
def test_signs_beside_words_are_ignored(query: str, same: str) -> None:
    assert parse_query(query).root == parse_query(same).root


@pytest.mark.parametrize("query", ['+""', 'NOT ""', '"" AND lens', "lens AND 😀", 'lens -"?"'])
def test_an_operator_whose_operand_has_no_words_is_explained(query: str) -> None:
    with pytest.raises(QuerySyntaxError, match="Something is missing"):
        parse_query(query)


@pytest.mark.parametrize("prose", ["Re:lens", "Brandt:who was he", "ratio 3:1"])
def test_a_word_before_a_colon_is_no_field(prose: str) -> None:
    assert parse_query(prose).is_plain


@pytest.mark.parametrize(
    ("query", "is_told"),
    [
        ('"cracked lens', True),
        ('kind:note "cracked lens', True),
        ('a 12" pipe', False),
        ('"cracked lens"', False),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_told_of(query: str, is_told: bool) -> None:
    assert parse_query(query).notices == ((Message("quotation-mark-unclosed"),) if is_told else ())


def test_too_many_clauses_are_refused_beside_operators() -> None:
    with pytest.raises(QuerySyntaxError, match="4 words; with operators, at most 3 are allowed"):
        parse_query("a AND b AND c AND d", clauses_max=3)


def test_prose_may_be_longer_than_the_clauses_allowed() -> None:
    assert parse_query("a b c d e", clauses_max=3).is_plain


@pytest.mark.parametrize("query", ["lens", '  "by night"~2', "-dredg*", "sender:Brandt", "lens~2"])
def test_every_leaf_knows_where_it_stands(query: str) -> None:
    for leaf in leaves(parse_query(query).root):
        assert leaf.text in query[leaf.start : leaf.end]


def leaves(node: Node | None) -> list[Word | Phrase | Prefix | Fuzzy]:
    match node:
        case Word() | Phrase() | Prefix() | Fuzzy():
            return [node]
        case And(children=children) | Or(children=children) | Implicit(children=children):
            return [leaf for child in children for leaf in leaves(child)]
        case Not(child=child) | Must(child=child) | FieldNode(child=child):
            return leaves(child)
        case None:
            return []


_PIECES = st.sampled_from(
    [
        "lens",
        "Brandt",
        "AND",
        '"OR"',
        "OR",
        "NOT",
        "(",
        ")",
        '"',
        "“",
        "”",
        "+",
        "-",
        "*",
        "~",
        "~2",
        ":",
        "'",
        "?",
        " ",
        "  ",
    ]
    + [f"{name}:" for name in FIELDS]
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=16).map("".join)))
@example("((((((((((a))))))))))")
@example('sender:""')
@example("sender:(")
@example("-(")
@example("NOT ()")
@example("a AND ()")
@example("()")
@example("(" * 500 + "a AND b" + ")" * 500)
@example("NOT " * 300 + "a")
@example("-" * 300 + "a")
def test_any_text_is_parsed_or_explained(text: str) -> None:
    error, root = None, None
    try:
        root = parse_query(text).root
    except QuerySyntaxError as caught:
        error = caught
    if error:
        assert error.hint
        assert 0 <= error.position < error.position + error.length <= len(text)
    assert all(0 <= leaf.start < leaf.end <= len(text) for leaf in leaves(root))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters='"“”+-*~:()'), max_size=200))
def test_text_without_signs_is_plain_unless_it_has_operators(text: str) -> None:
    if not {"AND", "OR", "NOT"} & set(text.split()):
        assert parse_query(text).is_plain


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=16).map("".join)))
@example('"lamp oil"~3 AND NOT (coal OR sender:Brandt)')
@example("+(-a) b")
@example('AND"a" -b')
@example('"a"-b')
@example("--from -b")
@example("text:NOT a")
@example("(a b) (c OR d)")
@example("date:..1932 +('tis)")
@example("NOT " * 20 + "a")
@example('""~0A:0')
def test_a_tree_written_as_a_query_is_parsed_to_the_same_tree(text: str) -> None:
    try:
        parsed = parse_query(text)
    except QuerySyntaxError:
        return
    if parsed.root is not None:
        again = parse_query(str(parsed.root))
        assert (again.root, again.is_plain) == (parsed.root, parsed.is_plain)
