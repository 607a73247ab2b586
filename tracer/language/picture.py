"""Titles of pictures made from a trace."""

MESSAGES = {
    "heads": ("Attention weights: each row says where a query looks", "注意力权重：每一行表示一个查询看向哪里"),
    "lines": ("{stage}, head {head}: who looks at whom", "{stage}，head {head}：谁看向谁"),
    "positions": ("Positional encoding: one row a position", "位置编码：每个位置一行"),
    "network": ("The stages of the model and their shapes", "模型的各个阶段及其形状"),
    "curve": ("How strongly the first word, {word}, moves each state", "第一个词“{word}”对每个状态的影响有多大"),
    "influence": ("norm of the derivative", "导数的范数"),
}
