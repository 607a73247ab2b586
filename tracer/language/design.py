"""What attention is to be designed to do, on worksheets and in their keys; the page that marks itself says `out_…` too."""

MESSAGES = {
    "task_first": (
        "Write the rows of W_Q so that the first word gets at least {share} of every word's attention.",
        "写出 W_Q 的各行，使每个词给第一个词的注意力权重至少为 {share}。",
    ),
    "task_previous": (
        "Write the rows of W_Q so that every word but the first gives the word before it an attention weight of at least {share}.",
        "写出 W_Q 的各行，使除第一个词外，每个词给它前一个词的注意力权重至少为 {share}。",
    ),
    "task_itself": (
        "Write the rows of W_Q so that every word gives itself an attention weight of at least {share}.",
        "写出 W_Q 的各行，使每个词给自己的注意力权重至少为 {share}。",
    ),
    "task_equal": (
        "Write the rows of W_Q so that every word gives the words equal to it (itself among them) at least {share} of its attention, taken together.",
        "写出 W_Q 的各行，使每个词给与它相同的词（包括自己）的注意力权重之和至少为 {share}。",
    ),
    "task_next": (
        "Write the rows of W_Q so that every word but the last gives the word after it an attention weight of at least {share}.",
        "写出 W_Q 的各行，使除最后一个词外，每个词给它后一个词的注意力权重至少为 {share}。",
    ),
    "task_last": (
        "Write the rows of W_Q so that the last word gets at least {share} of every word's attention.",
        "写出 W_Q 的各行，使每个词给最后一个词的注意力权重至少为 {share}。",
    ),
    "task_uniform": (
        "Write the rows of W_Q so that every word gives the same attention weight to every word that it sees.",
        "写出 W_Q 的各行，使每个词给它能看到的每个词的注意力权重都相同。",
    ),
    "task_independent": (
        "Write the rows of W_Q so that the scores do not depend on the query: the row of scores is the same for every word, and not all of them are 0.",
        "写出 W_Q 的各行，使分数与查询无关：各个词的那一行分数都相同，而且不全为 0。",
    ),
    "task_copy": (
        "Write the rows of W_V so that it copies: the value v of every word is the row that stands for this word in the first table, as far as v has columns.",
        "写出 W_V 的各行，使它起复制作用：每个词的值 v 就是第一张表中这个词的那一行（v 有几列就取几列）。",
    ),
    "out_first": (
        "The first word gets a weight of {mean} on average, of {least} at least; asked for is {share}.",
        "第一个词得到的权重平均为 {mean}，最小为 {least}；要求不小于 {share}。",
    ),
    "out_previous": (
        "The previous word gets a weight of {mean} on average, of {least} at least; asked for is {share}.",
        "前一个词得到的权重平均为 {mean}，最小为 {least}；要求不小于 {share}。",
    ),
    "out_itself": (
        "A word gives itself a weight of {mean} on average, of {least} at least; asked for is {share}.",
        "每个词给自己的权重平均为 {mean}，最小为 {least}；要求不小于 {share}。",
    ),
    "out_equal": (
        "Equal words get {mean} of the attention on average, {least} at least; asked for is {share}.",
        "相同的词得到的权重之和平均为 {mean}，最小为 {least}；要求不小于 {share}。",
    ),
    "out_next": (
        "The next word gets a weight of {mean} on average, of {least} at least; asked for is {share}.",
        "后一个词得到的权重平均为 {mean}，最小为 {least}；要求不小于 {share}。",
    ),
    "out_last": (
        "The last word gets a weight of {mean} on average, of {least} at least; asked for is {share}.",
        "最后一个词得到的权重平均为 {mean}，最小为 {least}；要求不小于 {share}。",
    ),
    "out_even": (
        "The weight that is furthest from even is off by {most}.",
        "各个权重与均匀权重最多相差 {most}。",
    ),
    "out_same": (
        "A word's scores differ from those of the first word by {most} at most; the largest score has the size {largest}.",
        "各词的分数与第一个词的分数最多相差 {most}；绝对值最大的分数为 {largest}。",
    ),
    "out_copy": (
        "The values differ from the words' rows by {most} at most.",
        "各个值与词所对应的行最多相差 {most}。",
    ),
    "holds": ("As asked for {count} of {count} words.", "{count} 个词全部符合要求。"),
    "fails": (
        "As asked for {count} of {of} words; the first for which it is not is {word}.",
        "{of} 个词中有 {count} 个符合要求；第一个不符合的是 {word}。",
    ),
    "solution": (
        "One solution of many; other numbers are right, too, where they do what is asked. Run with these: {outcome}",
        "这只是多种解法之一；其他的数只要能满足要求，也都正确。用这些数运行：{outcome}",
    ),
    "rule": (
        "The model is run with the numbers a pupil writes, an empty cell counting as 0. Each row of a matrix is right where what is asked holds for its word, whatever its numbers; it is worth the points of its cells. The sheet is worth {points} in all.",
        "批改时用学生写的数运行模型，没有填的空按 0 计算。矩阵的每一行，只要对应的词符合要求，不论填的是什么数都算对，得这一行各空的分。整张练习共 {points} 分。",
    ),
    "effort": (
        "For the teacher, the work of this sheet: {numbers} {numbers:number|numbers} in {matrices} {matrices:matrix|matrices}; our solution writes no number larger than {largest}, and a try by hand takes {products} {products:product|products} of q and k, each of {width} {width:factor|factors}.",
        "供教师参考，这张练习的工作量：{matrices} 个矩阵，共 {numbers} 个数；我们的解法中最大的数为 {largest}，手工试一次要算 {products} 个 q 与 k 的内积，每个 {width} 项。",
    ),
    "of_pupil": ("{name}: {outcome}", "{name}：{outcome}"),
    "key_changed": (
        "The run behind sheet {code} makes other numbers now: the key's own matrices no longer do what is asked, so it cannot be marked.",
        "练习 {code} 背后的运行现在得出不同的数：答案中的矩阵已不能满足要求，无法批改。",
    ),
    "unknown": ("There is no design {word}: give one of {known}.", "没有名为 {word} 的设计：请从 {known} 中选择。"),
    "unknown.near": ("There is no design {word}. Did you mean {near}?", "没有名为 {word} 的设计。是不是想写 {near}？"),
    "no_head": (
        "--kind design gives each different word a column of its own, and {count} {count:word|words} do not fit into d_model {width}: give fewer words or a larger --d-model.",
        "--kind design 让每个不同的词各占一列，而 {count} 个词放不进 d_model {width}：请减少词数或增大 --d-model。",
    ),
    "no_matrices": (
        "--kind {kind} asks for W_Q, W_K and W_V of head 0, and the attention of this model has no such matrices: give --model encoder, decoder or attention.",
        "--kind {kind} 要求写出 head 0 的 W_Q、W_K 和 W_V，而这个模型的注意力没有这些矩阵：请用 --model encoder、decoder 或 attention。",
    ),
    "nothing": (
        "Head 0 cannot be designed to do anything with this text: give more than one word.",
        "这段文本无法设计 head 0 的行为：请给出至少两个词。",
    ),
    "impossible": ("--design {design} cannot be had in this run: {reason}", "这次运行无法做到 --design {design}：{reason}"),
    "needs_first": (
        "give several words, the first of which stands only once.",
        "请给出多个词，且第一个词只出现一次。",
    ),
    "needs_previous": (
        "give several words, none of them twice, and no mask that hides the word before.",
        "请给出多个互不相同的词，且不要用掩码挡住前一个词。",
    ),
    "needs_itself": ("give several words, none of them twice.", "请给出多个互不相同的词。"),
    "needs_equal": (
        "give a text in which a word stands twice, beside others.",
        "请给出一段文本，其中有某个词出现两次，并且还有别的词。",
    ),
    "needs_next": (
        "give several words, none of them twice, and no mask that hides the word after.",
        "请给出多个互不相同的词，且不要用掩码挡住后一个词。",
    ),
    "needs_last": (
        "give several words, the last of which stands only once, and no mask that hides it.",
        "请给出多个词，最后一个词只出现一次，且不被掩码挡住。",
    ),
    "needs_uniform": ("give more than one word.", "请给出至少两个词。"),
    "needs_independent": ("give more than one word.", "请给出至少两个词。"),
    "needs_copy": (
        "the values of a head need a column for each different word: give fewer words, fewer heads or a larger --d-model.",
        "一个 head 的值要为每个不同的词留一列：请减少词数或头数，或增大 --d-model。",
    ),
    "unsolved": (
        "With the numbers of this run we know no matrix that does what is asked: give another --seed, fewer words, fewer heads or --init integers; with rotary positions, which turn queries and keys behind W_Q and W_K, give --positions none.",
        "对这次运行的数，我们找不到能满足要求的矩阵：请换一个 --seed、减少词数或头数，或使用 --init integers；旋转位置编码会在 W_Q 和 W_K 之后再旋转查询和键，这时请用 --positions none。",
    ),
    "format": (
        "--kind design is marked by running the model, which {word} cannot do: write it as one of {known}.",
        "--kind design 要运行模型才能批改，{word} 做不到：请写成 {known} 之一。",
    ),
    "without_kind": (
        "--design is for --kind design: add it, or leave --design out.",
        "--design 要与 --kind design 一起使用：请加上它，或去掉 --design。",
    ),
    "option_design": (
        "What --kind design asks for: attend to the first, previous, next or last word, to itself or equal words; uniform weights, scores independent of the query, copy.",
        "--kind design 要求什么：关注第一个词（first）、前一个词（previous）、后一个词（next）、最后一个词（last）、自己（itself）或相同的词（equal），权重均匀（uniform），分数与查询无关（independent），或复制（copy）。",
    ),
}
