"""One line of help for every shared option."""

MESSAGES = {
    "group_text": ("Text", "文本"),
    "group_model": ("Model", "模型"),
    "group_weights": ("Weights", "权重"),
    "group_changes": ("Changes", "改动"),
    "group_looking": ("Looking", "查看"),
    "group_output": ("Output", "输出"),
    "group_generation": ("Generation", "生成"),
    "group_training": ("Training", "训练"),
    "group_conventions": ("Conventions", "约定"),
    "group_other": ("Other", "其他"),
    "also": ("Another sentence, run together with the first; repeatable.", "另一个句子，与第一句一起运行；可重复。"),
    "pair": (
        "A second text, read together with the first by models with segments (BERT).",
        "与第一段文本一起读入的第二段文本，用于带段嵌入的模型（BERT）。",
    ),
    "text_file": ("Read the text from a file.", "从文件读取文本。"),
    "target": ("What the decoder reads (encoder-decoder).", "解码器读入的目标文本（encoder-decoder）。"),
    "target_ids": ("Ids the decoder reads as they are.", "解码器直接读入的编号。"),
    "cut_words": (
        "Words are tokens in Chinese too, as spaces set them apart; auto: a segmenter finds them.",
        "中文也以词为 token：按空格切分；auto 表示自动分词。",
    ),
    "cut_characters": ("Chinese character by character, whatever the spaces.", "中文按字切分，不管空格。"),
    "cut": (
        "How Chinese is cut: characters, words (at the spaces), auto (a segmenter); left out, spaces between words decide.",
        "中文如何切分：characters 按字，words 按空格，auto 自动分词；省略时，词与词之间有空格就按空格切分，否则按字切分。",
    ),
    "only_tokens": (
        "Only show how the text is cut into tokens; with --detail, a tokenizer's steps too.",
        "只显示文本如何切成 token（词元）；加 --detail 则连同分词器的每一步。",
    ),
    "model": (
        "encoder, attention, decoder, encoder-decoder, rnn, lstm, gru, seq2seq; a toy llama, qwen3, mixtral, deepseek, gemma3, gpt2, bert, t5, microgpt; a bundled model's name; a checkpoint's folder or GGUF file.",
        "encoder、attention、decoder、encoder-decoder、rnn、lstm、gru、seq2seq；小型的 llama、qwen3、mixtral、deepseek、gemma3、gpt2、bert、t5、microgpt；自带模型的名字；检查点文件夹，或 GGUF 文件。",
    ),
    "layers": ("Layers.", "层数。"),
    "heads": ("Attention heads.", "注意力头（head）数。"),
    "d_model": ("Width of the model.", "模型宽度。"),
    "d_k": ("Width of a query and key (default d_model / heads).", "查询与键的维数（默认 d_model / heads）。"),
    "d_v": ("Width of a value (default d_k).", "值的维数（默认等于 d_k）。"),
    "d_ff": (
        "Width of the feed-forward layer, or one a layer (default 2 × d_model; the paper: 4 ×).",
        "前馈网络的宽度，也可每层给一个（默认 2 × d_model；论文为 4 ×）。",
    ),
    "hidden": ("Width of a recurrent state.", "循环网络隐藏状态的宽度。"),
    "norm": (
        "Where the norms stand: after each sublayer (2017), before, or nowhere; or a list of sublayers.",
        "归一化的位置：子层之后（2017 论文）、之前或没有；或列出子层。",
    ),
    "norm_kind": ("Layer, batch or RMS norm.", "层归一化、批归一化或 RMS 归一化。"),
    "decoder_layers": ("Layers of the decoder (default: layers).", "解码器的层数（默认等于 layers）。"),
    "position_buckets": (
        "With relative positions: how many buckets of distances there are (T5: 32).",
        "相对位置：距离分成多少个桶（T5 为 32）。",
    ),
    "position_furthest": (
        "With relative positions: distances from here on share the last bucket (T5: 128).",
        "相对位置：达到这个距离后都归入最后一个桶（T5 为 128）。",
    ),
    "rotary_columns": (
        "How many columns of a head rotary positions turn (default: all).",
        "旋转位置编码旋转每个头的多少列（默认全部）。",
    ),
    "rotary_factor": (
        "Rotary positions are divided by this (position interpolation).",
        "旋转位置编码的位置除以这个数（位置插值）。",
    ),
    "window_position_base": (
        "Base of the rotary positions in layers with a window (default: position_base).",
        "带窗口的层所用旋转位置编码的底数（默认等于 position_base）。",
    ),
    "sliding_window": (
        "How many keys a causal query sees, its own included (default: all before it).",
        "因果注意力中每个查询能看到多少个键（含自身；默认看到之前的全部）。",
    ),
    "full_attention_every": (
        "Every so many layers, one without the sliding window.",
        "每隔多少层有一层不用滑动窗口。",
    ),
    "qk_norm": ("Each head's queries and keys are normed.", "对每个头的查询和键做归一化。"),
    "attention_sinks": (
        "A learned number a head takes a share of the attention (gpt-oss).",
        "每个头有一个可学习的数，分走一部分注意力（gpt-oss）。",
    ),
    "score_softcap": ("Scores are kept within ± this: c tanh(score / c).", "把分数限制在 ± 此数之内：c tanh(分数 / c)。"),
    "average_weights": (
        "Show attention weights averaged over the heads, as nn.MultiheadAttention returns them.",
        "另外显示对所有头取平均的注意力权重，即 nn.MultiheadAttention 返回的权重。",
    ),
    "logit_softcap": ("Logits are kept within ± this: c tanh(logit / c).", "把 logits 限制在 ± 此数之内：c tanh(logit / c)。"),
    "output_bias": ("The output has a bias, one number a word (b_U).", "输出带偏置，每个词一个数（b_U）。"),
    "read_out": (
        "What becomes of x W_U: softmax, sigmoid (a probability for each by itself), or linear (the prediction of a regression).",
        "x W_U 之后的处理：softmax、sigmoid（各自一个概率），或 linear（直接作为回归的预测值）。",
    ),
    "scaled_output": (
        "What is read out is divided by √d_model first (T5).",
        "输出之前先除以 √d_model（T5）。",
    ),
    "embedding_norm": ("The input of the first layer is normed.", "第一层的输入先归一化。"),
    "norm_affine": ("Whether norms have γ and β.", "归一化是否带 γ 和 β。"),
    "output_norm": (
        "What a sublayer computes is normed before it is added (Gemma).",
        "子层的输出在相加之前先归一化（Gemma）。",
    ),
    "parallel": (
        "Attention and feed-forward side by side, from the same input.",
        "注意力与前馈网络并排计算，读取同样的输入。",
    ),
    "decoder_heads": (
        "Heads of the decoder's attentions (default: heads).",
        "解码器各注意力的头数（默认等于 heads）。",
    ),
    "cross_heads": (
        "Heads of cross-attention (default: those of the decoder).",
        "交叉注意力的头数（默认等于解码器的头数）。",
    ),
    "kv_heads": (
        "Heads of keys and values, shared by those of the queries (default: heads).",
        "键和值的头数，由查询的各个头共用（默认等于 heads）。",
    ),
    "latent_kv": (
        "Numbers a token that keys and values are made from (multi-head latent attention).",
        "每个 token 用多少个数来生成键和值（多头潜在注意力，MLA）。",
    ),
    "latent_q": (
        "Numbers a token that queries are made from, with --latent-kv.",
        "与 --latent-kv 合用：每个 token 用多少个数来生成查询。",
    ),
    "gated": (
        "A gate in the feed-forward: activation(x W_G) × x W_1 (SwiGLU with silu).",
        "前馈网络带门：activation(x W_G) × x W_1（配 silu 即 SwiGLU）。",
    ),
    "experts": (
        "Feed-forwards that a router chooses among (mixture of experts; default: one, no router).",
        "由路由器从中挑选的前馈网络个数（混合专家；默认只有一个，没有路由器）。",
    ),
    "shared_experts": (
        "Experts that every token gets, beside the chosen ones (DeepSeek).",
        "除选中的专家外，每个 token 都经过的共享专家个数（DeepSeek）。",
    ),
    "router": (
        "How experts are judged: against each other (softmax) or each alone (sigmoid, with a bias to choose by).",
        "如何评价专家：相互比较（softmax）或单独评价（sigmoid，选择时加偏置）。",
    ),
    "expert_factor": ("What the experts' weights are multiplied by.", "专家权重所乘的系数。"),
    "dense_layers": ("The first so many layers have no experts.", "开头多少层不用专家。"),
    "experts_per_token": ("How many experts each token gets.", "每个 token 由几个专家处理。"),
    "activation": ("Activation of the feed-forward layer.", "前馈网络的激活函数。"),
    "positions": (
        "How positions are told (rope: rotary; alibi, relative: a bias for distance).",
        "如何表示位置（rope：旋转位置编码；alibi、relative：按距离的偏置）。",
    ),
    "scale": (
        "What scores are divided by: √d_k (true), nothing, √d_model, a number.",
        "分数除以什么：√d_k（true）、不除、√d_model 或一个数。",
    ),
    "no_scale": ("Short for --scale false.", "等同于 --scale false。"),
    "bias": (
        "Biases everywhere or nowhere (default: in the feed-forward only).",
        "所有线性层都带偏置，或都不带（默认只有前馈网络带）。",
    ),
    "epsilon": ("The small number in a norm (default 0.00001).", "归一化中防止除以 0 的小常数 ε（默认 0.00001）。"),
    "dtype": (
        "Precision of the arithmetic (default: float64; float32 for models of more than 5,000,000 numbers); bfloat16 and float16 round each stage.",
        "运算精度（默认 float64；超过 5,000,000 个数的模型用 float32）；bfloat16 与 float16 对每个阶段取舍。",
    ),
    "bidirectional": ("Recurrent layers in both directions.", "双向循环层。"),
    "dropout": ("Dropout rate (default 0: off).", "dropout 比率（默认 0，即关闭）。"),
    "final_norm": (
        "A norm after the last layer of each stack, as nn.Transformer has.",
        "编码器、解码器各自的最后一层之后再归一化，如 nn.Transformer。",
    ),
    "tied": ("The output uses the embedding table.", "输出层与词嵌入共用同一张表。"),
    "causal": ("A token sees only itself and what came before.", "每个 token 只能看到自己和之前的内容。"),
    "download": ("Allow a model to be downloaded; NAME@REVISION pins one.", "允许下载模型；用 NAME@REVISION 固定版本。"),
    "seed": ("Seed of the weights.", "权重的种子。"),
    "init": ("Seeded numbers, or small whole ones for paper arithmetic.", "由种子生成的小数，或便于笔算的小整数。"),
    "from_file": ("A trace file: everything a run needs, written by hand.", "追踪文件：一次运行所需的一切，可以手写。"),
    "load": (
        "Parameters from .npz, .safetensors, .toml or .json (our names, torch's, or those of nanoGPT, minGPT and microgpt).",
        "从 .npz、.safetensors、.toml 或 .json 读取参数（本项目、torch，或 nanoGPT、minGPT、microgpt 的名字）。",
    ),
    "embeddings": (
        "Word vectors: GloVe, fastText or word2vec (text or binary, also packed), or npz.",
        "词向量文件：GloVe、fastText 或 word2vec（文本或二进制，也可压缩），或 npz。",
    ),
    "save": ("Store what it takes to run again.", "保存再次运行所需的一切。"),
    "edits": (
        "Put another number in place, then go on: 'scores[0, it, street]=3'; repeatable.",
        "换成另一个数再继续运行：'scores[0, it, street]=3'；可重复。",
    ),
    "set_file": ("Edits from a file.", "从文件读取改动。"),
    "paper": ("Paper mode: round to N decimals at every shown stage.", "笔算模式：每个显示的阶段都舍入到 N 位小数。"),
    "brief": (
        "One screen: the path of one token (the last, or --token) through the model.",
        "一屏看完：一个 token（最后一个，或 --token 指定的）在模型中的每一步。",
    ),
    "changed": ("Show only what differs from the unedited run.", "只显示与未改动的运行不同之处。"),
    "stages": (
        "Only this stage: an ending (softmax) or a glob ('*.softmax'); repeatable.",
        "只看这个阶段：名字的结尾（softmax）或通配符（'*.softmax'）；可重复。",
    ),
    "layers_shown": ("Only this layer; repeatable.", "只看这一层；可重复。"),
    "only_heads": ("Only this head; repeatable.", "只看这个 head；可重复。"),
    "only_tokens_shown": (
        "Only this token's rows (text, text#2 or position); repeatable.",
        "只看这个 token 的行（文本、文本#2 或位置）；可重复。",
    ),
    "rows": (
        'Only these rows: words, positions A:B, "largest N" (with the largest numbers), or "diagonal" (those of the columns).',
        "只看这些行：词、位置 A:B、“largest N”（含最大数的 N 行），或“diagonal”（与所示各列对应）。",
    ),
    "columns": (
        'Only these columns: words, positions A:B, "largest N" (with the largest numbers), or "diagonal" (those of the rows).',
        "只看这些列：词、位置 A:B、“largest N”（含最大数的 N 列），或“diagonal”（与所示各行对应）。",
    ),
    "precision": ("Decimals shown.", "显示的小数位数。"),
    "detail": (
        "Sub-steps too: softmax, means, variances, constants, renamings.",
        "也显示细节：softmax 的分步、均值、方差、常数、轴的改名。",
    ),
    "no_formula": ("Tables only.", "只显示表格。"),
    "parameters": ("Each matrix before the stage that reads it.", "在用到参数矩阵的阶段之前显示该矩阵。"),
    "everything": ("Leave out no head and no row.", "不省略任何 head 和行。"),
    "listing": ("List the stages with their shapes, without values.", "列出各阶段及形状，不显示数值。"),
    "format_": (
        "terminal, text, markdown, latex, beamer, typst, html, page, reveal, svg, ipynb, json, csv, npz, xlsx; png, pdf.",
        "terminal、text、markdown、latex、beamer、typst、html、page、reveal、svg、ipynb、json、csv、npz、xlsx；png、pdf。",
    ),
    "output": ("Write to a file; its ending tells the format.", "写入文件；由后缀决定格式。"),
    "width": ("Columns of a line.", "每行的列数。"),
    "color": ("Colour (default auto).", "颜色（默认 auto）。"),
    "ascii": ("Plain ASCII signs.", "只用 ASCII 符号。"),
    "lang": ("Language of the sentences (default: the environment's).", "语言（默认取自环境）。"),
    "figure": ("A picture instead of tables.", "用图代替表格。"),
    "flavour": (
        "A format's variant. markdown: github (GitHub, GitLab), mkdocs (MkDocs, Jupyter), quarto (Quarto, Pandoc and through it Word),"
        " dollar (Obsidian, CSDN); html: styled, inline (editors that keep plain tags only: WeChat, Zhihu); latex: booktabs, bmatrix;"
        " typst: table, mat, slides.",
        "格式的变体。markdown：github（GitHub、GitLab）、mkdocs（MkDocs、Jupyter）、quarto（Quarto、Pandoc，以及经它转成的 Word）、dollar（Obsidian、CSDN）；"
        "html：styled、inline（只保留普通标签的编辑器：微信公众号、知乎）；latex：booktabs、bmatrix；typst：table、mat、slides。",
    ),
    "only": (
        "Only these parts of what would be written: working, formula, table, figure, sentence; may be given several times.",
        "只输出其中的这些部分：working（算式）、formula（公式）、table（表格）、figure（图）、sentence（说明）；可多次给出。",
    ),
    "title": (
        "A title of your own instead of the usual one; none for no title.",
        "用自己的标题代替原有标题；none 表示不要标题。",
    ),
    "live": (
        "Let an HTML fragment (--format html) answer clicks, as a page does.",
        "让 HTML 片段（--format html）像网页一样响应点击。",
    ),
    "embed": ("Let the output carry the command that made it.", "让输出带上生成它的命令。"),
    "copy": ("Put the result on the clipboard.", "把结果放到剪贴板。"),
    "step": ("Step through it interactively.", "交互地一步步查看。"),
    "pool": (
        "One row a sentence (stage pooled): mean of its tokens, or last, the row of the last one (of a recurrent network its last state).",
        "每句一行（阶段 pooled）：mean 为各 token 的平均值，last 为最后一个 token 的行（循环网络即最后的状态）。",
    ),
    "generate": ("Let the decoder write N tokens on, autoregressively.", "让解码器逐个生成 N 个 token（自回归）。"),
    "temperature": ("Sampling: divide the logits by the temperature T before the draw.", "采样前把 logits 除以温度 T。"),
    "top_k": ("Sampling: draw among the K likeliest.", "只在概率最大的 K 个 token 中采样。"),
    "top_p": (
        "Nucleus sampling: draw among the likeliest that reach P together.",
        "只在累计概率达到 P 的最可能 token 中采样（核采样）。",
    ),
    "cache": ("Keep keys and values from step to step (KV cache).", "逐步保留键和值（KV 缓存）。"),
    "mask": (
        "none, causal, or rows of 0 and 1 (true and false), where 1 may look, one matrix for all heads or one a head; a bool attn_mask of nn.MultiheadAttention says the opposite.",
        "none、causal，或由 0 和 1（true 和 false）组成的矩阵：1 表示可以看，所有头共用一个或每个头一个；nn.MultiheadAttention 的布尔 attn_mask 含义相反。",
    ),
    "added_mask": (
        "Rows of numbers added to the scaled scores (a float attn_mask), -inf among them; one matrix for all heads, one a head, or one a sentence and head.",
        "加到缩放后的分数上的矩阵（浮点 attn_mask），可含 -inf；所有头共用一个、每个头一个，或每句每个头一个。",
    ),
    "target_added_mask": ("The same for the decoder's self-attention.", "用于解码器自注意力的同类矩阵。"),
    "memory_added_mask": ("The same for cross-attention.", "用于交叉注意力的同类矩阵。"),
    "add_bias_kv": (
        "A learned key and value a head behind those of the tokens, as nn.MultiheadAttention(add_bias_kv=True).",
        "每个头在各 token 的键和值之后再加一个可学习的键和值，同 nn.MultiheadAttention(add_bias_kv=True)。",
    ),
    "add_zero_attn": (
        "A key and a value of zeros behind the others, as nn.MultiheadAttention(add_zero_attn=True).",
        "在其余的键和值之后再加全为零的键和值，同 nn.MultiheadAttention(add_zero_attn=True)。",
    ),
    "target_mask": ("The same for the decoder's self-attention.", "解码器自注意力的掩码。"),
    "memory_mask": ("The same for cross-attention.", "交叉注意力的掩码。"),
    "mask_fill": (
        "What stands at masked places: -inf, a number, renormalise after softmax, or zero (-inf, and 0 where a row sees nothing).",
        "被掩码位置的值：-inf、一个数、renormalise（softmax 之后重新归一），或 zero（同 -inf，但什么都看不到的行取 0）。",
    ),
    "softmax_over": ("Softmax along keys, or (a mistake) queries.", "softmax 沿键方向，或（错误地）沿查询方向。"),
    "position_base": ("Base of the sinusoids (10000).", "正弦位置编码的底数（10000）。"),
    "position_layout": (
        "Sine and cosine interleaved, in halves, or Tensor2Tensor's timescales.",
        "正弦余弦交错、各占一半，或 Tensor2Tensor 的方式。",
    ),
    "position_exponent": ("The paper's 2i, or two forms of a common mistake.", "论文的 2i，或两种常见错误。"),
    "embedding_scale": ("Embeddings times √d_model.", "词嵌入乘以 √d_model。"),
    "variance": ("Variance over n or n − 1.", "方差除以 n 或 n − 1。"),
    "epsilon_at": ("Epsilon inside the root, or added to the deviation.", "ε 放在根号内，或加在标准差上。"),
    "norm_statistics": (
        "Batch norm: this batch's statistics or the running ones.",
        "批归一化：用本批次的统计量，或移动平均的统计量。",
    ),
    "momentum": (
        "Batch norm: the share of the new batch. Training by sgd without batch norm: how much velocity is kept.",
        "批归一化：新批次所占的比例。用 sgd 训练且没有批归一化时：保留多少速度。",
    ),
    "residual": ("Residual connections: true, false, or a list of sublayers.", "残差连接：true、false，或列出子层。"),
    "activation_after": ("Activation after the hidden layer, or after both.", "只在隐藏层之后用激活函数，或两层之后都用。"),
    "layout": ("Matrices given as in × out (x W) or out × in (W x).", "矩阵按 输入×输出（x W）或 输出×输入（W x）给出。"),
    "proj_size": (
        "Width of an LSTM's hidden state, where it is narrower than its cell (nn.LSTM's proj_size).",
        "LSTM 隐藏状态的宽度，小于单元状态的宽度（nn.LSTM 的 proj_size）。",
    ),
    "cell": ("The unit of both networks of seq2seq: gru, lstm, rnn.", "seq2seq 两个网络所用的单元：gru、lstm、rnn。"),
    "attention": (
        "How the decoder of seq2seq attends: additive (Bahdanau), general or dot (Luong), none (its last state is all it gets).",
        "seq2seq 的解码器如何使用注意力：additive（Bahdanau）、general 或 dot（Luong）、none（只得到编码器的最后状态）。",
    ),
    "gru_update": ("What the GRU's update gate z keeps.", "GRU 的更新门 z 乘在旧状态还是新状态上。"),
    "gru_reset": ("GRU: r after or before the product with W_hn.", "GRU：r 作用在乘 W_hn 之后或之前。"),
    "depth": ("How many levels down, or all.", "向下解释几层，或 all。"),
    "forward": (
        "How strongly a later cell depends on this one; without a cell: which stages it reaches.",
        "后面某个数受它影响有多大；不给单元格时：它影响到哪些阶段。",
    ),
    "with_": (
        "Compare with this: seed=7, SETTING=VALUE, or a weights file; repeatable.",
        "与之比较：seed=7、设置=值，或一个权重文件；可重复。",
    ),
    "tolerance": (
        "Differences up to this count as none (default: what rounding may leave; 0: every bit counts).",
        "不超过此值的差别不算（默认：舍入可能造成的差别；0：逐位比较）。",
    ),
    "diagnose": (
        "Where they differ, try the known causes on the run and tell which make them agree.",
        "有差别时，在运行上逐个试已知的原因，并说出哪些能使两边一致。",
    ),
    "model_names": (
        "the names a checkpoint's parameters and stages have elsewhere; of a file of weights what each tensor is here",
        "检查点的参数与阶段在别处的名字；对权重文件，则是每个张量对应的参数",
    ),
    "against": (
        "With --names: how far its numbers are from those of this original, tensor by tensor.",
        "与 --names 同用：逐个张量列出其中的数与这个原模型相差多少。",
    ),
    "names": (
        'A TOML file that says what arrays are whose names are not known: "OUR STAGE" = "THEIR NAME", a line each.',
        '说明名字无法识别的数组属于哪个阶段的 TOML 文件，每行一条："本项目的阶段" = "对方的名字"。',
    ),
    "plain": ("Line by line, without a screen.", "逐行查看，不用全屏。"),
}
