#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""`aefilter upscale` of a 2-megapixel photo to twice its sides, against PyTorch and OpenCV's dnn on the same weights, as ratios of one run.

usage: bench_upscale.py AEFILTER NETWORK_SCRIPT MODEL [--rounds N] [--threads N]

A row a figure, as TSV. Ours is the whole run, from PPM file to PPM file; theirs is the network alone, on a picture that is already in
memory, after a first run that is not counted, and of PyTorch the better of two memory layouts. All take turns for some rounds and the
medians count, so that a busy machine hurts everybody; where it is very busy, the ratio of processor time tells more. First they must
agree about a small picture, or nothing is measured. Last comes the most memory that ours takes for 2 and for 16 megapixels. What is
not installed is left out.
"""
import argparse, copy, importlib.util, os, subprocess, sys, tempfile, time
import numpy as np

WIDTH, HEIGHT = 2000, 1000


def photo(w, h, seed):
    """Soft shapes with edges and grain, 8 bits."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    planes = [127 + 60 * np.sin(x / (31 + 9 * c)) * np.cos(y / (47 - 5 * c)) + 40 * ((x // 90 + y // 70) % 2) for c in range(3)]
    grain = rng.normal(0, 4, (h, w, 3)).astype(np.float32)
    return np.clip(np.stack(planes, 2) + grain, 0, 255).astype(np.uint8)


def write_ppm(path, pixels):
    with open(path, 'wb') as f:
        f.write(b'P6\n%d %d\n255\n' % (pixels.shape[1], pixels.shape[0]))
        f.write(pixels.tobytes())


class Clock:
    """Seconds of the wall and of the processors, ours and our children's, since it was made."""
    def __init__(self):
        self.start = self.now()

    @staticmethod
    def now():
        return np.array([time.monotonic(), sum(os.times()[:4])])

    def read(self):
        return self.now() - self.start


def run_ours(a, source, target, precision):
    clock = Clock()
    subprocess.run([a.aefilter, 'upscale', 'scale=2', 'model=' + a.model, '-j', str(a.threads), '--precision', precision, '-q',
                    '-i', source, '-o', target], check=True)
    return clock.read()


def tensor(pixels):
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None].astype(np.float32) / 255)


class Torch:
    """The network in each layout and precision."""
    def __init__(self, network, pixels, threads):
        import torch
        torch.set_num_threads(threads)
        self.torch, self.cases = torch, {}
        for precision, kind in ('f32', torch.float32), ('bf16', torch.bfloat16):
            for layout in torch.contiguous_format, torch.channels_last:
                self.cases[precision, str(layout)] = [
                    x.to(kind).to(memory_format=layout) for x in (copy.deepcopy(network), torch.from_numpy(tensor(pixels)))]

    def run(self, case):
        network, x = self.cases[case]
        clock = Clock()
        with self.torch.inference_mode():
            network(x)
        return clock.read()


class OpenCV:
    def __init__(self, network, pixels, threads, folder):
        import cv2, torch, warnings
        warnings.simplefilter('ignore')  # of sizes that become constants
        self.x = tensor(pixels)
        path = os.path.join(folder, 'net.onnx')
        torch.onnx.export(network, torch.from_numpy(self.x), path, opset_version=11)
        cv2.setNumThreads(threads)
        self.net = cv2.dnn.readNetFromONNX(path)

    def run(self):
        clock = Clock()
        self.net.setInput(self.x)
        self.net.forward()
        return clock.read()


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
    subprocess.run([sys.executable, a.network_script, 'apply', a.model, at('in.npy'), at('out.npy')], check=True)
    return float(np.abs(read_pfm(at('out.pfm')) - np.load(at('out.npy'))).max())


def most_memory(a, folder, height):
    """In MB, of a run on 2000 columns. A small program starts it: a child counts its parent's memory as its own."""
    source = os.path.join(folder, 'tall.ppm')
    write_ppm(source, np.tile(photo(WIDTH, 500, 2), (height // 500, 1, 1)))
    starter = ('import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); '
               'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)')
    command = [sys.executable, '-c', starter, a.aefilter, 'upscale', 'scale=2', 'model=' + a.model, '-j', str(a.threads), '-q', '-i',
               source, '-o', os.path.join(folder, 'tall2.ppm')]
    return int(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout) / 1e3


def measure(a, network, folder):
    pixels = photo(WIDTH, HEIGHT, 1)
    source, target = os.path.join(folder, 'in.ppm'), os.path.join(folder, 'out.ppm')
    write_ppm(source, pixels)
    figures = {}
    add = lambda key, value: figures.setdefault(key, []).append(value)
    torch = Torch(network, pixels, a.threads) if network else None
    opencv = OpenCV(network, pixels, a.threads, folder) if network and importlib.util.find_spec('cv2') else None
    for i in range(a.rounds + 1):
        for precision in ('f32', 'bf16'):
            ours = run_ours(a, source, target, precision)
            theirs = {case: torch.run(case) for case in torch.cases if case[0] == precision} if torch else {}
            if i:
                add(precision, ours)
                for case, seconds in theirs.items():
                    add(case, seconds)
        if opencv:
            seconds = opencv.run()
            if i:
                add('opencv', seconds)
    return {key: np.median(values, axis=0) for key, values in figures.items()}


def load_network(a):
    spec = importlib.util.spec_from_file_location('network', a.network_script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.load(a.model)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ('aefilter', 'network_script', 'model'):
        p.add_argument(name)
    p.add_argument('--rounds', type=int, default=3)
    p.add_argument('--threads', type=int, default=len(os.sched_getaffinity(0)))
    a = p.parse_args()
    network = load_network(a) if importlib.util.find_spec('torch') else None
    show = lambda what, value, unit: print('%s\t%.3g\t%s\t%.3g' % (what, value[0], unit, value[1]), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        if network and greatest_difference(a, folder) > 1e-4:
            sys.exit('bench_upscale: PyTorch computes something else')
        m = measure(a, network, folder)
        print('what\tvalue\tunit or ratio\tthe same in processor time')
        for precision in ('f32', 'bf16'):
            show('%s, %d threads' % (precision, a.threads), m[precision], 's for 2 megapixels')
            theirs = [m[key] for key in m if isinstance(key, tuple) and key[0] == precision]
            if theirs:
                show(precision + ' against PyTorch', np.min(theirs, axis=0) / m[precision], 'times as fast')
        if 'opencv' in m:
            show('f32 against OpenCV dnn', m['opencv'] / m['f32'], 'times as fast')
        for height in (1000, 8000):
            print('most memory, %d megapixels\t%.3g\tMB\t' % (WIDTH * height / 1e6, most_memory(a, folder, height)), flush=True)


if __name__ == '__main__':
    main()
