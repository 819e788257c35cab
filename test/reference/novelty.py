"""Squared Mahalanobis distances to the nearest class, as Lee et al. (2018) define them, by NumPy
and SciPy.

usage: novelty.py FOLDER N_FEATURES N_CLASSES

FOLDER holds features.f32, labels.u8, asked.f32. Prints JSON.
"""

import json
import sys

import numpy as np
from scipy.spatial.distance import cdist

folder, n_features, n_classes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
features = np.fromfile(f"{folder}/features.f32", "<f4").reshape(-1, n_features).astype(float)
labels = np.fromfile(f"{folder}/labels.u8", "u1")
asked = np.fromfile(f"{folder}/asked.f32", "<f4").reshape(-1, n_features).astype(float)

means = np.array([features[labels == k].mean(axis=0) for k in range(n_classes)])
off = features - means[labels]
covariance = off.T @ off / len(features)
covariance += 1e-3 * np.trace(covariance) / n_features * np.eye(n_features)
distances = cdist(asked, means, "mahalanobis", VI=np.linalg.inv(covariance)) ** 2
print(json.dumps(distances.min(axis=1).tolist()))
