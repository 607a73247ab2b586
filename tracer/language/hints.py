"""Hints on worksheets."""

MESSAGES = {
    "title": ("Hints", "提示"),
    "use": (
        "Cover what follows and uncover one line at a time: the first hint of what you are working on, and the next only if that does not help.",
        "请遮住下面的内容，一次只看一行：先看正在做的那部分的第一条提示，不够再看下一条。",
    ),
    "level": ("Hint {number}", "提示 {number}"),
    "next": ("Another hint", "再来一条提示"),
    "labelled": ("{about}: {hint}", "{about}：{hint}"),
    "label": ("{about}:", "{about}："),
    "summary": ("A hint: {about}", "提示：{about}"),
    "from_blank": ("From blank ({number}) on", "从第（{number}）空起"),
    "where": (
        "Blank ({number}) is worked out from numbers of {stages}.",
        "第（{number}）空由 {stages} 的数算出。",
    ),
    "between": (
        "The answer to blank ({number}) lies between {low} and {high}.",
        "第（{number}）空的答案在 {low} 与 {high} 之间。",
    ),
    "shapes_1": (
        "In x W, each row of x has as many numbers as W has rows; the result has as many columns as W.",
        "在 x W 中，x 的每一行有几个数，W 就有几行；结果的列数与 W 的列数相同。",
    ),
    "shapes_2": (
        "The rows of {symbol} stand for {rows}, its columns for {columns}.",
        "{symbol} 的行对应 {rows}，列对应 {columns}。",
    ),
    "predict_1": ("The larger x is, the larger e^x is.", "x 越大，e^x 也越大。"),
    "predict_2": (
        "In the first row asked for, the largest number is {largest}.",
        "在所问的第一行中，最大的数是 {largest}。",
    ),
    "match_1": (
        "Ask of each stage what it reads: those symbols stand on the right of its formula.",
        "想一想每个阶段读入什么：它的公式右边就是那些符号。",
    ),
    "match_2": ("The formula of {stage} is number {number}.", "{stage} 的公式是 {number} 号。"),
    "gradient_1": (
        "If a number x grows, the weight A made of it grows by A·(1 − A), and every other weight A′ of the row by −A·A′.",
        "某个数 x 增大时，由它得到的权重 A 按 A·(1 − A) 增大，同一行的其他权重 A′ 按 −A·A′ 变化。",
    ),
    "gradient_2": ("The first answer is {weight} times {factor}.", "第一个答案是 {weight} 乘以 {factor}。"),
    "unscaled_1": (
        "Dividing by √d_k brings numbers nearer together. Without it they are further apart.",
        "除以 √d_k 会使各数更接近；不除则相差更大。",
    ),
    "unscaled_2": (
        "Weights of numbers that are further apart are less even.",
        "相差越大的数，得到的权重越不均匀。",
    ),
    "share_1": (
        "A row of W_Q is the query of its word, because the word's own row has a single 1.",
        "每个词的那一行只有一个 1，所以 W_Q 的一行就是这个词的查询。",
    ),
    "share_2": (
        "Begin with the key that is to be seen, as the query; where another key has too large a score, take that key away from the query.",
        "先把要看到的那个键当作查询；如果别的键分数太大，就从查询中减去那个键。",
    ),
    "share_3": (
        "When the right key has the largest score but too small a weight, multiply the whole row by a larger number.",
        "如果该看到的键分数最大，但权重还不够，就把整行乘以一个更大的数。",
    ),
    "even_1": ("Equal weights come from equal scores.", "分数相同，权重就相同。"),
    "even_2": ("Which query has the same score, whatever the key is?", "什么样的查询，不论键是什么，分数都一样？"),
    "same_1": (
        "A score depends on the query through q alone: when are all queries the same?",
        "分数只通过 q 依赖于查询：什么时候所有的查询都相同？",
    ),
    "same_2": (
        "Write the same row for every word; any that is not at right angles to all keys will do.",
        "给每个词写同样的一行；只要不与所有的键都垂直即可。",
    ),
    "copy_1": (
        "A row of W_V is the value of its word, because the word's own row has a single 1.",
        "每个词的那一行只有一个 1，所以 W_V 的一行就是这个词的值。",
    ),
    "copy_2": (
        "So write the word's own row once more. A matrix that leaves every row as it is has a name.",
        "所以把这个词自己的那一行再写一遍。使每一行都保持不变的矩阵，有一个专门的名字。",
    ),
    "option": (
        "Print hints on a page of their own at the end, to be read one at a time; on a page of the browser each opens by itself.",
        "在末尾另附提示，一次看一条；在浏览器的页面上逐条展开。",
    ),
    "exam": ("Hints help with the answers: leave --hints or --exam out.", "提示会帮助作答：请去掉 --hints 或 --exam。"),
    "format": (
        "Hints are printed in {known}, not in {word}.",
        "提示可以印在 {known} 中，不能写在 {word} 中。",
    ),
}
