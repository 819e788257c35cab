"""A lesson that test/models/training-run.ts wrote: its tensors by folder, and dropout by its
masks."""
import torch


def under(tensors, prefix):
    start = len(prefix) + 1
    return {name[start:]: t for name, t in tensors.items() if name.startswith(prefix + "/")}


def dropout_by(masks):
    """Dropout by given masks.

    One mask may be for several layers side by side, as StarcNet's branches.
    """
    left = torch.empty(0, 0)

    def dropout(x, p, training, inplace=False):
        nonlocal left
        if left.shape[1] == 0:
            left = next(masks)
        mask, left = left[:, : x.shape[1]], left[:, x.shape[1] :]
        return x * mask

    return dropout
