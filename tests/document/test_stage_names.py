"""A stage's address in the reader's words."""

import pytest
from kinds import KINDS

from tracer import language, trace
from tracer.document.stage_names import stage_heading, stage_name


@pytest.fixture(autouse=True)
def english():
    yield
    language.use(None)


@pytest.mark.parametrize(
    ("address", "english", "chinese"),
    [
        ("encoder.0.attention.scores", "Encoder layer 0 · attention · scores", "编码器第 0 层 · 注意力 · 分数"),
        ("decoder.11.cross.q", "Decoder layer 11 · cross-attention · queries q", "解码器第 11 层 · 交叉注意力 · 查询 q"),
        ("embedding", "Embedding", "词嵌入"),
        ("encoder.0.attention.W_Q", "Encoder layer 0 · attention · W_Q", "编码器第 0 层 · 注意力 · W_Q"),
        ("step.2.grad.encoder.0.ffn.b_1", "Step 2 · gradient · Encoder layer 0 · feed-forward · b_1",
         "第 2 步 · 梯度 · 编码器第 0 层 · 前馈网络 · b_1"),
        ("h", "h", "h"),
        ("decoder.add", "Decoder · residual sum", "解码器 · 残差和"),
        ("input.add", "Input · sum of embeddings", "输入 · 各项嵌入之和"),
        ("decoder.input.add", "Decoder · input · sum of embeddings", "解码器 · 输入 · 各项嵌入之和"),
    ],
)  # fmt: skip
def test_in_both_languages(address, english, chinese):
    language.use("en")
    assert stage_name(address) == english
    language.use("zh")
    assert stage_name(address) == chinese


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_no_two_stages_of_a_run_have_the_same_name(kind, tongue):
    run = trace("the cat sat", **KINDS[kind])
    language.use(tongue)
    names = [stage_name(step.name) for step in run.shown]
    assert len(set(names)) == len(names)


def test_the_heading_holds_the_address_where_no_line_below_says_it():
    assert stage_heading("input", addressed=False).text == "Input"
    heading = stage_heading("input")
    assert heading.text == "Input input" and heading.address == "input"
    assert [span.kind for span in heading.text.spans] == ["plain", "code"]
