"""The line-by-line stepper: commands by word, nothing redrawn, the end of input a good end."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from tracer import language
from tracer.language import say
from tracer.session import trace
from tracer.stepper.plain.commands import COMMANDS
from tracer.stepper.plain.loop import PROMPT
from tracer.stepper.plain.loop import run as answer_lines
from tracer.stepper.plain.talk import Talk
from tracer.stepper.screen.keys import FOOT
from tracer.stepper.state.cursor import Cursor

TWO = trace("Thinking Machines")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use(None)


def talked(*lines: str, run: object = TWO, width: int = 200) -> str:
    """Everything written when these lines are read."""
    output = io.StringIO()
    talk = Talk(Cursor(run), output, width, "never")  # type: ignore[arg-type]
    answer_lines(talk, io.StringIO("".join(f"{line}\n" for line in lines)))
    return output.getvalue()


def answers(*lines: str, run: object = TWO) -> list[str]:
    """The answer to each line, without the opening."""
    return [part.split("\n", 1)[1] for part in talked(*lines, run=run).split("\n" + PROMPT)[1:]]


def test_enter_goes_through_every_stage_in_order():
    said = talked(*[""] * (len(TWO.shown) - 1))
    places = [said.index(f"\n{step.name}   ") for step in TWO.shown]
    assert places == sorted(places)
    assert f"stage {len(TWO.shown)} of {len(TWO.shown)}" in said


def test_one_enter_too_many_is_said_and_the_end_of_input_ends():
    said = talked(*[""] * len(TWO.shown))
    assert said.count("This is the last stage.") == 1
    assert said.endswith("End of input.\n")


@pytest.mark.parametrize("word", ["quit", "q", "exit", "QUIT"])
def test_quit_ends_without_another_word(word):
    assert talked(word, "next").endswith(f"{PROMPT}{word}\n")


def test_what_a_pipe_says_stands_in_the_record():
    assert f"\n{PROMPT}stage scores\n" in talked("stage scores")


def test_a_cell_is_explained_followed_and_come_back_from():
    cell, why, follow, back, *_ = answers("cell scores[0, Thinking, Machines]", "why", "follow 2", "back")
    assert "-0.649×(-1.527) + (-0.635)×4.350 ≈ -1.772" in cell
    assert [line.split()[1] for line in why.splitlines() if line[:3].strip().isdigit()] == ["-0.649", "-1.527", "-0.635", "4.350"]
    assert follow.startswith("encoder.0.attention.k[head=0, token=Machines, d_k=0]")
    assert back == cell


def test_an_edit_names_what_changed_and_undo_takes_it_back():
    done, changed, shown, undone, again, *_ = answers("set scores[0, Thinking, Machines]=3", "changes", "show", "undo", "changes")
    assert "-1.772 → 3.000. 12 later stages changed." in done
    assert len(changed.splitlines()) == 13 and "softmax   2 of 8 numbers" in changed
    assert "-1.772 → 3.000 (+4.772)*" in shown
    assert "is -1.772 again" in undone
    assert again.startswith("No edit has changed anything")


def test_set_with_a_number_alone_changes_the_cell_at_hand():
    _, done, why, *_ = answers("cell embedding[0, 1]", "set 1.5", "why")
    assert "→ 1.500" in done and "put in by an edit" in why and "E[Thinking, 1] = 1.500" in why


def test_hidden_numbers_are_not_printed_until_they_are_predicted():
    hidden, stage, cell, right, shown, *_ = answers("hide", "stage scores", "cell scores[0, 0, 1]", "guess -1.772", "reveal")
    assert "Results are hidden" in hidden
    assert not any(f"{value:.3f}" in stage + cell for value in TWO["scores"].values.ravel())
    assert cell.rstrip().endswith("= ?")
    assert right.startswith("Right: -1.772")
    assert "-6.650" in shown


def test_search_lists_and_hit_goes_there():
    found, gone, *_ = answers("search 0.54", "hit 1")
    assert found.split() == ["1", "0.540", "positions[token=Machines,", "d_model=1]"]
    assert gone.startswith("positions[token=Machines, d_model=1]")


def test_bookmarks_are_listed_and_gone_to():
    _, _, _, listed, gone, *_ = answers("cell scores[1, 1, 1]", "mark", "stage input", "bookmarks", "bookmarks 1")
    assert "scores[head=1, query=Machines, key=Machines]" in listed
    assert gone.startswith("encoder.0.attention.scores[head=1")


def test_goes_says_how_many_shows_the_strongest_and_lists_all():
    _, few, every, gone, *_ = answers("cell embedding[0, 1]", "goes", "goes all", "goes 1")
    assert "goes into" in few and "Δ" in few
    _, few, every, gone, *_ = answers("cell W_Q[1, 3]", "goes", "goes all", "goes 2")
    assert "goes into 2 numbers of q" in few and gone.startswith("encoder.0.attention.q[")
    _, few, every, *_ = answers("cell encoder.0.attention.norm[0, 1]", "goes", "goes all")
    assert "goes into 8 numbers of hidden, 1 number of ffn.add" in " ".join(few.split())
    assert "5 more, less strong: goes all lists them" in few
    numbers = [int(line.split()[0]) for line in every.splitlines() if line[:3].strip().isdigit()]
    assert numbers == list(range(1, 10)) and "more, less strong" not in every


def test_an_edit_to_the_same_number_changes_nothing():
    _, done, same, shown, *_ = answers("cell scores[0, 0, 0]", "set 3", "set 3.0", "where")
    assert "→ 3.000" in done and "is 3.000 already; nothing was changed." in same and "edits: 1" in shown


def test_follow_on_an_edited_cell_says_what_it_would_be_computed_from():
    _, _, gone, *_ = answers("cell scores[0, Thinking, Machines]", "set 3", "follow 2")
    assert "was put in by an edit; without it, it would be computed from:" in " ".join(gone.split())
    assert "encoder.0.attention.k[head=0, token=Machines, d_k=0]" in gone


def test_the_words_of_the_screen_are_known_here_too():
    words = {word for command in COMMANDS for word in command.words}
    assert {say(f"stepper.foot_{key}") for _, key, _ in FOOT} - {"why"} <= words | {"stage", "quit"}
    said = answers("find softmax", "edit embedding[0, 0]=1", "predict", "predict", "where")
    assert "encoder.0.attention.softmax" in said[0] and "→ 1.000" in said[1]
    assert "hidden" in said[2] and "shown again" in said[3]
    assert said[4].startswith("stage 1 of 19   edits: 1")


def test_predict_with_a_number_is_a_guess_and_a_hidden_number_is_neither_edited_nor_copied():
    said = answers("hide", "cell scores[0, 0, 1]", "set 3", "copy text", "predict -1.772", "show", "set 4")
    assert "Reveal this number" in said[2] and "Reveal these numbers" in said[3]
    assert said[4].startswith("Right: -1.772")
    assert "-6.650" not in said[5], "one revealed number does not show the others"
    assert "→ 4.000" in said[6]


def test_cells_are_walked_and_the_table_is_written_to_be_copied():
    said = answers(
        "cell scores[0, 0, 0]", "right", "down", "left", "up", "copy markdown", "copy x", "layer", "layer -1", "sentence"
    )
    assert [line.partition("[")[2].partition("]")[0] for line in said[:5]] == [
        f"head=0, query={query}, key={key}"
        for query, key in (
            ("Thinking", "Thinking"), ("Thinking", "Machines"), ("Machines", "Machines"), ("Machines", "Thinking"),
            ("Thinking", "Thinking"),
        )
    ]  # fmt: skip
    assert "| Thinking" in said[5] and "copy takes one of markdown" in said[6]
    assert "last part" in said[7] and "stage 1 of 19" in said[8] and "no further sentence" in said[9]


def test_one_head_is_shown_alone():
    alone = answers("stage scores", "head 1")[1]
    assert "-2.241" in alone and "-1.004" not in alone


def test_the_other_language_comes_at_once():
    changed, shown, *_ = answers("language", "show")
    assert changed.startswith("现在使用中文") and "词嵌入" in shown


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hlep", "There is no command 'hlep'. Did you mean help?"),
        ("xyzzy", "There is no command 'xyzzy'; help lists them."),
        ("stage", "stage needs something after it, for example: stage softmax"),
        ("stage scors", "Did you mean"),
        ("cell scores[0, Thinkin, 0]", "Thinking"),
        ("follow 9", "There is no source 9"),
        ("follow x", "'x' is no number"),
        ("follow 1.5", "'1.5' is no whole number"),
        ("head 7", "embedding has no further head"),
        ("hit", "Nothing was searched yet"),
        ("goes 5", "There is no number 5 in this list"),
        ("bookmarks", "There is no bookmark yet; mark sets one."),
        ("set scores[0, 0, 0]=x", "'x' is no number"),
        ("undo", "Nothing was changed"),
        ("changes", "No edit has changed anything"),
        ("decimals 99", "99 decimals cannot be shown: give a number from 0 to 12."),
        ("decimals -1", "give a number from 0 to 12"),
        ("stage foo", "the command list shows"),
        ("cell foo[0]", "the command list shows"),
        ("set foo=3", "the command list shows"),
        ("decimals 1e999", "no whole number"),
        ("\x1b[31m", "There is no command '␛[31m'"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence_and_goes_on(line, said):
    answer, after = answers(line, "show")[:2]
    assert said in answer and len(answer.splitlines()) <= 2
    assert after.startswith("stage ")


def test_help_has_a_line_for_every_command():
    for lang in language.LANGUAGES:
        language.use(lang)
        lines = answers("help")[0].splitlines()
        for command in COMMANDS:
            assert any(line.startswith(command.name) for line in lines)


def test_every_word_means_one_command():
    words = [word for command in COMMANDS for word in command.words]
    assert len(words) == len(set(words))


def test_every_command_does_something_with_its_own_example():
    for command in COMMANDS:
        said = talked("stage scores", f"{command.name} {command.example}".strip())
        assert "There is no command" not in said and "needs something" not in said


def test_lines_keep_to_the_width_asked_for():
    said = talked("help", "why", "", "search 0.5", width=50)
    prose = [line for line in said.splitlines() if "[" not in line]
    assert max(map(len, prose)) <= 50


def test_an_output_without_chinese_writes_escapes_instead_of_failing():
    raw = io.BytesIO()
    output = io.TextIOWrapper(raw, encoding="ascii")
    answer_lines(Talk(Cursor(trace("我 爱")), output, 80, "never"), io.StringIO("why\n"))
    output.flush()
    assert b"\\u6211" in raw.getvalue()


def test_layers_are_walked_with_details_and_parameters_among_the_stages():
    _, said, *_ = answers("details", "layer")
    assert "Encoder layer 0" in said


def test_why_of_a_named_cell_and_words_that_stand_alone():
    assert answers("why softmax[0, 0, 1]")[0].startswith("encoder.0.attention.softmax[head=0, query=")
    for line in ("next 3", "undo x", "hide me", "list softmax", "quit now"):
        assert answers(line)[0].strip() == f"{line.split()[0]} stands alone: leave out what follows it."
