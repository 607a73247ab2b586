"""The word vectors of lesson 25, made again: sentences from a grammar of ours, and a small model trained on them.

    python walkthroughs/vectors/make.py FOLDER

writes `cloze.tsv` (a sentence without one of its words, a tab, that word), trains on it with `ttrace train --exact`, and writes
each word's column of W_U to `words.vec`, in the form of word2vec and fastText. Nothing in it was written by anybody else.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tracer.cli import main
from tracer.files.formats import load
from tracer.session.resolve.side import END, START
from tracer.training.task import Draw

COUNT, PLACES = 12_000, 3
OPTIONS = "--exact --seed 0 --steps 1200 --learning-rate 0.006 --d-model 16 --heads 2 --d-ff 32 --layers 1"
CHINESE = {
    "animal": "猫 狗 马 牛 羊 兔子 老虎 狮子 熊 猴子 狐狸 鸭子",
    "food": "米饭 面条 面包 苹果 香蕉 西瓜 鸡蛋 蛋糕 饺子 白菜",
    "person": "老师 学生 医生 护士 工人 农民 司机 厨师 妈妈 爸爸 孩子 朋友",
    "who": "我 你 他 她 我们 他们",
    "place": "学校 医院 工厂 餐馆 商店 银行 图书馆 公园",
    "vehicle": "汽车 火车 飞机 轮船 自行车 地铁",
    "city": "北京 上海 广州 南京 杭州 成都 西安",
    "machine": "机器 电脑 手机 机器人 电视 冰箱",
    "subject": "数学 物理 化学 历史 语文 音乐 英语",
    "learn": "学习 研究 复习",
    "want": "爱 喜欢 讨厌",
    "colour": "红 蓝 绿 黄 白 黑",
    "season": "春天 夏天 秋天 冬天",
    "weather": "下雨 下雪 刮风 打雷",
    "wild": "森林 草原 河 湖",
}
ENGLISH = {
    "animal": "cat dog horse cow sheep rabbit tiger lion bear monkey fox duck",
    "food": "rice noodles bread apple banana melon egg cake soup cabbage",
    "person": "teacher student doctor nurse worker farmer driver cook mother father child friend",
    "who": "i you he she we they",
    "place": "school hospital factory restaurant shop bank library park",
    "vehicle": "car train plane ship bicycle bus",
    "city": "london paris berlin rome madrid vienna oslo",
    "machine": "machines computers phones robots televisions cameras",
    "subject": "mathematics physics chemistry history english music art",
    "learn": "study learn review",
    "want": "love like hate",
    "colour": "red blue green yellow white black",
    "season": "spring summer autumn winter",
    "weather": "rains snows storms thunders",
    "wild": "forest meadow river lake",
}
PATTERNS = {
    "zh": (
        "{animal} 在 {wild} 边 吃 草",
        "{colour} 的 {animal} 在 {wild} 边 跑",
        "{who} 想 吃 {food}",
        "{person} 在 {place} 吃 {food}",
        "{person} 每天 去 {place}",
        "{who} 坐 {vehicle} 去 {city}",
        "{person} 坐 {vehicle} 回 {city}",
        "{who} {want} {machine}",
        "{person} 修理 {machine}",
        "{who} 在 {place} {learn} {subject}",
        "{person} {want} {learn} {subject}",
        "{city} 的 {season} 常常 {weather}",
        "{season} {weather} 的 时候 {who} 在 家",
        "{who} 买 了 {colour} 的 {vehicle}",
        "{who} {want} {animal}",
    ),
    "en": (
        "the {animal} eats grass by the {wild}",
        "the {colour} {animal} runs by the {wild}",
        "{who} want to eat {food}",
        "the {person} eats {food} at the {place}",
        "the {person} goes to the {place} every day",
        "{who} go to {city} by {vehicle}",
        "the {person} returns to {city} by {vehicle}",
        "{who} {want} {machine}",
        "the {person} repairs {machine}",
        "{who} {learn} {subject} at the {place}",
        "every {person} can {learn} {subject}",
        "it often {weather} in {city} in {season}",
        "when it {weather} in {season} {who} stay at home",
        "{who} bought a {colour} {vehicle}",
        "{who} {want} the {animal}",
    ),
}


def cloze() -> list[tuple[str, str]]:
    """Sentences of both languages, each without one of the words that a slot gave it, and that word."""
    draw = Draw(0, "cloze")
    pairs = []
    for number in range(COUNT):
        language, slots = ("zh", CHINESE) if number % 2 else ("en", ENGLISH)
        pattern = draw.one(PATTERNS[language]).split()
        words = [draw.one(slots[part[1:-1]].split()) if part[0] == "{" else part for part in pattern]
        left_out = draw.one([place for place, part in enumerate(pattern) if part[0] == "{"])
        pairs.append((" ".join(word for place, word in enumerate(words) if place != left_out), words[left_out]))
    return pairs


def vectors(model: Path) -> str:
    """What a trained model predicts each word by (its column of W_U) as a file: how many, how long; then a word a line."""
    stored = load(model)
    columns = zip(stored.target_tokens or (), stored.parameters["output.W_U"].T.tolist(), strict=True)
    rows = {word: column for word, column in columns if word not in (START, END)}
    lines = [f"{len(rows)} {len(next(iter(rows.values())))}"]
    lines += [" ".join([word, *(f"{number:.{PLACES}f}" for number in row)]) for word, row in rows.items()]
    return "\n".join([*lines, ""])


def make(folder: Path) -> None:
    """Write the pairs, train, write the vectors."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cloze.tsv").write_text("".join(f"{source}\t{target}\n" for source, target in cloze()), encoding="utf-8")
    try:
        main(["train", "--task", str(folder / "cloze.tsv"), *OPTIONS.split(), "-o", str(folder / "cloze.safetensors")])
    except SystemExit as end:
        if end.code:
            raise
    (folder / "words.vec").write_text(vectors(folder / "cloze.safetensors"), encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
