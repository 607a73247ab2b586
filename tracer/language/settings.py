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
    "number": ("NUMBER", "数"),
    "name": ("a name or a file", "名称或文件"),
    "whole_range": ("a whole number from {least} to {most}", "{least} 到 {most} 的整数"),
    "size_a_layer": ("one for each layer (8,16)", "每层一个（8,16）"),
    "whole_least": ("a whole number from {least} on", "不小于 {least} 的整数"),
    "value": (
        "{key} cannot be {value}; it takes: {takes}.",
        "{key} 不能是 {value}；可取的值：{takes}。",
    ),
}
