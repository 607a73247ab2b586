"""Sentences of a diagnosis: why somebody's numbers differ from a run. `their` numbers are those that were brought."""

MESSAGES = {
    "title": ("Why the numbers differ", "数为什么不一样"),
    "agrees": (
        "Nothing to explain: {count} {count:stage agrees|stages agree}.",
        "没有要解释的：{count} 个阶段一致。",
    ),
    "nothing": (
        "Nothing to explain: no array has the name and shape of a stage of this run.",
        "没有要解释的：没有哪个数组的名称与形状同这次运行的某个阶段相符。",
    ),
    "first": (
        "The first difference is at {cell}: {ours} in the run, {theirs} in yours.",
        "第一处差别在 {cell}：运行中是 {ours}，您的是 {theirs}。",
    ),
    "next": (
        "With that granted, the next difference is at {cell}: {ours} in the run, {theirs} in yours.",
        "照此处理之后，下一处差别在 {cell}：运行中是 {ours}，您的是 {theirs}。",
    ),
    "next_theirs": (
        "With your numbers there, the next difference is at {cell}: {ours} in the run, {theirs} in yours.",
        "在那里换上您的数之后，下一处差别在 {cell}：运行中是 {ours}，您的是 {theirs}。",
    ),
    "next_ours": (
        "That array aside, the next difference is at {cell}: {ours} in the run, {theirs} in yours.",
        "撇开那个数组不看，下一处差别在 {cell}：运行中是 {ours}，您的是 {theirs}。",
    ),
    "explains_all": (
        "With it everything agrees; {count} {count:stage differs|stages differ} without it.",
        "这样一来全部一致；不然有 {count} 个阶段不同。",
    ),
    "explains": (
        "With it {count} of the {total} stages that differ agree.",
        "这样一来，有差别的 {total} 个阶段中有 {count} 个对上了。",
    ),
    "half_of_two": ("That is not all that is different there: see the next cause.", "那里的不同还不止这一处，见下一个原因。"),
    "together": ("With these {count} causes everything agrees.", "把这 {count} 个原因合起来，全部一致。"),
    "options": ("The run does the same with {option}.", "加上 {option}，运行的结果就与之相同。"),
    "only_kind": ("This holds for {stage} in every layer, and for no other stage.", "每一层的 {stage} 都是如此，其他阶段不是。"),
    "only_later": ("This holds from layer {layer} on.", "从第 {layer} 层起如此。"),
    "only_from": ("This holds for {stage} from layer {layer} on.", "从第 {layer} 层起，{stage} 如此。"),
    "only_here": ("This holds at {stage} alone.", "只有 {stage} 如此。"),
    "alike": (
        "These numbers cannot tell it from another cause: {sentence}",
        "单凭这些数，还不能排除另一个原因：{sentence}",
    ),
    "none": (
        "None of the {count} causes tried explains it.",
        "试过的 {count} 个原因都不能解释。",
    ),
    "none_yet": (
        "None of the causes tried explains it; not all {count} were tried, since that would take too long: bring more stages, those "
        "just before {stage} above all.",
        "试过的原因都不能解释；全部 {count} 个都试会太久，因此没有试完：请多给一些阶段，尤其是 {stage} 之前的。",
    ),
    "follows": (
        "What comes after it follows from it: with your numbers at {stage} everything later agrees.",
        "其后的差别都由此而来：在 {stage} 处换上您的数，后面就全部一致。",
    ),
    "dropout_first": (
        "Dropout is random: turn it off, run again and compare again; what else differs cannot be told before.",
        "dropout 是随机的：请先关掉，重新运行，再比较；在此之前无法判断还有什么不同。",
    ),
    "array_only": (
        "What comes after it does not follow from it: your program went on with the run's numbers, and the array {stage} was taken "
        "somewhere else.",
        "其后的数并不由此而来：您的程序接着用的是与运行相同的数，而数组 {stage} 取自别处。",
    ),
    "left": (
        "{count} {count:stage differs|stages differ} still: {names}.",
        "仍有 {count} 个阶段不同：{names}。",
    ),
    "left_out": (
        "Not compared, because the run has no stage of this name and shape: {names}.",
        "没有比较的（运行中没有同名同形的阶段）：{names}。",
    ),
    "ours": ("In the run:", "运行中："),
    "with_cause": ("With this cause:", "按这个原因："),
    "progress": ("Looking for the cause", "正在寻找原因"),
    # scale, softmax
    "cause_scale_none": ("The scores are not divided by √d_k.", "分数没有除以 √d_k。"),
    "cause_scale_d_model": (
        "The scores are divided by √d_model (√{d_model}) where √d_k is meant.",
        "分数除以的是 √d_model（√{d_model}），而应当是 √d_k。",
    ),
    "cause_scale_d_k": ("The scores are divided by d_k ({d_k}), without the root.", "分数除以的是 d_k（{d_k}），没有开方。"),
    "cause_scale_twice": ("The scores are divided by √d_k twice.", "分数除了两次 √d_k。"),
    "cause_scale_heads": ("The scores are divided by the root of the number of heads.", "分数除以的是头数的平方根。"),
    "cause_scale_layer": (
        "The scores are also divided by the layer's number, counted from 1 (scale_attn_by_inverse_layer_idx).",
        "分数还除以了从 1 数起的层号（scale_attn_by_inverse_layer_idx）。",
    ),
    "cause_scale_times": ("The scores are multiplied by √d_k where they should be divided.", "分数乘了 √d_k，而应当是除以。"),
    "cause_scale_early": (
        "Your scores are those after the division by √d_k: another convention, the same weights.",
        "您的分数是除以 √d_k 之后的：约定不同，权重相同。",
    ),
    "cause_scale_queries": (
        "The queries, not the scores, are divided by √d_k: another convention, the same weights.",
        "除以 √d_k 的是查询而不是分数：约定不同，权重相同。",
    ),
    "cause_scale_added": (
        "The scores are divided by √d_k, which this model does not do.",
        "分数除以了 √d_k，而这个模型并不这样做。",
    ),
    "cause_softmax_over": ("Softmax runs over the axis {axis}, not over the keys.", "softmax 沿 {axis} 轴进行，而不是沿键。"),
    "cause_softmax_tokens": (
        "The last softmax runs over the tokens, not over the vocabulary.",
        "最后的 softmax 沿 token 进行，而不是沿词表。",
    ),
    "cause_log_softmax": ("These are logarithms of probabilities (log-softmax).", "这些是概率的对数（log-softmax）。"),
    "cause_sigmoid": (
        "The last step is a sigmoid of each logit, not a softmax.",
        "最后一步是对每个 logit 取 sigmoid，而不是 softmax。",
    ),
    # masks
    "cause_mask_not": ("The mask is not applied.", "没有使用掩码。"),
    "cause_mask_added_causal": (
        "A causal mask is applied, which this model does not have.",
        "使用了因果掩码，而这个模型没有。",
    ),
    "cause_mask_inverted": ("The mask is inverted: what should be hidden is seen.", "掩码反了：该遮住的反而看得见。"),
    "cause_mask_turned": (
        "The mask is transposed: a token sees what comes after it.",
        "掩码转置了：token 看到的是它之后的内容。",
    ),
    "cause_mask_next": (
        "The causal mask is off by one: each token also sees the next.",
        "因果掩码差了一位：每个 token 还看得见下一个。",
    ),
    "cause_mask_strict": (
        "The causal mask is off by one: no token sees itself.",
        "因果掩码差了一位：token 看不见自己。",
    ),
    "cause_mask_zeros_ones": (
        "The mask of zeros and ones is added to the scores as it is, not turned into −∞ first.",
        "由 0 和 1 组成的掩码直接加到了分数上，没有先换成 −∞。",
    ),
    "cause_mask_after": (
        "The mask is applied after softmax, so that the weights do not add up to 1.",
        "掩码用在 softmax 之后，因此权重之和不是 1。",
    ),
    "cause_mask_fill": ("Hidden scores become {fill}, not −∞.", "被遮住的分数成了 {fill}，而不是 −∞。"),
    "cause_nothing_seen": (
        "A query that may look nowhere has weights of 0, where the softmax of −∞ alone is undefined.",
        "看不到任何键的查询权重为 0；而全是 −∞ 的 softmax 没有定义。",
    ),
    "cause_nothing_seen_even": (
        "A query that may look nowhere looks at all keys alike, where the softmax of −∞ alone is undefined.",
        "看不到任何键的查询对所有键一视同仁；而全是 −∞ 的 softmax 没有定义。",
    ),
    "cause_padding_seen": ("Padding is not masked.", "填充没有被遮住。"),
    "cause_only_padding": ("Only padding is masked; the causal mask is missing.", "只遮住了填充，缺少因果掩码。"),
    "cause_window_wide": ("The sliding window is one key too wide.", "滑动窗口宽了一个键。"),
    "cause_window_narrow": ("The sliding window is one key too narrow.", "滑动窗口窄了一个键。"),
    "cause_window_none": ("The sliding window is missing: every earlier key is seen.", "缺少滑动窗口：之前的键全都看得见。"),
    # positions
    "cause_rotary_layout": (
        "Rotary positions turn other pairs of columns: neighbours where halves are meant, or halves where neighbours are.",
        "旋转位置编码配对的列不同：该按前后两半配对的用了相邻配对，或者相反。",
    ),
    "cause_rotary_not": ("Rotary positions are not applied.", "没有使用旋转位置编码。"),
    "cause_rotary_base": ("Rotary positions have the base {base}.", "旋转位置编码的底数是 {base}。"),
    "cause_rotary_part": (
        "Rotary positions turn another part of a head's columns: {part} of them.",
        "旋转位置编码旋转的列数不同：占一个 head 的 {part}。",
    ),
    "cause_rotary_from_one": ("Rotary positions count from 1, not from 0.", "旋转位置从 1 数起，而不是从 0。"),
    "cause_rotary_back": ("Rotary positions turn the other way: the sine has the wrong sign.", "旋转方向相反：正弦的符号错了。"),
    "cause_rotary_unscaled": (
        "The frequencies of the rotary positions are not scaled, as this model's are.",
        "旋转位置编码的频率没有缩放，而这个模型是缩放的。",
    ),
    "cause_rotary_factor": (
        "Cosine and sine of the rotary positions lack this model's factor.",
        "旋转位置编码的余弦与正弦缺少这个模型的系数。",
    ),
    "cause_no_positions": ("Positions are not added.", "没有加上位置。"),
    "cause_no_segments": ("Segment embeddings are not added.", "没有加上段嵌入。"),
    "cause_position_rule": ("The sinusoids follow another rule: {rule}.", "正弦位置编码用的是另一种规则：{rule}。"),
    "cause_cosines_first": (
        "Sine and cosine have changed places: the even columns hold cosines.",
        "正弦与余弦换了位置：偶数列是余弦。",
    ),
    "cause_positions_from": ("Positions are counted from another number ({by}).", "位置的起点不同（{by}）。"),
    "cause_cache_positions": (
        "With the KV cache each new token has the first position again: pass on how many tokens the cache holds.",
        "使用 KV 缓存时，每个新 token 又用了第一个位置：需要传入缓存中已有的 token 数。",
    ),
    "cause_positions_restart": (
        "Positions start again from the first at token {at}, as where a cache's length is not passed on (past_key_values).",
        "位置在第 {at} 个 token 处又从头数起，像是没有传入缓存的长度（past_key_values）。",
    ),
    "cause_same_row": ("Every token has row {row} of the table of {of}.", "每个 token 用的都是 {of} 表的第 {row} 行。"),
    "cause_other_rows": (
        "Other rows of {table} are read: {theirs}, where the run reads {ours}.",
        "读的是 {table} 的另一些行：{theirs}，而运行读的是 {ours}。",
    ),
    "cause_no_position_bias": ("The relative position bias is not added to the scores.", "相对位置偏置没有加到分数上。"),
    "cause_position_bias_turned": (
        "The relative position bias has query and key exchanged: the distance has the wrong sign.",
        "相对位置偏置把查询与键弄反了：距离的符号错了。",
    ),
    "cause_position_bias_sides": (
        "The relative position bias tells sides apart where it should not, or does not where it should (bidirectional).",
        "相对位置偏置该不该区分前后弄错了（bidirectional）。",
    ),
    # embedding
    "cause_embedding_scaled": ("The embedding is multiplied by √d_model.", "嵌入乘了 √d_model。"),
    "cause_embedding_not_scaled": ("The embedding is not multiplied by √d_model.", "嵌入没有乘 √d_model。"),
    "cause_embedding_by_d_model": ("The embedding is multiplied by d_model, without the root.", "嵌入乘的是 d_model，没有开方。"),
    "cause_sum_scaled": (
        "The sum of embedding and positions is multiplied by √d_model, where the embedding alone should be.",
        "乘 √d_model 的是嵌入与位置之和，而应当只是嵌入。",
    ),
    # heads
    "cause_heads": ("There is another number of heads: {heads}.", "head 的个数不同：{heads}。"),
    "cause_cut_by_column": (
        "Heads are cut in the wrong order: reshape(token, d_k, head), so that neighbouring columns go to different heads.",
        "head 切分的次序错了：reshape(token, d_k, head)，相邻的列分给了不同的 head。",
    ),
    "cause_cut_by_rows": (
        "Heads are cut without the transpose: reshape(head, token, d_k) of a token × (head·d_k) matrix.",
        "切分 head 时没有转置：把 token × (head·d_k) 的矩阵直接 reshape(head, token, d_k)。",
    ),
    "cause_joined_by_column": (
        "Heads are joined in the wrong order: column by column, not head after head.",
        "head 拼接的次序错了：按列交错，而不是一个 head 接一个 head。",
    ),
    "cause_joined_by_rows": (
        "Heads are joined without the transpose back: reshape(token, heads·d_v) of a head × token × d_v array.",
        "拼接 head 时没有转置回来：把 head × token × d_v 的数组直接 reshape(token, heads·d_v)。",
    ),
    "cause_heads_averaged": (
        "These attention weights are the mean over the heads (average_attn_weights, as nn.MultiheadAttention gives them out).",
        "这些注意力权重是各 head 的平均（average_attn_weights，nn.MultiheadAttention 默认这样返回）。",
    ),
    "cause_heads_tiled": (
        "Shared keys and values are laid out as 0 1 0 1 (tile), where 0 0 1 1 (repeat_interleave) is meant.",
        "共享的键与值排成了 0 1 0 1（tile），而应当是 0 0 1 1（repeat_interleave）。",
    ),
    "cause_keys_as_values": ("The keys take the place of the values.", "用键代替了值。"),
    "cause_own_memory": (
        "Cross-attention takes its keys and values from the decoder itself, not from the encoder.",
        "交叉注意力的键与值取自解码器自身，而不是编码器。",
    ),
    "cause_memory_not_normed": (
        "Cross-attention reads the encoder's rows before the encoder's last norm.",
        "交叉注意力读取的是编码器最后一次归一化之前的行。",
    ),
    "cause_not_projected": ("W_O is missing: the joined heads go on as they are.", "缺少 W_O：拼接后的 head 直接往下传。"),
    "cause_not_capped": ("The soft cap c·tanh(x / c) is missing.", "缺少软上限 c·tanh(x / c)。"),
    "cause_no_qk_norm": ("Queries and keys are not normed.", "查询与键没有归一化。"),
    # matrices
    "cause_no_bias": ("The bias is missing.", "缺少偏置。"),
    "cause_bias_twice": ("The bias is added twice.", "偏置加了两次。"),
    "cause_transposed": ("The matrix is transposed.", "矩阵转置了。"),
    "cause_fused_order": (
        "q, k and v have the matrices of {order}, as where a fused matrix is cut in another order.",
        "q、k、v 互换了矩阵，依次用的是 {order} 的；合并的矩阵若切分次序不同便是如此。",
    ),
    "cause_fused_by_heads": (
        "The fused matrix is read head by head, where its parts are q, k, v as wholes.",
        "合并的矩阵被按 head 逐个读取，而其中 q、k、v 各自是完整的一块。",
    ),
    "cause_fused_whole": (
        "The fused matrix is read as whole q, k, v, where it holds them head by head.",
        "合并的矩阵被按完整的 q、k、v 读取，而其中是逐个 head 存放的。",
    ),
    "cause_swapped_norms": (
        "The two norms of a layer have each other's γ and β.",
        "一层中两个归一化的 γ、β 互换了。",
    ),
    "cause_swapped_gate": ("Gate and up projection are exchanged.", "gate 与 up 两个投影互换了。"),
    "cause_swapped_attentions": (
        "Self-attention and cross-attention have each other's matrices.",
        "自注意力与交叉注意力的矩阵互换了。",
    ),
    "cause_swapped_gru_gates": ("The GRU's gates r and z are exchanged.", "GRU 的 r 门与 z 门互换了。"),
    "cause_swapped_lstm_gates": ("The LSTM's gates i and f are exchanged.", "LSTM 的 i 门与 f 门互换了。"),
    "cause_swapped_stacks": (
        "Encoder and decoder have each other's parameters.",
        "编码器与解码器的参数互换了。",
    ),
    "cause_layers_reversed": ("The layers' parameters are in reverse order.", "各层参数的次序反了。"),
    "cause_layer_next": ("Each layer has another one's parameters ({by}).", "各层用的是别的层的参数（{by}）。"),
    "cause_layer_other": ("The parameters are those of layer {layer}.", "用的是第 {layer} 层的参数。"),
    # norms
    "cause_epsilon": ("The norm's ε is {epsilon}.", "归一化的 ε 是 {epsilon}。"),
    "cause_epsilon_at": (
        "ε stands at the other place: added to the deviation, or inside the root.",
        "ε 的位置不同：加在标准差上，还是放在根号内。",
    ),
    "cause_variance": (
        "The norm's variance divides by {by}, not as this model does.",
        "归一化的方差除以的是 {by}，与这个模型不同。",
    ),
    "cause_one_pass": (
        "The variance is computed as E[x²] − E[x]² in single precision, which loses its digits where the mean is large.",
        "方差按 E[x²] − E[x]² 以单精度计算，均值较大时会丢失有效数字。",
    ),
    "cause_no_gamma": ("γ is missing from the norm.", "归一化缺少 γ。"),
    "cause_no_beta": ("β is missing from the norm.", "归一化缺少 β。"),
    "cause_no_gamma_beta": ("γ and β are missing from the norm.", "归一化缺少 γ 与 β。"),
    "cause_gamma_plus_one": ("The norm multiplies by 1 + γ, not by γ.", "归一化乘的是 1 + γ，而不是 γ。"),
    "cause_gamma_minus_one": (
        "The norm multiplies by γ as it is stored; this model means 1 + γ.",
        "归一化乘的是存储的 γ，而这个模型要的是 1 + γ。",
    ),
    "cause_norm_rms": ("The norm is an RMS norm; this model has a layer norm.", "用的是 RMS 归一化，而这个模型是层归一化。"),
    "cause_norm_layer": ("The norm is a layer norm; this model has an RMS norm.", "用的是层归一化，而这个模型是 RMS 归一化。"),
    "cause_norm_batch": (
        "The norm's statistics run over the tokens, not over each token's columns.",
        "归一化的统计量沿 token 计算，而不是沿每个 token 的各列。",
    ),
    "cause_not_centred": ("The norm does not take the mean away.", "归一化没有减去均值。"),
    "cause_by_variance": (
        "The norm divides by the variance, not by its root.",
        "归一化除以的是方差，而不是方差的平方根。",
    ),
    "cause_norm_none": ("The norm is missing.", "缺少归一化。"),
    "cause_norm_place": ("The norm has the other place: {place}-norm.", "归一化的位置不同：{place}-norm。"),
    "cause_final_norm": (
        "There is a norm after the last layer, which this model does not have.",
        "最后一层之后有归一化，而这个模型没有。",
    ),
    "cause_no_final_norm": ("The norm after the last layer is missing.", "缺少最后一层之后的归一化。"),
    "cause_parallel": (
        "Attention and feed-forward run side by side, where this model runs one after the other.",
        "注意力与前馈并行，而这个模型是先后进行。",
    ),
    "cause_not_parallel": (
        "Attention and feed-forward run one after the other, where this model runs them side by side.",
        "注意力与前馈先后进行，而这个模型是并行。",
    ),
    # residual
    "cause_no_residual": ("The residual connection is missing.", "缺少残差连接。"),
    "cause_only_residual": (
        "The sublayer's output is not added: only its input goes on.",
        "子层的输出没有加上，只有输入往下传。",
    ),
    "cause_residual_twice": ("The sublayer's input is added twice.", "子层的输入加了两次。"),
    "cause_output_twice": ("The sublayer's output is added twice.", "子层的输出加了两次。"),
    "cause_residual_normed": (
        "The residual connection adds the normed rows, not the sublayer's input.",
        "残差加的是归一化之后的行，而不是子层的输入。",
    ),
    "cause_residual_early": (
        "The feed-forward's residual connection adds the layer's input, not the attention's result.",
        "前馈的残差加的是整层的输入，而不是注意力的结果。",
    ),
    # feed-forward and read-out
    "cause_activation": ("The activation is another: {kind}.", "激活函数不同：{kind}。"),
    "cause_activation_both": ("The activation is applied after the second matrix too.", "第二个矩阵之后也用了激活函数。"),
    "cause_no_gate": ("The gate is missing.", "缺少门。"),
    "cause_only_gate": ("Only the gate goes on; what it should multiply is missing.", "只有门往下传，缺少它要乘的部分。"),
    "cause_tied": (
        "The read-out uses the embedding table, where this model has a matrix of its own.",
        "输出用的是嵌入表，而这个模型有自己的矩阵。",
    ),
    "cause_before_norm": ("The logits are made of the rows before the last norm.", "logits 是由最后一次归一化之前的行算出的。"),
    "cause_scaled_output": (
        "The rows are divided by √d_model before the read-out where this model does not, or not where it does.",
        "输出之前该不该除以 √d_model 弄反了。",
    ),
    "cause_gru_update": (
        "The GRU's update gate keeps what it should take, and takes what it should keep.",
        "GRU 的更新门把保留与更新弄反了。",
    ),
    "cause_gru_reset": ("The GRU's reset gate acts at the other side of the matrix.", "GRU 的重置门作用在矩阵的另一侧。"),
    # read off the numbers
    "cause_factor": ("Every number of {stage} is {factor} times the run's.", "{stage} 的每个数都是运行的 {factor} 倍。"),
    "cause_factor_in_time": (
        "At every time step the numbers of {stage} are multiplied by {factor} before the next step reads them.",
        "在每个时间步，{stage} 的数都乘了 {factor}，下一步读的就是乘过的数。",
    ),
    "cause_factor_of_term": ("In the sum {stage}, {term} counts {factor} times.", "在和 {stage} 中，{term} 乘了 {factor}。"),
    "cause_factor_of_product": (
        "In {stage} the product with {matrix} counts {factor} times.",
        "在 {stage} 中，与 {matrix} 的乘积乘了 {factor}。",
    ),
    "cause_zeros": (
        "All numbers of {stage} are 0 in yours: a part that was left out, or an array that was never filled.",
        "您的 {stage} 全是 0：某个部分被跳过了，或者数组从未填入。",
    ),
    "cause_hidden_keys": (
        "Keys that the run sees are masked in yours ({keys}), as tokens with a 0 in attention_mask are.",
        "您遮住了运行看得见的键（{keys}），attention_mask 中为 0 的 token 便是如此。",
    ),
    "cause_row_added": (
        "The same row is added to every token of {stage}, as a bias that the run does not have would be.",
        "{stage} 的每个 token 都加了同一行数，像是运行中没有的一个偏置。",
    ),
    "cause_dropout": (
        "Dropout is left on (rate about {rate}): some numbers are 0 and the others are larger. Call model.eval().",
        "dropout 没有关（概率约 {rate}）：有些数是 0，其余的变大了。请调用 model.eval()。",
    ),
    "cause_other_stage": ("These are the numbers of {other} under the name {stage}.", "名为 {stage} 的其实是 {other} 的数。"),
    "cause_other_layer_stage": (
        "The layers are counted otherwise: {stage} holds the numbers of {other} ({by}); hidden_states[0] is the input of the first layer.",
        "层数数法不同：{stage} 里是 {other} 的数（{by}）；hidden_states[0] 是第一层的输入。",
    ),
    "cause_half": (
        "Numbers are rounded to {precision} here.",
        "这里的数舍入到了 {precision}。",
    ),
    "cause_in_half": (
        "These numbers are {precision}, every one of them: the difference is that of a run in half precision.",
        "这些数全都是 {precision}：差别就是半精度运行带来的。",
    ),
}
