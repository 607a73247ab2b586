"""Sentences of explanations forward."""

MESSAGES = {
    "forward_steps": (
        "--forward follows a number through the model, not through training: leave --steps, --labels and the like out.",
        "--forward 追踪一个数在模型中的去向，不追踪训练：请去掉 --steps、--labels 等选项。",
    ),
    "forward_depth": (
        "--depth says how far back to go and --forward looks the other way: give one of the two.",
        "--depth 表示向前追溯多深，--forward 则看它的去向：两者只能取其一。",
    ),
    "two_words": (
        "explain takes a text and then a cell, such as 'softmax[0, Thinking, Machines]'; only '{word}' was given.",
        "explain 需要先给文本，再给位置，例如 'softmax[0, Thinking, Machines]'；这里只给了“{word}”。",
    ),
    "forward_title": ("Where {cell} goes", "{cell} 影响到哪里"),
    "forward_how": (
        "For each later stage: how many of its numbers move when this one is made a little larger and smaller and the run repeated in {dtype}, and the derivative of the one that moves most.",
        "对后面的每个阶段：把这个数略微改大、改小，用 {dtype} 重新运行，有多少个数随它变化；以及变化最大的那个数对它的导数。",
    ),
    "forward_coarse": (
        "There is no memory for float64 here: numbers that move by less than the rounding of {dtype} are not counted.",
        "这里的内存不够用 float64：变化小于 {dtype} 舍入误差的数没有计入。",
    ),
    "reaches_nothing": ("No later number depends on it.", "后面没有任何数依赖它。"),
    "column_stage": ("stage", "阶段"),
    "column_reached": ("numbers reached", "影响到的数"),
    "column_cell": ("most of all", "变化最大者"),
    "column_derivative": ("derivative", "导数"),
    "column_how": ("how it was found", "求法"),
    "by_gradient": ("recorded gradient", "记录的梯度"),
    "by_nudge": ("a nudge of ±{size}, run again", "把它改动 ±{size} 后重新运行"),
    "derivative_title": ("How {target} depends on {cell}", "{target} 如何依赖于 {cell}"),
    "derivative_says": (
        "If {cell} grows by a small amount, {target} changes by {value} times as much.",
        "若 {cell} 增加一点点，{target} 的变化约为它的 {value} 倍。",
    ),
    "derivative_zero": ("{target} does not change with {cell}.", "{target} 不随 {cell} 变化。"),
    "tree_cut": (
        "The {most} nearest numbers are shown; explain one of them to go on from there, or choose a smaller --depth.",
        "这里显示最近的 {most} 个数；要继续往下看，请对其中某个数再用 explain，或把 --depth 取小些。",
    ),
    "largest_inputs": (
        "These {shown} of {count} {count:number|numbers} make up its largest terms; --format json lists all of them.",
        "共 {count} 个数，这里列出其中构成最大各项的 {shown} 个；--format json 会全部列出。",
    ),
    "no_arrays": (
        "An explanation holds no arrays: choose --format json, or terminal, markdown, latex.",
        "解释中没有数组：请选择 --format json，或 terminal、markdown、latex。",
    ),
    "equation": ("equation {place}", "公式 {place}"),
    "section": ("section {place}", "第 {place} 节"),
    "algorithm": ("algorithm {place}", "算法 {place}"),
}
