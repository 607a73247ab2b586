"""Sentences about real checkpoints: folders, configurations, tokenizers, the hub."""

MESSAGES = {
    "json": (
        "{file} is no JSON object, or is damaged: copy the checkpoint's folder again.",
        "{file} 不是 JSON 对象，或已损坏：请重新复制检查点文件夹。",
    ),
    "value": (
        "{file}: {key} = {value} is not handled; ttrace knows {takes}.",
        "{file}：不支持 {key} = {value}；ttrace 支持的取值是 {takes}。",
    ),
    "no_key_in": (
        "{file} has no {key} ({takes}), which its family needs: copy the checkpoint's folder again.",
        "{file} 中没有 {key}（{takes}），而该家族需要它：请重新复制检查点文件夹。",
    ),
    "keys": (
        "{file} sets keys that ttrace does not handle, so its numbers could be wrong: {keys}.",
        "{file} 中有 ttrace 不支持的配置项，算出的数可能有误：{keys}。",
    ),
    "no_type": (
        "{file} does not say its model_type, such as {known}: ttrace models lists all {count} that open.",
        "{file} 没有给出 model_type（例如 {known}）：可打开的 {count} 种见 ttrace models。",
    ),
    "architecture": (
        "{file} is of the family '{kind}', which ttrace does not know, and none that it knows is near: ttrace models lists all {count} that open.",
        "{file} 属于家族“{kind}”，ttrace 不认识，也没有与它相近的家族：可打开的 {count} 种见 ttrace models。",
    ),
    "architecture_near": (
        "{file} is of the family '{kind}', which ttrace does not know; the nearest is {near}, to which these keys are strange: {keys}.",
        "{file} 属于家族“{kind}”，ttrace 不认识；最接近的是 {near}，而它不认识这些配置项：{keys}。",
    ),
    "architecture_parts": (
        "{file} is of the family '{kind}', several models in one ({parts}), which ttrace does not open: save its text model by itself, and give that folder.",
        "{file} 属于家族“{kind}”，由多个模型组成（{parts}），ttrace 无法打开：请把其中的文本模型单独保存，再给出那个文件夹。",
    ),
    "architecture_missing": (
        "{file} is of the family '{kind}', which ttrace does not know; the nearest is {near}, which needs the key {key}, and that is missing here: use a checkpoint of a family ttrace knows.",
        "{file} 属于家族“{kind}”，ttrace 不认识；最接近的是 {near}，它需要配置项 {key}，而这里没有：请使用 ttrace 认识的家族的检查点。",
    ),
    "architecture_alike": (
        "{file} is of the family '{kind}', which ttrace does not know; the nearest is {near}, which knows all of its keys but may compute otherwise: use a checkpoint of a family ttrace knows.",
        "{file} 属于家族“{kind}”，ttrace 不认识；最接近的是 {near}，它认识全部配置项，但计算方式可能不同：请使用 ttrace 认识的家族的检查点。",
    ),
    "text_model_of": (
        "This is the text model of a {family} checkpoint; the tensors of what reads pictures are not used.",
        "这是一个 {family} 检查点中的文本模型；处理图像的部分，其张量没有用到。",
    ),
    "packed": (
        "The numbers come from a GGUF file, unpacked from its formats (tensors in each: {formats}); they are those of the model it was made from only where the format loses nothing.",
        "这些数来自 GGUF 文件，由其格式解包而得（各格式的张量个数：{formats}）；只有在该格式不损失精度时，它们才与原模型的数相同。",
    ),
    "gguf_architecture": (
        "{file} is of the architecture '{kind}', which ttrace does not read from GGUF files; those are {known}.",
        "{file} 的架构是“{kind}”，ttrace 不能从 GGUF 文件读取；可读取的有 {known}。",
    ),
    "gguf_split": (
        "{file} is one of {count} files that a model was cut into: put them together first with llama-gguf-split --merge.",
        "{file} 是一个模型拆分成的 {count} 个文件之一：请先用 llama-gguf-split --merge 合并。",
    ),
    "gguf_key": (
        "{file} does not say {key}, which the model needs: convert the model again.",
        "{file} 没有给出模型需要的 {key}：请重新转换模型。",
    ),
    "gguf_layers": (
        "{file} says {key} layer by layer, and not the same of all; ttrace reads models whose layers are alike.",
        "{file} 逐层给出 {key}，且各层不同；ttrace 只读取各层相同的模型。",
    ),
    "gguf_frequencies": (
        "{file} has divisors of the rotary angles in {tensor} that are not {pairs} positive numbers: the file is damaged, copy it again.",
        "{file} 的 {tensor} 应是 {pairs} 个正数（旋转角的除数），而实际不是：文件已损坏，请重新复制。",
    ),
    "gguf_no_tokenizer": (
        "{file} has no tokenizer: give the tokens' ids (--target-ids).",
        "{file} 中没有分词器：请直接给出 token 编号（--target-ids）。",
    ),
    "gguf_tokenizer": (
        "{file} has a tokenizer of the kind '{kind}', which ttrace does not read from GGUF files ({known} are): give the tokens' ids (--target-ids).",
        "{file} 的分词器类型是“{kind}”，ttrace 不能从 GGUF 文件读取（可读取的有 {known}）：请直接给出 token 编号（--target-ids）。",
    ),
    "gguf_words": (
        "{file} cuts a text into words by the pre-tokenizer '{kind}', which ttrace does not know ({known} are known): give the tokens' ids (--target-ids).",
        "{file} 用预分词器“{kind}”把文本切成词，而 ttrace 不支持它（支持 {known}）：请直接给出 token 编号（--target-ids）。",
    ),
    "gguf_vocabulary": (
        "{file} has a tokenizer whose tokens, types, scores or merges do not fit together: convert the model again.",
        "{file} 的分词器中，token、类型、分数或合并规则彼此不符：请重新转换模型。",
    ),
    "left_out": (
        "The head of {architecture} is left out: these are the model's hidden states, not what that head makes of them.",
        "没有计算 {architecture} 的输出头：这里是模型的隐藏状态，而不是该输出头由此得出的结果。",
    ),
    "senseless": (
        "{file} holds a value that makes no sense where it stands ({reason}): copy the checkpoint's folder again.",
        "{file} 中有一个值放在那里没有意义（{reason}）：请重新复制该检查点的文件夹。",
    ),
    "module": (
        "{file} has a module that ttrace does not know, so the sentence's embedding would be wrong: {kind}.",
        "{file} 中有 ttrace 不认识的模块，句子的嵌入会是错的：{kind}。",
    ),
    "quantised": (
        "{file} describes quantised weights ({method}): use the checkpoint in float32, float16 or bfloat16.",
        "{file} 描述的是量化权重（{method}）：请使用 float32、float16 或 bfloat16 的检查点。",
    ),
    "pickle": (
        "{file} is a pickle, which could run code when opened: convert it once where PyTorch is installed, with "
        'python -c "import sys; from transformers import {loader} as M; M.from_pretrained(sys.argv[1]).save_pretrained(sys.argv[1])" {path}',
        "{file} 是 pickle 文件，打开时可能运行代码：请在装有 PyTorch 的地方转换一次："
        'python -c "import sys; from transformers import {loader} as M; M.from_pretrained(sys.argv[1]).save_pretrained(sys.argv[1])" {path}',
    ),
    "no_weights": (
        "{folder} holds no model.safetensors and no model.safetensors.index.json: give a checkpoint's folder.",
        "{folder} 中既没有 model.safetensors 也没有 model.safetensors.index.json：请给出检查点文件夹。",
    ),
    "shard": (
        "{shard}, which {file} names, is missing: copy it into the same folder.",
        "{file} 提到的 {shard} 不存在：请把它复制到同一文件夹。",
    ),
    "shard_name": (
        "{file} names a file outside its folder, {shard}: only files beside it are read.",
        "{file} 指向文件夹之外的文件 {shard}：只会读取同一文件夹中的文件。",
    ),
    "missing": (
        "{folder} has no tensor {tensor}, which {name} ({needed}) needs: the weights do not belong to this config.json.",
        "{folder} 中没有张量 {tensor}，而 {name}（{needed}）需要它：这些权重与 config.json 不符。",
    ),
    "shape": (
        "{tensor} in {folder} is {given}, but {name} needs {needed}: the weights do not belong to this config.json.",
        "{folder} 中的 {tensor} 形状为 {given}，而 {name} 需要 {needed}：这些权重与 config.json 不符。",
    ),
    "tensors": (
        "{folder} holds tensors in its layers that ttrace does not know, so its numbers could be wrong: {names}.",
        "{folder} 的各层中有 ttrace 不认识的张量，算出的数可能有误：{names}。",
    ),
    "no_tokenizer": (
        "{folder} has no tokenizer (tokenizer.json, vocab.txt, vocab.json with merges.txt, or a .model file): "
        "add one, or give ids with --target-ids.",
        "{folder} 中没有分词器（tokenizer.json、vocab.txt、vocab.json 加 merges.txt，或 .model 文件）：请补上，或用 --target-ids 给出编号。",
    ),
    "tokenizer": (
        "{file} cannot be read as a tokenizer: {problem}.",
        "无法把 {file} 读作分词器：{problem}。",
    ),
    "tokenizer_panic": (
        "{file}: the tokenizer's rules break the tokenizers library ({problem}); take the checkpoint's own file again.",
        "{file}：其中的分词规则使 tokenizers 库出错（{problem}）；请重新取得该检查点的原文件。",
    ),
    "tokenizer_charsmap": (
        "{file} is damaged: its precompiled_charsmap does not have the size it says; take the checkpoint's own file again.",
        "{file} 已损坏：其中 precompiled_charsmap 的长度与它声称的不符；请重新取得该检查点的原文件。",
    ),
    "tokenizer_grows": (
        "{file}: its Replace and Prepend rules could make a text more than {most} times as long; take the checkpoint's own file again.",
        "{file}：其中的 Replace 和 Prepend 规则会使文本增长到 {most} 倍以上；请重新取得该检查点的原文件。",
    ),
    "tokenizer_file": (
        "{file} is missing: copy it into the folder, beside the tokenizer's other files.",
        "缺少 {file}：请把它复制到文件夹中，与分词器的其他文件放在一起。",
    ),
    "tokenizer_directory": (
        "{file} is a directory, where a file is needed: copy the checkpoint's folder again.",
        "{file} 是一个目录，这里需要的是文件：请重新复制检查点文件夹。",
    ),
    "special": (
        "{file} has no token '{token}', which the model needs as its {key}: copy the file again, or name the token in special_tokens_map.json beside it.",
        "{file} 中没有 token“{token}”，而模型需要用它作 {key}：请重新复制该文件，或在同一文件夹的 special_tokens_map.json 中写明是哪个 token。",
    ),
    "vocabulary": (
        "{folder}: the tokenizer knows {tokens} {tokens:token|tokens}, the embedding table has {rows} {rows:row|rows}; they are of different models.",
        "{folder}：分词器有 {tokens} 个 token，词嵌入表却有 {rows} 行；它们不属于同一个模型。",
    ),
    "token": (
        "'{word}' is not in the vocabulary of {name}: give text, tokens as --tokens shows them, or ids with --target-ids.",
        "“{word}”不在 {name} 的词表中：请给出文本、按 --tokens 显示的样子给出 token，或用 --target-ids 给出编号。",
    ),
    "pair": (
        "A second text is read together with the first only by models with segments, such as BERT: leave --pair out.",
        "只有带段嵌入的模型（如 BERT）才能同时读入第二段文本：请去掉 --pair。",
    ),
    "cut_split": (
        "Split at special and added tokens, {count} {count:part|parts}:",
        "在特殊 token 和新增 token 处分开，共 {count} 段：",
    ),
    "cut_target": ("The target's {count} {count:token|tokens}:", "目标文本的 {count} 个 token："),
    "pair_alone": (
        "Two texts that are read together are run alone: leave out --also, or --pair.",
        "一起读入的两段文本要单独运行：请去掉 --also 或 --pair。",
    ),
    "give_folder": (
        "{file} is a part of a checkpoint: give its folder, --model {folder}",
        "{file} 是检查点的一部分：请给出它所在的文件夹，--model {folder}",
    ),
    "cut_normalised": ("The text, normalised:", "规范化后的文本："),
    "cut_words": ("Split into {count} {count:word|words} (▁ marks a space):", "切分为 {count} 个词（▁ 表示空格）："),
    "cut_pieces": ("Cut into {count} {count:piece|pieces} of the vocabulary:", "按词表切成 {count} 个子词："),
    "cut_special": ("With special tokens, {count}:", "加上特殊 token，共 {count} 个："),
    "cut_readable": ("As they are shown, {count}:", "显示为（{count} 个）："),
    "names": (
        "Parameters and stages of {name}: our address, the paper's symbol, the checkpoint's own name, TransformerLens' name.",
        "{name} 的参数与阶段：本工具的地址、论文符号、检查点中的名字、TransformerLens 的名字。",
    ),
    "column_ours": ("address", "地址"),
    "column_symbol": ("symbol", "符号"),
    "column_theirs": ("checkpoint", "检查点"),
    "column_lens": ("TransformerLens", "TransformerLens"),
    "no_numbers_of": (
        "{name} is no checkpoint, whose numbers could be measured against another's: give a folder, a GGUF file or a hub's name.",
        "{name} 不是检查点，无法与另一个逐数比较：请给出文件夹、GGUF 文件或 hub 上的名字。",
    ),
    "no_map": (
        "{name} is built in, so its parameters have no other names: give a checkpoint's folder, a file of weights or a hub's name.",
        "{name} 是内置模型，其参数没有别的名字：请给出检查点文件夹、权重文件或 hub 上的名字。",
    ),
    "gguf_rows": (
        "The rows of W_Q and W_K (and of b_Q and b_K) lie in the file in another order, one of each half of a head in turn, as llama.cpp rotates them; they are read in the order of transformers.",
        "W_Q 与 W_K（以及 b_Q 与 b_K）的行在文件中按 llama.cpp 旋转的次序排列，每个头的前后两半交替；读取时恢复为 transformers 的次序。",
    ),
    "gguf_gamma": (
        "The file holds each norm's gamma with the 1 that Gemma adds to it already added.",
        "文件中各归一化的 gamma 已经加上了 Gemma 要加的 1。",
    ),
    "against_missing": (
        "{folder} has no {name}, which the other has, so they are not the same model: give the original the file was made from.",
        "{folder} 中没有 {name}，而另一个有，可见二者不是同一个模型：请给出制作该文件的原模型。",
    ),
    "against_shape": (
        "{name} is {first} in one and {second} in the other, so they are not the same model: give the original the file was made from.",
        "{name} 在一处是 {first}，在另一处是 {second}，可见二者不是同一个模型：请给出制作该文件的原模型。",
    ),
    "weights": (
        "{name} has its own weights, so the parameters given beside it would not be read: leave them out, or change numbers with --set.",
        "{name} 自带权重，不会读取另外给出的参数：请去掉它们，或用 --set 修改个别的数。",
    ),
    "save": (
        "The weights of {name} stay in its folder, and {file} cannot name it: save to a .toml or .json file, which says what was run.",
        "{name} 的权重留在它的文件夹中，而 {file} 无法指明该文件夹：请保存为 .toml 或 .json 文件，其中写明运行了什么。",
    ),
    "pool_last": (
        "The row of the last token is read out by the built-in models alone, not by {name}: leave --pool last out.",
        "只有内置模型可以读出最后一个 token 的那一行，{name} 不可以：请去掉 --pool last。",
    ),
    "fixed": (
        "{key} is fixed by the weights of {name}: leave it out.",
        "{key} 由 {name} 的权重决定：请去掉这一项。",
    ),
    "no_key": (
        "{name} is a checkpoint, which reads a text and is not trained: leave {key} out.",
        "{name} 是检查点，只读入文本，不做训练：请去掉 {key}。",
    ),
    "extra": (
        "This needs the library {library}: install it with pip install 'transformer-tracer[models]'.",
        "这需要库 {library}：请用 pip install 'transformer-tracer[models]' 安装。",
    ),
    "not_cached": (
        "{name} is not in the cache {cache}: add --download to fetch it, or give a folder.",
        "缓存 {cache} 中没有 {name}：加上 --download 可下载，或给出一个文件夹。",
    ),
    "fetched": (
        "Downloaded just now: --model {name} takes this revision again, whatever the hub has by then.",
        "刚刚下载完毕：以后用 --model {name} 会取到同一版本，不受网站更新影响。",
    ),
    "download": (
        "{name} could not be downloaded; huggingface_hub says “{problem}”. Check the name and the network, or give a folder.",
        "无法下载 {name}；huggingface_hub 的报告是“{problem}”。请检查名称和网络，或给出一个文件夹。",
    ),
}
