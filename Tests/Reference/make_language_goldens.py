#!/usr/bin/env python3
"""Makes Tests/Fixtures/goldens/<name>-language.json: what language models say, computed with PyTorch in double precision.

Logits at the place where the model is asked, the gradient of one of them at the embeddings, and the logit lens: every hidden
state through the library's own head (GPT-2's through its final norm first).
"""

import json

import model_pins

model_pins.check("torch", "transformers")

import torch  # noqa: E402
import transformers  # noqa: E402

from make_goldens import FIXTURES, numbers  # noqa: E402

TEXTS = {
    "bert-masked": "i felt so [MASK] in front of the crowd",
    "distilbert-masked": "it was not a [MASK] film, it was bad",
    "roberta-masked": " i felt so<mask> in front of the crowd",
    "gpt2-language": "i felt so anxious in front of the",
}
GUESSES = 4


class LanguageReference:
    """One text on one model."""

    def __init__(self, folder, text):
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        is_causal = transformers.AutoConfig.from_pretrained(folder).model_type == "gpt2"
        kind = transformers.AutoModelForCausalLM if is_causal else transformers.AutoModelForMaskedLM
        self.model = kind.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval().double()
        self.base = self.model.base_model
        self.ids = self.tokenizer(text)["input_ids"]
        self.position = len(self.ids) - 1 if is_causal else self.ids.index(self.tokenizer.mask_token_id)
        self.is_causal = is_causal

    def head(self, states, is_last):
        """The library's head on hidden states [tokens, hidden]."""
        model = self.model
        if self.is_causal:
            return model.lm_head(states if is_last else self.base.ln_f(states))
        if model.config.model_type == "distilbert":
            return model.vocab_projector(model.vocab_layer_norm(model.activation(model.vocab_transform(states))))
        return model.lm_head(states) if hasattr(model, "lm_head") else model.cls(states)

    def json(self):
        ids = torch.tensor([self.ids])
        kept = []
        layer = self.base.wte if self.is_causal else self.base.embeddings

        def keep(module, inputs, output):
            output.retain_grad()
            kept.append(output)

        handle = layer.register_forward_hook(keep)
        found = self.model(input_ids=ids, output_hidden_states=True)
        handle.remove()
        logits = found.logits[0, self.position]
        target = int(logits.argmax())
        logits[target].backward()
        lens = []
        with torch.no_grad():
            for depth, states in enumerate(found.hidden_states):
                depth_logits = self.head(states[0], depth == len(found.hidden_states) - 1)
                lens.append(depth_logits.softmax(-1))
            assert torch.allclose(depth_logits, found.logits[0]), "the last layer's lens is the model's own output"
        best = [shares.topk(GUESSES, dim=-1) for shares in lens]
        return {
            "ids": self.ids, "position": self.position, "logits": numbers(logits.detach()), "target": target,
            "gradient": [numbers(row) for row in kept[0].grad[0]],
            "lensIDs": [top.indices.tolist() for top in best],
            "lensShares": [[numbers(row) for row in top.values] for top in best],
        }  # fmt: skip


def main():
    for name, text in TEXTS.items():
        golden = {"model": name, "text": text, "pins": model_pins.PINS}
        golden |= LanguageReference(FIXTURES / "models" / name, text).json()
        path = FIXTURES / "goldens" / f"{name}-language.json"
        path.write_text(json.dumps(golden, separators=(",", ":")) + "\n", encoding="utf-8")
        print(f"{name}: piece {golden['target']} at {golden['position']} of {len(golden['ids'])}")


if __name__ == "__main__":
    main()
