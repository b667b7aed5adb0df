"""The library versions that the model fixtures and goldens were made with, checked before anything is written."""

import importlib.metadata
import sys

PINS = {
    "torch": "2.13.0+cpu",
    "transformers": "5.23.0",
    "captum": "0.9.0",
    "numpy": "2.4.6",
    "networkx": "3.6.1",
    "safetensors": "0.8.0",
    "scikit-learn": "1.8.0",
    "scipy": "1.17.1",
    "lime": "0.2.0.1",
    "shap": "0.51.0",
}


def check(*packages):
    """Leaves with a sentence when an installed version is not the pinned one."""
    for package in packages:
        try:
            found = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found = "missing"
        if found != PINS[package]:
            plain = PINS[package].split("+")[0]
            sys.exit(f"{package} {PINS[package]} is needed, found {found}: pip install {package}=={plain}")
