"""Sentences of comparisons."""

MESSAGES = {
    "title": ("{first} and {second} compared", "比较 {first} 与 {second}"),
    "equal": (
        "No difference: {count} {count:stage agrees|stages agree} within {tolerance}.",
        "没有差别：{count} 个阶段在误差 {tolerance} 之内一致。",
    ),
    "equal_part": (
        "What both have is equal ({count} {count:stage agrees|stages agree} within {tolerance}), but not everything could be compared.",
        "两者共有的部分一致（{count} 个阶段在误差 {tolerance} 之内一致），但并非一切都能比较。",
    ),
    "equal_rounding": (
        "No difference: {count} {count:stage agrees|stages agree} to the rounding of {precision} ({relative} of a stage's largest number).",
        "没有差别：{count} 个阶段在 {precision} 的舍入误差（该阶段最大数的 {relative} 倍）之内一致。",
    ),
    "equal_part_rounding": (
        "What both have is equal ({count} {count:stage agrees|stages agree} to the rounding of {precision}, {relative} of a stage's "
        "largest number), but not everything could be compared.",
        "两者共有的部分一致（{count} 个阶段在 {precision} 的舍入误差，即该阶段最大数的 {relative} 倍之内一致），但并非一切都能比较。",
    ),
    "equal_decimals": (
        "No difference: {count} {count:stage agrees|stages agree} to the {decimals} {decimals:decimal|decimals} that the file gives.",
        "没有差别：{count} 个阶段在文件给出的 {decimals} 位小数之内一致。",
    ),
    "equal_part_decimals": (
        "What both have is equal ({count} {count:stage agrees|stages agree} to the {decimals} {decimals:decimal|decimals} that the file "
        "gives), but not everything could be compared.",
        "两者共有的部分一致（{count} 个阶段在文件给出的 {decimals} 位小数之内一致），但并非一切都能比较。",
    ),
    "within_rounding": (
        "Up to the rounding of {precision} ({relative} of a stage's largest number) a difference counts as none; with --tolerance 0 "
        "every bit counts.",
        "不超过 {precision} 舍入误差（该阶段最大数的 {relative} 倍）的差别不算；用 --tolerance 0 则逐位比较。",
    ),
    "within_decimals": (
        "Up to half of the last of the {decimals} {decimals:decimal|decimals} that the file gives a difference counts as none; with "
        "--tolerance 0 every bit counts.",
        "不超过文件给出的 {decimals} 位小数末位一半的差别不算；用 --tolerance 0 则逐位比较。",
    ),
    "tokens_first": (
        "Only the first has {count} {count:token|tokens} more, with nothing to compare {count:it|them} to: {tokens}.",
        "只有前者多出 {count} 个 token，没有可与之比较的数：{tokens}。",
    ),
    "tokens_second": (
        "Only the second has {count} {count:token|tokens} more, with nothing to compare {count:it|them} to: {tokens}.",
        "只有后者多出 {count} 个 token，没有可与之比较的数：{tokens}。",
    ),
    "nothing_alike": (
        "No number can be compared: {first} ({one}) and {second} ({two}) have no token, head or column in common where their stages agree.",
        "没有可以比较的数：{first}（{one}）与 {second}（{two}）在共同的阶段中没有相同的 token、head 或列。",
    ),
    "unread": (
        "--with {key} changes nothing: no number of this run of {model} depends on {key}.",
        "--with {key} 不会改变任何数：{model} 的这次运行与 {key} 无关。",
    ),
    "parted": (
        "They part at {cell}: {first} in the first, {second} in the second.",
        "它们从 {cell} 处开始不同：前者是 {first}，后者是 {second}。",
    ),
    "largest": (
        "The largest difference is at {cell}: {first} in the first, {second} in the second.",
        "差别最大处是 {cell}：前者是 {first}，后者是 {second}。",
    ),
    "largest_there": ("No other number differs more.", "其余各数的差别都不比这里大。"),
    "shapes": ("They part at {stage}: the shapes differ ({reason}).", "它们从 {stage} 处开始不同：形状不一样（{reason}）。"),
    "only_first": ("Only the first has: {names}.", "只有前者有：{names}。"),
    "only_second": ("Only the second has: {names}.", "只有后者有：{names}。"),
    "many_first": ("Only the first has: {names} and {more} more.", "只有前者有：{names} 等，另有 {more} 个。"),
    "many_second": ("Only the second has: {names} and {more} more.", "只有后者有：{names} 等，另有 {more} 个。"),
    "rounding": (
        "The differences there are as small as rounding leaves them; without --tolerance such ones count as none.",
        "那里的差别小到可能只是舍入所致；不加 --tolerance 时，这样的差别不算。",
    ),
    "column_stage": ("stage", "阶段"),
    "column_numbers": ("compared", "比较的数"),
    "column_differing": ("differing", "不同的数"),
    "column_largest": ("largest difference", "最大差别"),
    "side_trace": ("the trace", "本次追踪"),
    "side_arrays": ("the arrays given", "给出的数组"),
    "not_an_array": (
        "'{name}' holds no numbers (it is a {kind}): give arrays, tensors or nested lists of numbers.",
        "“{name}”中没有数（它是 {kind}）：请给出数组、张量或由数组成的嵌套列表。",
    ),
    "nothing_common": (
        "The two have no stage in common: {first} is a {one}, {second} a {two}.",
        "两者没有共同的阶段：{first} 是 {one}，{second} 是 {two}。",
    ),
}
