"""What a worksheet's page says. The script fills the placeholders, as `say` does."""

MESSAGES = {
    "title": ("A worksheet to practise with", "练习页"),
    "title_exam": ("A worksheet to hand in", "作答页"),
    "no_script": (
        "Scripts are off in this browser: the sheet can be read and printed, not checked or saved.",
        "此浏览器未启用脚本：可以阅读和打印练习，但不能检查或保存。",
    ),
    "practice": (
        "For practice: this page works every answer out in your browser, so a determined reader can find them in it. Nothing is sent anywhere.",
        "供练习用：本页在浏览器中算出每个答案，因此有心人能从中找到答案。不会向任何地方发送内容。",
    ),
    "no_check": (
        "This run cannot be computed again in a browser, so this page checks nothing; save your answers and hand them in.",
        "这次运行无法在浏览器中重新计算，因此本页不做检查；请保存作答并上交。",
    ),
    "exam": (
        "This page holds no answers and checks nothing: save what you filled in and hand the file in. Nothing is sent anywhere.",
        "本页不含答案，也不做检查：请保存作答，并上交该文件。不会向任何地方发送内容。",
    ),
    "exam_format": (
        "--exam makes a page that collects answers: add --format page; {format} never holds them.",
        "--exam 生成收集作答的网页：请加 --format page；{format} 格式本来就不含答案。",
    ),
    "option_exam": (
        "A page that holds no answers and only collects what is filled in.",
        "生成不含答案、只收集作答的网页。",
    ),
    "name": ("Name", "姓名"),
    "check": ("Check", "检查"),
    "json": ("Save answers (JSON)", "保存作答（JSON）"),
    "csv": ("Save answers (CSV)", "保存作答（CSV）"),
    "keep": ("Keep my answers in this browser", "在此浏览器中保留我的作答"),
    "kept": (
        "Your answers stay in this browser until you take the mark away; others who use it can read them.",
        "你的作答会留在此浏览器中，直到取消勾选；使用此浏览器的其他人也能读到。",
    ),
    "forgotten": ("Nothing of this sheet is kept in this browser any more.", "此浏览器中不再保留本练习的任何内容。"),
    "not_kept": (
        "This browser does not let a page keep anything; save a file instead.",
        "此浏览器不允许网页保留内容；请改为保存文件。",
    ),
    "saved": ("Saved as {file}.", "已保存为 {file}。"),
    "explain": ("Explain blank {blank}", "讲解第 {blank} 空"),
    "own": ("Worked out from your own earlier numbers, where they are others.", "前面的数与你所写不同之处，按你写的数计算。"),
    "result": (
        "{right} of {count} right, {followed} follow from an earlier mistake, {wrong} wrong, {missing} left out, {unreadable} unreadable: {points} of {of} points.",
        "共 {count} 空：正确 {right}，由前面的错误推出 {followed}，错误 {wrong}，未答 {missing}，无法读取 {unreadable}；得 {points} 分（满分 {of}）。",
    ),
    "right": ("right", "正确"),
    "followed": ("follows from your earlier number", "由你前面的数推出，推导正确"),
    "wrong": ("wrong", "错误"),
    "spreadsheet_error": ("an error of a spreadsheet, not a number", "电子表格的错误值，不是数"),
    "date": ("a date, not a number", "日期，不是数"),
    "two_readings": ("1,5 or 1.5? Write a point", "逗号有两种读法，请用小数点"),
    "no_quotient": ("divides by zero", "除数是零"),
    "not_finite": ("too large", "太大"),
    "not_a_number": ("no number", "不是数"),
}
