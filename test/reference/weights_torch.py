"""Writes weights files with PyTorch, and beside them what they hold, for test/weights/.

usage: weights_torch.py FOLDER

Each NAME.zip.pth and NAME.legacy.pth comes with one NAME.json: {tensor: {shape, values}}, values as
float64 of the float32 that the tensor converts to. FOLDER/evil/ holds files that must be refused;
were one of them executed, it would write FOLDER/executed.
"""

import argparse
import json
import os
import pickle
import struct
import sys
import zipfile
from collections import OrderedDict

import numpy
import torch

folder = sys.argv[1]
torch.manual_seed(1)


def expected(tensors):
    return {
        name: {"shape": list(t.shape), "values": t.detach().float().double().flatten().tolist()}
        for name, t in tensors.items()
    }


def path(name):
    return os.path.join(folder, name)


def write(name, tensors, saved=None, **options):
    saved = tensors if saved is None else saved
    torch.save(saved, path(name + ".zip.pth"), **options)
    torch.save(saved, path(name + ".legacy.pth"), _use_new_zipfile_serialization=False, **options)
    with open(path(name + ".json"), "w") as file:
        json.dump(expected(tensors), file)


base = torch.randn(6, 7, 5)
halves = torch.tensor([0.0, -0.0, 1.0, -1.5, 6.1e-5, -6e-8, 65504.0, 0.333, 5.9e-8])

write(
    "shapes",
    {
        "odd": torch.randn(3, 1, 5, 7),
        "scalar": torch.tensor(3.25),
        "one": torch.randn(1),
        "empty": torch.empty(0, 4),
        "transposed": base.permute(2, 0, 1),
        "everyOther": base[::2, 1:, ::3],
        "offset": base.flatten()[100:],
        "row": base[3],
        "expanded": torch.randn(3, 1).expand(3, 4),
        "base": base,
    },
)
write(
    "types",
    {
        "float64": torch.randn(5, 2, dtype=torch.float64),
        "float32": torch.randn(5),
        "float16": halves.half(),
        "bfloat16": halves.bfloat16(),
        "int64": torch.tensor([2**24, -5, 0]),
        "int32": torch.tensor([7, -8], dtype=torch.int32),
        "int16": torch.tensor([-300, 300], dtype=torch.int16),
        "int8": torch.tensor([-128, 127], dtype=torch.int8),
        "uint8": torch.tensor([0, 255, 1], dtype=torch.uint8),
        "bool": torch.tensor([True, False]),
        "parameter": torch.nn.Parameter(torch.randn(2, 2)),
    },
)

net = torch.nn.Sequential(
    OrderedDict(
        conv=torch.nn.Conv2d(5, 4, 3), norm=torch.nn.BatchNorm2d(4), fc=torch.nn.Linear(4, 4)
    )
)
state = net.state_dict()
write("net", state)
for protocol in (3, 4, 5):
    write(f"protocol{protocol}", state, pickle_protocol=protocol)
write("parallel", state, torch.nn.DataParallel(net).state_dict())

optimizer = torch.optim.Adam(net.parameters())
sum(p.sum() for p in net.parameters()).backward()
optimizer.step()
write(
    "checkpoint",
    net.state_dict(),
    {
        "epoch": 12,
        "best": numpy.float64(0.686),
        "args": argparse.Namespace(lr=1e-4, name="x"),
        "state_dict": torch.nn.DataParallel(net).state_dict(),
        "optimizer": optimizer.state_dict(),
        "size": torch.Size([3, 4]),
        "seed": 2**80,
        "tags": {"a", "b"},
        "device": torch.device("cpu"),
        "dtype": torch.float32,
        "raw": b"bytes",
        "nothing": None,
    },
)
torch.save({"epoch": 3, "losses": [1.0, 2.0]}, path("no-weights.pth"))
torch.save(torch.zeros(2, 3), path("one-tensor.pth"))
torch.save({"a": torch.zeros(1).expand(2**20, 2**20)}, path("terabytes.pth"))
torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), path("script.pth"))


# A legacy file with a storage view, as PyTorch before 0.4 wrote them; by hand, for 1.13 cannot.
def legacy(name, little_endian=True):
    root = torch.arange(10, dtype=torch.float32)

    class View:
        def __init__(self, *view):
            self.id = ("storage", torch.FloatStorage, "root", "cpu", 10, view or None)

    class Rebuilt:
        def __init__(self, storage, offset, size, stride):
            self.args = (storage, offset, size, stride)

        def __reduce__(self):
            return torch._utils._rebuild_tensor, self.args

    class Pickler(pickle.Pickler):
        def persistent_id(self, item):
            return item.id if isinstance(item, View) else None

    saved = OrderedDict(
        view=Rebuilt(View("view", 4, 6), 1, (2, 2), (2, 1)), whole=Rebuilt(View(), 0, (10,), (1,))
    )
    with open(path(name + ".pth"), "wb") as file:
        for item in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": little_endian}):
            pickle.dump(item, file, protocol=2)
        Pickler(file, protocol=2).dump(saved)
        pickle.dump(["root"], file, protocol=2)
        file.write(struct.pack("<q", 10) + root.numpy().tobytes())


legacy("storage-view")
legacy("legacy-big-endian", little_endian=False)

with zipfile.ZipFile(path("net.zip.pth")) as source, zipfile.ZipFile(
    path("zip-big-endian.pth"), "w"
) as copy:
    for entry in source.namelist():
        copy.writestr(entry, source.read(entry))
    copy.writestr(source.namelist()[0].split("/")[0] + "/byteorder", "big")

os.mkdir(path("evil"))
touched = path("executed")


class System:
    def __reduce__(self):
        return os.system, (f"touch {touched}",)


class Eval:
    def __reduce__(self):
        return eval, (f"open({touched!r}, 'w')",)


class Nested:
    def __reduce__(self):
        return getattr, ("text", "upper")


class LoadFromBytes:
    def __reduce__(self):
        return torch.storage._load_from_bytes, (b"",)


class Named(torch.nn.Linear):
    pass


evil = {
    "system": System(),
    "eval": {"state_dict": state, "x": Eval()},
    "getattr": Nested(),
    "bytes": LoadFromBytes(),
    "model": net,
    "class": Named(2, 2),
}
for name, item in evil.items():
    for protocol in (2, 4):
        file = path(f"evil/{name}.{protocol}")
        torch.save(item, file + ".zip.pth", pickle_protocol=protocol)
        torch.save(
            item,
            file + ".legacy.pth",
            pickle_protocol=protocol,
            _use_new_zipfile_serialization=False,
        )
        with open(file + ".pkl", "wb") as out:
            pickle.dump(item, out, protocol=protocol)
