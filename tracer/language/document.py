"""Sentences of the document itself: titles, captions, notes."""

MESSAGES = {
    "title": ("Trace of “{text}”", "“{text}”的计算过程"),
    "title_rows": ("Trace of the given rows", "给定输入的计算过程"),
    "tokens": ("The text is cut into {count} {count:token|tokens}.", "文本被切成 {count} 个 token。"),
    "likely": (
        "The {count} likeliest words of each row, with their probabilities.",
        "每一行概率最大的 {count} 个 token 及其概率。",
    ),
    "likely_masked": (
        "The {count} likeliest words for each masked place, with their probabilities.",
        "每个遮盖位置概率最大的 {count} 个 token 及其概率。",
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
    "seeded": ("The weights are seeded (seed {seed}), not learned.", "权重由种子 {seed} 生成，并非学习得到。"),
    "part_input": ("Input", "输入"),
    "part_encoder": ("Encoder layer {layer}", "编码器第 {layer} 层"),
    "part_decoder": ("Decoder layer {layer}", "解码器第 {layer} 层"),
    "part_recurrent": ("Recurrent layer {layer}", "循环层 {layer}"),
    "part_output": ("Output", "输出"),
    "part_decoder_input": ("Decoder input", "解码器输入"),
    "part_attention": ("Attention", "注意力"),
    "part_gradients": ("Gradients", "梯度"),
    "part_step": ("Step {number} · {part}", "第 {number} 步 · {part}"),
    "head": ("head {head}", "head {head}"),
    "sentence": ("sentence {sentence}", "第 {sentence} 句"),
    "fewer_heads": (
        "Heads {shown} of {count} are shown; --head N shows another.",
        "共 {count} 个 head，这里显示 {shown}；用 --head N 查看其他。",
    ),
    "fewer_rows": (
        "Rows {shown} of {count} are shown; --token N or --all shows others.",
        "共 {count} 行，这里显示 {shown}；用 --token N 或 --all 查看其他。",
    ),
    "rest": ("{rest} is what the {count} smaller terms add up to.", "{rest} 是另外 {count} 个较小的项之和。"),
    "edited": ("Numbers marked * were put in by an edit.", "带 * 的数是人为改动的。"),
    "edited_cell": ("This number was put in by an edit.", "这个数是人为设定的。"),
    "given_cell": ("This number was given: nothing came before it.", "这个数是给定的，没有更早的来源。"),
    "parameter_cell": ("This number is a parameter: {name}.", "这个数是参数：{name}。"),
    "unchanged": ("Nothing changed: every number is as it was.", "没有变化：所有数都与原来相同。"),
    "changes_title": ("What this changes: {edits}", "改动的影响：{edits}"),
    "changed_stage": (
        "{count} of {total} {total:number|numbers} changed, the most by {most}.",
        "{total} 个数中有 {count} 个变了，最大的变化是 {most}。",
    ),
    "layer": ("There is no layer {layer}; the layers are {first} to {last}.", "没有第 {layer} 层；层号为 {first} 到 {last}。"),
    "head_range": ("There is no head {head}; the heads are 0 to {last}.", "没有 head {head}；head 编号为 0 到 {last}。"),
    "no_heads": ("The stages shown have no heads, so there is no head {head}.", "所显示的阶段没有 head，因此没有 head {head}。"),
    "no_columns": (
        "--columns takes positions from 0 to {last}, the first before the second, as in 0:2.",
        "--columns 的位置是 0 到 {last}，且前者小于后者，例如 0:2。",
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
    "column_cell": ("cell", "位置"),
    "column_value": ("value", "值"),
    "no_such_stages": (
        "No stage is left to show with these options: loosen --stage, --layer or --token.",
        "按这些选项没有可显示的阶段：请放宽 --stage、--layer 或 --token。",
    ),
    "shape_one": ("one number", "一个数"),
    "source": ("Source: {source}.", "出处：{source}。"),
}
