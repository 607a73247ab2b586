"""Sentences about putting a run together."""

MESSAGES = {
    "large": (
        "This run would keep {cells} million numbers, more than {most} million: give a shorter text or a smaller model.",
        "这次运行要保存 {cells} 百万个数，超过了 {most} 百万的上限：请缩短文本，或把模型改小。",
    ),
    "high_label": (
        "Labels count classes from 0, and {label} would make more than {most}: count them without gaps, or give W_U its columns.",
        "标签从 0 开始为类别编号，{label} 会产生超过 {most} 个类别：请连续编号，或给出 W_U 的各列。",
    ),
    "no_row": (
        "{file} has no embedding for the word '{word}': add a row for it, or give --seed to draw one.",
        "{file} 中没有词“{word}”的词向量：请为它添加一行，或用 --seed 生成一个。",
    ),
    "no_row.near": (
        "{file} has no embedding for the word '{word}'. Did you mean {near}? Add a row for it, or give --seed to draw one.",
        "{file} 中没有词“{word}”的词向量。是不是想写 {near}？请为它添加一行，或用 --seed 生成一个。",
    ),
    "two_weights": (
        "The model {model} has its own weights, so {file} cannot be read beside it: give one or the other.",
        "模型 {model} 自带权重，不能再同时读取 {file}：请只给其中之一。",
    ),
    "ids_and_text": (
        "--target-ids says by number what {key} says in words, so only one of them can be read: leave one out.",
        "--target-ids 用编号给出的内容与 {key} 用文字给出的相同，只能读取其一：请去掉一个。",
    ),
    "no_weights": (
        "{file} holds no parameters: --load reads weights; a trace file with text and settings is read with --from.",
        "{file} 中没有参数：--load 用来读取权重；含有文本和设置的追踪文件请用 --from 读取。",
    ),
    "heads": (
        "{heads} heads do not divide d_model {d_model}: choose another number of heads, or give d_k.",
        "{heads} 个 head 不能整除 d_model {d_model}：请换一个头数，或直接给出 d_k。",
    ),
    "pool": (
        "One row a sentence is read from an encoder, a recurrent network, or a decoder that is not asked to write on: leave --pool {pool} out.",
        "每句一行的表示只能取自编码器、循环网络，或没有在续写的解码器：请去掉 --pool {pool}。",
    ),
    "no_target": (
        "A target needs a model with an encoder and a decoder: add --model encoder-decoder, or give its words as the text.",
        "只有编码器—解码器模型才有目标文本：请加上 --model encoder-decoder，或把它作为文本给出。",
    ),
    "target_count": (
        "There {targets:is|are} {targets} {targets:target|targets} for {texts} {texts:sentence|sentences}: give one target a sentence.",
        "有 {texts} 个句子，却有 {targets} 个目标文本：每个句子应有一个目标文本。",
    ),
    "vocabulary": (
        "The token '{word}' is not in the vocabulary, which is closed: {known}.",
        "token“{word}”不在词表中，而词表是封闭的：{known}。",
    ),
    "vocabulary.near": (
        "The token '{word}' is not in the vocabulary. Did you mean {near}?",
        "token“{word}”不在词表中。是不是想写 {near}？",
    ),
    "outside": (
        "The model {model} does not know '{word}': ttrace models {model} lists all that it knows, with sentences.",
        "模型 {model} 不认识“{word}”：用 ttrace models {model} 可列出它的全部词表和例句。",
    ),
    "outside.near": (
        "The model {model} does not know '{word}'. Did you mean {near}? ttrace models {model} lists all that it knows.",
        "模型 {model} 不认识“{word}”。是不是想写 {near}？用 ttrace models {model} 可列出它的全部词表和例句。",
    ),
    "id": (
        "The id {id} is outside the vocabulary of {size} {size:token|tokens} (0 to {last}).",
        "编号 {id} 超出词表范围，词表共有 {size} 个 token（0 到 {last}）。",
    ),
    "rows": (
        "{key} has {rows} {rows:row|rows} for {tokens} {tokens:token|tokens}: give one row a token.",
        "{key} 有 {rows} 行，而 token 有 {tokens} 个：每个 token 应有一行。",
    ),
    "rows_axes": (
        "{key} must be a matrix with one row a token (or a list of such matrices, one a sentence).",
        "{key} 应是一个矩阵，每个 token 一行（或由这样的矩阵组成的列表，每句一个）。",
    ),
    "missing_after": (
        "The trace ends where its numbers do: {name} ({needed}) is not given.",
        "追踪到此为止，因为后面的数无从得出：没有给出 {name}（{needed}）。",
    ),
    "idle": (
        "With these settings the model {model} does not read {keys}: nothing here depends on it.",
        "在这些设置下，模型 {model} 不使用 {keys}：结果与它无关。",
    ),
    "positions_idle": (
        "Positions of the kind {value} act on attention, and this model has none: it computes without positions.",
        "{value} 位置作用于注意力，而这个模型没有注意力：计算中没有位置信息。",
    ),
    "unused_tensors": (
        "The file of weights also holds {names}, which no part of this model reads.",
        "权重文件中还有 {names}，模型的任何部分都没有用到。",
    ),
    "assumed": (
        "The file of weights cannot say how the model was set up; assumed: {values}. Give these as options where they differ.",
        "权重文件中没有记录模型的这些设置，因此假定为：{values}。若与实际不同，请用选项给出。",
    ),
    "upper_left": (
        "There are {queries} queries and {keys} keys: the causal mask ends in the lower right corner, so that the last query sees "
        "every key; PyTorch's is_causal begins in the upper left corner, which is --mask causal-upper-left.",
        "有 {queries} 个查询和 {keys} 个键：因果掩码以右下角对齐，最后一个查询能看到所有的键；"
        "PyTorch 的 is_causal 以左上角对齐，对应 --mask causal-upper-left。",
    ),
    "narrow": (
        "{name} holds {count} numbers, more than {most}, and so was computed in float32: the last decimal shown may differ by one "
        "on another machine. --dtype float64 computes it in full.",
        "{name} 共有 {count} 个数，超过 {most} 个，因此以 float32 计算：换一台机器，显示的最后一位小数可能相差 1。"
        "用 --dtype float64 可按全精度计算。",
    ),
    "same_edit": (
        "What was set in {stages} is what stood there: it changes nothing.",
        "在 {stages} 中设定的数与原来的相同：没有任何改变。",
    ),
    "not_drawn": (
        "Nothing was drawn in this run, so nothing here depends on seed.",
        "这次运行没有用到随机数，因此结果与 seed 无关。",
    ),
    "cut_idle": (
        "--words and --characters change nothing here: they are about texts in Chinese and other scripts written without spaces, "
        "and a model with a vocabulary of its own cuts by that.",
        "--words 和 --characters 在这里不起作用：它们只影响中文等不用空格分词的文本，而自带词表的模型按自己的词表切分。",
    ),
    "no_answer": (
        "The model can only answer with one of these words, and none of them stands in the text, so its answer is about nothing: "
        "{known}.",
        "模型只能从这些词中选出答案，而文本中一个也没有，因此它的回答没有意义：{known}。",
    ),
    "vectors_all": (
        "{file} has vectors for all words of the text ({count}).",
        "{file} 中有文本全部 {count} 个词的词向量。",
    ),
    "vectors_some": (
        "{file} has vectors for {found} of {count} {count:word|words} of the text; drawn from seed {seed}: {words}.",
        "文本的 {count} 个词中，{file} 有 {found} 个的词向量；由种子 {seed} 生成的有：{words}。",
    ),
    "vectors_none": (
        "{file} has no vector for any word of the text; drawn from seed {seed}: {words}.",
        "{file} 中没有文本任何一个词的词向量；全部由种子 {seed} 生成：{words}。",
    ),
    "vectors_lower": (
        "{file} has these words in lower case: {words}. To use their vectors, write them so.",
        "{file} 中有这些词的小写形式：{words}。要使用它们的词向量，请写成小写。",
    ),
    "vectors_characters": (
        "{file} has vectors for single characters of these words: {words}. To use them, add --characters.",
        "{file} 中有这些词里单个字的向量：{words}。要使用它们，请加上 --characters。",
    ),
    "vectors_whole": (
        "The text is cut into single characters here, while {file} has whole words of it: {words}. To use their vectors, put spaces "
        "between the words, or add --words auto.",
        "这里的文本按单个字切分，而 {file} 中有其中的整词：{words}。要使用这些词的向量，请在词与词之间加空格，或加上 --words auto。",
    ),
    "vectors_width": (
        "{file} holds vectors of {width} {width:number|numbers}, but d_model is {d_model}: leave d_model out, or give {width}.",
        "{file} 中的词向量有 {width} 个分量，而 d_model 是 {d_model}：请去掉 d_model，或改为 {width}。",
    ),
    "drawn_words": (
        "No vector was given for {words}: drawn from seed {seed}.",
        "没有给出 {words} 的词向量：由种子 {seed} 生成。",
    ),
    "no_run": (
        "This trace has no run behind it, so {method} cannot run it again: trace the text with tracer.trace, or load a model.",
        "这份追踪不是由运行得到的，{method} 无法重新运行它：请用 tracer.trace 追踪文本，或载入模型。",
    ),
    "half": (
        "Each stage was computed in {computed} and rounded to {dtype}, as PyTorch does on the CPU. Where PyTorch's models write one stage as several operations (GELU by tanh, rotary positions, scaled queries) or add in another order (BERT's embeddings), they round at other places: the last bits may differ there.",
        "每个阶段以 {computed} 计算，再舍入为 {dtype}，与 PyTorch 在 CPU 上的做法相同。PyTorch 的模型若把一个阶段写成几步运算（tanh 近似的 GELU、旋转位置、先缩放查询），或按另一种次序相加（BERT 的嵌入），舍入的位置就不同，因此那里的末位可能不同。",
    ),
    "half_paper": (
        "--paper and --dtype {dtype} both round every stage: leave one of the two out.",
        "--paper 与 --dtype {dtype} 都会对每个阶段取舍：请去掉其中一个。",
    ),
    "unknown_model": (
        "There is no model '{word}': choose one of {known}, a name from `ttrace models`, or a folder with a checkpoint.",
        "没有名为“{word}”的模型：请从 {known} 中选择，或用 `ttrace models` 列出的名字，或给出检查点文件夹。",
    ),
    "unknown_model.near": (
        "There is no model '{word}'. Did you mean {near}?",
        "没有名为“{word}”的模型。是不是想写 {near}？",
    ),
    "blind": (
        "“{query}” may look at no token: its row of the mask is all 0, so {stage} has no numbers there. Give every row a 1, or a number that takes the place of masked scores: --mask-fill=-1e9.",
        "“{query}”没有任何可看的 token：掩码中它那一行全是 0，因此 {stage} 在这一行没有值。请让每一行至少有一个 1，或用一个数代替掩码遮住的分数：--mask-fill=-1e9。",
    ),
    "blind_added": (
        "“{query}” may look at no token: its row of the added mask is all -inf, so {stage} has no numbers there. Give every row a finite number.",
        "“{query}”没有任何可看的 token：added_mask 中它那一行全是 -inf，因此 {stage} 在这一行没有值。请让每一行至少有一个有限的数。",
    ),
    "blind_padding": (
        "Row {row} of the mask lets the padding behind sentence {sentence} look at no token, so {stage} has no numbers there: give every row of the mask a 1 at a token that each sentence has, or a number that takes the place of masked scores: --mask-fill=-1e9.",
        "掩码的第 {row} 行使句子 {sentence} 后面的填充没有任何可看的 token，因此 {stage} 在那里没有值：请让掩码的每一行在各句都有的某个 token 处有一个 1，或用一个数代替掩码遮住的分数：--mask-fill=-1e9。",
    ),
    "blind_spreads": (
        "From {stage} on, words that may look at a token have no numbers either: what is computed with NaN is NaN, also a weight of 0 times it. A softmax written out in PyTorch does the same; its scaled_dot_product_attention writes 0 in such rows.",
        "从 {stage} 起，本来有 token 可看的词也没有值了：用 NaN 算出的都是 NaN，权重 0 乘以它也一样。在 PyTorch 中逐步写出的 softmax 也是如此；它的 scaled_dot_product_attention 则在这样的行写 0。",
    ),
    "overflow": (
        "Numbers overflow in {stage}: some are infinite or undefined from there on.",
        "阶段 {stage} 的数值溢出：从这里起有些数是无穷大或没有定义。",
    ),
    "positions_made": (
        "The text has {tokens} {tokens:token|tokens}, but the model is made for {known}: shorten the text.",
        "文本有 {tokens} 个 token，而该模型只支持 {known} 个：请缩短文本。",
    ),
    "positions_short": (
        "The text has {tokens} {tokens:token|tokens}, but only {known} {known:position was|positions were} learned: shorten the text.",
        "文本有 {tokens} 个 token，但只学到了 {known} 个位置：请缩短文本。",
    ),
    "states": (
        "{key} has {rows} {rows:row|rows}, but row {row} is needed too: give one row a layer and direction.",
        "{key} 有 {rows} 行，但还需要第 {row} 行（从 0 数起）：每一层、每个方向各给一行。",
    ),
    "batch_one": (
        "{stage} is a batch norm over a single row: the variance of one number is 0 and every normalised value would be 0; "
        "give more words or sentences (--also), or --norm-statistics running.",
        "{stage} 的批归一化只有一行数据：单个数的方差是 0，归一化后会全是 0；请多给几个词或句子（--also），"
        "或用 --norm-statistics running。",
    ),
    "preset": (
        "{name} is a toy: a small {model} that computes what such a model does, with seeded numbers (a checkpoint of that name is opened by its folder's path).",
        "{name} 是一个小模型：计算过程与这类模型相同的小型 {model}，数由种子生成（同名的检查点请用文件夹路径打开）。",
    ),
    "rotary_columns": (
        "rotary_columns = {columns} cannot be turned pair by pair in heads of d_k = {d_k}: give an even number up to d_k.",
        "rotary_columns = {columns} 无法在 d_k = {d_k} 的 head 中成对旋转：请给出不超过 d_k 的偶数。",
    ),
    "experts": (
        "A token cannot get {chosen} experts of {experts}: experts_per_token must be at most experts.",
        "每个 token 无法从 {experts} 个专家中选出 {chosen} 个：experts_per_token 不能大于 experts。",
    ),
    "heads_apart": (
        "{key} = {heads} does not divide the {columns} columns that heads × {width} makes: give a number that divides them.",
        "{key} = {heads} 不能整除 heads × {width} 得到的 {columns} 列：请给一个能整除的数。",
    ),
    "latent_heads": (
        "With latent_kv all attentions have the same heads: leave out {key}.",
        "使用 latent_kv 时各注意力的头数相同：请去掉 {key}。",
    ),
    "d_ff_layers": (
        "d_ff lists {sizes} sizes, but the number of layers is {counts}: give one size for all, or one a layer (the encoder's first).",
        "d_ff 列出了 {sizes} 个尺寸，而层数是 {counts}：请给一个尺寸供所有层使用，或每层给一个（编码器在前）。",
    ),
    "latent_q": (
        "latent_q = N makes the queries of latent attention from N numbers a token: it needs latent_kv too.",
        "latent_q = N 让潜在注意力的查询由每个 token 的 N 个数得到：还需要给出 latent_kv。",
    ),
    "latent_kv_heads": (
        "With latent_kv every head makes its keys and values from the same latent, so kv_heads says nothing: leave out one of the two.",
        "使用 latent_kv 时，每个 head 的键和值都由同一个潜在向量得到，kv_heads 没有意义：请去掉其中一个。",
    ),
    "latent_width": (
        "d_k = {d_k} leaves no column of content beside {columns} rotary columns: with latent_kv d_k must be larger than "
        "rotary_columns.",
        "d_k = {d_k} 除去 {columns} 列旋转位置后，没有留给内容的列：使用 latent_kv 时 d_k 必须大于 rotary_columns。",
    ),
    "latent_sum": (
        "d_k = {d_k} is not the sum of a head's {d_h} columns of content (W_UK) and {columns} rotary columns (W_KR): leave d_k out.",
        "d_k = {d_k} 不等于每个 head 的 {d_h} 列内容（W_UK）与 {columns} 列旋转位置（W_KR）之和：请去掉 d_k。",
    ),
    "latent_sources": (
        "With latent_kv keys and values are made from the same rows: give memory_inputs (or key_inputs) alone.",
        "使用 latent_kv 时键和值由同样的行得到：请只给 memory_inputs（或 key_inputs）。",
    ),
    "proj_size": (
        "proj_size is {proj_size}, but hidden is {hidden}: the projected state must be narrower than the cell.",
        "proj_size 为 {proj_size}，而 hidden 为 {hidden}：投影后的状态必须比单元状态窄。",
    ),
    "mask_heads": (
        "{stage} has {matrices} matrices: give one a head ({heads}), or one a sentence and head ({heads} × {sentences}).",
        "{stage} 有 {matrices} 个矩阵：应每个头一个（{heads} 个），或每句每个头一个（{heads} × {sentences} 个）。",
    ),
    "kv_heads": (
        "{heads} heads cannot share the keys and values of {kv_heads}: kv_heads must divide heads.",
        "{heads} 个 head 无法平均共用 {kv_heads} 组键和值：heads 必须是 kv_heads 的倍数。",
    ),
    "rope_odd": (
        "Rotary positions turn pairs of columns, but d_k is {d_k}: choose an even d_k.",
        "旋转位置编码成对地旋转各列，而 d_k 是 {d_k}：请选择偶数的 d_k。",
    ),
    "repeats": (
        "vocab names '{word}' twice: every token of a vocabulary stands once.",
        "vocab 中“{word}”出现了两次：词表中每个 token 只能出现一次。",
    ),
    "no_d_k": (
        "{stage} needs d_k, which follows from nothing given: add d_k = N, or scale = false.",
        "{stage} 需要 d_k，而它无法由已给的内容得出：请加上 d_k = N，或 scale = false。",
    ),
}
