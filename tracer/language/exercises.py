"""Sentences of worksheets, marking and puzzles."""

MESSAGES = {
    "sheet_title": ("Worksheet {code}: {text}", "练习 {code}：{text}"),
    "key_title": ("Answers to worksheet {code}", "练习 {code} 的答案"),
    "name": ("Name: {name}", "姓名：{name}"),
    "task": (
        "Work out the blank numbers ({count} of them) and write each with {places} {places:decimal|decimals}. Compute with all the digits you have; the last one may be off by one.",
        "请算出空缺的数（共 {count} 个），保留 {places} 位小数。计算过程中请保留尽量多的位数；末位允许差 1。",
    ),
    "task_exact": (
        "Work out the blank numbers ({count} of them). Round every number to {places} {places:decimal|decimals} before you use it in the next step, as the given ones are.",
        "请算出空缺的数（共 {count} 个）。每一步的结果都先四舍五入到 {places} 位小数，再用于下一步；已给出的数也是如此。",
    ),
    "given": ("Given", "已知"),
    "asked": ("To work out", "求"),
    "on_the_way": (
        "Work this stage out on a sheet of your own: the next one needs it.",
        "请在草稿纸上算出这一阶段：下一阶段要用到它。",
    ),
    "example": ("An example from the same table:", "同一张表中的一个例子："),
    "working": ("Blank ({number})", "第（{number}）空"),
    "column_blank": ("blank", "空"),
    "column_cell": ("cell", "单元格"),
    "column_answer": ("answer", "答案"),
    "column_points": ("points", "分数"),
    "verdict_right": ("right", "正确"),
    "verdict_followed": ("follows from the earlier mistake: {own}", "由前面的错误得出，推导正确：{own}"),
    "verdict_wrong": ("wrong", "错误"),
    "verdict_missing": ("left out", "未答"),
    "verdict_unreadable": ("unreadable", "无法读取"),
    "marked_title": ("Marked: {name}", "批改：{name}"),
    "marked_nobody": ("Marked: worksheet {code}", "批改：练习 {code}"),
    "no_answers_of": ("No answers of {names}.", "没有 {names} 的答案。"),
    "puzzle_title": ("Find the mistake: {text}", "找出错误：{text}"),
    "puzzle_task": (
        "One mistake was made in computing this run, a mistake that real programs have made. The formulas are right; from some stage on the numbers are not. Which is the first wrong number?",
        "这次计算中有一个错误，是真实的程序犯过的错误。公式都是对的，但从某个阶段起，数不对了。第一个错的数在哪里？",
    ),
    "puzzle_reveal": (
        "The same command with --guess CELL checks your answer, with --hint 1, 2 or 3 it gives a hint, with --reveal it tells the mistake.",
        "在同一命令后加 --guess 单元格 可检查你的答案，加 --hint 1、2 或 3 给一条提示，加 --reveal 则揭晓错误。",
    ),
    "reveal_title": ("The mistake", "错误所在"),
    "reveal_cell": (
        "The first wrong number is {cell}: it says {wrong} and should be {right}.",
        "第一个错的数是 {cell}：写的是 {wrong}，应为 {right}。",
    ),
    "reveal_right": ("As it should be", "正确的算法"),
    "reveal_wrong": ("As it was computed", "实际的算法"),
    "reveal_replaced": ("The numbers of this stage came from somewhere else.", "这一阶段的数来自别处。"),
    "guess_right": ("Yes: {cell} is wrong, and every stage before it is right.", "对：{cell} 是错的，而它之前的各阶段都是对的。"),
    "guess_stage": (
        "The stage is the right one, but {cell} has the number it should have.",
        "阶段找对了，但 {cell} 的数是对的。",
    ),
    "guess_late": ("The mistake shows earlier than {cell}.", "错误在 {cell} 之前就已出现。"),
    "guess_early": ("{cell} is as it should be; the mistake shows later.", "{cell} 是对的；错误出现在后面。"),
    "hint_1": (
        "The first wrong number stands in one of these stages: {stages}.",
        "第一个错的数在以下某个阶段中：{stages}。",
    ),
    "hint_2": ("The first wrong number stands in {stage}.", "第一个错的数在 {stage} 中。"),
    "hint_3": ("The first wrong number is {cell}.", "第一个错的数是 {cell}。"),
    "mistake_exponent_column": (
        "The positions use the column itself, doubled, in the exponent: 10000^(2·column/d_model) instead of 10000^(2i/d_model), where column 2i and 2i+1 share one i.",
        "位置编码的指数里直接用了列号的两倍：10000^(2·列/d_model)，而正确的是 10000^(2i/d_model)，第 2i 与 2i+1 列共用同一个 i。",
    ),
    "mistake_exponent_even": (
        "The positions double the even column in the exponent: 10000^(2·2i/d_model) instead of 10000^(2i/d_model).",
        "位置编码的指数里把偶数列号又乘了 2：10000^(2·2i/d_model)，而正确的是 10000^(2i/d_model)。",
    ),
    "mistake_scale_model": (
        "The scores were divided by √d_model instead of √d_k, the width of one head's queries and keys.",
        "分数除以了 √d_model，而应除以 √d_k，即一个 head 的查询与键的宽度。",
    ),
    "mistake_scale_missing": ("The scores were not divided by √d_k.", "分数没有除以 √d_k。"),
    "mistake_softmax_query": (
        "Softmax was taken over the queries, so the columns add up to 1, not the rows.",
        "softmax 沿查询方向计算，于是和为 1 的是每一列，而不是每一行。",
    ),
    "mistake_variance_sample": (
        "The norm divided by n − 1 (the unbiased variance) where the layer norm divides by n.",
        "归一化求方差时除以了 n − 1（无偏方差），而层归一化应除以 n。",
    ),
    "mistake_mask_inverted": (
        "The mask was turned round: each word sees itself and what comes after it, not what came before.",
        "掩码弄反了：每个词看到的是自己和后面的词，而不是前面的词。",
    ),
    "mistake_mask_zero": (
        "Masked scores were set to 0, not to minus infinity; e⁰ = 1, so what is masked keeps a weight.",
        "被掩码的分数设成了 0，而不是负无穷；e⁰ = 1，于是被掩码的位置仍有权重。",
    ),
    "mistake_output_missing": (
        "W_O was left out: the heads' results stand side by side and are never mixed.",
        "漏掉了 W_O：各个 head 的结果只是并排放着，没有混合。",
    ),
    "mistake_decoder_keys": (
        "The keys of the cross-attention were made from the decoder's own rows instead of the encoder's output.",
        "交叉注意力的键由解码器自己的行算出，而不是由编码器的输出算出。",
    ),
    "mistake_residual_missing": (
        "The residual connection is missing: the sublayer's result was normed without its input being added.",
        "缺少残差连接：子层的结果没有加上它的输入，就直接做了归一化。",
    ),
    "mistake_activation_missing": (
        "The activation of the feed-forward layer was left out: negative numbers pass.",
        "漏掉了前馈网络的激活函数：负数也通过了。",
    ),
    "mistake_query_transposed": (
        "W_Q was used transposed: x W_Qᵀ instead of x W_Q.",
        "W_Q 用成了转置：应为 x W_Q，却算成了 x W_Qᵀ。",
    ),
    "mistake_state_transposed": (
        "The matrix of the state was used transposed: h W_hᵀ instead of h W_h.",
        "状态的矩阵用成了转置：应为 h W_h，却算成了 h W_hᵀ。",
    ),
    "mistake_gates_swapped": (
        "Two gates have each other's weights (input and forget, or reset and update): the weights were read in the wrong order.",
        "两个门的权重互换了（输入门与遗忘门，或重置门与更新门）：读取权重时顺序弄错了。",
    ),
    "mistake_gru_update": (
        "The update gate was used the wrong way round: z weighs the new state instead of the old one.",
        "更新门用反了：z 乘的是新状态，而不是旧状态。",
    ),
    "mistake_gru_reset": (
        "The reset gate was applied to the state before its matrix instead of after it.",
        "重置门作用在乘矩阵之前的状态上，而不是之后。",
    ),
    "no_mistake": (
        "None of the mistakes would show in this run: give a longer text, or another model.",
        "在这次运行中，没有哪种错误能看得出来：请换一段较长的文本，或换一个模型。",
    ),
    "not_computed": (
        "{stage} is given, not computed, so there is nothing to work out: blank a stage that follows from others.",
        "{stage} 是已知的，不是算出来的，无从作答：请把由其他阶段算出的阶段留空。",
    ),
    "many_blanks": (
        "The sheet would have {count} blanks, more than {most}: give a shorter text, fewer stages or --difficulty easy.",
        "练习单将有 {count} 个空，超过 {most} 个：请缩短文本、减少阶段，或使用 --difficulty easy。",
    ),
    "progress_made": ("{done} of {count} sheets computed", "已计算 {done}/{count} 份练习"),
    "progress_drawn": ("{done} of at most {count} draws", "抽取 {done} 次，最多 {count} 次"),
    "progress_written": ("{done} of {count} sheets written", "已写出 {done}/{count} 份练习"),
    "nothing_to_ask": ("No number of {stages} can be asked for: none is finite.", "{stages} 中没有可问的数：全都不是有限的数。"),
    "no_blank_stage": (
        "Say which stages to leave blank, for example --blank scores,softmax.",
        "请指明哪些阶段留空，例如 --blank scores,softmax。",
    ),
    "no_command": (
        "worksheet has make, again, mark and puzzle, not {word}.",
        "worksheet 有 make、again、mark、puzzle，没有 {word}。",
    ),
    "again": (
        "This sheet and its key once more: ttrace worksheet again {code}",
        "重新生成这张练习及其答案：ttrace worksheet again {code}",
    ),
    "no_code": (
        "{code} is no code of a worksheet: copy the line at the end of the sheet, groups of letters and digits.",
        "{code} 不是练习的代码：请照抄练习末尾的那一行，由字母和数字分组写成。",
    ),
    "mistyped_code": (
        "{code} is mistyped or cut short: compare it with the line at the end of the sheet.",
        "{code} 抄写有误或不完整：请与练习末尾的那一行对照。",
    ),
    "code_format": (
        "This code is of ttrace {version}, whose codes are read by that version only: pip install transformer-tracer=={version}.",
        "这个代码出自 ttrace {version}，只有该版本能读：pip install transformer-tracer=={version}。",
    ),
    "other_again": (
        "The code no longer makes its sheet: blanks or numbers are others now. It is of ttrace {version} (this is {ours}), and whatever file the sheet was made from has to be as it was.",
        "这个代码已不能重现原来的练习：空格或数不同了。它出自 ttrace {version}（现在是 {ours}）；练习若用了文件，该文件也须与当时相同。",
    ),
    "no_command.near": ("worksheet has no {word}. Did you mean {near}?", "worksheet 没有 {word}。是不是想写 {near}？"),
    "several": ("A worksheet is about one sentence; leave --also out.", "一张练习只针对一个句子；请去掉 --also。"),
    "names_empty": ("{file} has no names: write one a line.", "{file} 中没有姓名：请每行写一个。"),
    "names_repeated": (
        "{file}, line {line}: {name} stands there twice; tell the two apart.",
        "{file} 第 {line} 行：{name} 出现了两次；请加以区分。",
    ),
    "names_count": (
        "--variants {variants} and {names} {names:name|names} do not fit; leave --variants out to make one sheet a name.",
        "--variants {variants} 与 {names} 个姓名不符；去掉 --variants 即可每人一张。",
    ),
    "names_key": ("The sheets of a class need their key: add --key FILE.", "给全班出题需要答案文件：请加上 --key 文件。"),
    "not_seeded": (
        "Every sheet would be the same, since the weights are given: variants need weights drawn from a seed.",
        "权重是给定的，每张练习都会一样：要出不同的练习，权重须由种子生成。",
    ),
    "same_file": (
        "The sheet and its key cannot both be {file}: pupils would get the answers.",
        "练习和答案不能都写到 {file}：那样学生会看到答案。",
    ),
    "key_ending": (
        "A key is written as .json, .md, .tex, .typ, .html or .txt, not as {file}.",
        "答案可以写成 .json、.md、.tex、.typ、.html 或 .txt，不能写成 {file}。",
    ),
    "sheet_format": ("A worksheet is written as one of {known}, not as {word}.", "练习可以写成 {known}，不能写成 {word}。"),
    "no_key": (
        "{file} is no key that ttrace worksheet make wrote, or it is damaged.",
        "{file} 不是 ttrace worksheet make 写出的答案文件，或已损坏。",
    ),
    "key_changed": (
        "The run behind sheet {code} makes other numbers now, so it cannot be marked: {cell} was {old} and is {new}.",
        "练习 {code} 背后的运行现在得出不同的数，无法批改：{cell} 原为 {old}，现为 {new}。",
    ),
    "effort": (
        "For the teacher, the work of this sheet: {blanks} {blanks:blank|blanks}, {multiplications} {multiplications:multiplication|multiplications} with factors of up to {digits} {digits:digit|digits}, {additions} {additions:addition|additions}, {divisions} {divisions:division|divisions}, {exponentials} {exponentials:value|values} of e^x; what is multiplied by 0 or 1 is not counted.",
        "供教师参考，这张练习的工作量：{blanks} 个空，{multiplications} 次乘法（因数最多 {digits} 位有效数字），{additions} 次加法，{divisions} 次除法，{exponentials} 个 e^x 的值；乘以 0 或 1 的不计。",
    ),
    "copied": (
        "For the teacher: {blanks} can be copied from {stage}, which is printed.",
        "供教师参考：{blanks} 可以直接从已印出的“{stage}”抄得。",
    ),
    "mirrored": (
        "For the teacher: {blanks} can be read off the same table, which is symmetric.",
        "供教师参考：表格对称，{blanks} 可以从同一张表中读出。",
    ),
    "rest_of_row": (
        "For the teacher: {blanks} can be found without the formula, since the numbers of a row add up to 1.",
        "供教师参考：每行之和为 1，{blanks} 不用公式也能求出。",
    ),
    "draws": (
        "Worksheet {code} took {count} draws until its numbers were worth computing.",
        "练习 {code} 抽取了 {count} 次，才得到值得计算的数。",
    ),
    "no_draw": (
        "None of {count} draws from seed {seed} on gives numbers worth computing: {reason}",
        "从种子 {seed} 起抽取 {count} 次，都没有得到值得计算的数：{reason}",
    ),
    "flaw_zero": (
        "most often a row is all zero. Give more numbers, for example --d-model 8.",
        "最常见的是某一行全为 0。请增加数的个数，例如 --d-model 8。",
    ),
    "flaw_equal": (
        "most often the weights of a word are all equal. Give more numbers, for example --d-model 8.",
        "最常见的是某个词的各个权重都相等。请增加数的个数，例如 --d-model 8。",
    ),
    "flaw_certain": (
        "most often a weight prints as 1, and there is nothing to work out. Give more words, fewer heads, or a smaller --d-model.",
        "最常见的是某个权重显示为 1，无需计算。请增加词数、减少 head，或用较小的 --d-model。",
    ),
    "flaw_alike": (
        "most often two heads have the same numbers. Give fewer heads.",
        "最常见的是两个 head 的数相同。请减少 head。",
    ),
    "flaw_unscaled": (
        "most often dividing by √d_k changes nothing that is printed. Give fewer heads, so that d_k is more than 1.",
        "最常见的是除以 √d_k 后显示的数没有变化。请减少 head，使 d_k 大于 1。",
    ),
    "flaw_large": (
        "most often a number to multiply with is 10 or more. Give a smaller --d-model, or stages further on.",
        "最常见的是要相乘的数达到 10 或更大。请用较小的 --d-model，或选更靠后的阶段。",
    ),
    "flaw_other": (
        "most often the work differs too much from the first sheet's. Give another --seed, or --difficulty easy.",
        "最常见的是工作量与第一张练习相差太大。请换一个 --seed，或使用 --difficulty easy。",
    ),
    "flaw_empty": (
        "most often there is nothing to ask for. Give a model with attention, more words, or another --kind.",
        "最常见的是没有可问的题目。请使用带注意力的模型、增加词数，或换一种 --kind。",
    ),
    "flaw_same": (
        "most often a sheet of this class has these numbers already. Give more words, a larger --d-model or fewer variants.",
        "最常见的是本班另一张练习已有同样的数。请增加词数、用较大的 --d-model，或减少份数。",
    ),
    "fields": ("Name: {name}   Class: {line}   Date: {line}", "姓名：{name}   班级：{line}   日期：{line}"),
    "calculator": ("A calculator is allowed.", "可以使用计算器。"),
    "softmax": (
        "Softmax of a row: each number x becomes e^x, divided by the sum of e^x over the row. Taking the same number (usually the largest) away from the whole row first changes nothing and keeps e^x small; whether you do is up to you.",
        "一行的 softmax：每个数 x 变为 e^x，再除以这一行所有 e^x 之和。先从整行减去同一个数（通常是最大的数），结果不变，而 e^x 不会太大；减不减由你决定。",
    ),
    "powers": ("Values of e^x", "e^x 的值"),
    "powers_use": (
        "The column is the whole part of x, the row its tenths. For hundredths multiply: e^(−1.23) = e^(−1.2) · e^(−0.03).",
        "列是 x 的整数部分，行是十分位。有百分位时相乘：e^(−1.23) = e^(−1.2) · e^(−0.03)。",
    ),
    "usual_title": ("Usual wrong answers", "常见的错误答案"),
    "usual": ("{mistake} Then: {answers}.", "{mistake}此时得到：{answers}。"),
    "workings": ("Every working", "全部演算"),
    "option_appendix": (
        "What helps with e^x: a table (exp), or a calculator is allowed.",
        "e^x 怎么办：附一张表（exp），或允许使用计算器（calculator）。",
    ),
    "foot": ("Worksheet {code}", "练习 {code}"),
    "page_of": ("page {page} of {pages}", "第 {page} 页，共 {pages} 页"),
    "room": ("Room to work", "草稿"),
    "task_shapes": ("Write how many rows and how many columns each matrix has.", "请写出每个矩阵的行数和列数。"),
    "task_predict": (
        "The table shows what softmax reads. Without computing e^x: put the keys of each row in order, the largest attention weight first, and write their positions, counted from 0.",
        "表中是 softmax 读入的数。不必计算 e^x：把每一行的键按注意力权重从大到小排列，写出它们的位置（从 0 数起）。",
    ),
    "task_match": (
        "Write the number of the formula by which each stage is computed.",
        "请写出每个阶段所用公式的编号。",
    ),
    "task_gradient": (
        "The table shows attention weights. Work out each derivative and write it with {places} {places:decimal|decimals}.",
        "表中是注意力权重。请求出每个导数，保留 {places} 位小数。",
    ),
    "task_unscaled": (
        "The table shows what softmax reads. What would change if the scores were not divided by √d_k? Write the number of the answer.",
        "表中是 softmax 读入的数。如果分数不除以 √d_k，会有什么变化？请写出答案的编号。",
    ),
    "task_mistake": (
        "One mistake was made in computing this run, a mistake that real programs have made. The formulas are right; from some stage on the numbers are not. Write the number of each answer.",
        "这次计算中有一个错误，是真实的程序犯过的错误。公式都是对的，但从某个阶段起，数不对了。请写出各题答案的编号。",
    ),
    "task_design": (
        "Here every word is a row of 0s with a single 1 in a column of its own, so that each row of a matrix belongs to one word. Write numbers into the rows below, in the columns of head 0: the model is run with them, and they are right if head 0 then does what is asked, whatever the numbers are. An empty cell counts as 0. Each task starts from the given numbers again.",
        "这里每个词都是一行 0，只在自己的一列上是 1，所以矩阵的每一行各属于一个词。请在下面各行中填数（head 0 的各列）：用这些数运行模型，只要 head 0 满足要求，不论填什么数都算对。没有填的空按 0 计算。每道题都重新从已知的数开始。",
    ),
    "problem_mistake_stage": ("The first stage with a wrong number:", "第一个出现错数的阶段："),
    "problem_mistake_which": ("What was done wrong:", "错在哪里："),
    "sizes": ("The sizes of the model: {sizes}.", "模型的大小：{sizes}。"),
    "formula_number": ("Formula {number}", "公式 {number}"),
    "problem_shapes": ("{symbol} ({stage}) has ? rows and ? columns.", "{symbol}（{stage}）有几行、几列？"),
    "why_shapes": ("Its axes are {sizes}.", "它的轴是 {sizes}。"),
    "problem_predict": ("The order of the keys in {row}:", "{row} 中各键的顺序："),
    "why_predict": (
        "e^x grows with x, so the order is that of the numbers softmax reads. The weights in this order: {weights}.",
        "e^x 随 x 增大，所以顺序就是 softmax 读入的数的顺序。按此顺序的权重：{weights}。",
    ),
    "problem_match": ("{stage}:", "{stage}："),
    "why_match": ("It is the formula of {symbol}.", "这是 {symbol} 的公式。"),
    "problem_gradient": (
        "How fast does {weight} change with {score}, the number softmax reads?",
        "{weight} 随 softmax 读入的 {score} 变化多快？",
    ),
    "why_gradient": (
        "The derivative of a weight by its own number is A·(1 − A), by another one's −A·A′; here {weight} · {factor}.",
        "权重对自己那个数的导数是 A·(1 − A)，对另一个数的导数是 −A·A′；这里是 {weight} · {factor}。",
    ),
    "choice_larger": ("larger", "变大"),
    "choice_smaller": ("smaller", "变小"),
    "choice_same": ("the same as printed", "显示的数不变"),
    "problem_unscaled": ("The largest weight of {row} would be:", "{row} 中最大的权重会："),
    "why_unscaled": ("With the division it is {before}, without it {after}.", "除以 √d_k 时是 {before}，不除时是 {after}。"),
    "no_problem": (
        "This run has nothing to ask for with --kind {kind}: give a model with attention and more than one word.",
        "这次运行没有可用于 --kind {kind} 的题目：请使用带注意力的模型和不止一个词的文本。",
    ),
    "kind_blank": (
        "--kind {kind} asks its own questions; leave --blank out, or leave --kind out to blank stages.",
        "--kind {kind} 有自己的题目；请去掉 --blank，或去掉 --kind 以便将阶段留空。",
    ),
    "option_kind": (
        "What is asked: numbers of stages left blank, shapes of matrices, the order of weights (predict), formulas to match, a gradient, what changes without √d_k (unscaled), which is wrong in a worked run (mistake), or a matrix that makes a head do something (design).",
        "问什么：留空的阶段的数（blanks）、矩阵的形状（shapes）、权重的顺序（predict）、公式配对（match）、导数（gradient）、去掉 √d_k 会怎样（unscaled），一次演算中哪里错了（mistake），或一个让 head 做到某事的矩阵（design）。",
    ),
    "rule_whole": (
        "Every answer is a whole number, and right where it is the one below. The sheet is worth {points} in all.",
        "每个答案都是整数，与下面的相同才算对。整张练习共 {points} 分。",
    ),
    "option_redraw": (
        "Draw again, seed after seed, until no row is all zero, no weights all equal or 1, no heads alike; say which seed it is.",
        "逐个种子重新抽取，直到没有全为 0 的行、没有全都相等或为 1 的权重、没有相同的 head；并说明是哪个种子。",
    ),
    "redrawn": (
        "It took {count} {count:draw|draws} until the numbers were worth computing; they are those of --seed {seed}.",
        "抽取了 {count} 次，才得到值得计算的数；它们来自 --seed {seed}。",
    ),
    "redraw_given": (
        "Another seed gives the same numbers, since they are given or trained: leave --redraw out.",
        "换种子也得到同样的数，因为它们是给定的或训练得到的：请去掉 --redraw。",
    ),
    "option_qr": (
        "Print a QR code from which `ttrace worksheet again` makes the sheet and its key (extra qr).",
        "附上二维码：`ttrace worksheet again` 由它重新生成练习及其答案（需 qr 附加组件）。",
    ),
    "qr_exam": (
        "Whoever scans the QR code can make the key: leave --qr or --exam out.",
        "扫描二维码即可生成答案：请去掉 --qr 或 --exam。",
    ),
    "qr_format": (
        "A QR code is printed in {known}, not in {word}; the code itself stands at the end of every sheet.",
        "二维码可以印在 {known} 中，不能印在 {word} 中；代码本身写在每张练习的末尾。",
    ),
    "option_blank": ("The stages to leave blank.", "要留空的阶段。"),
    "option_difficulty": (
        "easy: a few blanks, formulas, an example; medium: half of the numbers, formulas; hard: every number, no formulas.",
        "easy：少量空，给公式和例子；medium：一半的数，给公式；hard：全部的数，不给公式。",
    ),
    "option_key": ("Where the answers with their workings go.", "答案与演算过程写到哪里。"),
    "option_variants": ("How many different sheets.", "出多少张不同的练习。"),
    "option_names": ("A file with a name a line: a sheet for each.", "每行一个姓名的文件：每人一张。"),
    "option_reveal": ("Tell the mistake.", "揭晓错误。"),
    "option_hint": (
        "Give one hint: three stages, the stage, or the number.",
        "给一条提示：三个阶段之一、所在阶段，或那个数。",
    ),
    "option_guess": ("Check whether this is the first wrong number.", "检查这是不是第一个错的数。"),
}
