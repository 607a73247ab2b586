"""Every sentence exists in both languages, with the same placeholders, and survives whatever fills them."""

import ast
import pkgutil
import re
import string
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from tracer import language

AREAS = sorted(module.name for module in pkgutil.iter_modules(language.__path__))
MESSAGES = [
    (f"{area}.{name}", pair) for area in AREAS for name, pair in import_module(f"tracer.language.{area}").MESSAGES.items()
]
IDS = [message for message, _ in MESSAGES]
by_area = pytest.mark.parametrize("area", AREAS)  # a test a sentence would cost more than what it tests
HOSTILE = ["", "{word}", "{0}", "%s", "\x1b[31m", "\u202e", "\ud800", "[red]", "'\"`\\", "我" * 99, "a\nb"]


def of_area(area):
    """The messages of one file: (id, (English, Chinese))."""
    return [(message, pair) for message, pair in MESSAGES if message.partition(".")[0] == area]


def placeholders(text):
    """Names and format specs, each as often as it stands there; a word that follows a number (`{count:token|tokens}`) is no value."""
    found = [(name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name is not None]
    return sorted((name, spec) for name, spec in found if "|" not in spec)


def filled(text, value):
    """Text values, or numbers where the sentence formats one."""
    return {name: 7 if spec else value for name, spec in placeholders(text)}


@cache
def nodes():
    """Every node of the source, by file."""
    files = sorted(Path(language.__path__[0]).parent.rglob("*.py"))
    return {path: list(ast.walk(ast.parse(path.read_text(encoding="utf-8")))) for path in files}


def error_classes():
    """The names of `TracerError` and of every class made of it, read from the source."""
    names, before = {"TracerError"}, 0
    classes = [node for of_file in nodes().values() for node in of_file if isinstance(node, ast.ClassDef)]
    while len(names) > before:
        before = len(names)
        names |= {node.name for node in classes if {ast.unparse(base) for base in node.bases} & names}
    return names


def uses():
    """Where the source names a message outright: (file and line, id, the values it passes or None where not told)."""
    errors = error_classes()
    for path, of_file in nodes().items():
        for node in of_file:
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            called, message = ast.unparse(node.func), node.args[0].value
            if (called in ("say", "language.say") or called.removesuffix(".near") in errors) and isinstance(message, str):
                passed = {keyword.arg for keyword in node.keywords}
                if called.endswith(".near"):
                    passed.add("word")
                yield f"{path.name}:{node.lineno}", message, None if None in passed else passed


@pytest.fixture(autouse=True)
def environment_language():
    yield
    language.use(None)


@by_area
def test_both_languages_say_the_same(area):
    for message, (english, chinese) in of_area(area):
        assert english.strip() == english, message
        assert chinese.strip() == chinese, message
        assert english and chinese, message
        assert set(placeholders(english)) == set(placeholders(chinese)), message
        assert all(name.isidentifier() for name, _ in placeholders(english)), message


@by_area
def test_nothing_that_fills_a_sentence_breaks_it(area):
    for message, pair in of_area(area):
        for code, text in zip(language.LANGUAGES, pair, strict=True):
            language.use(code)
            for value in HOSTILE:
                sentence = language.say(message, **filled(text, value))
                assert "\x1b" not in sentence, message
                assert "\u202e" not in sentence, message
                sentence.encode()


@pytest.mark.parametrize("message", [message for message in IDS if message.endswith(".near")])
def test_a_near_miss_has_its_plain_sentence(message):
    assert language.knows(message.removesuffix(".near"))
    words = {name for name, _ in placeholders(language.template(message, "en"))}
    assert {"word", "near"} <= words


# English sentences that speak of Chinese words: an example on the help page, and the card of a model that reads Chinese.
ABOUT_CHINESE = {
    "cli.examples",
    "lessons.course_same",
    "lessons.entry_both",
    "training.about_pronoun_zh",
    "training.data_pronoun_zh",
    "training.limits_pronoun_zh",
}


@by_area
def test_english_has_no_chinese_and_chinese_uses_its_own_marks(area):
    for message, (english, chinese) in of_area(area):
        assert message in ABOUT_CHINESE or not re.search(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", english), message
        western = re.search(r"[\u4e00-\u9fff][,;:?!](?:\s|$)", chinese)
        assert not western, f"{message}: a Western mark after a Chinese character"


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"),
        ({"TTRACE_LANG": "en", "LC_ALL": "zh_CN"}, "en"),
        ({"TTRACE_LANG": "ZH"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh"}, "zh"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_environment_chooses_the_language(monkeypatch, variables, code):
    for name in ("TTRACE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language.current() == code
    language.use("zh")
    assert language.current() == "zh"


def test_the_source_names_messages_that_exist_with_all_their_values():
    named = list(uses())
    assert len(named) > 500
    for where, message, passed in named:
        assert language.knows(message), f"{where} {message}"
        needed = {name for name, _ in placeholders(language.template(message, "en"))}
        assert passed is None or needed <= passed, f"{where} {message}"


def test_every_sentence_is_said_somewhere():
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(language.__path__[0]).parent.rglob("*.py")
        if path.parent.name != "language"
    )
    whole = set(re.findall(r"""["']([a-z_]+\.[a-z_.]+)["']""", source))
    built = tuple(set(re.findall(r"""f["']([a-z_]+\.[a-z_.]*)\{""", source)))  # ids whose last part is chosen at run time
    said = {message for message in IDS if message.removesuffix(".near") in whole or message.startswith(built)}
    assert sorted(set(IDS) - said) == []


def test_an_unknown_message_is_unknown():
    assert language.knows("tokens.empty")
    assert not language.knows("text.nothing")
    assert not language.knows("nowhere.empty")


@pytest.mark.parametrize(("count", "said"), [(1, "The text is cut into 1 token."), ("1", "The text is cut into 1 token."),
                                             (0, "The text is cut into 0 tokens."), (11, "The text is cut into 11 tokens.")])  # fmt: skip
def test_words_follow_their_number(count, said):
    language.use("en")
    assert language.say("document.tokens", count=count) == said


def test_another_language_is_spoken_for_a_while_and_the_chosen_one_is_known_in_threads():
    from threading import Thread

    heard = []
    language.use("zh")
    with language.speaking("en"):
        assert language.current() == "en"
        with language.speaking("zh"):
            assert language.current() == "zh"
        thread = Thread(target=lambda: heard.append(language.current()))
        thread.start()
        thread.join()
        assert language.current() == "en"
    assert (language.current(), heard) == ("zh", ["zh"])
