"""它指的是什么？The Chinese twin of `pronoun`, character by character: a noun of two characters is told by both."""

from __future__ import annotations

from tracer.tokens.words import split
from tracer.training.task import Draw, Pair, Task, split_words
from tracer.training.tasks.pronoun import held_out, pronoun_pair, split_sentences, task_of

ANIMALS = split_words("动物 小狗 小猫 山羊 狐狸 兔子 老虎 黑熊 鸭子 老鼠 猴子 狮子 小鸟 绵羊 乌龟 松鼠")
PLACES = split_words("街 河 马路 小溪 隧道 小巷 山路 水沟 大道 胡同 走廊 小径 铁路 山谷")
OF_ANIMALS = split_words("累 饿 困 渴 懒 弱 虚弱 胆小 疲倦 害怕")
OF_PLACES = split_words("窄 宽 挤 脏 黑 陡 深 滑 长 吵")
VERBS = ("过", "走过", "穿过", "去过")
HELD = (("动物", "累"), ("街", "窄"))
PATTERNS = (
    "那只{animal}没有{verb}{place}，因为它太{state}了",
    "那条{place}那只{animal}没有{verb}，因为它太{state}了",
    "因为它太{state}了，那只{animal}没有{verb}{place}",
    "那只{animal}停在{place}边，因为它很{state}",
    "在{place}边，那只{animal}停了下来，因为它太{state}了",
    "因为它太{state}了，那条{place}没有被那只{animal}{verb}",
)

SLOTS = {"animal": ANIMALS, "place": PLACES, "state": (*OF_ANIMALS, *OF_PLACES), "verb": VERBS}


def make(name: str, seed: int) -> Task:
    """The task: an encoder of two layers says at 它 which noun is meant."""
    held = held_out(seed, name, HELD, (ANIMALS, OF_ANIMALS), (PLACES, OF_PLACES))
    train, unseen = split_sentences(seed, name, held, sentence)
    return task_of(name, seed, train, unseen, [*ANIMALS, *PLACES])


def sentence(draw: Draw) -> tuple[Pair, tuple[str, str]]:
    """One sentence and the noun and state that go together in it."""
    animal, place = draw.one(ANIMALS), draw.one(PLACES)
    noun, states = draw.one(((animal, OF_ANIMALS), (place, OF_PLACES)))
    words = {"animal": animal, "place": place, "state": draw.one(states), "verb": draw.one(VERBS)}
    tokens = split(draw.one(PATTERNS).format(**words) + draw.one(("", "。")))
    return pronoun_pair(tokens, "它", noun), (noun, words["state"])
