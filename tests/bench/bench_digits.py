#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pictures of 28 x 28 a second of training a variational autoencoder with a code of 16 numbers: aemodel against PyTorch with the same
network, batch, losses, optimiser and threads.

usage: bench_digits.py AEMODEL [--steps N] [--rounds N] [--threads N]

The two take turns for some rounds, so that a busy machine hurts both; the medians and their ratio are printed as TSV. The pictures are
made here. Without python3-torch there is nothing to compare with, and the benchmark is skipped.
"""
import argparse, importlib.util, os, statistics, struct, subprocess, sys, tempfile, time
import numpy as np

BATCH, SKIPPED = 128, 77

RECIPE = '''
[model]
name = digits
task = reconstruct
[net]
x = input channels=1 height=28 width=28
c1 = conv2d out=32 kernel=3 stride=2
r1 = relu
c2 = conv2d out=64 kernel=3 stride=2
r2 = relu
f = flatten
h = dense out=256
hr = relu
dist = dense out=32 gain=0.3
z = sample
d1 = dense out=256
dr = relu
d2 = dense out=3136
d2r = relu
p = reshape channels=64 height=7 width=7
u1 = upsample factor=2
c3 = conv2d out=32 kernel=3
r3 = relu
u2 = upsample factor=2
c4 = conv2d out=1 kernel=3
y = sigmoid
[data]
kind = idx
batch = %d
[loss]
bce = 1 reduce=sum
kl_gauss = 1 node=dist
[optim]
type = adam
lr = 1e-3
[validate]
every = 0
''' % BATCH


def make_digits(folder, n=2048):
    """Strokes of one grey each on black, about as much of a picture as a digit covers."""
    rng = np.random.default_rng(1)
    pictures = np.zeros((n, 28, 28), np.uint8)
    for picture in pictures:
        for _ in range(3):
            y, x, tall = rng.integers(4, 20, 3)
            picture[y:y + (8 if tall % 2 else 3), x:x + (3 if tall % 2 else 8)] = rng.integers(64, 256)
    with open(os.path.join(folder, 'train-images-idx3-ubyte'), 'wb') as f:
        f.write(struct.pack('>4B3I', 0, 0, 8, 3, n, 28, 28) + pictures.tobytes())
    return pictures


def aemodel_rate(a, folder):
    """From the loss log: steps and seconds between its first row and its last, so without the start."""
    model, recipe = os.path.join(folder, 'model.safetensors'), os.path.join(folder, 'digits.ini')
    with open(recipe, 'w') as f:
        f.write(RECIPE)
    subprocess.run([a.aemodel, 'train', recipe, '-q', '--data', folder, '-o', model, 'steps=%d' % a.steps, 'log=3',
                    'threads=%d' % a.threads], check=True)
    rows = [line.rstrip('\n').split('\t') for line in open(model + '.log.tsv')]
    column = {name: i for i, name in enumerate(rows[0])}
    steps, seconds = (float(rows[-1][column[k]]) - float(rows[1][column[k]]) for k in ('step', 'seconds'))
    return steps * BATCH / seconds


def torch_stepper(a, pictures):
    """One training step, its batch drawn from the bytes as aemodel draws it."""
    import torch
    from torch import nn
    from torch.nn import functional as F
    torch.set_num_threads(a.threads)
    encoder = nn.Sequential(nn.Conv2d(1, 32, 3, 2, 1), nn.ReLU(), nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU(), nn.Flatten(),
                            nn.Linear(3136, 256), nn.ReLU(), nn.Linear(256, 32))
    decoder = nn.Sequential(nn.Linear(16, 256), nn.ReLU(), nn.Linear(256, 3136), nn.ReLU(), nn.Unflatten(1, (64, 7, 7)),
                            nn.Upsample(scale_factor=2), nn.Conv2d(64, 32, 3, padding=1), nn.ReLU(), nn.Upsample(scale_factor=2),
                            nn.Conv2d(32, 1, 3, padding=1))
    optim = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], 1e-3)
    pool, rng = torch.from_numpy(pictures), np.random.default_rng(1)

    def step():
        x = pool[torch.from_numpy(rng.integers(0, len(pool), BATCH))].unsqueeze(1).float() / 255
        mean, log_variance = encoder(x).chunk(2, 1)
        z = mean + torch.randn_like(mean) * (log_variance / 2).exp()
        loss = F.binary_cross_entropy_with_logits(decoder(z), x, reduction='sum') / BATCH
        loss = loss + (mean * mean + log_variance.exp() - 1 - log_variance).sum() / 2 / BATCH
        optim.zero_grad(set_to_none=True)
        loss.backward()
        optim.step()
    return step


def torch_rate(step, steps):
    step()
    start = time.monotonic()
    for _ in range(steps - 3):
        step()
    return (steps - 3) * BATCH / (time.monotonic() - start)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('aemodel')
    p.add_argument('--steps', type=int, default=63)
    p.add_argument('--rounds', type=int, default=3)
    p.add_argument('--threads', type=int, default=len(os.sched_getaffinity(0)))
    a = p.parse_args()
    if importlib.util.find_spec('torch') is None:
        sys.exit(SKIPPED)
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        step = torch_stepper(a, make_digits(folder))
        for _ in range(a.rounds):
            ours.append(aemodel_rate(a, folder))
            theirs.append(torch_rate(step, a.steps))
    mine, other = statistics.median(ours), statistics.median(theirs)
    print('threads\taemodel pictures/s\tPyTorch pictures/s\tratio')
    print('%d\t%.0f\t%.0f\t%.2f' % (a.threads, mine, other, mine / other))


if __name__ == '__main__':
    main()
