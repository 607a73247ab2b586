"""Sentences about operations that do not fit their inputs."""

MESSAGES = {
    "no_axis": (
        "There is no axis '{axis}' here; the axes are: {axes}.",
        "这里没有名为“{axis}”的轴；现有的轴：{axes}。",
    ),
    "sizes": (
        "The axis '{axis}' has {first} {first:position|positions} in one input and {second} in the other.",
        "轴“{axis}”在一个输入中有 {first} 个位置，在另一个输入中有 {second} 个。",
    ),
    "at": (
        "Stage {name} ({op}) cannot be computed from {inputs}: {reason}",
        "无法由 {inputs} 计算阶段 {name}（{op}）：{reason}",
    ),
    "split": (
        "The axis '{axis}' has {size} {size:position|positions} and cannot be split into {parts}.",
        "轴“{axis}”有 {size} 个位置，不能拆成 {parts}。",
    ),
    "position": (
        "Position {position} is outside the axis '{axis}', which has {size} {size:position|positions} (0 to {last}).",
        "位置 {position} 超出轴“{axis}”的范围，该轴共有 {size} 个位置（0 到 {last}）。",
    ),
}
