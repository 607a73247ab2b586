"""Sentences about what a document from elsewhere may not do."""

MESSAGES = {
    "outside": (
        "{file} lies outside the folder of the document, which may open only what lies in it or below; name its folder with --allow DIR if you trust the document.",
        "{file} 在文档所在文件夹之外，而文档只能打开该文件夹及其下的内容；如果信任此文档，请用 --allow 文件夹 允许。",
    ),
    "no_file": (
        "{file} is a device or a pipe; a document may open only files and folders.",
        "{file} 是设备或管道；文档只能打开文件和文件夹。",
    ),
    "stdin": (
        "a document has no standard input; give the text as words, or with --file.",
        "文档没有标准输入；请直接给出文本，或使用 --file。",
    ),
    "refused": (
        "{word} may not be used in a document: it writes, fetches or waits, or was never allowed there.",
        "文档中不允许使用 {word}：它会写文件、下载或等待输入，或从未被允许。",
    ),
    "most": (
        "{name} is {value}; in a document it may be at most {most}. Run the command yourself if you want more.",
        "{name} 为 {value}；在文档中最多为 {most}。如需更大，请自行运行该命令。",
    ),
    "time": (
        "it took more than {seconds} seconds of processor time, which a document may not take; run the command yourself.",
        "它占用的处理器时间超过 {seconds} 秒，文档中不允许；请自行运行该命令。",
    ),
    "output": (
        "it prints more than {most} MB, which is more than a document may hold; choose stages with --stage.",
        "它的输出超过 {most} MB，超出文档的允许范围；请用 --stage 选择阶段。",
    ),
    "all_output": (
        "the commands of this document print more than {most} MB in all; the rest is not checked.",
        "这份文档中的命令输出合计超过 {most} MB；其余部分不再核对。",
    ),
    "allow": (
        "Folder outside its own that a document may open files of.",
        "除自身所在文件夹外，允许文档打开其中文件的文件夹。",
    ),
}
