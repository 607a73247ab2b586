"""`config.json` read key by key: whatever a family does not handle is refused by its name."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tracer.errors import TracerError

# Keys that change no number of a forward pass: training, generation, book-keeping, heads for other tasks.
_NO_MATTER_WORDS = (
    "_attn_implementation _attn_implementation_autoset _commit_hash _name_or_path _num_labels _sliding_window_pattern "
    "activation_dropout add_bias_logits add_cross_attention add_final_layer_norm architectures attention_dropout "
    "attention_probs_dropout_prob attn_implementation attn_pdrop auto_map bad_words_ids begin_suppress_tokens bos_token_id "
    "cache_implementation chunk_size_feed_forward classif_dropout classifier_activation classifier_dropout "
    "classifier_dropout_prob classifier_proj_size cross_attention_hidden_size cross_attn_hidden_size decoder_layerdrop "
    "decoder_start_token_id directionality diversity_penalty do_sample down_scale_factor dropout dropout_rate dtype "
    "early_stopping embd_layer_dropout embd_pdrop embed_dropout encoder_layerdrop encoder_no_repeat_ngram_size eos_token_id "
    "eos_token_ids exponential_decay_length_penalty extra_pos_embeddings finetuning_task flash_attention "
    "force_bos_token_to_be_generated forced_bos_token_id forced_eos_token_id gap_size gradient_checkpointing "
    "gradient_checkpointing_kwargs hidden_dropout hidden_dropout_prob hidden_states_dropout id2label init_std "
    "initializer_factor initializer_range is_decoder is_encoder_decoder is_llama_config label2id language layerdrop "
    "learned_embeddings length_penalty mask_token_id max_length max_seq_len max_sequence_length min_length model_max_length "
    "model_type n_ctx n_special net_structure_type no_repeat_ngram_size normalize_embedding num_beam_groups num_beams "
    "num_choices num_hidden_groups num_labels num_memory_blocks num_return_sequences output_attentions output_hidden_states "
    "output_past output_scores pad_token_id pipeline_tag pooler_fc_size pooler_num_attention_heads pooler_num_fc_layers "
    "pooler_size_per_head pooler_type predict_special_tokens prefix pretraining_tp problem_type pruned_heads qa_dropout "
    "remove_invalid_values repetition_penalty resid_dropout resid_pdrop return_dict return_dict_in_generate save_step "
    "sbert_ce_default_activation_function sentence_transformers sep_token_id seq_classif_dropout sliding_window_size "
    "static_position_embeddings summary_activation summary_first_dropout summary_last_dropout summary_proj_to_labels "
    "summary_type summary_use_proj suppress_tokens task_specific_params temperature tf_legacy_loss tie_encoder_decoder "
    "tie_weights_ tie_word_embeddings tokenizer_class top_k top_p torch_dtype torchscript transformers.js_config "
    "transformers_version typical_p unk_token_id unsloth_fixed unsloth_version use_bfloat16 use_cache use_flash_attention "
    "use_mems_eval use_mems_train vocab_size "
)
_NO_MATTER = frozenset(_NO_MATTER_WORDS.split())
_MOST_LAYERS = 4096  # something is made for each of them before the tensors are looked at
_MOST_WHOLE = (1 << 40) - 1
_MOST_BYTES = 1 << 26  # of a JSON file in the folder: the index of the largest models takes a few million
_NEUTRAL: tuple[Any, ...] = (None, False, [], {}, "")


class Config:
    """The object of a `config.json`, never changed; every key asked for counts as handled.

    Raises TracerError for a file that is no JSON object, for a value that is not of the kind asked for, and in `rest` for
    keys nobody asked for.
    """

    def __init__(self, raw: Mapping[str, Any], origin: str) -> None:
        self.raw, self.origin = raw, origin
        self.handled: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return self.raw.get(key) is not None

    def get(self, key: str, default: Any = None) -> Any:
        """The value as it is, or the default where the key is missing or null."""
        self.handled.add(key)
        value = self.raw.get(key)
        return default if value is None else value

    def _refuse(self, key: str, value: Any, takes: str) -> TracerError:
        """The error for a value that is not of the kind asked for, or for a key that is not there."""
        if value is None:
            return TracerError("checkpoints.no_key_in", file=self.origin, key=key, takes=takes)
        return TracerError("checkpoints.value", file=self.origin, key=key, value=str(value), takes=takes)

    def stated(self, key: str, default: Any) -> Any:
        """The value as it stands, null too; the default only where the key is missing."""
        self.handled.add(key)
        return self.raw.get(key, default)

    def ignore(self, *keys: str) -> None:
        """Count these keys as handled: they say nothing that the family does not know."""
        self.handled.update(keys)

    def refuse(self, *keys: str) -> None:
        """Count these keys as not handled after all, so that `rest` refuses those that are there."""
        self.handled.difference_update(keys)

    def mapping(self, key: str) -> Mapping[str, Any]:
        """An object; an empty one where the key is missing or null."""
        value = self.get(key) or {}
        if not isinstance(value, Mapping):
            raise TracerError("checkpoints.value", file=self.origin, key=key, value=str(value), takes="{…}")
        return value

    def whole(self, key: str, default: int | None = None, least: int = 1) -> int:
        """A whole number, at least `least`."""
        value = self.get(key, default)
        most = _MOST_LAYERS if "layer" in key else _MOST_WHOLE
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            takes = f"{least}, {least + 1} … {most}" if most == _MOST_LAYERS else f"{least}, {least + 1} …"
            raise self._refuse(key, value, takes)
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """A finite number."""
        value = self.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise self._refuse(key, value, "NUMBER")
        return float(value)

    def number_or_null(self, key: str, default: float | None) -> float | None:
        """A finite number, or None where the file says null; the default only where the key is missing."""
        return self.number(key) if key in self else self.stated(key, default)

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self.get(key, default)
        if not isinstance(value, bool):
            raise TracerError("checkpoints.value", file=self.origin, key=key, value=str(value), takes=["true", "false"])
        return value

    def only(self, key: str, *values: Any) -> None:
        """The key may be missing or have one of these values; any other is refused by name."""
        value = self.get(key)
        if value is not None and value not in values:
            takes = [str(allowed).lower() if isinstance(allowed, bool) else str(allowed) for allowed in values]
            raise TracerError("checkpoints.value", file=self.origin, key=key, value=str(value), takes=takes)

    def choice(self, key: str, choices: Mapping[str, Any], default: str | None = None) -> Any:
        """What `choices` says of the key's value; any other value is refused by name."""
        return self.one_of(key, self.get(key, default), choices)

    def one_of(self, key: str, value: Any, choices: Mapping[str, Any]) -> Any:
        """What `choices` says of a value that follows from the key's."""
        if value not in choices:
            raise TracerError("checkpoints.value", file=self.origin, key=key, value=str(value), takes=list(choices))
        return choices[value]

    def strange(self) -> list[str]:
        """The keys that the family did not read and that say something."""
        unread = (key for key in self.raw if key not in self.handled and key not in _NO_MATTER)
        return sorted(key for key in unread if self.raw[key] not in _NEUTRAL)

    def rest(self) -> None:
        """Refuse, by name, keys that the family did not read and that say something."""
        if strange := self.strange():
            shown = [f"{key} = {str(self.raw[key])[:40]}" for key in strange[:4]]
            raise TracerError("checkpoints.keys", file=self.origin, keys=[*shown, *(["…"] if len(strange) > 4 else [])])

    def architecture(self) -> str:
        """The first of `architectures`, the class the checkpoint was saved from; empty where none is named."""
        named = self.raw.get("architectures") or [""]
        return str(named[0]) if isinstance(named, list) else ""


def read_json(path: Path, kind: type = dict) -> Any:
    """The object (or list) of a JSON file in the folder. Raises TracerError where it is missing, damaged or of another kind."""
    from tracer.files.formats import reading_errors

    with reading_errors(path, _MOST_BYTES):
        text = path.read_text(encoding="utf-8", errors="replace")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise TracerError("checkpoints.json", file=str(path)) from None
    if not isinstance(content, kind):
        raise TracerError("checkpoints.json", file=str(path))
    return content


ACTIVATIONS = {
    "relu": "relu", "gelu": "gelu", "gelu_new": "gelu-tanh", "gelu_pytorch_tanh": "gelu-tanh", "gelu_fast": "gelu-tanh",
    "silu": "silu", "swish": "silu", "tanh": "tanh", "sigmoid": "sigmoid", "linear": "none", "gelu_python": "gelu",
    "quick_gelu": "quick-gelu", "relu2": "relu2", "squared_relu": "relu2", "mish": "mish", "leaky_relu": "leaky-relu",
}  # fmt: skip
