"""Sentences about stored traces."""

MESSAGES = {
    "broken": (
        "{file} cannot be read as a trace: the file is cut off or is not what --format json writes.",
        "{file} 无法作为追踪结果读取：文件被截断，或不是 --format json 写出的内容。",
    ),
    "not_a_trace": (
        "{file} is not a stored trace: compare reads what --format json or --format npz wrote.",
        "{file} 不是保存的追踪结果：compare 读取 --format json 或 --format npz 写出的文件。",
    ),
    "shape": ("{file}: the values of {stage} do not fit its axes.", "{file}：{stage} 的数值与它的轴不符。"),
    "no_array": (
        "The file has no array '{word}', which --names maps a stage to.",
        "文件中没有 --names 所对应的数组“{word}”。",
    ),
    "no_array.near": (
        "The file has no array '{word}', which --names maps a stage to; did you mean {near}?",
        "文件中没有 --names 所对应的数组“{word}”；是否指 {near}？",
    ),
    "no_stage": (
        "None of the arrays ({names}) is a stage of this trace: name them by our addresses, or map the names with --names FILE.",
        "这些数组（{names}）都不是本次追踪的阶段：请使用本项目的地址命名，或用 --names 文件 对应名字。",
    ),
}
