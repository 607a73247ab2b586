"""Sentences of the renderers: what a table leaves out, and formats nobody knows."""

MESSAGES = {
    "format": (
        "There is no format '{word}'; there are {formats}.",
        "没有名为“{word}”的格式；可用的格式：{formats}。",
    ),
    "format.near": (
        "There is no format '{word}'. Did you mean {near}?",
        "没有名为“{word}”的格式。是不是想写 {near}？",
    ),
    "no_numbers": (
        "--format {format} stores numbers, and this output holds none it could store: choose another format, such as text.",
        "--format {format} 用来保存数，而这次的输出中没有可保存的数：请换一种格式，例如 text。",
    ),
    "ending": (
        "The ending of {file} does not tell a format; known endings are {endings} (or give --format).",
        "无法从 {file} 的扩展名判断格式；可识别的扩展名：{endings}（也可以用 --format 指明）。",
    ),
    "columns": (
        "columns {shown} of {count}; --columns A:B or --format csv shows the others",
        "共 {count} 列，此处只显示第 {shown} 列；用 --columns A:B 或 --format csv 查看其余各列",
    ),
    "before": (
        "changed numbers: before → after (difference)",
        "改变了的数：原值 → 新值（差）",
    ),
    "before_brief": (
        "changed numbers: before → after",
        "改变了的数：原值 → 新值",
    ),
    "edited": (
        "* set by an edit, not computed",
        "* 由编辑设定，不是算出来的",
    ),
    "curve": (
        "first {first}, last {last}, lowest {lowest}, highest {highest}",
        "首 {first}，末 {last}，最低 {lowest}，最高 {highest}",
    ),
    "rows": (
        "rows {shown} of {count}; --format csv shows the others",
        "共 {count} 行，此处只显示第 {shown} 行；用 --format csv 查看其余各行",
    ),
}
