"""Addresses: parsed, located, printed; stage names found by their endings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.address import Address, Selector, cell, locate, matching, parse, plain, resolve
from tracer.axes import Axis
from tracer.errors import TracerError

WORDS = ("The", "animal", "it", "the", "2", "it", ",", "我", "New York", "input #1")
SCORES = (Axis("head", 2), Axis("query", 10, WORDS), Axis("key", 10, WORDS))
ALL = slice(None)

ENCODER = [
    "embedding",
    "input",
    "encoder.0.attention.scores",
    "encoder.0.attention.softmax",
    "encoder.0.attention.norm",
    "encoder.0.attention.norm.mean",
    "encoder.0.ffn.hidden",
    "encoder.0.ffn.norm",
]


def place(text, axes=SCORES):
    return locate(parse(text), axes)


def refusal(do, *arguments):
    with pytest.raises(TracerError) as caught:
        do(*arguments)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("scores[0, animal, The]", (0, 1, 0)),
        ("scores[1,2,3]", (1, 2, 3)),
        ("scores[head=1, query=the, key=animal]", (1, 3, 1)),
        ("scores[key=animal, head=1, query=the]", (1, 3, 1)),
        ("scores[key=animal, 1, the]", (1, 3, 1)),
        ("  scores [ 0 , it#2 , 我 ] ", (0, 5, 7)),
        ('scores[0, "2", ","]', (0, 4, 6)),
        ("scores[0, 2, it#1]", (0, 2, 2)),
        ('scores[0, "it"#2, New York]', (0, 5, 8)),
        ("scores[0, input #1, 0]", (0, 9, 0)),
        ("scores[0, animal]", (0, 1, ALL)),
        ("scores[query=animal]", (ALL, 1, ALL)),
        ("scores[0, :, animal]", (0, ALL, 1)),
        ("scores", (ALL, ALL, ALL)),
        ('scores["1", animal, 0]', (1, 1, 0)),
    ],
)
def test_an_address_points_where_it_says(text, expected):
    assert place(text) == expected


def test_escapes_stand_for_quotes_and_backslashes():
    axes = (Axis("token", 3, ['say "hi"', "back\\slash", "\\n"]),)
    assert place(r'q["say \"hi\""]', axes) == (0,)
    assert place(r'q["back\\slash"]', axes) == (1,)
    assert place(r"q[back\slash]", axes) == (1,)
    assert place(r'q["\n"]', axes) == (2,)


def test_axes_of_length_one_may_be_left_out():
    one_head = (Axis("head", 1), Axis("query", 2, ["a", "b"]), Axis("key", 2, ["a", "b"]))
    assert place("scores[b, a]", one_head) == (0, 1, 0)
    assert place("scores[1]", one_head) == (0, 1, ALL)
    assert place("scores[query=b, key=a]", one_head) == (0, 1, 0)
    assert place("scores[0, b, a]", one_head) == (0, 1, 0)
    one_word = (Axis("head", 1), Axis("token", 1, ["Hello"]), Axis("d_k", 4))
    assert place("q[Hello]", one_word) == (0, 0, ALL)
    assert place("q[3]", one_word) == (0, 0, 3)
    assert place("q[0, 3]", one_word) == (0, 0, 3)


def test_a_selected_sentence_brings_its_own_tokens():
    both = [["the", "cat"], ["cat", "the", "sat"]]
    axes = (Axis("sentence", 2), Axis("token", 3, per=both), Axis("d_model", 4))
    assert place("input[0, cat, 2]", axes) == (0, 1, 2)
    assert place("input[1, cat, 2]", axes) == (1, 0, 2)
    assert cell("input", axes, (1, 2, 0)) == "input[sentence=1, token=sat, d_model=0]"
    padding = cell("input", axes, (0, 2, 0))
    assert padding == "input[sentence=0, token=2, d_model=0]"
    assert place(padding, axes) == (0, 2, 0)
    assert refusal(place, "input[:, cat]", axes).message == "address.sentence"
    assert refusal(place, "input[0, sat]", axes).message.startswith("address.token")


def test_positions_of_a_run_not_yet_computed_are_taken_as_they_are():
    assert place("scores[7]", (Axis("token", None), Axis("d_model", 4))) == (7, ALL)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("[0]", "empty"),
        ("scores[", "unclosed"),
        ("scores[0, it", "unclosed"),
        ('scores["it]', "quote"),
        ("scores[]", "selector"),
        ("scores[0,]", "selector"),
        ("scores[=0]", "selector"),
        ("scores[a=b=c]", "selector"),
        ("scores[0]1", "after"),
        ("scores[0, [CLS], 1]", "after"),
        ("scores[-1]", "number"),
        ("scores[" + "9" * 5000 + "]", "number"),
    ],
)
def test_what_cannot_be_read_is_refused(text, message):
    assert refusal(parse, text).message == f"address.{message}"


def test_a_refusal_says_at_which_character():
    assert refusal(parse, "scores[0, a=b=c]").values["place"] == 10
    assert refusal(parse, 'scores[0, "it').values["place"] == 11
    assert refusal(parse, "scores[0]x").values["place"] == 10


@pytest.mark.parametrize(
    ("text", "message", "values"),
    [
        ("scores[2, 0, 0]", "range", {"position": 2, "last": 1, "axis": "head"}),
        ("scores[0, it, 0]", "repeated", {"choices": ["it#1", "it#2"], "count": 2}),
        ("scores[0, it#3, 0]", "missing", {"nth": 3, "count": 2}),
        ("scores[0, Animal, 0]", "token.near", {"near": ["animal"]}),
        ("scores[0, zebra, 0]", "token", {"word": "zebra"}),
        ("scores[animal, 0, 0]", "unlabelled", {"axis": "head", "last": 1}),
        ("scores[token=0]", "axis", {"axes": ["head", "query", "key"]}),
        ("scores[head=0, head=1]", "twice", {"axis": "head"}),
        ("scores[0, 0, 0, 0]", "many", {"count": 4, "most": 3}),
        ("scores[0, 0, 0, key=0]", "many", {"count": 4}),
    ],
)
def test_a_place_that_is_not_there_is_refused(text, message, values):
    error = refusal(place, text)
    assert error.message == f"address.{message}"
    assert values == {name: error.values[name] for name in values}


def test_many_repetitions_are_not_all_listed():
    error = refusal(place, "q[la]", (Axis("token", 9, ["la"] * 9),))
    assert error.values["choices"] == ["la#1", "la#2", "la#3", "la#4", "…"]


def test_a_near_miss_is_a_token_that_exists():
    error = refusal(place, "q[S]", (Axis("token", 2, ["U.S", "x"]),))
    assert error.message == "address.token"


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("animal", "animal"),
        ("didn't", "didn't"),
        ("我", "我"),
        ("3.14", "3.14"),
        ("New York", "New York"),
        ("input #1", "input #1"),
        ("2", '"2"'),
        ("-2", '"-2"'),
        ("C#2", '"C#2"'),
        (",", '","'),
        ("[CLS]", '"[CLS]"'),
        ("a=b", '"a=b"'),
        (":", '":"'),
        ("", '""'),
        (" x", '" x"'),
        ('"', r'"\""'),
        ("\\", "\\"),
    ],
)
def test_labels_are_quoted_only_where_they_must_be(label, printed):
    assert cell("q", (Axis("token", 2, [label, "other"]),), (0,)) == f"q[token={printed}]"


def test_the_canonical_form_names_every_axis():
    assert cell("encoder.0.attention.scores", SCORES, (0, 5, 1)) == "encoder.0.attention.scores[head=0, query=it#2, key=animal]"
    assert cell("scores", SCORES, (0, 1, ALL)) == "scores[head=0, query=animal, key=:]"
    assert cell("loss", (), ()) == "loss"
    assert plain("scores", (0, ALL, 2)) == "scores[0, :, 2]"
    assert plain("loss", ()) == "loss"
    assert place("scores[0, :, 2]") == (0, ALL, 2)


# Labels made mostly of what the grammar itself uses, so that the awkward cases are met often.
AWKWARD = st.text(alphabet=st.sampled_from('ab01#,]["=:\\ -\n\u3000我'), max_size=6) | st.text(max_size=4)


@given(st.lists(AWKWARD, min_size=1, max_size=6), st.lists(AWKWARD, min_size=1, max_size=6), st.data())
def test_what_cell_prints_points_back_to_the_cell(queries, keys, data):
    axes = (Axis("head", 2), Axis("query", len(queries), queries), Axis("key", len(keys), keys))
    index = tuple(data.draw(st.integers(0, axis.size - 1)) for axis in axes)
    assert place(cell("a.scores", axes, index), axes) == index
    assert place(plain("a.scores", index), axes) == index


@given(st.text(alphabet=st.sampled_from('sa01#,]["=:\\ -\n'), max_size=20) | st.text(max_size=30))
def test_any_text_is_an_address_or_a_sentence_about_it(text):
    try:
        address = parse(f"q[{text}")
        locate(address, SCORES)
    except TracerError as error:
        assert str(error)


def test_selectors_are_plain_data():
    assert parse("q[the#2, d_k=0]") == Address("q", (Selector(label="the", occurrence=2), Selector("d_k", position=0)))


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("scores", "encoder.0.attention.scores"),
        ("ffn.hidden", "encoder.0.ffn.hidden"),
        ("input", "input"),
        ("mean", "encoder.0.attention.norm.mean"),
        ("encoder.0.attention.scores", "encoder.0.attention.scores"),
    ],
)
def test_an_ending_is_enough_where_one_stage_has_it(word, name):
    assert resolve(word, ENCODER) == name


def test_a_full_name_wins_over_endings():
    assert resolve("input", [*ENCODER, "decoder.input"]) == "input"


def test_a_stage_wins_over_its_own_gradient():
    assert resolve("scores", ["grad.encoder.0.scores", "encoder.0.scores", "step.1.after.encoder.0.scores"]) == "encoder.0.scores"


def test_an_ending_of_several_stages_lists_them():
    error = refusal(resolve, "norm", ENCODER)
    assert error.message == "address.ambiguous"
    assert error.values["choices"] == ["encoder.0.attention.norm", "encoder.0.ffn.norm"]
    assert refusal(resolve, "z", [f"encoder.{n}.z" for n in range(9)]).values["choices"][-2:] == ["encoder.3.z", "…"]


def test_an_unknown_stage_names_its_nearest():
    error = refusal(resolve, "score", ENCODER)
    assert (error.message, error.values) == ("address.stage.near", {"word": "score", "near": ["scores"]})
    for word in ("", "zzzz", "cores", "."):
        assert refusal(resolve, word, ENCODER).message.startswith("address.stage")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("norm", ["encoder.0.attention.norm", "encoder.0.ffn.norm"]),
        ("*.softmax", ["encoder.0.attention.softmax"]),
        ("encoder.0.ffn.*", ["encoder.0.ffn.hidden", "encoder.0.ffn.norm"]),
        ("ffn.*", ["encoder.0.ffn.hidden", "encoder.0.ffn.norm"]),
        ("s*", ["encoder.0.attention.scores", "encoder.0.attention.softmax"]),
        ("*", ENCODER),
        ("embedding", ["embedding"]),
    ],
)
def test_a_filter_takes_every_stage_in_order(pattern, found):
    assert matching(pattern, ENCODER) == found


def test_a_filter_that_takes_nothing_is_refused():
    for pattern in ("", "score", "*.zzz", "W_Q"):
        assert refusal(matching, pattern, ENCODER).message.startswith("address.stage")
    assert matching("W_Q", [*ENCODER, "encoder.0.attention.W_Q"]) == ["encoder.0.attention.W_Q"]


STARTS = (Axis("token", 6, ("<s>", "▁it", "▁the", "the", "▁was", "▁was")),)


@pytest.mark.parametrize(("text", "position"), [("x[it]", 1), ("x[▁it]", 1), ("x[the]", 3), ("x[▁the]", 2), ("x[was#2]", 5)])
def test_a_word_finds_the_token_that_shows_it_with_a_word_start_where_none_is_exactly_it(text, position):
    assert place(text, STARTS) == (position,)


def test_a_repeated_word_with_a_word_start_is_asked_for_by_its_place():
    told = refusal(place, "x[was]", STARTS)
    assert (told.message, told.values["choices"]) == ("address.repeated", ["▁was#1", "▁was#2"])


def test_a_word_start_is_printed_so_that_it_reads_back():
    assert cell("x", STARTS, (1,)) == "x[token=▁it]"


@pytest.mark.parametrize("pattern", ["[" * 10**5, "*" * 10**5, "a." * 10**5])
def test_no_stage_has_a_name_as_long_as_that(pattern):
    with pytest.raises(TracerError):
        matching(pattern, ["encoder.0.attention.scores"])
