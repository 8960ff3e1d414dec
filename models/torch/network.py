#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""A model file of aefilter as a PyTorch module: its network is made from the architecture text in the file, with the weights in it.

    from network import load
    net = load('upscale2.safetensors')          # (N, channels, height, width) in 0..1, as `aemodel info` says
    large = net(torch.rand(1, 3, 64, 64))

It knows the layers of networks that work on pictures of any size (LAYERS below). Borders are the network's own, zeros; aefilter
mirrors a picture before the network sees it.

usage: network.py bench MODEL [--size 1024] [--threads N] [--precision f32|bf16] [--seconds S]     seconds a megapixel of its input
       network.py apply MODEL IN.npy OUT.npy       an array (height, width, channels) of float32 through the network, mirrored
"""
import argparse, json, struct, time
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F


def read(path):
    """Metadata, and tensors by name."""
    with open(path, 'rb') as f:
        n, = struct.unpack('<Q', f.read(8))
        head, data = json.loads(f.read(n)), f.read()
    kinds = {'F32': np.float32, 'F16': np.float16}
    meta = head.pop('__metadata__', {})
    array = lambda v: np.frombuffer(data[slice(*v['data_offsets'])], kinds[v['dtype']]).astype(np.float32).reshape(v['shape'])
    return meta, {k: torch.from_numpy(array(v)) for k, v in head.items()}


def conv2d(x, p, keys):
    w, stride = p['weight'], int(keys.get('stride', 1))
    side = int(w.shape[-1])  # a tensor while torch.onnx looks on
    valid = keys.get('pad') == 'valid' or stride == side
    return F.conv2d(x[0], w, p.get('bias'), stride, 0 if valid else side // 2)


LAYERS = {
    'conv2d': conv2d,
    'tconv2d': lambda x, p, keys: F.conv_transpose2d(x[0], p['weight'], p.get('bias'), int(keys.get('stride', 2))),
    'relu': lambda x, p, keys: F.relu(x[0]),
    'add': lambda x, p, keys: x[0] + x[1],
    'concat': lambda x, p, keys: torch.cat(x, 1),
    'slice': lambda x, p, keys: x[0][:, int(keys.get('from', 0)):][:, :int(keys.get('count', x[0].shape[1]))],
    'pixel_shuffle': lambda x, p, keys: F.pixel_shuffle(x[0], int(keys.get('factor', 2))),
    'pixel_unshuffle': lambda x, p, keys: F.pixel_unshuffle(x[0], int(keys.get('factor', 2))),
}


class Network(nn.Module):
    def __init__(self, arch, tensors):
        super().__init__()
        self.steps, before = [], None
        for name, kind, *words in (line.split() for line in arch.splitlines() if line.strip()):
            inputs = [w for w in words if '=' not in w] or [before]
            keys = dict(w.split('=', 1) for w in words if '=' in w)
            if kind not in LAYERS and kind != 'input':
                raise SystemExit('network.py: layer %s, %s: only %s are known' % (name, kind, ', '.join(LAYERS)))
            if kind != 'input':
                self.steps.append((name, LAYERS[kind], inputs, keys))
            else:
                self.first, self.channels = name, int(keys.get('channels', 3))
            before = name
        for k, v in tensors.items():
            self.register_parameter(k.replace('.', '__'), nn.Parameter(v))

    def forward(self, x):
        values = {self.first: x}
        for name, layer, inputs, keys in self.steps:
            own = {part: getattr(self, name + '__' + part, None) for part in ('weight', 'bias')}
            values[name] = layer([values[i] for i in inputs], own, keys)
        return values[self.steps[-1][0]]


def load(path):
    meta, tensors = read(path)
    net = Network(meta['arch'], tensors).eval().to(memory_format=torch.channels_last)
    net.margin = int(meta['margin'])
    return net


def bench(a):
    net = load(a.model)
    x = torch.rand(1, net.channels, a.size, a.size).to(memory_format=torch.channels_last)
    with torch.no_grad(), torch.autocast('cpu', torch.bfloat16, a.precision == 'bf16'):
        net(x)
        start, n = time.time(), 0
        while time.time() - start < a.seconds or not n:
            net(x)
            n += 1
    print('%.4f' % ((time.time() - start) / n / (a.size ** 2 / 1e6)))


def apply(a):
    net, array = load(a.model), np.load(a.files[0])
    m, x = net.margin, torch.from_numpy(array).permute(2, 0, 1)[None]
    with torch.no_grad():
        y = net(F.pad(x, (m, m, m, m), 'reflect'))
    factor = y.shape[-1] // (x.shape[-1] + 2 * m)
    inner = y[0, :, m * factor:y.shape[2] - m * factor, m * factor:y.shape[3] - m * factor]
    np.save(a.files[1], inner.permute(1, 2, 0).contiguous().numpy())


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('verb', choices=['bench', 'apply'])
    p.add_argument('model')
    p.add_argument('files', nargs='*')
    p.add_argument('--size', type=int, default=1024); p.add_argument('--threads', type=int, default=2)
    p.add_argument('--precision', choices=['f32', 'bf16'], default='f32'); p.add_argument('--seconds', type=float, default=5)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    {'bench': bench, 'apply': apply}[a.verb](a)


if __name__ == '__main__':
    main()
