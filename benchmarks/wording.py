"""Training of the network over the words of a paragraph, with PyTorch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence
from torch.optim.lr_scheduler import OneCycleLR

from benchmarks.pages import Labelled
from pipelines.wording import GAP, KINDS, NEAR, SLOTS, UNKNOWN, Wording, tokens

WORD, KIND, WIDTH = 24, 8, 64
"""Numbers by which a word is known, and how it is written; numbers that are seen at a word."""
EPOCHS = 6
BATCH = 128
"""Paragraphs that are learned from at once."""
SORTED = 4096
"""Paragraphs of which those of one length are learned from together."""
RATE, DECAY, DROPOUT = 3e-3, 0.01, 0.4
UNREAD = 0.5
"""Share of the words that are hidden in training: others must do."""
MOST = 127
"""Whole numbers go so far in eight bits."""
SPREAD = 0.1
"""Standard deviation of what is known of words at first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A paragraph as the network learns from it."""

    tokens: Tensor
    """KINDS times the slot of a word, and its kind, for every word."""
    furniture: bool


def said(text: str, *, body: bool) -> Said:
    return Said(tokens=torch.tensor(tokens(text)), furniture=not body)


def paragraphs_of(page: Labelled) -> Iterator[Said]:
    """All paragraphs of a page but the headline."""
    for block, body in zip(page.evidence.blocks, page.body, strict=True):
        if block.text not in page.evidence.headlines:
            yield said(block.text, body=body)


class Module(nn.Module):
    """`pipelines.wording.Wording` as it learns."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(SLOTS, WORD, padding_idx=GAP)
        nn.init.normal_(self.words.weight, 0, SPREAD)
        nn.init.zeros_(self.words.weight[GAP])
        self.kinds = nn.Embedding(KINDS, KIND, padding_idx=GAP)
        self.window = nn.Conv1d(WORD + KIND, WIDTH, 2 * NEAR + 1, padding=NEAR)
        self.entry = nn.Linear(2 * WIDTH, WIDTH)
        self.exit = nn.Linear(WIDTH, 1)

    def forward(self, several: Tensor) -> Tensor:
        """The logits of paragraphs, one a row, filled up with gaps."""
        slots, kinds = several // KINDS, several % KINDS
        there = slots != GAP
        if self.training:
            slots = torch.where(there & (torch.rand(slots.shape) < UNREAD), UNKNOWN, slots)
        known = torch.cat([self.words(slots), self.kinds(kinds)], dim=2).transpose(1, 2)
        seen = functional.relu(self.window(self._dropped(known))) * there[:, None]
        pooled = torch.cat([seen.amax(dim=2), seen.sum(dim=2) / there.sum(dim=1, keepdim=True)], dim=1)
        logits: Tensor = self.exit(self._dropped(functional.relu(self.entry(pooled))))[:, 0]
        return logits

    def _dropped(self, values: Tensor) -> Tensor:
        return functional.dropout(values, DROPOUT, self.training)

    def wording(self) -> Wording:
        """What was learned, in few bits, which hides most of the rounding that differs between machines."""
        steps = (self.words.weight.detach().abs().amax(dim=0) / MOST).half().float()
        words = (self.words.weight.detach() / steps).round().clamp(-MOST, MOST).to(torch.int8).numpy()
        arrays = {
            "steps": steps,
            "kinds": self.kinds.weight,
            "window": torch.cat([*self.window.weight.permute(2, 1, 0), self.window.bias[None]]),  # type: ignore[index]
            "entry": torch.cat([self.entry.weight.T, self.entry.bias[None]]),
            "exit": torch.cat([self.exit.weight.T, self.exit.bias[None]]),
        }
        rounded = {name: values.detach().half().float().numpy() for name, values in arrays.items()}
        return Wording(words=words, **rounded)


def wording_of(paragraphs: Sequence[Said]) -> Wording:
    """The network that paragraphs teach, furniture and body weighing the same; the same ones teach the same one."""
    torch.set_num_threads(1)
    torch.manual_seed(1)
    module = Module()
    weights = balanced(paragraphs)
    batches = [batch for _ in range(EPOCHS) for batch in batched([len(each.tokens) for each in paragraphs])]
    optimizer = torch.optim.AdamW(module.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = OneCycleLR(optimizer, RATE, total_steps=len(batches))
    for batch in batches:
        several = pad_sequence([paragraphs[number].tokens for number in batch], batch_first=True)
        wanted = torch.tensor([float(paragraphs[number].furniture) for number in batch])
        loss = functional.binary_cross_entropy_with_logits(module(several), wanted, weights[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return module.wording()


def write_wording(wording: Wording, path: Path) -> None:
    arrays = {name: getattr(wording, name) for name in Wording.__slots__ if name != "words"}
    np.savez(path, words=wording.words, **{name: values.astype(np.float16) for name, values in arrays.items()})


def balanced(paragraphs: Sequence[Said]) -> Tensor:
    """The weights of paragraphs, 1 on the mean, such that those of furniture and of body have one sum."""
    furniture = torch.tensor([each.furniture for each in paragraphs])
    count = int(furniture.sum())
    return torch.where(furniture, len(paragraphs) / 2 / count, len(paragraphs) / 2 / (len(paragraphs) - count))


def batched(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of paragraphs in random batches, in each of which they are about as long as each other."""
    order = torch.randperm(len(lengths)).tolist()
    batches = []
    for begin in range(0, len(order), SORTED):
        alike = sorted(order[begin : begin + SORTED], key=lengths.__getitem__)
        batches += [alike[first : first + BATCH] for first in range(0, len(alike), BATCH)]
    for number in torch.randperm(len(batches)).tolist():
        yield batches[number]
