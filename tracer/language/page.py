"""Sentences of the page formats: headings of small tables, legends, the words of a notebook and of the clipboard."""

MESSAGES = {
    "position": ("position", "位置"),
    "token": ("token", "token"),
    "id": ("id", "编号"),
    "command": ("Made by this command:", "由这条命令生成："),
    "notebook.run": ("Run this cell to make the numbers again.", "运行这个单元，可重新算出这些数。"),
    "latex.packages": (
        "Paste as it is, or \\input it, in an article or a Beamer frame (option allowframebreaks for a long one). Preamble:",
        "可直接粘贴，或用 \\input 引入 article 或 Beamer 的 frame（内容长时加选项 allowframebreaks）。导言区需要：",
    ),
    "latex.chinese": (
        "For Chinese tokens add {package} and compile with xelatex.",
        "含有中文时再加 {package}，并用 xelatex 编译。",
    ),
    "flavour": (
        "{format} has no flavour '{flavour}'; it takes: {flavours}.",
        "{format} 没有“{flavour}”这种写法；可选：{flavours}。",
    ),
    "no_flavours": (
        "{format} has one form only: --flavour is for {known}.",
        "{format} 只有一种写法：--flavour 用于 {known}。",
    ),
    "copied": ("Copied to the clipboard: {size} {size:character|characters}.", "已复制到剪贴板：{size} 个字符。"),
    "copied_terminal": (
        "Sent to the terminal's clipboard ({size} {size:character|characters}); if nothing arrives, allow OSC 52 in the terminal "
        "(tmux: set -g set-clipboard on).",
        "已送往终端的剪贴板（{size} 个字符）；若没有收到，请在终端里允许 OSC 52（tmux：set -g set-clipboard on）。",
    ),
    "no_clipboard": (
        "There is no clipboard to copy to: no terminal, and none of {tools} works here; use -o FILE instead.",
        "没有可用的剪贴板：既没有终端，{tools} 也都不能用；请改用 -o FILE。",
    ),
    "clipboard_size": (
        "{size} bytes are too many for a terminal's clipboard (about {most}); select fewer stages or use -o FILE.",
        "{size} 字节超出终端剪贴板的容量（约 {most}）；请少选几个阶段，或改用 -o FILE。",
    ),
}
