#!/usr/bin/env python3
"""What a user would run instead: PyTorch + transformers + captum on one Hugging Face directory.

    peer.py JOB MODEL TEXT [REPETITIONS]      JOB: check predict forward integral lime shap tokenize train

Prints one JSON line: seconds of every repetition, and what came out. `predict` is a whole script from import to print.
"""

import json
import os
import sys
import time
import warnings

warnings.filterwarnings("ignore")
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"

import torch  # noqa: E402
import transformers  # noqa: E402

THREADS = 2


def say(**found):
    print(json.dumps(found), flush=True)


def timed(function, repetitions):
    """Seconds of each call after two that warm up, and the last result."""
    function()
    function()
    seconds = []
    for _ in range(repetitions):
        start = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - start)
    return seconds, result


def integral(model, tokenizer, encoding, repetitions):
    from captum.attr import LayerIntegratedGradients

    def forward(ids, mask):
        return model(ids, attention_mask=mask).logits

    ids, mask = encoding.input_ids, encoding.attention_mask
    baseline = ids.clone()
    baseline[0, 1:-1] = tokenizer.pad_token_id
    target = int(forward(ids, mask).argmax())
    method = LayerIntegratedGradients(forward, model.base_model.embeddings)
    seconds, (attribution, delta) = timed(
        lambda: method.attribute(
            ids, baseline, additional_forward_args=(mask,), target=target, n_steps=50, return_convergence_delta=True
        ),
        repetitions,
    )
    say(seconds=seconds, tokens=ids.shape[1], values=attribution.sum(-1)[0].tolist(), delta=float(delta))


def train(model, tokenizer, path, steps):
    """Seconds of each step over batches of 16 texts, padded to the longest of the batch."""
    size = 16
    rows = [line.rstrip("\n").rsplit(";", 1) for line in open(path, encoding="utf-8")]
    rows = [(text, model.config.label2id[label]) for text, label in rows if label in model.config.label2id]
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5, weight_decay=0.01)
    model.train()
    seconds, tokens = [], 0
    for step in range(min(steps, len(rows) // size)):
        batch = rows[step * size : (step + 1) * size]
        start = time.perf_counter()
        encoding = tokenizer([text for text, _ in batch], return_tensors="pt", padding=True, truncation=True)
        loss = model(**encoding, labels=torch.tensor([label for _, label in batch])).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        seconds.append(time.perf_counter() - start)
        tokens += int(encoding.attention_mask.sum())
    say(seconds=seconds, tokens=tokens)


def classifying(model, tokenizer):
    """What lime and shap are given: strings to probabilities, in padded batches of 64."""

    @torch.inference_mode()
    def classify(texts):
        found = []
        for start in range(0, len(texts), 64):
            batch = [str(text) for text in texts[start : start + 64]]
            encoding = tokenizer(batch, return_tensors="pt", padding=True, truncation=True)
            found.append(model(**encoding).logits.softmax(-1))
        return torch.cat(found).numpy()

    return classify


def lime(classify, model, text):
    from lime.lime_text import LimeTextExplainer

    names = [model.config.id2label[label] for label in range(model.config.num_labels)]
    explainer = LimeTextExplainer(class_names=names, random_state=0)
    explainer.explain_instance(text, classify, top_labels=1, num_samples=64)
    start = time.perf_counter()
    explainer.explain_instance(text, classify, num_features=10, top_labels=1, num_samples=5000)
    say(seconds=[time.perf_counter() - start])


def shap(classify, tokenizer, text):
    import shap

    explainer = shap.Explainer(classify, shap.maskers.Text(tokenizer))
    explainer(["hello there"], silent=True)
    start = time.perf_counter()
    explainer([text], max_evals=500, silent=True)
    say(seconds=[time.perf_counter() - start])


def main():
    job, folder, text = sys.argv[1:4]
    repetitions = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    torch.set_num_threads(THREADS)
    if job == "check":
        import captum

        say(torch=torch.__version__, transformers=transformers.__version__, captum=captum.__version__)
        return
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    if job == "tokenize":
        lines = open(text, encoding="utf-8").read().splitlines()
        seconds, found = timed(lambda: [tokenizer(line).input_ids for line in lines], repetitions)
        say(seconds=seconds, tokens=sum(len(ids) for ids in found))
        return
    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    if job == "train":
        train(model, tokenizer, text, repetitions)
        return
    encoding = tokenizer(text, return_tensors="pt")
    if job in ("lime", "shap"):
        classify = classifying(model, tokenizer)
        lime(classify, model, text) if job == "lime" else shap(classify, tokenizer, text)
        return
    if job == "integral":
        integral(model, tokenizer, encoding, repetitions)
        return
    with torch.inference_mode():
        if job == "predict":
            probabilities = model(**encoding).logits.softmax(-1)[0]
            say(label=model.config.id2label[int(probabilities.argmax())], probabilities=probabilities.tolist())
        else:
            seconds, logits = timed(lambda: model(**encoding).logits[0], repetitions)
            say(seconds=seconds, tokens=encoding.input_ids.shape[1], values=logits.tolist())


if __name__ == "__main__":
    main()
