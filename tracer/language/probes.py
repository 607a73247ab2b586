"""Sentences about ablation, patching and the logit lens."""

MESSAGES = {
    "no_answer": (
        "This run ends before probabilities, so there is no answer to watch: choose a model that answers one sentence, such as --model pronoun or --model decoder.",
        "这次运行没有得出概率，因而没有可观察的答案：请选择能对一个句子作答的模型，例如 --model pronoun 或 --model decoder。",
    ),
    "no_token": (
        "The token '{word}' is not among the rows that answer: {known}.",
        "作答的各行中没有 token“{word}”：{known}。",
    ),
    "no_token.near": (
        "The token '{word}' is not among the rows that answer. Did you mean {near}?",
        "作答的各行中没有 token“{word}”。是不是想写 {near}？",
    ),
    "two_texts": (
        'patch needs two sentences: ttrace experiment patch "… too tired" "… too narrow" --model pronoun',
        'patch 需要两个句子：ttrace experiment patch "… too tired" "… too narrow" --model pronoun',
    ),
    "lengths": (
        "patch puts one position into the same position of the other sentence, but A has {first} {first:token|tokens} and B has {second}: choose two of one length.",
        "patch 把一个位置放进另一句的同一位置，但 A 有 {first} 个 token，B 有 {second} 个：请选择长度相同的两句。",
    ),
    "answer": (
        "At '{token}' the model answers '{answer}' with probability {chance}.",
        "在“{token}”处，模型的答案是“{answer}”，概率为 {chance}。",
    ),
    "answer_tie": (
        "It is a tie with {others}, just as probable as '{answer}': of ties the first is the answer.",
        "出现并列：{others} 与“{answer}”的概率相同；并列时以最先的为答案。",
    ),
    "answer_pooled": (
        "The model answers '{answer}' with probability {chance}.",
        "模型的答案是“{answer}”，概率为 {chance}。",
    ),
    "heads": ("Without one head", "去掉一个 head"),
    "sublayers": ("Without one sublayer", "去掉一个子层"),
    "tokens": ("Without one token", "去掉一个 token"),
    "part": ("taken away", "去掉的部分"),
    "zeroed": ("zeroed", "置零"),
    "averaged": ("averaged", "取平均"),
    "still": ("p", "p"),
    "largest_weight": ("weight", "权重"),
    "removed": (
        "What the model says then, and how probable (p) its first answer '{answer}' still is.",
        "此时模型的答案，以及原答案“{answer}”还有多大概率（p）。",
    ),
    "removed_heads": (
        "What the model says then, and how probable (p) its first answer '{answer}' still is; beside it the head's largest weight in the row that answers.",
        "此时模型的答案，以及原答案“{answer}”还有多大概率（p）；最后一列是该 head 在作答那一行中的最大权重。",
    ),
    "average_means": (
        "Averaged: each number becomes its mean over the sentence's positions (a token: the mean of the other tokens), so that what is usual stays and what is particular goes.",
        "取平均：每个数换成它在句中各位置上的平均值（token 则换成其余 token 的平均值），于是一般的内容留下，特有的内容消失。",
    ),
    "no_heads": (
        "There is no head to take away here.",
        "这里没有可以去掉的 head。",
    ),
    "none_needed": (
        "No single head is needed for this answer: the worst loss, {part}, leaves '{answer}' first, with {after} in place of {before}. Whatever its attention weights show, none of them alone explains the answer.",
        "没有哪一个 head 是这个答案不可缺少的：影响最大的 {part} 去掉后，“{answer}”仍是首选，概率由 {before} 变为 {after}。无论注意力权重显示什么，单凭其中任何一个都不能解释这个答案。",
    ),
    "needed": (
        "The answer depends most on {part}: without it '{answer}' falls from {before} to {after}.",
        "答案最依赖 {part}：去掉它，“{answer}”的概率由 {before} 降到 {after}。",
    ),
    "turned": (
        "Without {part} the answer is no longer '{answer}' (its probability goes from {before} to {after}), although taking away {worst} lowers it further.",
        "去掉 {part}，答案就不再是“{answer}”（概率由 {before} 变为 {after}），尽管去掉 {worst} 会使它降得更低。",
    ),
    "needed_and_looks": (
        "The answer depends most on {part}: without it '{answer}' falls from {before} to {after}. It is also the head with the largest weight in this row, so here the weight does point at what matters.",
        "答案最依赖 {part}：去掉它，“{answer}”的概率由 {before} 降到 {after}。它也是这一行中权重最大的 head，所以这里的权重确实指向了起作用的地方。",
    ),
    "needed_not_looks": (
        "The answer depends most on {part}: without it '{answer}' falls from {before} to {after}. The largest weight in this row, however, is in {largest}: a large weight alone does not say what the answer needs.",
        "答案最依赖 {part}：去掉它，“{answer}”的概率由 {before} 降到 {after}。然而这一行中最大的权重在 {largest}：仅凭权重大，还不能说明答案需要什么。",
    ),
    "token": ("token", "token"),
    "state": ("state", "状态"),
    "says": ("it would answer", "此时的答案"),
    "says_chance": ("with", "概率"),
    "final_chance": ("final answer", "最终答案的概率"),
    "rank": ("its rank", "它的名次"),
    "lens_caption": (
        "Each state read by the model's own last steps, as if no layer followed.",
        "每个状态都由模型自己的最后几步读出，仿佛后面没有别的层。",
    ),
    "lens_all": ("What each state would answer at every token.", "每个状态在各个 token 处会给出的答案。"),
    "lens_means": (
        "Early states were never trained to be read like this: a poor answer here does not mean that nothing is known yet.",
        "前面的状态并没有为这样的读出而训练：这里答得不好，并不说明还什么都不知道。",
    ),
    "lens_always": (
        "The answer '{answer}' can be read from {state} on, before any layer has run (probability {chance}).",
        "答案“{answer}”从 {state} 起就能读出，那时还没有经过任何一层（概率 {chance}）。",
    ),
    "lens_since": (
        "From {state} on every state answers '{answer}' (probability {chance} there); {before} still says '{other}'.",
        "从 {state} 起，每个状态的答案都是“{answer}”（在那里概率为 {chance}）；而 {before} 仍答“{other}”。",
    ),
    "lens_last": (
        "Only the last state, {state}, answers '{answer}' (probability {chance}); {before} still says '{other}'.",
        "只有最后的状态 {state} 答“{answer}”（概率 {chance}）；而 {before} 仍答“{other}”。",
    ),
    "patch_answer": (
        "{name}: “{text}”: the answer is '{answer}' with probability {chance}.",
        "{name}：“{text}”：答案是“{answer}”，概率 {chance}。",
    ),
    "patch_same": (
        "Both sentences get the answer '{answer}', so there is nothing to carry over: choose two that differ.",
        "两个句子的答案都是“{answer}”，没有可以转移的内容：请选择答案不同的两句。",
    ),
    "patch_states": ("The state after each layer", "每一层之后的状态"),
    "patch_sublayers": ("What each sublayer adds", "每个子层所加的内容"),
    "patch_caption": (
        "How probable A's answer '{answer}' is in B's run when this one vector is A's; without a patch it is {before}.",
        "只把这一个向量换成 A 的，B 的运行中 A 的答案“{answer}”有多大概率；不换时为 {before}。",
    ),
    "patch_means": (
        "A row is a position, a column a stage; where the sentences differ, both tokens are written (A→B).",
        "一行是一个位置，一列是一个阶段；两句不同之处写出两个 token（A→B）。",
    ),
    "patch_path": (
        "What decides between the answers enters at '{input}' (patched there, '{answer}' goes from {before} to {input_chance}) and stands at '{last}' after the last layer ({last_chance}).",
        "决定答案的内容从“{input}”进入（在那里替换，“{answer}”由 {before} 变为 {input_chance}），在最后一层之后位于“{last}”（{last_chance}）。",
    ),
    "patch_carried": (
        "What decides between the answers enters at '{input}' ('{answer}' goes from {before} to {input_chance}) and stands at '{last}' after the last layer ({last_chance}); one sublayer alone carries most of it over: {stage} at '{place}' ({chance}).",
        "决定答案的内容从“{input}”进入（“{answer}”由 {before} 变为 {input_chance}），在最后一层之后位于“{last}”（{last_chance}）；单独一个子层就转移了其中的大半：{stage} 在“{place}”处（{chance}）。",
    ),
    "patch_shared": (
        "What decides between the answers enters at '{input}' ('{answer}' goes from {before} to {input_chance}) and stands at '{last}' after the last layer ({last_chance}); no sublayer carries most of it alone: the most is {chance}, by {stage} at '{place}'.",
        "决定答案的内容从“{input}”进入（“{answer}”由 {before} 变为 {input_chance}），在最后一层之后位于“{last}”（{last_chance}）；没有哪个子层能单独转移其中的大半：最多的是 {stage} 在“{place}”处，{chance}。",
    ),
}
