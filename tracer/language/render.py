"""Sentences of the renderers: what a table leaves out, and formats nobody knows."""

MESSAGES = {
    "format": (
        "There is no format '{word}'; there are {formats}.",
        "没有名为“{word}”的格式；可用的格式：{formats}。",
    ),
    "format.near": (
        "There is no format '{word}'. Did you mean {near}?",
        "没有名为“{word}”的格式。是不是想写 {near}？",
    ),
    "notes": ("notes", "说明"),
    "field": ("Blank {number}", "第 {number} 空"),
    "no_numbers": (
        "--format {format} stores numbers, and this output holds none it could store: choose another format, such as text.",
        "--format {format} 用来保存数，而这次的输出中没有可保存的数：请换一种格式，例如 text。",
    ),
    "ending": (
        "The ending of {file} does not tell a format; known endings are {endings} (or give --format).",
        "无法从 {file} 的扩展名判断格式；可识别的扩展名：{endings}（也可以用 --format 指明）。",
    ),
    "word": (
        "{file} is made by Pandoc, whose equations can be edited: write --format markdown --flavour quarto -o page.md, then run"
        " pandoc page.md -o {file}",
        "{file} 要由 Pandoc 生成，其中的公式可以编辑：先用 --format markdown --flavour quarto -o page.md 写出，再运行"
        " pandoc page.md -o {file}",
    ),
    "columns": (
        "columns {shown} of {count}; --columns A:B or --format csv shows the others",
        "共 {count} 列，此处只显示第 {shown} 列；用 --columns A:B 或 --format csv 查看其余各列",
    ),
    "out_of_sight": (
        "The largest {count:number|numbers} of {count} {count:row|rows} {count:is|are} left out: {cells}",
        "有 {count} 行最大的数不在所示列中：{cells}",
    ),
    "before": (
        "changed numbers: before → after (difference)",
        "改变了的数：原值 → 新值（差）",
    ),
    "before_brief": (
        "changed numbers: before → after",
        "改变了的数：原值 → 新值",
    ),
    "legend_weights": ("The deeper the colour, the larger the weight:", "颜色越深，权重越大："),
    "legend_sizes": ("The deeper the colour, the further from 0:", "颜色越深，离 0 越远："),
    "edited": (
        "* set by an edit, not computed",
        "* 人为设定，不是算出来的",
    ),
    "curve": (
        "first {first}, last {last}, lowest {lowest}, highest {highest}",
        "首 {first}，末 {last}，最低 {lowest}，最高 {highest}",
    ),
    "curve_scale": (
        "Every line is drawn on the same scale, {low} to {high}.",
        "各曲线用同一刻度：{low} 到 {high}。",
    ),
    "curve_scale_log": (
        "Every line is drawn on the same logarithmic scale, {low} to {high}.",
        "各曲线用同一对数刻度：{low} 到 {high}。",
    ),
    "log_axis": ("{name} (logarithmic axis)", "{name}（对数轴）"),
    "sheet.about": ("Text and tables: {title}.", "文字与表格：{title}。"),
    "sheet.empty": ("An empty document", "空文档"),
    "rows": (
        "rows {shown} of {count}; --format csv shows the others",
        "共 {count} 行，此处只显示第 {shown} 行；用 --format csv 查看其余各行",
    ),
    # spreadsheets
    "no_formulas": (
        "--format xlsx writes the stages of one run as formulas, and this output has none: choose another format, such as csv.",
        "--format xlsx 把一次运行的各阶段写成公式，而这次的输出中没有阶段：请换一种格式，例如 csv。",
    ),
    "no_xlsxwriter": (
        "Spreadsheets need XlsxWriter: pip install 'transformer-tracer[sheets]' (CSV needs nothing: --format csv).",
        "电子表格需要 XlsxWriter：pip install 'transformer-tracer[sheets]'（CSV 不需要：--format csv）。",
    ),
    "no_segno": (
        "QR codes need segno: pip install 'transformer-tracer[qr]' (without --qr the code stands on the sheet in letters).",
        "二维码需要 segno：pip install 'transformer-tracer[qr]'（去掉 --qr 时，代码仍以字母写在练习上）。",
    ),
    "qr_long": (
        "A QR code cannot hold a code of {count} signs: give a shorter text or fewer options, or leave --qr out.",
        "二维码容纳不下 {count} 个字符的代码：请缩短文本、减少选项，或去掉 --qr。",
    ),
    "qr_about": ("QR code of this sheet's code", "本练习代码的二维码"),
    "long_formula": (
        "A formula of {stage} would be longer than the {most} characters a spreadsheet takes: choose fewer stages (--stage).",
        "{stage} 的公式会超过电子表格允许的 {most} 个字符：请用 --stage 少选一些阶段。",
    ),
    "sheet_contents": ("Contents", "目录"),
    "sheet_parameters": ("Parameters", "参数"),
    "sheet_title": ("Every number of “{tokens}” as a formula", "“{tokens}”的每一个数都是公式"),
    "sheet_change": (
        "Numbers in this colour are given: change one, and everything that depends on it is computed again.",
        "这种颜色的数是给定的：改动其中一个，依赖于它的一切都会重新计算。",
    ),
    "sheet_infinite": ("A spreadsheet has no infinity: {value} stands for it.", "电子表格没有无穷大：用 {value} 代替。"),
    "sheet_name": ("Sheet", "工作表"),
    "sheet_address": ("Address", "地址"),
    "sheet_formula": ("Formula", "公式"),
    "sheet_shape": ("Shape", "形状"),
    # sentences about pictures
    "missing": (
        "PNG and PDF pictures need matplotlib: pip install 'transformer-tracer[plot]' (SVG needs nothing: --format svg).",
        "PNG 和 PDF 图片需要 matplotlib：pip install 'transformer-tracer[plot]'（SVG 不需要：--format svg）。",
    ),
    "font": (
        "No installed font has {chars}: install one ({package} on Debian and Ubuntu), or use --format svg, which needs none.",
        "已安装的字体里没有 {chars}：请安装一种（Debian、Ubuntu 上是 {package}），或改用不需要字体的 --format svg。",
    ),
    "cells": (
        "The picture would have {cells} cells, more than {most}: give a shorter text, or choose layers and heads (--layer, --head).",
        "图中将有 {cells} 个单元格，超过 {most} 个：请缩短文本，或用 --layer、--head 选少一些。",
    ),
    "large": (
        "The picture would be {width} × {height} pixels, more than {most}: select fewer stages, or use --format pdf or svg.",
        "图片将有 {width} × {height} 像素，一边超过 {most}：请少选几个阶段，或改用 --format pdf 或 svg。",
    ),
    "kind": (
        "There is no figure '{word}'; figures are heads, lines, positions, network, curve.",
        "没有名为“{word}”的图；可选 heads、lines、positions、network、curve。",
    ),
    "kind.near": (
        "There is no figure '{word}'. Did you mean {near}?",
        "没有名为“{word}”的图。是不是想写 {near}？",
    ),
    "heads.about": (
        "Heat maps, {count} in all: a darker cell is a larger number, from {low} to {high}.",
        "热力图，共 {count} 幅：颜色越深，数越大，从 {low} 到 {high}。",
    ),
    "lines.about": (
        "Lines from {left} {left:word|words} to {right} {right:word|words}: a heavier line is a larger weight; the number beside a word is the weight of its heaviest line.",
        "从 {left} 个词连到 {right} 个词：线越粗，权重越大；词旁的数是其最粗的线的权重。",
    ),
    "heads.signed": (
        "Heat maps, {count} in all: the stronger the shade, the further from 0, blue above and orange below, from {low} to {high}.",
        "热力图，共 {count} 幅：颜色越深，离 0 越远，蓝色为正，橙色为负，从 {low} 到 {high}。",
    ),
    "positions.signed": (
        "Positional encoding, {rows} {rows:position|positions} by {columns} {columns:column|columns}: the stronger the shade, the further from 0, blue above and orange below, from {low} to {high}.",
        "位置编码，{rows} 个位置 × {columns} 列：颜色越深，离 0 越远，蓝色为正，橙色为负，从 {low} 到 {high}。",
    ),
    "positions.about": (
        "Positional encoding, {rows} {rows:position|positions} by {columns} {columns:column|columns}: a darker cell is a larger number, from {low} to {high}.",
        "位置编码，{rows} 个位置 × {columns} 列：颜色越深，数越大，从 {low} 到 {high}。",
    ),
    "network.about": (
        "The network: {nodes} {nodes:box with its shape|boxes with their shapes}, {edges} {edges:arrow|arrows}.",
        "网络结构：{nodes} 个方框（标有形状），{edges} 条箭头。",
    ),
    "curve.about": (
        "{count} {count:curve|curves} of {y} over {x}; the values lie between {low} and {high}.",
        "{count} 条曲线，纵轴 {y}，横轴 {x}；数值在 {low} 与 {high} 之间。",
    ),
    "described": ("{title}: {about}", "{title}：{about}"),
    "from": ("from", "从"),
    "to": ("to", "到"),
    "name": ("name", "名称"),
    "shape": ("shape", "形状"),
    # sentences of the page formats: headings of small tables, legends, the words of a notebook and of the clipboard
    "position": ("position", "位置"),
    "token": ("token", "token"),
    "id": ("id", "编号"),
    "command": ("Made by this command:", "由这条命令生成："),
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
    "live_format": (
        "--live lets an HTML fragment answer clicks; {format} cannot. Write --format html --live, or --format page.",
        "--live 让 HTML 片段响应点击，{format} 做不到。请用 --format html --live，或 --format page。",
    ),
    "live_page": (
        "A page answers clicks by itself: leave --live out, or write --format html --live for a fragment.",
        "page 本身就响应点击：请去掉 --live；要 HTML 片段请用 --format html --live。",
    ),
    "live_inline": (
        "--flavour inline is for editors that drop every script, so nothing on it can answer: leave --live or --flavour inline out.",
        "--flavour inline 面向会删去一切脚本的编辑器，其中的数无法响应点击：请去掉 --live 或 --flavour inline。",
    ),
    "live_none": (
        "“{title}” shows no single run whose numbers could be clicked: leave --live out.",
        "“{title}”不是单次运行的结果，没有可点击的数：请去掉 --live。",
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
