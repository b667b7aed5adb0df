#!/usr/bin/env bash
# Recomputes fixtures and generated tables with the reference libraries, in the versions that the scripts pin.
#
# The libraries go into a virtual environment of their own. Digests over the large development data are renewed only where that data
# is: in HEADSCOPE_SHARED, or beside the package. Look at `git diff --stat` afterwards: nothing should have changed.
set -euo pipefail
cd "$(dirname "$0")/.."

environment=.build-reference
if [[ ! -x $environment/bin/python3 ]]; then
  if ! python3 -m venv "$environment"; then
    echo "Python's venv is missing. Type: sudo apt-get install -y python3-venv" >&2
    exit 1
  fi
fi
python=$environment/bin/python3
"$python" -m pip install --quiet torch==2.13.0+cpu transformers==5.23.0 captum==0.9.0 safetensors==0.8.0 \
  numpy==2.4.6 networkx==3.6.1 scikit-learn==1.8.0 scipy==1.17.1 \
  tokenizers==0.23.3 sentencepiece==0.2.3 protobuf==6.33.1 unicodedata2==18.0.0 \
  lime==0.2.0.1 shap==0.51.0 tensorboard==2.21.0 tqdm==4.70.1 'setuptools<81'

shared=${HEADSCOPE_SHARED:-../shared}
scripts=Tests/Reference
with_data() { if [[ -d $shared/$1 ]]; then echo "$shared/$1"; fi; }

"$python" $scripts/make_models.py
"$python" $scripts/make_goldens.py
"$python" $scripts/make_masked_training_goldens.py
if [[ -d $shared/models/minilm-emotion ]]; then
  "$python" $scripts/make_goldens.py "minilm-emotion=$shared/models/minilm-emotion" emotion-mini=Models/emotion-mini
fi
"$python" $scripts/make_attention_goldens.py
"$python" $scripts/make_trust_goldens.py
"$python" $scripts/make_language_attribution_goldens.py
"$python" $scripts/make_relevance_goldens.py
"$python" $scripts/make_perturbation_goldens.py lime partition-shap kernel-shap shapley
mapfile -t models < <(with_data .)
"$python" $scripts/make_checkpoint_fixtures.py "${models[@]}"
mapfile -t data < <(with_data data)
"$python" $scripts/tokenizer_fixtures.py "${data[@]}"
"$python" $scripts/make_dataset_fixtures.py "${data[@]}"
"$python" $scripts/make_metric_fixtures.py
"$python" $scripts/make_log_fixtures.py
"$python" $scripts/unicode_tables.py
"$python" $scripts/east_asian_width.py >"$environment/EastAsianWidth.swift"
mv "$environment/EastAsianWidth.swift" Sources/TUI/Terminal/EastAsianWidth.swift
swift format --in-place Sources/TUI/Terminal/EastAsianWidth.swift Sources/Model/Tokenizer/Unicode/UnicodeTables.swift
git diff --stat -- Tests/Fixtures Sources
