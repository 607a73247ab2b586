"""Makes the tiny random models of `families/` and what transformers computes from them. Run once, with torch and transformers.

python tests/cases/hf/make.py OUT [NAME …]   (made with torch 2.13, transformers 5.23)
"""

import sys, json, os, numpy as np, torch
import transformers as T

torch.manual_seed(0)
V = 40
common = dict(vocab_size=V)


def cfg():
    b = dict(
        vocab_size=V, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=24, max_position_embeddings=32
    )
    l = dict(b, num_key_value_heads=2)
    s = dict(  # the smallest that tells parts apart
        vocab_size=V,
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        intermediate_size=6,
        max_position_embeddings=32,
    )
    padded = dict(s, pad_token_id=0)
    headed = dict(padded, head_dim=4)
    plain = {key: value for key, value in padded.items() if key != "num_key_value_heads"}
    small_gpt = dict(vocab_size=V, n_embd=8, n_layer=2, n_head=4, n_positions=32)
    pair = dict(
        vocab_size=V,
        d_model=8,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=4,
        decoder_attention_heads=2,
        encoder_ffn_dim=6,
        decoder_ffn_dim=7,
        max_position_embeddings=32,
        decoder_start_token_id=2,
    )
    small_t5 = dict(
        vocab_size=V,
        d_model=8,
        d_kv=3,
        d_ff=6,
        num_layers=2,
        num_heads=2,
        decoder_start_token_id=0,
        relative_attention_num_buckets=8,
        relative_attention_max_distance=16,
    )
    deepseek = dict(
        kv_lora_rank=8, qk_nope_head_dim=4, qk_rope_head_dim=4, v_head_dim=6, n_routed_experts=6, num_experts_per_tok=2,
        moe_intermediate_size=10, first_k_dense_replace=1, num_key_value_heads=4,
    )  # fmt: skip
    return {
        "bert": (T.BertForMaskedLM, T.BertConfig(**b)),
        # "bert-cls":(T.BertForSequenceClassification,T.BertConfig(**b)),
        "bert-base": (T.BertModel, T.BertConfig(**b)),
        "modernbert": (
            T.ModernBertForMaskedLM,
            T.ModernBertConfig(**{**b, "num_hidden_layers": 3}, local_attention=6, pad_token_id=0, global_attn_every_n_layers=2),
        ),
        "modernbert-bias": (
            T.ModernBertModel,
            T.ModernBertConfig(
                **b,
                local_attention=4,
                pad_token_id=0,
                norm_bias=True,
                attention_bias=True,
                mlp_bias=True,
                hidden_activation="silu",
                layer_types=["sliding_attention", "full_attention"],
                rope_parameters=dict(
                    sliding_attention=dict(rope_type="default", rope_theta=100.0),
                    full_attention=dict(rope_type="linear", rope_theta=5000.0, factor=2.0),
                ),
            ),
        ),
        "deberta-v3": (
            T.DebertaV2ForMaskedLM,
            T.DebertaV2Config(
                **{**b, "hidden_size": 12, "num_attention_heads": 2},
                relative_attention=True,
                position_buckets=6,
                share_att_key=True,
                pos_att_type="p2c|c2p",
                norm_rel_ebd="layer_norm",
                position_biased_input=False,
            ),
        ),
        "deberta-v2": (
            T.DebertaV2Model,
            T.DebertaV2Config(
                **{**b, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 6},
                relative_attention=True,
                max_relative_positions=7,
                pos_att_type=["c2p", "p2c"],
                type_vocab_size=2,
            ),
        ),
        "deberta-c2p": (
            T.DebertaV2Model,
            T.DebertaV2Config(
                **{**b, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 6, "num_hidden_layers": 1},
                relative_attention=True,
                position_buckets=4,
                max_relative_positions=8,
                pos_att_type=["c2p"],
                position_biased_input=False,
            ),
        ),
        "distilbert": (
            T.DistilBertForMaskedLM,
            T.DistilBertConfig(vocab_size=V, dim=16, n_layers=2, n_heads=4, hidden_dim=24, max_position_embeddings=32),
        ),
        "roberta": (T.RobertaForMaskedLM, T.RobertaConfig(**b, type_vocab_size=1, pad_token_id=1)),
        "xlm-roberta": (T.XLMRobertaForMaskedLM, T.XLMRobertaConfig(**b, type_vocab_size=1, pad_token_id=1)),
        "albert": (
            T.AlbertForMaskedLM,
            T.AlbertConfig(
                **b,
                embedding_size=8,
            ),
        ),
        "electra": (T.ElectraForPreTraining, T.ElectraConfig(**b, embedding_size=8)),
        "electra-gen": (T.ElectraForMaskedLM, T.ElectraConfig(**b, embedding_size=16)),
        "gpt2": (T.GPT2LMHeadModel, T.GPT2Config(vocab_size=V, n_embd=16, n_layer=2, n_head=4, n_positions=32)),
        "gpt-neo": (
            T.GPTNeoForCausalLM,
            T.GPTNeoConfig(
                vocab_size=V,
                hidden_size=16,
                num_layers=2,
                num_heads=4,
                max_position_embeddings=32,
                attention_types=[[["global", "local"], 1]],
                window_size=4,
            ),
        ),
        "gpt-neox": (T.GPTNeoXForCausalLM, T.GPTNeoXConfig(**b, rotary_pct=0.5)),
        "gpt-neox-seq": (T.GPTNeoXForCausalLM, T.GPTNeoXConfig(**b, rotary_pct=0.5, use_parallel_residual=False)),
        "opt": (
            T.OPTForCausalLM,
            T.OPTConfig(
                vocab_size=V,
                hidden_size=16,
                num_hidden_layers=2,
                num_attention_heads=4,
                ffn_dim=24,
                max_position_embeddings=32,
                word_embed_proj_dim=16,
            ),
        ),
        "opt-post": (
            T.OPTForCausalLM,
            T.OPTConfig(
                vocab_size=V,
                hidden_size=16,
                num_hidden_layers=2,
                num_attention_heads=4,
                ffn_dim=24,
                max_position_embeddings=32,
                word_embed_proj_dim=8,
                do_layer_norm_before=False,
            ),
        ),
        "llama": (T.LlamaForCausalLM, T.LlamaConfig(**l)),
        "llama-tied-bias": (
            T.LlamaForCausalLM,
            T.LlamaConfig(**l, attention_bias=True, mlp_bias=True, tie_word_embeddings=True, head_dim=8),
        ),
        "llama3": (
            T.LlamaForCausalLM,
            T.LlamaConfig(
                **l,
                rope_parameters=dict(
                    rope_type="llama3",
                    rope_theta=500000.0,
                    factor=8.0,
                    low_freq_factor=1.0,
                    high_freq_factor=4.0,
                    original_max_position_embeddings=16,
                ),
            ),
        ),
        "llama-linear": (
            T.LlamaForCausalLM,
            T.LlamaConfig(**l, rope_parameters=dict(rope_type="linear", rope_theta=10000.0, factor=2.0)),
        ),
        "llama-yarn": (
            T.LlamaForCausalLM,
            T.LlamaConfig(
                **l, rope_parameters=dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, original_max_position_embeddings=16)
            ),
        ),
        "llama-dynamic": (
            T.LlamaForCausalLM,
            T.LlamaConfig(**l, rope_parameters=dict(rope_type="dynamic", rope_theta=10000.0, factor=4.0)),
        ),
        "mistral": (T.MistralForCausalLM, T.MistralConfig(**l, sliding_window=5, head_dim=4)),
        "qwen2": (T.Qwen2ForCausalLM, T.Qwen2Config(**l)),
        "qwen2-window": (T.Qwen2ForCausalLM, T.Qwen2Config(**l, use_sliding_window=True, sliding_window=4, max_window_layers=1)),
        "qwen3": (T.Qwen3ForCausalLM, T.Qwen3Config(**l, head_dim=8)),
        "mixtral": (T.MixtralForCausalLM, T.MixtralConfig(**l, num_local_experts=4, num_experts_per_tok=2)),
        "qwen3-moe": (
            T.Qwen3MoeForCausalLM,
            T.Qwen3MoeConfig(**l, head_dim=8, moe_intermediate_size=12, num_experts=4, num_experts_per_tok=2),
        ),
        "qwen3-moe-normed": (
            T.Qwen3MoeForCausalLM,
            T.Qwen3MoeConfig(**l, moe_intermediate_size=12, num_experts=5, num_experts_per_tok=3, norm_topk_prob=True),
        ),
        "qwen2-moe": (
            T.Qwen2MoeForCausalLM,
            T.Qwen2MoeConfig(
                **{**s, "num_hidden_layers": 3},
                moe_intermediate_size=5,
                num_experts=3,
                num_experts_per_tok=2,
                shared_expert_intermediate_size=7,
                mlp_only_layers=[0],
            ),
        ),
        "qwen3-moe-mixed": (
            T.Qwen3MoeForCausalLM,
            T.Qwen3MoeConfig(
                **{**s, "num_hidden_layers": 3},
                head_dim=2,
                moe_intermediate_size=5,
                num_experts=3,
                num_experts_per_tok=2,
                decoder_sparse_step=2,
                norm_topk_prob=True,
            ),
        ),
        "gpt-oss": (
            T.GptOssForCausalLM,
            T.GptOssConfig(
                **l,
                head_dim=8,
                num_local_experts=4,
                num_experts_per_tok=2,
                sliding_window=4,
                swiglu_limit=0.3,
                rope_parameters=dict(
                    rope_type="yarn",
                    rope_theta=150000.0,
                    factor=4.0,
                    beta_fast=32.0,
                    beta_slow=1.0,
                    truncate=False,
                    original_max_position_embeddings=8,
                ),
            ),
        ),
        "deepseek-v2": (
            T.DeepseekV2ForCausalLM,
            T.DeepseekV2Config(**b, **deepseek, q_lora_rank=None, routed_scaling_factor=1.0, n_shared_experts=2),
        ),
        "deepseek-v2-groups": (
            T.DeepseekV2ForCausalLM,
            T.DeepseekV2Config(
                **b,
                **deepseek,
                q_lora_rank=6,
                routed_scaling_factor=2.0,
                n_shared_experts=1,
                attention_bias=True,
                topk_method="group_limited_greedy",
                n_group=3,
                topk_group=2,
            ),
        ),
        "deepseek-v3": (
            T.DeepseekV3ForCausalLM,
            T.DeepseekV3Config(
                **b,
                **deepseek,
                q_lora_rank=6,
                routed_scaling_factor=2.5,
                n_shared_experts=1,
                n_group=3,
                topk_group=2,
                rope_parameters=dict(
                    rope_type="yarn",
                    rope_theta=10000.0,
                    factor=4.0,
                    mscale=1.0,
                    mscale_all_dim=1.0,
                    original_max_position_embeddings=8,
                ),
            ),
        ),
        "deepseek-v3-plain": (
            T.DeepseekV3ForCausalLM,
            T.DeepseekV3Config(
                **b,
                **deepseek,
                q_lora_rank=6,
                routed_scaling_factor=1.0,
                n_shared_experts=1,
                n_group=1,
                topk_group=1,
            ),
        ),
        "gemma": (T.GemmaForCausalLM, T.GemmaConfig(**l, head_dim=8)),
        "gemma2": (T.Gemma2ForCausalLM, T.Gemma2Config(**l, head_dim=8, sliding_window=4, query_pre_attn_scalar=12)),
        "gemma3": (
            T.Gemma3ForCausalLM,
            T.Gemma3TextConfig(
                **{**l, "num_hidden_layers": 3},
                head_dim=8,
                sliding_window=4,
                query_pre_attn_scalar=12,
                layer_types=["sliding_attention", "full_attention", "sliding_attention"],
            ),
        ),
        "smollm3": (T.SmolLM3ForCausalLM, T.SmolLM3Config(**{**l, "num_hidden_layers": 4}, pad_token_id=0)),
        "granite": (
            T.GraniteForCausalLM,
            T.GraniteConfig(**l, embedding_multiplier=3.0, attention_multiplier=0.3, residual_multiplier=0.4, logits_scaling=2.0),
        ),
        "cohere": (T.CohereForCausalLM, T.CohereConfig(**l, logit_scale=0.25)),
        "cohere2": (
            T.Cohere2ForCausalLM,
            T.Cohere2Config(**l, logit_scale=0.25, sliding_window=4, layer_types=["sliding_attention", "full_attention"]),
        ),
        "olmo2": (T.Olmo2ForCausalLM, T.Olmo2Config(**l, pad_token_id=0)),
        "starcoder2": (T.Starcoder2ForCausalLM, T.Starcoder2Config(**l, sliding_window=4)),
        "stablelm": (
            T.StableLmForCausalLM,
            T.StableLmConfig(**l, use_qkv_bias=True, rope_parameters=dict(rope_theta=1e4, partial_rotary_factor=0.5)),
        ),
        "stablelm-parallel": (
            T.StableLmForCausalLM,
            T.StableLmConfig(
                **{**b, "num_attention_heads": 2},
                num_key_value_heads=2,
                use_parallel_residual=True,
                rope_parameters=dict(rope_theta=1e4, partial_rotary_factor=0.25),
            ),
        ),
        "stablelm-qk": (
            T.StableLmForCausalLM,
            T.StableLmConfig(
                **{**s, "num_attention_heads": 2},
                use_parallel_residual=True,
                qk_layernorm=True,
                rope_parameters=dict(rope_theta=1e4, partial_rotary_factor=0.5),
            ),
        ),
        "cohere-qk": (T.CohereForCausalLM, T.CohereConfig(**s, use_qk_norm=True)),
        "phi": (T.PhiForCausalLM, T.PhiConfig(**b, rope_parameters=dict(rope_theta=1e4, partial_rotary_factor=0.5))),
        "phi-qk": (
            T.PhiForCausalLM,
            T.PhiConfig(**l, qk_layernorm=True, rope_parameters=dict(rope_theta=1e4, partial_rotary_factor=0.5)),
        ),
        "gptj": (
            T.GPTJForCausalLM,
            T.GPTJConfig(vocab_size=V, n_embd=16, n_layer=2, n_head=2, n_inner=24, n_positions=32, rotary_dim=4),
        ),
        "bloom": (T.BloomForCausalLM, T.BloomConfig(vocab_size=V, hidden_size=16, n_layer=2, n_head=4)),
        "bloom-6": (T.BloomForCausalLM, T.BloomConfig(vocab_size=V, hidden_size=24, n_layer=2, n_head=6)),
        "mpt": (T.MptForCausalLM, T.MptConfig(vocab_size=V, d_model=24, n_layers=2, n_heads=6)),
        "falcon": (
            T.FalconForCausalLM,
            T.FalconConfig(vocab_size=V, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=32),
        ),
        "falcon-grouped": (
            T.FalconForCausalLM,
            T.FalconConfig(
                vocab_size=V,
                hidden_size=16,
                num_hidden_layers=2,
                num_attention_heads=4,
                num_kv_heads=2,
                new_decoder_architecture=True,
                max_position_embeddings=32,
            ),
        ),
        "falcon-seq": (
            T.FalconForCausalLM,
            T.FalconConfig(
                vocab_size=V,
                hidden_size=16,
                num_hidden_layers=2,
                num_attention_heads=4,
                multi_query=False,
                parallel_attn=False,
                bias=True,
                max_position_embeddings=32,
            ),
        ),
        "falcon-alibi": (
            T.FalconForCausalLM,
            T.FalconConfig(
                vocab_size=V,
                hidden_size=24,
                num_hidden_layers=1,
                num_attention_heads=12,
                alibi=True,
                multi_query=False,
                parallel_attn=False,
                bias=True,
                ffn_hidden_size=8,
            ),
        ),
        "mpnet":(T.MPNetForMaskedLM,T.MPNetConfig(**{**plain,"pad_token_id":1})),
        "olmo":(T.OlmoForCausalLM,T.OlmoConfig(**padded,clip_qkv=0.3)),
        "olmo3":(T.Olmo3ForCausalLM,T.Olmo3Config(**padded,sliding_window=4,layer_types=["sliding_attention","full_attention"],rope_parameters=dict(full_attention=dict(rope_type="yarn",rope_theta=5e5,factor=4.0,original_max_position_embeddings=8),sliding_attention=dict(rope_type="default",rope_theta=5e5)))),
        "olmoe":(T.OlmoeForCausalLM,T.OlmoeConfig(**padded,num_experts=3,num_experts_per_tok=2,clip_qkv=0.9)),
        "glm":(T.GlmForCausalLM,T.GlmConfig(**headed)),
        "glm4":(T.Glm4ForCausalLM,T.Glm4Config(**headed,rope_parameters=dict(rope_theta=1e4,rope_type="default",partial_rotary_factor=0.5))),
        "ernie4-5":(T.Ernie4_5ForCausalLM,T.Ernie4_5Config(**headed,use_bias=True)),
        "exaone4":(T.Exaone4ForCausalLM,T.Exaone4Config(**padded,sliding_window=4,sliding_window_pattern=2)),
        "exaone4-whole":(T.Exaone4ForCausalLM,T.Exaone4Config(**padded,sliding_window=None,layer_types=["full_attention"]*2)),
        "arcee":(T.ArceeForCausalLM,T.ArceeConfig(**padded)),
        "seed-oss":(T.SeedOssForCausalLM,T.SeedOssConfig(**headed)),
        "hunyuan":(T.HunYuanDenseV1ForCausalLM,T.HunYuanDenseV1Config(**headed,rope_parameters=dict(rope_type="dynamic",rope_theta=1e4,alpha=50.0,factor=1.0))),
        "nanochat":(T.NanoChatForCausalLM,T.NanoChatConfig(**padded)),
        "granitemoe":(T.GraniteMoeForCausalLM,T.GraniteMoeConfig(**padded,num_local_experts=3,num_experts_per_tok=2,embedding_multiplier=3.0,attention_multiplier=0.3,residual_multiplier=0.4,logits_scaling=2.0)),
        "helium":(T.HeliumForCausalLM,T.HeliumConfig(**padded,head_dim=2)),
        "ministral":(T.MinistralForCausalLM,T.MinistralConfig(**padded,head_dim=4,sliding_window=4,layer_types=["full_attention","sliding_attention"])),
        "gpt-bigcode":(T.GPTBigCodeForCausalLM,T.GPTBigCodeConfig(**small_gpt)),
        "gpt-bigcode-heads":(T.GPTBigCodeForCausalLM,T.GPTBigCodeConfig(**{**small_gpt,"n_layer":1},multi_query=False)),
        "codegen":(T.CodeGenForCausalLM,T.CodeGenConfig(**{**small_gpt,"n_embd":32,"n_head":8,"n_layer":1,"n_inner":12},rotary_dim=2)),
        "openai-gpt":(T.OpenAIGPTLMHeadModel,T.OpenAIGPTConfig(**small_gpt)),
        "pegasus":(T.PegasusForConditionalGeneration,T.PegasusConfig(**pair,scale_embedding=True)),
        "blenderbot":(T.BlenderbotForConditionalGeneration,T.BlenderbotConfig(**pair)),
        "blenderbot-small":(T.BlenderbotSmallForConditionalGeneration,T.BlenderbotSmallConfig(**pair, scale_embedding=True)),
        "plbart":(T.PLBartForConditionalGeneration,T.PLBartConfig(**pair)),
        "mvp":(T.MvpForConditionalGeneration,T.MvpConfig(**pair)),
        "umt5":(T.UMT5ForConditionalGeneration,T.UMT5Config(**small_t5)),
        "data2vec-text":(T.Data2VecTextForMaskedLM,T.Data2VecTextConfig(**{**plain,"pad_token_id":1})),
        "ernie":(T.ErnieForMaskedLM,T.ErnieConfig(**plain)),
        "nomic-bert": (T.NomicBertForMaskedLM, T.NomicBertConfig(**plain)),
        "nemotron": (T.NemotronForCausalLM, T.NemotronConfig(**padded, head_dim=4)),
        "deberta": (
            T.DebertaForMaskedLM,
            T.DebertaConfig(**plain, relative_attention=True, pos_att_type="c2p|p2c", max_relative_positions=6),
        ),
        "ministral3": (
            T.Ministral3ForCausalLM,
            T.Ministral3Config(
                **headed,
                sliding_window=4,
                rope_parameters=dict(
                    type="yarn",
                    rope_theta=1e4,
                    factor=4.0,
                    original_max_position_embeddings=16,
                    beta_fast=4.0,
                    beta_slow=1.0,
                    mscale=1.0,
                    mscale_all_dim=1.0,
                    llama_4_scaling_beta=0.1,
                ),
            ),
        ),
        "cwm": (T.CwmForCausalLM, T.CwmConfig(**headed, sliding_window=4)),
        "vaultgemma": (
            T.VaultGemmaForCausalLM,
            T.VaultGemmaConfig(**headed, sliding_window=4, layer_types=["sliding_attention", "full_attention"]),
        ),
        "umt5-encoder": (T.UMT5EncoderModel, T.UMT5Config(**{**small_t5, "num_layers": 1})),
        "phi3": (T.Phi3ForCausalLM, T.Phi3Config(**l, pad_token_id=0, sliding_window=6)),
        "phi3-long": (
            T.Phi3ForCausalLM,
            T.Phi3Config(
                **{**l, "max_position_embeddings": 32},
                pad_token_id=0,
                original_max_position_embeddings=8,
                rope_parameters=dict(rope_type="longrope", rope_theta=10000.0, short_factor=[1.0, 1.1], long_factor=[1.0, 2.0]),
            ),
        ),
        "bart": (
            T.BartForConditionalGeneration,
            T.BartConfig(
                vocab_size=V,
                d_model=16,
                encoder_layers=2,
                decoder_layers=2,
                encoder_attention_heads=4,
                decoder_attention_heads=2,
                encoder_ffn_dim=24,
                decoder_ffn_dim=20,
                max_position_embeddings=32,
            ),
        ),
        "mbart": (
            T.MBartForConditionalGeneration,
            T.MBartConfig(
                vocab_size=V,
                d_model=16,
                encoder_layers=2,
                decoder_layers=2,
                encoder_attention_heads=4,
                decoder_attention_heads=2,
                encoder_ffn_dim=24,
                decoder_ffn_dim=20,
                max_position_embeddings=32,
                scale_embedding=True,
                decoder_start_token_id=2,
            ),
        ),
        "m2m-100": (
            T.M2M100ForConditionalGeneration,
            T.M2M100Config(
                vocab_size=V,
                d_model=16,
                encoder_layers=2,
                decoder_layers=2,
                encoder_attention_heads=4,
                decoder_attention_heads=2,
                encoder_ffn_dim=24,
                decoder_ffn_dim=20,
                max_position_embeddings=32,
                decoder_start_token_id=2,
            ),
        ),
        "marian": (
            T.MarianMTModel,
            T.MarianConfig(
                vocab_size=V,
                d_model=16,
                encoder_layers=2,
                decoder_layers=2,
                encoder_attention_heads=4,
                decoder_attention_heads=4,
                encoder_ffn_dim=24,
                decoder_ffn_dim=24,
                max_position_embeddings=32,
                pad_token_id=39,
                decoder_start_token_id=39,
                activation_function="swish",
                scale_embedding=True,
            ),
        ),
        "t5": (
            T.T5ForConditionalGeneration,
            T.T5Config(
                vocab_size=V,
                d_model=16,
                d_kv=4,
                d_ff=24,
                num_layers=2,
                num_heads=4,
                decoder_start_token_id=0,
                relative_attention_num_buckets=8,
                relative_attention_max_distance=16,
            ),
        ),
        "flan-t5": (
            T.T5ForConditionalGeneration,
            T.T5Config(
                vocab_size=V,
                d_model=16,
                d_kv=6,
                d_ff=24,
                num_layers=2,
                num_decoder_layers=3,
                num_heads=4,
                decoder_start_token_id=0,
                feed_forward_proj="gated-gelu",
                tie_word_embeddings=False,
            ),
        ),
        "mt5": (
            T.MT5ForConditionalGeneration,
            T.MT5Config(
                vocab_size=V,
                d_model=16,
                d_kv=4,
                d_ff=24,
                num_layers=2,
                num_heads=4,
                decoder_start_token_id=0,
                relative_attention_num_buckets=8,
                relative_attention_max_distance=16,
            ),
        ),
        "t5-encoder": (T.T5EncoderModel, T.T5Config(vocab_size=V, d_model=16, d_kv=4, d_ff=24, num_layers=2, num_heads=4)),
    }


def in_double(cls, c, m, kw):
    """Hidden states and logits of the model made again with float64 wherever transformers computes in float32 (norms, softmax,
    router, rotary frequencies), under keys that begin with `double.`.
    """
    names = ("float32", "float")
    single = {name: getattr(torch, name) for name in names}
    to_single = torch.Tensor.float
    torch.set_default_dtype(torch.float64)
    try:
        for name in names:
            setattr(torch, name, torch.float64)
        torch.Tensor.float = torch.Tensor.double
        twin = cls._from_config(c, attn_implementation="eager", experts_implementation="eager")
        twin.load_state_dict({key: value.double() for key, value in m.state_dict().items()})
        with torch.no_grad():
            o = twin.eval()(**kw)
    finally:
        for name in names:
            setattr(torch, name, single[name])
        torch.Tensor.float = to_single
        torch.set_default_dtype(torch.float32)
    states = {f"double.hidden.{i}": h[0].numpy() for i, h in enumerate(o.hidden_states)}
    return {**states, "double.logits": o.logits[0].numpy()}


out_folder, only = sys.argv[1], sys.argv[2:]
for name, (cls, c) in cfg().items():
    if only and name not in only:
        continue
    torch.manual_seed(abs(hash(name)) % 1000 if False else sum(map(ord, name)))
    d = f"{out_folder}/{name}"
    os.makedirs(d, exist_ok=True)
    attention = "sdpa" if getattr(c, "alibi", False) is True else "eager"  # Falcon's eager attention adds ALiBi twice
    c._attn_implementation, c._experts_implementation = attention, "eager"
    try:
        m = (
            cls._from_config(c, attn_implementation=attention, experts_implementation="eager")
            if hasattr(cls, "_from_config")
            else cls(c)
        )
    except Exception as e:
        print(name, "FAIL", e)
        continue
    m.eval()
    with torch.no_grad():
        for n, p in m.named_parameters():
            if "embed_positions" in n and not p.requires_grad:  # sinusoids
                continue
            if p.ndim > 1:
                p.normal_(0, 0.3 if "embed" in n or "wte" in n else 0.2)
            elif "norm" in n.lower() or "ln_" in n:
                p.add_(torch.randn_like(p) * 0.2)
            else:
                p.normal_(0, 0.2)
        for n, b in m.named_buffers():
            if "final_logits_bias" in n or "e_score_correction_bias" in n:
                b.normal_(0, 0.3)
    m.save_pretrained(d)
    ids = torch.tensor([np.random.RandomState(1).randint(5, 38, 10)])
    kw = dict(input_ids=ids, output_hidden_states=True, output_attentions=attention == "eager")
    encdec = c.is_encoder_decoder and "encoder" not in name
    if encdec:
        kw["decoder_input_ids"] = torch.tensor([[c.decoder_start_token_id or 0, 7, 19, 33, 8]])
    out = {}
    for dt in (torch.float32, torch.float64):
        mm = m.to(dt)
        with torch.no_grad():
            o = mm(**kw)
        if dt == torch.float32:
            noise = {}
            first = o
        S = ""

    def put(k, t):
        out[k] = t[0].numpy()

    o = first
    if encdec:
        for i, h in enumerate(o.encoder_hidden_states):
            put(f"enc.hidden.{i}", h)
        for i, h in enumerate(o.decoder_hidden_states):
            put(f"dec.hidden.{i}", h)
        for i, h in enumerate(o.encoder_attentions):
            put(f"enc.attn.{i}", h)
        for i, h in enumerate(o.decoder_attentions):
            put(f"dec.attn.{i}", h)
        for i, h in enumerate(o.cross_attentions):
            put(f"cross.attn.{i}", h)
        out["decoder_input_ids"] = kw["decoder_input_ids"][0].numpy()
    else:
        for i, h in enumerate(o.hidden_states):
            put(f"hidden.{i}", h)
        for i, h in enumerate(o.attentions or ()):
            put(f"attn.{i}", h)
    if hasattr(o, "logits") and "cls" not in name:
        put("logits", o.logits)
    out["input_ids"] = ids[0].numpy()
    # noise: float64 logits
    with torch.no_grad():
        o64 = m.to(torch.float64)(**kw)
    if hasattr(o, "logits"):
        out["noise"] = np.array(float((o64.logits - first.logits.double()).abs().max()))
    if name.startswith("deepseek"):
        out |= in_double(cls, c, m, kw)
    np.savez(d + "/expected.npz", **out)
    print(name, "ok", out.get("noise"))
