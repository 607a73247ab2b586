"""Sentences of the experiments. A conclusion is chosen by the numbers, so each has several."""

MESSAGES = {
    "unknown": ("There is no experiment '{word}'; there are: {known}.", "没有名为“{word}”的实验；可选：{known}。"),
    "unknown.near": ("There is no experiment '{word}'. Did you mean {near}?", "没有名为“{word}”的实验。是不是想写 {near}？"),
    "short": (
        "This experiment compares words, and the text has {count}: give at least {least}.",
        "这个实验要比较多个词，而文本只有 {count} 个：请至少给出 {least} 个。",
    ),
    "overruled": (
        "The experiment {name} sets these itself, so those of {file} are not read: {keys}.",
        "实验 {name} 自行决定这些设置，因此不使用 {file} 中的：{keys}。",
    ),
    "one_text": (
        "An experiment reads one text, so it takes no {option}: run it once for each sentence.",
        "一个实验只读一段文字，因此不接受 {option}：请对每个句子各运行一次。",
    ),
    "own_changes": (
        "An experiment makes its own changes to the run, so it takes no {option}: compare a run with and without it instead (ttrace compare).",
        "实验自己决定改动什么，因此不接受 {option}：请改用 ttrace compare，比较有无该改动的两次运行。",
    ),
    "one_pass": (
        "An experiment measures one pass over the text, so it takes no {option}: show and explain write on.",
        "实验只测量对文字的一遍计算，因此不接受 {option}：要续写，请用 show 或 explain。",
    ),
    "decides": (
        "The experiment {name} chooses {key} itself: leave that option out.",
        "实验 {name} 自己决定 {key}：请去掉这个选项。",
    ),
    "palindrome": (
        "The words read the same backwards, so another order cannot be told from this one: give other words.",
        "这些词倒过来读完全一样，无法区分顺序：请换一个句子。",
    ),
    "title": ("{name}: {text}", "{name}：{text}"),
    "conclusion": ("Conclusion", "结论"),
    # names, in the order of the experiments
    "recurrence": ("Recurrent networks beside self-attention", "循环神经网络与自注意力"),
    "scaling": ("Why scores are divided by √d_k", "分数为什么要除以 √d_k"),
    "heads": ("One head and several", "一个注意力头与多个头"),
    "positions": ("What positions are for", "位置编码有什么用"),
    "distance": ("What distance does to attention", "距离对注意力的影响"),
    "mask": ("What the causal mask is for", "因果掩码有什么用"),
    "residual": ("What residual connections are for", "残差连接有什么用"),
    "norm": ("What normalising does", "归一化做了什么"),
    "growth": ("What grows, and which norm holds it", "什么在增长，哪种归一化能约束它"),
    "nonlinearity": ("What the activation is for", "激活函数有什么用"),
    "experts": ("What a router does with the words", "路由器怎样分派各个词"),
    "cache": ("Shared keys and the cache", "共用的键与缓存"),
    "latent": ("What a latent keeps of a token", "潜在向量为每个 token 保留什么"),
    "conventions": ("Where the paper and well-known code differ", "论文与常见代码的不同之处"),
    "ablate": ("What the answer needs (ablation)", "答案需要什么（消融）"),
    "patch": ("From one sentence into another (activation patching)", "从一句放进另一句（激活修补）"),
    "looks": ("Where the heads look", "各个 head 看向哪里"),
    "lens": ("What every layer would answer (logit lens)", "每一层会怎样作答（logit 透镜）"),
    "tie": ("{names} (a tie)", "{names}（并列）"),
    "zero": ("0 in this table is zero to rounding.", "表中的 0 表示在舍入误差内为 0。"),
    "ties": (
        "In {count} {count:row|rows} the largest weight is a tie; of ties the first counts.",
        "有 {count} 行的最大权重并列；并列时以最先的为准。",
    ),
    # words of tables
    "word": ("word", "词"),
    "model": ("model", "模型"),
    "weight": ("weight", "权重"),
    "head": ("head", "head"),
    "mean": ("mean", "均值"),
    "depth": ("layer", "层"),
    "activation": ("activation", "激活函数"),
    "difference": ("largest difference", "最大差"),
    "gradient_size": ("size of the gradient", "梯度大小"),
    # latent
    "latent_about": (
        "One decoder layer, {heads} heads, rotary positions: what its cache keeps for every token read, with keys and values of "
        "all heads, of fewer that heads share, and with one latent of {latent} numbers that all heads make theirs from.",
        "一层解码器，{heads} 个 head，旋转位置编码：比较每读入一个 token 缓存要保留多少个数——每个 head 各有键和值、若干个 head 共用键和值，"
        "或者只保留一个 {latent} 维的潜在向量，各个 head 的键和值都由它得到。",
    ),
    "latent_table": (
        "Counted in the run's own cache after one token was written; the share is of the first row.",
        "写出一个 token 之后，在这次运行自己的缓存中数出；比例相对于第一行。",
    ),
    "latent_column_kind": ("attention", "注意力"),
    "latent_column_kv_heads": ("heads of k, v", "键值头数"),
    "latent_column_stages": ("kept", "保留"),
    "latent_column_kept": ("a token, layer", "每 token 每层"),
    "latent_column_share": ("share", "比例"),
    "latent_all": ("MHA: all heads", "MHA：各 head 自有"),
    "latent_grouped": ("GQA: shared in groups", "GQA：分组共用"),
    "latent_one": ("MQA: one for all", "MQA：共用一个"),
    "latent_latent": ("MLA: a latent", "MLA：潜在向量"),
    "latent_scores": ("Scores without keys", "不生成键也能算出分数"),
    "latent_same": (
        "W_UK can be taken into the query, (q_C W_UKᵀ) c_KVᵀ + q_R k_Rᵀ: the scores are the same, and no key was made.",
        "可以把 W_UK 并入查询：(q_C W_UKᵀ) c_KVᵀ + q_R k_Rᵀ，分数相同，而没有生成任何键。",
    ),
    "latent_apart": (
        "Scores computed from the latents alone, (q_C W_UKᵀ) c_KVᵀ + q_R k_Rᵀ, are {size} away from those of the run.",
        "只由潜在向量计算的分数 (q_C W_UKᵀ) c_KVᵀ + q_R k_Rᵀ 与运行中的分数相差 {size}。",
    ),
    "latent_least": (
        "The latent keeps {latent} numbers a token and layer, {share} of the {most} that keys and values of all heads take, fewer "
        "than any sharing of heads here ({least}); each head still has keys and values of its own.",
        "潜在向量每个 token 每层只保留 {latent} 个数，是全部 head 的键和值（{most} 个）的 {share}，比这里任何共用方式（{least} 个）都少；"
        "而每个 head 仍有自己的键和值。",
    ),
    "latent_fewer": (
        "The latent keeps {latent} numbers a token and layer, {share} of the {most} that keys and values take.",
        "潜在向量每个 token 每层只保留 {latent} 个数，是键和值（{most} 个）的 {share}。",
    ),
    "latent_between": (
        "The latent keeps {latent} numbers a token and layer, {share} of the {most} that keys and values of all heads take; one "
        "shared head would keep {least}, but then no head has keys and values of its own.",
        "潜在向量每个 token 每层保留 {latent} 个数，是全部 head 的键和值（{most} 个）的 {share}；只共用一个 head 时为 {least} 个，"
        "但那样各个 head 就没有自己的键和值了。",
    ),
    "latent_more": (
        "Here the latent saves nothing: it keeps {latent} numbers a token and layer, keys and values of all heads {most}. It pays "
        "where it is narrower than those.",
        "这里潜在向量没有节省：它每个 token 每层保留 {latent} 个数，而全部 head 的键和值是 {most} 个。只有它比后者窄时才划算。",
    ),
    # recurrence
    "recurrence_about": (
        "The same {count} {count:word|words}, the same vectors, no positions: three recurrent networks read them one by one, "
        "attention all at once.",
        "同样的 {count} 个 token、同样的向量、不加位置编码：三种循环神经网络逐个读入，注意力一次读入全部。",
    ),
    "waiting": ("Who must wait", "谁必须等待"),
    "waiting_about": (
        "The longest chain in the recorded graph: how many words' results wait for one another, and how many steps in all.",
        "记录的计算图中最长的链：有多少个 token 的结果必须依次等待，以及总共多少步。",
    ),
    "states": ("results in a row", "必须依次完成的步骤"),
    "steps_of": ("steps, {count} {count:word|words}", "步数（{count} 个 token）"),
    "forgetting": ("What is left of the first word", "第一个词还剩多少"),
    "forgetting_about": (
        "‖∂h_t/∂x_0‖: how much the result at each word changes with the vector of '{word}' (recorded backward passes).",
        "‖∂h_t/∂x_0‖：每个词处的结果随“{word}”的向量变化多少（由记录的反向传播得到）。",
    ),
    "importance": ("Who says how much each word matters", "谁给出每个词的重要性"),
    "importance_about": ("Stages with a number for every pair of words.", "为每一对词都给出一个数的阶段。"),
    "stages": ("stages", "阶段数"),
    "pair_stages": ("with a number for each pair", "为每对词给出一个数的阶段数"),
    "weights_of": (
        "Attention's weights for the last word, '{word}' (mean over heads).",
        "注意力对最后一个词“{word}”给出的权重（各 head 平均）。",
    ),
    "price": ("What attention pays", "注意力的代价"),
    "price_about": (
        "Recorded numbers when the sentence stands once, twice, four times: states grow with n, scores with n².",
        "句子重复一、二、四遍时记录的个数：状态随 n 增长，分数随 n² 增长。",
    ),
    "word_count": ("words", "词数"),
    "state_count": ("states (rnn)", "状态（rnn）"),
    "score_count": ("scores (attention)", "分数（attention）"),
    "recurrence_all": (
        "In the recurrent networks {count} results wait for one another, in attention {other}. Of the first word's "
        "influence on its own place, what reaches the last word is: {shares}; attention: {attention}. All three forget "
        "more than attention here.",
        "循环神经网络中有 {count} 个结果依次等待，注意力中为 {other}。第一个词对自己位置的影响，到最后一个词时剩下："
        "{shares}；注意力：{attention}。在这里三种网络都比注意力忘得多。",
    ),
    "recurrence_some": (
        "In the recurrent networks {count} results wait for one another, in attention {other}. Of the first word's "
        "influence on its own place, what reaches the last word is: {shares}; attention: {attention}. With these weights "
        "not all three forget more than attention, but: {models}.",
        "循环神经网络中有 {count} 个结果依次等待，注意力中为 {other}。第一个词对自己位置的影响，到最后一个词时剩下："
        "{shares}；注意力：{attention}。在这组权重下，比注意力忘得多的只有：{models}。",
    ),
    "recurrence_none": (
        "In the recurrent networks {count} results wait for one another, in attention {other}. Of the first word's "
        "influence on its own place, what reaches the last word is: {shares}; attention: {attention}. With these weights "
        "none of the three forgets more than attention: take a longer sentence or another seed.",
        "循环神经网络中有 {count} 个结果依次等待，注意力中为 {other}。第一个词对自己位置的影响，到最后一个词时剩下："
        "{shares}；注意力：{attention}。在这组权重下，三种网络都不比注意力忘得多：可换更长的句子或另一个种子。",
    ),
    # scaling
    "scaling_about": (
        "One head with wider and wider queries and keys, each width run with {seeds} seeds and averaged; without and "
        "with division by √d_k.",
        "一个 head，查询和键越来越宽；每种宽度用 {seeds} 个种子各运行一次取平均；比较不除与除以 √d_k。",
    ),
    "scaling_table": (
        "Largest weight of a row and the gradient that softmax passes on (norm of ∂weights/∂scores), means over all rows.",
        "每一行的最大权重，以及 softmax 传回的梯度（∂权重/∂分数 的范数），对所有行取平均。",
    ),
    "variance": ("variance of scores", "分数的方差"),
    "largest": ("largest weight", "最大权重"),
    "largest_scaled": ("same, ÷√d_k", "同左，÷√d_k"),
    "gradient": ("gradient", "梯度"),
    "undivided": ("scores not divided", "分数不除"),
    "divided": ("scores divided by √d_k", "分数除以 √d_k"),
    "gradient_scaled": ("same, ÷√d_k", "同左，÷√d_k"),
    "scaling_needed": (
        "At d_k = {width} the largest weight is {largest} and softmax passes on a gradient of {raw}; divided by √d_k it "
        "is {kept} and {scaled}: the division keeps softmax from saturating.",
        "d_k = {width} 时，最大权重为 {largest}，softmax 只传回 {raw} 的梯度；除以 √d_k 后，最大权重为 {kept}，梯度为 {scaled}："
        "除法使 softmax 不致饱和。",
    ),
    "scaling_unseen": (
        "On this text the division makes no such difference: at d_k = {width} the gradient is {raw} without it and "
        "{scaled} with it.",
        "在这段文本上看不出除法的作用：d_k = {width} 时，不除的梯度为 {raw}，除后为 {scaled}。",
    ),
    # heads
    "heads_about": (
        "{heads} heads share W_Q: each reads its own columns. The same holds for W_K and W_V.",
        "{heads} 个 head 共用 W_Q：每个 head 只用自己的几列。W_K、W_V 也一样。",
    ),
    "heads_block": ("W_Q, columns {first} to {last}: head {head}", "W_Q 的第 {first} 到 {last} 列：head {head}"),
    "heads_q": ("x times these columns: q of head {head}", "x 乘以这几列：head {head} 的 q"),
    "heads_sum": ("Each head's share of the output", "每个 head 对输出的贡献"),
    "heads_sum_same": (
        "Each head's z times its own rows of W_O, added up, is the output: the largest difference is 0 to rounding.",
        "每个 head 的 z 乘以 W_O 中属于它的行，再相加，就是输出：最大差在舍入误差内为 0。",
    ),
    "heads_sum_other": (
        "Each head's z times its own rows of W_O, added up, differs from the output by {size}: something stands between "
        "them in this run.",
        "每个 head 的 z 乘以 W_O 中属于它的行再相加，与输出相差 {size}：这次运行中两者之间还有别的步骤。",
    ),
    "one_head": ("The same matrices as one head", "同样的矩阵当作一个 head"),
    "single": ("one head", "一个 head"),
    "heads_table": ("Weights for the last word, '{word}'.", "最后一个词“{word}”的权重。"),
    "heads_scores_add": (
        "The one head's scores are the sum of the heads' scores (largest difference 0 to rounding): it can only answer to their sum.",
        "一个 head 的分数正是各 head 分数之和（最大差在舍入误差内为 0）：它只能依据这个和来分配权重。",
    ),
    "heads_scores_differ": (
        "The one head's scores differ from the sum of the heads' scores by {size}.",
        "一个 head 的分数与各 head 分数之和相差 {size}。",
    ),
    "oneself": ("Is a word's relation with itself the largest?", "词与自己的关系最大吗？"),
    "oneself_about": ("In how many rows the largest weight is the word's own.", "有多少行的最大权重在词自己身上。"),
    "own_largest": ("own weight largest", "自己的权重最大"),
    "words_of": ("of words", "总词数"),
    "oneself_all": (
        "Here the claim holds in all {rows} {rows:row|rows}; it follows from these weights, not from attention itself.",
        "在这里，{rows} 行全部成立；但这来自这组权重，而不是注意力本身的性质。",
    ),
    "oneself_some": (
        "The claim holds in {count} of {rows} {rows:row|rows}: a word's own weight is often not the largest.",
        "{rows} 行中有 {count} 行成立：词自己的权重常常不是最大的。",
    ),
    "oneself_none": (
        "The claim holds in none of the {rows} {rows:row|rows}: no word gives itself the largest weight here.",
        "{rows} 行中没有一行成立：在这里没有一个词把最大的权重给自己。",
    ),
    "heads_differ": (
        "The {heads} heads weigh the same words differently, by up to {between}; one head with the same matrices is off "
        "their mean by up to {one}.",
        "{heads} 个 head 对同样的词给出不同的权重，最多相差 {between}；同样的矩阵当作一个 head，与它们的平均最多相差 {one}。",
    ),
    "heads_same": (
        "The {heads} heads give the same weights here, so that they add nothing to one another.",
        "在这里 {heads} 个 head 给出的权重相同，彼此没有补充。",
    ),
    "heads_one": (
        "With a single head there is nothing to compare: give --heads 2 or more.",
        "只有一个 head，没有可比较的：请给出 --heads 2 或更多。",
    ),
    # positions
    "positions_about": (
        "The words are reversed ({words}); each word's output is put back in its place and compared.",
        "把词序倒过来（{words}），再把每个词的输出放回原位进行比较。",
    ),
    "positions_table": (
        "How far each word's output moves when the order is reversed.",
        "词序倒过来之后，每个词的输出变化多少。",
    ),
    "positions_needed": (
        "Without positions each word's output is the same in either order (the difference is 0 to rounding); with any of the "
        "three every word's changes, by {least} to {most}: attention alone does not know the order.",
        "没有位置编码时，两种词序下每个词的输出相同（差在舍入误差内为 0）；三种位置编码都会使每个词的输出改变，幅度从 {least} 到 "
        "{most}：注意力本身不知道词序。",
    ),
    "positions_moved": (
        "Without positions each word's output is the same in either order (the difference is 0 to rounding); with any of the "
        "three words move, though not every one, by up to {most}: attention alone does not know the order.",
        "没有位置编码时，两种词序下每个词的输出相同（差在舍入误差内为 0）；三种位置编码都会使词的输出改变（虽然并非每个词），最多 {most}："
        "注意力本身不知道词序。",
    ),
    "positions_some": (
        "Without positions the order leaves no trace; with {kinds} neither, for these words.",
        "没有位置编码时，词序不留痕迹；对这些词来说，{kinds} 也没有区别。",
    ),
    "positions_other": (
        "Even without positions the outputs differ, by up to {size}: something else in this run, such as a mask, tells "
        "the order.",
        "即使没有位置编码，输出也不同（最多 {size}）：这次运行中有别的东西（例如掩码）透露了词序。",
    ),
    # distance
    "distance_column": ("distance", "距离"),
    "distance_about": (
        "Each of these words stands {count} times in a row: {words}. W_K is W_Q, so that query and key of a word are equal and only the distance is left to make a difference ({heads} heads, d_k = {d_k}).",
        "下列各词都连写 {count} 遍：{words}。令 W_K 等于 W_Q，一个词的查询和键就相同，只有距离能造成差别（{heads} 个 head，d_k = {d_k}）。",
    ),
    "distance_rotary": ("Rotary positions", "旋转位置编码"),
    "distance_rotary_table": ("What is left of the score, by distance", "不同距离上分数还剩多少"),
    "distance_rotary_means": (
        "What is left of the score of a word for itself when it stands so far back; means over words and heads, as a share of distance 0.",
        "同一个词隔这么远时，它对自己的分数还剩多少；对各词、各 head 取平均，以距离 0 为 1。",
    ),
    "distance_base": ("base {base}", "底数 {base}"),
    "distance_kept": ("share of the score at distance 0", "与距离 0 的分数之比"),
    "distance_alibi": ("ALiBi", "ALiBi"),
    "distance_alibi_table": (
        "What is added to the scaled score at this distance, whatever the words are.",
        "在这个距离上给缩放后的分数加上多少，与词的内容无关。",
    ),
    "distance_looks": ("Where the last word looks", "最后一个词看向哪里"),
    "distance_looks_table": (
        "The last of {count} equal words: how far back it looks on average, by its weights.",
        "{count} 个相同的词中的最后一个：按权重计算，平均往回看多远。",
    ),
    "distance_kind": ("positions", "位置"),
    "distance_mean": ("mean distance", "平均距离"),
    "distance_near": ("weight on the nearest {count}", "最近 {count} 个的权重"),
    "distance_kind_none": ("none", "无"),
    "distance_kind_rotary": ("rotary, base {base}", "旋转，底数 {base}"),
    "distance_kind_alibi": ("ALiBi, head {head}", "ALiBi，head {head}"),
    "distance_window": ("A window, layer upon layer", "窗口逐层叠加"),
    "distance_window_table": ("How many tokens back each layer reaches", "每层能往回看到多少个 token"),
    "distance_window_means": (
        "How many tokens back the furthest one stands that changes the last of {count} tokens, after so many layers (recorded gradients that are not 0).",
        "经过这么多层之后，能影响 {count} 个 token 中最后一个的 token，最远在它前面多少个位置（以记录的梯度不为 0 为准）。",
    ),
    "distance_layers": ("layers", "层数"),
    "distance_windowed": ("window of {window} keys", "窗口为 {window} 个键"),
    "distance_unwindowed": ("no window", "无窗口"),
    "distance_stretch": ("Stretching rotary positions", "拉伸旋转位置"),
    "distance_stretch_table": ("The same share for a longer text", "文本更长时的同一比值"),
    "distance_stretch_means": (
        "The same share for a text {factor} times as long as a model was trained on: positions as they are, all divided by {factor} (linear), and with a larger base instead (NTK), which divides the speed of the slowest pair by {factor} and leaves the fastest as it is.",
        "文本长达训练时的 {factor} 倍，同一比值：位置不变；位置全部除以 {factor}（线性）；改用更大的底数（NTK），它使最慢的一对转速降为 1/{factor}，最快的一对不变。",
    ),
    "distance_rope": ("as it is", "不变"),
    "distance_linear": ("linear", "线性"),
    "distance_ntk": ("NTK", "NTK"),
    "distance_stretch_same": (
        "Linear: at {factor} times the distance each share is the one that stood there before (difference 0 to rounding), so that no distance is new; but the drop from a word to its neighbour is only {linear} of what it was. With the larger base it is {ntk}.",
        "线性：距离变为 {factor} 倍时，比值正是原距离处的比值（差在舍入误差内为 0），没有哪个距离是没见过的；但从一个词到相邻词的下降只有原来的 {linear}。用更大的底数时为 {ntk}。",
    ),
    "distance_stretch_other": (
        "Linear: at {factor} times the distance the shares differ by up to {size} from those before, since something else in this run depends on the place; the drop from a word to its neighbour is {linear} of what it was, with the larger base {ntk}.",
        "线性：距离变为 {factor} 倍时，比值与原来最多相差 {size}，因为这次运行中还有别的东西取决于位置；从一个词到相邻词的下降是原来的 {linear}，用更大的底数时为 {ntk}。",
    ),
    "distance_fades": (
        "At distance {furthest} rotary positions leave {rope} of the score of equal words, with the larger base {large}; ALiBi takes away from {flat} to {steep}, by head. With a window of {window} keys one layer reaches {one} {one:token|tokens} back, {layers} layers {all}.",
        "距离为 {furthest} 时，相同的词的分数在旋转位置编码下剩 {rope}，底数更大时剩 {large}；ALiBi 减去的数因 head 而异，从 {flat} 到 {steep}。窗口为 {window} 个键时，一层能往回看到 {one} 个 token，{layers} 层能看到 {all} 个。",
    ),
    "distance_unseen": (
        "On these words the larger base does not keep more of the far scores: at distance {furthest} {rope} are left, with the larger base {large}; ALiBi takes away from {flat} to {steep}, by head. With a window of {window} keys one layer reaches {one} {one:token|tokens} back, {layers} layers {all}.",
        "对这些词来说，更大的底数并没有保留更多的远处分数：距离为 {furthest} 时剩 {rope}，底数更大时剩 {large}；ALiBi 减去的数因 head 而异，从 {flat} 到 {steep}。窗口为 {window} 个键时，一层能往回看到 {one} 个 token，{layers} 层能看到 {all} 个。",
    ),
    # mask
    "mask_about": (
        "The vector of the last word, '{word}', is set to 0: what changes before it has seen it.",
        "把最后一个词“{word}”的向量置为 0：它前面若有变化，就说明看到了它。",
    ),
    "mask_table": (
        "Weight given to later words, and how far the output moves when '{word}' changes; without and with the mask.",
        "给后面的词的权重，以及“{word}”改变时输出的变化；分别为无掩码与有掩码。",
    ),
    "ahead_none": ("later, no mask", "看后文的权重（无掩码）"),
    "ahead_causal": ("later, mask", "（有掩码）"),
    "change_none": ("change, no mask", "输出变化（无掩码）"),
    "change_causal": ("change, mask", "（有掩码）"),
    "mask_needed": (
        "Without the mask the {count} earlier {count:output changes|outputs change} by up to {leaked}, since {share} of their weight goes to "
        "later words; with it they change by {kept}: a decoder learning to predict the next word cannot copy it.",
        "没有掩码时，前面 {count} 个输出最多改变 {leaked}，因为它们有 {share} 的权重给了后面的词；有掩码时改变 {kept}："
        "学习预测下一个词的解码器无法照抄答案。",
    ),
    "mask_unseen": (
        "Nothing leaks in this run even without the mask: the earlier outputs change by {leaked}.",
        "这次运行中即使没有掩码也没有泄漏：前面的输出改变 {leaked}。",
    ),
    "mask_fails": (
        "Even with the mask the earlier outputs change by up to {kept}: something else in this run (such as batch norm) "
        "passes on what comes later.",
        "即使有掩码，前面的输出仍改变 {kept}：这次运行中有别的东西（例如批归一化）传递了后面的信息。",
    ),
    # residual
    "residual_about": (
        "An encoder of {layers} {layers:layer|layers}, with and without residual connections; layer 0 is the input.",
        "一个 {layers} 层的编码器，有残差连接与没有残差连接；第 0 层是输入。",
    ),
    "residual_table": (
        "Gradient: ‖∂(last word's output)/∂(what this layer gives)‖. Difference: how far the words' rows are from their "
        "mean, as a share of their size.",
        "梯度：‖∂(最后一个词的输出)/∂(该层的输出)‖。差异：各词的行与其平均值的距离，占行本身大小的比例。",
    ),
    "gradient_with": ("gradient, with", "梯度（有残差）"),
    "gradient_without": ("gradient, without", "梯度（无残差）"),
    "spread_with": ("difference, with", "差异（有残差）"),
    "spread_without": ("difference, without", "差异（无残差）"),
    "residual_both": (
        "Over {layers} {layers:layer|layers} the gradient at the input is {kept} times that before the last layer with residual "
        "connections and {lost} times without; of the differences between words {with_} are left, without {without}. "
        "Both the gradient and the words get through better with them.",
        "经过 {layers} 层，输入处的梯度是最后一层之前的 {kept} 倍（有残差）和 {lost} 倍（无残差）；词与词的差异剩下 "
        "{with_}，无残差时剩下 {without}。有残差连接时，梯度和词与词之间的差异都保留得更好。",
    ),
    "residual_gradient": (
        "Over {layers} {layers:layer|layers} the gradient at the input is {kept} times that before the last layer with residual "
        "connections and {lost} times without; but the words do not become more alike without them here ({with_} of the "
        "differences are left, without {without}).",
        "经过 {layers} 层，输入处的梯度是最后一层之前的 {kept} 倍（有残差）和 {lost} 倍（无残差）；"
        "但在这里没有残差时词并没有变得更相似（差异剩下 {with_}，无残差时 {without}）。",
    ),
    "residual_words": (
        "Without residual connections the words become more alike: {without} of their differences are left, with them "
        "{with_}. The gradient does not shrink more without them here ({kept} times with, {lost} times without, over "
        "{layers} {layers:layer|layers}).",
        "没有残差连接时，词变得更相似：差异只剩 {without}，有残差时剩 {with_}。但在这里梯度并没有因此更小（{layers} 层，"
        "有残差 {kept} 倍，无残差 {lost} 倍）。",
    ),
    "residual_unseen": (
        "In this run residual connections help neither: over {layers} {layers:layer|layers} the gradient is {kept} times with and "
        "{lost} times without, and {with_} and {without} of the words' differences are left.",
        "这次运行中残差连接没有帮助：{layers} 层之后，梯度为 {kept} 倍（有）和 {lost} 倍（无），词的差异剩下 {with_} 和 "
        "{without}。",
    ),
    # norm
    "norm_about": (
        "The same matrix normalised three ways, then a deep encoder without a norm, with post-norm (the paper) and with "
        "pre-norm.",
        "同一个矩阵用三种方式归一化；然后是一个深层编码器：不归一化、后归一化（论文）、前归一化。",
    ),
    "norm_before": ("Before any norm", "归一化之前"),
    "norm_of": ("{kind}: averages over {axis}", "{kind}：沿 {axis} 求均值"),
    "norm_table": (
        "What each leaves: the row mean and column mean furthest from 0, and the deviations furthest from 1.",
        "归一化之后：离 0 最远的行均值、列均值，以及离 1 最远的标准差。",
    ),
    "norm_kind": ("norm", "归一化"),
    "averages_over": ("averages over", "沿哪个轴求均值"),
    "row_mean": ("row mean", "行均值"),
    "row_deviation": ("row deviation", "行标准差"),
    "column_mean": ("column mean", "列均值"),
    "column_deviation": ("column deviation", "列标准差"),
    "by_depth": ("Layer by layer", "逐层来看"),
    "sizes_table": ("Size of the activations (root mean square) after each layer.", "每层之后激活值的大小（均方根）。"),
    "slopes_table": (
        "Size of the gradient of the last word's output by each layer's result.",
        "最后一个词的输出对每层结果的梯度大小。",
    ),
    "norm_tames": (
        "Over {layers} {layers:layer|layers} the largest activations are {none} times the smallest without a norm, {post} times with "
        "post-norm and {pre} times with pre-norm: the norm keeps them in bounds.",
        "{layers} 层中，最大的激活值是最小的 {none} 倍（不归一化）、{post} 倍（后归一化）、{pre} 倍（前归一化）："
        "归一化使它们保持在一定范围内。",
    ),
    "norm_unseen": (
        "In this run the norm does not keep activations closer together: largest to smallest over {layers} {layers:layer|layers} is "
        "{none} without, {post} with post-norm, {pre} with pre-norm.",
        "这次运行中归一化并没有使激活值更接近：{layers} 层中最大与最小之比为 {none}（不归一化）、{post}（后归一化）、"
        "{pre}（前归一化）。",
    ),
    # growth
    "growth_depth": ("With depth", "随深度"),
    "growth_depth_about": (
        "The same encoder of {layers} {layers:layer|layers}, with the norm after each sum (post, the paper) and before each sublayer (pre).",
        "同一个 {layers} 层的编码器：归一化在每次相加之后（post，论文的做法），或在每个子层之前（pre）。",
    ),
    "growth_depth_table": ("Size, change and gradient by layer", "各层的大小、变化与梯度"),
    "growth_depth_means": (
        "Size: root mean square of what the layer gives. Change: how much it differs from what the layer read, as a share of that. Gradient: ‖∂(last word's output)/∂(what the layer gives)‖.",
        "大小：该层输出的均方根。变化：输出与该层读入之差，占读入大小的比例。梯度：‖∂(最后一个词的输出)/∂(该层的输出)‖。",
    ),
    "growth_size": ("size, {place}", "大小，{place}"),
    "growth_changed": ("change", "变化"),
    "growth_slope": ("gradient", "梯度"),
    "growth_mean": ("What RMS norm leaves alone", "RMS 归一化没有去掉的"),
    "growth_mean_table": ("The mean's share of the mean square", "均值占均方的比例"),
    "growth_mean_means": (
        "What layer norm subtracts and RMS norm does not: the square of a row's mean, as a share of its mean square, before the first norm of each layer (pre-norm, mean over the words).",
        "层归一化减去、RMS 归一化不减的：一行均值的平方占其均方的比例，取自每层第一个归一化之前（前归一化，对各词取平均）。",
    ),
    "growth_share": ("mean's share", "均值占比"),
    "growth_factor": ("Scores as the weights grow", "权重变大时的分数"),
    "growth_factor_table": ("The largest score as the weights grow", "权重变大时的最大分数"),
    "growth_factor_means": (
        "The largest scaled score (sign left out) of a decoder layer when W_Q and W_K are multiplied, without and with normed queries and keys (q/k norm).",
        "把 W_Q 和 W_K 放大若干倍时，一个解码器层中缩放后分数的最大绝对值：没有 q/k 归一化时，以及对查询和键作归一化（q/k 归一化）时。",
    ),
    "growth_times": ("W_Q, W_K times", "W_Q、W_K 倍数"),
    "growth_plain": ("largest score", "最大分数"),
    "growth_normed": ("with q/k norm", "有 q/k 归一化"),
    "growth_step": ("Scores after one step of learning", "训练一步之后的分数"),
    "growth_step_table": ("The largest score after one step", "训练一步之后的最大分数"),
    "growth_step_means": (
        "The same layer learns to write this text, one step of gradient descent with larger and larger learning rates: the largest scaled score (sign left out) after it.",
        "同一层用梯度下降学写这段文本，只训练一步，学习率逐行增大：这一步之后，缩放后分数的最大绝对值。",
    ),
    "growth_rate": ("learning rate", "学习率"),
    "growth_held": (
        "Over {layers} {layers:layer|layers} the size of the numbers becomes {pre} times what it was with pre-norm and {post} times with post-norm; RMS norm leaves in a mean that is {mean} of the mean square. With W_Q and W_K times {factor} the largest score is {plain} times what it was, with q/k norm {normed} times; after one step at learning rate {rate} it is {grown} times what it was, with q/k norm {held} times: normed queries and keys keep scores from growing.",
        "经过 {layers} 层，数的大小在前归一化时变为 {pre} 倍，后归一化时变为 {post} 倍；RMS 归一化留下的均值占均方的 {mean}。W_Q 和 W_K 放大 {factor} 倍时，最大分数变为 {plain} 倍，有 q/k 归一化时为 {normed} 倍；以学习率 {rate} 训练一步之后变为 {grown} 倍，有 q/k 归一化时为 {held} 倍：对查询和键作归一化，约束了分数的增长。",
    ),
    "growth_unseen": (
        "Over {layers} {layers:layer|layers} the size of the numbers becomes {pre} times what it was with pre-norm and {post} times with post-norm; RMS norm leaves in a mean that is {mean} of the mean square. With W_Q and W_K times {factor} the largest score is {plain} times what it was, with q/k norm {normed} times. In this run normed queries and keys do not keep scores from growing: after one step at learning rate {rate} they are {grown} times as large without, {held} times with them.",
        "经过 {layers} 层，数的大小在前归一化时变为 {pre} 倍，后归一化时变为 {post} 倍；RMS 归一化留下的均值占均方的 {mean}。W_Q 和 W_K 放大 {factor} 倍时，最大分数变为 {plain} 倍，有 q/k 归一化时为 {normed} 倍。在这次运行中，对查询和键作归一化没有约束分数的增长：以学习率 {rate} 训练一步之后，不用时为 {grown} 倍，用时为 {held} 倍。",
    ),
    # nonlinearity
    "nonlinearity_about": (
        "The feed-forward network beside one linear layer with the matrix W_1 W_2 and the bias b_1 W_2 + b_2.",
        "前馈网络与一个线性层对比：后者的矩阵是 W_1 W_2，偏置是 b_1 W_2 + b_2。",
    ),
    "one_matrix": ("W_1 W_2: the one layer", "W_1 W_2：合成的一层"),
    "nonlinearity_table": (
        "The largest difference between the two, for each activation between the layers.",
        "两者的最大差，对应两层之间的不同激活函数。",
    ),
    "nonlinearity_one": (
        "Without an activation the two layers are one (the difference is 0 to rounding); with {kinds} no such layer "
        "is the same (differences from {least} on).",
        "没有激活函数时，两层就是一层（差在舍入误差内为 0）；用 {kinds} 时则不同（差至少为 {least}）。",
    ),
    "nonlinearity_unseen": (
        "On this text the activation makes no measurable difference, or something else does: without one the difference "
        "is {size}.",
        "在这段文本上看不出激活函数的作用，或另有原因：没有激活函数时的差为 {size}。",
    ),
    # experts
    "experts_none": (
        "The model '{model}' has no router that chooses among experts: leave --model out, or give --model mixtral or --experts 4.",
        "模型“{model}”没有在专家之间选择的路由器：请去掉 --model，或者给出 --model mixtral 或 --experts 4。",
    ),
    "experts_about": (
        "{tokens} {tokens:token|tokens}, {layers} {layers:layer|layers} with a router; in each a token gets {count} of {experts} experts.",
        "{tokens} 个 token，{layers} 层有路由器；每一层中，一个 token 分给 {experts} 个专家中的 {count} 个。",
    ),
    "experts_choices": ("Which experts get which token", "哪个词分给哪些专家"),
    "experts_choices_table": (
        "The experts of each token, and in brackets what each one's output is multiplied by.",
        "每个 token 的专家；括号中是该专家的输出所乘的权重。",
    ),
    "experts_first": ("Shown are the first {shown} of {layers} layers.", "只列出 {layers} 层中的前 {shown} 层。"),
    "experts_load": ("The load", "负载"),
    "experts_load_table": ("How many tokens each expert was given.", "每个专家分到多少个 token。"),
    "expert": ("expert", "专家"),
    "experts_all": ("all layers", "所有层"),
    "experts_sureness": ("How even, and how sure", "均匀程度与确定程度"),
    "experts_sureness_table": ("Balance of the load and entropy of the router", "负载的均衡与路由器的熵"),
    "experts_sureness_means": (
        "Busiest: the largest load over the mean. Balance: E Σ f P (arXiv 2101.03961, equation 4), 1 where loads and probabilities are even; training keeps it low. Entropy of a token's router probabilities, in nats; the last column is that of even ones.",
        "最忙：最大负载与平均负载之比。均衡：E Σ f P（arXiv 2101.03961，公式 4），负载与概率都均匀时为 1，训练时要压低它。熵：一个 token 的路由概率的熵（奈特）；最后一列是概率均匀时的熵。",
    ),
    "experts_column_layer": ("layer", "层"),
    "experts_column_idle": ("idle", "空闲"),
    "experts_column_busiest": ("busiest", "最忙"),
    "experts_column_balance": ("balance", "均衡"),
    "experts_column_entropy": ("entropy", "熵"),
    "experts_column_even": ("if even", "均匀时"),
    "experts_left": ("What the choice leaves out", "选择时舍去了什么"),
    "experts_left_table": ("Fewer and more experts", "专家更少与更多"),
    "experts_left_means": (
        "Each layer's output with more and fewer of the {experts} experts, from the same input; means over the layers. Kept: the share of the router's probability. Difference: from the output of all experts, root mean square, as a share of its own. Multiplications: of one token in all layers, where only the chosen are computed.",
        "输入相同，选用 {experts} 个专家中的若干个时各层的输出；对各层取平均。保留：所选专家占路由概率的比例。差异：与用全部专家时的输出之差的均方根，占后者自身均方根的比例。乘法次数：一个 token 在所有层中、只计算所选专家时的次数。",
    ),
    "experts_column_chosen": ("experts", "专家数"),
    "experts_column_kept": ("probability kept", "保留的概率"),
    "experts_column_off": ("difference", "差异"),
    "experts_column_work": ("multiplications", "乘法次数"),
    "experts_uneven": (
        "The load is uneven: of {experts} experts the busiest was chosen {most} {most:time|times}, the least busy {least} ({mean} on average). A token's router probabilities have an entropy of {entropy}, even ones {even}. The {count} chosen hold {kept} of the probability; leaving out the rest changes a layer's output by {off} of its size.",
        "负载不均匀：{experts} 个专家中，最忙的被选中 {most} 次，最闲的 {least} 次（平均 {mean} 次）。一个 token 的路由概率的熵为 {entropy}，概率均匀时为 {even}。选中的 {count} 个占概率的 {kept}；舍去其余的，使一层的输出改变了自身大小的 {off}。",
    ),
    "experts_even": (
        "The load is even: each of the {experts} experts was chosen {most} {most:time|times}. A token's router probabilities have an entropy of {entropy}, even ones {even}. The {count} chosen hold {kept} of the probability; leaving out the rest changes a layer's output by {off} of its size.",
        "负载均匀：{experts} 个专家各被选中 {most} 次。一个 token 的路由概率的熵为 {entropy}，概率均匀时为 {even}。选中的 {count} 个占概率的 {kept}；舍去其余的，使一层的输出改变了自身大小的 {off}。",
    ),
    # cache
    "cache_toy": (
        "The experiment cache changes how many heads of keys the model has, so it runs a toy decoder, not '{model}': choose one of {known}.",
        "实验 cache 要改变键的头数，所以只用小型解码器，不用“{model}”：请从 {known} 中选择。",
    ),
    "cache_about": (
        "A decoder of {layers} {layers:layer|layers} and {heads} {heads:head|heads} (d_k = {d_k}) reads the text and writes {written} {written:token|tokens} on, once computing everything again for each token, once keeping the keys and values of earlier tokens (KV cache).",
        "一个解码器（{layers} 层，{heads} 个 head，d_k = {d_k}）读入文本并续写 {written} 个 token：一次是每写一个就全部重算，一次是保留先前 token 的键和值（KV 缓存）。",
    ),
    "cache_passes": ("What the cache saves", "缓存省下了什么"),
    "cache_passes_table": ("Multiplications, and numbers kept", "乘法次数与保留的数"),
    "cache_passes_means": (
        "Multiplications in the matrix products of each pass, and how many numbers the cache keeps for the next one.",
        "每一遍中矩阵乘法所用的乘法次数，以及缓存为下一遍保留多少个数。",
    ),
    "cache_column_pass": ("pass", "遍"),
    "cache_column_tokens": ("tokens", "token 数"),
    "cache_column_again": ("all again", "全部重算"),
    "cache_column_cached": ("with cache", "用缓存"),
    "cache_column_kept": ("numbers kept", "保留的数"),
    "cache_same": (
        "The logits of each pass are the same either way (the largest difference is 0 to rounding): the cache only saves work.",
        "两种做法每一遍的 logits 都相同（最大差在舍入误差内为 0）：缓存只是省去了计算。",
    ),
    "cache_other": (
        "The logits of the two ways differ by up to {size}: in this run what is kept is not what would be computed again.",
        "两种做法的 logits 最多相差 {size}：在这次运行中，保留下来的与重新计算的并不相同。",
    ),
    "cache_heads": ("Fewer heads of keys and values", "减少键、值的头数"),
    "cache_heads_table": ("Heads of keys and values: memory, work, difference", "键、值的头数：内存、计算量与差异"),
    "cache_heads_means": (
        "Made from the same weights: the W_K and W_V of heads that share are their mean (arXiv 2305.13245, section 2.1). Difference: of the logits from those of the first row, root mean square, as a share of the logits' own. What is kept and multiplied: in pass 1, with the cache.",
        "由同一组权重得到：共用键和值的各 head，W_K、W_V 取它们的均值（arXiv 2305.13245，第 2.1 节）。差异：logits 与第一行之差的均方根，占 logits 自身均方根的比例。保留的数与乘法次数取自用缓存的第 1 遍。",
    ),
    "cache_column_kv_heads": ("kv_heads", "kv_heads"),
    "cache_column_queries": ("queries each", "每组查询头数"),
    "cache_column_a_token": ("kept a token, layer", "每 token 每层保留"),
    "cache_column_of_text": ("kept in all", "共保留"),
    "cache_column_work": ("multiplications", "乘法次数"),
    "cache_column_off": ("difference", "差异"),
    "cache_saves": (
        "Reading token number {tokens} takes {again} multiplications when all is computed again, {cached} with the cache. For this it keeps {most} numbers a token and layer with as many heads of keys as of queries ({heads}), {least} with one head for all ({share}). It is not free: averaged without training, the logits move by {off} of their size.",
        "读入第 {tokens} 个 token 时，全部重算要 {again} 次乘法，用缓存要 {cached} 次。为此，键的头数与查询相同（{heads} 个）时，每个 token 每层保留 {most} 个数；全部共用一个时，保留 {least} 个（{share}）。但这有代价：只取平均而不训练，logits 的变化达到自身大小的 {off}。",
    ),
    "cache_free": (
        "Reading token number {tokens} takes {again} multiplications when all is computed again, {cached} with the cache. For this it keeps {most} numbers a token and layer with as many heads of keys as of queries ({heads}), {least} with one head for all ({share}). In this run sharing changes nothing: the logits move by {off} of their size.",
        "读入第 {tokens} 个 token 时，全部重算要 {again} 次乘法，用缓存要 {cached} 次。为此，键的头数与查询相同（{heads} 个）时，每个 token 每层保留 {most} 个数；全部共用一个时，保留 {least} 个（{share}）。在这次运行中共用没有带来变化：logits 的变化为自身大小的 {off}。",
    ),
    "cache_one": (
        "Reading token number {tokens} takes {again} multiplications when all is computed again, {cached} with the cache, which keeps {most} numbers a token and layer. With {heads} {heads:head|heads} there is nothing to share: give --heads 2 or more.",
        "读入第 {tokens} 个 token 时，全部重算要 {again} 次乘法，用缓存要 {cached} 次，为此每个 token 每层保留 {most} 个数。只有 {heads} 个 head，没有可以共用的：请给出 --heads 2 或更多。",
    ),
    # conventions
    "conventions_about": (
        "Each row is this sentence run twice, alike but for one setting. The cell is the first one, in the order of the "
        "computation, whose number differs. The paper is arXiv 1706.03762, for the GRU 1406.1078.",
        "每一行都是把这个句子运行两次，只有一个设置不同。所列的单元格是按计算顺序第一个不同的数。论文指 arXiv 1706.03762，"
        "GRU 指 1406.1078。",
    ),
    "convention": (
        "The paper: {paper}. Otherwise: {who}. First seen in {place}: the paper's choice gives {first}, this one {second}.",
        "论文：{paper}。不同选择：{who}。最先出现在 {place}（按论文为 {first}，按这种做法为 {second}）。",
    ),
    "convention_same": (
        "The paper: {paper}. Otherwise: {who}. No number of this sentence differs.",
        "论文：{paper}。不同选择：{who}。这个句子的任何数都没有差别。",
    ),
    "conventions_all": (
        "All {count} choices change a number of this sentence; none can be left unsaid.",
        "全部 {count} 种选择都会改变这个句子的某个数：没有一种可以略去不说。",
    ),
    "conventions_some": (
        "{shown} of {count} choices change a number of this sentence; the others show only on other texts or sizes.",
        "{count} 种选择中有 {shown} 种会改变这个句子的数；其余的只在别的文本或尺寸上才看得出来。",
    ),
    "no_stage": ("no such stage", "没有这个阶段"),
    "epsilon_paper": ("not named (1e-05 here)", "没有写明（这里用 1e-05）"),
    "ffn_only": ("feed-forward only", "仅前馈网络"),
    "who_embedding_scale": ("most worked examples, BERT, GPT-2", "多数手算例子、BERT、GPT-2"),
    "who_positions_learned": ("BERT, GPT-2", "BERT、GPT-2"),
    "who_positions_rope": ("RoFormer, Llama", "RoFormer、Llama"),
    "who_layout_halves": ("many re-implementations", "许多复现代码"),
    "who_layout_timescales": ("Tensor2Tensor, the paper's own code", "Tensor2Tensor（论文自己的代码）"),
    "who_exponent": ("a common mistake: the column doubled", "常见错误：把列号加倍"),
    "who_bias": ("nn.MultiheadAttention, BERT, GPT-2", "nn.MultiheadAttention、BERT、GPT-2"),
    "who_scale": ("T5, simple worked examples", "T5、简单的手算例子"),
    "who_mask_fill": ("The Annotated Transformer, the TensorFlow tutorial", "The Annotated Transformer、TensorFlow 教程"),
    "who_mask_renormalise": (
        "chapter 3 of Build a Large Language Model (From Scratch)",
        "《Build a Large Language Model (From Scratch)》第 3 章",
    ),
    "who_softmax_over": ("a common mistake: the wrong axis", "常见错误：轴弄错了"),
    "who_norm_pre": (
        "The Annotated Transformer, GPT-2, Llama, most later models",
        "The Annotated Transformer、GPT-2、Llama 和后来的多数模型",
    ),
    "who_norm_rms": ("T5, Llama", "T5、Llama"),
    "who_variance": ("The Annotated Transformer", "The Annotated Transformer"),
    "who_epsilon": ("BERT", "BERT"),
    "who_epsilon_at": ("The Annotated Transformer", "The Annotated Transformer"),
    "who_gelu": ("BERT", "BERT"),
    "who_gelu_tanh": ("GPT-2", "GPT-2"),
    "who_final_norm": ("nn.Transformer, the Annotated Transformer", "nn.Transformer、The Annotated Transformer"),
    "who_tied": ("nn.Transformer examples, T5 v1.1", "nn.Transformer 的例子、T5 v1.1"),
    "who_gru_reset": ("PyTorch, cuDNN", "PyTorch、cuDNN"),
    "who_gru_update": ("arXiv 1412.3555", "arXiv 1412.3555"),
    # sentences about where heads look
    "patterns_no_attention": (
        "This model has no attention of one sentence over itself, so no head looks anywhere.",
        "这个模型没有一个句子对自身的注意力，没有 head 可看。",
    ),
    "patterns_left_out": (
        "Looked at are the {heads} {heads:head|heads} in which the {stack}'s text attends to itself; {others} other {others:head|heads} of this model read or write another text and are left out.",
        "这里看的是 {stack} 中文本对自身作注意力的 {heads} 个 head；模型另有 {others} 个 head 涉及别的文本，没有列入。",
    ),
    "patterns_row": ("The row of '{token}' in every head", "每个 head 中“{token}”的一行"),
    "patterns_caption_row": (
        "In how many of the {heads} heads the largest weight of '{token}' is on this token, and its mean weight over all heads.",
        "多少个 head 把“{token}”的最大权重给了这个 token（共 {heads} 个），以及它在所有 head 上的平均权重。",
    ),
    "patterns_elsewhere": (
        "Heads whose largest weight is not on '{token}' ({count}), the largest weights first.",
        "最大权重不在“{token}”上的 head（{count} 个），权重大的在前。",
    ),
    "patterns_habits": ("What the heads do in all rows", "各 head 在所有行上的习惯"),
    "patterns_caption_habits": (
        "How many heads give this token more than half of their weight, on average over the rows that may look there and have a choice; and the head that gives it most.",
        "对每一行（只算有多个键可选的行）取平均：多少个 head 把一半以上的权重给了这类 token，以及给得最多的是哪个 head。",
    ),
    "patterns_column_token": ("token", "token"),
    "patterns_column_heads": ("heads", "头数"),
    "patterns_column_mean": ("mean weight", "平均权重"),
    "patterns_column_head": ("head", "head"),
    "patterns_column_looks_at": ("looks most at", "最看重"),
    "patterns_column_weight": ("weight", "权重"),
    "patterns_column_habit": ("looks at", "看向"),
    "patterns_column_most": ("most of all", "最典型的"),
    "patterns_habit_first": ("the first token", "第一个 token"),
    "patterns_habit_last": ("the last token", "最后一个 token"),
    "patterns_habit_previous": ("the token before", "前一个 token"),
    "patterns_habit_own": ("the token itself", "自身"),
    "patterns_habit_next": ("the token after", "后一个 token"),
    "patterns_conclusion": (
        "In {largest} of {heads} heads the largest weight of '{token}' is on '{favourite}'. {habit} {habit:head mostly looks|heads mostly look} at the first, last, previous, own or next token, whatever the words are. In {own} of {rows} {rows:row|rows} with more than one key to choose from a token's own weight is the largest.",
        "{heads} 个 head 中，有 {largest} 个把“{token}”的最大权重给了“{favourite}”。不论词是什么都主要看第一个、最后一个、前一个、后一个 token 或自身的 head 有 {habit} 个。{rows} 行有不止一个键可选，其中 {own} 行的最大权重在自身。",
    ),
    "patterns_conclusion_tie": (
        "It is a tie: in {largest} of {heads} heads each, the largest weight of '{token}' is on {others}; of these '{favourite}' has the largest mean weight ({mean}). {habit} {habit:head mostly looks|heads mostly look} at the first, last, previous, own or next token, whatever the words are. In {own} of {rows} {rows:row|rows} with more than one key to choose from a token's own weight is the largest.",
        "出现并列：在 {heads} 个 head 中，把“{token}”的最大权重给了 {others} 的各有 {largest} 个；其中“{favourite}”的平均权重最大（{mean}）。不论词是什么都主要看第一个、最后一个、前一个、后一个 token 或自身的 head 有 {habit} 个。{rows} 行有不止一个键可选，其中 {own} 行的最大权重在自身。",
    ),
    # sentences about ablation, patching and the logit lens
    "probe_no_answer": (
        "This run ends before probabilities, so there is no answer to watch: choose a model that answers one sentence, such as --model pronoun or --model decoder.",
        "这次运行没有得出概率，因而没有可观察的答案：请选择能对一个句子作答的模型，例如 --model pronoun 或 --model decoder。",
    ),
    "probe_no_token": (
        "The token '{word}' is not among the rows that answer: {known}.",
        "作答的各行中没有 token“{word}”：{known}。",
    ),
    "probe_no_token.near": (
        "The token '{word}' is not among the rows that answer. Did you mean {near}?",
        "作答的各行中没有 token“{word}”。是不是想写 {near}？",
    ),
    "probe_two_texts": (
        'patch needs two sentences: ttrace experiment patch "… too tired" "… too narrow" --model pronoun',
        'patch 需要两个句子：ttrace experiment patch "… too tired" "… too narrow" --model pronoun',
    ),
    "probe_lengths": (
        "patch puts one position into the same position of the other sentence, but A has {first} {first:token|tokens} and B has {second}: choose two of one length.",
        "patch 把一个位置放进另一句的同一位置，但 A 有 {first} 个 token，B 有 {second} 个：请选择长度相同的两句。",
    ),
    "probe_answer": (
        "At '{token}' the model answers '{answer}' with probability {chance}.",
        "在“{token}”处，模型的答案是“{answer}”，概率为 {chance}。",
    ),
    "probe_answer_tie": (
        "It is a tie with {others}, just as probable as '{answer}': of ties the first is the answer.",
        "出现并列：{others} 与“{answer}”的概率相同；并列时以最先的为答案。",
    ),
    "probe_answer_pooled": (
        "The model answers '{answer}' with probability {chance}.",
        "模型的答案是“{answer}”，概率为 {chance}。",
    ),
    "probe_heads": ("Without one head", "去掉一个 head"),
    "probe_sublayers": ("Without one sublayer", "去掉一个子层"),
    "probe_tokens": ("Without one token", "去掉一个 token"),
    "probe_part": ("taken away", "去掉的部分"),
    "probe_zeroed": ("zeroed", "置零"),
    "probe_averaged": ("averaged", "取平均"),
    "probe_still": ("p", "p"),
    "probe_largest_weight": ("weight", "权重"),
    "probe_removed": (
        "What the model says then, and how probable (p) its first answer '{answer}' still is.",
        "此时模型的答案，以及原答案“{answer}”还有多大概率（p）。",
    ),
    "probe_removed_heads": (
        "What the model says then, and how probable (p) its first answer '{answer}' still is; beside it the head's largest weight in the row that answers.",
        "此时模型的答案，以及原答案“{answer}”还有多大概率（p）；最后一列是该 head 在作答那一行中的最大权重。",
    ),
    "probe_average_means": (
        "Averaged: each number becomes its mean over the sentence's positions (a token: the mean of the other tokens), so that what is usual stays and what is particular goes.",
        "取平均：每个数换成它在句中各位置上的平均值（token 则换成其余 token 的平均值），于是一般的内容留下，特有的内容消失。",
    ),
    "probe_no_heads": (
        "There is no head to take away here.",
        "这里没有可以去掉的 head。",
    ),
    "probe_none_needed": (
        "No single head is needed for this answer: the worst loss, {part}, leaves '{answer}' first, with {after} in place of {before}. Whatever its attention weights show, none of them alone explains the answer.",
        "单独去掉任何一个 head，这个答案都不变：影响最大的 {part} 去掉后，“{answer}”仍是首选，概率由 {before} 变为 {after}。无论注意力权重显示什么，单凭其中任何一个都不能解释这个答案。",
    ),
    "probe_needed": (
        "The answer depends most on {part}: without it '{answer}' falls from {before} to {after}.",
        "答案最依赖 {part}：去掉它，“{answer}”的概率由 {before} 降到 {after}。",
    ),
    "probe_turned": (
        "Without {part} the answer is no longer '{answer}' (its probability goes from {before} to {after}), although taking away {worst} lowers it further.",
        "去掉 {part}，答案就不再是“{answer}”（概率由 {before} 变为 {after}），尽管去掉 {worst} 会使它降得更低。",
    ),
    "probe_needed_and_looks": (
        "The answer depends most on {part}: without it '{answer}' falls from {before} to {after}. It is also the head with the largest weight in this row, so here the weight does point at what matters.",
        "答案最依赖 {part}：去掉它，“{answer}”的概率由 {before} 降到 {after}。它也是这一行中权重最大的 head，所以这里的权重确实指向了起作用的地方。",
    ),
    "probe_needed_not_looks": (
        "The answer depends most on {part}: without it '{answer}' falls from {before} to {after}. The largest weight in this row, however, is in {largest}: a large weight alone does not say what the answer needs.",
        "答案最依赖 {part}：去掉它，“{answer}”的概率由 {before} 降到 {after}。然而这一行中最大的权重在 {largest}：仅凭权重大，还不能说明答案需要什么。",
    ),
    "probe_token": ("token", "token"),
    "probe_state": ("state", "状态"),
    "probe_says": ("it would answer", "此时的答案"),
    "probe_says_chance": ("with", "概率"),
    "probe_final_chance": ("final answer", "最终答案的概率"),
    "probe_rank": ("its rank", "它的名次"),
    "probe_lens_caption": (
        "Each state read by the model's own last steps, as if no layer followed.",
        "每个状态都由模型自己的最后几步读出，仿佛后面没有别的层。",
    ),
    "probe_lens_all": ("What each state would answer at every token.", "每个状态在各个 token 处会给出的答案。"),
    "probe_lens_means": (
        "Early states were never trained to be read like this: a poor answer here does not mean that nothing is known yet.",
        "前面的状态并没有为这样的读出而训练：这里答得不好，并不说明还什么都不知道。",
    ),
    "probe_lens_always": (
        "The answer '{answer}' can be read from {state} on, before any layer has run (probability {chance}).",
        "答案“{answer}”从 {state} 起就能读出，那时还没有经过任何一层（概率 {chance}）。",
    ),
    "probe_lens_since": (
        "From {state} on every state answers '{answer}' (probability {chance} there); {before} still says '{other}'.",
        "从 {state} 起，每个状态的答案都是“{answer}”（在那里概率为 {chance}）；而 {before} 仍答“{other}”。",
    ),
    "probe_lens_last": (
        "Only the last state, {state}, answers '{answer}' (probability {chance}); {before} still says '{other}'.",
        "只有最后的状态 {state} 答“{answer}”（概率 {chance}）；而 {before} 仍答“{other}”。",
    ),
    "probe_patch_answer": (
        "{name}: “{text}”: the answer is '{answer}' with probability {chance}.",
        "{name}：“{text}”：答案是“{answer}”，概率 {chance}。",
    ),
    "probe_patch_same": (
        "Both sentences get the answer '{answer}', so there is nothing to carry over: choose two that differ.",
        "两个句子的答案都是“{answer}”，没有可以转移的内容：请选择答案不同的两句。",
    ),
    "probe_patch_states": ("The state after each layer", "每一层之后的状态"),
    "probe_patch_sublayers": ("What each sublayer adds", "每个子层所加的内容"),
    "probe_patch_caption": (
        "How probable A's answer '{answer}' is in B's run when this one vector is A's; without a patch it is {before}.",
        "只把这一个向量换成 A 的，B 的运行中 A 的答案“{answer}”有多大概率；不换时为 {before}。",
    ),
    "probe_patch_means": (
        "A row is a position, a column a stage; where the sentences differ, both tokens are written (A→B).",
        "一行是一个位置，一列是一个阶段；两句不同之处写出两个 token（A→B）。",
    ),
    "probe_patch_path": (
        "What decides between the answers enters at '{input}' (patched there, '{answer}' goes from {before} to {input_chance}) and stands at '{last}' after the last layer ({last_chance}).",
        "决定答案的内容从“{input}”进入（在那里替换，“{answer}”由 {before} 变为 {input_chance}），在最后一层之后位于“{last}”（{last_chance}）。",
    ),
    "probe_patch_carried": (
        "What decides between the answers enters at '{input}' ('{answer}' goes from {before} to {input_chance}) and stands at '{last}' after the last layer ({last_chance}); one sublayer alone carries most of it over: {stage} at '{place}' ({chance}).",
        "决定答案的内容从“{input}”进入（“{answer}”由 {before} 变为 {input_chance}），在最后一层之后位于“{last}”（{last_chance}）；单独一个子层就转移了其中的大半：{stage} 在“{place}”处（{chance}）。",
    ),
    "probe_patch_shared": (
        "What decides between the answers enters at '{input}' ('{answer}' goes from {before} to {input_chance}) and stands at '{last}' after the last layer ({last_chance}); no sublayer carries most of it alone: the most is {chance}, by {stage} at '{place}'.",
        "决定答案的内容从“{input}”进入（“{answer}”由 {before} 变为 {input_chance}），在最后一层之后位于“{last}”（{last_chance}）；没有哪个子层能单独转移其中的大半：最多的是 {stage} 在“{place}”处，{chance}。",
    ),
}
