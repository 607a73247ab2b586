"""What tables and pictures call an axis; addresses keep its name."""

MESSAGES = {
    "query": ("query", "查询"),
    "key": ("key", "键"),
    "time": ("time", "时间步"),
    "hidden": ("hidden", "隐藏状态"),
    "position": ("position", "位置"),
    "sentence": ("sentence", "句子"),
    "distance": ("distance", "距离"),
    "expert": ("expert", "专家"),
    "micro": ("micro-batch", "微批次"),
    "class": ("class", "类别"),
    "vocab": ("vocab", "词表"),
}
