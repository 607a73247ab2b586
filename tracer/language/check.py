"""Sentences of living documents: what no longer follows, what cannot be checked, and why."""

MESSAGES = {
    "number": (
        "{file}, line {line}: {printed} no longer follows; it is {right} now.   {command}",
        "{file} 第 {line} 行：{printed} 已不成立；现在是 {right}。   {command}",
    ),
    "words": (
        "{file}, line {line}: “{printed}” no longer follows; it is “{right}” now.   {command}",
        "{file} 第 {line} 行：“{printed}”已不成立；现在是“{right}”。   {command}",
    ),
    "missing": (
        "{file}, line {line}: the output now also has “{right}”.   {command}",
        "{file} 第 {line} 行：现在的输出还有“{right}”。   {command}",
    ),
    "extra": (
        "{file}, line {line}: “{printed}” is not printed any more.   {command}",
        "{file} 第 {line} 行：“{printed}”不再出现。   {command}",
    ),
    "picture": (
        "{file}, line {line}: the picture {picture} is not what its command draws now (check --update draws it).   {command}",
        "{file} 第 {line} 行：图片 {picture} 不是命令现在画出的样子（check --update 会重画）。   {command}",
    ),
    "picture_ending": (
        "a living picture is an SVG, so that it is the same on every machine: {picture} does not end in .svg",
        "可核对的图片须为 SVG，以便在各台机器上相同：{picture} 不以 .svg 结尾",
    ),
    "picture_unshown": (
        "the command draws {picture}, and the block does not show it: write ![what it shows]({picture})",
        "命令画出 {picture}，而此块没有显示它：请写 ![图的说明]({picture})",
    ),
    "picture_elsewhere": (
        "a living picture lies in the document's folder or below: give {picture} as a path from there",
        "可核对的图片须在文档所在的文件夹或其下：请用相对路径给出 {picture}",
    ),
    "broken": ("{file}, line {line}: cannot be checked: {reason}", "{file} 第 {line} 行：无法核对：{reason}"),
    "bare": (
        "{file}, line {line}: {number} stands in the output of a command too, but not as a living number; write <!-- ttrace: CELL -->{number}<!-- /ttrace -->.",
        "{file} 第 {line} 行：{number} 也出现在命令的输出中，却不是可自动核对的数；请写成 <!-- ttrace: CELL -->{number}<!-- /ttrace -->。",
    ),
    "holds": (
        "{file}: everything holds (commands and references: {pieces}, numbers: {numbers}).",
        "{file}：全部成立（命令与引用 {pieces} 处，数 {numbers} 个）。",
    ),
    "singles": (
        "{file}: {count} {count:piece comes from a run|pieces come from runs} in float32, where one unit of the last decimal shown is allowed: it may follow the machine.",
        "{file}：有 {count} 处来自 float32 的运行，其显示的最后一位小数允许相差 1：它可能因机器而异。",
    ),
    "away": (
        "{file}: {count} {count:piece needs|pieces need} the model {name}, which is not here, and are left as they stand (in the folder of the document, or in TTRACE_MODELS, it would be found).",
        "{file}：有 {count} 处需要模型 {name}，而这里没有，保持原样（放在文档所在的文件夹或 TTRACE_MODELS 中即可找到）。",
    ),
    "needs_extra": (
        "{file}: {count} {count:piece|pieces} not checked ({count:line|lines} {lines}): needs pip install 'transformer-tracer[{extra}]'.",
        "{file}：有 {count} 处未核对（第 {lines} 行）：需要 pip install 'transformer-tracer[{extra}]'。",
    ),
    "empty": (
        "{file}: nothing to check; no block carries a ttrace command.",
        "{file}：没有可核对的内容，没有带 ttrace 命令的块。",
    ),
    "updated": ("{file}: brought up to date ({count}).", "{file}：已更新 {count} 处。"),
    "updated_rest": (
        "{file}: brought up to date ({count}), except what cannot be checked; that stands as it was.",
        "{file}：已更新 {count} 处；无法核对的部分保持原样。",
    ),
    "claims_hold": ("{file}: every worked equation holds ({count}).", "{file}：{count} 个算式，全部成立。"),
    "claims_none": ("{file}: no worked equations found.", "{file}：没有找到算式。"),
    "claims_wrong": ("{file}: {count} of {total} worked equations do not hold.", "{file}：{total} 个算式中有 {count} 个不成立。"),
    "claim": ("{file}, line {line}: {reason}", "{file} 第 {line} 行：{reason}"),
    "quotes": ("a quotation mark is left open in: {command}", "引号没有配对：{command}"),
    "program": ("only ttrace commands are run, not: {command}", "只运行 ttrace 命令，而不是：{command}"),
    "shell": (
        "no shell reads this command, so {sign} means nothing here; put it in quotes or leave it out",
        "命令不经过 shell，{sign} 在此没有意义；请加引号或删去",
    ),
    "unwritable": (
        "--embed cannot carry a line break or an invisible sign ({word}): give that text in a file, with --file.",
        "--embed 无法携带换行或不可见字符（{word}）：请用 --file 从文件给出文本。",
    ),
    "from_stdin": (
        "--embed cannot carry a text from standard input: give it as words or with --file.",
        "--embed 无法携带来自标准输入的文本：请直接给出或使用 --file。",
    ),
    "no_embed": (
        "--embed has no place in the format {format}; choose one of {known}.",
        "格式 {format} 无处携带命令；--embed 可用于 {known}。",
    ),
    "no_copy": (
        "--copy takes text, and {format} is none; use -o FILE.",
        "--copy 只能复制文本，而 {format} 不是文本；请使用 -o 文件。",
    ),
    "reference": (
        'a living number names one cell, such as <!-- ttrace: "Thinking Machines" softmax[0, Thinking, Machines] seed=7 -->; this does not: {text}',
        '可核对的数要指明一个单元格，例如 <!-- ttrace: "Thinking Machines" softmax[0, Thinking, Machines] seed=7 -->；而这里是：{text}',
    ),
    "column": ("column {column}: {reason}", "第 {column} 列：{reason}"),
    "after_cell": (
        "“{word}” has no place beside {cell}; before the cell a living number takes the words of a command, after it arithmetic such as * 100, a style such as :.1f and settings such as seed=7",
        "“{word}”不能放在 {cell} 旁边；可核对的数在单元格之前写命令的词，之后可写 * 100 这样的运算、:.1f 这样的格式和 seed=7 这样的设置",
    ),
    "operand": (
        "a cell, a number or a parenthesis is missing here: {text}",
        "此处缺少单元格、数或括号：{text}",
    ),
    "parenthesis": ("this parenthesis is not closed", "这个括号没有闭合"),
    "too_deep": ("more than {most} parentheses or minus signs stand inside one another", "括号或负号嵌套超过 {most} 层"),
    "divided_by_zero": ("{dividend} is divided by 0", "{dividend} 除以 0"),
    "style_places": ("{style} has too many decimals; at most {most} are known", "{style} 的小数位数过多；最多 {most} 位"),
    "per_cent": (
        "{text} has a per cent sign, and the comment calculates: say which by a style, :.1% for a share (0.924 is 92.4%) or :.1f with the sign outside the comments",
        "{text} 带有百分号，而注释中有运算：请用格式说明，:.1% 表示比例（0.924 即 92.4%），或用 :.1f 并把百分号写在注释之外",
    ),
    "one_number": (
        "between the comments of a living number stands one number with at most {most} decimals, and nothing else; here stands: {text}",
        "可核对的数的两条注释之间只放一个数，最多 {most} 位小数，不放别的；而这里是：{text}",
    ),
    "above_broken": (
        "the command above it could not be run, so there is nothing to hold it against",
        "上面的命令无法运行，没有可核对的依据",
    ),
    "no_run": ("{cell} names no text, and no command stands above it", "{cell} 没有给出文本，上文也没有命令"),
    "no_trace": (
        "{command} shows no single trace, so that it has no cells",
        "{command} 显示的不是单个追踪，没有单元格可取",
    ),
    "failed": ("{command}: {reason}", "{command}：{reason}"),
    "fence": (
        "the output itself has such a fence: begin and end the block with {fence}",
        "输出中也有同样的围栏：请用 {fence} 开始和结束此块",
    ),
    "too_long": (
        "it has more than {most} million characters; check its parts as files of their own",
        "它超过 {most} 百万个字符；请分成几个文件核对",
    ),
    "nested": (
        "a document that another document checks or plays cannot check or play documents itself",
        "被别的文档核对或播放的文档，自身不能再核对或播放文档",
    ),
    "not_closed": ("<!-- /ttrace --> is missing after: {command}", "缺少与之配对的 <!-- /ttrace -->：{command}"),
    "not_opened": ("this comment closes or describes a block that was not opened", "这条注释没有与之配对的开头"),
    "ending": (
        "{file} is no kind of document that can carry commands; known endings are {known}.",
        "{file} 不是能携带命令的文档；已知的扩展名有 {known}。",
    ),
    "no_notebook": ("it is not a notebook: no JSON with a list of cells", "这不是笔记本：不是含有 cells 列表的 JSON"),
    "cell_metadata": ("the cell's metadata “{key}” need a command and a part", "单元格元数据“{key}”需要 command 和 part"),
    "cell_format": (
        "the command of a notebook's cell needs --format ipynb: {command}",
        "笔记本单元格的命令需要 --format ipynb：{command}",
    ),
    "cell_part": (
        "the command makes {count} {count:cell|cells}, so there is no part {part}",
        "该命令生成 {count} 个单元格，没有第 {part} 部分",
    ),
    "formats": ("--format here is text or json, not {word}.", "这里的 --format 只能是 text 或 json，而不是 {word}。"),
    "claims_update": (
        "--claims and --update do not go together: somebody else's page is only read.",
        "--claims 与 --update 不能同用：他人的文章只读不改。",
    ),
    "claims": ("Find the worked arithmetic of any page and report what does not hold.", "找出任意文章中的算式，报告不成立的。"),
    "require": (
        "Fail where fewer than N equations (without --claims: commands and references) were found.",
        "找到的算式（不加 --claims 时为命令与引用）少于 N 个时视为失败。",
    ),
    "too_few_claims": (
        "Worked equations found: {count}; --require wants at least {least}.",
        "找到 {count} 个算式，而 --require 要求至少 {least} 个。",
    ),
    "too_few_pieces": (
        "Commands and references checked: {count}; --require wants at least {least}.",
        "核对了 {count} 处命令与引用，而 --require 要求至少 {least} 处。",
    ),
    "no_rewriting": (
        "{file} is no file that could be rewritten; leave out --update, or save it first.",
        "{file} 不是可以改写的文件；请去掉 --update，或先存成文件。",
    ),
    "update": ("Rewrite what no longer follows.", "改写已不成立的内容。"),
    "format": ("text, or json: a list.", "text，或 json：一个列表。"),
}
