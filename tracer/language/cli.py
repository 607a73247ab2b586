"""Sentences of the command line itself: what commands do, examples, refusals."""

MESSAGES = {
    "about": (
        "ttrace prints every number a Transformer computes from a short sentence,\nstage by stage, and answers why.",
        "ttrace 逐步打印 Transformer 对一个短句所做的全部计算，并能解释每一个数从何而来。",
    ),
    "examples": (
        """Examples:
  ttrace "Thinking Machines"
  ttrace 我爱机器 --lang zh --stage softmax
  ttrace "I love machines" --target "我 爱 机器" --model encoder-decoder
  ttrace explain "Thinking Machines" 'softmax[0, Thinking, Machines]'
  ttrace step "Thinking Machines"

A text is traced as `ttrace show TEXT`; a text that equals a command's name
comes after --.""",
        """示例：
  ttrace "Thinking Machines"
  ttrace 我爱机器 --lang zh --stage softmax   按字切分
  ttrace "我 爱 机器"                         词之间有空格，按词切分
  ttrace "I love machines" --target "我 爱 机器" --model encoder-decoder
  ttrace explain "Thinking Machines" 'softmax[0, Thinking, Machines]'
  ttrace step "Thinking Machines"

直接写文本等同于 `ttrace show 文本`；若文本恰好与命令同名，请写在 -- 之后。""",
    ),
    "commands": ("Commands", "命令"),
    "options": ("Options", "选项"),
    "version": ("Show the version.", "显示版本。"),
    "help": ("Show this page.", "显示本页。"),
    "heading": ("{title}:", "{title}："),
    "usage_line": ("Usage: {command} {words}", "用法：{command} {words}"),
    "usage_options": ("[OPTIONS]", "[选项]"),
    "usage_command": ("COMMAND …", "命令 …"),
    "more": (
        "`ttrace COMMAND --help` shows a command's options;\n`ttrace show --help` those of a trace.",
        "`ttrace 命令 --help` 显示该命令的选项；`ttrace show --help` 显示追踪的选项。",
    ),
    "command_show": ("Trace a text and show its stages (the default).", "追踪一段文本并显示各阶段（默认命令）。"),
    "command_explain": ("Why is this number what it is? Where does it go?", "这个数从何而来？又影响到哪里？"),
    "command_compare": ("Two runs, cell by cell: where do they part?", "逐格比较两次运行：从哪里开始不同？"),
    "command_step": ("Step through a trace on a full screen, or line by line.", "全屏或逐行地一步步查看。"),
    "command_experiment": ("Run a model several ways, measure, and conclude.", "以几种方式运行模型，测量并得出结论。"),
    "command_worksheet": ("Make, mark and puzzle: exercises with answer keys.", "出题、批改、找错：带答案的练习。"),
    "command_check": ("Re-check the numbers of a document.", "重新核对文档中的数。"),
    "command_lesson": ("List and play the lessons.", "列出并播放课程。"),
    "command_train": ("Train a small model and watch every number.", "训练一个小模型，并查看每一个数。"),
    "command_models": ("List the models that come along.", "列出自带的模型。"),
    "about_show": (
        """Examples:
  ttrace "Thinking Machines"                 every stage of a one-layer encoder
  ttrace "Thinking Machines" --stage '*.softmax'  only the attention weights
  ttrace "Thinking Machines" --layers 2 --heads 4 --d-model 8
  ttrace --from example.toml                 a worked example, written by hand
  ttrace "Thinking Machines" --format json -o trace.json""",
        """示例：
  ttrace "Thinking Machines"                      单层编码器的每个阶段
  ttrace "Thinking Machines" --stage '*.softmax'  只看注意力权重
  ttrace "Thinking Machines" --layers 2 --heads 4 --d-model 8
  ttrace --from example.toml                      手写的算例
  ttrace "Thinking Machines" --format json -o trace.json""",
    ),
    "about_experiment": (
        """Examples:
  ttrace experiment recurrence "I love machines"  what RNNs wait for and forget
  ttrace experiment scaling "Thinking Machines"   why scores are divided by √d_k
  ttrace experiment heads "I love machines" --heads 2
Experiments: recurrence, scaling, heads, positions, distance, mask, residual,
norm, growth, nonlinearity, experts, cache, latent, conventions; on a trained
model: looks, ablate, patch, lens.""",
        """示例：
  ttrace experiment recurrence "我 爱 机器"          循环网络等待什么、忘记什么
  ttrace experiment scaling "Thinking Machines"     分数为什么除以 √d_k
  ttrace experiment heads "我 爱 机器" --heads 2
实验：recurrence、scaling、heads、positions、distance、mask、residual、norm、
growth、nonlinearity、experts、cache、latent、conventions；在训练好的模型上：
looks、ablate、patch、lens。""",
    ),
    "about_explain": (
        """Examples:
  ttrace explain "Thinking Machines" 'scores[0, Thinking, Machines]'
  ttrace explain "a b" 'softmax[0, a, b]' --depth all
  ttrace explain "a b" 'q[0, a, 1]' --forward 'softmax[0, a, b]'""",
        """示例：
  ttrace explain "Thinking Machines" 'scores[0, Thinking, Machines]'
  ttrace explain "a b" 'softmax[0, a, b]' --depth all
  ttrace explain "a b" 'q[0, a, 1]' --forward 'softmax[0, a, b]'""",
    ),
    "about_step": (
        """Examples:
  ttrace step "Thinking Machines"                full screen; ? lists the keys
  ttrace step "Thinking Machines" --stage '*.z'  only the heads' results
  ttrace step --plain "Thinking Machines"        line by line, also in a pipe""",
        """示例：
  ttrace step "Thinking Machines"                全屏；按 ? 查看按键
  ttrace step "Thinking Machines" --stage '*.z'  只走各 head 的结果
  ttrace step --plain "Thinking Machines"        逐行进行，也可用于管道""",
    ),
    "about_compare": (
        """Examples:
  ttrace compare "… was too tired" "… was too narrow" --stage softmax
  ttrace compare "Thinking Machines" --with seed=7
  ttrace compare "Thinking Machines" --with scale=false
  ttrace compare saved.npz other.json
  ttrace compare "The cat sat" theirs.npz --model gpt2
theirs: npz, npy, safetensors, JSON or .pt; names of PyTorch modules,
transformers, TransformerLens, Keras and Flax are known, --names maps others.
Exit code 0: all that was given was compared and agrees; 1: they differ, or
something could not be compared;
2: nothing could be compared.""",
        """示例：
  ttrace compare "… was too tired" "… was too narrow" --stage softmax
  ttrace compare "Thinking Machines" --with seed=7
  ttrace compare "Thinking Machines" --with scale=false
  ttrace compare saved.npz other.json
  ttrace compare "The cat sat" theirs.npz --model gpt2
对方的文件可以是 npz、npy、safetensors、JSON 或 .pt；能识别 PyTorch 模块、
transformers、TransformerLens、Keras、Flax 的名字，其余用 --names 指明。
退出码 0 表示给出的一切都比较过且一致；1 表示有差别，或有的未能比较；
2 表示无从比较。""",
    ),
    "about_train": (
        """Examples:
  ttrace train "a b" --model decoder --show           one step, every number
  ttrace train "a b" --model decoder --steps 5        five steps, one line each
  ttrace train --task pronoun -o pronoun.safetensors  a small model of its own
  ttrace train --task pairs.tsv -o mine.safetensors   your own pairs, tab-split
  ttrace train --task copy --watch "a b c d" \\
    --stage decoder.0.cross.softmax --watch-to strip.svg""",
        """示例：
  ttrace train "a b" --model decoder --show           训练一步，给出每一个数
  ttrace train "a b" --model decoder --steps 5        训练五步，每步一行
  ttrace train --task pronoun -o pronoun.safetensors  训练一个小模型
  ttrace train --task pairs.tsv -o mine.safetensors   自己的句对，以制表符分开
  ttrace train --task copy --watch "a b c d" \\
    --stage decoder.0.cross.softmax --watch-to strip.svg""",
    ),
    "about_models": (
        """Lists the trained models that came with ttrace and what they say of themselves.

A model or checkpoint of up to 5,000,000 numbers computes in float64, a larger
one in the precision of its file; --dtype decides where it is given.

Examples:
  ttrace models
  ttrace models pronoun""",
        """列出 ttrace 自带的训练好的模型，以及它们的说明。

不超过 5,000,000 个数的模型或检查点以 float64 计算，更大的按文件的精度
计算；给出 --dtype 时以它为准。

示例：
  ttrace models
  ttrace models pronoun-zh""",
    ),
    "about_check": (
        """Examples:
  ttrace check lesson.md            run every command in it again, and compare
  ttrace check --update docs/*.md   bring what no longer follows up to date
  ttrace check --claims page.html   which equations on a page do not hold?

Living are: ```console blocks with lines `$ ttrace …`, blocks exported with
--embed, pictures (a block whose command has -o FILE.svg), and numbers such as
<!-- ttrace: "a b" softmax[0, a, b] -->0.368<!-- /ttrace -->,
also with arithmetic and a style: softmax[0, a, b] * 100 :.1f
A document opens only files in its own folder or below (--allow DIR adds one),
writes nothing (--update: itself and its pictures) and downloads nothing.
Exit code 1: something differs.""",
        """示例：
  ttrace check lesson.md            重新运行其中每条 ttrace 命令并比较
  ttrace check --update docs/*.md   更新已不成立的内容
  ttrace check --claims page.html   他人的文章：哪些算式不成立？

可核对的有：含 `$ ttrace …` 的 ```console 代码块、用 --embed 导出的块、
图片（命令含 -o 文件.svg 的块），
以及这样的数：<!-- ttrace: "a b" softmax[0, a, b] -->0.368<!-- /ttrace -->，
可带运算与格式：softmax[0, a, b] * 100 :.1f
文档只能打开自身文件夹及其下的文件（--allow 文件夹 可增加），不下载，
不写文件（--update 只改写文档及其图片）。
退出码 1 表示有差异。""",
    ),
    "about_lesson": (
        """Examples:
  ttrace lesson                            the lessons in order
  ttrace lesson 01                         play one, page by page
  ttrace lesson 01 --text "Deep Blue"      with your own sentence
  ttrace lesson 01 --export page -o l.html as a page for the browser""",
        """示例：
  ttrace lesson                            按顺序列出课程
  ttrace lesson 01                         逐页播放一课
  ttrace lesson 01 --text "Deep Blue"      换成你自己的句子
  ttrace lesson 01 --export page -o l.html 写成浏览器里看的网页""",
    ),
    "about_worksheet": (
        """Commands:
  ttrace worksheet make TEXT …        a sheet with blanks, and its key
  ttrace worksheet again CODE         a sheet and its key once more
  ttrace worksheet mark KEY ANSWERS   mark answers, following errors through
  ttrace worksheet puzzle TEXT        find the first wrong number""",
        """命令：
  ttrace worksheet make 文本 …        出一张填空练习，另附答案
  ttrace worksheet again 代码         重新生成一张练习及其答案
  ttrace worksheet mark 答案 作答     批改；前面算错、后面推导正确的单独标出
  ttrace worksheet puzzle 文本        找出第一个错的数""",
    ),
    "about_again": (
        """Examples:
  ttrace worksheet again CODE -o sheet.tex --key key.tex
The code stands at the end of the sheet.""",
        """示例：
  ttrace worksheet again 代码 -o sheet.tex --key key.tex
代码写在练习末尾。""",
    ),
    "about_make": (
        """Examples:
  ttrace worksheet make "cat sat" --blank scores -o sheet.md --key key.json
  ttrace worksheet make "cat sat" --init integers --paper 2 --difficulty easy \\
    -o sheet.html --key key.json
  ttrace worksheet make "cat sat" --blank scores --variants 30 \\
    --names class.txt -o sheets.tex --key key.json
  ttrace worksheet make "cat sat" --blank scores --format page --exam \\
    -o exam.html --key key.json""",
        """示例：
  ttrace worksheet make "cat sat" --blank scores -o sheet.md --key key.json
  ttrace worksheet make "cat sat" --init integers --paper 2 --difficulty easy \\
    -o sheet.html --key key.json
  ttrace worksheet make "cat sat" --blank scores --variants 30 \\
    --names class.txt -o sheets.tex --key key.json
  ttrace worksheet make "cat sat" --blank scores --format page --exam \\
    -o exam.html --key key.json""",
    ),
    "about_mark": (
        """Examples:
  ttrace worksheet mark key.json answers.csv
  ttrace worksheet mark key.json answers-*.json -o marks.csv
A row is a pupil (name,1,2,3 …) or an answer (name,blank,answer); several files
may follow, also those that a worksheet's page saved.
Exit code 1: an answer differs.""",
        """示例：
  ttrace worksheet mark key.json answers.csv
  ttrace worksheet mark key.json answers-*.json -o marks.csv
每行一名学生（name,1,2,3 …）或一个答案（name,blank,answer）；可以给出多个文件，
包括练习网页保存的文件。
退出码 1 表示有答案不对。""",
    ),
    "about_puzzle": (
        """Examples:
  ttrace worksheet puzzle "Thinking Machines" --seed 3
  ttrace worksheet puzzle "Thinking Machines" --seed 3 --reveal""",
        """示例：
  ttrace worksheet puzzle "Thinking Machines" --seed 3
  ttrace worksheet puzzle "Thinking Machines" --seed 3 --reveal""",
    ),
    "error": ("Error: {reason}", "错误：{reason}"),
    "no_option": (
        "There is no option {word}; to trace a text that begins with a dash write: ttrace -- TEXT",
        "没有选项 {word}；若文本以短横线开头，请写：ttrace -- 文本",
    ),
    "models_kind": (
        "{name} is a kind of model and has no card: ttrace TEXT --model {name} computes one with seeded numbers.",
        "{name} 是一种模型，没有模型卡：ttrace 文本 --model {name} 会用种子生成的数计算。",
    ),
    "models_family": (
        "{name} is a family of checkpoints, and none comes along: open one of yours by its folder, ttrace TEXT --model DIR.",
        "{name} 是检查点的一个家族，本程序不附带：请用文件夹打开您自己的检查点，ttrace 文本 --model DIR。",
    ),
    "option_elsewhere": (
        "{command} takes no {word}; these commands do: {others}.",
        "{command} 不接受 {word}；接受它的命令：{others}。",
    ),
    "no_option.near": ("There is no option {word}. Did you mean {near}?", "没有选项 {word}。是不是想写 {near}？"),
    "changed_data": (
        "--changed tells before and after on a page; {format} holds the numbers of one run: leave out --changed, or --format.",
        "--changed 在页面上给出改动前后的数；{format} 只存一次运行的数：请去掉 --changed 或 --format。",
    ),
    "next_explain": ("Why a number is what it is:", "一个数为何如此："),
    "next_brief": ("The path of one token, on one screen:", "一屏看完一个 token 的每一步："),
    "next_list": ("The stages and their shapes, without numbers:", "各阶段及其形状，不含数值："),
    "next_step": ("Step by step, with keys:", "用按键逐步查看："),
    "longer_than_screen": (
        "{lines} lines on a screen of {height}: add {pager} to read them page by page.",
        "共 {lines} 行，而屏幕只有 {height} 行：加上 {pager} 可逐页阅读。",
    ),
    "brief_sheet": (
        "--brief has no formulas to recalculate, which xlsx is for: leave out --brief, or choose csv or json.",
        "--brief 没有可供 xlsx 重新计算的公式：请去掉 --brief，或改用 csv 或 json。",
    ),
    "parts_of_data": (
        "{option} arranges what is read; {format} stores numbers: leave out {option}, or choose another --format.",
        "{option} 用来编排供人阅读的内容，而 {format} 存的是数据：请去掉 {option}，或换一种 --format。",
    ),
    "missing": ("{name} is missing; --help shows how the command is called.", "缺少 {name}；--help 说明命令的用法。"),
    "placeholder_cell": ("CELL", "CELL（单元格）"),
    "placeholder_name": ("NAME", "NAME（名字）"),
    "placeholder_key": ("KEY", "KEY（答案文件）"),
    "placeholder_answers": ("ANSWERS", "ANSWERS（作答文件）"),
    "bad_choice": ("{name} takes one of: {choices}.", "{name} 可取：{choices}。"),
    "bad_whole": ("{name} takes a whole number.", "{name} 需要一个整数。"),
    "bad_whole_range": ("{name} takes a whole number from {low} to {high}.", "{name} 需要 {low} 到 {high} 的整数。"),
    "bad_whole_least": ("{name} takes a whole number that is at least {low}.", "{name} 需要不小于 {low} 的整数。"),
    "bad_number": ("{name} takes a number.", "{name} 需要一个数。"),
    "bad_range": ("{name} takes a number from {low} to {high}.", "{name} 需要 {low} 到 {high} 的数。"),
    "bad_least": ("{name} takes a number that is at least {low}.", "{name} 需要不小于 {low} 的数。"),
    "needs_value": ("{name} needs a value after it; --help shows what it takes.", "{name} 后面需要一个值；--help 说明可取的值。"),
    "takes_no_value": ("{name} takes no value: leave out what follows the =.", "{name} 不带值：请去掉 = 及其后的内容。"),
    "usage": (
        "{command} cannot be called with these words; {command} --help shows how.",
        "{command} 不能这样调用；用 {command} --help 查看用法。",
    ),
    "mistake": (
        "This is a mistake in ttrace itself ({what}); --debug shows where.",
        "这是 ttrace 自身的错误（{what}）；--debug 会显示出错之处。",
    ),
    "closed": (
        "Standard output is closed, so that there is nowhere to write; use -o FILE.",
        "标准输出已关闭，无处写入；请使用 -o 文件。",
    ),
    "full": (
        "The disk is full, so that the output was cut short; make room or choose another place.",
        "磁盘已满，输出不完整；请腾出空间或换一个位置。",
    ),
    "tolerance": ("--tolerance takes a finite number that is at least 0.", "--tolerance 需要不小于 0 的有限数。"),
    "layer_encoder": ("Computing encoder layer {layer} of {count}", "正在计算编码器第 {layer} 层，共 {count} 层"),
    "layer_decoder": ("Computing decoder layer {layer} of {count}", "正在计算解码器第 {layer} 层，共 {count} 层"),
    "layer_recurrent": ("Computing recurrent layer {layer} of {count}", "正在计算循环网络第 {layer} 层，共 {count} 层"),
    "reading": ("Reading {file}: {share} %", "正在读取 {file}：{share}%"),
    "memory": (
        "There is not enough memory for this run: make the model or the text smaller.",
        "内存不足以完成这次运行：请减小模型或缩短文本。",
    ),
    "cut_short": (
        "{file}, a file that Python compiled, is cut short, as a full disk leaves it: delete it, and make room.",
        "Python 编译的文件 {file} 不完整，磁盘写满时会这样：请删除它，并腾出空间。",
    ),
    "deep": ("The input is nested too deep to be read.", "输入嵌套过深，无法读取。"),
    "system": ("The system refused: {reason} {file}", "系统拒绝了操作：{reason} {file}"),
    "places": (
        "{option} takes A:B, such as 0:8, a word, diagonal, or largest N, such as largest 5, not {value}.",
        "{option} 的形式是 A:B（例如 0:8）、词、diagonal，或 largest N（例如 largest 5），而不是 {value}。",
    ),
    "numbers": (
        "{name} takes whole numbers with commas, such as 0,5,9, not {value}.",
        "{name} 需要用逗号分开的整数，例如 0,5,9，而不是 {value}。",
    ),
    "two_texts": ("Give the text either as words or with --file, not both.", "文本请直接给出，或用 --file 给出，不要两者都用。"),
    "edit_form": (
        "An edit has the form CELL=VALUE, such as 'scores[0, it, street]=3', not {text}.",
        "改动的形式是 单元格=值，例如 'scores[0, it, street]=3'，而不是 {text}。",
    ),
    "edit_value": (
        "The value in {text} is no number and no rows of numbers: {value}",
        "{text} 中的值不是数，也不是由数组成的行：{value}",
    ),
    "depth": ("--depth takes a whole number or all, not {value}.", "--depth 需要整数或 all，而不是 {value}。"),
    "compare_ids": (
        "{file} has no ids of the text (token_ids or input_ids): give the text before the file, or map token_ids with --names.",
        "{file} 中没有文本的编号（token_ids 或 input_ids）：请在文件前给出文本，或在 --names 中对应 token_ids。",
    ),
    "compare_two": (
        "compare needs two things to compare: two texts or files, or one and --with.",
        "compare 需要两样东西：两段文本或两个文件，或一个再加 --with。",
    ),
    "compare_folders": (
        "{first} and {second} are folders; two models are compared on a text: ttrace compare TEXT --model {first} --with model={second}",
        "{first} 和 {second} 是文件夹；比较两个模型要给出文本：ttrace compare 文本 --model {first} --with model={second}",
    ),
    "compare_empty": (
        "{file} holds no numbers of a stage, so there is nothing to compare.",
        "{file} 中没有任何阶段的数，无从比较。",
    ),
    "compare_stored": (
        "Both are stored numbers and nothing is run, so {options} would change nothing: leave it out, or give a text.",
        "两者都是存储的数，不会运行任何模型，{options} 不起作用：请去掉，或给出文本。",
    ),
    "diagnose_stored": (
        "--diagnose tries causes on a run: give a text (or a trace file) first, then the arrays.",
        "--diagnose 要在运行上试各种原因：请先给出文本（或追踪文件），再给出数组。",
    ),
    "diagnose_texts": (
        "--diagnose asks why one text has other numbers, and these are two texts: give one text and --with, or one text and arrays.",
        "--diagnose 问的是同一文本的数为何不同，而这里是两个文本：请给出一个文本和 --with，或一个文本和数组。",
    ),
    "compare_names": (
        "--names belongs to a file of arrays that is compared: ttrace compare TEXT FILE.npz --names NAMES.toml",
        "--names 用于参与比较的数组文件：ttrace compare 文本 文件.npz --names 对应.toml",
    ),
    "names_form": (
        '{file}: {name} must be a line like "encoder.0.attention.softmax" = "their name".',
        '{file}：{name} 应写成 "encoder.0.attention.softmax" = "对方的名字" 这样的一行。',
    ),
    "with_two": (
        "--with runs one text again, and two were given: put a text of several words in quotes, or leave out --with.",
        "--with 把一段文本再运行一次，而这里给了两段：含多个词的文本请加引号，否则请去掉 --with。",
    ),
    "with_stored": (
        "{file} holds numbers, which --with cannot run again: give the text or the trace file they came from.",
        "{file} 存的是数，--with 无法重新运行：请给出得到它们的文本或追踪文件。",
    ),
    "with_twice": (
        "--with gives {key} two values, and there is one second run: give one.",
        "--with 给了 {key} 两个值，而第二次运行只有一次：请只给一个。",
    ),
    "with_option": (
        "--with takes settings, and --{option} is none: store both runs with --format json -o FILE and compare the files.",
        "--with 只接受设置，而 --{option} 不是设置：请用 --format json -o 文件 分别保存两次运行，再比较这两个文件。",
    ),
    "said_twice": (
        "{first} and {second} say the same thing: leave one out.",
        "{first} 与 {second} 说的是同一件事：请去掉一个。",
    ),
    "with_form": (
        "--with takes seed=N, SETTING=VALUE or a weights file, not {value}.",
        "--with 可取 seed=N、设置=值 或一个权重文件，而不是 {value}。",
    ),
    "figure_whole": (
        "--figure {kind} draws the whole run and cannot show {option} alone: leave {option} out.",
        "--figure {kind} 画的是整次运行，不能只画 {option} 所指的部分：请去掉 {option}。",
    ),
    "against_alone": (
        "--against measures the checkpoint of --names: name that too.",
        "--against 要与 --names 给出的检查点比较：请同时给出 --names。",
    ),
    "one_view": (
        "{first} and {second} do not go together, since each asks for something else: leave one out.",
        "{first} 与 {second} 要求的内容不同，不能同时使用：请去掉一个。",
    ),
    "bytes_shown": (
        "{format} is a file of bytes, which a terminal cannot show: add -o FILE.",
        "{format} 是二进制文件，无法在终端中显示：请加上 -o 文件。",
    ),
    "not_figure": (
        "This trace has nothing for --figure {kind}; it has {known}.",
        "这次追踪没有可用于 --figure {kind} 的内容；可用的有 {known}。",
    ),
}
