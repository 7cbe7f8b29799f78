"""PyTorch's contestants: 'eager', 'explicit' (attention spelled out) and 'compile'."""

import json
import math
import os
import resource
import struct
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

FIRST_STEPS = 5


class Attention(nn.Module):
    def __init__(self, d, heads, length, fused):
        super().__init__()
        self.heads = heads
        self.fused = fused
        self.qkv = nn.Linear(d, 3 * d)
        self.output = nn.Linear(d, d)
        mask = torch.tril(torch.ones(length, length, dtype=torch.bool))
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = (
            part.view(b, t, self.heads, c // self.heads).transpose(1, 2)
            for part in self.qkv(x).split(c, 2)
        )
        if self.fused:
            y = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = (q @ k.transpose(-2, -1)) / math.sqrt(c // self.heads)
            scores = scores.masked_fill(~self.mask[:t, :t], float("-inf"))
            y = functional.softmax(scores, dim=-1) @ v
        return self.output(y.transpose(1, 2).reshape(b, t, c))


class Block(nn.Module):
    def __init__(self, d, heads, length, fused):
        super().__init__()
        self.norm1 = nn.LayerNorm(d)
        self.attention = Attention(d, heads, length, fused)
        self.norm2 = nn.LayerNorm(d)
        self.expand = nn.Linear(d, 4 * d)
        self.contract = nn.Linear(4 * d, d)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        hidden = functional.gelu(self.expand(self.norm2(x)), approximate="tanh")
        return x + self.contract(hidden)


class GPT(nn.Module):
    def __init__(self, size, fused):
        super().__init__()
        d = size["d"]
        self.tokens = nn.Embedding(size["vocabulary"], d)
        self.positions = nn.Embedding(size["time"], d)
        self.blocks = nn.ModuleList(
            Block(d, size["heads"], size["time"], fused) for _ in range(size["layers"])
        )
        self.norm = nn.LayerNorm(d)
        self.head = nn.Linear(d, size["vocabulary"], bias=False)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions.weight
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    header.pop("__metadata__", None)
    return {
        name: torch.from_numpy(
            numpy.frombuffer(data[slice(*entry["data_offsets"])], numpy.float32)
            .reshape(entry["shape"])
            .copy()
        )
        for name, entry in header.items()
    }


def make_ids(size):
    def token(i):
        return (i * i * 31 + i * 17 + 7) % size["vocabulary"]

    count = size["batch"] * size["time"]
    shape = (size["batch"], size["time"])
    ids = torch.tensor([token(i) for i in range(count)]).view(shape)
    targets = torch.tensor([token(i + 1) for i in range(count)]).view(shape)
    return ids, targets


def begin(setup):
    size, mode = setup["size"], setup["mode"]
    model = GPT(size, fused=mode != "explicit")
    model.load_state_dict(read_safetensors(setup["weights"]))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    ids, targets = make_ids(size)
    forward = torch.compile(model) if mode == "compile" else model

    def step():
        logits = forward(ids)
        loss = functional.cross_entropy(logits.view(-1, size["vocabulary"]), targets.view(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def run(step, steps):
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(steps):
        step()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    unit = 2**20 if sys.platform == "darwin" else 2**10
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return {"wall": wall * 1e3 / steps, "cpu": cpu * 1e3 / steps, "memory": memory}


def main():
    torch.set_num_threads(int(os.environ["THREADS"]))
    step = None
    for line in sys.stdin:
        message = json.loads(line)
        try:
            if "steps" in message:
                answer = run(step, message["steps"])
            else:
                step = begin(message)
                start = time.perf_counter()
                losses = [step() for _ in range(FIRST_STEPS)]
                answer = {"losses": losses, "first": (time.perf_counter() - start) * 1e3}
        except Exception as error:  # said to the bench, which goes on without this contestant
            answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
        print(json.dumps(answer), flush=True)


main()
