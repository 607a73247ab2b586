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
}
