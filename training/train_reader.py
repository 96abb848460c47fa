"""Fine-tune the reader: a BertForQuestionAnswering from the shipped encoder's weights.

    python training/train_reader.py --data FOLDER --work FOLDER --hours 2
    python training/train_reader.py --data FOLDER --work FOLDER --hours 1 --decay      # finish: rate falls to 0

FOLDER of --data holds `cmrc2018_train.squad.json.gz` and `drcd_dev.squad.json.gz`. The rate is constant after warm-up,
so a run can go on for as long as there is time; `--decay` then takes it to 0 (a warmup-stable-decay schedule, Hu et
al. 2024, MiniCPM). Every --save steps the weights, the optimiser and the position go to --work; a later run continues
from there.

On a CPU dropout is what costs, and so is an allocator that gives pages back to the system: where glibc is used,
preload tcmalloc or jemalloc (two to three times faster at 300 tokens).
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from reader_data import NONE, Window, derive
from transformers import BertConfig, BertForQuestionAnswering, PreTrainedTokenizerFast
from written import derive_written

ROOT = Path(__file__).parents[1]
ENCODER = ROOT / "wenju" / "models" / "encoder"
LONGEST = 352
WARM_UP = 60
RATE = 1.5e-4
BATCH_TOKENS = 3_000


def reader_tokenizer() -> PreTrainedTokenizerFast:
    """The encoder's tokenizer, made to cut at punctuation, digits and 的, where answers begin and end."""
    from tokenizers import Regex, pre_tokenizers

    tokenizer: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(ENCODER)
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always"),
            pre_tokenizers.Split(Regex(r"[0-9]+(\.[0-9]+)?|[^\w▁]|[的]"), "isolated"),
        ]
    )
    return tokenizer


def new_model() -> BertForQuestionAnswering:
    config = BertConfig.from_pretrained(
        ENCODER, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, num_labels=2, dtype="float32"
    )
    config._attn_implementation = "sdpa"
    model = BertForQuestionAnswering.from_pretrained(ENCODER, config=config, dtype=torch.float32)
    model.bert.embeddings.word_embeddings.weight.requires_grad = False
    return model


def encode(window: Window, tokenizer: PreTrainedTokenizerFast) -> dict[str, Any] | None:
    """Token ids and the answer's first and last token; 0, 0 (the `<s>`) for none; None where the answer is cut off."""
    prefix = window.title + "\n" if window.title else ""
    encoded = tokenizer(
        window.question, prefix + window.text, truncation="only_second", max_length=LONGEST, return_offsets_mapping=True
    )
    if (window.start, window.end) == NONE:
        return {"ids": encoded["input_ids"], "start": 0, "end": 0}
    a, b = window.start + len(prefix), window.end + len(prefix)
    inside = spanned(encoded, a, b)
    return {"ids": encoded["input_ids"], "start": inside[0], "end": inside[-1]} if inside else None


def spanned(encoded: Any, a: int, b: int) -> list[int]:
    """The tokens of the second text that touch [a, b); [] where truncation cut its end."""
    rows = zip(encoded["offset_mapping"], encoded.sequence_ids(0), strict=True)
    tokens = [i for i, ((s, e), part) in enumerate(rows) if part == 1 and s < b and e > a]
    return tokens if tokens and encoded["offset_mapping"][tokens[-1]][1] >= b else []


def batches(rows: list[dict[str, Any]], rng: random.Random) -> Iterator[list[dict[str, Any]]]:
    """Rows of like length together, about BATCH_TOKENS a batch, batches in random order."""
    order = sorted(rows, key=lambda r: len(r["ids"]) + rng.random() * 12)
    cut: list[list[dict[str, Any]]] = [[]]
    for row in order:
        if (len(cut[-1]) + 1) * len(row["ids"]) > BATCH_TOKENS:
            cut.append([])
        cut[-1].append(row)
    rng.shuffle(cut)
    yield from cut


def collate(rows: list[dict[str, Any]], pad: int) -> dict[str, torch.Tensor]:
    longest = max(len(r["ids"]) for r in rows)
    ids = torch.tensor([r["ids"] + [pad] * (longest - len(r["ids"])) for r in rows])
    return {
        "input_ids": ids,
        "attention_mask": (ids != pad).long(),
        "start_positions": torch.tensor([r["start"] for r in rows]),
        "end_positions": torch.tensor([r["end"] for r in rows]),
    }


class Trainer:
    """Model, optimiser and position; saved and continued as one."""

    def __init__(self, work: Path, threads: int) -> None:
        torch.set_num_threads(threads)
        self.path = work / "checkpoint.pt"
        self.model = new_model()
        parameters = [p for p in self.model.parameters() if p.requires_grad]
        self.optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.01)
        self.step, self.epoch, self.batch = 0, 0, 0
        if self.path.exists():
            state = torch.load(self.path, weights_only=True)
            self.model.load_state_dict(state["model"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.epoch, self.batch = state["position"]

    def save(self) -> None:
        state = {"model": self.model.state_dict(), "optimiser": self.optimiser.state_dict()}
        beside = self.path.with_suffix(".new")
        torch.save({**state, "position": (self.step, self.epoch, self.batch)}, beside)
        beside.replace(self.path)

    def learn(self, batch: dict[str, torch.Tensor], rate: float) -> float:
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        loss = self.model(**batch).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        return float(loss.item())


def run(trainer: Trainer, rows: list[dict[str, Any]], pad: int, args: argparse.Namespace) -> None:
    """Train until the time is over; with --decay the rate falls linearly to 0 over the last share of that time."""
    began, mean = time.monotonic(), 0.0
    budget = args.hours * 3600
    while True:
        cut = list(batches(rows, random.Random(trainer.epoch)))
        while trainer.batch < len(cut):
            spent = (time.monotonic() - began) / budget
            if spent >= 1:
                trainer.save()
                return
            falling = min(1.0, (1 - spent) / args.decay) if args.decay else 1.0
            rate = RATE * min(1.0, (trainer.step + 1) / WARM_UP) * falling
            loss = trainer.learn(collate(cut[trainer.batch], pad), rate)
            trainer.batch += 1
            mean = loss if mean == 0 else 0.98 * mean + 0.02 * loss
            if trainer.step % 20 == 0:
                print(
                    f"step {trainer.step} epoch {trainer.epoch} {trainer.batch}/{len(cut)} loss {mean:.3f} "
                    f"{(time.monotonic() - began) / 60:.1f} min",
                    flush=True,
                )
            if trainer.step % args.save == 0:
                trainer.save()
        trainer.epoch, trainer.batch = trainer.epoch + 1, 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the SQuAD-format training sets")
    parser.add_argument("--work", type=Path, required=True, help="folder for examples and checkpoints")
    parser.add_argument("--written", type=Path, help="folder of *.txt with written questions, see written.py")
    parser.add_argument("--share", type=float, default=1.0, help="of the sets' windows, beside the written ones")
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument(
        "--decay", type=float, nargs="?", const=1.0, default=0.0, help="the rate falls to 0 over this share of --hours"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save", type=int, default=100, help="steps between checkpoints")
    parser.add_argument("--seed", type=int, default=0, help="of the derived windows")
    parser.add_argument("--export", type=Path, help="write the checkpoint as a Hugging Face folder and stop")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    tokenizer = reader_tokenizer()
    trainer = Trainer(args.work, args.threads)
    if args.export:
        export(trainer, tokenizer, args.export)
        return
    sets = [(args.data / "cmrc2018_train.squad.json.gz", 1), (args.data / "drcd_dev.squad.json.gz", 2)]
    train, kept_out = derive(sets, args.seed, no_share=0.6, cloze=4_000)
    if args.written:
        paths = sorted(args.written.glob("*.txt"))
        train = random.Random(args.seed).sample(train, int(len(train) * args.share))
        more, more_kept_out = derive_written(paths, args.seed, times=2, no_share=0.4)
        train, kept_out = train + more, kept_out + more_kept_out
    with (args.work / "calibration.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(w), ensure_ascii=False) + "\n" for w in kept_out)
    rows = [row for row in (encode(w, tokenizer) for w in train) if row is not None]
    print(f"{len(train)} windows, {len(rows)} usable, {sum(len(r['ids']) for r in rows)} tokens", flush=True)
    run(trainer, rows, tokenizer.pad_token_id, args)


def export(trainer: Trainer, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    trainer.model.half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)


if __name__ == "__main__":
    main()
