#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""The plug-in in GIMP 2.10 without a display: each action by Script-Fu gives the pixels of the program aefilter.

usage: gimp2.py GIMP PLUGIN AEFILTER ACTION_ROWS [NAME]

GIMP is gimp-console-2.10, PLUGIN the plug-in's program, ACTION_ROWS prints the table of actions, whose every row is tested. One GIMP runs
all cases, or those with NAME in their names. $AE_SHAPES, names of pictures: each action is tried on these, not on all of SHAPES. Prints
TAP. What GIMP wrote is left in a folder that the last line names if a case fails.
"""
import os, shutil, subprocess, sys, tempfile
import pictures, xcf

ALL, DEFAULTS = 'RUN-NONINTERACTIVE', 'RUN-WITH-LAST-VALS'
INDEXED = '(gimp-image-convert-indexed i CONVERT-DITHER-NONE CONVERT-PALETTE-GENERATE 9 FALSE FALSE "")'
# name, channels, sample, width, height; floats are made by GIMP from 16 bits.
SHAPES = [('rgb', 3, 'u8', 120, 90), ('rgba', 4, 'u8', 61, 47), ('grey', 1, 'u8', 61, 47), ('greya', 2, 'u8', 40, 30),
          ('rgb16', 3, 'u16', 61, 47), ('rgba16', 4, 'u16', 40, 30), ('grey16', 1, 'u16', 40, 30),
          ('rgbf', 3, 'float', 61, 47), ('greyf', 1, 'float', 40, 30), ('one', 3, 'u8', 1, 1),
          ('onea', 4, 'u8', 1, 1), ('small', 3, 'u8', 7, 5), ('smallf', 3, 'float', 7, 5)]
INPUTS = {name: pictures.noisy(width, height, channels, 'u16' if sample == 'float' else sample)
          for name, channels, sample, width, height in SHAPES}
FLOATS = [name for name, _, sample, *_ in SHAPES if sample == 'float']
TRIED = [shape for shape in SHAPES if shape[0] in os.environ.get('AE_SHAPES', shape[0]).split()]


class Case:
    """prepare and action are Scheme, where i is the image and d the layer or drawable; check gets the case."""

    def __init__(self, name, shape, action, check, prepare='', words=()):
        self.name, self.shape, self.action, self.check, self.prepare, self.words = name, shape, action, check, prepare, words

    def scheme(self):
        prepare = '(gimp-image-convert-precision i PRECISION-FLOAT-GAMMA)' if self.shape in FLOATS else ''
        prepare = f'(lambda (i d) {prepare}{self.prepare})' if prepare + self.prepare else '#f'
        return f'(run-case "{self.name}" "{self.shape}.png"\n  {prepare}\n  (lambda (i d) {self.action}))\n'

    def picture(self, which):
        """'in' or 'out', or another that the case kept."""
        if which == 'in' and not self.prepare and self.shape not in FLOATS:
            return INPUTS[self.shape]
        return xcf.read(f'{self.name}-{which}.xcf')

    def file(self, which):
        """The same as a file for the program."""
        path = f'{self.name}-{which}.pam'
        with open(path, 'wb') as file:
            file.write(pictures.write(self.picture(which)))
        return path

    def wanted(self):
        """What the program makes of the picture as it was before the action."""
        if os.path.exists(self.name + '-mask.xcf'):
            self.file('mask')
        return pictures.aefilter(program, self.words, self.picture('in'))

    def result(self):
        """The words of its line in results."""
        return results[self.name]


def aefilter(*words):
    return subprocess.run([program, *words], stdout=subprocess.PIPE, check=True).stdout


def near(got, wanted, tolerance):
    off = pictures.difference(got, wanted)
    assert off <= tolerance, f'pixels differ by up to {off}, allowed are {tolerance}'


# Checks.


def equal(case, tolerance=None):
    """The program's pixels: to a code value, and exactly in floats; alpha as it was."""
    assert case.result()[0] != 'error', case.result()
    got = case.picture('out')
    near(got, case.wanted(), (0 if got.sample == 'float' else 1) if tolerance is None else tolerance)
    if got.channels % 2 == 0 and got.width == case.picture('in').width:
        assert got.alpha() == case.picture('in').alpha(), 'alpha has changed'
    made = ' TRUE ' in case.action or 'LAST-VALS' in case.action and got.width != case.picture('in').width
    if got.width > 9:
        assert case.result()[0] == ('unchanged' if made else 'changed'), case.result()
        assert got.width != case.picture('in').width or pictures.difference(got, case.picture('in')) > 0, 'nothing was done'


def linear(case):
    """Linear light in the image, perceptual in the network: the conversions to and from 16 bits cost a little."""
    equal(case, 48)


def same(case):
    near(case.picture('out'), case.picture('in'), 0)


def layers_of(words, count, alone=False):
    """The new image's layers, kept by the case as NAME-1 ... from the bottom up, are the program's pictures."""

    def check(case):
        assert case.result()[0] == 'unchanged', case.result()
        inputs = [] if alone else ['-i', case.file('in'), '-i', case.file('below')]
        aefilter(*words, '-q', *inputs, '-o', f'{case.name}-wanted-%d.pam')
        assert results[case.name + '-layers'] == [str(count)], results[case.name + '-layers']
        for number in range(1, count + 1):
            with open(f'{case.name}-wanted-{number}.pam', 'rb') as file:
                near(case.picture(number), pictures.read(file.read()), 1)

    return check


def masked(case):
    """GIMP's own conversions of a mask may be one code off, which a network can make two of."""
    equal(case, 2)


def followed(case):
    """Whatever an image has but pixels is there at twice the size."""
    assert results[case.name + '-facts'] == ['same'], results[case.name + '-facts']


def dressed(case):
    followed(case)
    equal(case)


def untouched(case):
    assert case.result()[0] == 'unchanged', case.result()
    near(case.picture('out'), case.picture('in'), 0)


def refused(*texts):
    """The procedure fails and its message has these words; the image is as it was."""

    def check(case):
        assert case.result()[0] == 'error', case.result()
        for text in texts:
            assert text in case.result()[1], case.result()[1]
        near(case.picture('out'), case.picture('in'), 0)

    return check


def selected(case):
    """By the selection, which the case kept as NAME-mask: outside nothing changes, inside is the program's result for the
    whole layer, the feather lies between."""
    old, new, got = case.picture('in').samples, case.wanted().samples, case.picture('out').samples
    mask = case.picture('mask')
    assert mask.channels == 1 and 0 in mask.samples and 255 in mask.samples
    for at, (a, b, value) in enumerate(zip(old, new, got)):
        share, between = mask.samples[at // 3], sorted((a, b))
        low, high = (a, a) if share == 0 else (b - 1, b + 1) if share == 255 else (between[0] - 1, between[1] + 1)
        assert low <= value <= high, f'sample {at}, selected {share}: {a} became {value}, the program says {b}'


def merged(case):
    """As equal, but GIMP mixes floats by the selection, which rounds."""
    equal(case, 1e-6 if case.shape in FLOATS else None)


def mixed(case):
    """By a soft selection, kept as NAME-mask: repaired wherever there is some of it, and mixed by it."""
    mask = case.picture('mask')
    shares = list(mask.samples)
    mask.samples = mask.same_shape([255 if share else 0 for share in shares]).samples
    with open(case.name + '-hard.pam', 'wb') as file:
        file.write(pictures.write(mask))
    case.words = [*case.words, f'mask={case.name}-hard.pam']
    old, new, got = case.picture('in').samples, case.wanted().samples, case.picture('out').samples
    assert sum(0 < share < 255 for share in shares) > 500
    # GIMP mixes light, by a selection that is linear; what it saves is not (sRGB).
    linear = lambda code: code / 255 / 12.92 if code < 11 else ((code / 255 + 0.055) / 1.055) ** 2.4
    code = lambda light: 255 * (light * 12.92 if light < 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055)
    for at, (a, b, value) in enumerate(zip(old, new, got)):
        wanted = code(linear(a) + (linear(b) - linear(a)) * linear(shares[at // 3]))
        assert abs(value - wanted) <= 1.6, f'sample {at}, selected {shares[at // 3]}: {a} became {value}, not {wanted}'


# Cases.


def cases_of_marked(procedure, words, defaults):
    """What is selected is what a mask shows."""
    call = f'({procedure} {ALL} i d {defaults})'
    select = lambda x, y, w, h: f'(gimp-image-select-rectangle i CHANNEL-OP-REPLACE {x} {y} {w} {h})'
    box = '(keep (first (gimp-image-get-selection i)) "%s-mask")'
    for name, _, _, width, height in TRIED:
        if width > 1:
            name = f'{procedure}-{name}'
            yield Case(name, name[len(procedure) + 1:], call, merged,
                       select(width // 4, height // 3, width // 3 + 1, height // 3) + box % name,
                       [*words, f'mask={name}-mask.pam'])
    feathered = select(20, 15, 60, 50) + '(gimp-selection-feather i 10)' + box % f'{procedure}-feathered'
    yield Case(f'{procedure}-feathered', 'rgb', call, mixed, feathered, words)
    yield Case(f'{procedure}-last', 'rgb', call.replace(ALL, DEFAULTS), merged,
               select(20, 15, 60, 50) + box % f'{procedure}-last', [*words, f'mask={procedure}-last-mask.pam'])
    yield Case(f'{procedure}-moved', 'rgb', call, merged,
               select(20, 15, 60, 50) + box % f'{procedure}-moved' + '(gimp-layer-set-offsets d 30 -9)' + select(50, 6, 60, 50),
               [*words, f'mask={procedure}-moved-mask.pam'])
    yield Case(f'{procedure}-none', 'rgb', call, refused('select'))
    yield Case(f'{procedure}-all', 'rgb', call, refused('nothing is left'), '(gimp-selection-all i)')
    yield Case(f'{procedure}-beside', 'rgb', call, untouched, '(gimp-layer-set-offsets d 200 200)' + select(20, 15, 60, 50))
    yield Case(f'{procedure}-indexed', 'rgb', call, refused('indexed'), INDEXED)
    yield Case(f'{procedure}-locked', 'rgba', call, refused('locked'), '(gimp-item-set-lock-content d TRUE)' + select(1, 1, 9, 9))


def cases_of_action(procedure, chain, kind, defaults):
    same_size = kind == 'effect'
    words, mode = chain.split(), '' if same_size else 'TRUE'
    call = f'({procedure} {ALL} i d {mode} {defaults})'
    for name, *_ in TRIED:
        yield Case(f'{procedure}-{name}', name, call, equal, words=words)
    yield Case(f'{procedure}-last', 'rgb', call.replace(ALL, DEFAULTS), equal, words=words)
    yield Case(f'{procedure}-indexed', 'rgb', call, refused('indexed'), INDEXED)
    if same_size:
        yield from cases_of_effect(procedure, words, call)
    else:
        yield from cases_of_new_size(procedure, words, call)


def cases_of_effect(procedure, words, call):
    to = lambda precision: f'(gimp-image-convert-precision i PRECISION-{precision})'
    save_mask = lambda name: f'(keep (first (gimp-image-get-selection i)) "{procedure}-{name}-mask")'
    rectangle = '(gimp-image-select-rectangle i CHANNEL-OP-REPLACE 20 15 60 50)'
    feathered = rectangle + '(gimp-selection-feather i 10)'
    ellipse = '(gimp-image-select-ellipse i CHANNEL-OP-REPLACE 20 15 60 50)'
    for name, selection in ('rectangle', rectangle), ('feathered', feathered), ('ellipse', ellipse):
        yield Case(f'{procedure}-{name}', 'rgb', call, selected, selection + save_mask(name), words)
    yield Case(f'{procedure}-beside', 'rgb', call, untouched, '(gimp-layer-set-offsets d 200 200)' + rectangle)
    yield Case(f'{procedure}-linear', 'rgb16', f'(begin {to("FLOAT-LINEAR")} {call} {to("U16-GAMMA")} ())', linear,
               words=words)
    yield Case(f'{procedure}-group', 'small', f'({procedure} {call.split()[1]} i (first (gimp-layer-group-new i)) '
               + call.split('i d', 1)[1], refused('group'))
    yield Case(f'{procedure}-grouped', 'rgb', call, refused('group'),
               '(let ((g (first (gimp-layer-group-new i)))) (gimp-image-insert-layer i g 0 0) '
               '(gimp-image-reorder-item i d g 0) (gimp-image-set-active-layer i g))')
    yield Case(f'{procedure}-in-group', 'rgb', call, equal,
               '(let ((g (first (gimp-layer-group-new i)))) (gimp-image-insert-layer i g 0 0) '
               '(gimp-image-reorder-item i d g 0) (gimp-image-set-active-layer i d))', words)
    yield Case(f'{procedure}-locked', 'rgba', call, refused('locked'), '(gimp-item-set-lock-content d TRUE)')
    yield Case(f'{procedure}-locked-alpha', 'rgba', call, equal, '(gimp-layer-set-lock-alpha d TRUE)', words)
    mask = '(let ((m (first (gimp-layer-create-mask d ADD-MASK-%s)))) (gimp-layer-add-mask d m) (gimp-layer-set-edit-mask d %s))'
    yield Case(f'{procedure}-masked', 'rgba', call, equal, mask % ('ALPHA', 'FALSE'), words)
    yield Case(f'{procedure}-mask', 'rgb', call, masked, mask % ('COPY', 'TRUE'), words)
    yield Case(f'{procedure}-channel', 'rgb', call, equal,
               '(let ((c (first (gimp-channel-new-from-component i CHANNEL-GREEN "green")))) '
               '(gimp-image-insert-channel i c 0 0) (gimp-image-set-active-channel i c))', words)
    yield Case(f'{procedure}-stranger', 'rgb', f'(let ((other (first (gimp-image-new 9 9 RGB)))) '
               + call.replace(' i d ', ' other d ') + ')', refused('not of that image'))


def cases_of_new_size(procedure, words, call):
    this = call.replace(' TRUE ', ' FALSE ', 1)
    yield Case(f'{procedure}-this', 'rgb', this, equal, words=words)
    for name, action in ('dressed', call), ('dressed-this', this):
        name = f'{procedure}-{name}'
        yield Case(name, 'rgb', f'(with-facts "{name}" i 2 (lambda () {action}))', dressed, '(dress i d)', words)
        yield Case(name + '-profile', 'rgb', f'(with-facts "{name}-profile" i 2 (lambda () {action}))', followed,
                   '(dress i d) (set-profile i)')


def cases_of_edit(procedure):
    """Sliders of the toy model; at 0 nothing changes."""
    values, words = '"0,0,30,30" "all" "" 0.5 1', ['edit', 'region=0,0,30,30', 'glasses=0.5', 'smile=1']
    call = lambda values: f'({procedure} {ALL} i d {values})'
    for name, *_ in TRIED:
        yield Case(f'{procedure}-{name}', name, call(values), equal, words=words)
    yield Case(f'{procedure}-idle', 'rgb', call('"auto" "all" "" 0 0'), same)
    yield Case(f'{procedure}-unplaced', 'rgb', call(values.replace('0,0,30,30', 'selection')), refused('nothing is selected'))
    yield Case(f'{procedure}-placed', 'rgb', call(values.replace('0,0,30,30', 'selection')), selected,
               '(gimp-image-select-rectangle i CHANNEL-OP-REPLACE 5 9 40 30)'
               f'(keep (first (gimp-image-get-selection i)) "{procedure}-placed-mask")'
               '(gimp-layer-set-offsets d 30 -9) (gimp-image-select-rectangle i CHANNEL-OP-REPLACE 35 0 40 30)',
               ['edit', 'region=5,9,40,30', *words[2:]])
    yield Case(f'{procedure}-noface', 'small', call('"auto" "all" "" 0 1'), refused('face'))
    yield Case(f'{procedure}-high', 'rgb', call('"auto" "all" "" 0 3.5'), refused('smile', '3.5', '-3..3'))
    yield Case(f'{procedure}-selected', 'rgb', call(values), selected,
               '(gimp-image-select-rectangle i CHANNEL-OP-REPLACE 5 5 20 15)'
               f'(keep (first (gimp-image-get-selection i)) "{procedure}-selected-mask")', words)


def cases_of_mix(procedure):
    """The layers of the new image, the first at the bottom, are the program's pictures; region is the whole of both layers."""
    below = '(let ((l (first (gimp-layer-new-from-drawable d i)))) (gimp-image-insert-layer i l 0 1) (gimp-drawable-invert l FALSE) (gimp-image-set-active-layer i d))'
    call = lambda second, values: f'({procedure} {ALL} i d {second} {values})'
    values = '3 0 FALSE -1 "0,0,30,30"'
    yield Case(f'{procedure}-rgb', 'rgb', f'(keep-layers "{procedure}-rgb" {call(-1, values)})', layers_of(
        ['interpolate', 'model=face', 'frames=3', 'region=0,0,30,30'], 3),
        below + f'(keep (vector-ref (cadr (gimp-image-get-layers i)) 1) "{procedure}-rgb-below")')
    yield Case(f'{procedure}-one', 'rgb', call(-1, values), refused('Two layers'))
    yield Case(f'{procedure}-no-layer', 'rgb', call('(first (gimp-image-get-selection i))', values), refused('no such second layer'))
    nested = ('(let ((g (first (gimp-layer-group-new i)))) (gimp-image-insert-layer i g 0 0) (gimp-image-reorder-item i d g 0)'
              '(gimp-image-set-active-layer i d))')
    yield Case(f'{procedure}-nested', 'rgb', call(-1, values), refused('Two layers'), nested)
    yield Case(f'{procedure}-nested-pair', 'rgb', f'(keep-layers "{procedure}-nested-pair" {call(-1, values)})', layers_of(
        ['interpolate', 'model=face', 'frames=3', 'region=0,0,30,30'], 3),
        nested + '(let ((l (first (gimp-layer-new-from-drawable d i)))) (gimp-image-insert-layer i l (first (gimp-item-get-parent d)) 1)'
        f'(gimp-drawable-invert l FALSE) (keep l "{procedure}-nested-pair-below") (gimp-image-set-active-layer i d))')
    yield Case(f'{procedure}-place', 'rgb', f'(keep-layers "{procedure}-place" '
               + call(-1, values.replace('0,0,30,30', 'selection')) + ')', layers_of(
        ['interpolate', 'model=face', 'frames=3', 'region=4,7,31,30'], 3),
        below + '(gimp-image-select-rectangle i CHANNEL-OP-REPLACE 4 7 31 30)'
        + f'(keep (vector-ref (cadr (gimp-image-get-layers i)) 1) "{procedure}-place-below")')
    yield Case(f'{procedure}-stranger', 'rgb', call('(first (gimp-image-get-active-drawable (first (gimp-file-load '
               'RUN-NONINTERACTIVE "small.png" "small.png"))))', values), refused('not of that image'))
    yield Case(f'{procedure}-indexed', 'rgb', call(-1, values), refused('indexed'), INDEXED)


def cases_of_kind(procedure, chain, kind, defaults):
    if kind == 'marked':
        return cases_of_marked(procedure, chain.split(), defaults)
    if kind == 'mix':
        return cases_of_mix(procedure)
    if kind == 'make':
        return [Case(procedure, 'rgb', f'(keep-layers "{procedure}" ({procedure} {ALL} 3 7))',
                     layers_of([*chain.split(), 'n=3', 'seed=7'], 3, alone=True))]
    return cases_of_edit(procedure) if chain == 'edit' else cases_of_action(procedure, chain, kind, defaults)


def cases_with_values():
    """What only stages whose keys are known can be asked."""
    enlarge = lambda *words: '(plug-in-aefilter-upscale ' + ' '.join((ALL, 'i', 'd', *words)) + ')'
    yield Case('fraction', 'rgb', enlarge('TRUE', '1.3', '""'), equal, words=['upscale', 'scale=1.3'])
    yield Case('fraction-this', 'small', enlarge('FALSE', '2.5', '""'), equal, words=['upscale', 'scale=2.5'])
    yield Case('scale-high', 'rgb', enlarge('FALSE', '9', '""'), refused('scale', '9', '1..8'))
    call = lambda *words: '(plug-in-aefilter-denoise ' + ' '.join(words) + ')'
    by_hand = lambda *words: call(ALL, 'i', 'd', *words)
    last = lambda *words: ('(gimp-procedural-db-set-data "plug-in-aefilter-denoise" %d #(%s))'
                           % (sum(len(w) + 1 for w in words), ' '.join(str(b) for w in words for b in w.encode() + b'\0')))
    forget = '(gimp-procedural-db-set-data "plug-in-aefilter-denoise" 1 #(0))'
    yield Case('values', 'rgb', by_hand('0.75', '12.5', '"denoise"'), equal,
               words=['denoise', 'strength=0.75', 'sigma=12.5', 'model=denoise'])
    yield Case('values16', 'rgb16', by_hand('0.5', '25', '""'), equal, words=['denoise', 'strength=0.5', 'sigma=25'])
    yield Case('any-negative-is-auto', 'rgb', by_hand('1', '-77', '""'), equal, words=['denoise'])
    yield Case('strength-high', 'rgb', by_hand('1.5', '-1', '""'), refused('strength', '1.5', '0..1'))
    yield Case('strength-low', 'rgb', by_hand('-0.5', '-1', '""'), refused('strength', '-0.5', '0..1'))
    yield Case('sigma-high', 'rgb', by_hand('1', '101', '""'), refused('sigma', '101', '0..100'))
    yield Case('no-model', 'rgb', by_hand('1', '-1', '"no-such"'), refused('no-such', 'models', 'aefilter --doctor'))
    yield Case('no-file', 'rgb', by_hand('1', '-1', '"/nowhere/x.safetensors"'), refused('/nowhere/x.safetensors'))
    yield Case('too-few', 'rgb', by_hand('1', '-1'), refused())
    yield Case('wrong-type', 'rgb', by_hand('1', '"much"', '""'), refused())
    yield Case('last-values', 'rgb', f'(begin {last("strength=0.25", "sigma=30")} (let ((r '
               + call(DEFAULTS, 'i', 'd', '0', '0', '""') + f')) {forget} r))', equal,
               words=['denoise', 'strength=0.25', 'sigma=30'])
    yield Case('last-values-damaged', 'rgb', f'(begin {last("strength=9", "sigma", "", "=", "old=1")} (let ((r '
               + call(DEFAULTS, 'i', 'd', '0', '0', '""') + f')) {forget} r))', equal, words=['denoise'])


# GIMP.


def write_inputs():
    for name, picture in INPUTS.items():
        subprocess.run([program, 'null', '-q', '-f', 'png', '-o', name + '.png'], input=pictures.write(picture), check=True)


def run_gimp(gimp, plugin, cases):
    here = os.path.dirname(os.path.abspath(__file__))
    os.makedirs('config/plug-ins/aefilter')
    os.symlink(os.path.abspath(plugin), 'config/plug-ins/aefilter/aefilter')
    # GIMP asks each plug-in at its first start what it is: few are needed.
    theirs = subprocess.run(['pkg-config', '--variable=gimplibdir', 'gimp-2.0'], stdout=subprocess.PIPE, check=True, text=True).stdout
    for name in 'file-png', 'script-fu':
        os.symlink(f'{theirs.strip()}/plug-ins/{name}', 'config/plug-ins/' + name)
    with open('config/gimprc', 'w') as f:
        f.write('(plug-in-path "%s")\n' % os.path.abspath('config/plug-ins'))
    with open('cases.scm', 'w') as f:
        f.write('(load "%s")\n' % os.path.join(here, 'gimp2.scm'))
        f.writelines(case.scheme() for case in cases)
        f.write('(report "" "end")\n(close-port results)\n')
    env = dict(os.environ, GIMP2_DIRECTORY=os.path.abspath('config'), LC_ALL='C.UTF-8', LANGUAGE='C')
    with open('gimp.log', 'w') as log:
        subprocess.run([gimp, '-i', '-d', '--no-splash', '-b', '(load "cases.scm")', '-b', '(gimp-quit 1)'],
                       stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, timeout=600)
    with open('results') as f:
        lines = [line.split('\t') for line in f.read().split('\n\n') if '\t' in line]
    return {line[0]: line[1:] for line in lines}


def show(number, case):
    try:
        case.check(case)
        print(f'ok {number} - {case.name}', flush=True)
        return True
    except Exception as error:
        text = str(error) or repr(error)
        print(f'not ok {number} - {case.name}\n# ' + text.replace('\n', '\n# '), flush=True)
        return False


def main(gimp, plugin, action_rows):
    global results
    rows = [line.split('\t') for line in subprocess.run([action_rows], check=True, stdout=subprocess.PIPE,
                                                        text=True).stdout.splitlines()]
    cases = [case for row in rows for case in cases_of_kind(*row)]
    cases += cases_with_values()
    cases = [c for c in cases if sys.argv[5] in c.name] if len(sys.argv) > 5 else cases
    write_inputs()
    results = run_gimp(gimp, plugin, cases)
    print(f'1..{len(cases) + 1}')
    good = [show(number, case) for number, case in enumerate(cases, 1)]
    end = results.get('') == ['end']
    print(f'{"ok" if end else "not ok"} {len(cases) + 1} - GIMP came to the end of the cases')
    return all(good) and end


if __name__ == '__main__':
    gimp, plugin, program, action_rows = (os.path.abspath(path) for path in sys.argv[1:5])
    folder = tempfile.mkdtemp(prefix='aefilter-gimp2-')
    os.chdir(folder)
    if main(gimp, plugin, action_rows):
        shutil.rmtree(folder)
    else:
        print('# what GIMP wrote: ' + folder)
