#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""How much of the network's own rate a folder of photographs gets, as ratios of one run.

usage: bench_batch.py AEFILTER [--pictures N] [--megapixels N] [--rounds N] [--chain "denoise sigma=25"]

The network's own rate is that of as many tall PPM pictures as there are threads, one a thread, with the pixels of the whole folder: nothing
to decode or encode, and nothing between files. The folder is N JPEG files to JPEG files, and the same as PPM: there the network's margins
at every picture's border are the only other work. Rows, as TSV: what, value, and what it is a ratio of; `wall` is what a user waits
for, on a machine that does nothing else. Two hold on a busy machine too: `cpu` says what of the rest was work, and `busy` which share
of the processors had a thread of ours that ran or wanted to, looked at every hundredth of a second. All take turns for some rounds and the medians count.
"""
import argparse, io, os, resource, shutil, statistics, subprocess, tempfile, time
import numpy as np
from PIL import Image

WIDTH = 1600


def photo(rng, height):
    """Soft shapes and a little noise, as large a JPEG as a photograph's."""
    soft = Image.fromarray(rng.integers(0, 256, (height // 10 + 1, WIDTH // 10, 3), np.uint8)).resize((WIDTH, height), Image.BICUBIC)
    return Image.fromarray((np.asarray(soft) // 2 + 64 + rng.integers(-8, 9, (height, WIDTH, 3))).clip(0, 255).astype(np.uint8))


def make(folder, pictures, megapixels, threads):
    rng = np.random.default_rng(1)
    height = int(megapixels * 1e6 / WIDTH)
    one = photo(rng, height)
    data = io.BytesIO()
    one.save(data, 'jpeg', quality=92)
    for name in ('jpeg', 'ppm', 'tall'):
        os.mkdir(os.path.join(folder, name))
    for i in range(pictures):
        with open(os.path.join(folder, 'jpeg', '%03d.jpg' % i), 'wb') as f:
            f.write(data.getvalue())
        one.save(os.path.join(folder, 'ppm', '%03d.ppm' % i))
    rows = pictures * height // threads
    for i in range(threads):
        with open(os.path.join(folder, 'tall', '%d.ppm' % i), 'wb') as f:
            f.write(b'P6\n%d %d\n255\n' % (WIDTH, rows))
            whole, rest = divmod(rows, height)
            for _ in range(whole):
                f.write(one.tobytes())
            f.write(one.crop((0, 0, WIDTH, rest)).tobytes())
    return pictures * WIDTH * height / 1e6


def wanting(pid):
    """Threads of a process that run or want to."""
    count = 0
    try:
        for task in os.listdir('/proc/%d/task' % pid):
            with open('/proc/%d/task/%s/stat' % (pid, task)) as f:
                count += f.read().rsplit(')', 1)[1].split()[0] == 'R'
    except OSError:  # it has ended
        pass
    return count


def run(a, folder, threads, what, *options):
    """Wall and CPU seconds, and the share of the processors that had something to do."""
    out = os.path.join(folder, 'out')
    shutil.rmtree(out, ignore_errors=True)
    cpu = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    before, start = cpu(), time.monotonic()
    process = subprocess.Popen([a.aefilter, *a.chain.split(), '-i', os.path.join(folder, what), '-o', out + '/', *options])
    busy = []
    while process.poll() is None:
        busy.append(min(wanting(process.pid), threads) / threads)
        time.sleep(0.01)
    if process.returncode:
        raise SystemExit(process.returncode)
    return time.monotonic() - start, cpu() - before, statistics.mean(busy)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('aefilter')
    p.add_argument('--pictures', type=int, default=40)
    p.add_argument('--megapixels', type=float, default=2)
    p.add_argument('--rounds', type=int, default=3)
    p.add_argument('--chain', default='denoise sigma=25')
    a = p.parse_args()
    threads = len(os.sched_getaffinity(0))
    kinds = {'network alone': ('tall',), 'folder': ('jpeg',), 'folder of PPM': ('ppm',),
             'folder, one file at once': ('jpeg', '--jobs', '1')}
    times = {kind: [] for kind in kinds}
    with tempfile.TemporaryDirectory() as folder:
        mp = make(folder, a.pictures, a.megapixels, threads)
        for _ in range(a.rounds):
            for kind, how in kinds.items():
                times[kind].append(run(a, folder, threads, *how))
    wall, cpu, busy = ({kind: statistics.median(t[i] for t in times[kind]) for kind in kinds} for i in range(3))
    for kind in kinds:
        print('%s\t%.3g\tMP/s, %d threads, %s' % (kind, mp / wall[kind], threads, a.chain))
        print('%s\t%.3f\tbusy: of %d processors' % (kind, busy[kind], threads))
    for kind in list(kinds)[1:]:
        print('%s\t%.3g\twall: of the network alone' % (kind, wall['network alone'] / wall[kind]))
        print('%s\t%.3g\tcpu: of the network alone' % (kind, cpu['network alone'] / cpu[kind]))


if __name__ == '__main__':
    main()
