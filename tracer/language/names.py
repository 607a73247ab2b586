"""Sentences about the names of tensors in files of weights, and how far a file's numbers are from an original's."""

MESSAGES = {
    "title": (
        "The tensors of {file}: what each is here, and how it lies there.",
        "{file} 中的张量：各对应本工具的哪个参数，以及在文件中的排列方式。",
    ),
    "column_theirs": ("tensor", "张量"),
    "column_shape": ("its shape", "文件中的形状"),
    "column_ours": ("parameter", "参数"),
    "column_own_shape": ("shape here", "此处的形状"),
    "column_layout": ("layout", "排列"),
    "column_setting": ("setting", "设置"),
    "column_value": ("value", "值"),
    "column_source": ("from", "来源"),
    "column_kind": ("format", "格式"),
    "column_numbers": ("numbers", "个数"),
    "column_mean": ("mean |difference|", "平均 |差|"),
    "column_worst": ("largest |difference|", "最大 |差|"),
    "column_share": ("of its largest", "占最大值的比例"),
    "not_used": ("not used", "未使用"),
    "unread": ("a counter, a mask or a list of places: no model reads it", "计数、掩码或位置编号：没有模型读取它"),
    "left_out": ("of a part that these settings leave out", "属于这些设置所省去的部分"),
    "as_is": ("as it is", "原样"),
    "turned": ("transposed", "转置"),
    "turning": (
        "A transposed matrix has a row for each output in the file, and here a row for each input, as in y = x W.",
        "“转置”的矩阵在文件中每行对应一个输出，在此处每行对应一个输入，即 y = x W。",
    ),
    "side_by_side": ("heads side by side in one matrix", "各头的列并排成一个矩阵"),
    "sum": ("the sum of both", "两者之和"),
    "computed": ("computed from it", "由它计算而得"),
    "rows": ("rows {first} to {last}, {how}", "第 {first} 至 {last} 行，{how}"),
    "settings": ("Settings that follow:", "由此得出的设置："),
    "told": ("the file", "文件"),
    "assumed": ("assumed", "假定"),
    "guess": (
        "The file does not tell what is assumed; say it where it is otherwise: {keys}.",
        "标为“假定”的设置，文件中没有给出；如果不对，请自行给出：{keys}。",
    ),
    "against": (
        "How far the numbers of {file} are from those of {original}, tensor by tensor.",
        "{file} 中的数与 {original} 中的数相差多少，逐个张量列出。",
    ),
    "furthest": (
        "Of {count} numbers the mean |difference| is {mean}; the largest, {worst}, is in {tensor}.",
        "共 {count} 个数，平均 |差| 为 {mean}；最大的差是 {worst}，在 {tensor} 中。",
    ),
    "equal": (
        "All {count} numbers are equal, bit for bit.",
        "全部 {count} 个数逐位相等。",
    ),
}
