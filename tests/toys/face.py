#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""face.py OUT: a model of faces of 8 x 8 pixels whose code is the picture, with the attributes smile (the lower half gets
lighter) and glasses (a dark band), and a prior of its codes."""
import hashlib
import json
import struct
import sys

SIDE = 8
NUMBERS = SIDE * SIDE * 3


def rows(value_of):
    return [value_of(y) for y in range(SIDE) for _ in range(SIDE * 3)]


def main(path):
    factor = [0.1 * (i == j) for i in range(NUMBERS) for j in range(NUMBERS)]
    tensors = {'attribute.glasses.shift': rows(lambda y: -0.3 if y in (2, 3) else 0),
               'attribute.smile.shift': rows(lambda y: 0.2 if y >= 5 else 0),
               'prior.full.factor': factor, 'prior.full.mean': [0.5] * NUMBERS, 'prior.full.share': [1]}
    shapes = {'prior.full.factor': [1, NUMBERS, NUMBERS], 'prior.full.mean': [1, NUMBERS], 'prior.full.share': [1]}
    data, header = b'', {}
    for name, values in tensors.items():
        packed = struct.pack(f'<{len(values)}f', *values)
        header[name] = {'dtype': 'F32', 'shape': shapes.get(name, [NUMBERS]), 'data_offsets': [len(data), len(data) + len(packed)]}
        data += packed
    header['__metadata__'] = {
        'format': 'aefilter-1', 'task': 'reconstruct', 'name': 'face', 'range': '0..1', 'margin': '0', 'code': 'z',
        'arch': f'x input channels=3 height={SIDE} width={SIDE}\nz flatten\ny reshape channels=3 height={SIDE} width={SIDE}',
        'eyes': '0.3,0.4,0.7,0.4', 'card': '# Toy\n', 'sha256': hashlib.sha256(data).hexdigest()}
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + data)


main(sys.argv[1])
