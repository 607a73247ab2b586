"""Sentences about writing on, token by token."""

MESSAGES = {
    "tie": (
        "Step {step}: '{token}' ties with {others}; of ties the earlier in the vocabulary is chosen.",
        "第 {step} 步：“{token}”与 {others} 并列；并列时选词表中靠前的。",
    ),
    "no_decoder": (
        "Writing on needs a model with a decoder: add --model decoder or --model encoder-decoder.",
        "续写需要带解码器的模型：请加上 --model decoder 或 --model encoder-decoder。",
    ),
    "progress": ("{done} of at most {count} tokens written", "已续写 {done} 个 token，最多 {count} 个"),
    "alone": (
        "--{key} is about writing on: add --generate N.",
        "--{key} 只用于续写：请加上 --generate N。",
    ),
    "no_numbers": (
        "Some weights were given and others were not, so the logits have no numbers and no token can be chosen: give all weights, or none.",
        "只给出了一部分权重，logits 没有数值，无法选择 token：请给出全部权重，或一个也不给。",
    ),
    "no_logits": (
        "The model has no output over a vocabulary (no W_U), so it cannot choose a token.",
        "模型没有词表上的输出（没有 W_U），因此无法选择 token。",
    ),
    "rows": (
        "Writing on needs tokens to read; rows given as vectors cannot be continued: give a text or target ids.",
        "续写需要以 token 为输入；直接给出的向量无法续写：请给出文本或 target ids。",
    ),
    "several": (
        "Writing on takes one sentence at a time, and {count} were given.",
        "续写一次只处理一个句子，而这里给了 {count} 个。",
    ),
    "no_cache": (
        "A recurrent decoder has no keys and values of its own to keep: leave --cache out.",
        "循环解码器没有自己的键和值可以缓存：请去掉 --cache。",
    ),
    "mask": (
        "A mask given as a matrix does not say what a new token may look at: use causal or none.",
        "以矩阵给出的掩码没有说明新 token 可以看到什么：请使用 causal 或 none。",
    ),
    "cache_mask": (
        "--cache needs a causal mask: without it earlier tokens look at later ones, so nothing kept would stay true.",
        "--cache 需要因果掩码：没有它，前面的 token 会看到后面的，缓存的值就不再成立。",
    ),
    "cache_edits": (
        "--cache and a changed stage ({stage}) do not go together: leave out --cache, or change a parameter.",
        "--cache 不能与修改阶段（{stage}）同时使用：请去掉 --cache，或改为修改参数。",
    ),
    "count": (
        "--generate cannot be {value}: give a whole number from 0 on.",
        "--generate 不能是 {value}：请给出不小于 0 的整数。",
    ),
    "positions": (
        "--generate {count} goes beyond the {known} {known:position|positions} the model is made for: after {tokens} "
        "{tokens:token|tokens} at most {most} can be written on.",
        "--generate {count} 超出该模型支持的 {known} 个位置：在 {tokens} 个 token 之后最多还能续写 {most} 个。",
    ),
    "large": (
        "--generate {count} computes too much: after {written} {written:token|tokens} it is more than {most} million numbers. Give "
        "--generate {written} at most, a shorter text or a smaller model.",
        "--generate {count} 的计算量太大：续写 {written} 个 token 之后就超过了 {most} 百万个数。请把 --generate 设为不超过 {written}，"
        "或缩短文本、把模型改小。",
    ),
    "room": (
        "--generate {count} needs more memory than is free: it is full after {written} {written:token|tokens}. Give a smaller "
        "--generate or a shorter text.",
        "--generate {count} 需要的内存超过可用内存：续写 {written} 个 token 之后内存就满了。请减小 --generate 或缩短文本。",
    ),
    "temperature": (
        "The temperature cannot be {value}: give a number above 0 (without it the likeliest token is taken).",
        "温度不能是 {value}：请给出大于 0 的数（不给则取概率最大的 token）。",
    ),
    "top_k": (
        "--top-k cannot be {value}: give a whole number from 1 on.",
        "--top-k 不能是 {value}：请给出不小于 1 的整数。",
    ),
    "top_p": (
        "--top-p cannot be {value}: give a number above 0 and at most 1.",
        "--top-p 不能是 {value}：请给出大于 0、不超过 1 的数。",
    ),
    "cache_same": (
        "With cached keys and values every number is that of the full recomputation, to the rounding of {precision} ({stages} "
        "{stages:stage|stages} compared).",
        "使用键值缓存得到的每个数都与全部重算的结果相同，只差 {precision} 的舍入误差（比较了 {stages} 个阶段）。",
    ),
    "cache_tie": (
        "With cached keys and values every number is that of the full recomputation, to the rounding of {precision} ({stages} "
        "{stages:stage|stages} compared); but at step {step} rounding decides between two tokens, and another one is chosen.",
        "使用键值缓存得到的每个数都与全部重算的结果相同，只差 {precision} 的舍入误差（比较了 {stages} 个阶段）；"
        "但在第 {step} 步，舍入误差决定了选哪个 token，因此选出的 token 不同。",
    ),
    "cache_other": (
        "With cached keys and values {different} of {stages} {stages:stage|stages} differ from the full recomputation, by {size} at most; the "
        "first is {stage}, which depends on how many tokens are read at once. The same tokens are chosen.",
        "使用键值缓存时，{stages} 个阶段中有 {different} 个与全部重算的结果不同，最多相差 {size}；最先出现在 {stage}，"
        "它的结果与一次读入多少 token 有关。选出的 token 相同。",
    ),
    "cache_choice": (
        "With cached keys and values {different} of {stages} {stages:stage|stages} differ from the full recomputation, by {size} at most, first "
        "{stage}; from step {step} on another token is chosen.",
        "使用键值缓存时，{stages} 个阶段中有 {different} 个与全部重算的结果不同，最多相差 {size}，最先出现在 {stage}；"
        "从第 {step} 步起选出的 token 不同。",
    ),
    "part_pass": ("Pass {number}: the token chosen before is read", "第 {number} 遍：读入上一步选出的 token"),
    "part_generate": ("Step {number}: the next token is chosen", "第 {number} 步：选出下一个 token"),
    "title": ("What was written", "续写的内容"),
    "text": ("As text: “{text}”", "合成文本：“{text}”"),
    "step": ("step", "步"),
    "token": ("token", "token"),
    "id": ("id", "编号"),
    "probability": ("probability", "概率"),
    "next": ("the likeliest others", "其他候选"),
    "table_greedy": (
        "After each pass the likeliest token is taken (greedy decoding).",
        "每一步都取概率最大的 token（贪心解码）。",
    ),
    "table_drawn": (
        "After each pass a token is drawn (sampling); the seed decides the draw.",
        "每一步按概率采样一个 token；采样由种子决定。",
    ),
    "reused": (
        "Rows 0 to {last} are kept from earlier passes; only row {new} was computed now.",
        "第 0 到 {last} 行取自缓存；这一步只新算了第 {new} 行。",
    ),
    "reused_one": (
        "Row 0 is kept from the pass before; only row {new} was computed now.",
        "第 0 行取自缓存；这一步只新算了第 {new} 行。",
    ),
}
