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
    "embedding_given": ("The input vectors, as given: one row a token.", "输入向量，按给定的值：每个 token 一行。"),
    "positions": (
        "Each position has a vector of its own, which tells first from second.",
        "每个位置有自己的位置编码，由此区分先后。",
    ),
    "segment": (
        "Each token gets the vector of the segment (sentence A or B) it belongs to.",
        "每个 token 加上所属片段（句子 A 或 B）的向量。",
    ),
    "input": ("What the first layer reads.", "第一层读入的内容。"),
    "input_sum": (
        "Embedding and position are added: what the first layer reads.",
        "词嵌入与位置编码相加：这就是第一层读入的内容。",
    ),
    "input_add": ("The embeddings are added up.", "各项嵌入相加。"),
    "input_norm": ("The sum is normalised before the first layer reads it.", "相加的结果先归一化，再由第一层读入。"),
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
    "scores": ("Every query meets every key: their inner product is the score.", "每个查询与每个键求内积，得到分数 (score)。"),
    "scaled": ("Scores are divided by √d_k, so that they do not grow with the dimension.", "分数除以 √d_k，使它不随维度增大。"),
    "scaled_other": ("Scores are divided by a number, as the setting says.", "按设置，分数除以一个数。"),
    "biased": (
        "A learned bias for the distance between query and key is added to the scores.",
        "分数加上由查询与键的距离决定的可学习偏置。",
    ),
    "masked": (
        "Where a query may not look, the score becomes −∞ (or what stands in for it).",
        "查询不允许看到的位置，分数被置为 −∞（或代替它的数）。",
    ),
    "masked_after": ("Weights a query may not use become 0.", "不允许使用的权重被置为 0。"),
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
    "dropout_weights": (
        "Dropout sets some attention weights to 0 and scales up the rest.",
        "dropout 把一部分注意力权重置零，并放大其余的。",
    ),
    "dropout": ("Dropout sets some numbers to 0 and scales up the rest.", "dropout 把一部分数置零，并放大其余的数。"),
    "z": (
        "The values, weighted and summed: each token rebuilt from what it attends to.",
        "值按权重加权求和：每个 token 由它所关注的内容重构。",
    ),
    "concat": ("The heads' results stand side by side.", "各个 head 的结果并排拼接。"),
    "attention_output": ("W_O mixes the heads back into d_model numbers.", "W_O 把各个 head 的结果混合回 d_model 维。"),
    "cross_output": ("W_O mixes the heads back into d_model numbers.", "W_O 把各个 head 的结果混合回 d_model 维。"),
    "add": ("Residual connection: the sublayer's input is added to its output.", "残差连接：子层的输入加到它的输出上。"),
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
    "norm_mean": ("The mean that the norm subtracts.", "归一化要减去的均值。"),
    "norm_variance": ("The variance that the norm divides by the root of.", "归一化时取平方根作除数的方差。"),
    "norm_normalized": (
        "Mean taken away, divided by the standard deviation; before γ and β.",
        "减去均值、除以标准差之后，乘 γ 加 β 之前。",
    ),
    "ffn_hidden": ("Feed-forward: each token alone is widened to d_ff numbers.", "前馈网络：每个 token 单独扩展为 d_ff 维。"),
    "ffn_gate": ("Feed-forward: the gate, which says how much of each number passes.", "前馈网络：门，决定每个数通过多少。"),
    "ffn_up": ("Feed-forward: the numbers that the gate lets pass.", "前馈网络：由门控制通过的数。"),
    "ffn_gated": ("Gate and numbers are multiplied.", "门与数逐元素相乘。"),
    "ffn_activation": (
        "The activation function bends it; without it two linear layers would be one.",
        "激活函数引入非线性；没有它，两个线性层等于一层。",
    ),
    "ffn_output": ("The second layer brings it back to d_model numbers.", "第二层变回 d_model 维。"),
    "ffn_output_activation": ("Here the activation runs after the second layer too.", "这里第二层之后也用了激活函数。"),
    "encoder_norm": ("A norm after the last layer of the encoder.", "编码器最后一层之后的归一化。"),
    "decoder_norm": ("A norm after the last layer of the decoder.", "解码器最后一层之后的归一化。"),
    "logits": ("Each word of the vocabulary gets a score.", "词表中的每个词得到一个分数。"),
    "probabilities": ("Softmax turns the scores into probabilities of the next word.", "softmax 把分数变成概率。"),
    "temperature": (
        "The logits divided by the temperature: below 1 sharper, above 1 flatter.",
        "logits 除以温度：小于 1 更尖锐，大于 1 更平缓。",
    ),
    "top_k": ("Only the k largest logits stay; the others become −∞.", "只保留最大的 k 个 logits，其余置为 −∞。"),
    "top_p": (
        "Only the likeliest tokens that reach p together stay; the others become 0.",
        "只保留合计达到 p 的最可能的 token，其余概率置为 0。",
    ),
    "draw": (
        "A number between 0 and 1 from the seed: it decides which token is drawn.",
        "由种子得到的 0 到 1 之间的数：它决定抽到哪个 token。",
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
    "pre": ("The input and the previous state, each times its matrix, are added.", "当前输入与前一状态各乘矩阵后相加。"),
    "i": ("Input gate: how much of the new candidate is let in.", "输入门：新的候选值放进多少。"),
    "f": ("Forget gate: how much of the old cell state is kept.", "遗忘门：旧的单元状态保留多少。"),
    "g": ("The candidate for the cell state.", "单元状态的候选值。"),
    "o": ("Output gate: how much of the cell state is shown.", "输出门：单元状态显露多少。"),
    "c": ("The cell state: what was kept, plus what was let in.", "单元状态：保留的部分加上放进的部分。"),
    "r": ("Reset gate: how much of the previous state the candidate sees.", "重置门：候选值看到多少前一状态。"),
    "n": ("The candidate for the new state.", "新状态的候选值。"),
    "gru_z": (
        "Update gate: how the new state is mixed from candidate and previous state.",
        "更新门：新状态如何由候选值与前一状态混合。",
    ),
    "h": ("The hidden state at each time step; each needs the one before.", "每个时间步的隐藏状态；每一步都要等前一步。"),
    "loss": ("The loss: one number that says how wrong the output is.", "损失：用一个数说明输出错得有多厉害。"),
    "loss_each": ("The loss of each row.", "每一行的损失。"),
    "grad": ("The gradient: how the loss changes with each of these numbers.", "梯度：这里每个数变化时损失如何变化。"),
    "after": ("The parameter after the update.", "更新之后的参数。"),
    "parameter": ("A learned matrix.", "可学习的参数矩阵。"),
    "other": ("One step of the computation.", "计算的一步。"),
}
