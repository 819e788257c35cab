"""Prints a safetensors file as JSON, read by the format's own words and NumPy alone.

usage: weights_safetensors.py FILE
"""

import json
import struct
import sys

import numpy

with open(sys.argv[1], "rb") as file:
    (length,) = struct.unpack("<Q", file.read(8))
    header = json.loads(file.read(length))
    data = file.read()
metadata = header.pop("__metadata__", None)
tensors = {}
for name, entry in header.items():
    assert entry["dtype"] == "F32"
    begin, end = entry["data_offsets"]
    values = numpy.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])
    tensors[name] = {"shape": list(values.shape), "values": values.astype("f8").flatten().tolist()}
print(json.dumps({"dataAt": 8 + length, "metadata": metadata, "tensors": tensors}))
