"""Sentences about reading text and cutting it into tokens."""

MESSAGES = {
    "stdin": ("standard input", "标准输入"),
    "missing": (
        "There is no file {file}: check its name and folder.",
        "找不到文件 {file}：请检查文件名和所在目录。",
    ),
    "directory": (
        "{file} is a directory: give a text file in it.",
        "{file} 是一个目录：请给出其中的一个文本文件。",
    ),
    "unreadable": (
        "{file} cannot be read ({reason}): check its permissions, or give another file.",
        "无法读取 {file}（{reason}）：请检查权限，或换一个文件。",
    ),
    "closed": (
        "There is no standard input to read: give the sentence itself, or --file FILE.",
        "没有可读的标准输入：请直接给出句子，或使用 --file FILE。",
    ),
    "long": (
        "{file} is longer than {most} MB, too much to trace: give a sentence or a paragraph of it.",
        "{file} 超过 {most} MB，无法逐步追踪：请只给出其中的一句或一段。",
    ),
    "surrogate": (
        "The text is not UTF-8: character {place} cannot be read; type it in a UTF-8 terminal or give it with --file.",
        "文本不是 UTF-8：第 {place} 个字符无法读取；请在 UTF-8 终端中输入，或用 --file 给出。",
    ),
    # sentences about the text to be traced
    "empty": (
        'The text is empty: give a sentence, for example ttrace "Thinking Machines".',
        '文本是空的：请给出一个句子，例如 ttrace "Thinking Machines"。',
    ),
    "invisible": (
        "The text has nothing visible in it, only control characters or spaces: give a sentence.",
        "文本里没有可见字符（只有控制字符或空白）：请给出一个句子。",
    ),
    "no_segmenter": (
        "--words auto needs a segmenter: install it with pip install 'transformer-tracer[words]', or put spaces between the words.",
        "--words auto 需要分词库：请用 pip install 'transformer-tracer[words]' 安装，或自己在词与词之间加空格。",
    ),
    "encoding": (
        "{file} is not UTF-8 text: byte {byte} of line {line} cannot be read; save the file as UTF-8.",
        "{file} 不是 UTF-8 文本：第 {line} 行、第 {byte} 字节无法读取；请另存为 UTF-8。",
    ),
    # the steps of a tokenizer's rules (--tokens --detail)
    "steps_none": (
        "--tokens --detail shows how a tokenizer cuts words into pieces, and this model reads whole words or characters: give a "
        "checkpoint's folder with --model, or leave --detail out.",
        "--tokens --detail 显示分词器怎样把词切成子词，而这个模型读的是整个词或单个字符：请用 --model 给出检查点的文件夹，或去掉 --detail。",
    ),
    "steps_kind": (
        "The steps are not shown: a tokenizer of the kind {kind} is not followed here (BPE, WordPiece and Unigram are).",
        "这里不显示步骤：不支持 {kind} 类分词器的逐步显示（支持 BPE、WordPiece 和 Unigram）。",
    ),
    "steps_differ": (
        "The steps are not shown: the rules read from the file cut this text otherwise than the {library} library does, whose tokens "
        "are those above.",
        "这里不显示步骤：按文件中的规则逐步切分，结果与 {library} 库不同；上面的 token 以该库为准。",
    ),
    "steps_long": (
        "The steps are not shown: a word of the text has {count} characters, and up to {most} are followed; give a shorter text.",
        "这里不显示步骤：文本中有一个长达 {count} 个字符的词，最多支持 {most} 个；请给出较短的文本。",
    ),
    "steps_nothing": (
        "No word is cut here: the text has special tokens only, or tokens or ids were given as they are.",
        "这里没有词需要切分：文本中只有特殊 token，或者直接给出了 token 或编号。",
    ),
    "steps": ("Step by step", "逐步切分"),
    "steps_bpe": (
        "Byte-pair encoding: a word begins as single characters or bytes; of all neighbours that stand in the list of merges, the "
        "pair with the lowest rank becomes one piece, the leftmost first, until no neighbours stand in the list. Rank 0 is the pair "
        "that was learnt first. A word that comes again is shown once.",
        "字节对编码（BPE）：一个词先拆成单个字符或字节；在合并表中出现的相邻两项里，序号最小的一对合并为一项（序号相同则先合并最左边的），"
        "直到再没有相邻两项出现在表中。序号 0 是训练时最先学到的一对。重复出现的词只显示一次。",
    ),
    "steps_scored": (
        "Byte-pair encoding as SentencePiece does it: a word begins as single characters; of all neighbours that together are a piece "
        "of the vocabulary, those whose piece has the greatest score become one, the leftmost first. The rank is the score with its "
        "sign turned. A word that comes again is shown once.",
        "SentencePiece 的字节对编码：一个词先拆成单个字符；相邻两项连起来若是词表中的子词，就可以合并，其中得分最高的先合并"
        "（得分相同则先合并最左边的）。表中的序号是得分的相反数。重复出现的词只显示一次。",
    ),
    "steps_wordpiece": (
        "WordPiece: from the left, the longest beginning of what is left of the word that stands in the vocabulary; ## marks a piece "
        "that does not begin a word. Where no beginning stands there, the whole word is unknown. A word that comes again is shown once.",
        "WordPiece：从左起，在词的剩余部分中取词表里有的最长开头；## 表示不在词首的子词。若没有任何开头在词表中，整个词就是未知词。"
        "重复出现的词只显示一次。",
    ),
    "steps_unigram": (
        "Unigram: each piece has a score, the logarithm of its probability; of all ways to cut a word, the one with the greatest sum "
        "is taken (Viterbi). The next best stands below it. A word that comes again is shown once.",
        "Unigram：每个子词有一个得分，即其概率的对数；在一个词的所有切法中，取得分之和最大的一种（Viterbi 算法）。"
        "下一行是次优的切法。重复出现的词只显示一次。",
    ),
    "steps_of_merges": (
        "{word}: {count} {count:merge|merges}, {pieces} {pieces:piece|pieces} left.",
        "{word}：合并 {count} 次，剩下 {pieces} 个子词。",
    ),
    "steps_of_matches": ("{word}: {pieces} {pieces:piece|pieces}.", "{word}：{pieces} 个子词。"),
    "steps_of_whole": (
        "{word} stands in the vocabulary as a whole: nothing is merged.",
        "“{word}”整个就在词表中：不需要合并。",
    ),
    "steps_ids": ("The pieces of {word} and their ids:", "“{word}”的子词及其编号："),
    "steps_begin": ("at first", "开始"),
    "steps_none_longer": ("none", "无"),
    "steps_column_merge": ("merge", "合并"),
    "steps_column_rank": ("rank", "序号"),
    "steps_column_after": ("pieces after it", "合并后"),
    "steps_column_rest": ("what is left", "剩余部分"),
    "steps_column_tried": ("longer ones not there", "更长而不在词表中的"),
    "steps_column_piece": ("longest piece", "最长子词"),
    "steps_column_cut": ("cut", "切法"),
    "steps_column_scores": ("scores", "各项得分"),
    "steps_column_sum": ("sum", "和"),
}
