"""Short English sentences into Chinese, five patterns and a question: most of them put the words in another order.

The grammar knows which word each character translates, so that cross-attention can be held against it. Subjects and
verbs that never meet in training are kept to judge by.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracer.training.task import Draw, Pair, Task
from tracer.weights.seed import stream


def _words(text: str) -> dict[str, str]:
    return dict(entry.split("=") for entry in text.split())


PEOPLE = _words(
    "teacher=老师 student=学生 doctor=医生 mother=妈妈 father=爸爸 friend=朋友 girl=女孩 boy=男孩 farmer=农民 child=孩子 "
    "brother=哥哥 sister=姐姐 driver=司机 cook=厨师 cat=猫 dog=狗 bird=鸟 horse=马 monkey=猴子 rabbit=兔子"
)
THINGS = _words(
    "book=书 apple=苹果 table=桌子 letter=信 picture=画 flower=花 car=汽车 ball=球 cup=杯子 map=地图 bread=面包 fish=鱼"
)
QUALITIES = _words("big=大 small=小 red=红 blue=蓝 new=新 old=旧 black=黑 white=白 beautiful=漂亮 cheap=便宜")
PLACES = _words(
    "garden=花园 school=学校 house=房子 city=城市 park=公园 kitchen=厨房 shop=商店 river=河 library=图书馆 station=车站"
)
DOES = _words("sees=看见 likes=喜欢 buys=买 wants=想要 needs=需要 finds=找到 sells=卖 loves=爱 holds=拿着")
DO = _words("see=看见 like=喜欢 buy=买 want=想要 need=需要 find=找到 sell=卖 love=爱 hold=拿着")
ACTS = _words("sleeps=睡觉 sings=唱歌 works=工作 waits=等候 plays=玩 runs=跑步 eats=吃饭 laughs=大笑 dances=跳舞 rests=休息")
TIMES = _words("today=今天 now=现在 tonight=今晚 often=经常")
SIDES = _words("in=里 behind=后面 near=旁边")
PATTERNS = (
    "the {who} {does} the {quality} {thing}",
    "the {who} {acts} {side} the {place}",
    "the {who} {does} the {quality} {thing} {time}",
    "where is the {quality} {thing}",
    "this is the {thing} of the {who}",
    "does the {who} {do} the {quality} {thing}",
)  # the quality may be left out
SLOTS = {
    "who": PEOPLE, "does": DOES, "do": DO, "acts": ACTS, "quality": QUALITIES, "thing": THINGS, "place": PLACES,
    "side": SIDES, "time": TIMES,
}  # fmt: skip
TRAIN, UNSEEN = 24_000, 1024


@dataclass(slots=True)
class Part:
    """English words, and Chinese pieces with the places of the words each translates."""

    english: list[str]
    chinese: list[tuple[str, tuple[int, ...]]]


def make(name: str, seed: int) -> Task:
    """The task: an encoder–decoder with one head and one layer, so that there is one cross-attention to look at."""
    draw = Draw(seed, f"{name}|sentences")
    numbers = stream(seed, f"{name}|held", len(PEOPLE) * (len(DOES) + len(ACTS)))
    verbs = [*DOES, *ACTS]
    held = {(who, verb) for place, (who, verb) in enumerate((w, v) for w in PEOPLE for v in verbs) if numbers[place] % 8 == 0}
    train: list[Pair] = []
    unseen: dict[Pair, None] = {}
    while len(train) < TRAIN or len(unseen) < UNSEEN:
        pair, meeting = sentence(draw)
        if meeting in held:
            if len(unseen) < UNSEEN:
                unseen[pair] = None
        elif len(train) < TRAIN:
            train.append(pair)
    return Task(
        name,
        {
            "model": "encoder-decoder", "layers": 1, "heads": 1, "d_model": 48, "d_ff": 96,
            "norm": "pre", "final_norm": True, "seed": seed,
        },
        train, list(unseen), metric="exact", enough=1.1, baseline=0.0, steps=1200, pointing=0.1,
        training={"schedule": "linear", "warmup": 150, "learning_rate": 0.004, "label_smoothing": 0.05},
    )  # fmt: skip


def sentence(draw: Draw) -> tuple[Pair, tuple[str, str]]:
    """One sentence of six patterns, and the subject and verb that meet in it ("" where no verb does)."""
    who, does, act = draw.one(list(PEOPLE)), draw.one(list(DOES)), draw.one(list(ACTS))
    place, side, time = draw.one(list(PLACES)), draw.one(list(SIDES)), draw.one(list(TIMES))
    thing, quality = draw.one(list(THINGS)), draw.one(["", *QUALITIES])
    kind = draw.below(6)
    if kind == 0:  # the cat sees the red ball → 猫看见红的球
        part = Part(
            ["the", who, does, *_noun(quality, thing)], [(PEOPLE[who], (1,)), (DOES[does], (2,)), *_named(quality, thing, 4)]
        )
        return _pair(part), (who, does)
    if kind == 1:  # the cat sleeps in the garden → 猫在花园里睡觉
        part = Part(
            ["the", who, act, side, "the", place],
            [(PEOPLE[who], (1,)), ("在", (3,)), (PLACES[place], (5,)), (SIDES[side], (3,)), (ACTS[act], (2,))],
        )
        return _pair(part), (who, act)
    if kind == 2:  # the cat buys the book today → 猫今天买书
        last = 4 + bool(quality) + 1
        part = Part(
            ["the", who, does, *_noun(quality, thing), time],
            [(PEOPLE[who], (1,)), (TIMES[time], (last,)), (DOES[does], (2,)), *_named(quality, thing, 4)],
        )
        return _pair(part), (who, does)
    if kind == 3:  # where is the red ball → 红的球在哪里
        part = Part(["where", "is", *_noun(quality, thing)], [*_named(quality, thing, 3), ("在", (0, 1)), ("哪里", (0,))])
        return _pair(part), ("", "")
    if kind == 4:  # this is the book of the teacher → 这是老师的书
        part = Part(
            ["this", "is", "the", thing, "of", "the", who],
            [("这", (0,)), ("是", (1,)), (PEOPLE[who], (6,)), ("的", (4,)), (THINGS[thing], (3,))],
        )
        return _pair(part), ("", "")
    base = list(DO)[list(DOES).index(does)]  # does the cat like the red ball → 猫喜欢红的球吗
    part = Part(
        ["does", "the", who, base, *_noun(quality, thing)],
        [(PEOPLE[who], (2,)), (DO[base], (3,)), *_named(quality, thing, 5), ("吗", (0,))],
    )
    return _pair(part), (who, does)


def _noun(quality: str, thing: str) -> list[str]:
    return ["the", quality, thing] if quality else ["the", thing]


def _named(quality: str, thing: str, start: int) -> list[tuple[str, tuple[int, ...]]]:
    """A thing in Chinese; `start` is the place of the word behind "the"."""
    if not quality:
        return [(THINGS[thing], (start,))]
    return [(QUALITIES[quality], (start,)), ("的", (start,)), (THINGS[thing], (start + 1,))]


def _pair(part: Part) -> Pair:
    characters = [(character, places) for piece, places in part.chinese for character in piece]
    return Pair(
        tuple(part.english),
        tuple(character for character, _ in characters),
        aligned=tuple(frozenset(places) for _, places in characters),
    )
