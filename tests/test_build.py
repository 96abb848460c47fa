from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fake_encoder import FakeEncoder
from tests.fake_reader import FakeReader
from wenju import build, storage
from wenju.build import build_index
from wenju.config import Config
from wenju.engine import Engine
from wenju.errors import ConfigError, DocumentError, IndexFileError
from wenju.freshness import as_built, stale_reason
from wenju.index import Index
from wenju.parsers import SUFFIXES
from wenju.report import BuildReport
from wenju.tokenizer import Tokenizer

FIRST = "第一份报告\n\n甲甲甲区派出教师十二名，去山区学校任教一年。\n\n乙乙乙区捐赠图书三百册，都是新的科学读物。\n"
SECOND = "第二份报告\n\n丙丙丙区接待来访教师五批，安排跟岗培训。\n"
# No text in any encoding.
DAMAGED = b"\x00\x01\xff\xfe\xff"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "一.txt").write_text(FIRST, encoding="utf-8")
    (corpus / "二.txt").write_text(SECOND, encoding="utf-8")
    return Config(corpus=corpus, index=tmp_path / "索引")


def test_a_first_build_counts_what_it_did(config: Config) -> None:
    report = build_index(config, encoder=FakeEncoder())
    assert (report.documents, report.new, report.passages, report.embedded, report.reused) == (2, 2, 3, 3, 0)
    assert str(report).startswith(
        "2 documents: 2 new, 0 changed, 0 unchanged, 0 removed; 3 passages, 3 embedded, 0 reused; "
    )


def test_the_offset_law_holds_for_what_was_stored(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    index = Index.load(config.index)
    paragraphs = [*FIRST.strip().split("\n\n")[1:], *SECOND.strip().split("\n\n")[1:]]
    assert [p.text for p in index.passages] == paragraphs
    for passage in index.passages:
        assert index.documents[passage.document_id].text[passage.start : passage.end] == passage.text


def test_only_new_passages_are_embedded_and_gone_ones_stop_answering(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    (config.corpus / "一.txt").write_text(FIRST.replace("三百册", "四百册"), encoding="utf-8")
    (config.corpus / "二.txt").unlink()
    (config.corpus / "三.txt").write_text("第三份\n\n丁丁丁区的一段话，说的是结对共建的学校。\n", encoding="utf-8")
    encoder = FakeEncoder()
    report = build_index(config, encoder=encoder)
    assert (report.new, report.changed, report.unchanged, report.removed) == (1, 1, 0, 1)
    assert (report.passages, report.embedded, report.reused) == (3, 2, 1)
    assert not any("甲甲甲" in text for text in encoder.embedded)
    assert not any("丙丙丙" in passage.text for passage in Index.load(config.index).passages)


def test_a_reused_vector_belongs_to_its_own_passage(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    (config.corpus / "〇.txt").write_text("零号报告\n\n丁丁丁丁区在最前面，说的是结对共建的学校。\n", encoding="utf-8")
    build_index(config, encoder=FakeEncoder())
    engine = Engine(Index.load(config.index), FakeEncoder(), FakeReader())
    for text in ("甲甲甲", "乙乙乙", "丙丙丙", "丁丁丁丁"):
        assert text in engine.search(text, 1)[0].passage.text


def test_what_stands_there_twice_is_embedded_once(config: Config) -> None:
    (config.corpus / "同.txt").write_text(FIRST, encoding="utf-8")
    encoder = FakeEncoder()
    report = build_index(config, encoder=encoder)
    assert (report.passages, report.embedded, report.reused) == (5, 3, 2)
    assert len(encoder.embedded) == len(set(encoder.embedded))
    assert len(Engine(Index.load(config.index), FakeEncoder(), FakeReader()).search("甲甲甲", 2)) == 2


def test_full_embeds_everything_again(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    assert build_index(config, full=True, encoder=FakeEncoder()).embedded == 3


def test_another_model_embeds_everything_again(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    assert build_index(config, encoder=FakeEncoder("fake-2")).embedded == 3


def test_another_version_embeds_nothing_again(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    path = config.index / storage.MANIFEST
    path.write_text(path.read_text(encoding="utf-8").replace('"version": "', '"version": "9.'), encoding="utf-8")
    report = build_index(config, encoder=FakeEncoder())
    assert (report.embedded, report.reused) == (0, 3)
    assert len(Index.load(config.index).passages) == 3


def test_a_document_without_passages_is_named(config: Config) -> None:
    (config.corpus / "空.txt").write_text("", encoding="utf-8")
    report = build_index(config, encoder=FakeEncoder())
    assert report.empty == ("空.txt",)
    assert str(report).endswith("0 passages: 空.txt")


def test_a_failed_build_leaves_the_old_index_as_it_was(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    before = Index.load(config.index).manifest
    break_all(config)
    with pytest.raises(DocumentError, match=r"no file in it can be read, 2 were tried\n.*一\.txt: .*\n.*二\.txt: "):
        build_index(config, encoder=FakeEncoder())
    assert Index.load(config.index).manifest == before
    assert "has changed" in stale_reason(replace(config, model="fake"))


def break_all(config: Config) -> None:
    for path in config.corpus.iterdir():
        path.write_bytes(DAMAGED)


def test_a_file_that_cannot_be_read_is_left_out_and_named(config: Config) -> None:
    (config.corpus / "坏.txt").write_bytes(DAMAGED)
    (config.corpus / "旧.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    report = build_index(config, encoder=FakeEncoder())
    assert (report.documents, report.new, report.passages) == (2, 2, 3)
    reasons = dict(report.failed)
    assert list(reasons) == ["坏.txt", "旧.doc"]
    assert reasons["坏.txt"].startswith("found a NUL byte at byte 0, ")
    assert reasons["旧.doc"].endswith("save it as .docx.")
    assert str(report).split("\n")[1:] == [f"not read: {name}: {reason}" for name, reason in report.failed]


def test_a_file_that_became_unreadable_stops_answering(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    (config.corpus / "二.txt").write_bytes(DAMAGED)
    report = build_index(config, encoder=FakeEncoder())
    assert (report.documents, report.new, report.changed, report.unchanged, report.removed) == (1, 0, 0, 1, 1)
    assert [name for name, _ in report.failed] == ["二.txt"]
    index = Index.load(config.index)
    assert list(index.documents) == ["一.txt"]
    assert not any("丙丙丙" in passage.text for passage in index.passages)


def test_a_file_that_failed_makes_nothing_stale_until_it_is_mended(config: Config) -> None:
    fake = replace(config, model="fake")
    (config.corpus / "坏.txt").write_bytes(DAMAGED)
    build_index(config, encoder=FakeEncoder())
    assert stale_reason(fake) == ""
    again = build_index(config, encoder=FakeEncoder())
    assert (again.unchanged, again.removed, [name for name, _ in again.failed]) == (2, 0, ["坏.txt"])
    (config.corpus / "坏.txt").write_text("好的一段文字，说的是结对共建的学校。\n", encoding="utf-8")
    assert "has changed" in stale_reason(fake)
    mended = build_index(config, encoder=FakeEncoder())
    assert (mended.documents, mended.new, mended.unchanged, mended.failed) == (3, 1, 2, ())
    (config.corpus / "坏.txt").unlink()
    assert build_index(config, encoder=FakeEncoder()).removed == 1


def test_a_file_that_may_not_be_opened_fails_no_build(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def guarded(path: Path, *args: Any, **options: Any) -> Any:
        if path.name == "二.txt":
            raise PermissionError(13, "Permission denied")
        return real(path, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", guarded)
        report = build_index(config, encoder=FakeEncoder())
        assert stale_reason(replace(config, model="fake")) == ""
    assert report.failed == (("二.txt", "Permission denied; make the file readable, or remove it."),)
    assert "has changed" in stale_reason(replace(config, model="fake"))


def test_a_file_too_large_to_be_read_is_not_read_for_its_checksum(config: Config) -> None:
    with (config.corpus / "大.txt").open("wb") as file:
        file.truncate(20_500_000)
    report = build_index(config, encoder=FakeEncoder())
    assert [name for name, _ in report.failed] == ["大.txt"]
    assert storage.read_manifest(config.index).sources["大.txt"] == "20500000 bytes"


def test_a_parser_that_crashes_costs_its_own_file_alone(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SUFFIXES, ".pdf", "tests.parsers.hostile:leave")
    monkeypatch.setitem(SUFFIXES, ".docx", "tests.parsers.hostile:full")
    for name in ("a.pdf", "b.docx", "c.pdf", "d.docx"):
        (config.corpus / name).write_bytes(b"")
    report = build_index(config, encoder=FakeEncoder())
    assert [name for name, _ in report.failed] == ["a.pdf", "c.pdf"]
    assert report.warnings == (("b.docx", "sheet 名单: row 3 is empty"), ("d.docx", "sheet 名单: row 3 is empty"))
    assert str(report).split("\n")[3:] == [f"warning: {name}: {sentence}" for name, sentence in report.warnings]


def test_a_summary_names_as_many_as_are_read() -> None:
    failed = tuple((f"{n}.pdf", "a scan.") for n in range(23))
    lines = str(BuildReport(1, 1, 0, 0, 0, 1, 1, 0, 0.1, failed=failed)).split("\n")
    assert lines[20:] == ["not read: 19.pdf: a scan.", "not read: 3 more"]


def test_an_answer_cites_the_place_in_the_file(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SUFFIXES, ".xlsx", "tests.parsers.hostile:full")
    (config.corpus / "表.xlsx").write_bytes(b"")
    build_index(config, encoder=FakeEncoder())
    index = Index.load(config.index)
    assert index.documents["表.xlsx"].warnings == ("sheet 名单: row 3 is empty",)
    (citation,) = Engine(index, FakeEncoder(), FakeReader()).ask("杨浦区教师人数").citations
    assert citation.quote == "区县：杨浦区；教师人数：45"
    assert (citation.page, citation.sheet, citation.row) == (2, "名单", 2)


def test_an_encoder_that_dies_leaves_no_rubbish(config: Config) -> None:
    class Dying(FakeEncoder):
        def encode_passages(self, texts: list[str], progress: object = None) -> object:  # type: ignore[override]
            raise MemoryError

    with pytest.raises(MemoryError):
        build_index(config, encoder=Dying())  # type: ignore[arg-type]
    assert list(config.index.glob("build-*")) == []


def test_opening_what_another_model_made_names_both(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    with pytest.raises(IndexFileError, match=r"fake-1.*fake-2.*build_index\.py"):
        Engine(Index.load(config.index), FakeEncoder("fake-2"), FakeReader())


def test_opening_another_version_names_both(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    path = config.index / storage.MANIFEST
    path.write_text(path.read_text(encoding="utf-8").replace('"version": "', '"version": "9.'), encoding="utf-8")
    with pytest.raises(IndexFileError, match=r"wenju 9\..*build_index\.py"):
        Index.load(config.index)


def test_opening_with_another_dictionary_is_an_error(config: Config) -> None:
    (config.corpus / "userdict.txt").write_text("道真自治县 10 ns\n", encoding="utf-8")
    build_index(config, encoder=FakeEncoder())
    folder = storage.build_folder(config.index, storage.read_manifest(config.index))
    (folder / "userdict.txt").write_text("遵义 10 ns\n", encoding="utf-8")
    with pytest.raises(IndexFileError, match=r"userdict\.txt.*checksum.*build_index\.py"):
        Index.load(config.index)


@pytest.mark.parametrize("name", ["passages.npy", "text.utf32", "dense.npy", "lexical/meta.json"])
def test_a_damaged_or_missing_file_is_named(config: Config, name: str) -> None:
    build_index(config, encoder=FakeEncoder())
    path = storage.build_folder(config.index, storage.read_manifest(config.index)) / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(IndexFileError, match=r"checksum"):
        Index.load(config.index)
    path.unlink()
    with pytest.raises(IndexFileError, match=r"missing"):
        Index.load(config.index)


def test_no_index_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match=r"python build_index\.py"):
        Index.load(tmp_path)


def test_an_index_from_the_future_is_refused(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    path = config.index / storage.MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, "format": 99}), encoding="utf-8")
    with pytest.raises(IndexFileError, match="format 99, this program reads 2"):
        Index.load(config.index)


def test_a_moved_index_answers_from_its_new_place(config: Config, tmp_path: Path) -> None:
    build_index(config, encoder=FakeEncoder())
    config.index.rename(tmp_path / "elsewhere")
    engine = Engine(Index.load(tmp_path / "elsewhere"), FakeEncoder(), FakeReader())
    assert engine.search("丙丙丙", 1)[0].passage.document_id == "二.txt"


def test_two_builds_at_once_are_refused(config: Config) -> None:
    with storage.locked(config.index), pytest.raises(IndexFileError, match="another build"):
        build_index(config, encoder=FakeEncoder())


def test_what_a_killed_build_left_is_removed(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    (config.index / "build-000002").mkdir()
    (config.index / "build-000002" / "half").write_text("", encoding="utf-8")
    build_index(config, encoder=FakeEncoder())
    (folder,) = config.index.glob("build-*")
    assert not (folder / "half").exists()


def test_stale_says_why(config: Config) -> None:
    assert stale_reason(config) == "there is no index here yet"  # and no word of building it by hand
    build_index(config, encoder=FakeEncoder())
    assert "fake" in stale_reason(config)
    fake = replace(config, model="fake")
    assert stale_reason(fake) == ""
    (config.corpus / "二.txt").write_text(SECOND + "\n又一段。\n", encoding="utf-8")
    assert "has changed" in stale_reason(fake)


def test_a_new_dictionary_makes_it_stale(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    (config.corpus / "aliases.txt").write_text("甲甲甲 = 大甲\n", encoding="utf-8")
    assert "dictionary or the aliases" in stale_reason(replace(config, model="fake"))


def test_aliases_find_the_other_name(config: Config) -> None:
    (config.corpus / "aliases.txt").write_text("乙乙乙 = 苏河湾\n", encoding="utf-8")
    build_index(config, encoder=FakeEncoder())
    hits = Engine(Index.load(config.index), FakeEncoder(), FakeReader()).search("苏河湾", 3)
    assert [hit.lexical_rank for hit in hits if "乙乙乙" in hit.passage.text] == [1]


def test_an_empty_corpus_names_the_cure(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no such folder.*--corpus"):
        build_index(Config(corpus=tmp_path / "no", index=tmp_path / "i"), encoder=FakeEncoder())
    with pytest.raises(ConfigError, match=r"no document in it \(\.txt \.md .*\.docx .*\.pdf"):
        build_index(Config(corpus=tmp_path, index=tmp_path / "i"), encoder=FakeEncoder())


def test_progress_reaches_its_totals(config: Config) -> None:
    last: dict[str, tuple[int, int]] = {}
    build_index(config, encoder=FakeEncoder(), progress=lambda stage, done, total: last.update({stage: (done, total)}))
    assert last == {"read": (2, 2), "embed": (3, 3), "index": (3, 3)}


def test_interrupted_after_it_became_current_the_new_index_stays(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(config, encoder=FakeEncoder())
    real, renamed = storage._sync, []

    def interrupt(path: Path) -> None:
        if renamed and path == config.index:
            raise KeyboardInterrupt
        renamed.extend([path] if path.name == "manifest.json.new" else [])
        real(path)

    monkeypatch.setattr(storage, "_sync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build_index(config, full=True, encoder=FakeEncoder())
    assert len(Index.load(config.index).passages) == 3


def test_what_is_not_a_build_is_left_alone(config: Config) -> None:
    config.index.mkdir()
    (config.index / "build-release").mkdir()
    (config.index / "build-notes.txt").write_text("mine", encoding="utf-8")
    build_index(config, encoder=FakeEncoder())
    build_index(config, full=True, encoder=FakeEncoder())
    assert (config.index / "build-release").is_dir()
    assert (config.index / "build-notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_failed_build_keeps_what_a_newer_program_made(config: Config) -> None:
    build_index(config, encoder=FakeEncoder())
    path = config.index / storage.MANIFEST
    path.write_text(path.read_text(encoding="utf-8").replace('"format": 2', '"format": 3'), encoding="utf-8")
    break_all(config)
    with pytest.raises(DocumentError):
        build_index(config, encoder=FakeEncoder())
    path.write_text(path.read_text(encoding="utf-8").replace('"format": 3', '"format": 2'), encoding="utf-8")
    assert len(Index.load(config.index).passages) == 3


def test_a_model_with_a_small_limit_still_gets_whole_paragraphs(config: Config) -> None:
    class Small(FakeEncoder):
        token_limit = 128

    assert build_index(config, encoder=Small()).passages == 3


def test_an_index_inside_the_corpus_is_no_document(config: Config) -> None:
    inside = replace(config, index=config.corpus / "index", model="fake")
    (config.corpus / "aliases.txt").write_text("甲甲甲 = 大甲\n", encoding="utf-8")
    build_index(inside, encoder=FakeEncoder())
    assert build_index(inside, encoder=FakeEncoder()).documents == 2
    assert stale_reason(inside) == ""


def test_a_dictionary_given_once_is_used_again(config: Config, tmp_path: Path) -> None:
    dictionary = tmp_path / "words.txt"
    dictionary.write_text("道真自治县 10 ns\n", encoding="utf-8")
    build_index(replace(config, dictionary=dictionary), encoder=FakeEncoder())
    assert "dictionary" in stale_reason(replace(config, model="fake"))
    assert as_built(config).dictionary == dictionary
    assert stale_reason(as_built(config)) == ""


def test_a_file_name_that_is_no_text_is_named(config: Config) -> None:
    name = os.fsdecode("报告.txt".encode("gbk"))
    try:
        (config.corpus / name).write_text("文字。", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    with pytest.raises(ConfigError, match="not UTF-8"):
        build_index(config, encoder=FakeEncoder())


def test_a_document_that_is_as_it_was_is_not_read_again(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(config, encoder=FakeEncoder())
    (config.corpus / "二.txt").write_text(SECOND.replace("五批", "六批"), encoding="utf-8")
    read, cut = list[str](), list[str]()
    real_read, real_terms = build.read_document, Tokenizer.terms
    monkeypatch.setattr(build, "read_document", lambda path, *rest: (read.append(path.name), real_read(path, *rest))[1])
    monkeypatch.setattr(Tokenizer, "terms", lambda self, text: (cut.append(text), real_terms(self, text))[1])
    build_index(config, encoder=FakeEncoder())
    assert read == ["二.txt"]
    assert cut == ["丙丙丙区接待来访教师六批，安排跟岗培训。", "第二份报告"]


def test_a_rebuild_writes_what_a_full_build_writes(config: Config, tmp_path: Path) -> None:
    build_index(config, encoder=FakeEncoder())
    (config.corpus / "〇.txt").write_text("零号报告\n\n丁丁丁丁区在最前面，说的是结对共建的学校。\n", encoding="utf-8")
    build_index(config, encoder=FakeEncoder())
    anew = replace(config, index=tmp_path / "anew")
    build_index(anew, encoder=FakeEncoder())
    files = [storage.read_manifest(c.index).files for c in (config, anew)]
    of_tantivy = {name for name in files[0] if name.startswith("lexical")}  # its file names are random
    assert {n: s for n, s in files[0].items() if n not in of_tantivy} == {
        n: s for n, s in files[1].items() if not n.startswith("lexical")
    }


@pytest.mark.parametrize("change", ["version", "dictionary", "passage_tokens"])
def test_what_would_be_cut_otherwise_is_cut_again(config: Config, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    build_index(config, encoder=FakeEncoder())
    if change == "version":
        path = config.index / storage.MANIFEST
        path.write_text(path.read_text(encoding="utf-8").replace('"version": "', '"version": "9.'), encoding="utf-8")
    elif change == "dictionary":
        (config.corpus / "userdict.txt").write_text("道真自治县 10 ns\n", encoding="utf-8")
    else:
        config = replace(config, passage_tokens=15)
    cut = list[str]()
    real = Tokenizer.terms
    monkeypatch.setattr(Tokenizer, "terms", lambda self, text: (cut.append(text), real(self, text))[1])
    report = build_index(config, encoder=FakeEncoder())
    assert len(cut) == report.passages + report.documents  # the heading line of a document once
    assert len(Index.load(config.index).passages) == report.passages == (6 if change == "passage_tokens" else 3)
