"""One plain sentence for each kind of stage: what happens there. The key is the ending of the stage's address, dots as `_`."""

MESSAGES = {
    "embedding": (
        "Each token becomes a vector of d_model numbers, looked up in a table.",
        "每个 token 变成一个 d_model 维的向量（词嵌入），由查表得到。",
    ),
    "embedding_scaled": (
        "The embedding times √d_model, so that positions do not drown it.",
        "词嵌入乘以 √d_model，使它不被位置编码淹没。",
    ),
    "embedding_scaled_other": (
        "The embedding times a number that the model's configuration states.",
        "词嵌入乘以模型配置中给定的一个数。",
    ),
    "embedding_given": ("The input vectors, as given: one row a token.", "输入向量，按给定的值：每个 token 一行。"),
    "positions": (
        "Each position has a vector of its own, which tells first from second.",
        "每个位置有自己的位置编码，由此区分先后。",
    ),
    "segment": (
        "Each token gets the vector of the segment (sentence A or B) it belongs to.",
        "每个 token 加上所属的段（segment，句子 A 或 B）的向量。",
    ),
    "input": ("What the first layer reads.", "第一层读入的内容。"),
    "input_sum": (
        "Embedding and position are added: what the first layer reads.",
        "词嵌入与位置编码相加：这就是第一层读入的内容。",
    ),
    "input_add": ("The embeddings are added up.", "各项嵌入相加。"),
    "input_with_positions": ("Embedding and position are added.", "词嵌入与位置编码相加。"),
    "input_norm": ("The sum is normalised before the first layer reads it.", "相加的结果先归一化，再由第一层读入。"),
    "input_norm_embedding": (
        "The embeddings are normalised before the first layer reads them.",
        "词嵌入先归一化，再由第一层读入。",
    ),
    "memory": (
        "Rows given from outside, such as an encoder's output: keys and values come from them.",
        "外部给定的行（例如编码器的输出）：键和值由它们得到。",
    ),
    "attention_q": ("Each token asks: its query is its vector times W_Q.", "每个 token 提出“查询”：它的向量乘以 W_Q 得到 q。"),
    "attention_k": (
        "Each token offers a key to be asked by: its vector times W_K.",
        "每个 token 提供“键”供别人查询：它的向量乘以 W_K 得到 k。",
    ),
    "attention_v": (
        "Each token offers a value to be passed on: its vector times W_V.",
        "每个 token 提供“值”供传递：它的向量乘以 W_V 得到 v。",
    ),
    "cross_q": ("Queries come from the decoder: its vectors times W_Q.", "查询来自解码器：解码器的向量乘以 W_Q。"),
    "cross_k": ("Keys come from the encoder's output, times W_K.", "键来自编码器的输出：乘以 W_K。"),
    "cross_v": ("Values come from the encoder's output, times W_V.", "值来自编码器的输出：乘以 W_V。"),
    "q_rotated": (
        "Queries are turned by their position, pair by pair (rotary positions).",
        "查询按位置成对旋转（旋转位置编码）。",
    ),
    "k_rotated": ("Keys are turned by their position, pair by pair (rotary positions).", "键按位置成对旋转（旋转位置编码）。"),
    "q_clipped": ("Queries are kept between −c and c.", "把查询限制在 −c 与 c 之间。"),
    "k_clipped": ("Keys are kept between −c and c.", "把键限制在 −c 与 c 之间。"),
    "v_clipped": ("Values are kept between −c and c.", "把值限制在 −c 与 c 之间。"),
    "q_latent": (
        "The query latent: each token's vector times W_DQ, a few numbers that all heads make their queries from.",
        "查询的潜在向量：每个 token 的向量乘以 W_DQ 得到少数几个数，各个 head 的查询都由它们得到。",
    ),
    "q_latent_norm": (
        "The query latent is divided by its root mean square, then scaled by γ.",
        "查询的潜在向量除以它的均方根，再乘 γ。",
    ),
    "q_latent_norm_plain": (
        "The query latent is divided by its root mean square; there is no γ.",
        "查询的潜在向量除以它的均方根；没有 γ。",
    ),
    "q_content": (
        "The part of each head's query that asks for content; it is not turned by position.",
        "每个 head 的查询中询问内容的部分，不随位置旋转。",
    ),
    "q_position": (
        "The part of each head's query that asks for position; it is turned next.",
        "每个 head 的查询中询问位置的部分，接着按位置旋转。",
    ),
    "q_joined": ("The query: content and position side by side.", "查询：内容部分与位置部分并排。"),
    "q_from_latent": ("Each head's query is made from the query latent.", "每个 head 的查询由查询的潜在向量得到。"),
    "kv_latent": (
        "The latent: each token's vector times W_DKV, a few numbers that the keys and values of all heads are made from.",
        "潜在向量：每个 token 的向量乘以 W_DKV 得到少数几个数，所有 head 的键和值都由它们得到。",
    ),
    "kv_latent_norm": (
        "The latent is divided by its root mean square, then scaled by γ; a cache keeps these numbers in place of keys and values.",
        "潜在向量除以它的均方根，再乘 γ；缓存保存的是这些数，而不是键和值。",
    ),
    "kv_latent_norm_plain": (
        "The latent is divided by its root mean square; a cache keeps these numbers in place of keys and values.",
        "潜在向量除以它的均方根；缓存保存的是这些数，而不是键和值。",
    ),
    "k_content": ("Each head makes its keys' content from the latent.", "每个 head 由潜在向量得到键的内容部分。"),
    "k_position": (
        "The part of the key that tells the position, one for all heads; it is turned next.",
        "键中表示位置的部分，所有 head 共用一个，接着按位置旋转。",
    ),
    "k_rotated_shared": ("The position key that all heads share.", "所有 head 共用的位置键。"),
    "k_joined": (
        "The key: each head's own content, and beside it the position that all heads share.",
        "键：每个 head 自己的内容部分，旁边是所有 head 共用的位置部分。",
    ),
    "k_from_latent": ("Each head makes its keys from the latent.", "每个 head 由潜在向量得到键。"),
    "v_from_latent": ("Each head makes its values from the latent.", "每个 head 由潜在向量得到值。"),
    "kv_latent_cache": (
        "All latents so far: those kept from earlier passes, and the new one; keys and values are made from them again.",
        "到目前为止的所有潜在向量：缓存中的，加上新的一个；键和值由它们重新得到。",
    ),
    "k_rotated_cache": (
        "All position keys so far: those kept from earlier passes, and the new one.",
        "到目前为止的所有位置键：缓存中的，加上新的一个。",
    ),
    "scores": ("Every query meets every key: their inner product is the score.", "每个查询与每个键求内积，得到分数（score）。"),
    "scaled": ("Scores are divided by √d_k, so that they do not grow with the dimension.", "分数除以 √d_k，使它不随维度增大。"),
    "scaled_other": ("Scores are divided by a number, as the setting says.", "按设置，分数除以一个数。"),
    "scaled_divisor": ("The number that is divided by.", "用作除数的数。"),
    "scaled_products": (
        "Each score is a sum of several products, so it is divided by √(their number × d_k).",
        "每个分数是若干个内积之和，所以除以 √(内积个数 × d_k)。",
    ),
    "distances": (
        "Each distance from query to key has a learned vector of its own; here are those that occur in the text.",
        "查询到键的每一种距离都有自己的可学习向量；这里是文本中出现的那些。",
    ),
    "distances_norm": (
        "The vectors of the distances are normalised, once for all layers.",
        "距离的向量先归一化，各层共用。",
    ),
    "k_distance": (
        "The key of each distance: what a query's word finds there, whatever word stands so far away.",
        "每种距离的键：查询的词与它求内积，与那个位置上是什么词无关。",
    ),
    "q_distance": (
        "The query of each distance: what it asks the word that stands so far away, whoever asks.",
        "每种距离的查询：向处在该距离的词提问，与提问的是什么词无关。",
    ),
    "c2p": (
        "Content to position: each query times the key of its distance to the other token.",
        "内容对位置：每个查询与它到对方的距离的键求内积。",
    ),
    "p2c": (
        "Position to content: each key times the query of the distance from which it is looked at.",
        "位置对内容：每个键与看向它的那段距离的查询求内积。",
    ),
    "disentangled": (
        "Disentangled attention: what words say to words, words to distances and distances to words is added up.",
        "解耦注意力：词对词、词对距离、距离对词的分数相加。",
    ),
    "capped": (
        "Scores are kept between −cap and +cap: cap × tanh(score / cap).",
        "把分数限制在 −cap 与 +cap 之间：cap × tanh(分数 / cap)。",
    ),
    "position_bias": (
        "Relative positions: each head has a learned number for each distance from query to key, which is added to the scores.",
        "相对位置：每个 head 对查询到键的每一种距离都有一个可学习的数，加到分数上。",
    ),
    "position_bias_alibi": (
        "ALiBi: minus a fixed slope of the head times the distance from query to key, which is added to the scores.",
        "ALiBi：该 head 的固定斜率乘以查询到键的距离，取负，加到分数上。",
    ),
    "position_bias_falcon_alibi": (
        "ALiBi as Falcon has it: a fixed slope of the head times the key's position, rounded to bfloat16, which is added to the "
        "scores: near keys gain most.",
        "Falcon 的 ALiBi：该 head 的固定斜率乘以键的位置，舍入到 bfloat16，加到分数上：离得近的键加得最多。",
    ),
    "mask": ("1 where a query may look at a key, 0 where it may not.", "查询可以看到的键为 1，不可以的为 0。"),
    "mask_window": (
        "1 where a query may look at a key, 0 where it may not: only the nearest keys before it are allowed.",
        "查询可以看到的键为 1，不可以的为 0：只允许看最近的若干个键。",
    ),
    "mask_band": (
        "1 where a query may look at a key, 0 where it may not: only the nearest keys on both sides are allowed.",
        "查询可以看到的键为 1，不可以的为 0：只允许看左右两侧最近的若干个键。",
    ),
    "mask_padding": ("1 for a token, 0 for padding.", "token 为 1，填充为 0。"),
    "mask_both": ("1 where both masks allow a look.", "两种掩码都允许之处为 1。"),
    "biased": (
        "A learned bias for the distance between query and key is added to the scores.",
        "分数加上由查询与键的距离决定的可学习偏置。",
    ),
    "added_mask": (
        "What is added to the scores: an additive mask, in which −∞ forbids a look.",
        "加到分数上的掩码（加性掩码）：−∞ 表示不许看。",
    ),
    "with_mask": ("The additive mask is added to the scores.", "把加性掩码加到分数上。"),
    "bias_k_token": (
        "The learned key as one more token, the same for every sentence.",
        "把可学习的键当作多出的一个 token，每句都相同。",
    ),
    "bias_v_token": (
        "The learned value as one more token, the same for every sentence.",
        "把可学习的值当作多出的一个 token，每句都相同。",
    ),
    "bias_k_like": ("One key of each head, for its shape.", "每个头的一个键，只取其形状。"),
    "bias_v_like": ("One value of each head, for its shape.", "每个头的一个值，只取其形状。"),
    "bias_k_each": ("The learned key, for every sentence.", "每一句都用的可学习的键。"),
    "bias_v_each": ("The learned value, for every sentence.", "每一句都用的可学习的值。"),
    "whole": (
        "The numbers of all keys: first those of the tokens' keys, then those of the keys that belong to no token.",
        "所有键的数：先是各 token 的键的，后面是不属于任何 token 的键的。",
    ),
    "rest": (
        "The keys that belong to no token: they may always be looked at, and nothing is added to their scores.",
        "不属于任何 token 的键：总是可以看到，分数上也不加任何数。",
    ),
    "k_zero": ("A key of zeros.", "全为零的键。"),
    "v_zero": ("A value of zeros.", "全为零的值。"),
    "k_with_bias": (
        "The keys, and behind them one that belongs to no token: it is learned.",
        "各个键，后面再加一个不属于任何 token、可学习的键。",
    ),
    "v_with_bias": (
        "The values, and behind them one that belongs to no token: it is learned.",
        "各个值，后面再加一个不属于任何 token、可学习的值。",
    ),
    "k_with_zero": (
        "The keys, and behind them one of zeros, whose score is always 0.",
        "各个键，后面再加一个全为零的键，它的分数总是 0。",
    ),
    "v_with_zero": (
        "The values, and behind them one of zeros: what its weight takes goes to nobody.",
        "各个值，后面再加一个全为零的值：它的权重分走的部分不给任何 token。",
    ),
    "biased_alibi": (
        "The bias for the distance between query and key is added to the scores: far keys lose more.",
        "分数加上由查询与键的距离决定的偏置：键越远，减得越多。",
    ),
    "biased_falcon_alibi": (
        "The bias for the key's position is added to the scores before they are scaled, so that it is scaled too.",
        "在缩放之前，分数加上由键的位置决定的偏置，因此偏置也一同被缩放。",
    ),
    "masked": (
        "Where a query may not look, the score becomes −∞ (or what stands in for it).",
        "查询不允许看到的位置，分数被置为 −∞（或代替它的数）。",
    ),
    "masked_after": ("Weights a query may not use become 0.", "不允许使用的权重被置为 0。"),
    "with_sink": (
        "Beside the scores of the keys stands a learned number, the sink, to which no value belongs.",
        "键的分数旁边放一个可学习的数（注意力汇聚 sink），它没有对应的值。",
    ),
    "with_sink_like": ("One score a query, which says how many sinks are needed.", "每个查询取一个分数，由此得知需要几个 sink。"),
    "with_sink_each": ("The head's sink, once for each query.", "这个 head 的 sink，每个查询各一份。"),
    "with_sink_column": ("The sinks as one more column of scores.", "sink 作为分数的另外一列。"),
    "softmax_with_sink": (
        "Softmax over the keys and the sink: what the sink takes goes to no token.",
        "对各个键和 sink 一起做 softmax：sink 分走的部分不给任何 token。",
    ),
    "softmax_of_keys": (
        "The weights of the keys, without the sink's: together less than 1.",
        "各个键的权重，去掉 sink 的一份：总和小于 1。",
    ),
    "softmax": (
        "Softmax turns each row of scores into weights between 0 and 1 that sum to 1.",
        "softmax 把每一行分数变成 0 到 1 之间、总和为 1 的权重。",
    ),
    "softmax_query": (
        "Softmax runs down the queries here, so columns sum to 1: a common mistake.",
        "这里 softmax 沿查询方向计算，于是每一列之和为 1：这是常见的错误。",
    ),
    "renormalised": (
        "The weights left are divided by their sum, so that each row sums to 1 again.",
        "剩下的权重除以它们的和，使每一行之和重新为 1。",
    ),
    "averaged": (
        "The attention weights averaged over the heads; nothing reads them, nn.MultiheadAttention returns them.",
        "对所有头取平均的注意力权重；后面不再使用，nn.MultiheadAttention 返回的就是它。",
    ),
    "zeroed": (
        "Masked places get weight 0 also in a row that may look nowhere, whose softmax is undefined: PyTorch's "
        "scaled_dot_product_attention does so.",
        "被遮住的位置权重为 0，处处不许看的行也是如此（其 softmax 无定义）：PyTorch 的 scaled_dot_product_attention 就是这样。",
    ),
    "dropout_weights": (
        "Dropout sets some attention weights to 0 and scales up the rest.",
        "dropout 把一部分注意力权重置零，并放大其余的。",
    ),
    "dropout": ("Dropout sets some numbers to 0 and scales up the rest.", "dropout 把一部分数置零，并放大其余的数。"),
    "dropout_mask": (
        "Drawn from the seed: 1 where dropout keeps a number, 0 where it drops it.",
        "由种子随机决定：dropout 保留处为 1，置零处为 0。",
    ),
    "z": (
        "The values, weighted and summed: each token rebuilt from what it attends to.",
        "值按权重加权求和：每个 token 由它所关注的内容重构。",
    ),
    "concat": ("The heads' results stand side by side.", "各个 head 的结果并排拼接。"),
    "attention_output": ("W_O mixes the heads back into d_model numbers.", "W_O 把各个 head 的结果混合回 d_model 维。"),
    "attention_output_other": ("W_O mixes the heads into d_out numbers.", "W_O 把各个 head 的结果混合成 d_out 维。"),
    "cross_output": ("W_O mixes the heads back into d_model numbers.", "W_O 把各个 head 的结果混合回 d_model 维。"),
    "add": ("Residual connection: the sublayer's input is added to its output.", "残差连接：子层的输入加到它的输出上。"),
    "add_parallel": (
        "Residual connection: what attention and feed-forward computed side by side is added to the input of both.",
        "残差连接：注意力与前馈网络并排算出的结果，一起加到它们共同的输入上。",
    ),
    "norm": (
        "Each row is brought to mean 0 and variance 1, then scaled by γ and shifted by β.",
        "每一行归一化为均值 0、方差 1，再乘 γ 加 β（层归一化）。",
    ),
    "norm_batch": (
        "Each column is brought to mean 0 and variance 1 over the batch, then scaled and shifted.",
        "每一列在整个批次上归一化为均值 0、方差 1，再缩放和平移（批归一化）。",
    ),
    "norm_rms": (
        "Each row is divided by its root mean square, then scaled by γ.",
        "每一行除以它的均方根，再乘 γ（RMS 归一化）。",
    ),
    "norm_unshifted": (
        "Each row is brought to mean 0 and variance 1, then scaled by γ; there is no β.",
        "每一行归一化为均值 0、方差 1，再乘 γ；没有 β（层归一化）。",
    ),
    "norm_plain": (
        "Each row is brought to mean 0 and variance 1; there is no γ and no β.",
        "每一行归一化为均值 0、方差 1；没有 γ 和 β（层归一化）。",
    ),
    "norm_rms_plain": (
        "Each row is divided by its root mean square; there is no γ.",
        "每一行除以它的均方根；没有 γ（RMS 归一化）。",
    ),
    "norm_rms_normalized": ("Divided by the root mean square; before γ.", "除以均方根之后，乘 γ 之前。"),
    "mean_square": (
        "The mean of the squares; the norm divides by its root.",
        "平方的平均值；归一化时除以它的平方根。",
    ),
    "q_norm_rms": (
        "Each head's queries are divided by their root mean square, then scaled by γ.",
        "每个 head 的查询除以其均方根，再乘 γ。",
    ),
    "q_norm_rms_plain": (
        "Each head's queries are divided by their root mean square; there is no γ.",
        "每个 head 的查询除以其均方根；没有 γ。",
    ),
    "q_norm_layer": (
        "Each head's queries are brought to mean 0 and variance 1, then scaled by γ and shifted by β.",
        "每个 head 的查询归一化为均值 0、方差 1，再乘 γ 加 β。",
    ),
    "q_norm_unshifted": (
        "Each head's queries are brought to mean 0 and variance 1, then scaled by γ; there is no β.",
        "每个 head 的查询归一化为均值 0、方差 1，再乘 γ；没有 β。",
    ),
    "q_norm_plain": (
        "Each head's queries are brought to mean 0 and variance 1; there is no γ and no β.",
        "每个 head 的查询归一化为均值 0、方差 1；没有 γ 和 β。",
    ),
    "q_norm_batch": (
        "Each column of the queries is brought to mean 0 and variance 1 over heads and tokens, then scaled and shifted.",
        "查询的每一列在所有 head 与 token 上归一化为均值 0、方差 1，再缩放和平移。",
    ),
    "k_norm_rms": (
        "Each head's keys are divided by their root mean square, then scaled by γ.",
        "每个 head 的键除以其均方根，再乘 γ。",
    ),
    "k_norm_rms_plain": (
        "Each head's keys are divided by their root mean square; there is no γ.",
        "每个 head 的键除以其均方根；没有 γ。",
    ),
    "k_norm_layer": (
        "Each head's keys are brought to mean 0 and variance 1, then scaled by γ and shifted by β.",
        "每个 head 的键归一化为均值 0、方差 1，再乘 γ 加 β。",
    ),
    "k_norm_unshifted": (
        "Each head's keys are brought to mean 0 and variance 1, then scaled by γ; there is no β.",
        "每个 head 的键归一化为均值 0、方差 1，再乘 γ；没有 β。",
    ),
    "k_norm_plain": (
        "Each head's keys are brought to mean 0 and variance 1; there is no γ and no β.",
        "每个 head 的键归一化为均值 0、方差 1；没有 γ 和 β。",
    ),
    "k_norm_batch": (
        "Each column of the keys is brought to mean 0 and variance 1 over heads and tokens, then scaled and shifted.",
        "键的每一列在所有 head 与 token 上归一化为均值 0、方差 1，再缩放和平移。",
    ),
    "output_norm_rms": (
        "What the sublayer computed is normed before it is added: divided by its root mean square, scaled by γ.",
        "子层的输出在相加之前归一化：除以均方根，再乘 γ。",
    ),
    "output_norm_rms_plain": (
        "What the sublayer computed is normed before it is added: divided by its root mean square, without γ.",
        "子层的输出在相加之前归一化：除以均方根，没有 γ。",
    ),
    "output_norm_layer": (
        "What the sublayer computed is normed before it is added: brought to mean 0 and variance 1, scaled by γ, shifted by β.",
        "子层的输出在相加之前归一化：变为均值 0、方差 1，再乘 γ 加 β。",
    ),
    "output_norm_unshifted": (
        "What the sublayer computed is normed before it is added: brought to mean 0 and variance 1, scaled by γ, without β.",
        "子层的输出在相加之前归一化：变为均值 0、方差 1，再乘 γ，没有 β。",
    ),
    "output_norm_plain": (
        "What the sublayer computed is normed before it is added: brought to mean 0 and variance 1, without γ and β.",
        "子层的输出在相加之前归一化：变为均值 0、方差 1，没有 γ 和 β。",
    ),
    "output_norm_batch": (
        "What the sublayer computed is normed before it is added: each column over the batch, then scaled and shifted.",
        "子层的输出在相加之前归一化：每一列在整个批次上归一化，再缩放和平移。",
    ),
    "q_norm_heads": (
        "The queries of all heads, side by side, are divided by their common root mean square, then scaled by γ.",
        "所有 head 的查询并排在一起，除以共同的均方根，再乘 γ。",
    ),
    "k_norm_heads": (
        "The keys of all heads, side by side, are divided by their common root mean square, then scaled by γ.",
        "所有 head 的键并排在一起，除以共同的均方根，再乘 γ。",
    ),
    "beside": ("The heads' numbers stand side by side.", "各个 head 的数并排在一起。"),
    "multiplied": (
        "What the sublayer computed, times a fixed number, before it is added.",
        "子层的输出先乘以一个固定的数，再相加。",
    ),
    "variance_unbiased": (
        "The variance with n − 1 below, which the running variance keeps.",
        "以 n − 1 为分母的方差，供移动方差使用。",
    ),
    "running_mean_kept": ("The part of the running mean that is kept.", "移动平均中保留的部分。"),
    "running_mean_new": ("This batch's part of the running mean.", "移动平均中来自本批次的部分。"),
    "running_variance_kept": ("The part of the running variance that is kept.", "移动方差中保留的部分。"),
    "running_variance_new": ("This batch's part of the running variance.", "移动方差中来自本批次的部分。"),
    "norm_mean": ("The mean that the norm subtracts.", "归一化要减去的均值。"),
    "norm_variance": ("The variance that the norm divides by the root of.", "归一化时取平方根作除数的方差。"),
    "norm_normalized": (
        "Mean taken away, divided by the standard deviation; before γ and β.",
        "减去均值、除以标准差之后，乘 γ 加 β 之前。",
    ),
    "ffn_hidden": ("Feed-forward: each token alone is mapped to d_ff numbers.", "前馈网络：每个 token 单独变换到 d_ff 维。"),
    "ffn_gate": ("Feed-forward: the gate, which says how much of each number passes.", "前馈网络：门，决定每个数通过多少。"),
    "ffn_up": ("Feed-forward: the numbers that the gate lets pass.", "前馈网络：由门控制通过的数。"),
    "ffn_gated": ("Gate and numbers are multiplied.", "门与数逐元素相乘。"),
    "ffn_activation": (
        "The activation function makes it nonlinear; without it two linear layers would be one.",
        "激活函数引入非线性；没有它，两个线性层等于一层。",
    ),
    "ffn_gate_clipped": ("Gates above the limit become the limit.", "超过上限的门取上限。"),
    "ffn_gate_share": ("How much of each gate passes: σ of α times the gate.", "每个门通过多少：σ(α × 门)。"),
    "ffn_up_clipped": ("Numbers beyond the limits become the limit.", "超出上下限的数取上限或下限。"),
    "ffn_up_raised": ("1 is added, so that a number of 0 lets the gate through.", "加 1：数为 0 时门原样通过。"),
    "ffn_router": (
        "The router scores every expert for each token.",
        "路由器为每个 token 给每个专家打分。",
    ),
    "ffn_router_probabilities": (
        "Softmax turns the router's scores into probabilities of the experts.",
        "softmax 把路由器的分数变成各专家的概率。",
    ),
    "ffn_router_affinities": (
        "σ judges each expert alone: how well the token suits it, between 0 and 1.",
        "σ 单独评价每个专家：该 token 与它的亲和度，在 0 与 1 之间。",
    ),
    "ffn_router_biased": (
        "A learned bias of each expert is added to choose by, so that all get work; the weights do not see it.",
        "加上每个专家的可学习偏置再做选择，使各专家的负载均衡；权重不受它影响。",
    ),
    "ffn_router_groups": ("The same numbers, group by group.", "同样的数，按组分开。"),
    "ffn_group_best": ("1 for the best experts of each group, 0 for the others.", "每组中最好的专家为 1，其余为 0。"),
    "ffn_group_best_scores": (
        "The scores of each group's best experts; the others become 0.",
        "每组中最好的专家的分数；其余置为 0。",
    ),
    "ffn_group_scores": ("Each group of experts is scored by its best.", "每组专家的分数由组内最好的专家决定。"),
    "ffn_group_chosen": ("1 for the groups that a token may choose experts from.", "token 可以从中选专家的组为 1，其余为 0。"),
    "ffn_router_grouped_apart": ("Experts of the other groups get −∞, group by group.", "其他组的专家置为 −∞，按组分开。"),
    "ffn_router_grouped": ("Experts of the other groups get −∞: they cannot be chosen.", "其他组的专家置为 −∞，不会被选中。"),
    "ffn_expert_weights_unscaled": (
        "How much each chosen expert counts, before a fixed factor; the others have weight 0.",
        "每个选中专家的权重，尚未乘以固定的系数；其余专家的权重为 0。",
    ),
    "ffn_chosen": (
        "1 for the experts that a token is given to, those of the largest probabilities; 0 for the others.",
        "每个 token 交给概率最大的几个专家：选中的为 1，其余为 0。",
    ),
    "ffn_chosen_probabilities": (
        "The probabilities of the chosen experts; the others become 0.",
        "选中专家的概率；其余置为 0。",
    ),
    "ffn_expert_weights": (
        "How much each chosen expert counts; the others have weight 0.",
        "每个选中专家的权重；其余专家的权重为 0。",
    ),
    "ffn_weight": ("The weight that each token gives to this expert.", "每个 token 给这个专家的权重。"),
    "ffn_part": (
        "The expert's part: what it computed, times its weight. Every expert is computed for each token; where it was not "
        "chosen, its part is 0.",
        "这个专家的部分：它的输出乘以它的权重。每个专家都为每个 token 计算；未被选中之处，它的部分为 0。",
    ),
    "shared_score": (
        "Each token says with one number how much the shared expert counts for it.",
        "每个 token 用一个数表示共享专家对它有多重要。",
    ),
    "score_each": ("The same number of each token, without an axis of length one.", "每个 token 的同一个数，去掉长度为一的轴。"),
    "shared_weight": (
        "σ turns that number into the shared expert's weight, between 0 and 1.",
        "σ 把这个数变成共享专家的权重，在 0 与 1 之间。",
    ),
    "shared_part": (
        "The shared expert's part, which every token gets: what it computed, times its weight.",
        "共享专家的部分，每个 token 都得到：它的输出乘以它的权重。",
    ),
    "gammas": ("Each head's own γ, one below the other.", "每个 head 各自的 γ，一行一个。"),
    "ffn_chosen_alone": (
        "1 for the experts that a token is given to, those of the largest affinities with their bias; 0 for the others.",
        "每个 token 交给亲和度加偏置最大的几个专家：选中的为 1，其余为 0。",
    ),
    "ffn_chosen_probabilities_alone": (
        "The affinities of the chosen experts, without the bias; the others become 0.",
        "选中专家的亲和度（不含偏置）；其余置为 0。",
    ),
    "ffn_output_shared": (
        "The experts' parts are added up, and what the shared experts computed for every token.",
        "各个专家的部分相加，再加上每个 token 都经过的共享专家的输出。",
    ),
    "ffn_output_experts": ("The experts' parts are added up.", "各个专家的部分相加。"),
    "ffn_output": ("The second layer brings it back to d_model numbers.", "第二层变回 d_model 维。"),
    "ffn_output_activation": ("Here the activation runs after the second layer too.", "这里第二层之后也用了激活函数。"),
    "encoder_norm": ("A norm after the last layer of the encoder.", "编码器最后一层之后的归一化。"),
    "decoder_norm": ("A norm after the last layer of the decoder.", "解码器最后一层之后的归一化。"),
    "output_scaled": (
        "The decoder's output divided by √d_model, since the embedding table reads it out too.",
        "解码器的输出除以 √d_model，因为输出也用词嵌入表。",
    ),
    "output_narrow": (
        "A matrix makes the last layer's output as narrow as the embeddings.",
        "用一个矩阵把最后一层的输出变成与词嵌入同样的宽度。",
    ),
    "embedding_wide": (
        "A matrix makes the embeddings as wide as the layers.",
        "用一个矩阵把词嵌入变成与各层同样的宽度。",
    ),
    "transform_hidden": (
        "One more layer before the words are scored: each token's vector times a matrix.",
        "在给词打分之前再经过一层：每个 token 的向量乘以一个矩阵。",
    ),
    "transform_activation": ("The activation function of that layer; a norm follows.", "这一层的激活函数；之后是归一化。"),
    "discriminator_hidden": (
        "One more layer before the tokens are judged: each token's vector times a matrix.",
        "在判断之前再经过一层：每个 token 的向量乘以一个矩阵。",
    ),
    "discriminator_activation": ("The activation function of that layer.", "这一层的激活函数。"),
    "discriminator_score": (
        "One number a token: how much it seems to have been put in another's place.",
        "每个 token 一个数：它看上去有多像是被替换过的。",
    ),
    "logits_replaced": (
        "Each token gets a score: how much it seems to have been put in another's place.",
        "每个 token 得到一个分数：它看上去有多像是被替换过的。",
    ),
    "logits_unscaled": (
        "Each word of the vocabulary gets a score, not yet multiplied by the model's fixed number.",
        "词表中的每个词得到一个分数，尚未乘以模型给定的数。",
    ),
    "logits_uncapped": ("Each word of the vocabulary gets a score, not yet capped.", "词表中的每个词得到一个分数，尚未限幅。"),
    "logits": ("Each word of the vocabulary gets a score.", "词表中的每个词得到一个分数。"),
    "probabilities": ("Softmax turns the scores into probabilities of the next word.", "softmax 把分数变成下一个词的概率。"),
    "probabilities_of_place": (
        "Softmax turns the scores into probabilities of the word at each place.",
        "softmax 把分数变成每个位置上是哪个词的概率。",
    ),
    "probabilities_replaced": (
        "σ turns each score into the probability that the token was put in another's place.",
        "σ 把每个分数变成该 token 被替换过的概率。",
    ),
    "temperature": (
        "The logits divided by the temperature: below 1 sharper, above 1 flatter.",
        "logits 除以温度：小于 1 更尖锐，大于 1 更平缓。",
    ),
    "top_k": ("Only the k largest logits stay; the others become −∞.", "只保留最大的 k 个 logits，其余置为 −∞。"),
    "top_p": (
        "Only the likeliest tokens that reach p together stay; the others become 0.",
        "只保留累计概率达到 p 的最可能的 token（核采样），其余概率置为 0。",
    ),
    "draw": (
        "A number between 0 and 1 from the seed: it decides which token is drawn.",
        "由种子得到的 0 到 1 之间的数：它决定采样到哪个 token。",
    ),
    "choice": ("The id of the token that is chosen; the next pass reads it.", "选出的 token 的编号；下一遍读入它。"),
    "k_cache": (
        "All keys so far: those kept from earlier passes, and the new one.",
        "到目前为止的所有键：缓存中的，加上新的一个。",
    ),
    "v_cache": (
        "All values so far: those kept from earlier passes, and the new one.",
        "到目前为止的所有值：缓存中的，加上新的一个。",
    ),
    "dropout_activation": ("Dropout sets some numbers to 0 and scales up the rest.", "dropout 把一部分数置零，并放大其余的数。"),
    "pooled": (
        "The mean over the sentence's tokens: one vector for the sentence.",
        "对句中所有 token 求平均：一个向量代表整句。",
    ),
    "pooled_end": (
        "What the sentence ends with: the row of its last token (the backward net's at its first).",
        "句末的那一行：最后一个 token 的行（反向网络取第一个 token 的行）。",
    ),
    "pooled_last": ("1 for a sentence's last token, 0 for the others.", "句子的最后一个 token 为 1，其余为 0。"),
    "pooled_forward": ("The forward net's state at the last token.", "正向网络在最后一个 token 处的状态。"),
    "pooled_backward": ("The backward net's state at the first token.", "反向网络在第一个 token 处的状态。"),
    "forward_end": ("The forward net's state at the last token.", "正向网络在最后一个 token 处的状态。"),
    "backward_end": ("The backward net's state at the first token.", "反向网络在第一个 token 处的状态。"),
    "prediction": (
        "The prediction: a linear read-out, no probabilities.",
        "预测值：线性输出，不是概率。",
    ),
    "probabilities_each": (
        "The sigmoid turns each logit into a probability of its own, between 0 and 1.",
        "sigmoid 把每个 logit 各自变成 0 到 1 之间的概率。",
    ),
    "pooled_normalized": (
        "The sentence's vector divided by its length, so that its length is 1.",
        "句子的向量除以它的长度，使长度为 1。",
    ),
    "pooled_length": ("The length of the sentence's vector.", "句子向量的长度。"),
    "pooled_squares": ("Each number of the sentence's vector, squared.", "句子向量中每个数的平方。"),
    "squares_sum": ("The squares, added up.", "平方之和。"),
    "pooled_tokens": ("1 for a token, 0 for padding.", "token 为 1，填充为 0。"),
    "pooled_count": ("How many tokens the sentence has.", "句子有多少个 token。"),
    "h_0": ("The hidden state before the first time step.", "第一个时间步之前的隐藏状态。"),
    "c_0": ("The cell state before the first time step.", "第一个时间步之前的单元状态。"),
    "time_x": ("The row that this time step reads.", "这个时间步读入的一行。"),
    "gate_x": ("The input's part: the row that is read, times its matrix.", "输入的部分：读入的行乘以它的矩阵。"),
    "c_kept": ("The part of the old cell state that is kept.", "旧的单元状态中保留的部分。"),
    "c_new": ("The part of the candidate that is let in.", "候选值中写入的部分。"),
    "c_tanh": (
        "tanh of the cell state, which the output gate then shows a part of.",
        "单元状态的 tanh，再由输出门决定输出其中多少。",
    ),
    "n_reset": ("The reset gate at work on the previous state.", "重置门作用于前一状态。"),
    "pre": ("The input and the previous state, each times its matrix, are added.", "当前输入与前一状态各乘矩阵后相加。"),
    "i": ("Input gate: how much of the new candidate is let in.", "输入门：写入多少新的候选值。"),
    "f": ("Forget gate: how much of the old cell state is kept.", "遗忘门：旧的单元状态保留多少。"),
    "g": ("The candidate for the cell state.", "单元状态的候选值。"),
    "o": ("Output gate: how much of the cell state is shown.", "输出门：单元状态输出多少。"),
    "c": ("The cell state: what was kept, plus what was let in.", "单元状态：保留的旧记忆加上写入的新内容。"),
    "r": ("Reset gate: how much of the previous state the candidate sees.", "重置门：计算候选值时用到多少前一状态。"),
    "n": ("The candidate for the new state.", "新状态的候选值。"),
    "gru_z": (
        "Update gate: how the new state is mixed from candidate and previous state.",
        "更新门：前一状态与候选值按什么比例合成新状态。",
    ),
    "m": (
        "The cell state squashed and let out by its gate: what is projected to the hidden state.",
        "单元状态取 tanh，再乘输出门：接着投影成隐藏状态。",
    ),
    "h_projected": (
        "The hidden state, narrower than the cell: a matrix projects what the output gate lets out.",
        "隐藏状态，比单元状态窄：由一个矩阵把输出门输出的部分投影得到。",
    ),
    "h": ("The hidden state at each time step; each needs the one before.", "每个时间步的隐藏状态；每一步都要等前一步。"),
    "attention_keys": (
        "What the decoder compares its state with, one row a word of the source: of additive attention times U_a, else the encoder's states themselves.",
        "解码器用来与自身状态比较的行，源文本每个词一行：加性注意力为编码器状态乘 U_a，其他方式就是编码器状态本身。",
    ),
    "attention_memory": (
        "The encoder's states, one a word of the source: what the decoder may look at.",
        "编码器的各个状态，源文本每个词一个：解码器可以看的内容。",
    ),
    "attention_mask": ("1 where there is a word, 0 where a shorter sentence has none.", "有词处为 1，较短句子末尾的空位为 0。"),
    "query": (
        "What the decoder asks at each of its steps: its state times W_a.",
        "解码器在每一步提出的查询：它的状态乘 W_a。",
    ),
    "sum": ("Query and key are added, number by number.", "查询与键逐元素相加。"),
    "energy": ("tanh of query plus key: what v_a weighs into one score.", "查询与键之和的 tanh：再由 v_a 加权成一个分数。"),
    "scores_additive": (
        "Query and key are added, squashed by tanh and weighed by v_a: one score for each word of the source (Bahdanau).",
        "查询与键相加，取 tanh，再由 v_a 加权：源文本每个词得到一个分数（Bahdanau）。",
    ),
    "real": ("1 where a sentence has a word at this step, 0 behind its end.", "这一步有词的句子为 1，已经结束的句子为 0。"),
    "kept": (
        "The state after this step; behind a sentence's end it stays as it was.",
        "这一步之后的状态；句子结束之后保持不变。",
    ),
    "unshifted": ("The score before its bias.", "加偏置之前的分数。"),
    "context": (
        "The encoder's states, weighted and summed: what this step of the decoder takes from the source.",
        "编码器的状态按权重相加：解码器这一步从源文本取来的内容。",
    ),
    "attentional": (
        "The context beside the decoder's state, times W_c and squashed by tanh: what is read out (Luong's h̃).",
        "上下文与解码器状态并排，乘 W_c 再取 tanh：输出由它读出（Luong 的 h̃）。",
    ),
    "joined": ("Side by side, to be multiplied by one matrix.", "并排放在一起，再乘以一个矩阵。"),
    "mixed": ("Context and state times W_c, before tanh.", "上下文与状态乘 W_c，取 tanh 之前。"),
    "loss": ("The loss: one number that says how wrong the output is.", "损失：用一个数衡量输出与正确答案相差多远。"),
    "loss_upstream": (
        "The gradient of a later loss by each number of the output, as given.",
        "给定的上游梯度：后面的损失对输出中每个数的梯度。",
    ),
    "loss_targets": ("What should have come out, as given.", "给定的、应有的输出。"),
    "loss_error": ("How far each number is from what should have come out.", "每个数与应有的输出相差多少。"),
    "loss_squares": ("The squared error of each number.", "每个数的平方误差。"),
    "loss_softplus": (
        "What each number would lose if its answer were 0.",
        "若答案为 0，每个数的损失。",
    ),
    "loss_yes": ("What each number gains by the share of its answer that is 1.", "答案中为 1 的部分使每个数的损失减少多少。"),
    "loss_binary": (
        "The binary cross-entropy of each number: −y ln σ(z) − (1 − y) ln(1 − σ(z)).",
        "每个数的二元交叉熵：−y ln σ(z) − (1 − y) ln(1 − σ(z))。",
    ),
    "loss_perplexity": (
        "The perplexity: among how many equally likely answers the model wavers, on average.",
        "困惑度：模型平均相当于在多少个等可能的答案之间犹豫。",
    ),
    "loss_shares": (
        "Each number of the output times the gradient given for it.",
        "输出的每个数乘以给定的梯度。",
    ),
    "loss_weighted": (
        "The output weighted by the gradient given for it, so that its gradient is exactly that one.",
        "用给定的梯度对输出加权求和；它对输出的梯度正好就是给定的梯度。",
    ),
    "loss_cross_entropy": (
        "The cross-entropy of each row: what its answer costs, with the smoothed label as the truth.",
        "每一行的交叉熵：把平滑后的标签当作正确答案来计算。",
    ),
    "loss_entropy": (
        "The entropy of a smoothed label: the least that the cross-entropy can be.",
        "平滑后标签的熵：交叉熵能达到的最小值。",
    ),
    "loss_each": ("The loss of each row (cross-entropy).", "每一行的损失（交叉熵）。"),
    "loss_micro": ("The loss of each part of the batch.", "批次中每一份的损失。"),
    "loss_of_parts": (
        "The mean of the parts' losses: its gradient is that of each part, divided by their number and added up.",
        "各份损失的均值：它的梯度就是把各份的梯度除以份数后累加。",
    ),
    "loss_each_divergence": (
        "The loss of each row: how far its cross-entropy is above the least it can be (the Kullback–Leibler divergence).",
        "每一行的损失：交叉熵比它的最小值高出多少（KL 散度）。",
    ),
    "loss_log_probabilities": ("The logarithm of each probability.", "每个概率的对数。"),
    "loss_target": ("What should have come out: 1 for the right answer.", "应有的输出：正确答案处为 1。"),
    "loss_target_smoothed": (
        "What should have come out, smoothed: ε is shared out equally among all classes, the right one among them, which gets the rest too.",
        "平滑后的标签：ε 平均分给所有类别（包括正确类别），其余都归正确类别。",
    ),
    "loss_target_without_pad": (
        "What should have come out, smoothed: ε is shared out equally among the classes that are neither right nor padding; the right one gets the rest.",
        "平滑后的标签：ε 平均分给正确类别和填充以外的类别，其余都归正确类别。",
    ),
    "loss_agreement": ("The logarithm of the probability that the right answer got.", "正确答案所得概率的对数。"),
    "loss_every": ("The loss of each row, counted or not.", "每一行的损失，无论是否计入。"),
    "loss_counted": ("1 for a row that counts, 0 for one that is left out.", "计入的行为 1，不计入的为 0。"),
    "loss_count": ("How many rows count.", "计入的行数。"),
    "loss_total": ("The losses of the rows that count, added up.", "计入的各行损失之和。"),
    "grad": ("The gradient: how the loss changes with each of these numbers.", "梯度：这里每个数变化时损失如何变化。"),
    "after": ("The parameter after the update.", "更新之后的参数。"),
    "adam_m": ("Adam's running mean of the gradient.", "Adam：梯度的移动平均。"),
    "sgd_velocity": (
        "SGD's velocity: the gradients so far, each step a smaller share of the older ones.",
        "SGD 的速度：累加至今的梯度，越早的梯度所占比例越小。",
    ),
    "penalty": (
        "The gradient with weight decay: λ times the parameter is added.",
        "加上权重衰减的梯度：加上 λ 乘参数。",
    ),
    "nesterov": (
        "Where SGD goes: the gradient and the velocity that the next step begins with.",
        "SGD 的更新方向：梯度加上下一步开始时的速度。",
    ),
    "decay": (
        "Weight decay: AdamW first makes every parameter a little smaller, whatever its gradient.",
        "权重衰减：AdamW 先把每个参数缩小一点，与梯度无关。",
    ),
    "clip_norm": (
        "The norm of all gradients together: the root of the sum of their squares.",
        "全部梯度合在一起的范数：所有平方之和的平方根。",
    ),
    "clip_factor": (
        "What every gradient is multiplied by, so that their norm is not above the limit; 1 where it is not.",
        "所有梯度都要乘的系数，使范数不超过上限；未超过时为 1。",
    ),
    "clip_squares": ("The squares of all gradients, added up.", "所有梯度的平方之和。"),
    "clipped": ("The gradient after clipping.", "裁剪后的梯度。"),
    "adam_v": ("Adam's running mean of the squared gradient.", "Adam：梯度平方的移动平均。"),
    "lr": ("The learning rate of this step.", "这一步的学习率。"),
    "parameter": ("A learned matrix.", "可学习的参数矩阵。"),
    "op_rename": ("The same numbers; only an axis has another name.", "同样的数，只是一个轴换了名字。"),
    "op_order": ("The same numbers; the axes stand in another order.", "同样的数，只是轴的次序不同。"),
    "op_split": ("The same numbers, head by head.", "同样的数，按 head 分开。"),
    "op_repeat": (
        "Several query heads share one head of keys and values: each gets it.",
        "若干个查询 head 共用一个键值 head：每个都得到它。",
    ),
    "op_same": ("The same numbers, passed on.", "同样的数，原样传下去。"),
    "op_constant": ("A number that follows from the model's sizes.", "由模型尺寸得到的数。"),
    "op_add": ("Two stages are added, number by number.", "两个阶段逐元素相加。"),
    "op_subtract": ("One stage is taken from another, number by number.", "两个阶段逐元素相减。"),
    "op_multiply": ("Two stages are multiplied, number by number.", "两个阶段逐元素相乘。"),
    "op_divide": ("One stage is divided by another, number by number.", "两个阶段逐元素相除。"),
    "op_plus": ("A number is added to each one.", "每个数加上同一个数。"),
    "op_square": ("Each number is squared.", "每个数取平方。"),
    "op_sum": ("Numbers are added up along an axis.", "沿一个轴求和。"),
    "other": ("One step of the computation.", "计算的一步。"),
}
