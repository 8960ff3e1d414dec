#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Megapixels a second of training: aemodel against PyTorch with the same network, batch, optimiser and threads.

usage: bench_train.py AEMODEL RECIPE TORCH_SCRIPT [--steps N] [--rounds N] [--threads N]

The two take turns for some rounds, so that a busy machine hurts both; the medians and their ratio are printed as TSV. The pictures are
made here. Without python3-torch only aemodel is measured (PyTorch's columns say "-").
"""
import argparse, importlib.util, os, statistics, subprocess, tempfile, time
import numpy as np


def make_pictures(folder, n=16, size=256):
    rng = np.random.default_rng(1)
    for i in range(n):
        with open(os.path.join(folder, 'p%d.ppm' % i), 'wb') as f:
            f.write(b'P6\n%d %d\n255\n' % (size, size) + rng.integers(0, 256, (size, size, 3), np.uint8).tobytes())


def aemodel_rate(a, folder):
    """From the loss log: pixels and seconds between its first row and its last, so without the start."""
    model = os.path.join(folder, 'model.safetensors')
    subprocess.run([a.aemodel, 'train', a.recipe, '-q', '--data', folder, '-o', model, 'steps=%d' % a.steps, 'every=0', 'log=3',
                    'threads=%d' % a.threads], check=True)
    rows = [line.rstrip('\n').split('\t') for line in open(model + '.log.tsv')]
    column = {name: i for i, name in enumerate(rows[0])}
    first, last = rows[1], rows[-1]
    pixels, seconds = (float(last[column[k]]) - float(first[column[k]]) for k in ('pixels', 'seconds'))
    return pixels / seconds / 1e6


def torch_stepper(a):
    """One training step as models/torch/denoise.py makes it, data included; None without PyTorch."""
    if importlib.util.find_spec('torch') is None:
        return None
    import torch
    spec = importlib.util.spec_from_file_location('denoise', a.torch_script)
    denoise = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(denoise)
    torch.set_num_threads(a.threads)
    net, rng = denoise.network(), np.random.default_rng(1)
    optim = torch.optim.Adam(net.parameters(), 1e-3)
    ema = {k: v.clone() for k, v in net.state_dict().items()}
    pool = [rng.integers(0, 256, (256, 256, 3), np.uint8) for _ in range(16)]

    def step():
        x, y = denoise.batch(pool, rng, 16, 96)
        loss = torch.nn.functional.l1_loss(net(x), y)
        optim.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optim.step()
        with torch.no_grad():
            for k, v in net.state_dict().items():
                ema[k].mul_(0.999).add_(v, alpha=0.001)
    return step


def torch_rate(step, steps):
    step()
    start = time.monotonic()
    for _ in range(steps - 3):
        step()
    return (steps - 3) * 16 * 96 * 96 / (time.monotonic() - start) / 1e6


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('aemodel'); p.add_argument('recipe'); p.add_argument('torch_script')
    p.add_argument('--steps', type=int, default=21)
    p.add_argument('--rounds', type=int, default=3)
    p.add_argument('--threads', type=int, default=len(os.sched_getaffinity(0)))
    a = p.parse_args()
    ours, theirs, step = [], [], torch_stepper(a)
    with tempfile.TemporaryDirectory() as folder:
        make_pictures(folder)
        for _ in range(a.rounds):
            ours.append(aemodel_rate(a, folder))
            if step:
                theirs.append(torch_rate(step, a.steps))
    mine, other = statistics.median(ours), statistics.median(theirs) if theirs else None
    print('threads\taemodel Mpx/s\tPyTorch Mpx/s\tratio')
    print('%d\t%.3f\t%s\t%s' % (a.threads, mine, '%.3f' % other if other else '-', '%.2f' % (mine / other) if other else '-'))


if __name__ == '__main__':
    main()
