"""Sentences of marking: how answers are read, a class's marks, what led to wrong numbers."""

MESSAGES = {
    "title": ("Marked: {count} {count:pupil|pupils}", "批改：{count} 名学生"),
    "progress": ("{done} of {count} pupils marked", "已批改 {done}/{count} 名学生"),
    "rule": (
        "An answer is right where it agrees with {places} {places:decimal|decimals}, the last of which may be off by one. A blank is worth {points}; a number that follows from the pupil's own earlier mistake gets {share}% of it.",
        "答案按 {places} 位小数核对，末位允许差 1。每空 {points} 分；由自己前面的错误正确推出的数，得该空分数的 {share}%。",
    ),
    "rule_exact": (
        "An answer is right where it agrees with {places} {places:decimal|decimals}, digit by digit, since every step was rounded. A blank is worth {points}; a number that follows from the pupil's own earlier mistake gets {share}% of it.",
        "每一步都已四舍五入，因此答案须与 {places} 位小数逐位一致。每空 {points} 分；由自己前面的错误正确推出的数，得该空分数的 {share}%。",
    ),
    "column_name": ("name", "姓名"),
    "column_sheet": ("sheet", "卷号"),
    "column_points": ("points", "得分"),
    "column_of": ("of", "满分"),
    "column_right": ("right", "正确"),
    "column_followed": ("follow-on", "推导正确"),
    "column_wrong": ("wrong", "错误"),
    "column_missing": ("left out", "未答"),
    "column_unreadable": ("unreadable", "无法读取"),
    "column_first": ("first mistake", "首个错误"),
    "column_blank": ("blank", "空"),
    "column_cell": ("cell", "单元格"),
    "column_given": ("written", "所答"),
    "column_verdict": ("verdict", "评判"),
    "by_blank": ("Blank by blank", "逐空统计"),
    "hardest": (
        "No blank was missed by more pupils than ({blank}), {cell}: {count} of {of} got it wrong by themselves, left it out or wrote what cannot be read.",
        "失分人数最多的是第（{blank}）空，{cell}：{of} 人中有 {count} 人自己算错、未答或所写无法识别。",
    ),
    "wrong_values": ("Wrong numbers that several wrote", "多人写出的同一个错数"),
    "wrong_value": (
        "Blank ({blank}): {written}, written by {count} ({names}), should be {right}.",
        "第（{blank}）空：{count} 人（{names}）写成 {written}，应为 {right}。",
    ),
    "outcomes": ("What the matrices do", "矩阵的效果"),
    "causes": ("What led to the first mistakes", "首个错误的来由"),
    "behind": ("{count} {count:pupil|pupils} ({names}): {cause}", "{count} 人（{names}）：{cause}"),
    "first": ("The first mistake, blank ({blank}):", "首个错误，第（{blank}）空："),
    "marked": (
        "{points} of {of} points: {right} of {count} right, {followed} follow from an earlier mistake, {wrong} wrong, {missing} left out, {unreadable} unreadable.",
        "得 {points} 分（满分 {of}）：共 {count} 题，正确 {right}，由前面的错误推出 {followed}，错误 {wrong}，未答 {missing}，无法读取 {unreadable}。",
    ),
    "slip_sign": ("The sign is wrong.", "符号写反了。"),
    "slip_point": ("The decimal point stands in the wrong place.", "小数点的位置不对。"),
    "slip_decimals": ("It was written with fewer decimals than asked for.", "写出的小数位数少于要求。"),
    "slip_digits": ("Two neighbouring digits changed places.", "相邻两位数字写颠倒了。"),
    "slip_cell": ("It is the number of another cell of the same table.", "这是同一张表中另一个单元格的数。"),
    "slip_rounding": (
        "It is only a little off, as when numbers are rounded on the way.",
        "只差一点，像是中途四舍五入所致。",
    ),
    "unread": ("What could not be read", "无法读取的内容"),
    "cell_spreadsheet_error": (
        "{file}, row {row} ({name}), blank ({blank}): {text} is an error of the spreadsheet, not a number.",
        "{file} 第 {row} 行（{name}）第（{blank}）空：{text} 是电子表格的错误值，不是数。",
    ),
    "cell_date": (
        "{file}, row {row} ({name}), blank ({blank}): {text} is a date or a time; a spreadsheet may have made it of a fraction.",
        "{file} 第 {row} 行（{name}）第（{blank}）空：{text} 是日期或时间；可能是电子表格由分数变来的。",
    ),
    "cell_two_readings": (
        "{file}, row {row} ({name}), blank ({blank}): {text} can be read in two ways, with a decimal comma or as thousands.",
        "{file} 第 {row} 行（{name}）第（{blank}）空：{text} 有两种读法：逗号可以是小数点，也可以是千位分隔符。",
    ),
    "cell_no_quotient": (
        "{file}, row {row} ({name}), blank ({blank}): {text} divides by zero.",
        "{file} 第 {row} 行（{name}）第（{blank}）空：{text} 的除数是零。",
    ),
    "cell_not_finite": (
        "{file}, row {row} ({name}), blank ({blank}): {text} is too large a number.",
        "{file} 第 {row} 行（{name}）第（{blank}）空：{text} 太大了。",
    ),
    "cell_not_a_number": (
        "{file}, row {row} ({name}), blank ({blank}): {text} is no number.",
        "{file} 第 {row} 行（{name}）第（{blank}）空：{text} 不是数。",
    ),
    "cell_twice": (
        "{file}, row {row} ({name}), blank ({blank}): two different answers, {text}.",
        "{file} 第 {row} 行（{name}）第（{blank}）空：有两个不同的答案 {text}。",
    ),
    "cell_unasked": (
        "{file}, row {row} ({name}): {text} answers blank ({blank}), and the sheet has only {last}.",
        "{file} 第 {row} 行（{name}）：{text} 答的是第（{blank}）空，而练习只有 {last} 空。",
    ),
    "nobody": ("no name, row {row}", "未署名，第 {row} 行"),
    "empty": ("an empty cell", "空单元格"),
    "row_quotes": (
        "{file}, row {row}: a quotation mark is opened and never closed, so its cells cannot be told apart.",
        "{file} 第 {row} 行：引号没有配对，无法区分各个单元格。",
    ),
    "row_length": (
        "{file}, row {row}: {count} columns where {wanted} are expected, so nobody knows which answer is whose; is a decimal comma without quotation marks among them?",
        "{file} 第 {row} 行：有 {count} 列，应为 {wanted} 列，无法判断各列对应哪个空；是否有未加引号的小数逗号？",
    ),
    "no_blank": (
        "{file}, row {row}, column {column}: {cell} is no number of a blank.",
        "{file} 第 {row} 行第 {column} 列：{cell} 不是空的编号。",
    ),
    "repeated": (
        "{file}, row {row}: {name} was marked from {first_file}, row {first}, already; this row says the same.",
        "{file} 第 {row} 行：{name} 已按 {first_file} 第 {first} 行批改；本行内容相同。",
    ),
    "repeated_otherwise": (
        "{file}, row {row}: {name} was marked from {first_file}, row {first}, already; this row says something else, so decide which one counts.",
        "{file} 第 {row} 行：{name} 已按 {first_file} 第 {first} 行批改；本行答案不同，请决定以哪一行为准。",
    ),
    "unknown_name": ("{file}, row {row}: the key has no sheet for {word}.", "{file} 第 {row} 行：答案文件中没有 {word} 的练习。"),
    "unknown_name.near": (
        "{file}, row {row}: the key has no sheet for {word}. Did you mean {near}?",
        "{file} 第 {row} 行：答案文件中没有 {word} 的练习。是不是 {near}？",
    ),
    "which_sheet": (
        "{file}, row {row}: the key is of {count} {count:sheet|sheets}; say which one this answers in a column name or sheet.",
        "{file} 第 {row} 行：答案文件对应 {count} 张练习；请用 name 或 sheet 列说明答的是哪一张。",
    ),
    "other_sheet": (
        "{file}, row {row}: this answers sheet {sheet}, and the key is of {codes}.",
        "{file} 第 {row} 行：这是练习 {sheet} 的答案，而答案文件属于 {codes}。",
    ),
    "sheet_of_other": (
        "{file}, row {row}: sheet {sheet} is {name}'s, and the row is {word}'s.",
        "{file} 第 {row} 行：练习 {sheet} 是 {name} 的，而这一行是 {word} 的。",
    ),
    "unknown_blank": (
        "{file}, row {row}: sheet {code} has the blanks 1 to {last}, not {blank}; is this the key of another sheet?",
        "{file} 第 {row} 行：练习 {code} 只有第 1 到 {last} 空，没有第 {blank} 空；答案文件是不是另一张练习的？",
    ),
    "no_answers": ("{file} holds no answers.", "{file} 中没有答案。"),
    "columns": (
        "{file}: the first row names no columns that can be read ({head}); write name,blank,answer or name,1,2,3 ….",
        "{file}：第一行的列名无法识别（{head}）；请写 name,blank,answer 或 name,1,2,3 …。",
    ),
    "no_saved_answers": (
        "{file} is no file of answers that a worksheet's page saved, or it is damaged.",
        "{file} 不是练习网页保存的答案文件，或已损坏。",
    ),
    "workbook": (
        "{file} is a workbook of another kind than .xlsx: save its sheet as .xlsx or CSV (UTF-8), and mark that.",
        "{file} 不是 .xlsx 工作簿：请把工作表另存为 .xlsx 或 CSV（UTF-8），再批改该文件。",
    ),
    "no_openpyxl": (
        "Reading {file} needs openpyxl: pip install 'transformer-tracer[sheets]', or save its sheet as CSV (UTF-8), and mark that.",
        "读取 {file} 需要 openpyxl：pip install 'transformer-tracer[sheets]'，或把工作表另存为 CSV（UTF-8），再批改该文件。",
    ),
    "damaged_workbook": (
        "{file} is a damaged workbook: open it in a spreadsheet program and save it again, as .xlsx or CSV.",
        "{file} 是已损坏的工作簿：请用电子表格软件打开并重新保存为 .xlsx 或 CSV。",
    ),
    "remark_sheet": (
        "{file}: sheet {sheet} was read; not read: {others}.",
        "{file}：读取了工作表 {sheet}；未读取：{others}。",
    ),
    "remark_encoding": (
        "{file} is not in UTF-8; it was read as {encoding}. Look at the names.",
        "{file} 不是 UTF-8 编码，按 {encoding} 读取；请核对姓名。",
    ),
    "remark_columns": ("{file}: columns that were not read: {columns}.", "{file}：没有读取这些列：{columns}。"),
    "option_points": (
        "What a right answer is worth: a number for every blank, or STAGE=NUMBER; kept in the key.",
        "每个正确答案的分数：一个数（所有空），或 阶段=数；写入答案文件。",
    ),
    "option_follow_on": (
        "How many per cent of its points an answer gets that follows from an earlier mistake.",
        "由前面的错误正确推出的答案，得该空分数的百分之几。",
    ),
    "points": (
        "--points {word}: a number from 0 to {most}, or STAGE=NUMBER, is what a right answer can be worth.",
        "--points {word}：正确答案的分数须是 0 到 {most} 的数，或写成 阶段=数。",
    ),
    "points_twice": (
        "--points says {words}: one number is for every blank, the others are STAGE=NUMBER; decimals stand behind a point.",
        "--points 给出了 {words}：只能有一个数用于所有空，其余写成 阶段=数；小数用小数点。",
    ),
    "points_stage": (
        "--points {word}: no blank is of this stage; the sheet asks for {stages}.",
        "--points {word}：该阶段没有空；练习要求的是 {stages}。",
    ),
    "option_each": ("Also every pupil's answers, one by one.", "并逐一列出每名学生的答案。"),
}
