"""Writes Tests/Fixtures/logs: small run logs by the libraries that write them, and what these say is in them.

    pip install tensorboard==2.21.0 torch==2.13.0+cpu transformers==5.23.0 tqdm==4.70.1 'setuptools<81'
    python3 Tests/Reference/make_log_fixtures.py

`expected.json` has of each log its metrics as lists of [step, value]; values are Python's `repr`, for JSON has no NaN. What is in event
files was read back by TensorBoard's own EventAccumulator.
"""

import csv
import io
import json
import math
import os
import shutil

import numpy
import tensorboard
import tqdm
import transformers
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, tensor_shape_pb2, types_pb2
from tensorboard.summary.writer.record_writer import RecordWriter
from tensorboard.util import tensor_util
from torch.utils.tensorboard import summary as torch_summary

assert tensorboard.__version__ == "2.21.0" and transformers.__version__ == "5.23.0" and tqdm.__version__ == "4.70.1"

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Fixtures/logs")
START = 1700000000.0
expected = {}


def loss(step):
    return 2.0 / (step + 3)


def write_events(path, events):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        writer = RecordWriter(file)
        for event in events:
            writer.write(event.SerializeToString())
        writer.flush()


def event(step, summary=None, **more):
    return event_pb2.Event(wall_time=START + step, step=step, summary=summary, **more)


def read_back(folder):
    accumulator = EventAccumulator(folder, size_guidance={"scalars": 0, "tensors": 0})
    accumulator.Reload()
    tags = accumulator.Tags()
    points = {tag: [[p.step, repr(p.value)] for p in accumulator.Scalars(tag)] for tag in tags["scalars"]}
    for tag in tags["tensors"]:
        if accumulator.SummaryMetadata(tag).plugin_data.plugin_name == "scalars":
            points[tag] = [
                [p.step, repr(float(tensor_util.make_ndarray(p.tensor_proto).item()))] for p in accumulator.Tensors(tag)
            ]
    return points


# TensorBoard as PyTorch writes it: two files of one run, the second resumed from step 30 (purge_step), with what is no scalar.
version = event(0, file_version="brain.Event:2")
first = [version]
for step in range(0, 60, 10):
    first.append(event(step, torch_summary.scalar("train/loss", loss(step))))
    first.append(event(step, torch_summary.scalar("train/grad_norm", [1.5, math.nan, math.inf, 2, 3, -math.inf][step // 10])))
first.append(event(50, torch_summary.histogram("weights", numpy.arange(20.0), bins="auto")))
first.append(event(50, torch_summary.text("note", "a text is no scalar")))
second = [version, event(30, session_log=event_pb2.SessionLog(status=event_pb2.SessionLog.START))]
for step in range(30, 80, 10):
    second.append(event(step, torch_summary.scalar("train/loss", loss(step) / 2)))
folder = f"{OUT}/torch-events"
shutil.rmtree(OUT, ignore_errors=True)
write_events(f"{folder}/events.out.tfevents.1700000000.host.1.0", first)
write_events(f"{folder}/events.out.tfevents.1700000100.host.1.0", second)
expected["torch-events"] = read_back(folder)

# TensorFlow 2: scalars in tensors, of the types that its reader knows, in either of a tensor's two places; the plugin is told once a tag.
metadata = summary_pb2.SummaryMetadata(
    plugin_data=summary_pb2.SummaryMetadata.PluginData(plugin_name="scalars"), data_class=summary_pb2.DATA_CLASS_SCALAR)
events = [version]
TYPES = {
    "float32": types_pb2.DT_FLOAT, "float64": types_pb2.DT_DOUBLE, "float16": types_pb2.DT_HALF, "int8": types_pb2.DT_INT8,
    "uint8": types_pb2.DT_UINT8, "int16": types_pb2.DT_INT16, "uint16": types_pb2.DT_UINT16, "int32": types_pb2.DT_INT32,
    "int64": types_pb2.DT_INT64,
}
for name, code in TYPES.items():
    for step, number in enumerate([0, 1, 2.5, 100, -3.25]):
        if name.startswith("u"):
            number = abs(number)
        value = numpy.array(number).astype(name)
        listed = tensor_util.make_tensor_proto(value)
        content = tensor_pb2.TensorProto(
            dtype=code, tensor_shape=tensor_shape_pb2.TensorShapeProto(), tensor_content=value.tobytes())
        for kind, tensor in (("list", listed), ("content", content)):
            summary = summary_pb2.Summary()
            summary.value.add(tag=f"{name}/{kind}", tensor=tensor, metadata=metadata if step == 0 else None)
            events.append(event(step, summary))
folder = f"{OUT}/tensor-events"
write_events(f"{folder}/events.out.tfevents.1700000000.host.2.0.v2", events)
expected["tensor-events"] = read_back(folder)

# Hugging Face's Trainer: its own class writes the file, NaN and the infinities bare.
history = []
for step in range(10, 60, 10):
    history.append({"loss": loss(step), "grad_norm": [1.0, math.nan, math.inf, 2.0, 0.5][step // 10 - 1], "learning_rate": 5e-5 * (1 - step / 50),
                    "epoch": step / 25, "step": step})
    if step % 25 == 0:
        history.append({"eval_loss": loss(step) + 0.1, "eval_accuracy": 0.5 + step / 200, "epoch": step / 25, "step": step})
history.append({"train_runtime": 12.5, "train_loss": 0.2, "epoch": 2.0, "step": 50})
state = transformers.TrainerState(
    epoch=2.0, global_step=50, max_steps=50, num_train_epochs=2, logging_steps=10, log_history=history, best_metric=0.75,
    best_global_step=50, best_model_checkpoint="out/checkpoint-50")
state.save_to_json(f"{OUT}/trainer_state.json")
series = {}
for entry in history:
    for key, value in entry.items():
        if key not in ("step", "epoch"):
            tag = "eval/" + key[5:] if key.startswith("eval_") else "train/" + key
            series.setdefault(tag, []).append([entry["step"], repr(float(value))])
expected["trainer_state.json"] = series


def table(name, rows, columns, restated=()):
    """Rows as csv.DictWriter writes them; the header comes again before the rows in `restated`."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    series = {}
    for number, row in enumerate(rows):
        if number in restated:
            writer.writeheader()
        writer.writerow(row)
        for key, value in row.items():
            if key not in ("step", "epoch"):
                series.setdefault(key, []).append([row.get("step", row["epoch"]), repr(float(value))])
    with open(f"{OUT}/{name}", "w", newline="") as file:
        file.write(text.getvalue())
    expected[name] = series


# Keras' CSVLogger counts epochs alone; Lightning's has empty cells where a metric was not logged at a step.
table("keras.csv", [{"epoch": e, "accuracy": 0.5 + e / 10, "loss": loss(e), "val_loss": math.nan if e == 2 else loss(e) + 0.1}
                    for e in range(4)], ["epoch", "accuracy", "loss", "val_loss"])
rows = []
for step in range(9, 60, 10):
    rows.append({"epoch": step // 30, "step": step, "train_loss": loss(step)})
    if step % 30 == 29:
        rows.append({"epoch": step // 30, "step": step, "val_loss": loss(step) + 0.1})
table("lightning.csv", rows, ["epoch", "step", "train_loss", "val_loss"], restated=[4])

# JSON lines: Python's json, NaN bare, and objects in objects as wandb's history has them.
series = {"loss": [], "eval/f1": []}
with open(f"{OUT}/history.jsonl", "w") as file:
    for step in range(0, 50, 10):
        value = math.nan if step == 20 else loss(step)
        record = {"_step": step, "_timestamp": START + step, "loss": value, "note": "text", "done": False, "reward": None}
        series["loss"].append([step, repr(value)])
        if step % 20 == 0:
            record["eval"] = {"f1": 0.5 + step / 100}
            series["eval/f1"].append([step, repr(0.5 + step / 100)])
        file.write(json.dumps(record) + "\n")
expected["history.jsonl"] = series

# What a script with tqdm prints into a file: the bar's states end with carriage returns.
text = io.StringIO()
series = {"loss": []}
# Rates and times are its clock's, so they are fixed.
FORMAT = "{percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [00:01<00:01, 9.90it/s{postfix}]"
with tqdm.tqdm(total=20, file=text, mininterval=0, miniters=1, ncols=60, bar_format=FORMAT) as bar:
    for step in range(1, 21):
        bar.update()
        if step % 5 == 0:
            shown = f"{loss(step):.4f}"
            bar.set_postfix(loss=shown)
            series["loss"].append([step, repr(float(shown))])
# The postfix stays on the bar while it moves on, so each later state tells it again.
series["loss"] = [[step, series["loss"][max(0, step // 5 - 1)][1]] for step in range(5, 21)]
with open(f"{OUT}/tqdm.log", "w") as file:
    file.write(text.getvalue())
expected["tqdm.log"] = series

# The Trainer's printed dictionaries, as Python prints them, behind a coloured prefix.
series = {}
with open(f"{OUT}/dictionaries.log", "w") as file:
    file.write("Some weights were newly initialized\n")
    for step in range(10, 60, 10):
        record = {"loss": round(loss(step), 4), "learning_rate": 5e-5 * (1 - step / 50), "epoch": step / 25}
        file.write(f" {2 * step}%|###       | {step}/50 [00:0{step // 10}<00:09,  5.00it/s]\n")
        file.write(f"\x1b[1mINFO\x1b[22m | 2024-04-30 11:16:10 - {record}\n")
        for key in ("loss", "learning_rate"):
            series.setdefault("train/" + key, []).append([step, repr(record[key])])
    file.write("{'train_runtime': 12.5, 'epoch': 2.0}\n")
    series["train/train_runtime"] = [[50, "12.5"]]
expected["dictionaries.log"] = series

with open(f"{OUT}/expected.json", "w") as file:
    json.dump(expected, file, indent=1)
    file.write("\n")
