"""Sentences in exercises for other programs."""

MESSAGES = {
    "task": (
        "Work out the blank numbers ({count} of them) and write each with {places} {places:decimal|decimals}; whatever is within ±{tolerance} counts as right.",
        "请算出空缺的数（共 {count} 个），保留 {places} 位小数；与正确值相差不超过 ±{tolerance} 即算正确。",
    ),
    "task_exact": (
        "Work out the blank numbers ({count} of them). Round every number to {places} {places:decimal|decimals} before you use it in the next step; whatever is within ±{tolerance} counts as right.",
        "请算出空缺的数（共 {count} 个）。每一步的结果都先四舍五入到 {places} 位小数，再用于下一步；与正确值相差不超过 ±{tolerance} 即算正确。",
    ),
    "blank": ("Blank ({number}): what is {cell}?", "第（{number}）空：{cell} 是多少？"),
    "problem": ("Blank ({number}) of: {text}", "第（{number}）空：{text}"),
    "scaled": (
        "This system drops decimals after the fourth: multiply your number by 10^{power} and write that.",
        "本系统只保留四位小数：请把所得的数乘以 10^{power} 后填写。",
    ),
    "gap": ("Blank {number}", "第 {number} 空"),
    "workings": ("Workings", "演算过程"),
    "question": ("{title} · blank {number}", "{title} · 第 {number} 空"),
    "title_of": ("{title} · {name}", "{title} · {name}"),
    "deck": ("ttrace: {text}", "ttrace：{text}"),
    "card": (
        "In the run of “{text}”: what is {cell}, with {places} {places:decimal|decimals}?",
        "在“{text}”的运行中：{cell} 是多少（保留 {places} 位小数）？",
    ),
    "column_cell": ("cell", "单元格"),
    "column_value": ("number", "数"),
    "column_front": ("Front", "正面"),
    "column_back": ("Back", "背面"),
    "column_tags": ("Tags", "标签"),
    "tag_term": ("term", "术语"),
    "option_format": (
        "A page to print or fill in (terminal, text, markdown, latex, typst, html, page, ipynb), a question bank (moodle, gift, qti, qti21, canvas) or cards (csv-anki).",
        "打印或填写的页面（terminal、text、markdown、latex、typst、html、page、ipynb），题库（moodle、gift、qti、qti21、canvas），或记忆卡片（csv-anki）。",
    ),
    "not_cells": (
        "Exercises of kind {kind} cannot be written as {format}, whose cards are of numbers of the run; leave --kind out.",
        "{kind} 类练习不能写成 {format}，它的卡片只问运行中的数；请去掉 --kind。",
    ),
    "no_follow_on": (
        "{system} marks each blank by itself: a number that follows from an earlier mistake counts as wrong. ttrace worksheet mark follows errors through.",
        "{system} 单独评判每一空：由前面的错误推出的数算作错误。ttrace worksheet mark 会沿着错误继续推导。",
    ),
}
