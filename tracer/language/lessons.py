"""Sentences of the lesson player."""

MESSAGES = {
    "title": ("Lessons", "课程"),
    "column_name": ("lesson", "课程"),
    "column_about": ("what it shows", "内容"),
    "line": ("{title}: {summary}", "{title}：{summary}"),
    "begin": (
        "Begin with: ttrace lesson {name}. Each lesson takes the next step; at its end it names the one that follows.",
        "从这里开始：ttrace lesson {name}。每课前进一步，末尾会告诉你下一课。",
    ),
    "entry": ("[{title}]({file}): {summary}", "[{title}]({file})：{summary}"),
    "entry_both": (
        "[{title}]({file}) ([中文]({other})): {summary}",
        "[{title}]({file})（[English]({other})）：{summary}",
    ),
    "contents": (
        "The list as Markdown with links: a table of contents.",
        "以带链接的 Markdown 列出全部课程，作为目录。",
    ),
    "none": ("There are no lessons in {folder}.", "{folder} 中没有课程。"),
    "unknown": ("There is no lesson {word}; ttrace lesson lists them.", "没有课程 {word}；ttrace lesson 可列出全部。"),
    "unknown.near": ("There is no lesson {word}. Did you mean {near}?", "没有课程 {word}。是不是想写 {near}？"),
    "format": ("A lesson is written as one of {known}, not as {word}.", "课程可以写成 {known}，但不能写成 {word}。"),
    "prompt": (
        "[{page}/{count}] Enter: next   b: back   t TEXT: your sentence   s N: a seed   q: quit >",
        "[{page}/{count}] 回车：下一页   b：上一页   t 文本：换句子   s N：换种子   q：退出 >",
    ),
    "answer": (
        "Type Enter, b, q, t and a sentence, or s and a whole number.",
        "请按回车，或输入 b、q、t 加一个句子、s 加一个整数。",
    ),
    "changed": (
        "You changed the sentence or the seed: every number is of your run, the words between are still those of the lesson.",
        "你换了句子或种子：所有的数都来自你的运行，而文字仍是课程原来的文字。",
    ),
    "away": (
        "(The model {name} is not on this machine; this is what it printed for the lesson's own sentence.)",
        "（本机没有模型 {name}；以下是它对本课原句的输出。）",
    ),
    "needs_extra": (
        "(Not run: this needs pip install 'transformer-tracer[{extra}]'; below is what it printed for the lesson's own sentence.)",
        "（未运行：需要 pip install 'transformer-tracer[{extra}]'；以下是它对本课原句的输出。）",
    ),
    "next": ("Next: ttrace lesson {name} ({title})", "下一课：ttrace lesson {name}（{title}）"),
    "last": ("This was the last lesson.", "这是最后一课。"),
    "text": ("Play it with this sentence.", "用这个句子来播放。"),
    "seed": ("Play it with this seed.", "用这个种子来播放。"),
    "export": (
        "Write it as markdown, html, page, latex, typst, ipynb or text; without NAME the whole course into a folder (with --format page).",
        "写成 markdown、html、page、latex、typst、ipynb 或 text；不写 NAME 时把整套课程写入一个文件夹（加 --format page）。",
    ),
    "course": (
        "Name a lesson to write, as in ttrace lesson 1 --export {word}; or write the whole course into a folder: ttrace lesson --export FOLDER --format page.",
        "请写明课程，例如 ttrace lesson 1 --export {word}；或把整套课程写入文件夹：ttrace lesson --export 文件夹 --format page。",
    ),
    "course_alone": (
        "The whole course is written as it stands: leave --text, --seed and -o out, or name a lesson.",
        "整套课程按原样写出：请去掉 --text、--seed 和 -o，或写明一课。",
    ),
    "two_formats": (
        "--export {word} and --format {format} name two formats for one lesson; leave one out.",
        "--export {word} 与 --format {format} 给同一课指定了两种格式；请去掉一个。",
    ),
    "course_about": (
        "Every number in the tables of a run can be clicked on these pages: it says where it comes from, and can be changed. Begin with [the first lesson]({first}).",
        "在这些网页上，运行结果表中的每个数都可以点击：它会说明自己的来历，也可以修改。请从[第一课]({first})开始。",
    ),
    "course_index": ("All lessons", "全部课程"),
    "course_same": ("中文", "English"),
    "course_done": (
        "{count} pages are in {folder}; open {index}.",
        "已在 {folder} 中写出 {count} 页；请打开 {index}。",
    ),
}
