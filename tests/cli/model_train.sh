# SPDX-License-Identifier: LGPL-3.0-or-later
# R92. What is unwise in a recipe's network is said once, before it is trained; wise ones are trained silently.
digits() {
  printf '\0\0\010\003\0\0\0\010\0\0\0\005\0\0\0\005'
  pgm 25 8 | tail -c 200
}
recipe() {
  printf '[model]\nname = small\ntask = reconstruct\n[net]\nx = input channels=1 height=5 width=5\n'
  printf 'c = conv2d out=2 kernel=3 stride=2 pad=valid\nup = %s\n' "$1"
  printf '[data]\nkind = idx\nbatch = 2\n[loss]\nmse = 1\n[optim]\ntype = sgd\nlr = 0.01\n[schedule]\nsteps = 2\n'
}
mkdir data
digits >data/train-images-idx3-ubyte
for up in "tconv2d out=1 kernel=3 stride=2 pad=valid" "tconv2d out=1 kernel=1 stride=4 pad=valid" \
  "tconv2d out=1 kernel=4 stride=1 pad=valid"; do
  recipe "$up" >small.ini
  status aemodel train small.ini -q threads=1 --data data -o small.safetensors 2>&1
done
