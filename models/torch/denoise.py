#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""The network of models/recipes/denoise.ini written once more in PyTorch, for users with a GPU and as a check of the C trainer.

Tensors carry the names of the architecture text, so the safetensors file it writes can be loaded by
`aemodel train ... init=FILE` and the other way round. Needs python3-torch, python3-numpy and python3-pil, nothing else.

usage: denoise.py train --data DIR --out FILE.safetensors [--init FILE] [--minutes M] [--lr LR] [--decay] [--seed N]
       denoise.py bench FILE.safetensors [--size 1024] [--threads N] [--precision bf16]   seconds a megapixel
       denoise.py parity OUT.safetensors      a small network's random weights, an input and its output: tests/data/denoise-parity
"""
import argparse, json, os, struct, sys, time
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F


class Block(nn.Module):
    """x + b(relu(a(x)))"""
    def __init__(self, c):
        super().__init__()
        self.a = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.b = nn.Conv2d(c, c, 3, padding=1, bias=False)

    def forward(self, x):
        return x + self.b(F.relu(self.a(x)))


class Denoiser(nn.Module):
    """Bias-free residual U-Net: input (N, 4, H, W) = RGB and the noise level / 255, output (N, 3, H, W)."""
    def __init__(self, w=(64, 96, 128)):
        super().__init__()
        self.head = nn.Conv2d(16, w[0], 3, padding=1, bias=False)
        self.e1, self.e2, self.mid = Block(w[0]), Block(w[1]), Block(w[2])
        self.down1 = nn.Conv2d(w[0], w[1], 2, stride=2, bias=False)
        self.down2 = nn.Conv2d(w[1], w[2], 2, stride=2, bias=False)
        self.up2 = nn.ConvTranspose2d(w[2], w[1], 2, stride=2, bias=False)
        self.up1 = nn.ConvTranspose2d(w[1], w[0], 2, stride=2, bias=False)
        self.d2, self.d1 = Block(w[1]), Block(w[0])
        self.tail = nn.Conv2d(w[0], 12, 3, padding=1, bias=False)
        for m in self.modules():
            if isinstance(m, (nn.Conv2d, nn.ConvTranspose2d)):
                nn.init.kaiming_normal_(m.weight, nonlinearity='relu')
        with torch.no_grad():
            for b in (self.e1, self.e2, self.mid, self.d2, self.d1):
                b.b.weight.mul_(0.2)
            self.tail.weight.mul_(0.05)

    def forward(self, x):
        s1 = self.e1(self.head(F.pixel_unshuffle(x, 2)))
        s2 = self.e2(self.down1(s1))
        m = self.mid(self.down2(s2))
        y = self.d2(self.up2(m) + s2)
        y = self.d1(self.up1(y) + s1)
        return x[:, :3] + F.pixel_shuffle(self.tail(y), 2)


def names(net):
    """Parameter -> name in the architecture text: 'e1.a.weight' -> 'e1a.weight'."""
    return {k: k.replace('.a.', 'a.').replace('.b.', 'b.') for k in net.state_dict()}


def save(path, tensors, metadata):
    head, at = {'__metadata__': metadata}, 0
    for k, v in tensors.items():
        n = v.numel() * 4
        head[k] = {'dtype': 'F32', 'shape': list(v.shape), 'data_offsets': [at, at + n]}
        at += n
    text = json.dumps(head).encode()
    text += b' ' * (-len(text) % 8)
    with open(path + '.part', 'wb') as f:
        f.write(struct.pack('<Q', len(text)) + text)
        for v in tensors.values():
            f.write(v.detach().float().contiguous().numpy().tobytes())
    os.replace(path + '.part', path)


def load(path):
    with open(path, 'rb') as f:
        n, = struct.unpack('<Q', f.read(8))
        head, data = json.loads(f.read(n)), f.read()
    kind = {'F32': np.float32, 'F16': np.float16}
    return {k: torch.from_numpy(np.frombuffer(data[v['data_offsets'][0]:v['data_offsets'][1]], kind[v['dtype']])
                                .astype(np.float32).reshape(v['shape']))
            for k, v in head.items() if k != '__metadata__'}


def network(path=None):
    net = Denoiser()
    if path:
        t = load(path)
        net.load_state_dict({k: t[n] for k, n in names(net).items()})
    return net.to(memory_format=torch.channels_last)


def held_out(name):
    """The last 5 % of FNV-1a(photo name without its -0/-1/-2): the same split as the C loader's."""
    stem = os.path.splitext(os.path.basename(name))[0]
    if len(stem) > 2 and stem[-2] == '-' and stem[-1].isdigit():
        stem = stem[:-2]
    h = 2166136261
    for c in stem.encode():
        h = ((h ^ c) * 16777619) & 0xffffffff
    return h % 100 >= 95


def photos(folder):
    from PIL import Image
    fs = sorted(f for f in os.listdir(folder) if f.lower().endswith(('.jpg', '.png')) and not held_out(f))
    return [np.asarray(Image.open(os.path.join(folder, f)).convert('RGB')) for f in fs]


def batch(pool, rng, n, size):
    x = np.empty((n, size, size, 3), np.float32)
    for i in range(n):
        p = pool[rng.integers(len(pool))]
        y0, x0 = rng.integers(p.shape[0] - size + 1), rng.integers(p.shape[1] - size + 1)
        c = np.rot90(p[y0:y0 + size, x0:x0 + size], rng.integers(4))
        x[i] = c[:, ::-1] if rng.integers(2) else c
    x = torch.from_numpy(x).permute(0, 3, 1, 2) / 255
    sigma = torch.from_numpy(rng.uniform(0, 55, (n, 1, 1, 1)).astype(np.float32)) / 255
    noisy = x + torch.randn(x.shape) * sigma
    full = torch.cat([noisy, sigma.expand(n, 1, size, size)], 1)
    return full.contiguous(memory_format=torch.channels_last), x


def train(a):
    torch.manual_seed(a.seed)
    rng, net, dev = np.random.default_rng(a.seed), network(a.init), a.device
    net.to(dev)
    ema = {k: v.clone() for k, v in net.state_dict().items()}
    opt = torch.optim.Adam(net.parameters(), a.lr)
    pool, t0, step, seen, mean = photos(a.data), time.time(), 0, 0, 0.0
    last = t0
    while (t := (time.time() - t0) / 60 / a.minutes) < 1:
        warm = min(1, (step + 1) / 500)
        opt.param_groups[0]['lr'] = a.lr * warm * (0.5 * (1 + np.cos(np.pi * t)) if a.decay else 1)
        x, y = batch(pool, rng, a.batch, a.patch)
        x, y = x.to(dev), y.to(dev)
        loss = F.l1_loss(net(x), y)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        step, seen, mean = step + 1, seen + y.shape[0] * a.patch ** 2, mean * .99 + loss.item() * .01
        d = min(0.999, (1 + step) / (10 + step))
        with torch.no_grad():
            for k, v in net.state_dict().items():
                ema[k].mul_(d).add_(v, alpha=1 - d)
        if time.time() - last > 120 or step == 20:
            last = time.time()
            save(a.out, {n: ema[k].cpu() for k, n in names(net).items()}, {'format': 'torch', 'pixels': str(seen)})
            print('step %d  %.3f Gpx  loss %.5f  %.3f Mpx/s' % (step, seen / 1e9, mean / (1 - .99 ** step),
                                                                 seen / 1e6 / (time.time() - t0)), flush=True)
    save(a.out, {n: ema[k].cpu() for k, n in names(net).items()}, {'format': 'torch', 'pixels': str(seen)})


def bench(a):
    net, x = network(a.model).eval(), torch.rand(1, 4, a.size, a.size).to(memory_format=torch.channels_last)
    with torch.no_grad(), torch.autocast('cpu', torch.bfloat16, a.precision == 'bf16'):
        net(x)
        t0, n = time.time(), 0
        while time.time() - t0 < 5:
            net(x)
            n += 1
    print('%.4f' % ((time.time() - t0) / n / (a.size ** 2 / 1e6)))


def parity(a):
    """The same network with widths 8/12/16: what the C code must give on the same weights (tests/test_torch.cc)."""
    torch.manual_seed(7)
    net, x = Denoiser((8, 12, 16)), torch.rand(1, 4, 32, 40)
    with torch.no_grad():
        tensors = {n: net.state_dict()[k] for k, n in names(net).items()}
        tensors.update({'input': x, 'output': net(x)})
    save(a.model, tensors, {'format': 'torch'})


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('verb', choices=['train', 'bench', 'parity'])
    p.add_argument('model', nargs='?')
    p.add_argument('--data'); p.add_argument('--out'); p.add_argument('--init')
    p.add_argument('--minutes', type=float, default=60); p.add_argument('--lr', type=float, default=1e-3)
    p.add_argument('--decay', action='store_true'); p.add_argument('--seed', type=int, default=1)
    p.add_argument('--batch', type=int, default=16); p.add_argument('--patch', type=int, default=96)
    p.add_argument('--size', type=int, default=1024); p.add_argument('--precision', choices=['f32', 'bf16'], default='f32')
    p.add_argument('--threads', type=int, default=2)
    p.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    {'train': train, 'bench': bench, 'parity': parity}[a.verb](a)


if __name__ == '__main__':
    main()
