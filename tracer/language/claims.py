"""Sentences about worked arithmetic in foreign pages."""

MESSAGES = {
    "number": (
        "Line {line}: {claim} does not hold; the printed {printed} should be {right}.",
        "第 {line} 行：{claim} 不成立；写的是 {printed}，应为 {right}。",
    ),
    "list": (
        "Line {line}: {claim} does not hold; printed {printed}, right {right}.",
        "第 {line} 行：{claim} 不成立；写的是 {printed}，正确的是 {right}。",
    ),
}
