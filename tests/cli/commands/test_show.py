"""`ttrace TEXT`: what is shown, what is refused, and that a refusal writes nothing."""

import json
import os
import pickle
import struct

import numpy as np
import pytest


def safetensors(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def tensor(kind="F32", shape=(2,), offsets=(0, 8)):
    return {"dtype": kind, "shape": list(shape), "data_offsets": list(offsets)}


def npz(**arrays):
    import io

    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


ATTENTION = 'text = "a b"\nmodel = "attention"\n'
# file name -> (its bytes, words of the sentence that refuses it)
TRACE_FILES = {
    "ragged.toml": (ATTENTION + "[weights]\nW_Q = [[1, 0],\n [1]]\n", ["line 5", "W_Q[1] has 1"]),
    "ragged.json": ('{"text": "a b", "model": "attention", "weights": {"W_Q": [[1, 0], [1]]}}', ["line 1", "W_Q[1] has 1"]),
    "word.toml": (ATTENTION + '[weights]\nW_Q = [[1, "x"],\n [1, 2]]\n', ["line 4", "W_Q[0, 1]", '"x"']),
    "nan.toml": (ATTENTION + "[weights]\nW_Q = [[1, nan], [1, 2]]\n", ["line 4", "W_Q[0, 1] is nan"]),
    "inf.toml": ("inputs = [[1, inf], [1, 2]]\n", ["line 1", "inputs[0, 1] is inf"]),
    "deep.json": ("[" * 100_000 + "]" * 100_000, ["too deep"]),
    "deeper.json": ('{"a":' * 5000 + "1" + "}" * 5000, ["too deep"]),
    "missing.toml": (
        ATTENTION + "[embeddings]\na = [1, 2]\nb = [3, 4]\n[weights]\nW_Q = [[1, 0], [1, 2]]\n",
        ["attention.W_K is missing", "d_model 2 × heads·d_k 2"],
    ),
    "key.toml": ('text = "a b"\nmodl = "attention"\n', ["line 2", "'modl'", "model"]),
    "broken.toml": ('text = "a b\nmodel = ', ["line 1", "not TOML"]),
    "broken.json": ('{"text": ', ["line 1", "not JSON"]),
    "empty.json": ("", ["not JSON"]),
    "list.json": ("[1, 2]", ["one object"]),
    "empty.toml": ("", ["text is empty"]),
    "shape.toml": (
        ATTENTION + "d_model = 4\nheads = 1\nd_k = 2\n[weights]\nW_Q = [[1, 0], [1, 2]]\n",
        ["2 × 2", "d_model 4 × heads·d_k 2"],
    ),
    "pickle.toml": (pickle.dumps({"a": 1}), ["pickle"]),
    "rows.toml": ('text = "a b"\npositions = [[1, 2, 3, 4]]\n', ["positions has 1 row for 2 tokens"]),
    "narrow.toml": ('text = "a b"\npositions = [[1, 2], [3, 4]]\n', ["2 × 2", "token 2 × d_model 4"]),
    "mask.toml": ('text = "a b"\nmask = [[1, 0, 0], [1, 1, 1]]\n', ["2 × 3", "query 2 × key 2"]),
    "mask2.toml": ('text = "a b"\nmask = [[1, 0], [1, 2]]\n', ["line 2", "mask cannot be", "[[1, 0], [1, 1]]"]),
    "mask3.toml": ('text = "a b"\nmask = 3\n', ["line 2", "mask cannot be 3"]),
    "scale.toml": ('text = "a b"\nscale = "d_k"\n', ["line 2", "scale cannot be d_k", "d_model"]),
    "scale0.toml": ('text = "a b"\nscale = 0\n', ["scale cannot be 0"]),
    "scale1.toml": ('text = "a b"\nscale = [1]\n', ["scale cannot be [1]"]),
    "heads.toml": ('text = "a b"\nheads = 2.5\n', ["heads cannot be 2.5"]),
    "text.toml": ("text = 3\n", ["text must be text"]),
    "tokens.toml": ("tokens = []\n", ["tokens must be a list"]),
    "set.toml": ('text = "a b"\n[set]\n"scores[0, 0, 9]" = 3\n', ["Position 9", "0 to 1"]),
    "table.toml": ('text = "a b"\nweights = 3\n', ["weights must be a table"]),
    "vectors.toml": ('text = "a b"\n[embeddings]\na = [1, 2]\nb = [1, 2, 3]\n', ["line 4", "b has 3"]),
    "inputs.toml": ("inputs = 3\n", ["inputs must be rows"]),
    "few.toml": ('text = "a b c"\ninputs = [[1, 2], [3, 4]]\n', ["2 rows for 3 tokens"]),
}
WEIGHT_FILES = {
    "objects.npz": (npz(a=np.array([{}], dtype=object)), ["'a'", "objects"]),
    "pickle.npz": (pickle.dumps({"a": 1}), ["pickle"]),
    "short.npz": (npz(a=np.ones(9))[:80], ["damaged, cut short"]),
    "words.npz": (npz(foo=np.array(["a"])), ["foo", "real numbers"]),
    "foreign.npz": (npz(foo=np.ones((3, 5))), ["no parameter 'foo'"]),
    "nan.npz": (npz(**{"encoder.0.attention.W_Q": np.full((4, 4), np.nan)}), ["W_Q[0, 0]", "nan"]),
    "short.safetensors": (safetensors(b"{}", length=100), ["ends before its header"]),
    "header.safetensors": (safetensors(b"{}", length=10**15), ["100 MB"]),
    "overlap.safetensors": (safetensors({"a": tensor(), "b": tensor(offsets=(4, 12))}, bytes(12)), ["'b' overlaps"]),
    "kind.safetensors": (safetensors({"W_Q": tensor("WAT")}, bytes(8)), ["'WAT'"]),
    "size.safetensors": (safetensors({"W_Q": tensor(shape=(3,))}, bytes(8)), ["do not fit its bytes"]),
    "pickle.safetensors": (pickle.dumps([1]), ["pickle"]),
}
VECTORS = {
    "short.txt": (b"a 1 2 3 4\nb 1 2\n", ["line 2", "4 numbers"]),
    "nan.txt": (b"a 1 2 nan 4\n", ["line 1"]),
    "empty.txt": (b"", ["no word vectors"]),
}
CASES = [
    *[("--from", name, *case) for name, case in TRACE_FILES.items()],
    *[("--load", name, *case) for name, case in WEIGHT_FILES.items()],
    *[("--embeddings", name, *case) for name, case in VECTORS.items()],
    *[(option, "nothing.npz", None, ["no file nothing.npz"]) for option in ("--from", "--load", "--embeddings")],
    *[(option, ".", None, ["folder"]) for option in ("--from", "--load", "--embeddings")],
    ("--file", ".", None, ["directory"]),
    ("--file", "nothing.txt", None, ["no file nothing.txt"]),
    ("--file", "latin.txt", (b"caf\xe9"), ["not UTF-8", "byte 4 of line 1"]),
    ("--file", "blank.txt", b" \n", ["text is empty"]),
    ("--set-file", "broken.toml", b"[set", ["not TOML"]),
]


@pytest.mark.parametrize(("option", "name", "content", "says"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence_and_nothing_is_written(
    ttrace, tmp_path, option, name, content, says
):
    if content is not None:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    before = sorted(os.listdir(tmp_path))
    text = [] if option in ("--from", "--file") else ["a b"]
    code, out, err = ttrace(*text, option, name, "-o", "out.json", "--save", "saved.npz")
    assert (code, out) == (2, "") and sorted(os.listdir(tmp_path)) == before
    assert err.startswith("Error: ") and err.count("\n") == 1 and len(err) < 400
    assert all(part in err for part in says), err
    code, out, err = ttrace(*text, option, name, "--lang", "zh")
    assert (code, out) == (2, "") and err.startswith("错误：") and err.count("\n") == 1


WRONG = {
    ("",): ["text is empty"],
    ("   ",): ["text is empty"],
    ("\x01\x02",): ["nothing visible"],
    ("\u200b\u202e",): ["nothing visible"],
    ("a b", "--file", "x.txt"): ["not both"],
    ("a", "--heads", "3"): ["3 heads do not divide d_model 4"],
    ("a", "--heads", "0"): ["heads cannot be 0"],
    ("a", "--layers", "-1"): ["layers cannot be -1"],
    ("a", "--d-model", "4.5"): ["--d-model cannot be 4.5"],
    ("a", "--d-model", "200000"): ["million numbers"],
    ("a " * 60_000, "--stage", "scores"): ["million numbers"],
    ("a", "--scale", "0"): ["scale cannot be 0"],
    ("a", "--scale", "nan"): ["scale cannot be nan"],
    ("a", "--mask", "[[1,0]"): ["mask cannot be"],
    ("a", "--epsilon", "-1"): ["epsilon cannot be -1"],
    ("a", "--dtype", "float8"): ["float64"],
    ("a", "--activation", "rleu"): ["relu"],
    ("a", "--model", "encodr"): ["'encodr'", "encoder"],
    ("a", "--paper", "13"): ["paper cannot be 13", "12"],
    ("a", "--seed", "-1"): ["seed cannot be -1"],
    ("a", "--format", "jsn"): ["'jsn'", "json"],
    ("a", "--stage", "score"): ["No stage 'score'. Did you mean scores?"],
    ("a", "--stage", "["): ["No stage '['"],
    ("a", "--layer", "3"): ["no layer 3", "only one is layer 0"],
    ("a", "--head", "7"): ["no head 7", "0 to 1"],
    ("a", "--head", "-1"): ["no head -1"],
    ("a", "--stage", "embedding", "--head", "0"): ["no heads"],
    ("cat sat", "--token", "cta"): ["'cta'", "cat"],
    ("cat sat", "--token", "2"): ["position 2", "0 to 1"],
    ("a", "--columns", "x"): ["no 'x'", "A:B"],
    ("a", "--columns", "1:x"): ["A:B"],
    ("a", "--columns", "largest 0"): ["largest 5"],
    ("a", "--rows", "largest"): ["--rows", "largest 5"],
    ("a", "--rows", "largest 2", "--format", "csv"): ["largest N"],
    ("a", "--rows", "x", "--figure", "heads"): ["cannot show --rows alone"],
    ("a", "--columns", "1:2:3"): ["A:B"],
    ("a", "--columns", "3:1"): ["0 to 7"],
    ("a", "--columns", "9:12"): ["0 to 7"],
    ("a", "--target", "b"): ["decoder"],
    ("a", "-o", "out.foo"): ["ending"],
    ("a", "-o", "no/out.json"): ["there is no folder"],
    ("a", "--save", "out.foo"): [".safetensors"],
    ("a", "--set", "scores"): ["CELL=VALUE"],
    ("a", "--set", "scores=x"): ["x"],
    ("a", "--set", "scores[0, 0, 0]=true"): ["numbers only"],
    ("a", "--set", 'scores[0, 0, 0]="3"'): ["numbers only"],
    ("a", "--set", "score[0, 0, 0]=1"): ["No stage 'score'. Did you mean scores?"],
    ("a", "--set", "scores[0, 0, 5]=1"): ["Position 5", "0 to 0"],
    ("a b", "--set", "scores[0, c, b]=1"): ["no token 'c'"],
    ("a a", "--set", "scores[0, a, 0]=1"): ["a#1, a#2"],
    ("a", "--set", "scores[0, 0, 0, 0]=1"): ["Too many selectors"],
    ("a", "--set", "scores[0, 0, 0]=[1, 2]"): ["shape 2"],
    ("a", "--set", "W_Q=[[1, 2], [3]]"): ["every row the same length"],
    ("a", "--set", "W_Q=[[1, 2]]"): ["1 × 2", "d_model 4"],
}


@pytest.mark.parametrize("words", WRONG, ids=[" ".join(words)[:60].encode("unicode_escape").decode() for words in WRONG])
def test_a_wrong_request_is_refused_in_one_sentence_and_nothing_is_written(ttrace, tmp_path, words):
    for tongue in ("en", "zh"):
        code, out, err = ttrace(*words, "--lang", tongue)
        assert (code, out, os.listdir(tmp_path)) == (2, "", [])
        assert err.startswith(("Error: ", "错误：")) and err.count("\n") == 1
        assert tongue == "zh" or all(part in err for part in WRONG[words]), err


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_said(ttrace, tmp_path):
    (tmp_path / "shut.toml").write_text('text = "a"')
    (tmp_path / "shut.toml").chmod(0)
    assert ttrace("--from", "shut.toml")[0] == 2


def test_a_full_disk_leaves_the_old_file_whole(ttrace, tmp_path, monkeypatch):
    old = tmp_path / "out.json"
    old.write_text("old")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tracer.render.write", full)
    code, out, err = ttrace("a b", "-o", "out.json")
    assert code == 2 and "disk is full" in err and old.read_text() == "old" and os.listdir(tmp_path) == ["out.json"]


def test_nothing_is_wider_than_the_screen_in_any_language(ttrace):
    for text in ("Thinking Machines", "我爱 cats 😀 非常", "x" * 200, " ".join(f"w{n}" for n in range(200))):
        for width in ("40", "80", "140"):
            _, out, _ = ttrace(text, "--width", width, "--lang", "zh")
            assert max(cells(line) for line in out.splitlines() if not line.startswith("  ttrace ")) <= int(width)


def cells(line):
    from rich.cells import cell_len

    return cell_len(line)


def test_a_large_model_shows_its_ends_and_says_what_is_left_out(ttrace):
    _, out, _ = ttrace("Thinking Machines", "--heads", "12", "--d-model", "384", "--stage", "q")
    assert "Heads 0, 1 of 12 are shown; --head N shows another." in out
    assert "30–31 of 32; --columns A:B or --format csv shows the others" in out
    _, out, _ = ttrace(
        "Thinking Machines", "--heads", "12", "--d-model", "384", "--stage", "q", "--head", "11", "--columns", "9:11"
    )
    assert "head 11" in out and "of 32" not in out
    _, out, _ = ttrace(" ".join("abcdefghijklmnopqrstuvw"), "--stage", "embedding")
    assert "Rows 0–6, 21–22 of 23 are shown; --token N or --all shows others." in out
    _, out, _ = ttrace(" ".join("abcdefghijklmnopqrstuvw"), "--stage", "embedding", "--token", "k")
    assert "\nk " in out and "\na " not in out


def test_no_colour_and_no_escape_in_a_pipe_and_colour_where_it_is_asked_for(ttrace, monkeypatch):
    assert "\x1b" not in ttrace("a b")[1]
    assert "\x1b[" in ttrace("a b", "--color", "always", "--stage", "softmax")[1]
    assert ttrace("a b", "--ascii", "--stage", "softmax")[1].isascii()


def test_what_comes_from_outside_is_shown_and_does_nothing(ttrace, tmp_path):
    code, out, _ = ttrace("\x1b[31m [red]b[/red] =1+1 \u202eabc", "--format", "terminal")
    assert code == 0 and "\x1b" not in out and "\u202e" not in out and "red" in out
    code, _, err = ttrace("--from", "\x1b[31mx.toml")
    assert code == 2 and "\x1b" not in err


def test_numbers_that_overflow_are_traced_and_said(ttrace):
    code, out, _ = ttrace("a", "--set", "embedding=1e308")
    assert code == 0 and "Numbers overflow in encoder.0.attention.q" in out and "nan" in out


@pytest.mark.parametrize("fill", ["-inf", "renormalise", "zero"])
def test_a_query_that_may_look_at_nothing_is_named(ttrace, tmp_path, fill):
    file = tmp_path / "blind.toml"
    file.write_text(f'text = "a b"\nmodel = "attention"\nmask = [[1, 1], [0, 0]]\nmask_fill = "{fill}"\n', encoding="utf-8")
    code, out, _ = ttrace("--from", str(file))
    assert code == 0 and "“b” may look at no token" in out and "overflow" not in out


@pytest.mark.parametrize("options", [(), ("--target", "b", "--model", "seq2seq"), ("--stage", "softmax")])
def test_numbers_of_a_run_are_no_place_to_start_from(ttrace, tmp_path, options):
    ttrace("a", *options, "-o", str(tmp_path / "run.npz"))
    code, _, err = ttrace("--from", str(tmp_path / "run.npz"))
    assert code == 2 and "run.npz is a trace, what a run computed" in err


def test_padding_that_may_look_at_nothing_is_told_and_a_word_before_it(ttrace):
    _, out, _ = ttrace("a b c", "--also", "d e", "--mask", "[[1,0,1],[1,1,1],[0,0,1]]", "--stage", "softmax")
    assert "the padding behind sentence 1" in out and "overflow" not in out
    _, out, _ = ttrace("a b c", "--also", "d e", "--mask", "[[1,0,1],[0,0,1],[0,0,1]]", "--stage", "softmax")
    assert "“e” may look at no token" in out and "overflow" not in out


def test_list_tells_stages_and_shapes_without_numbers(ttrace):
    code, out, _ = ttrace("a b", "--list")
    assert code == 0 and "encoder.0.attention.scores   S       head 2 × query 2 × key 2" in out and "0.6" not in out
    assert "encoder.0.attention.W_Q" in ttrace("a b", "--list", "--parameters")[1]
    assert "norm.variance" in ttrace("a b", "--list", "--detail")[1]


def test_a_changed_cell_is_marked_and_its_consequences_are_listed(ttrace):
    edit = ["Thinking Machines", "--set", "scores[0, Thinking, Machines]=3"]
    assert "3.000*" in ttrace(*edit, "--stage", "scores")[1]
    _, out, _ = ttrace(*edit, "--changed")
    assert "-1.772 → 3.000 (+4.772)*" in out and "attention.q" not in out
    assert out.count("set by an edit") == 1
    assert "every number is as it was" in ttrace("a", "--changed")[1]


def test_parameters_stand_before_the_stage_that_reads_them(ttrace):
    _, out, _ = ttrace("a b", "--parameters")
    assert out.index("\nencoder.0.attention.W_Q   ") < out.index("\nencoder.0.attention.q   ")
    assert "0.807" in ttrace("a b", "--stage", "W_Q")[1]


def test_text_from_standard_input_and_from_a_file_are_the_same(ttrace, tmp_path, monkeypatch):
    import io

    (tmp_path / "text.txt").write_text("Thinking Machines\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Thinking Machines\n"), encoding="utf-8"))
    assert ttrace("-")[1] == ttrace("--file", "text.txt")[1].partition("\nWhat to type next")[0]


REFUSED = {
    ("--list", "--format", "npz"): "--format npz stores numbers",
    ("--figure", "heads", "--format", "csv"): "--format csv stores numbers",
    ("--figure", "heads", "--format", "npz"): "--format npz stores numbers",
    ("--changed", "--format", "json"): "json holds the numbers of one run",
    ("--flavour", "github"): "terminal has one form only",
    ("--flavour", "github", "--format", "json"): "json has one form only",
    ("--figure", "network", "--stage", "q"): "cannot show --stage alone",
    ("--figure", "positions", "--head", "0"): "cannot show --head alone",
    ("--figure", "curve", "--layer", "0"): "cannot show --layer alone",
    ("--figure", "heads", "--columns", "0:1"): "cannot show --columns alone",
    ("--changed", "--list"): "--list and --changed do not",
    ("--changed", "--figure", "heads"): "--figure and --changed do not",
    ("--tokens", "--step"): "--step and --tokens do not",
    ("--list", "--save", "w.npz"): "--list and --save do not",
    ("--list", "--head", "0"): "--list and --head do not",
    ("--tokens", "--stage", "q"): "--tokens and --stage do not",
}


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_what_an_output_cannot_hold_or_show_is_refused(ttrace, tmp_path, words):
    code, out, err = ttrace("a b", *words, *(["-o", "x"] if "npz" in words and "--save" not in words else []))
    assert (code, out) == (2, "") and REFUSED[words] in err and not list(tmp_path.iterdir())


def test_tokens_and_figures_as_data(ttrace, tmp_path):
    assert ttrace("a b", "--tokens", "--format", "csv")[1].splitlines()[1:3] == ["position,token", "0,a"]
    assert ttrace("a b", "--tokens", "-o", "t.npz")[0] == 0
    assert np.load(tmp_path / "t.npz")["tokens"].tolist() == ["a", "b"]
    told = json.loads(ttrace("a b", "--figure", "heads", "--format", "json")[1])
    assert len(told["figures"][0]["panels"]) == 2 and told["figures"][0]["panels"][0]["rows"] == ["a", "b"]
    assert ttrace("a b", "--stage", "q", "--head", "1", "--token", "b", "--format", "csv")[1].splitlines()[2].startswith("1,b,")


@pytest.mark.parametrize("width", ["40", "80", "160"])
@pytest.mark.parametrize(
    ("model", "text", "it", "answer"),
    [
        ("pronoun-zh", "那只动物没有过街，因为它太累了", "它", "动物"),
        ("pronoun-zh", "那只动物没有过街，因为它太窄了", "它", "街"),
        ("pronoun", "The animal didn't cross the street because it was too narrow", "it", "street"),
    ],
)
def test_the_answer_of_a_trained_model_is_in_sight(ttrace, monkeypatch, width, model, text, it, answer):
    monkeypatch.setenv("COLUMNS", width)
    _, out, _ = ttrace(text, "--model", model, "--stage", "probabilities", "--token", it)
    head, _, rows = next(part for part in out.split("\n\n") if "class" in part).partition("\n───")
    assert answer in head.splitlines()[-1].split()  # a column of the table itself
    numbers = rows.splitlines()[1].split()
    assert max(map(float, (one for one in numbers if one[0].isdecimal()))) > 0.9
    if width != "40":
        assert f"{answer} 0.99" in out  # and the likeliest class
        assert f"p[{it}, {answer}] = " in out  # which is worked out


@pytest.mark.parametrize("width", ["80", "160"])
def test_what_changed_most_between_two_texts_is_in_sight(ttrace, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    texts = [f"The animal didn't cross the street because it was too {word}" for word in ("tired", "narrow")]
    _, out, _ = ttrace("compare", *texts, "--model", "pronoun", "--stage", "softmax", "--layer", "1", "--token", "it")
    heading = next(line for line in out.splitlines() if line.startswith("query"))
    assert "street" in heading and "→ 0.996" in out
    assert "tired → narrow" in out and "The largest difference is at" in out


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["Thinking", "Machines", "--seed", "3", "--lang", "zh"], ["ttrace Thinking Machines --seed 3", ""]),
        (["--heads", "1", "--", "a -- b's", "-x"], ["ttrace --heads 1", """-- 'a -- b'"'"'s' -x"""]),
    ],
)
def test_a_page_knows_the_command_that_edits_are_added_to(ttrace, words, wanted):
    end = words.index("--") if "--" in words else len(words)
    text = ttrace(*words[:end], "--format", "page", *words[end:])[1]
    run = text.partition('<script type="application/json"')[2].partition(">")[2].partition("</script>")[0]
    assert json.loads(run)["command"] == wanted


def test_a_fragment_answers_where_it_is_asked_to_and_other_formats_say_why_not(ttrace):
    out = ttrace("Thinking", "--format", "html", "--live")[1]
    assert '"command":["ttrace Thinking",""]' in out and 'data-cell="encoder.0.attention.scores[' in out
    for options, said in [
        (["--format", "page"], "A page answers clicks by itself"),
        (["--format", "latex"], "latex cannot"),
        ([], "terminal cannot"),
        (["--format", "html", "--figure", "heads"], "shows no single run"),
        (["--format", "html", "--tokens"], "shows no single run"),
    ]:
        code, out, err = ttrace("Thinking", "--live", *options)
        assert code == 2 and said in out + err


def test_stages_with_commas_between_are_several(ttrace):
    assert ttrace("Thinking Machines", "--stage", "q,scores") == ttrace("Thinking Machines", "--stage", "q", "--stage", "scores")
    assert ttrace("Thinking Machines", "--stage", "q，scores") == ttrace("Thinking Machines", "--stage", "q,scores")
    for wrong in ("", "q,,k", "q, "):
        code, _, err = ttrace("Thinking Machines", "--stage", wrong)
        assert code == 2 and ("No stage ''" in err or "No stage ' '" in err)


@pytest.mark.parametrize("format_", ["beamer", "reveal"])
def test_a_deck_names_the_command_that_makes_its_numbers(ttrace, format_):
    _, out, _ = ttrace("Thinking Machines", "--stage", "q,k", "--seed", "3", "--format", format_, "--lang", "en")
    plain = out.replace("\\textquotesingle{}", "'").replace("-{}-", "--").replace("&#x27;", "'")
    assert "ttrace 'Thinking Machines' --stage q,k --seed 3" in plain


def test_brief_is_a_screen_and_data_of_the_same_stages_and_token(ttrace):
    code, out, _ = ttrace("Thinking Machines", "--brief")
    assert code == 0 and len(out.splitlines()) <= 24 and "path of “Machines”" in out
    code, out, _ = ttrace("Thinking Machines", "--brief", "--token", "Thinking", "--format", "json")
    stored = json.loads(out)
    assert [step["name"] for step in stored["steps"]][-1] == "encoder.0.ffn.norm"
    assert all(
        axis["labels"] == ["Thinking"] for step in stored["steps"] for axis in step["axes"] if axis["name"] in ("token", "query")
    )
    assert "encoder.0.attention.k" not in {step["name"] for step in stored["steps"]}


@pytest.mark.parametrize(
    "idle", [["--stage", "q"], ["--detail"], ["--rows", "0"], ["--parameters"], ["--format", "xlsx"], ["--changed"]]
)
def test_what_brief_has_no_place_for_is_refused(ttrace, idle):
    code, out, err = ttrace("a b", "--brief", *idle)
    assert code == 2 and not out and idle[0].replace("--format", "--brief") in err and "Traceback" not in err
