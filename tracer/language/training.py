"""Sentences about training: labels and losses, tasks, checkpoints, cards."""

MESSAGES = {
    "labels": (
        "{labels} labels for {rows} rows: give one a row (or one a sentence, with pool = \"mean\").",
        "有 {labels} 个标签，却有 {rows} 行：每行应有一个标签（若 pool = \"mean\"，则每句一个）。",
    ),
    "no_labels": (
        "An encoder does not say what it should predict: give --labels, one a token, or one a sentence with --pool mean.",
        "编码器本身没有要预测的内容：请给出 --labels，每个 token 一个；若加上 --pool mean，则每句一个。",
    ),
    "no_logits": (
        "The model ends before logits, so there is no loss: give an output matrix W_U (d_model × classes).",
        "模型没有 logits，因而没有损失：请给出输出矩阵 W_U（d_model × 类别数）。",
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
    "class_weights": (
        "{given} class weights for {classes} classes: give one a class.",
        "有 {given} 个类别权重，却有 {classes} 个类别：每个类别应有一个。",
    ),
}
