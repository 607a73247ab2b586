"""Sentences about settings (conventions and sizes)."""

MESSAGES = {
    "unknown": (
        "There is no setting '{word}'; `ttrace show --help` lists them.",
        "没有名为“{word}”的设置；`ttrace show --help` 列出全部设置。",
    ),
    "unknown.near": (
        "There is no setting '{word}'. Did you mean {near}?",
        "没有名为“{word}”的设置。是不是想写 {near}？",
    ),
    "value": (
        "{key} cannot be {value}; it takes: {takes}.",
        "{key} 不能是 {value}；可取的值：{takes}。",
    ),
}
