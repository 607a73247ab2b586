"""One word for one thing: the Chinese of help, stages, messages and lessons keeps to the glossary's terms."""

import re
from importlib import import_module
from pathlib import Path

import pytest

import tracer
from tracer import language
from tracer.reference.glossary import TERMS

ROOT = Path(tracer.__file__).parent
LESSONS = sorted((ROOT.parent / "walkthroughs").glob("[0-9]*.zh.md"))
CHINESE = {
    f"{file.stem}.{name}": chinese
    for file in sorted((ROOT / "language").glob("*.py"))
    if file.stem != "__init__"
    for name, (_, chinese) in import_module(f"tracer.language.{file.stem}").MESSAGES.items()
}
# what was used for a thing beside its term: the term
OTHERS = {
    "跟踪": "追踪",
    "段落嵌入": "段嵌入",
    "片段": "段",
    "遮盖": "掩码",
    "掩盖": "掩码",
    "滑动平均": "移动平均",
    "滑动方差": "移动方差",
    "人为改动": "人为设定",
    "前馈层": "前馈网络",
    "编码器-解码器": "编码器—解码器",
    "抽签": "采样",
    "活的数": "可核对的数",
    "小数 ε": "小常数 ε",
    "折弯": "非线性",
    "列平均": "列均值",
    "head 数": "头数",
}


FRAGMENT = "HTML 片段"  # a piece of a page, which is no segment


def others(text):
    return {word: term for word, term in OTHERS.items() if word in text.replace(FRAGMENT, "")}


def test_messages_use_the_terms():
    assert {message: words for message, text in CHINESE.items() if (words := others(text))} == {}


@pytest.mark.parametrize("file", LESSONS, ids=lambda file: file.stem)
def test_a_lesson_uses_the_terms(file):
    prose = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not others(prose)


def test_the_fields_words_can_be_met_and_so_searched_for():
    said = "".join(CHINESE.values()) + "".join(file.read_text(encoding="utf-8") for file in LESSONS)
    words = "词元 注意力头 采样 贪心 核采样 交叉熵 标签平滑 消融 激活修补 反向传播 掩码 段嵌入 旋转位置编码 分组查询注意力 KV缓存 非线性 自回归"
    assert [word for word in words.split() if word not in said.replace(" ", "")] == []


def test_what_an_english_reader_searches_for_is_there():
    lessons = "".join(file.with_name(file.name.replace(".zh.", ".en.")).read_text(encoding="utf-8") for file in LESSONS)
    english = "".join(template for name in CHINESE for template in [language.template(name, "en")])
    words = [
        "teacher forcing",
        "KV cache",
        "autoregressive",
        "residual stream",
        "SwiGLU",
        "RoPE",
        "one-hot",
        "label smoothing",
        "logit lens",
        "cross-entropy",
        "nucleus sampling",
        "greedy",
        "ablation",
        "activation patching",
        "rotary",
        "grouped-query",
    ]
    assert [word for word in words if word.lower() not in (lessons + english).lower()] == []


def test_every_stage_and_lesson_of_the_glossary_exists():
    numbers = {file.name[:2] for file in LESSONS}
    terms = [term for part in TERMS.values() for term in part]
    assert {term.lesson for term in terms if term.lesson} <= numbers
    for term in terms:
        assert all(language.template(f"glossary.{term.name}", code) for code in ("en", "zh"))


@pytest.mark.parametrize(
    ("items", "english", "chinese"), [(["a", "b"], "a, b", "a、b"), ([1, 2, "…"], "1, 2, …", "1、2、…"), ([], "", "")]
)
def test_a_list_is_written_as_its_language_writes_it(items, english, chinese):
    with language.speaking("en"):
        assert language.listed(items) == english
        assert language.say("ops.no_axis", axis="x", axes=items).endswith(f"{english}.")
    with language.speaking("zh"):
        assert language.listed(items) == chinese
        assert language.say("ops.no_axis", axis="x", axes=items).endswith(f"{chinese}。")
