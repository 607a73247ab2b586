"""Sentences of comparisons."""

MESSAGES = {
    "title": ("{first} and {second} compared", "比较“{first}”与“{second}”"),
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
    "equal_digits": (
        "No difference: {count} {count:stage agrees|stages agree} to the {digits} significant digits that the file gives and the rounding "
        "of {precision}.",
        "没有差别：{count} 个阶段在文件给出的 {digits} 位有效数字与 {precision} 的舍入误差之内一致。",
    ),
    "equal_part_digits": (
        "What both have is equal ({count} {count:stage agrees|stages agree} to the {digits} significant digits that the file gives and the "
        "rounding of {precision}), but not everything could be compared.",
        "两者共有的部分一致（{count} 个阶段在文件给出的 {digits} 位有效数字与 {precision} 的舍入误差之内一致），但并非一切都能比较。",
    ),
    "within_digits": (
        "Up to half of the last of the {digits} significant digits that the file gives, and the rounding of {precision}, a difference "
        "counts as none; with --tolerance 0 every bit counts.",
        "不超过文件给出的 {digits} 位有效数字末位一半及 {precision} 舍入误差的差别不算；用 --tolerance 0 则逐位比较。",
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
    "none_asked": (
        "{file} has no array of the stages asked for; it has some of {stages} …",
        "{file} 中没有所问阶段的数组；其中有 {stages} 等。",
    ),
    "nothing_compared": ("No number was compared.", "没有比较任何数。"),
    "taken": ("What each array was taken for", "各数组对应的阶段"),
    "column_array": ("array", "数组"),
    "as_axes": ("{stage}, as {axes}", "{stage}，按 {axes}"),
    "with_note": ("{place} ({note})", "{place}（{note}）"),
    "how_address": ("Known by its address", "按地址识别"),
    "how_map": ("Known from --names", "由 --names 指明"),
    "how_name": ("Known by its name", "按名字识别"),
    "how_value": ("Known by its numbers", "按数值识别"),
    "how_layer": ("Known by the same name in another layer", "按其他层的同名数组识别"),
    "how_likeness": ("Taken for the stage with nearly the same numbers", "取数值最相近的阶段"),
    "reading_masked": ("a very small number stands for −∞ where a mask hides", "遮住处以极小的数代替 −∞"),
    "reading_padding": ("without the padding", "已去掉填充"),
    "reading_by_value": ("of several ways to read the axes, the one whose numbers agree", "轴有几种读法，取数值一致的一种"),
    "reading_by_custom": (
        "the axes can be read in several ways and no numbers agree: read as the others are",
        "轴有几种读法而数值都不一致：按其余数组的读法",
    ),
    "reading_repeated": ("each head of keys stands several times", "每个键头重复多次"),
    "parameters": (
        "{count} {count:parameter differs|parameters differ}, and with {count:it|them} all that is computed with {count:it|them}: {names}.",
        "有 {count} 个参数不同，由它们算出的数也随之不同：{names}。",
    ),
    "left_kind": ("Left out: {name} holds no numbers ({kind}).", "未比较：{name} 中不是数（{kind}）。"),
    "left_empty": ("Left out: {name} is empty.", "未比较：{name} 是空的。"),
    "left_shape": (
        "Left out: {name} would be {stage}, but it is {shape} and the stage is {axes}; map it with --names FILE if it is another.",
        "未比较：{name} 按名字是 {stage}，但它的形状是 {shape}，而该阶段是 {axes}；若是别的阶段，请用 --names 文件 指明。",
    ),
    "left_unknown": (
        "Left out: {name} ({shape}) has no name that is known, and no stage has its numbers; map it with --names FILE.",
        "未比较：{name}（{shape}）的名字无法识别，也没有哪个阶段的数与它相同；请用 --names 文件 指明。",
    ),
    "left_several": (
        "Left out: {name} may be {stages}, and has the numbers of none; map it with --names FILE.",
        "未比较：{name} 可能是 {stages}，但数值与哪个都不同；请用 --names 文件 指明。",
    ),
    "left_own": (
        "Left out: {name} is a stage this run does not have: a further pass comes with --generate N, a gradient or an update with train.",
        "未比较：{name} 是本次运行没有的阶段：后续各遍由 --generate N 得到，梯度与更新由 train 得到。",
    ),
    "left_more": (
        "Left out as well: {count} more {count:array|arrays} ({names}).",
        "另有 {count} 个数组未比较（{names}）。",
    ),
    "one_text": (
        "The arrays are of {count} texts; the one compared is at place {row}, whose ids are those of this run.",
        "这些数组含 {count} 段文本；比较的是位置 {row} 的一段，它的编号与本次运行相同。",
    ),
    "unread_lists": (
        "No stages, and compared with nothing: {names}.",
        "不是阶段，也没有可比之物：{names}。",
    ),
    "tokens_read": (
        "They read other tokens: row {place} of {name} is the embedding of {second}, where this run reads {first}.",
        "两者读的 token 不同：{name} 的第 {place} 行是 {second} 的嵌入，而本次运行读的是 {first}。",
    ),
    "ids": (
        "They read other tokens: at place {place} of {name} this run has {first}, the file {second}.",
        "两者读的 token 不同：在 {name} 的位置 {place}，本次运行是 {first}，文件中是 {second}。",
    ),
    "ids_longer": (
        "They read other tokens: {name} in the file goes on at place {place}, where this run ends.",
        "两者读的 token 不同：文件中的 {name} 在位置 {place} 之后还有，而本次运行到此为止。",
    ),
    "ids_shorter": (
        "They read other tokens: {name} in the file ends before place {place}, where this run goes on.",
        "两者读的 token 不同：文件中的 {name} 在位置 {place} 之前结束，而本次运行还有。",
    ),
}
