"""Writes the fixtures of the training core: one safetensors file of named cases.

A case's tensors are called `case/role`: `in.0`, `in.1`, … the inputs; `state.*` the parameters and
buffers before; `out` the output; `up` the gradient that is sent back into it; `grad.*` those that
arrive, at parameters by name and at inputs by `in.0`; `after.*` the buffers afterwards. Then come
20 steps of training from there: `losses`, and `trained.*` what was trained (the parameters, or
without any the inputs) and the buffers at the end. What a case is made with stands as JSON in the
file's metadata.
"""

import json
import os
from pathlib import Path

# Plain code paths, so that the last bits do not depend on the machine's CPU.
os.environ.update(MKL_CBWR="COMPATIBLE", ATEN_CPU_CAPABILITY="default", ONEDNN_MAX_CPU_ISA="SSE41")

import torch
from safetensors.torch import save_file

STEPS = 20


class Fixtures:
    def __init__(self, seed):
        torch.manual_seed(seed)
        self.tensors = {}
        self.configs = {}

    def put(self, case, role, tensor):
        if tensor.dtype == torch.int64:
            tensor = tensor.to(torch.int32)
        self.tensors[f"{case}/{role}"] = tensor.detach().clone().contiguous()

    def case(self, name, module, *inputs, training=True, lr=0.05, **config):
        """Runs `module` on `inputs`, forward and backward, and keeps what went in and came out;
        then trains, with the learning rate `lr`."""
        assert name not in self.configs, name
        self.configs[name] = {"training": training, "lr": lr, **config}
        named = dict(module.named_parameters()) if isinstance(module, torch.nn.Module) else {}
        if named or isinstance(module, torch.nn.Module):
            module.train(training)
            for key, value in module.state_dict().items():
                self.put(name, f"state.{key}", value)
        inputs = [x.detach().requires_grad_(x.is_floating_point()) for x in inputs]
        for i, x in enumerate(inputs):
            self.put(name, f"in.{i}", x)
        out = module(*inputs)
        up = torch.randn_like(out)
        out.backward(up)
        self.put(name, "out", out)
        self.put(name, "up", up)
        for i, x in enumerate(inputs):
            if x.grad is not None:
                self.put(name, f"grad.in.{i}", x.grad)
        for key, value in named.items():
            if value.grad is not None:
                self.put(name, f"grad.{key}", value.grad)
        buffers = dict(module.named_buffers()) if isinstance(module, torch.nn.Module) else {}
        for key, value in buffers.items():
            self.put(name, f"after.{key}", value)
        leaves = {f"in.{i}": x for i, x in enumerate(inputs) if x.requires_grad}
        self.train(name, module, inputs, named or leaves, up, lr)
        for key, value in buffers.items():
            self.put(name, f"trained.{key}", value)

    def train(self, name, module, inputs, trained, target, lr):
        """20 steps of gradient descent that bring the output nearer to `target`."""
        optimizer = torch.optim.SGD(trained.values(), lr=lr)
        losses = []
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(module(*inputs), target)
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
        assert losses[-1] < losses[0], f"{name}: does not learn ({losses[0]} to {losses[-1]}); try another lr"
        self.put(name, "losses", torch.stack(losses))
        for key, value in trained.items():
            self.put(name, f"trained.{key}", value)

    def save(self, script, target):
        made = f"{Path(script).name}, torch {torch.__version__.split('+')[0]}"
        # Under one key: safetensors writes several in an order of chance.
        metadata = {"fixtures": json.dumps({"madeBy": made, "cases": self.configs})}
        path = Path(script).parent / "fixtures" / target
        save_file(self.tensors, path, metadata=metadata)
        path.chmod(0o644)  # safetensors writes files that only their owner may read
