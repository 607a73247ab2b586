"""Sentences about the text to be traced."""

MESSAGES = {
    "empty": (
        'The text is empty: give a sentence, for example ttrace "Thinking Machines".',
        '文本是空的：请给出一个句子，例如 ttrace "Thinking Machines"。',
    ),
    "invisible": (
        "The text has nothing visible in it, only control characters or spaces: give a sentence.",
        "文本里没有可见字符（只有控制字符或空白）：请给出一个句子。",
    ),
    "encoding": (
        "{file} is not UTF-8 text: byte {byte} of line {line} cannot be read; save the file as UTF-8.",
        "{file} 不是 UTF-8 文本：第 {line} 行、第 {byte} 字节无法读取；请另存为 UTF-8。",
    ),
}
