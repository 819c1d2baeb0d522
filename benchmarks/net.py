"""Training of the networks over paragraphs, with PyTorch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

try:
    import torch
except ModuleNotFoundError:
    raise SystemExit("benchmarks.train needs PyTorch: pip install torch") from None
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.lr_scheduler import OneCycleLR

from pipelines.net import MOST, STEPS, Net, compressed

WIDTH = 64
EPOCHS = 8
BATCH = 16
"""Pages that are learned from at once."""
RATE, DECAY, DROPOUT = 2e-3, 0.2, 0.2
STEEPEST = 1.0
"""The norm at which a gradient is cut off."""
CONSTANT = 1e-3
"""A feature that varies less is taken for one that never does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """The paragraphs of one page, or of some: what is seen of each, on which page, its share of that, the answer."""

    rows: Tensor
    page: Tensor
    share: Tensor
    body: Tensor
    weight: Tensor

    @classmethod
    def of(cls, rows: np.ndarray, sizes: np.ndarray, body: np.ndarray, weight: np.ndarray) -> Self:
        """The paragraphs of one page, from what `pipelines.net` would see of them."""
        numbers = (compressed(rows), np.zeros(len(rows)), np.sqrt(sizes) / np.sqrt(sizes).sum(), body, weight)
        seen, page, share, answer, worth = (torch.from_numpy(each.astype(np.float32)) for each in numbers)
        return cls(rows=seen, page=page.long(), share=share, body=answer, weight=worth)

    @classmethod
    def together(cls, lessons: Sequence[Self]) -> Self:
        """Those of several pages."""
        joined = {name: torch.cat([getattr(each, name) for each in lessons]) for name in Lesson.__slots__}
        pages = torch.repeat_interleave(torch.tensor([len(each.page) for each in lessons]))
        return cls(**{**joined, "page": pages})


class Module(nn.Module):
    """`pipelines.net.Net` as it learns."""

    def __init__(self, rows: Tensor) -> None:
        super().__init__()
        deviation = rows.std(dim=0, correction=0)
        self.mean = rows.mean(dim=0)
        self.deviation = torch.where(deviation < CONSTANT, 1.0, deviation)
        self.entry = nn.Linear(rows.shape[1], WIDTH)
        self.layers = nn.ModuleList([nn.Linear(4 * WIDTH, WIDTH) for _ in STEPS])
        self.scales = nn.ModuleList([nn.LayerNorm(WIDTH) for _ in STEPS])
        self.exit = nn.Linear(2 * WIDTH, 1)

    def forward(self, lesson: Lesson) -> Tensor:
        """The logits of its paragraphs."""
        seen = ((lesson.rows - self.mean) / self.deviation).clamp(-MOST, MOST)
        first = hidden = functional.relu(self.entry(self._dropped(seen)))
        for step, layer, scale in zip(STEPS, self.layers, self.scales, strict=True):
            around = [hidden, *(_moved(hidden, lesson.page, way) for way in (step, -step)), _pages(hidden, lesson)]
            hidden = scale(hidden + self._dropped(functional.relu(layer(torch.cat(around, dim=1)))))
        logits: Tensor = self.exit(torch.cat([hidden, first], dim=1))[:, 0]
        return logits

    def _dropped(self, values: Tensor) -> Tensor:
        return functional.dropout(values, DROPOUT, self.training)

    def net(self) -> Net:
        """What was learned, in half precision, which hides most of the rounding that differs between machines."""
        arrays = {
            "mean": self.mean,
            "deviation": self.deviation,
            "entry": _with_bias(self.entry),
            "layers": torch.stack(list(map(_with_bias, self.layers))),
            "scales": torch.stack([torch.stack([scale.weight, scale.bias]) for scale in self.scales]),
            "exit": _with_bias(self.exit),
        }
        return Net(**{name: values.detach().half().float().numpy() for name, values in arrays.items()})


def learned_net(lessons: Sequence[Lesson]) -> Net:
    """The network that these pages teach; the same pages and PyTorch version give the same one on one machine."""
    torch.set_num_threads(1)
    torch.manual_seed(1)
    module = Module(torch.cat([lesson.rows for lesson in lessons]))
    batches = EPOCHS * -(-len(lessons) // BATCH)
    optimizer = torch.optim.AdamW(module.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = OneCycleLR(optimizer, RATE, total_steps=batches)
    for lesson in _epochs(lessons):
        loss = functional.binary_cross_entropy_with_logits(module(lesson), lesson.body, lesson.weight, reduction="sum")
        optimizer.zero_grad()
        (loss / lesson.weight.sum()).backward()
        nn.utils.clip_grad_norm_(module.parameters(), STEEPEST)
        optimizer.step()
        schedule.step()
    return module.net()


def write_net(net: Net, path: Path) -> None:
    np.savez(path, **{name: getattr(net, name).astype(np.float16) for name in Net.__slots__})


def _epochs(lessons: Sequence[Lesson]) -> Iterator[Lesson]:
    for _ in range(EPOCHS):
        order = torch.randperm(len(lessons)).tolist()
        for begin in range(0, len(order), BATCH):
            yield Lesson.together([lessons[number] for number in order[begin : begin + BATCH]])


def _moved(hidden: Tensor, page: Tensor, step: int) -> Tensor:
    """For every paragraph the one so many before it on its page, zeros where there is none."""
    there = torch.arange(len(page)) - step
    nearest = there.clamp(0, len(page) - 1)
    return hidden[nearest] * ((there == nearest) & (page[nearest] == page))[:, None]


def _pages(hidden: Tensor, lesson: Lesson) -> Tensor:
    """For every paragraph the mean of its page."""
    count = int(lesson.page[-1]) + 1
    return torch.zeros(count, WIDTH).index_add(0, lesson.page, hidden * lesson.share[:, None])[lesson.page]


def _with_bias(layer: nn.Linear) -> Tensor:
    return torch.cat([layer.weight.T, layer.bias[None]])
