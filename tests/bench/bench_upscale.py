#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""`aefilter upscale scale=2` on a 2-megapixel picture, from PPM file to PPM file, against PyTorch with the same weights and as many
threads, the network alone; and what memory a picture four times as high takes.

usage: bench_upscale.py AEFILTER TORCH_SCRIPT MODEL [--rounds N] [--megapixels N] [--threads N]

TSV: what, value, unit or what it is a ratio of. The two take turns for some rounds and the medians count, so that a busy machine hurts
both. First the results are compared: PyTorch's must be aefilter's. Without python3-torch its rows are left out.
"""
import argparse, importlib.util, os, statistics, subprocess, sys, tempfile, time
import numpy as np

WIDTH = 2000


def make_picture(path, height):
    rng = np.random.default_rng(1)
    with open(path, 'wb') as f:
        f.write(b'P6\n%d %d\n255\n' % (WIDTH, height))
        for _ in range(height):
            f.write(rng.integers(0, 256, (WIDTH, 3), np.uint8).tobytes())


def run(a, folder, source, *words):
    start = time.monotonic()
    subprocess.run([a.aefilter, 'upscale', 'scale=2', 'model=' + a.model, '-j', str(a.threads), '-i', os.path.join(folder, source),
                    '-o', os.path.join(folder, 'out.ppm'), *words], check=True)
    return time.monotonic() - start


def peak_megabytes(a, folder, source):
    """Of a process of its own, as the kernel counts it."""
    code = ('import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); '
            'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)')
    words = [a.aefilter, 'upscale', 'scale=2', 'model=' + a.model, '-j', str(a.threads), '-i', os.path.join(folder, source), '-o',
             os.path.join(folder, 'out.ppm')]
    return float(subprocess.run([sys.executable, '-c', code, *words], check=True, stdout=subprocess.PIPE, text=True).stdout) / 1024


def torch_seconds_per_mp(a, precision):
    return float(subprocess.run([sys.executable, a.torch_script, 'bench', a.model, '--precision', precision, '--threads',
                                 str(a.threads)], check=True, stdout=subprocess.PIPE, text=True).stdout)


def write_pfm(path, x):
    with open(path, 'wb') as f:
        f.write(b'PF\n%d %d\n-1\n' % (x.shape[1], x.shape[0]))
        f.write(np.ascontiguousarray(x[::-1].astype('<f4')).tobytes())


def read_pfm(path):
    with open(path, 'rb') as f:
        f.readline()
        w, h = map(int, f.readline().split())
        f.readline()
        return np.frombuffer(f.read(), '<f4').reshape(h, w, 3)[::-1]


def greatest_difference(a, folder):
    at = lambda name: os.path.join(folder, name)
    x = np.random.default_rng(2).random((90, 130, 3), np.float32)
    write_pfm(at('in.pfm'), x)
    np.save(at('in.npy'), x)
    subprocess.run([a.aefilter, 'upscale', 'model=' + a.model, '--precision', 'f32', '-i', at('in.pfm'), '-o', at('out.pfm')], check=True)
    subprocess.run([sys.executable, a.torch_script, 'apply', a.model, at('in.npy'), at('out.npy')], check=True)
    return float(np.abs(read_pfm(at('out.pfm')) - np.load(at('out.npy'))).max())


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ('aefilter', 'torch_script', 'model'):
        p.add_argument(name)
    p.add_argument('--rounds', type=int, default=3); p.add_argument('--megapixels', type=float, default=2)
    p.add_argument('--threads', type=int, default=2)
    a = p.parse_args()
    torch = importlib.util.find_spec('torch') is not None
    figures = {}
    add = lambda key, value: figures.setdefault(key, []).append(value)
    print('what\tvalue\tunit or ratio')
    show = lambda what, value, of: print('%s\t%.3g\t%s' % (what, value, of), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        make_picture(os.path.join(folder, 'in.ppm'), int(a.megapixels * 1e6 / WIDTH))
        make_picture(os.path.join(folder, 'high.ppm'), 4 * int(a.megapixels * 1e6 / WIDTH))
        if torch:
            difference = greatest_difference(a, folder)
            show('greatest difference from PyTorch', difference, 'of 0..1')
            if difference > 1e-4:
                sys.exit('bench_upscale: PyTorch computes something else')
        for _ in range(a.rounds):
            for precision in ('f32', 'bf16'):
                add(precision, run(a, folder, 'in.ppm', '--precision', precision) / a.megapixels)
                if torch:
                    add('torch ' + precision, torch_seconds_per_mp(a, precision))
        low, high = peak_megabytes(a, folder, 'in.ppm'), peak_megabytes(a, folder, 'high.ppm')
    m = {k: statistics.median(v) for k, v in figures.items()}
    for precision in ('f32', 'bf16'):
        show(precision, m[precision], 's/megapixel of the small picture')
        if torch:
            show(precision + ' against PyTorch', m['torch ' + precision] / m[precision], 'times')
    show('memory, %d pixels wide' % WIDTH, low, 'MB')
    show('memory, four times as high', high / low, 'times')


if __name__ == '__main__':
    main()
