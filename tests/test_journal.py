from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from wenju.journal import FOLDER, Journal, forget

ONE, TWO = b"1" * 32, b"2" * 32
ROWS = np.array([[1, 2, 3], [4, 5, 6]], dtype=np.float32)


def journal(index: Path, encoder: str = "e") -> Journal:
    return Journal(index, encoder, 3)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    with journal(tmp_path) as file:
        file.append([ONE], [ROWS])
        file.append([TWO], [ROWS[:1]])
    return tmp_path


def only_file(index: Path) -> Path:
    (path,) = (index / FOLDER).iterdir()
    return path


def test_what_was_written_is_there_again(written: Path) -> None:
    with journal(written) as file:
        assert file.rows(ONE).tolist() == ROWS.tolist()
        assert file.rows(TWO).tolist() == ROWS[:1].tolist()
        assert b"3" * 32 not in file


def test_rows_can_be_read_while_more_are_written(tmp_path: Path) -> None:
    with journal(tmp_path) as file:
        file.append([ONE], [ROWS])
        assert file.rows(ONE).tolist() == ROWS.tolist()
        file.append([TWO], [ROWS[1:]])
        assert file.rows(TWO).tolist() == ROWS[1:].tolist()


@pytest.mark.parametrize("kept", [1, 30, 45, 60])
def test_a_torn_record_is_cut_off_and_made_again(written: Path, kept: int) -> None:
    path = only_file(written)
    first = 40 + 2 * 3 * 4
    path.write_bytes(path.read_bytes()[: first + min(kept, 40 + 11)])
    with journal(written) as file:
        assert ONE in file
        assert TWO not in file
        file.append([TWO], [ROWS[:1]])
    with journal(written) as file:
        assert file.rows(TWO).tolist() == ROWS[:1].tolist()


@pytest.mark.parametrize("at", [0, 35, 38, 50])
def test_a_changed_byte_is_noticed(written: Path, at: int) -> None:
    path = only_file(written)
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    with journal(written) as file:
        assert ONE not in file
        assert TWO not in file


def test_another_encoder_has_a_journal_of_its_own(written: Path) -> None:
    with journal(written, "other") as file:
        assert ONE not in file


def test_forgotten_is_gone(written: Path) -> None:
    forget(written)
    assert not (written / FOLDER).exists()
    forget(written)
