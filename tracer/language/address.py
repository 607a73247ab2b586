"""Sentences about addresses: places in a trace."""

MESSAGES = {
    "empty": (
        "'{text}' names no stage: write one like scores or scores[0, it, animal].",
        "“{text}”没有写出阶段名：请写成 scores 或 scores[0, it, animal] 这样的形式。",
    ),
    "unclosed": (
        "In '{text}' the bracket is never closed: end the address with ].",
        "“{text}”的方括号没有闭合：请以 ] 结尾。",
    ),
    "quote": (
        "In '{text}' the quote at character {place} is never closed: tokens in quotes end with \", a quote inside is \\\".",
        '“{text}”中第 {place} 个字符处的引号没有闭合：带引号的 token 以 " 结尾，其中的引号写作 \\"。',
    ),
    "selector": (
        "'{text}' cannot be read at character {place}: expected a position, a token or : (a whole axis); "
        'tokens with , ] = or quotes stand in quotes, as in scores[0, "2", ","].',
        "“{text}”从第 {place} 个字符起无法读懂：此处应是位置、token 或 :（整条轴）；"
        '含有 , ] = 或引号的 token 要加引号，例如 scores[0, "2", ","]。',
    ),
    "after": (
        "In '{text}', '{rest}' follows the closing ] (character {place}): put a token that holds ] in quotes, or leave it out.",
        "“{text}”在 ] 之后（第 {place} 个字符起）还有“{rest}”：含有 ] 的 token 请加引号，否则请删去。",
    ),
    "number": (
        "In '{text}', {number} is not a position: positions count from 0; write \"{number}\" in quotes if it is a token.",
        '“{text}”中的 {number} 不是位置：位置从 0 数起；如果它是 token，请加引号写成 "{number}"。',
    ),
    "axis": (
        "{stage} has no axis '{word}'; its axes are: {axes}.",
        "{stage} 没有名为“{word}”的轴；它的轴有：{axes}。",
    ),
    "twice": (
        "Axis {axis} of {stage} is selected twice: name each axis once.",
        "{stage} 的轴 {axis} 选了两次：每条轴只写一次。",
    ),
    "many": (
        "Too many selectors for {stage}: {count} given, and its axes are {most} ({axes}).",
        "{stage} 的选择项太多：给了 {count} 个，而它的轴只有 {most} 条（{axes}）。",
    ),
    "range": (
        "Position {position} is outside axis {axis} of {stage}, whose positions are 0 to {last}.",
        "位置 {position} 超出了 {stage} 的轴 {axis}：可用的位置是 0 到 {last}。",
    ),
    "token": (
        "There is no token '{word}' on axis {axis} of {stage}; positions, counted from 0, can be given instead.",
        "{stage} 的轴 {axis} 上没有 token“{word}”；也可以给出从 0 数起的位置。",
    ),
    "token.near": (
        "There is no token '{word}' on axis {axis} of {stage}. Did you mean {near}?",
        "{stage} 的轴 {axis} 上没有 token“{word}”。是不是想写 {near}？",
    ),
    "unlabelled": (
        "Axis {axis} of {stage} has no tokens, so '{word}' cannot be found on it: give a position from 0 to {last}.",
        "{stage} 的轴 {axis} 没有 token，找不到“{word}”：请给出 0 到 {last} 的位置。",
    ),
    "sentence": (
        "'{word}' cannot be found on axis {axis} of {stage} without a sentence: select that first, as in [0, {word}].",
        "没有选定句子，无法在 {stage} 的轴 {axis} 上找到“{word}”：请先选句子，例如 [0, {word}]。",
    ),
    "repeated": (
        "'{word}' stands {count} times on axis {axis} of {stage}: say which one ({choices}) or give its position.",
        "“{word}”在 {stage} 的轴 {axis} 上出现 {count} 次：请指明是哪一个（{choices}），或给出位置。",
    ),
    "missing": (
        "There is no {word}#{nth} on axis {axis} of {stage}; the last one is {word}#{count}.",
        "{stage} 的轴 {axis} 上没有 {word}#{nth}；最后一个是 {word}#{count}。",
    ),
    "stage": (
        "No stage '{word}'; --list shows the stages of this run.",
        "没有名为“{word}”的阶段；--list 列出本次运行的全部阶段。",
    ),
    "stage.near": (
        "No stage '{word}'. Did you mean {near}?",
        "没有名为“{word}”的阶段。是不是想写 {near}？",
    ),
    "ambiguous": (
        "'{word}' is the ending of {count} {count:stage|stages}: write more of the name ({choices}).",
        "有 {count} 个阶段以“{word}”结尾：请写得更完整（{choices}）。",
    ),
}
