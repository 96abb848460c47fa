"""Every setting of a build and every number that is a choice, each with its reason, once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

# The longest passage in tokens. Long enough for nearly every paragraph of a report, short enough that the encoder
# (512 positions) still has room for the heading path and the prompt.
PASSAGE_TOKENS = 320
# At most so many characters of title and heading path are read with a passage, the innermost kept.
HEADING_CHARACTERS = 96
# How many passages each leg proposes before their scores are normalised and added.
CANDIDATES = 100
# So many of the best are read sentence by sentence; the weights of BM25, vectors, and how much of the question one
# sentence says. Chosen on DRCD dev, CMRC train and the tuning part of the golden set, where the third
# score took R@1 from .963 .960 .941 to .971 .963 .953, and flat around these values.
COVERED = 20
WEIGHTS = (0.2, 0.4, 0.4)
# Where no sentence says this share of a question, nothing is on its subject. On the tuning part of the golden set and
# ten off-topic questions more, eleven of fifteen lie below, the others have a common word (上海, 关于); every question
# on the subject lies above .07, but for two on the document's own title and date.
LEAST_SAID = 0.05
# So many passages are read for a question, best first; reading is most of what an answer costs. On titles kept out of
# training and on the tuning part of the golden set, three, four and five gave the same outcomes as two.
READ = 2
# Of a longer passage the sentences around the best one are read, so many characters at most. On the tuning part of the
# golden set 150, 200, 300 and all of them gave 65, 67, 68 and 69 right answers of 100, in 198, 233, 284 and 319 ms.
READ_CHARACTERS = 250
# So many passages are kept folded: about 10 MB.
FOLDED = 10_000
# Up to so many vectors each is compared with the question: 8 ms of a processor. Above that codes of half a byte for two
# numbers propose the rows that are compared. On 1,000,000 rows (benchmarks/vectors.py) they had .9995 of the exact ten
# best in 8 ms, and are made in 10 s. A byte a number (SQ8) for all rows took 52 ms; cells (IVF) had .97 in 27 ms when a
# quarter of them was looked into, because questions lie far from all passages. A graph (HNSW) had them all on 50,000
# rows, in 7 s where the codes of 150,000 took 3, and is made anew with every rebuild.
EXACT_VECTORS = 50_000
# The codes propose no fewer than so many rows, whatever is asked for: of 1,000,000 among 400 were .9995 of the best.
PROPOSED_VECTORS = 400
# What the codes are learnt from: 16 values a pair of numbers need no more.
TRAINING_VECTORS = 40_000
# A question longer than this is a pasted text, not a question.
QUESTION_CHARACTERS = 500

SHIPPED_ENCODER = Path(__file__).parent / "models" / "encoder"
SHIPPED_READER = Path(__file__).parent / "models" / "reader"


@dataclass(frozen=True, slots=True)
class Config:
    """What an index is built from. `model` is a sentence-transformers name or folder; "" is the shipped encoder.

    `store` is where the vectors are kept, `milvus://host:19530/collection`; "" is the index folder. `dask` is the
    scheduler of a cluster that embeds, `tcp://host:8786`; "" embeds here, and no index remembers it.
    `dictionary` and `aliases` default to `userdict.txt` and `aliases.txt` in the corpus folder, where they exist.
    """

    corpus: Path = Path("corpus")
    index: Path = Path("index")
    model: str = ""
    dictionary: Path | None = None
    aliases: Path | None = None
    passage_tokens: int = PASSAGE_TOKENS
    store: str = ""
    dask: str = ""
