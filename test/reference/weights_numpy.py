"""Writes NPY and NPZ files with NumPy, and what they hold as JSON, for
test/weights/npy.reference.test.ts.

usage: weights_numpy.py FOLDER
"""

import json
import os
import sys

import numpy

folder = sys.argv[1]
random = numpy.random.default_rng(1)
expected = {}

for kind in "f8 f4 f2 i8 i4 i2 i1 u8 u4 u2 u1 b1".split():
    for order in "<>" if kind[1] != "1" else "|":
        for layout in "CF":
            for version in ((1, 0), (2, 0), (3, 0)):
                array = (random.normal(size=(2, 3, 4)) * 50).astype(order + kind, order=layout)
                name = f"{order}{kind}{layout}{version[0]}".translate(
                    str.maketrans({"<": "l", ">": "b", "|": ""})
                )
                with open(os.path.join(folder, name + ".npy"), "wb") as file:
                    numpy.lib.format.write_array(file, array, version)
                values = array.astype("f8").flatten().tolist()
                expected[name] = {"shape": [2, 3, 4], "values": values}

for name, array in {"scalar": numpy.float32(2.5), "none": numpy.zeros((0, 3))}.items():
    numpy.save(os.path.join(folder, name), array)
    expected[name] = {"shape": list(array.shape), "values": array.flatten().astype("f8").tolist()}

refused = {
    "objects": numpy.array([{}, []], dtype=object),
    "complex": numpy.zeros(2, "c8"),
    "text": numpy.array(["a"]),
    "records": numpy.zeros(2, [("x", "f4")]),
}
for name, array in refused.items():
    numpy.save(os.path.join(folder, "refused." + name), array, allow_pickle=True)

arrays = {"conv.weight": random.normal(size=(4, 5)).astype("f4"), "bias": numpy.zeros(4000)}
numpy.savez(os.path.join(folder, "stored.npz"), **arrays)
numpy.savez_compressed(os.path.join(folder, "deflated.npz"), **arrays)
expected["npz"] = {
    name: {"shape": list(array.shape), "values": array.flatten().astype("f8").tolist()}
    for name, array in arrays.items()
}
with open(os.path.join(folder, "expected.json"), "w") as file:
    json.dump(expected, file)
