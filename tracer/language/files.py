"""Sentences about stored traces."""

MESSAGES = {
    "broken": (
        "{file} cannot be read as a trace: the file is cut off or is not what --format json writes.",
        "{file} 无法作为追踪结果读取：文件被截断，或不是 --format json 写出的内容。",
    ),
    "not_a_trace": (
        "{file} is not a stored trace: compare reads what --format json or --format npz wrote.",
        "{file} 不是保存的追踪结果：compare 读取 --format json 或 --format npz 写出的文件。",
    ),
    "shape": ("{file}: the values of {stage} do not fit its axes.", "{file}：{stage} 的数值与它的轴不符。"),
    "no_array": (
        "The file has no array '{word}', which --names maps a stage to.",
        "文件中没有 --names 所对应的数组“{word}”。",
    ),
    "no_array.near": (
        "The file has no array '{word}', which --names maps a stage to; did you mean {near}?",
        "文件中没有 --names 所对应的数组“{word}”；是否指 {near}？",
    ),
    "no_stage": (
        "None of the arrays ({names}) is a stage of this trace: call them by our addresses ({stages} …), or map the names with --names FILE.",
        "这些数组（{names}）都不是本次追踪的阶段：请使用本项目的地址（{stages} 等）命名，或用 --names 文件 对应名字。",
    ),
    "no_fit": (
        "None of the arrays fits this run: {name} is {shape}, and {stage} is {axes}. Are they of this model and of this text?",
        "没有数组与本次运行相符：{name} 是 {shape}，而 {stage} 是 {axes}。它们是这个模型、这段文本的吗？",
    ),
    "npy": ("{file} is no .npy file of numbers.", "{file} 不是数字的 .npy 文件。"),
    "json_array": (
        "{file}: {name} is no array: lists of numbers, equally long, are what compare reads.",
        "{file}：{name} 不是数组：compare 读取等长的数字列表。",
    ),
    "torch_old": (
        "{file} is no zip that torch.save writes since PyTorch 1.6, and older pickles are not read; write it again with: "
        'python -c "import sys, torch; f = sys.argv[1]; torch.save(torch.load(f, weights_only=True), f)" {path}',
        "{file} 不是 PyTorch 1.6 以来 torch.save 写出的压缩包，更早的 pickle 不予读取；请重新写出："
        'python -c "import sys, torch; f = sys.argv[1]; torch.save(torch.load(f, weights_only=True), f)" {path}',
    ),
    "torch_more": (
        "{file} holds more than tensors ({what}), and a pickle is never run; write the tensors, where you trust the file, with: "
        'python -c "import sys, torch; from safetensors.torch import save_file; d = torch.load(sys.argv[1], weights_only=False); '
        "save_file({{k: v.contiguous() for k, v in d.items()}}, 'arrays.safetensors')\" {path}",
        "{file} 中不只是张量（{what}），而 pickle 从不运行；如果信任该文件，请写出张量："
        'python -c "import sys, torch; from safetensors.torch import save_file; d = torch.load(sys.argv[1], weights_only=False); '
        "save_file({{k: v.contiguous() for k, v in d.items()}}, 'arrays.safetensors')\" {path}",
    ),
    "torch_broken": (
        "{file} is damaged: its pickle does not say how its tensors lie.",
        "{file} 已损坏：其中的 pickle 没有说明张量的存放方式。",
    ),
    "debugger": (
        "{file} looks like the JSON of transformers' model-addition debugger, but a tensor in it cannot be read.",
        "{file} 像是 transformers 模型调试器的 JSON，但其中有张量无法读取。",
    ),
    "debugger_cut": (
        "{file} holds every tensor only in part (...): call the debugger with use_repr=False, or torch.set_printoptions(threshold=10**9).",
        "{file} 中的张量都只印出一部分（...）：请以 use_repr=False 调用调试器，或设 torch.set_printoptions(threshold=10**9)。",
    ),
    "debugger_summary": (
        "{file} is the debugger's summary, without numbers: give the file that ends in _FULL_TENSORS.json.",
        "{file} 是调试器的摘要，不含数值：请给出以 _FULL_TENSORS.json 结尾的文件。",
    ),
    "debugger_beside": (
        "{file} names {other}, which is not beside it.",
        "{file} 提到 {other}，但它旁边没有这个文件。",
    ),
}
