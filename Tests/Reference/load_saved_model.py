"""Loads model folders as transformers does and prints what it computes: a JSON object a folder and text.

usage: load_saved_model.py FOLDER… < texts, one a line

A folder of a language model gives the logits of its last position, any other those of its classifier. Parameters that transformers
misses, does not know, or finds in another shape are named in `unexpected`, which is empty for a folder it understands.
"""

import json
import os
import sys
import warnings

warnings.filterwarnings("ignore")
os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_VERBOSITY="error", TOKENIZERS_PARALLELISM="false")

import torch  # noqa: E402
import transformers  # noqa: E402

texts = [line.rstrip("\n") for line in sys.stdin]
for folder in sys.argv[1:]:
    with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
        architecture = json.load(file)["architectures"][0]
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model, loading = getattr(transformers, architecture).from_pretrained(folder, output_loading_info=True)
    model.eval()
    unexpected = sorted(str(key) for kind in ("missing_keys", "unexpected_keys", "mismatched_keys") for key in loading[kind])
    for text in texts:
        encoding = tokenizer(text, return_tensors="pt")
        with torch.inference_mode():
            logits = model(**encoding).logits[0]
        print(
            json.dumps(
                {
                    "architecture": architecture,
                    "ids": encoding.input_ids[0].tolist(),
                    "logits": (logits[-1] if logits.dim() == 2 else logits).tolist(),
                    "labels": [model.config.id2label[index] for index in range(model.config.num_labels)],
                    "unexpected": unexpected,
                }
            ),
            flush=True,
        )
