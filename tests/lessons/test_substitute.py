"""A lesson for another sentence: its commands and cells follow word by word, everything else stays."""

from tracer.lessons.substitute import adapt, sentence_of

LESSON = """# A b

A b is <!-- ttrace: scores[0, A, b] -->1<!-- /ttrace -->, <!-- ttrace: "A b" z[A, 0] heads=1 -->2<!-- /ttrace -->.

```console
$ ttrace "A b" --heads 1 --token b
1
$ ttrace explain "A b" 'scores[0, A, b]' --seed 2
$ ttrace compare "A b" other
$ ls
```
"""


def test_the_sentence_of_a_lesson_is_its_first_traced_one():
    assert sentence_of(LESSON) == "A b"
    assert sentence_of("```console\n$ ttrace compare x y\n$ ttrace explain Hello 'z[0]'\n```\n") == "Hello"
    assert sentence_of("nothing") == ""


def test_nothing_asked_for_changes_nothing():
    assert adapt(LESSON) == LESSON


def test_cells_and_tokens_follow_the_new_words():
    text = adapt(LESSON, "Deep Blue")
    assert '$ ttrace "Deep Blue" --heads 1 --token Blue\n' in text
    assert '$ ttrace explain "Deep Blue" "scores[0, Deep, Blue]" --seed 2\n' in text
    assert '$ ttrace compare "Deep Blue" other\n' in text
    assert "ttrace: scores[0, Deep, Blue] -->" in text and 'ttrace: "Deep Blue" z[Deep, 0] heads=1 -->' in text
    assert text.startswith("# A b\n\nA b is ") and "$ ls\n" in text


def test_a_seed_goes_to_every_run_and_replaces_the_old_one():
    text = adapt(LESSON, seed=9)
    assert '$ ttrace "A b" --heads 1 --token b --seed 9\n' in text
    assert "'scores[0, A, b]' --seed 9" in text.replace('"', "'") and "--seed 2" not in text
    assert "$ ttrace compare" in text and "other --seed" not in text
    assert "heads=1 seed=9 -->" in text and "scores[0, A, b] -->" in text


def test_chinese_characters_follow_one_by_one():
    text = "```console\n$ ttrace 我爱机器 --stage q\n$ ttrace explain 我爱机器 'scores[0, 我, 爱]'\n```\n"
    assert '"scores[0, 他, 看]"' in adapt(text, "他看电影")


def test_a_word_inside_another_is_left_alone():
    text = '```console\n$ ttrace "a b" --stage q\n$ ttrace explain "a b" \'softmax[0, key=a, query=b]\'\n```\n'
    assert "softmax[0, key=cc, query=b]" in adapt(text, "cc b")


def test_what_is_said_of_another_sentence_stays():
    text = '```console\n$ ttrace "A b"\n$ ttrace "A c" --token A\n```\nSo <!-- ttrace: z[A, 0] -->1<!-- /ttrace -->, <!-- ttrace: "A c" z[A, 0] -->1<!-- /ttrace -->\n'
    new = adapt(text, "Deep Blue")
    assert '$ ttrace "Deep Blue"\n$ ttrace "A c" --token A\n' in new
    assert "ttrace: z[A, 0] -->" in new and 'ttrace: "A c" z[A, 0] -->' in new


def test_an_apostrophe_needs_no_second_kind_of_quotes():
    assert '$ ttrace "it didn\'t"\n' in adapt('```console\n$ ttrace "A b"\n```\n', "it didn't")


def test_chinese_words_follow_as_the_sentences_set_them_apart():
    lesson = LESSON.replace("A b", "我 爱 机器").replace("[0, A, b]", "[0, 我, 机器]").replace("--token b", "--token 机器")
    text = adapt(lesson, "我 学 算法")
    assert '$ ttrace "我 学 算法" --heads 1 --token' in text and "--token '算法'\n" in text and "scores[0, 我, 算法]" in text
    assert "--token '习'" in adapt(LESSON.replace("A b", "机器").replace("--token b", "--token 器"), "学习")
