"""Sentences of the document itself: titles, captions, notes."""

MESSAGES = {
    "title": ("Trace of “{text}”", "“{text}”的计算过程"),
    "title_rows": ("Trace of the given rows", "给定输入的计算过程"),
    "brief_title": ("The path of “{token}” through the model", "“{token}”在模型中的每一步"),
    "brief_numbers": ("numbers of “{token}”", "“{token}”的数"),
    "brief_of_head": ("{stage}, head {head}", "{stage}，head {head}"),
    "brief_looks": (
        "“{token}” looks most at “{key}”: weight {weight} in head {head}.",
        "“{token}”最关注“{key}”：head {head} 中的权重为 {weight}。",
    ),
    "brief_looks_alone": (
        "“{token}” looks most at “{key}”: weight {weight}.",
        "“{token}”最关注“{key}”：权重为 {weight}。",
    ),
    "brief_looks_at_itself": (
        "“{token}” looks most at itself: weight {weight} in head {head}.",
        "“{token}”最关注它自己：head {head} 中的权重为 {weight}。",
    ),
    "brief_words": (
        "Of more words, the {count} with the largest numbers are shown; --all shows every one.",
        "词较多时只列出数最大的 {count} 个；用 --all 查看全部。",
    ),
    "brief_places": (
        "Of more numbers, the {count} furthest from 0 are shown, each behind its [place].",
        "数较多时只列出离 0 最远的 {count} 个，前面的 [ ] 里是它的位置。",
    ),
    "brief_experts": (
        "Experts that the router did not give “{token}” to are left out: {experts}; --all shows them.",
        "路由器没有把“{token}”交给的专家未列出：{experts}；用 --all 显示。",
    ),
    "brief_layers": (
        "Layers {layers} are left out; --layer N shows one whole, --all every layer.",
        "省略了第 {layers} 层；用 --layer N 查看某一层的全部，用 --all 查看所有层。",
    ),
    "brief_sentences": (
        "--brief follows one token of one sentence, and several sentences run here: leave out --also.",
        "--brief 追踪一个句子里的一个 token，而这里同时运行了几个句子：请去掉 --also。",
    ),
    "brief_tokens": (
        "--brief follows one token, not {tokens}: give --token once.",
        "--brief 只追踪一个 token，不能同时追踪 {tokens}：请只给一次 --token。",
    ),
    "brief_no_token": (
        "No stage of this run has numbers of a token, so --brief has no path to show: leave out --brief.",
        "这次运行没有任何阶段含有 token 的数，--brief 无路可追踪：请去掉 --brief。",
    ),
    "contents": ("In this order, by the names that --stage takes: {parts}.", "依次是（名字可用于 --stage）：{parts}。"),
    "contents_parts": ("{before}; {part}", "{before}；{part}"),
    "contents_part": ("{part}: {stages}", "{part}：{stages}"),
    "contents_encoder": ("Encoder layers {first} to {last}", "编码器第 {first} 至 {last} 层"),
    "contents_decoder": ("Decoder layers {first} to {last}", "解码器第 {first} 至 {last} 层"),
    "contents_recurrent": ("Recurrent layers {first} to {last}", "循环层 {first} 至 {last}"),
    "contents_sublayer": ("{sublayer} ({stages})", "{sublayer}（{stages}）"),
    "next": ("What to type next", "接下来可以输入"),
    "cell_title": ("{stage} · {places}", "{stage} · {places}"),
    "place_named": ("{axis} {position} ({label})", "{axis} {position}（{label}）"),
    "cell_place": ("{axis} {place}", "{axis} {place}"),
    "tokens_title": ("How the text is cut into tokens", "文本如何切成 token"),
    "tokens": ("The text is cut into {count} {count:token|tokens}.", "文本被切成 {count} 个 token。"),
    "likely": (
        "The {count} likeliest words of each row, with their probabilities.",
        "每一行概率最大的 {count} 个 token 及其概率。",
    ),
    "likely_masked": (
        "The {count} likeliest words for each masked place, with their probabilities.",
        "每个掩码位置概率最大的 {count} 个 token 及其概率。",
    ),
    "likely_classes": (
        "The {count} likeliest classes of each row, with their probabilities.",
        "每一行概率最大的 {count} 个类别及其概率。",
    ),
    "zero_to_rounding": (
        "0 here is zero to rounding: the numbers that are added up cancel.",
        "这里的 0 表示在舍入误差内为 0：相加的各数互相抵消。",
    ),
    "likely_tie": (
        "At '{token}' these are likeliest alike: {words}. Of such ties the earlier column stands first.",
        "在“{token}”处，{words} 的概率并列最大；并列时，靠前的列排在前面。",
    ),
    "cut_characters": (
        "Words without spaces between them are cut character by character: put spaces between them, or add --words auto, to make "
        "words the tokens.",
        "中文按字切分，一字一个 token；要以词为 token，请在词与词之间加空格，或加上 --words auto 自动分词。",
    ),
    "cut_words": (
        "The spaces set the words apart, a word a token; --characters cuts Chinese character by character.",
        "中文按空格切分，一词一个 token；要按字切分，请加上 --characters。",
    ),
    "cut_auto": (
        "Chinese is cut into words by the dictionary of rjieba; spaces between words decide instead where --words auto is left out.",
        "中文由 rjieba 的词典自动分词，一词一个 token；去掉 --words auto，则按所写的空格切分。",
    ),
    "cut_mixed": (
        "Sentences with spaces between their words are cut at them, the others character by character; --words or --characters "
        "decides for all.",
        "词之间有空格的句子按空格切分，其余的句子按字切分；用 --words 或 --characters 可统一切分方式。",
    ),
    "cut_vocabulary": (
        "The model cuts the text by its own vocabulary, whatever the spaces.",
        "模型按自己的词表切分文本，不受空格影响。",
    ),
    "tokens_of": ("Sentence {number}: {count} {count:token|tokens}.", "第 {number} 句：{count} 个 token。"),
    "target_as_ids": (
        "The decoder reads {count} {count:token|tokens}: the ids, as they were given.",
        "解码器读入 {count} 个 token：即所给的编号，原样读入。",
    ),
    "target_tokens": (
        "The decoder reads {count} {count:token|tokens}: the target, shifted right behind a start token.",
        "解码器读入 {count} 个 token：目标文本，右移一位，前面加起始符。",
    ),
    "model": ("Model {name}: {sizes}.", "模型 {name}：{sizes}。"),
    "sizes": ("{sizes}, {size}", "{sizes}，{size}"),
    "size_family": ("family {value}", "家族 {value}"),
    "size_layers": ("layers {value}", "层数 {value}"),
    "size_decoder_layers": ("decoder_layers {value}", "解码器层数 {value}"),
    "size_heads": ("heads {value}", "头数 {value}"),
    "size_latent_kv": ("latent_kv {value}", "键值潜在维数 {value}"),
    "size_latent_q": ("latent_q {value}", "查询潜在维数 {value}"),
    "size_decoder_heads": ("decoder_heads {value}", "解码器头数 {value}"),
    "size_cross_heads": ("cross_heads {value}", "交叉注意力头数 {value}"),
    "size_kv_heads": ("kv_heads {value}", "键值头数 {value}"),
    "size_experts": ("experts {value}", "专家数 {value}"),
    "size_experts_per_token": ("experts_per_token {value}", "每个 token 的专家数 {value}"),
    "size_hidden": ("hidden {value}", "隐藏状态维数 {value}"),
    "size_vocab": ("vocab {value}", "词表大小 {value}"),
    "seeded": ("The weights are seeded (seed {seed}), not learned.", "权重由种子 {seed} 生成，并非学习得到。"),
    "part_input": ("Input", "输入"),
    "part_encoder": ("Encoder layer {layer}", "编码器第 {layer} 层"),
    "part_decoder": ("Decoder layer {layer}", "解码器第 {layer} 层"),
    "part_encoder_layers": ("All encoder layers", "编码器各层共用"),
    "part_decoder_layers": ("All decoder layers", "解码器各层共用"),
    "part_recurrent": ("Recurrent layer {layer}", "循环层 {layer}"),
    "part_output": ("Output", "输出"),
    "part_decoder_input": ("Decoder input", "解码器输入"),
    "part_attention": ("Attention", "注意力"),
    "part_gradients": ("Gradients", "梯度"),
    "part_micro": ("Micro-batch {number} · {part}", "第 {number} 个微批次 · {part}"),
    "part_step": ("Step {number} · {part}", "第 {number} 步 · {part}"),
    "head": ("head {head}", "head {head}"),
    "sentence": ("sentence {sentence}", "第 {sentence} 句"),
    "nothing_of_parts": (
        "There is no {parts} in what this command writes; --only can take here: {known}.",
        "这条命令的输出里没有 {parts}；--only 在这里可取：{known}。",
    ),
    "softmax_shifted": (
        "Softmax in its sub-steps: first the largest of the row is taken from each, so that the largest exponent is 0.",
        "softmax 的分步：先从每个数中减去该行的最大值，使最大的指数为 0。",
    ),
    "softmax_exp": (
        "Then e is raised to each: none is negative now, and the largest is 1.",
        "再以 e 为底求幂：不再有负数，最大的是 1。",
    ),
    "softmax_sum": (
        "Their sum over the row is what each of them is divided by, which gives the weight.",
        "各数除以它们在该行中的总和，就得到权重。",
    ),
    "softmax_written_out": (
        "Softmax is written out below. In its numbers the largest of the row is first taken from every exponent, which divides"
        " numerator and denominator by the same number: the weight stays, and no power grows too large.",
        "下面把 softmax 展开来写。代入数时先从每个指数中减去这一行的最大值，相当于分子分母同除以一个数：权重不变，而幂不会过大。",
    ),
    "fewer_heads": (
        "Heads {shown} of {count} are shown; --head N shows another.",
        "共 {count} 个 head，这里显示 {shown}；用 --head N 查看其他。",
    ),
    "fewer_rows": (
        "Rows {shown} of {count} are shown; --token N or --all shows others.",
        "共 {count} 行，这里显示 {shown}；用 --token N 或 --all 查看其他。",
    ),
    "drawn": (
        "Laid end to end in the order of their ids, the tokens before {token} have the probability {before} together, "
        "and {upto} with it: u = {number} falls between.",
        "按编号依次首尾相接，排在 {token} 之前的各个 token 概率合计 {before}，加上它是 {upto}：u = {number} 落在两者之间。",
    ),
    "choice_in": (
        "Number {rank} of {count} by size; the {most} largest are chosen: {chosen}.",
        "按大小在 {count} 个数中排第 {rank}；选中最大的 {most} 个：{chosen}。",
    ),
    "choice_out": (
        "Number {rank} of {count} by size; only the {most} largest are chosen: {chosen}.",
        "按大小在 {count} 个数中排第 {rank}；只选最大的 {most} 个：{chosen}。",
    ),
    "choice_largest": (
        "Of {count} numbers the largest, {largest}, stands at {first}; the next, {next}, at {second}.",
        "在 {count} 个数中，最大的是 {first} 处的 {largest}，其次是 {second} 处的 {next}。",
    ),
    "choice_likeliest": ("The likeliest of {count}; it always stays.", "在 {count} 个中概率最大，总会留下。"),
    "choice_before": (
        "Number {rank} of the likeliest; those before it have {before} together, less than p = {p}, so it stays.",
        "按概率排第 {rank}；排在前面的合计 {before}，还不到 p = {p}，所以它留下。",
    ),
    "choice_reached": (
        "Number {rank} of the likeliest; those before it have {before} together and reach p = {p} already, so it is left out.",
        "按概率排第 {rank}；排在前面的合计 {before}，已经达到 p = {p}，所以它被舍去。",
    ),
    "choice_tie": (
        "{first} and {second} have equal numbers (to rounding); of equal ones the first is chosen.",
        "{first} 与 {second} 的数相等（不计舍入误差）；数相等时取排在前面的。",
    ),
    "choice_among": ("The numbers it is chosen among, the largest first", "供选择的各个数，从大到小"),
    "choice_count": (
        "These are {shown} of {count} numbers, the largest and the one in question; --format json lists all of them.",
        "共 {count} 个数，这里列出最大的几个和所问的那一个，计 {shown} 个；--format json 会全部列出。",
    ),
    "models_kinds_title": ("Kinds and toys", "模型种类与小模型"),
    "models_kinds": (
        "With seeded numbers, for --model: {known}.",
        "用种子生成的数，可写在 --model 之后：{known}。",
    ),
    "models_toys": (
        "Toys that compute what a known model does: {known}; `ttrace models NAME` shows the settings of one.",
        "计算过程与知名模型相同的小模型：{known}；`ttrace models NAME` 显示其设置。",
    ),
    "models_families_title": ("Checkpoints that open", "可打开的检查点"),
    "models_families": (
        "Folders with one of these {count} values of model_type in config.json open with --model DIR: {known}.",
        "config.json 中 model_type 为以下 {count} 种之一的文件夹，可用 --model DIR 打开：{known}。",
    ),
    "models_gguf": (
        "GGUF files of these architectures open with --model FILE.gguf: {known}.",
        "以下架构的 GGUF 文件可用 --model FILE.gguf 打开：{known}。",
    ),
    "models_toy_settings": ("Its settings; an option takes the place of one", "它的设置；选项可取代其中任何一项"),
    "models_toy_use": (
        "Run it with ttrace TEXT --model {name}.",
        "运行：ttrace 文本 --model {name}。",
    ),
    "column_setting": ("setting", "设置"),
    "column_chosen": ("chosen", "是否选中"),
    "chosen_yes": ("yes", "是"),
    "chosen_no": ("no", "否"),
    "rest": ("{rest} is what the {count} smaller terms add up to.", "{rest} 是另外 {count} 个较小的项之和。"),
    "edited": ("Numbers marked * were put in by an edit.", "带 * 的数是人为设定的。"),
    "edited_cell": ("This number was put in by an edit.", "这个数是人为设定的。"),
    "given_cell": ("This number was given: nothing came before it.", "这个数是给定的，没有更早的来源。"),
    "tensor_of": ("{name} is {tensor} in {file}.", "{name} 在 {file} 中是 {tensor}。"),
    "parameter_cell": ("This number is a parameter: {name}.", "这个数是参数：{name}。"),
    "unchanged": ("Nothing changed: every number is as it was.", "没有变化：所有数都与原来相同。"),
    "changes_title": ("What this changes: {edits}", "改动的影响：{edits}"),
    "changed_stage": (
        "{count} of {total} {total:number|numbers} changed, the most by {most}.",
        "{total} 个数中有 {count} 个变了，最大的变化是 {most}。",
    ),
    "layer": ("There is no layer {layer}; the layers are {first} to {last}.", "没有第 {layer} 层；层号从 {first} 到 {last}。"),
    "layer_one": ("There is no layer {layer}; the only one is layer 0.", "没有第 {layer} 层；只有第 0 层。"),
    "head_range": ("There is no head {head}; the heads are 0 to {last}.", "没有 head {head}；head 编号为 0 到 {last}。"),
    "no_heads": ("The stages shown have no heads, so there is no head {head}.", "所显示的阶段没有 head，因此没有 head {head}。"),
    "no_places": (
        "{option} takes positions from 0 to {last}, the first before the second, as in 0:2.",
        "{option} 的位置是 0 到 {last}，且前者小于后者，例如 0:2。",
    ),
    "no_place": (
        "{option} finds no '{word}' there; it takes a word that a table shows, positions A:B, or largest N.",
        "{option} 找不到“{word}”；可以给出表格中的词、位置 A:B，或 largest N。",
    ),
    "no_place.near": (
        "{option} finds no '{word}' there; the nearest is '{near}'.",
        "{option} 找不到“{word}”；最接近的是“{near}”。",
    ),
    "no_diagonal": (
        "{option} diagonal is where rows and columns are the same words, as in scores; no stage shown has that: leave it out.",
        "{option} diagonal 用于行与列是相同的词的表格（例如 scores），而这里显示的阶段都不是这样：请去掉它。",
    ),
    "diagonal_data": (
        "{option} diagonal is for tables that are read; name words or positions for numbers that are stored.",
        "{option} 的 diagonal 用于供人阅读的表格；存储数据时请给出词或位置。",
    ),
    "largest_data": (
        "{option} largest N is for tables that are read; name words or positions for numbers that are stored.",
        "{option} 的 largest N 用于供人阅读的表格；存储数据时请给出词或位置。",
    ),
    "token": (
        "There is no token '{word}' in the text; --tokens shows how it was cut, and a position can be given instead.",
        "文本中没有 token“{word}”；--tokens 显示文本如何切分，也可以给出位置。",
    ),
    "token.near": (
        "There is no token '{word}' in the text. Did you mean {near}?",
        "文本中没有 token“{word}”。是不是想写 {near}？",
    ),
    "position": (
        "There is no token at position {position}; the positions are 0 to {last}.",
        "位置 {position} 上没有 token；位置为 0 到 {last}。",
    ),
    "token_sentences": (
        "{token} does not stand at one place in all the sentences, and these formats hold one table for all: give a position.",
        "{token} 在各句中的位置不同，而这些格式把各句存成一张表：请给出位置。",
    ),
    "not_a_cell": (
        "{address} is not one number: name a place on each of its axes ({axes}).",
        "{address} 不是一个数：请在它的每个轴（{axes}）上指定位置。",
    ),
    "list_generate": (
        "This is the first pass. Each further token that is written runs these stages again below pass.1, pass.2 …; what is "
        "chosen after each pass stands below generate.0, generate.1 …",
        "这是第一遍。此后每写出一个 token，这些阶段都在 pass.1、pass.2……之下再运行一遍；每一遍之后的选择在 generate.0、generate.1……之下。",
    ),
    "list": ("The stages of this run.", "本次运行的各个阶段。"),
    "column_stage": ("stage", "阶段"),
    "column_shape": ("shape", "形状"),
    "column_symbol": ("symbol", "符号"),
    "inputs": ("It came from these numbers:", "它由以下各数得到："),
    "column_cell": ("cell", "单元格"),
    "column_value": ("value", "值"),
    "no_such_stages": (
        "No stage is left to show with these options: loosen --stage, --layer or --token.",
        "按这些选项没有可显示的阶段：请放宽 --stage、--layer 或 --token。",
    ),
    "shape_one": ("one number", "一个数"),
    "source_place": ("{before}, {place}", "{before}，{place}"),
    "source_of": ("{what}: {source}", "{what}：{source}"),
    "source": ("Source: {source}.", "出处：{source}。"),
    # titles of pictures made from a trace
    "heads": ("Attention weights: each row says where a query looks", "注意力权重：每一行表示一个查询看向哪里"),
    "lines": ("{stage}, head {head}: who looks at whom", "{stage}，head {head}：谁看向谁"),
    "positions": ("Positional encoding: one row a position", "位置编码：每个位置一行"),
    "network": ("The parts of the model and their shapes", "模型的各个部分及其形状"),
    "network.attention": ("Multi-head attention", "多头注意力"),
    "network.masked": ("Masked multi-head attention", "掩码多头注意力"),
    "network.cross": ("Cross-attention", "交叉注意力"),
    "network.ffn": ("Feed forward", "前馈网络"),
    "network.add_norm": ("Add & norm", "残差相加与归一化"),
    "network.add": ("Add", "残差相加"),
    "network.norm": ("Norm", "归一化"),
    "network.embedding": ("Embedding", "嵌入"),
    "network.positions": ("Positional encoding", "位置编码"),
    "network.input": ("Input", "输入"),
    "network.logits": ("Linear", "线性层"),
    "network.probabilities": ("Softmax", "softmax"),
    "curve": ("How strongly the first word, {word}, moves each state", "第一个词“{word}”对每个状态的影响有多大"),
    "influence": ("norm of the derivative", "导数的范数"),
    # sentences of explanations forward
    "explain_forward_steps": (
        "--forward follows a number through the model, not through training: leave --steps, --labels and the like out.",
        "--forward 追踪一个数在模型中的去向，不追踪训练：请去掉 --steps、--labels 等选项。",
    ),
    "explain_forward_depth": (
        "--depth says how far back to go and --forward looks the other way: give one of the two.",
        "--depth 表示向前追溯多深，--forward 则看它的去向：两者只能取其一。",
    ),
    "explain_two_words": (
        "explain takes a text and then a cell, such as 'softmax[0, Thinking, Machines]'; only '{word}' was given.",
        "explain 需要先给文本，再给单元格，例如 'softmax[0, Thinking, Machines]'；这里只给了“{word}”。",
    ),
    "explain_forward_title": ("Where {cell} goes", "{cell} 影响到哪里"),
    "explain_forward_how": (
        "For each later stage: how many of its numbers move when this one is made a little larger and smaller and the run repeated in {dtype}, and the derivative of the one that moves most.",
        "把这个数略微改大、改小，用 {dtype} 重新运行：后面每个阶段有多少个数随之变化，以及变化最大的那个数对它的导数。",
    ),
    "explain_forward_coarse": (
        "There is no memory for float64 here: numbers that move by less than the rounding of {dtype} are not counted.",
        "这里的内存不够用 float64：变化小于 {dtype} 舍入误差的数没有计入。",
    ),
    "explain_reaches_nothing": ("No later number depends on it.", "后面没有任何数依赖它。"),
    "explain_column_stage": ("stage", "阶段"),
    "explain_column_reached": ("numbers reached", "影响到的数"),
    "explain_column_cell": ("most of all", "变化最大者"),
    "explain_column_derivative": ("derivative", "导数"),
    "explain_column_how": ("how it was found", "求法"),
    "explain_by_gradient": ("recorded gradient", "记录的梯度"),
    "explain_by_nudge": ("a nudge of ±{size}, run again", "把它改动 ±{size} 后重新运行"),
    "explain_derivative_title": ("How {target} depends on {cell}", "{target} 如何依赖于 {cell}"),
    "explain_derivative_says": (
        "If {cell} grows by a small amount, {target} changes by {value} times as much.",
        "若 {cell} 增加一个微小量，{target} 的变化约为该增量的 {value} 倍。",
    ),
    "explain_derivative_zero": ("{target} does not change with {cell}.", "{target} 不随 {cell} 变化。"),
    "explain_tree_cut": (
        "The {most} nearest numbers are shown; explain one of them to go on from there, or choose a smaller --depth.",
        "这里显示最近的 {most} 个数；要继续往下看，请对其中某个数再用 explain，或把 --depth 取小些。",
    ),
    "explain_largest_inputs": (
        "These {shown} of {count} {count:number|numbers} make up its largest terms; --format json lists all of them.",
        "共 {count} 个数，这里列出其中构成最大各项的 {shown} 个；--format json 会全部列出。",
    ),
    "no_such_argument": (
        "show and figure take no argument '{word}'; they take {known}.",
        "show 和 figure 没有名为“{word}”的参数；可用的参数：{known}。",
    ),
    "no_such_argument.near": (
        "show and figure take no argument '{word}'. Did you mean {near}?",
        "show 和 figure 没有名为“{word}”的参数。是不是想写 {near}？",
    ),
    "workbook_part": (
        "A workbook's formulas need whole stages: leave out --head, --token and --columns; --stage chooses stages.",
        "工作簿中的公式需要完整的阶段：请去掉 --head、--token 和 --columns；用 --stage 选择阶段。",
    ),
    "workbook_generated": (
        "A workbook holds one pass of the model, and generating takes several: leave out --generate.",
        "工作簿只存模型的一次前向计算，而生成需要多次：请去掉 --generate。",
    ),
    "workbook_float32": (
        "A spreadsheet computes in float64 and this run in {dtype}, so their numbers would differ: add --dtype float64.",
        "电子表格以 float64 计算，而这次运行用的是 {dtype}，两者的数会不同：请加上 --dtype float64。",
    ),
    "workbook_large": (
        "The workbook would have {count} cells, more than {most}: choose a smaller model, a shorter text or stages (--stage).",
        "工作簿将有 {count} 个单元格，超过 {most} 个：请用更小的模型、更短的文本，或用 --stage 选择阶段。",
    ),
    "explain_no_arrays": (
        "An explanation holds no arrays: choose --format json, or terminal, markdown, latex.",
        "解释中没有数组：请选择 --format json，或 terminal、markdown、latex。",
    ),
    "explain_equation": ("equation {place}", "公式 {place}"),
    "explain_section": ("section {place}", "第 {place} 节"),
    "explain_algorithm": ("algorithm {place}", "算法 {place}"),
}
