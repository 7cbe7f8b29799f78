"""Writes the fixtures of the training core: one safetensors file of named cases.

A case's tensors are called `case/role`: `in.0`, `in.1`, … the inputs; `state.*` the parameters and
buffers before; `out` the output; `up` the gradient that is sent back into it; `grad.*` those that
arrive, at parameters by name and at inputs by `in.0`; `after.*` the buffers afterwards. What a case
is made with stands as JSON in the file's metadata.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file


class Fixtures:
    def __init__(self, seed):
        torch.manual_seed(seed)
        self.tensors = {}
        self.configs = {}

    def put(self, case, role, tensor):
        if tensor.dtype == torch.int64:
            tensor = tensor.to(torch.int32)
        self.tensors[f"{case}/{role}"] = tensor.detach().clone().contiguous()

    def case(self, name, module, *inputs, training=True, **config):
        """Runs `module` on `inputs`, forward and backward, and keeps what went in and came out."""
        assert name not in self.configs, name
        self.configs[name] = {"training": training, **config}
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
        if isinstance(module, torch.nn.Module):
            for key, value in module.named_buffers():
                self.put(name, f"after.{key}", value)

    def save(self, script, target):
        made = f"{Path(script).name}, torch {torch.__version__.split('+')[0]}"
        # Under one key: safetensors writes several in an order of chance.
        metadata = {"fixtures": json.dumps({"madeBy": made, "cases": self.configs})}
        path = Path(script).parent / "fixtures" / target
        save_file(self.tensors, path, metadata=metadata)
        path.chmod(0o644)  # safetensors writes files that only their owner may read
