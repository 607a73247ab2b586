"""Sentences about where heads look."""

MESSAGES = {
    "no_attention": (
        "This model has no attention of one sentence over itself, so no head looks anywhere.",
        "这个模型没有一个句子对自身的注意力，没有 head 可看。",
    ),
    "left_out": (
        "Looked at are the {heads} {heads:head|heads} in which the {stack}'s text attends to itself; {others} other {others:head|heads} of this model read or write another text and are left out.",
        "这里看的是 {stack} 中文本对自身作注意力的 {heads} 个 head；模型另有 {others} 个 head 涉及别的文本，没有列入。",
    ),
    "row": ("The row of '{token}' in every head", "每个 head 中“{token}”的一行"),
    "caption_row": (
        "In how many of the {heads} heads the largest weight of '{token}' is on this token, and its mean weight over all heads.",
        "在 {heads} 个 head 中，有多少个以此 token 为“{token}”的最大权重所在，以及它在所有 head 上的平均权重。",
    ),
    "elsewhere": (
        "Heads whose largest weight is not on '{token}' ({count}), the largest weights first.",
        "最大权重不在“{token}”上的 head（{count} 个），权重大的在前。",
    ),
    "habits": ("What the heads do in all rows", "各 head 在所有行上的习惯"),
    "caption_habits": (
        "How many heads give this token more than half of their weight, on average over the rows that may look there and have a choice; and the head that gives it most.",
        "在可以看到它、且有选择余地的各行上平均，有多少个 head 把一半以上的权重给了这样的 token；以及给得最多的 head。",
    ),
    "column_token": ("token", "token"),
    "column_heads": ("heads", "head 数"),
    "column_mean": ("mean weight", "平均权重"),
    "column_head": ("head", "head"),
    "column_looks_at": ("looks most at", "最看重"),
    "column_weight": ("weight", "权重"),
    "column_habit": ("looks at", "看向"),
    "column_most": ("most of all", "最典型的"),
    "habit_first": ("the first token", "第一个 token"),
    "habit_last": ("the last token", "最后一个 token"),
    "habit_previous": ("the token before", "前一个 token"),
    "habit_own": ("the token itself", "自身"),
    "habit_next": ("the token after", "后一个 token"),
    "conclusion": (
        "In {largest} of {heads} heads the largest weight of '{token}' is on '{favourite}'. {habit} {habit:head mostly looks|heads mostly look} at the first, last, previous, own or next token, whatever the words are. In {own} of {rows} {rows:row|rows} with more than one key to choose from a token's own weight is the largest.",
        "{heads} 个 head 中，有 {largest} 个以“{favourite}”为“{token}”的最大权重所在。有 {habit} 个 head 主要看第一个、最后一个、前一个、后一个 token 或自身，与词是什么无关。在 {rows} 个有不止一个键可选的行中，有 {own} 行的最大权重在自身。",
    ),
    "conclusion_tie": (
        "It is a tie: in {largest} of {heads} heads each, the largest weight of '{token}' is on {others}; of these '{favourite}' has the largest mean weight ({mean}). {habit} {habit:head mostly looks|heads mostly look} at the first, last, previous, own or next token, whatever the words are. In {own} of {rows} {rows:row|rows} with more than one key to choose from a token's own weight is the largest.",
        "出现并列：在 {heads} 个 head 中，以 {others} 为“{token}”的最大权重所在的各有 {largest} 个；其中“{favourite}”的平均权重最大（{mean}）。有 {habit} 个 head 主要看第一个、最后一个、前一个、后一个 token 或自身，与词是什么无关。在 {rows} 个有不止一个键可选的行中，有 {own} 行的最大权重在自身。",
    ),
}
