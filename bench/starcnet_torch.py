"""The PyTorch side of bench/classify.mjs: StarcNet from files to a catalogue, with astropy.

usage: python3 starcnet_torch.py DIR WEIGHTS.pth OUT.csv
DIR is a folder that bench/make-field.mjs made.
"""
import csv
import pathlib
import sys

import numpy as np
import torch
from astropy.io import fits

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'test' / 'reference'))
from starcnet import StarcNet  # noqa: E402

BANDS = ['f275w', 'f336w', 'f438w', 'f555w', 'f814w']
MEANS = np.array([0.02376737, 0.13796899, 0.14457473, 0.25429260, 0.39018805], np.float32)
BATCH = 64

torch.set_num_threads(2)
directory, weights, out = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
with open(directory / 'candidates.csv') as file:
    rows = list(csv.DictReader(file))
mosaics = [fits.getdata(directory / f'{band}.fits') for band in BANDS]
stamps = np.empty((len(rows), len(BANDS), 32, 32), np.float32)
for i, row in enumerate(rows):
    x, y = int(float(row['x'])), int(float(row['y']))
    for band, mosaic in enumerate(mosaics):
        stamps[i, band] = mosaic[y - 16:y + 16, x - 16:x + 16]
stamps -= MEANS[:, None, None]

network = StarcNet()
network.load_state_dict(torch.load(weights))
network.eval()
scores = []
with torch.no_grad():
    for start in range(0, len(stamps), BATCH):
        batch = torch.from_numpy(stamps[start:start + BATCH])
        scores.append(torch.softmax(network(batch), 1).numpy())
scores = np.concatenate(scores)
with open(out, 'w', newline='') as file:
    writer = csv.writer(file)
    writer.writerow([*rows[0], 'ml_class', 'ml_p1', 'ml_p2', 'ml_p3', 'ml_p4'])
    for row, score in zip(rows, scores):
        writer.writerow([*row.values(), score.argmax() + 1, *score])
