"""Sentences about weights: parameters, trace files, the formats that hold them, and files in general."""

MESSAGES = {
    "of": ("{name} ({origin})", "{name}（{origin}）"),
    "missing": (
        "The parameter {name} is missing; it needs the shape {needed}.",
        "缺少参数 {name}；它的形状应为 {needed}。",
    ),
    "shape": (
        "{name} has the shape {given}, but it must be {needed}.",
        "{name} 的形状是 {given}，而这里需要 {needed}。",
    ),
    "contradiction": (
        "{first} makes {axis} {one}, but {second} makes it {other}: change the shape of one of the two.",
        "由 {first} 得出 {axis} = {one}，由 {second} 却得出 {axis} = {other}：请改正其中一个的形状。",
    ),
    "heads": (
        "{name} is {total} wide, which {heads} heads do not divide: change the number of heads or the matrix.",
        "{name} 的宽度 {total} 不能被 {heads} 个 head 整除：请修改头数或矩阵。",
    ),
    "finite": (
        "{cell} is {value}; parameters and inputs must be finite numbers.",
        "{cell} 是 {value}；参数和输入必须是有限的数。",
    ),
    "kind": (
        "{name} holds {kind}; it must hold real numbers.",
        "{name} 的元素类型是 {kind}；这里需要实数。",
    ),
    "ragged_array": (
        "{name} is not a table of numbers: every row must have as many numbers as the first.",
        "{name} 不是数字组成的表：每一行的数字个数必须与第一行相同。",
    ),
    "unknown": (
        "This model has no parameter '{word}'; `--list --parameters` names those it has.",
        "这个模型没有参数“{word}”；用 `--list --parameters` 查看全部参数。",
    ),
    "unknown.near": (
        "This model has no parameter '{word}'. Did you mean {near}?",
        "这个模型没有参数“{word}”。是不是想写 {near}？",
    ),
    "ambiguous": (
        "Several parameters end in '{word}': {names}; give the full name.",
        "有多个参数以“{word}”结尾：{names}；请写出完整的名称。",
    ),
    "twice": (
        "The parameter {name} is given twice, as '{first}' and as '{second}'; leave one of them out.",
        "参数 {name} 给出了两次（“{first}”和“{second}”）；请删去其中一个。",
    ),
    "key": (
        "{file}, line {line}: a trace file has no key '{word}'.",
        "{file} 第 {line} 行：追踪文件没有“{word}”这个键。",
    ),
    "key.near": (
        "{file}, line {line}: a trace file has no key '{word}'. Did you mean {near}?",
        "{file} 第 {line} 行：追踪文件没有“{word}”这个键。是不是想写 {near}？",
    ),
    "key_twice": (
        "{file}, line {line}: the key '{key}' is given twice in the same object; leave one of them out.",
        "{file} 第 {line} 行：同一个对象里“{key}”出现了两次；请删去其中一个。",
    ),
    "misplaced": (
        "{file}, line {line}: '{key}' is a setting, not a matrix of [weights]; move it above the first line in [brackets].",
        "{file} 第 {line} 行：“{key}”是设置，不是 [weights] 里的矩阵；请把它移到第一个 [方括号] 行之前。",
    ),
    "table": (
        "{file}, line {line}: {key} must be a table of names and values.",
        "{file} 第 {line} 行：{key} 必须是由名称和值组成的表。",
    ),
    "at_line": ("{file}, line {line}: {problem}", "{file} 第 {line} 行：{problem}"),
    "ragged": (
        "{file}, line {line}: {row} has {count} {count:number|numbers}, but {first} has {first_count}; all rows must be equally long.",
        "{file} 第 {line} 行：{row} 有 {count} 个数，而 {first} 有 {first_count} 个；各行必须一样长。",
    ),
    "uneven": (
        "{file}, line {line}: {row} has the shape {shape}, but {first} has {first_shape}; all must be alike.",
        "{file} 第 {line} 行：{row} 的形状是 {shape}，而 {first} 的形状是 {first_shape}；它们必须相同。",
    ),
    "empty_row": (
        "{file}, line {line}: {name} is empty; it needs at least one number.",
        "{file} 第 {line} 行：{name} 是空的；至少需要一个数。",
    ),
    "number": (
        "{file}, line {line}: {cell} must be a number, not {value}.",
        "{file} 第 {line} 行：{cell} 必须是数，而不是 {value}。",
    ),
    "whole": (
        "{file}, line {line}: {cell} must be a whole number, not {value}.",
        "{file} 第 {line} 行：{cell} 必须是整数，而不是 {value}。",
    ),
    "flag": (
        "{file}, line {line}: {key} must be true or false, not {value}.",
        "{file} 第 {line} 行：{key} 必须是 true 或 false，而不是 {value}。",
    ),
    "text": (
        "{file}, line {line}: {key} must be text in quotes, not {value}.",
        "{file} 第 {line} 行：{key} 必须是引号里的文本，而不是 {value}。",
    ),
    "list": (
        "{file}, line {line}: {key} must be a list with at least one item, not {value}.",
        "{file} 第 {line} 行：{key} 必须是至少有一项的列表，而不是 {value}。",
    ),
    "choice": (
        "{file}, line {line}: {key} cannot be {value}; it takes: {takes}.",
        "{file} 第 {line} 行：{key} 不能是 {value}；可取的值：{takes}。",
    ),
    "matrix": (
        "{file}, line {line}: {name} must be rows of numbers, one row a position.",
        "{file} 第 {line} 行：{name} 必须是若干行数字，每个位置一行。",
    ),
    "vector": (
        "{file}, line {line}: the embedding of '{token}' must be one row of numbers.",
        "{file} 第 {line} 行：“{token}”的词向量必须是一行数字。",
    ),
    "finite_line": (
        "{file}, line {line}: {cell} is {value}; parameters and inputs must be finite numbers.",
        "{file} 第 {line} 行：{cell} 是 {value}；参数和输入必须是有限的数。",
    ),
    "huge": (
        "{file}, line {line}: {name} holds a number too large for floating point (above 1.8e308).",
        "{file} 第 {line} 行：{name} 里有一个超出浮点范围的数（大于 1.8e308）。",
    ),
    "deep": (
        "{file}: lists or tables stand in one another too deep; a trace file needs four levels at most.",
        "{file}：列表或表嵌套得太深；追踪文件最多只需要四层。",
    ),
    "syntax": (
        "{file}, line {line}, column {column}: this is not {syntax} ({problem}).",
        "{file} 第 {line} 行第 {column} 列：不符合 {syntax} 语法（{problem}）。",
    ),
    "digits": (
        "{file}: a whole number in it has thousands of digits; write it shorter.",
        "{file}：其中有一个上千位的整数；请写得短一些。",
    ),
    "object": (
        '{file}: a trace file in JSON is one object, {{"text": "…", "weights": {{…}}}}.',
        '{file}：JSON 追踪文件应为一个对象：{{"text": "…", "weights": {{…}}}}。',
    ),
    "is_trace": (
        "{file} is a trace, what a run computed; this needs what a run starts from (`--save` makes it). `compare` takes traces.",
        "{file} 是追踪结果（运行算出的数）；这里需要的是运行的起点（用 `--save` 生成）。比较追踪结果请用 `compare`。",
    ),
    "not_unicode": (
        "A text holds {text}, which is no character, and TOML cannot hold it; save as .json instead.",
        "文本里有 {text}，它不是字符，TOML 无法保存；请改存为 .json。",
    ),
    "same_token": (
        "The token '{token}' has two different embedding rows; a file can hold one row a token.",
        "token“{token}”有两个不同的词向量；一个文件里每个 token 只能有一行。",
    ),
    "card": (
        "{file}: the description ttrace keeps beside the arrays is damaged; save the file again.",
        "{file}：ttrace 存放在数组旁的说明已损坏；请重新保存该文件。",
    ),
    "npz": (
        "{file} is not a sound .npz archive: it is damaged, cut short or encrypted.",
        "{file} 不是完好的 .npz 文件：可能已损坏、不完整或被加密。",
    ),
    "npz_dense": (
        "{file}: the packed array {name} would grow to {size} MB, far more than parameters do: save it with numpy.savez, unpacked.",
        "{file}：压缩的数组 {name} 会展开成 {size} MB，参数不会有这么高的压缩率：请用 numpy.savez 不压缩地保存。",
    ),
    "npz_entry": (
        "{file}: the array '{name}' is damaged: its header does not fit its data.",
        "{file}：数组“{name}”已损坏：文件头与数据不符。",
    ),
    "npz_twice": (
        "{file} holds two arrays of the same name.",
        "{file} 里有两个同名的数组。",
    ),
    "objects": (
        "{file}: '{name}' holds Python objects, which could run code; save it as numbers.",
        "{file}：“{name}”里是 Python 对象，可能会执行代码；请存成数字。",
    ),
    "safetensors": (
        "{file} is not a sound safetensors file: {problem}.",
        "{file} 不是完好的 safetensors 文件：{problem}。",
    ),
    "safetensors_header": (
        "{file} is not a sound safetensors file: it says that its header is larger than 100 MB.",
        "{file} 不是完好的 safetensors 文件：它声称文件头超过 100 MB。",
    ),
    "safetensors_short": (
        "{file} is not a sound safetensors file: it ends before its header does.",
        "{file} 不是完好的 safetensors 文件：文件头还没结束，文件就结束了。",
    ),
    "safetensors_size": (
        "{file} is not a sound safetensors file: its header tells another length than the file has (cut short?).",
        "{file} 不是完好的 safetensors 文件：文件头所说的长度与实际不符（文件是否不完整？）。",
    ),
    "safetensors_overlap": (
        "{file} is not a sound safetensors file: the tensor '{name}' overlaps another, or leaves a hole.",
        "{file} 不是完好的 safetensors 文件：张量“{name}”与别的张量重叠，或中间留有空洞。",
    ),
    "safetensors_dtype": (
        "{file} is not a sound safetensors file: it names a number format '{name}' that does not exist.",
        "{file} 不是完好的 safetensors 文件：其中的数字格式“{name}”不存在。",
    ),
    "safetensors_shape": (
        "{file} is not a sound safetensors file: a tensor's shape and number format do not fit its bytes.",
        "{file} 不是完好的 safetensors 文件：某个张量的形状和数字格式与它的字节数不符。",
    ),
    "safetensors_twice": (
        "{file} is not a sound safetensors file: its header names a tensor twice.",
        "{file} 不是完好的 safetensors 文件：文件头里有一个张量出现了两次。",
    ),
    "safetensors_kind": (
        "{file}: the tensor '{name}' is {kind}, which is not read; convert it to float32, float16 or bfloat16.",
        "{file}：张量“{name}”的格式是 {kind}，无法读取；请转换为 float32、float16 或 bfloat16。",
    ),
    "stacked": (
        "{name} has {rows} rows, which are not those of queries, keys and values below each other: their number must divide by 3.",
        "{name} 有 {rows} 行，不可能是查询、键、值上下叠放：行数必须是 3 的倍数。",
    ),
    "microgpt_vocab": (
        "wte has {rows} rows and there are {tokens} tokens: put the characters beside the parameters, in the order of the rows, under vocab.",
        "wte 有 {rows} 行，而 token 有 {tokens} 个：请在参数旁边用 vocab 按行的次序列出字符。",
    ),
    "microgpt_missing": (
        "The file has the names of a microgpt but no {name}: write its whole state_dict.",
        "这个文件用的是 microgpt 的名字，却没有 {name}：请写出完整的 state_dict。",
    ),
    "flax_gates": (
        "{name} belongs to a cell with kernels for the gates {gates}; a cell of Flax has i, f, g, o (LSTM), r, z, n (GRU) or none, each for the input and for the state. Save all of its parameters.",
        "{name} 所属的单元有门 {gates} 的权重；Flax 的单元有 i、f、g、o（LSTM）、r、z、n（GRU）或者没有门，且每个门对输入与状态各有一个。请保存它的全部参数。",
    ),
    "keras_shape": (
        "{name} is {shape}: MultiHeadAttention of Keras has d_model × heads × d_k for query, key and value, heads × d_v × d_model for "
        "the output, each once.",
        "{name} 的形状是 {shape}：Keras 的 MultiHeadAttention 中 query、key、value 为 d_model × heads × d_k，输出为 heads × d_v × d_model，各一个。",
    ),
    "torch_unknown": (
        "These parameters belong to no torch.nn module that is known here: {names}.",
        "这些参数不属于这里认识的任何 torch.nn 模块：{names}。",
    ),
    "torch_layers": (
        "The file has {encoder} encoder layers and {decoder} decoder layers; both must be as many.",
        "文件里有 {encoder} 个编码器层和 {decoder} 个解码器层；两者必须一样多。",
    ),
    "torch_units": (
        "The file holds several recurrent networks; save the one to trace by itself.",
        "文件里有多个循环神经网络；请单独保存要追踪的那一个。",
    ),
    "decoder_alone": (
        "{name} is of a decoder with attention, but its encoder is not here: put both state dicts in one file, their names beginning with encoder. and decoder.",
        "{name} 属于带注意力的解码器，但缺少它的编码器：请把两个 state dict 存入同一个文件，名字分别以 encoder. 和 decoder. 开头。",
    ),
    "torch_incomplete": (
        "The file holds {name} but not {other}; save the whole state dict of the module.",
        "文件里有 {name}，却没有 {other}；请保存模块的完整 state dict。",
    ),
    "torch_gates": (
        "A recurrent weight has {rows} {rows:row|rows} for {hidden} hidden units; an RNN has 1 × as many, a GRU 3 ×, an LSTM 4 ×.",
        "循环层的权重有 {rows} 行，而隐藏单元有 {hidden} 个：既不是 RNN（1 倍），也不是 GRU（3 倍）或 LSTM（4 倍）。",
    ),
    "torch_axes": (
        "{name} has {given} {given:axis|axes}, but the torch.nn module of that name has at least {axes}.",
        "{name} 有 {given} 个轴，而 torch.nn 中同名的参数至少有 {axes} 个。",
    ),
    "no_numbers": ("{name} has the shape {shape}, which holds no number.", "{name} 的形状是 {shape}，一个数也没有。"),
    "axes": (
        "{name} has {given} {given:axis|axes}; under that name {axes} {axes:is|are} expected.",
        "{name} 有 {given} 个轴，而这个名称的参数应有 {axes} 个。",
    ),
    "biases_differ": (
        "{name} has {given} {given:number|numbers} and {other} has {wanted}: both belong to the same units, so they must be as many.",
        "{name} 有 {given} 个数，{other} 有 {wanted} 个：两者属于同样的单元，个数必须相同。",
    ),
    "torch_split": (
        "{name} has {rows} {rows:row|rows}, which cannot be divided into {parts} equal parts.",
        "{name} 有 {rows} 行，不能平均分成 {parts} 份。",
    ),
    "vector_line": (
        "{file}, line {line}: this should be a word and {size} {size:number|numbers}.",
        "{file} 第 {line} 行：这里应当是一个词和 {size} 个数。",
    ),
    "vectors_encoding": (
        "{file} is in {encoding}, and word vectors are read in UTF-8: convert it once with "
        "iconv -f {encoding} -t UTF-8 {file} > {utf8}, and give that file.",
        "{file} 的编码是 {encoding}，而词向量按 UTF-8 读取：请先转换一次：iconv -f {encoding} -t UTF-8 {file} > {utf8}，再给出转换后的文件。",
    ),
    "vectors_sparse": (
        "{file} holds sparse vectors (index:value), and a model needs dense ones: give a file with a word and all its numbers a line.",
        "{file} 里是稀疏向量（下标:值），而模型需要稠密向量：请换成每行一个词及其全部分量的文件。",
    ),
    "vectors_packed": (
        "{file} cannot be unpacked: it is damaged or cut short; download it again.",
        "{file} 无法解压：文件已损坏或不完整；请重新下载。",
    ),
    "vectors_zip": (
        "{file} is a zip archive, which may hold several files: unpack it, and give the file of word vectors in it.",
        "{file} 是 zip 压缩包，其中可能有多个文件：请先解压，再给出其中的词向量文件。",
    ),
    "vectors_fasttext": (
        "{file} is a whole fastText model: give the file of its vectors, which ends in .vec and is offered beside it.",
        "{file} 是完整的 fastText 模型：请给出与它一同发布的词向量文件（以 .vec 结尾）。",
    ),
    "vectors_short": (
        "{file} ends in the middle of word {number} of {count}, of {size} {size:number|numbers} each: download it again.",
        "{file} 在第 {number} 个词处中断（共 {count} 个词，每个词 {size} 个分量）：请重新下载。",
    ),
    "no_vectors": (
        "{file} holds no word vectors; each line should be a word and its numbers.",
        "{file} 里没有词向量；每行应当是一个词和它的数字。",
    ),
    "vector_arrays": (
        "{file} needs two arrays: 'tokens' (n texts) and 'vectors' (n × d numbers).",
        "{file} 需要两个数组：“tokens”（n 个文本）和“vectors”（n × d 个数）。",
    ),
    "vector_finite": (
        "{file}: the vector of '{token}' holds NaN or infinity.",
        "{file}：“{token}”的词向量里有 NaN 或无穷大。",
    ),
    "absent": (
        "There is no file {file}: check its name and folder.",
        "找不到文件 {file}：请检查文件名和所在目录。",
    ),
    "folder": (
        "{file} is a folder; name a file in it.",
        "{file} 是文件夹；请给出其中的一个文件。",
    ),
    "not_regular": (
        "{file} is no regular file but a device, a pipe or a socket: copy what it holds into a file and name that one.",
        "{file} 不是普通文件，而是设备、管道或套接字：请把其中的内容存入文件，再给出该文件。",
    ),
    "too_long": (
        "{file} is longer than {most} MB, more than a file of its kind needs: check that it is the right one.",
        "{file} 超过 {most} MB，这类文件不需要这么大：请检查是否给对了文件。",
    ),
    "unreadable": (
        "{file} cannot be read: {reason}.",
        "无法读取 {file}：{reason}。",
    ),
    "ending": (
        "{file}: its ending tells no format that is known here; those are {known}.",
        "{file}：无法从扩展名判断格式；可用的扩展名有 {known}。",
    ),
    "pickle": (
        "{file} is a pickle, which runs code when it is opened; convert it once with "
        'python -c \'import sys, torch, safetensors.torch as s; d = torch.load(sys.argv[1], weights_only=True, map_location="cpu"); '
        'd = d.get("state_dict", d.get("model_state_dict", d)); '
        "s.save_file({{n: t.contiguous().clone() for n, t in d.items()}}, sys.argv[2])' {path} {safe}",
        "{file} 是 pickle 文件，打开时会执行其中的代码；请先转换一次："
        'python -c \'import sys, torch, safetensors.torch as s; d = torch.load(sys.argv[1], weights_only=True, map_location="cpu"); '
        'd = d.get("state_dict", d.get("model_state_dict", d)); '
        "s.save_file({{n: t.contiguous().clone() for n, t in d.items()}}, sys.argv[2])' {path} {safe}",
    ),
    "gguf": (
        "{file} is a GGUF file, a whole model with its tokenizer: name the file itself where a model is named (--model {file}).",
        "{file} 是 GGUF 文件，其中是整个模型连同分词器：请在指定模型处直接给出该文件（--model {file}）。",
    ),
    "no_gguf": (
        "GGUF files need the library gguf: install it with pip install 'transformer-tracer[gguf]'.",
        "读取 GGUF 文件需要库 gguf：请用 pip install 'transformer-tracer[gguf]' 安装。",
    ),
    "gguf_magic": (
        "{file} does not begin as a GGUF file does: check that it is the right one, or copy it again.",
        "{file} 不是以 GGUF 文件的标志开头：请检查是否给对了文件，或重新复制。",
    ),
    "gguf_version": (
        "{file} is of GGUF version {version}, and versions 2 and 3 are read: convert the model again with a llama.cpp of today.",
        "{file} 的 GGUF 版本是 {version}，而能读取的是版本 2 和 3：请用现在的 llama.cpp 重新转换模型。",
    ),
    "gguf_swapped": (
        "{file} is a GGUF file of a machine with the other order of bytes (big-endian): turn it round with gguf-convert-endian.",
        "{file} 是字节顺序相反（大端）的 GGUF 文件：请用 gguf-convert-endian 转换。",
    ),
    "gguf_header": (
        "{file} ends inside its header, or counts more than it holds: {needed} bytes are needed at byte {place}. Copy the file again.",
        "{file} 在文件头中就结束了，或其计数超出实有内容：从第 {place} 字节起还需要 {needed} 字节。请重新复制该文件。",
    ),
    "gguf_short": (
        "{file} is cut off: the tensor {name} ends at byte {needed}, and the file has {size}. Copy it again.",
        "{file} 不完整：张量 {name} 应到字节 {needed} 为止，而文件只有 {size} 字节。请重新复制。",
    ),
    "gguf_twice": (
        "{file} names {name} twice, so it is damaged: copy it again.",
        "{file} 中 {name} 出现了两次，文件已损坏：请重新复制。",
    ),
    "gguf_text": (
        "{file} has text at byte {place} that is no UTF-8, so it is damaged: copy it again.",
        "{file} 第 {place} 字节处的文字不是 UTF-8 编码，文件已损坏：请重新复制。",
    ),
    "gguf_word": (
        "{file} says {name} in a form that is not known ({kind}), so it is damaged: copy it again.",
        "{file} 中 {name} 的形式未知（{kind}），文件已损坏：请重新复制。",
    ),
    "gguf_alignment": (
        "{file} aligns its tensors to {value} bytes, which is no power of two, so it is damaged: copy it again.",
        "{file} 的张量对齐到 {value} 字节，而这不是 2 的幂，文件已损坏：请重新复制。",
    ),
    "gguf_axes": (
        "{file} gives the tensor {name} the axes {axes}; one to four are possible, none of them empty. Copy the file again.",
        "{file} 中张量 {name} 的轴是 {axes}；应有一到四个轴，且都不为空。请重新复制该文件。",
    ),
    "gguf_kind": (
        "{file} has the tensor {name} in the number format {kind} of ggml, which is not read; those are {known}.",
        "{file} 中张量 {name} 的数值格式是 ggml 的 {kind}，无法读取；可读取的有 {known}。",
    ),
    "gguf_block": (
        "{file} has the tensor {name} in blocks of {block} numbers ({kind}), but its rows have {columns}: the file is damaged, copy it again.",
        "{file} 中张量 {name} 以 {block} 个数为一块（{kind}），而它的每行有 {columns} 个数：文件已损坏，请重新复制。",
    ),
    "gguf_overlap": (
        "{file} has the tensor {name} where another one lies, so it is damaged: copy it again.",
        "{file} 中张量 {name} 与另一个张量重叠，文件已损坏：请重新复制。",
    ),
    "progress": ("Drawing {parameter} from the seed", "正在由种子生成 {parameter}"),
    "drawn": (
        "{parameter} would be {count} million numbers drawn from the seed, and at most {most} million can be: choose smaller sizes, "
        "or give it from a file.",
        "{parameter} 要由种子生成 {count} 百万个数，而最多只能生成 {most} 百万个：请减小尺寸，或从文件给出该参数。",
    ),
    "room": (
        "{file} needs {needed} GB of memory, but only {room} GB are free.",
        "{file} 需要 {needed} GB 内存，而可用的只有 {room} GB。",
    ),
    "full": (
        "The disk is full, {file} was not written; make room or choose another place.",
        "磁盘已满，{file} 没有写入；请清理空间或换个位置。",
    ),
    "target_folder": (
        "{file} is a folder; name a file to write.",
        "{file} 是文件夹；请给出要写入的文件名。",
    ),
    "no_folder": (
        "{file} cannot be written: there is no folder {folder}.",
        "无法写入 {file}：没有 {folder} 这个文件夹。",
    ),
    "loop": (
        "{file} is a link that leads back to itself; choose another file.",
        "{file} 是指向自身的链接；请选择别的文件。",
    ),
    "unwritable": (
        "{file} cannot be written: {reason}.",
        "无法写入 {file}：{reason}。",
    ),
}
