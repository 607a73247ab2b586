"""Makes the tiny random models of `pictures/`: the text model inside one that reads pictures, and what transformers computes
from text alone. Run once, with torch and transformers.

python tests/cases/hf/make_wrapped.py OUT   (made with torch 2.13, transformers 5.24)
"""

import os
import sys

import numpy as np
import torch
import transformers as T

TEXT = dict(
    vocab_size=40, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, intermediate_size=24,
    max_position_embeddings=32,
)  # fmt: skip
CLIP = dict(model_type="clip_vision_model", hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=2,
            image_size=8, patch_size=4, projection_dim=8)  # fmt: skip
SIGLIP = {**CLIP, "model_type": "siglip_vision_model"}
PIXTRAL = dict(model_type="pixtral", hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=2, head_dim=4,
               image_size=8, patch_size=4)  # fmt: skip
QWEN = dict(depth=1, hidden_size=8, embed_dim=8, intermediate_size=8, num_heads=2, patch_size=4, out_hidden_size=16)
MROPE = dict(rope_type="default", rope_theta=10000.0, mrope_section=[1, 1, 0])
MODELS = {
    "gemma3": (
        T.Gemma3ForConditionalGeneration,
        T.Gemma3Config(
            text_config={**TEXT, "num_hidden_layers": 3, "head_dim": 8, "sliding_window": 4, "query_pre_attn_scalar": 12,
                         "layer_types": ["sliding_attention", "full_attention", "sliding_attention"]},
            vision_config=SIGLIP, mm_tokens_per_image=4,
        ),
    ),
    "mistral3": (T.Mistral3ForConditionalGeneration, T.Mistral3Config(text_config={**TEXT, "model_type": "mistral"}, vision_config=PIXTRAL)),
    "llava": (T.LlavaForConditionalGeneration, T.LlavaConfig(text_config={**TEXT, "model_type": "llama"}, vision_config=CLIP)),
    "llava-next": (
        T.LlavaNextForConditionalGeneration,
        T.LlavaNextConfig(text_config={**TEXT, "model_type": "llama"}, vision_config=CLIP, image_grid_pinpoints=[[8, 8]]),
    ),
    "qwen2-vl": (T.Qwen2VLForConditionalGeneration, T.Qwen2VLConfig(text_config={**TEXT, "rope_parameters": MROPE}, vision_config=QWEN)),
    "qwen2-5-vl": (
        T.Qwen2_5_VLForConditionalGeneration,
        T.Qwen2_5_VLConfig(text_config={**TEXT, "rope_parameters": MROPE}, vision_config={**QWEN, "fullatt_block_indexes": [0]}),
    ),
    "qwen3-vl": (
        T.Qwen3VLForConditionalGeneration,
        T.Qwen3VLConfig(
            text_config={**TEXT, "head_dim": 8, "rope_parameters": {**MROPE, "mrope_section": [2, 1, 1], "mrope_interleaved": True}},
            vision_config={**QWEN, "deepstack_visual_indexes": [0], "num_position_embeddings": 4},
        ),
    ),
}  # fmt: skip

for name, (kind, config) in MODELS.items():
    torch.manual_seed(sum(map(ord, name)))
    model = kind._from_config(config, attn_implementation="eager").eval()
    with torch.no_grad():
        for parameter_name, parameter in model.named_parameters():
            if parameter.ndim > 1:
                parameter.normal_(0, 0.3 if "embed" in parameter_name else 0.2)
            elif "norm" in parameter_name.lower():
                parameter.add_(torch.randn_like(parameter) * 0.2)
            else:
                parameter.normal_(0, 0.2)
    folder = os.path.join(sys.argv[1], name)
    model.save_pretrained(folder)
    ids = torch.tensor(np.random.RandomState(1).randint(5, 38, (1, 10)))
    with torch.no_grad():
        out = model(input_ids=ids, output_hidden_states=True)
    arrays = {f"hidden.{layer}": rows[0].numpy() for layer, rows in enumerate(out.hidden_states)}
    np.savez(os.path.join(folder, "expected.npz"), input_ids=ids[0].numpy(), logits=out.logits[0].numpy(), **arrays)
    print(name, model.num_parameters())
