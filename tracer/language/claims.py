"""Sentences about worked arithmetic in foreign pages."""

MESSAGES = {
    "number": (
        "{claim} does not hold; the printed {printed} should be {right}.",
        "{claim} 不成立；写的是 {printed}，应为 {right}。",
    ),
    "list": (
        "{claim} does not hold; printed {printed}, right {right}.",
        "{claim} 不成立；写的是 {printed}，正确的是 {right}。",
    ),
}
