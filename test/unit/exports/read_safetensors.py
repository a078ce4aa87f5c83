"""A safetensors reader written from the format's description (huggingface/safetensors, README, "Format").

Usage: python3 read_safetensors.py FILE [FILE.json]
Prints names, types, shapes and metadata; with a JSON export beside it, checks that both hold the same numbers.
"""
import json
import math
import struct
import sys

import numpy as np

types = {"F32": np.dtype("<f4"), "F64": np.dtype("<f8"), "U32": np.dtype("<u4")}


def read(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        text = file.read(length).decode("utf-8")
        data = file.read()
    assert text.startswith("{"), "the header begins with {"
    header = json.loads(text)
    metadata = header.pop("__metadata__", {})
    assert all(isinstance(value, str) for value in metadata.values()), "metadata is text"
    end, arrays = 0, {}
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        start, stop = entry["data_offsets"]
        kind = types[entry["dtype"]]
        assert start == end and stop - start == kind.itemsize * math.prod(entry["shape"]), name
        arrays[name] = np.frombuffer(data[start:stop], kind).reshape(entry["shape"])
        end = stop
    assert end == len(data), "nothing is left over"
    return arrays, metadata


arrays, metadata = read(sys.argv[1])
if len(sys.argv) > 2:
    with open(sys.argv[2], encoding="utf-8") as file:
        model = json.load(file)["model"]
    listed = {entry["name"]: entry for entry in model["parameters"]}
    listed.update({f"features.{entry['name']}": entry for entry in model["featureArrays"]})
    assert listed.keys() == arrays.keys(), (listed.keys(), arrays.keys())
    for name, entry in listed.items():
        same = np.array(entry["values"], arrays[name].dtype).reshape(entry["shape"])
        assert np.array_equal(same, arrays[name]), name
    for key, value in model["facts"].items():
        assert json.loads(metadata[key]) == value, key
print(json.dumps({
    "arrays": {name: [str(array.dtype), list(array.shape)] for name, array in arrays.items()},
    "format": metadata["format"], "classes": json.loads(metadata["classes"]),
}))
