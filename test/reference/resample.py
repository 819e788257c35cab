"""Stamps of other sizes as Pillow and PyTorch make them, as JSON, for
test/cutouts/resample.reference.test.ts.

    resample.py CASES

CASES is a JSON file, [{crop: [...], fromPx, toPx, method}, ...]. The answer is [{pillow: [...],
torch: [...] or null}, ...]: square float32 images (Pillow's mode F), row by row. PyTorch has
bilinear with antialiasing only. Tried with Pillow 9.4, PyTorch 1.13.
"""
import json
import sys

import numpy as np
import torch
from PIL import Image

METHODS = {name: Image.Resampling[name.upper()] for name in ("nearest", "bilinear", "lanczos")}

answers = []
with open(sys.argv[1]) as file:
    cases = json.load(file)
for case in cases:
    n, m = case["fromPx"], case["toPx"]
    pixels = np.array(case["crop"], dtype=np.float32).reshape(n, n)
    pillow = np.asarray(Image.fromarray(pixels, mode="F").resize((m, m), METHODS[case["method"]]))
    by_torch = None
    if case["method"] == "bilinear":
        images = torch.from_numpy(pixels)[None, None]
        options = dict(mode="bilinear", antialias=True, align_corners=False)
        by_torch = torch.nn.functional.interpolate(images, (m, m), **options).flatten().tolist()
    answers.append({"pillow": pillow.flatten().astype(float).tolist(), "torch": by_torch})
print(json.dumps(answers))
