"""Sentences about training: labels and losses, tasks, checkpoints, cards."""

MESSAGES = {
    "half": (
        "Training steps are computed in float32 or float64, not in {dtype}: give one of these as --dtype.",
        "训练步骤以 float32 或 float64 计算，不支持 {dtype}：请把 --dtype 改为二者之一。",
    ),
    "idle_of_task": (
        "{option} does nothing when a whole task is trained: leave it out (the lesson and `models` show what a task is).",
        "训练整个任务时 {option} 不起作用：请去掉它（任务的内容见课程和 `models`）。",
    ),
    "idle_of_text": (
        "{option} does nothing here: leave it out (tables are shown with --show; --watch, --resume and --exact belong to --task).",
        "{option} 在这里不起作用：请去掉它（加上 --show 才显示各表；--watch、--resume 和 --exact 属于 --task）。",
    ),
    "labels": (
        "{labels} {labels:label|labels} for {rows} {rows:row|rows}: give one a row (or one a sentence, with pool).",
        "有 {labels} 个标签，却有 {rows} 行：每行应有一个标签（若设了 pool，则每句一个）。",
    ),
    "no_labels": (
        "The model {model} does not say by itself what it should predict: give --labels, one a token, or one a sentence with --pool mean or last.",
        "模型 {model} 本身没有要预测的内容：请给出 --labels，每个 token 一个；若加上 --pool mean 或 last，则每句一个。",
    ),
    "goal_linear": (
        'With the read-out linear the model predicts numbers, not classes: write targets, rows like the output\'s, and loss = "{loss}" in a trace file (--from FILE).',
        '读出方式为 linear 时，模型预测的是数而不是类别：请在追踪文件中写 targets（与输出同样形状的行）和 loss = "{loss}"（用 --from FILE 读入）。',
    ),
    "goal_sigmoid": (
        'With the read-out sigmoid each class is predicted by itself: write targets of 0 and 1, rows like the output\'s, and loss = "{loss}" in a trace file (--from FILE).',
        '读出方式为 sigmoid 时，每个类别各自预测：请在追踪文件中写 targets（与输出同样形状、由 0 和 1 组成的行）和 loss = "{loss}"（用 --from FILE 读入）。',
    ),
    "no_logits": (
        "The model ends before logits, so there is no loss: give an output matrix W_U (d_model × classes).",
        "模型没有 logits，因而没有损失：请给出输出矩阵 W_U（d_model × 类别数）。",
    ),
    "rows": (
        "{key} is {given}, but the output {stage} is {needed}: give one number for each of its numbers.",
        "{key} 的形状是 {given}，而输出 {stage} 是 {needed}：输出的每个数都应有对应的一个数。",
    ),
    "no_targets": (
        "The loss {loss} needs targets, rows like the output's: give them as targets in a trace file (--from FILE).",
        "损失 {loss} 需要 targets，即与输出同样形状的行：请在追踪文件中写 targets（用 --from FILE 读入）。",
    ),
    "targets_padded": (
        "The loss {loss} takes sentences of the same length, since every number counts in its mean: train them one at a time.",
        "损失 {loss} 对每个数取平均，各句长度必须相同：请逐句训练。",
    ),
    "nothing_counts": (
        "No row counts towards the loss: a decoder needs at least two tokens, and not every label may be ignored.",
        "没有任何一行计入损失：解码器至少需要两个 token，标签也不能全部被忽略。",
    ),
    "label": (
        "The label '{word}' is no class of the model: {known}.",
        "标签“{word}”不是模型的类别：{known}。",
    ),
    "label.near": (
        "The label '{word}' is no class of the model. Did you mean {near}?",
        "标签“{word}”不是模型的类别。是不是想写 {near}？",
    ),
    "label_number": (
        "The label {label} is no class: there are {size}, 0 to {last}.",
        "标签 {label} 不是类别编号：共有 {size} 类，编号从 0 到 {last}。",
    ),
    "range": (
        "{key} cannot be {value}: it takes {range}.",
        "{key} 不能是 {value}：取值范围是 {range}。",
    ),
    "betas": (
        "betas cannot be {value}: give two numbers from 0 up to, but not, 1.",
        "betas 不能是 {value}：请给出两个大于等于 0、小于 1 的数。",
    ),
    "numbers": (
        "{name} takes numbers with commas, such as 0.9,0.98, not {value}.",
        "{name} 需要用逗号分开的数，例如 0.9,0.98，而不是 {value}。",
    ),
    "accumulate": (
        "Gradients cannot be accumulated over {count} parts: there {sentences:is|are} {sentences} {sentences:sentence|sentences}; add some with --also, or lower --accumulate.",
        "无法把梯度分 {count} 份累积：只有 {sentences} 个句子；请用 --also 增加句子，或减小 --accumulate。",
    ),
    "accumulate_edits": (
        "{stage} cannot be set with --accumulate: its places are those of the whole batch; set a parameter, or leave --accumulate out.",
        "使用 --accumulate 时不能改动 {stage}：它的位置按整个批次计算；请改动参数，或去掉 --accumulate。",
    ),
    "pad_classes": (
        "Label smoothing with pad_label spreads over the classes beside the right one and padding, so it needs three or more; there {classes:is|are} {classes}.",
        "标签平滑与 pad_label 合用时，份额分给正确类别和填充以外的类别，至少要有三个类别；现在只有 {classes} 个。",
    ),
    "class_weights": (
        "{given} class weights for {classes} {classes:class|classes}: give one a class.",
        "有 {given} 个类别权重，却有 {classes} 个类别：每个类别应有一个。",
    ),
    "task": (
        "There is no task '{word}': choose one of {known}, or a file of pairs ending in .tsv.",
        "没有名为“{word}”的任务：请从 {known} 中选择，或给出以 .tsv 结尾的句对文件。",
    ),
    "task.near": (
        "There is no task '{word}'. Did you mean {near}?",
        "没有名为“{word}”的任务。是不是想写 {near}？",
    ),
    "not_finite": (
        "Training stopped at step {step}: from the stage {stage} on the numbers are infinite or undefined; try a smaller --learning-rate.",
        "训练在第 {step} 步停止：从阶段 {stage} 起出现了无穷大或未定义的数；请试用更小的 --learning-rate。",
    ),
    "not_finite_kept": (
        "Training stopped at step {step}: from the stage {stage} on the numbers are infinite or undefined; the last good checkpoint (step {good}) is kept in {file}.",
        "训练在第 {step} 步停止：从阶段 {stage} 起出现了无穷大或未定义的数；最后一个完好的检查点（第 {good} 步）保存在 {file} 中。",
    ),
    "other_run": (
        "{file} belongs to another run: its {key} is {saved}, not {asked}; start again without --resume, or ask for the same.",
        "{file} 属于另一次训练：它的 {key} 是 {saved}，而不是 {asked}；请去掉 --resume 重新开始，或给出相同的选项。",
    ),
    "no_state": (
        "{file} is no state of a stopped training run, so nothing can go on from it.",
        "{file} 不是中断的训练所保存的状态，无法从它继续。",
    ),
    "tied": (
        "--tied needs one vocabulary for what is read and what is written; the task {task} has two: leave it out.",
        "--tied 要求读入与写出使用同一个词表；任务 {task} 有两个词表：请去掉它。",
    ),
    "shape": (
        "{file} is a checkpoint of another shape: {name} is {given}, this model needs {needed}.",
        "{file} 是另一种形状的检查点：{name} 是 {given}，而这个模型需要 {needed}。",
    ),
    "no_card": (
        "The bundled checkpoint {name} has no card: the installation is damaged, install ttrace again.",
        "内置检查点 {name} 没有说明卡：安装已损坏，请重新安装 ttrace。",
    ),
    "line_sides": (
        "Line {line} of {file} has {sides} {sides:side|sides}: write the source, one tab, the target.",
        "{file} 第 {line} 行有 {sides} 栏：请写成源句、一个制表符、目标句。",
    ),
    "line_empty": (
        "Line {line} of {file} has an empty side: both need at least one token.",
        "{file} 第 {line} 行有一侧为空：两侧都至少要有一个 token。",
    ),
    "line_long": (
        "Line {line} of {file} has {tokens} {tokens:token|tokens} on one side: at most {most} are learned.",
        "{file} 第 {line} 行的一侧有 {tokens} 个 token：最多只能学习 {most} 个。",
    ),
    "line_utf8": (
        "Line {line} of {file} is not UTF-8 text: save the file as UTF-8.",
        "{file} 第 {line} 行不是 UTF-8 文本：请把文件存为 UTF-8 编码。",
    ),
    "few_pairs": (
        "{file} has {count} different pairs: at least two are needed to learn from.",
        "{file} 中只有 {count} 个不同的句对：至少需要两个才能学习。",
    ),
    "words": (
        "{file} has too much to judge by: {sentences} {sentences:sentence|sentences} kept apart over {words} words are {count} million "
        "logits each time, more than {most} million, which takes minutes. Give fewer pairs, shorter ones or fewer different words.",
        "{file} 用于检验的内容太多：{sentences} 个留出的句子、{words} 个词，每次要计算 {count} 百万个 logits，超过 {most} 百万，需要数分钟。"
        "请减少句对、缩短句子，或减少不同的词。",
    ),
    "step_words": (
        "{file}: a step over {batch} {batch:sentence|sentences} and {words} words would compute {count} million logits, more than "
        "{most} million. Give a smaller --batch, shorter sentences or fewer different words.",
        "{file}：一步处理 {batch} 个句子、{words} 个词，要计算 {count} 百万个 logits，超过 {most} 百万。请减小 --batch、缩短句子，"
        "或减少不同的词。",
    ),
    "needs_text": (
        'Nothing to train: give a text (ttrace train "Thinking Machines" --model decoder), or a task (ttrace train --task copy).',
        '没有训练内容：请给出文本（ttrace train "Thinking Machines" --model decoder），或任务（ttrace train --task copy）。',
    ),
    "text_and_task": (
        "A task has its own sentences: leave the text out, or leave --task out.",
        "任务自带句子：请去掉文本，或去掉 --task。",
    ),
    "resume_needs_file": (
        "--resume goes on from the state beside the model file: say which with -o FILE.",
        "--resume 从模型文件旁的状态继续：请用 -o FILE 指明是哪一个。",
    ),
    "only_safetensors": (
        "{file} cannot hold a trained model: give a name ending in .safetensors.",
        "{file} 不能用来保存训练好的模型：文件名应以 .safetensors 结尾。",
    ),
    "writes_nothing": (
        "Training reads texts and writes none, so it takes no {option}: train with -o FILE, then ttrace TEXT --load FILE {option} …",
        "训练只读文字、不续写，因此不接受 {option}：请先用 -o FILE 训练并保存，再用 ttrace 文本 --load FILE {option} …",
    ),
    "progress": ("{done} of {count} training steps", "训练步 {done}/{count}"),
    "stopped": (
        "Stopped at step {step} of {steps}; go on with --resume ({file}).",
        "在第 {step} 步（共 {steps} 步）停止；用 --resume 可以继续（{file}）。",
    ),
    "stopped_unsaved": (
        "Stopped at step {step} of {steps}; nothing was kept, because no file was given with -o.",
        "在第 {step} 步（共 {steps} 步）停止；没有用 -o 给出文件，因此什么也没有保存。",
    ),
    "title": ("Training: {task}", "训练：{task}"),
    "title_text": ("Training step by step: {text}", "逐步训练：{text}"),
    "saved": ("The model is in {file}.", "模型保存在 {file} 中。"),
    "none_held": (
        "The file has fewer than ten pairs, so none was kept to judge by: the result is about sentences the model has seen.",
        "文件中的句对不足十个，没有留出用于检验的句子：结果说的是模型见过的句子。",
    ),
    "column_step": ("step", "步"),
    "column_rate": ("learning rate", "学习率"),
    "column_loss": ("loss", "损失"),
    "column_gradient": ("largest gradient", "最大梯度"),
    "column_validation": ("validation loss", "验证损失"),
    "column_accuracy": ("accuracy", "准确率"),
    "column_exact": ("exact match", "完全正确"),
    "column_bits": ("bits a token", "每 token 比特"),
    "caption_looks": ("Measured on sentences that are never learned from.", "在从不参与学习的句子上测得。"),
    "caption_steps": (
        "One line a step; every number behind it is shown with --show.",
        "每步一行；加上 --show 可以看到背后的每个数。",
    ),
    "metric_accuracy": (
        "Accuracy on {held} {held:sentence|sentences} never seen: {value:.4f}.",
        "在 {held} 个从未见过的句子上的准确率：{value:.4f}。",
    ),
    "metric_exact": (
        "Sentences never seen that are right from beginning to end: {value:.4f} of {held}.",
        "从未见过的 {held} 个句子中，从头到尾完全正确的比例：{value:.4f}。",
    ),
    "metric_bits": (
        "Bits a letter on {held} windows never seen: {value:.4f}.",
        "在 {held} 段从未见过的文字上，每个字母的比特数：{value:.4f}。",
    ),
    "baseline": (
        "Without learning (the best guess that looks at nothing): {value:.4f}.",
        "不学习时（什么都不看的最佳猜测）：{value:.4f}。",
    ),
    "baseline_bits": (
        "A trigram table from the same training text: {value:.4f}.",
        "由同一训练文本得到的三元（trigram）表：{value:.4f}。",
    ),
    "looked": (
        "Share of cases in which attention's largest weight is on the word it should look at: {largest:.3f}; in which that weight is 0.8 or more: {strong:.3f}.",
        "注意力最大的权重落在应看的词上的比例：{largest:.3f}；权重达到 0.8 以上的比例：{strong:.3f}。",
    ),
    "pointed": (
        "Head 0 of the last layer was also trained to look there: a second goal, counted {weight:g} times beside the first.",
        "训练时还要求最后一层的 head 0 关注所指的词：这是附加目标，损失权重为 {weight:g}。",
    ),
    "about_pronoun": (
        "An encoder that says, at 'it', which noun is meant.",
        "编码器：在 it 的位置上说出它指哪个名词。",
    ),
    "data_pronoun": (
        "{sentences} {sentences:sentence|sentences} from a grammar of six patterns, 16 animals, 16 places and 20 states; one pair of noun and state in ten, and animal with tired and street with narrow, never meet in them.",
        "由六种句型、16 种动物、16 个地点和 20 种状态组成的语法生成的 {sentences} 个句子；其中十分之一的名词与状态的搭配，以及 animal 与 tired、street 与 narrow，从不同时出现。",
    ),
    "limits_pronoun": (
        "It knows these words only and answers at 'it' only: what it says at other tokens means nothing. Without the second goal the same model answers as well but looks at that noun less often (measure it: ttrace train --task pronoun-free).",
        "它只认识这些词，也只在 it 处回答：在其他 token 处的输出没有意义。没有第二个目标时，同样的模型答得一样好，却较少看向那个名词（可自行测量：ttrace train --task pronoun-free）。",
    ),
    "about_pronoun_free": (
        "The encoder of the task pronoun, its attention left to itself.",
        "与任务 pronoun 相同的编码器，但不对注意力提出要求。",
    ),
    "about_pronoun_zh": (
        "An encoder that says, at 它, which noun is meant, character by character.",
        "编码器：逐字读入，在“它”的位置上说出它指哪个名词。",
    ),
    "data_pronoun_zh": (
        "{sentences} Chinese sentences from a grammar of six patterns, 16 animals, 14 places and 20 states; one pair of noun and state in ten, and 动物 with 累 and 街 with 窄, never meet in them.",
        "由六种句型、16 种动物、14 个地点和 20 种状态组成的语法生成的 {sentences} 个句子；其中十分之一的名词与状态的搭配，以及“动物”与“累”、“街”与“窄”，从不同时出现。",
    ),
    "limits_pronoun_zh": (
        "It knows these characters only and answers at 它 only: what it says at other tokens means nothing.",
        "它只认识这些字，也只在“它”处回答：在其他 token 处的输出没有意义。",
    ),
    "about_translate": (
        "An encoder–decoder from short English sentences to Chinese characters.",
        "编码器—解码器：把简短的英文句子译成汉字。",
    ),
    "data_translate": (
        "{sentences} {sentences:sentence|sentences} from a grammar of six patterns, most of which put the words in another order; one pair of subject and verb in eight never meets in them.",
        "由六种句型的语法生成的 {sentences} 个句子，多数句型会改变语序；其中八分之一的主语与动词的搭配从不出现。",
    ),
    "limits_translate": (
        "It knows lower-case sentences of these six patterns and 93 words only, without a full stop; anything else it translates wrongly or refuses.",
        "它只认识这六种句型和 93 个单词组成的小写句子，句末不加句号；其他句子会译错或被拒绝。",
    ),
    "about_letters": (
        "A decoder that writes on, letter by letter.",
        "解码器：逐个字母往下写。",
    ),
    "data_letters": (
        "{sentences} windows of 48 letters from stories of three sentences, made by a small grammar.",
        "由一套小语法生成的故事，每篇三句；取其中 {sentences} 段，每段 48 个字母。",
    ),
    "limits_letters": (
        "It knows 24 small letters, the full stop and the space, and its own little world; 48 letters is the longest it has seen.",
        "它只认识 24 个小写字母、句号（.）和空格，以及训练故事里的人和物；见过的最长文字是 48 个字母。",
    ),
    "about_own": ("An encoder–decoder trained on {task}.", "在 {task} 上训练的编码器—解码器。"),
    "data_own": ("{sentences} {sentences:example|examples}.", "{sentences} 个例子。"),
    "limits_own": ("It knows the words it was trained on only.", "它只认识训练中出现过的词。"),
    "card_command": (
        "Trained by `{command}` (seed {seed}, {steps} {steps:step|steps}).",
        "训练命令：`{command}`（种子 {seed}，{steps} 步）。",
    ),
    "computed_exactly": (
        "Computed exactly in {dtype}: the same command gives the same parameters, to the byte, on any x86 or ARM machine, BLAS kernel, NumPy version and number of threads.",
        "以 {dtype} 精确计算：在任何 x86 或 ARM 机器、任何 BLAS 内核、NumPy 版本和线程数下，同一命令得到逐字节相同的参数。",
    ),
    "computed_by_kernel": (
        "Computed in {dtype} by NumPy {numpy} ({simd}), {blas}, kernel {kernel}, {threads} {threads:thread|threads}: there the same command gives the same parameters bit for bit; with --exact it does anywhere.",
        "以 {dtype} 计算，使用 NumPy {numpy}（{simd}）、{blas}、内核 {kernel}、{threads} 个线程：在这些条件下，同一命令得到逐位相同的参数；加上 --exact 则在任何机器上都相同。",
    ),
    "computed_by": (
        "Computed in {dtype} by NumPy {numpy} ({simd}), {blas}, whose kernel and threads cannot be asked: bit for bit the same only where both are the same; with --exact anywhere.",
        "以 {dtype} 计算，使用 NumPy {numpy}（{simd}）、{blas}，其内核和线程数无法查询：只有两者都相同时参数才逐位相同；加上 --exact 则在任何机器上都相同。",
    ),
    "sha256": (
        "SHA-256 of the tensors: {sha256}.",
        "张量的 SHA-256：{sha256}。",
    ),
    "models_title": ("Models that came with ttrace", "ttrace 自带的模型"),
    "models_use": (
        'Use one anywhere with --model NAME: ttrace "{text}" --model pronoun',
        '在任何命令中用 --model NAME 使用：ttrace "{text}" --model pronoun',
    ),
    "models_more": (
        "`ttrace models NAME` shows sentences that a model knows, their patterns, and its whole vocabulary.",
        "`ttrace models NAME` 列出一个模型认识的例句、句型和全部词表。",
    ),
    "no_model": (
        "There is no bundled model '{word}': choose one of {known}.",
        "没有名为“{word}”的自带模型：请从 {known} 中选择。",
    ),
    "no_model.near": (
        "There is no bundled model '{word}'. Did you mean {near}?",
        "没有名为“{word}”的自带模型。是不是想写 {near}？",
    ),
    "samples_title": ("Sentences of its grammar", "它的语法生成的例句"),
    "patterns_title": ("Their patterns", "句型"),
    "vocabulary_title": ("Vocabulary", "词表"),
    "vocabulary": (
        "It reads {count} {count:token|tokens}, and nothing else.",
        "它能读入的 token 共 {count} 个，其余一概不认识。",
    ),
    "vocabulary_written": ("It writes {count} {count:token|tokens}.", "它能写出的 token 共 {count} 个。"),
    "column_sentence": ("sentence", "句子"),
    "column_answer": ("answer", "答案"),
    "column_slot": ("slot", "空位"),
    "column_words": ("words", "可填的词"),
    "watch_title": ("{stage} as training goes on", "训练过程中的 {stage}"),
    "watch_panel": ("step {step}", "第 {step} 步"),
    "watch_panel_head": ("step {step}, head {head}", "第 {step} 步，head {head}"),
    "watch_axes": (
        "{stage} has no table of two axes to draw: choose a stage such as softmax.",
        "{stage} 没有可画的二维表：请选择 softmax 之类的阶段。",
    ),
    "option_task": (
        "Train a task: pronoun, pronoun-zh, pronoun-free, translate, letters, copy, reverse, or a file of pairs (.tsv).",
        "训练一个任务：pronoun、pronoun-zh、pronoun-free、translate、letters、copy、reverse，或句对文件（.tsv）。",
    ),
    "option_steps": (
        "How many training steps (one, or as many as the task needs).",
        "训练步数（默认 1；训练任务时用任务自带的步数）。",
    ),
    "option_show": ("Show every number of the training steps.", "显示训练步骤中的每一个数。"),
    "option_exact": (
        "Come to the same parameters, to the byte, on any machine, in about twice the time (without it: bit for bit on one machine, BLAS kernel and NumPy).",
        "在任何机器上得到逐字节相同的参数，用时约为两倍（不加时：仅在同一机器、BLAS 内核和 NumPy 上逐位相同）。",
    ),
    "option_resume": ("Go on from where the run that writes this file was stopped.", "从写入此文件的那次训练停止之处继续。"),
    "option_watch": ("See how a stage of this sentence changes as training goes on.", "观察这句话的某个阶段在训练中如何变化。"),
    "option_watch_to": ("Write those pictures to this file (.svg, .html, .md …).", "把这些图写入文件（.svg、.html、.md 等）。"),
    "option_labels": (
        "What to predict, with commas: class numbers or words, one a token (one a sentence with --pool).",
        "要预测的内容，用逗号分开：类别编号或词，每个 token 一个（用 --pool 时每句一个）。",
    ),
    "option_pool": (
        "Classify one row a sentence: the mean of its tokens, or the last one.",
        "每句只对一行分类：各 token 的平均值，或最后一个 token。",
    ),
    "option_label_smoothing": (
        "Label smoothing: share of each label that is spread over all classes.",
        "标签平滑：每个标签中平摊给所有类别的份额。",
    ),
    "option_ignore_label": ("The label of rows that do not count.", "不计入损失的行所用的标签。"),
    "option_pad_label": (
        "The class of padding: its rows do not count, and label smoothing leaves it out.",
        "填充所用的类别：它的行不计损失，标签平滑也不分给它。",
    ),
    "option_class_weights": ("How much each class counts, with commas.", "每个类别的权重，用逗号分开。"),
    "option_reduction": ("The loss is the mean or the sum of the rows' losses.", "损失是各行损失的平均或总和。"),
    "option_optimizer": ("How parameters are changed.", "更新参数的方法。"),
    "option_learning_rate": ("The learning rate; with noam a factor.", "学习率；schedule 为 noam 时是一个系数。"),
    "option_betas": ("Adam's two decay rates, with a comma.", "Adam 的两个衰减率，用逗号分开。"),
    "option_optimizer_epsilon": ("The small number below Adam's fraction.", "Adam 分母中的小常数 ε。"),
    "option_optimizer_momentum": ("How much of its velocity SGD keeps (0 … 1).", "SGD 保留多少速度（0 … 1）。"),
    "option_nesterov": (
        "SGD with momentum steps where its velocity will be (Nesterov).",
        "带动量的 SGD 按下一步的速度更新（Nesterov）。",
    ),
    "option_weight_decay": (
        "Weight decay: with adamw taken from each parameter (0.01 unless told), else added to its gradient.",
        "权重衰减：adamw 直接从参数中减去（默认 0.01），其他优化器则加到梯度上。",
    ),
    "option_clip_norm": (
        "The largest norm of all gradients together; where it is larger, all are scaled down.",
        "全部梯度合在一起的最大范数；超过时按同一比例缩小。",
    ),
    "option_accumulate": (
        "Accumulate gradients: read the sentences in N parts (of a task, N batches), then update once.",
        "梯度累积：把句子分成 N 份（训练任务时为 N 个批次）依次读入，再更新一次。",
    ),
    "option_schedule": (
        "How the learning rate goes: noam is the paper's; cosine falls to 0 behind the last step.",
        "学习率如何变化：noam 即论文中的方案；cosine 在最后一步之后降到 0。",
    ),
    "option_warmup": ("Steps in which the learning rate rises.", "学习率上升的步数。"),
    "option_at": (
        "The token whose row or answer is watched (looks, ablate, patch, lens).",
        "观察哪个 token 的一行或答案（looks、ablate、patch、lens）。",
    ),
}
