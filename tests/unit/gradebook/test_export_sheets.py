"""Sheets of Canvas and Moodle: filled in by their rules, everything else as it was."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.gradebook import schema
from grader.gradebook.export import canvas, moodle, sheets
from grader.gradebook.export.entries import Book, Student, read
from grader.gradebook.export.people import match, normalised
from tests.fakes.gradebooks import fill

Write = Callable[[str | bytes], sheets.Sheet]

CANVAS = '''\
Student,ID,SIS User ID,SIS Login ID,Section,Essay (99),\
Exercise 1 <&> (501),Exercise 2 <&> (502),Current Score
,,,,,,Manual Posting,,(read only)
    Points Possible,,,,,10.00,12.00,20.00,(read only)
"Example, Anna",7000,SIS00000,login0,A,7.50,,,81.2
李明月,7001,,,B,,EX,,
"Müller, Jörg ""JJ""",,SIS00002,,A,,1.00,-,
=cmd(),4711,,,A,=1+1,,,
red,,,LOGIN5,A,,3.00,,
'''

MOODLE = """\
Identifier,Full name,Email address,Status,\
Grade,Maximum Grade,Grade can be changed,Last modified (grade),Feedback comments
Participant 7000,Anna Example,LOGIN0@example.org,Submitted,,36.00,Yes,-,
Participant 7001,李明月,other@example.org,Submitted,-,36.00,Yes,-,<p>Well done!</p>
Participant 1,Somebody Else,x@example.org,No submission,12.00,36.00,Yes,-,
"""

CHINESE = """\
标识符,全名,电子邮件地址,状态,成绩,最高分,允许更改成绩,最后修改（成绩）,反馈评论
参与者 7000,Anna Example,,已提交,,36.00,是,-,
参与者 7001,李明月,,已提交,,36.00,是,-,
"""

UNKNOWN_LANGUAGE = """\
Identigilo;Plena nomo;Stato;Poento;Plej alta poento;Ŝanĝebla
Partoprenanto 7000;Anna Example;sendita;;36,00;jes
Partoprenanto 7001;李明月;sendita;5,00;36,00;jes
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("class")
    with closing(schema.connect(fill(folder / "gradebook.sqlite"))) as connection:
        return read(connection)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def sheet(content: str | bytes) -> sheets.Sheet:
        path = tmp_path / "sheet.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return sheets.read(path)

    return sheet


def rows(content: bytes, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[list[str]]:
    text = io.StringIO(content.decode(encoding), newline="")
    return list(csv.reader(text, delimiter=delimiter))


def told(filled: canvas.Filled) -> str:
    return "\n".join(str(note) for note in filled.notes)


def test_a_new_sheet_for_canvas(book: Book) -> None:
    made = canvas.made(book, {"exercise_2": "Homework 2 (502)"})
    table = rows(made.content, "utf-8")
    assert table[0] == [*canvas.HEADER, "Exercise 1 <&>", "Homework 2 (502)", "Exercise 3 <&>"]
    assert table[1] == ["    Points Possible", "", "", "", "", "12.00", "12.00", "12.00"]
    by_id = {row[1]: row for row in table[2:]}
    assert len(by_id) == 24
    assert by_id["7000"] == [
        *("Anna Example", "7000", "SIS00000", "login0", "A", "12.00", "12.00", "12.00")
    ]
    assert by_id["7001"][5] == "11.50"
    assert by_id["7004"][5] == by_id["7005"][5] == ""  # waiting, broken
    assert by_id["7003"][0].startswith("'=")
    assert all(len(row) == 8 for row in table)
    assert all(not value or float(value) >= 0 for row in table[1:] for value in row[5:])


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A gradebook that the test may change."""
    with closing(schema.connect(fill(tmp_path / "a" / "gradebook.sqlite"))) as opened:
        yield opened


def test_who_has_no_id_is_told(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE students SET number = '', sis_id = '' WHERE login = 'login12'")
    made = canvas.made(read(connection), {})
    assert "s0012 has no ID in Canvas" in told(made)
    connection.execute("UPDATE students SET number = '', sis_id = '', in_roster = 0")
    with pytest.raises(UsageError, match="--sheet"):
        canvas.made(read(connection), {})


def test_a_sheet_of_canvas_is_filled_in(book: Book, write: Write) -> None:
    filled = canvas.filled(book, write(CANVAS), {})
    before, after = rows(CANVAS.encode()), rows(filled.content)
    assert after[3] == [*before[3][:6], "12.00", "12.00", "81.2"]
    assert after[4][6] == "EX"  # excused
    assert after[4][7] == "5.33"
    assert after[5][6:8] == ["0.00", "8.00"]  # by SIS id
    assert after[7][6] == "3.00"  # broken: what stood there stays
    assert after[7][7] == "12.00"  # by login, whatever its case
    assert after[:3] == before[:3]
    assert after[6] == before[6]  # what Canvas wrote is Canvas's
    assert [row[:6] for row in before] == [row[:6] for row in after]
    notes = told(filled)
    assert "Row 7 of the sheet (=cmd(), 4711) is nobody of the gradebook" in notes
    assert "exercise_3 has no column" in notes
    assert "li-mingyue is excused" in notes
    assert "exercise_2 is worth 20 points in the sheet, and its marks are out of 12." in notes
    assert notes.count("has no row in the sheet") == 24 - 4


def test_the_name_alone_decides_only_where_nothing_speaks_against_it(
    book: Book, write: Write
) -> None:
    text = (
        "Student,ID,SIS User ID,Section,Exercise 1 <&> (501)\n"
        '"Example, Anna",9999,,A,\n'
        "Anna  EXAMPLE,,,A,\n"
        "Anna Example,,SIS00001,A,\n"
    )
    after = rows(canvas.filled(book, write(text), {}).content)
    assert [row[-1] for row in after[1:]] == ["", "12.00", "11.50"]


def test_one_person_in_two_rows_is_not_guessed_at(book: Book, write: Write) -> None:
    text = CANVAS + "Anna again,7000,,,B,,,,\n"
    filled = canvas.filled(book, write(text), {})
    after = rows(filled.content)
    assert after[3][6] == after[-1][6] == ""
    assert "one of several for anna" in told(filled)


def test_columns_are_named_by_title_number_or_option(book: Book, write: Write) -> None:
    for name in ("Essay", "99", "essay (99)"):
        filled = canvas.filled(book, write(CANVAS), {"exercise_3": name})
        assert rows(filled.content)[3][5] == "12.00"
    with pytest.raises(UsageError, match="no column Nope"):
        canvas.filled(book, write(CANVAS), {"exercise_3": "Nope"})
    with pytest.raises(UsageError, match="same column"):
        canvas.filled(book, write(CANVAS), {"exercise_3": "501"})
    twice = CANVAS.replace("Essay (99)", "exercise_1 (98)")
    with pytest.raises(UsageError, match="--column exercise_1=NUMBER"):
        canvas.filled(book, write(twice), {})


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Student,ID", "Name,Number", "no column Student, ID"),
        ("Exercise", "Homework", "--column EXERCISE=TITLE"),
        ("Identifier", "x", "no column Student, ID, Section"),
    ],
)
def test_another_file_is_refused(book: Book, write: Write, old: str, new: str, words: str) -> None:
    text = CANVAS if old != "Identifier" else MOODLE
    with pytest.raises(UsageError, match=words):
        canvas.filled(book, write(text.replace(old, new)), {})


def test_a_sheet_of_another_course_is_refused(book: Book, write: Write) -> None:
    text = "Student,ID,Section,exercise_1\nNobody,1,A,\n"
    with pytest.raises(UsageError, match="another course"):
        canvas.filled(book, write(text), {})
    with pytest.raises(UsageError, match="another course"):
        moodle.filled(
            book,
            write(
                MOODLE.replace("700", "9")
                .replace("LOGIN0", "y")
                .replace("Anna Example", "B")
                .replace("李明月", "C")
            ),
        )


def test_a_worksheet_of_moodle_is_filled_in(book: Book, write: Write) -> None:
    sheet = write(MOODLE)
    filled = moodle.filled(book, sheet, {"anna": "Fine.", "li-mingyue": "Hm."})
    before, after = rows(MOODLE.encode()), rows(filled.content)
    assert after[0] == before[0]
    assert after[1] == [*before[1][:4], "36.00", *before[1][5:8], '<p class="torchgrade">Fine.</p>']
    assert after[2][4] == "24.83"
    assert after[2][-1] == "<p>Well done!</p>"
    assert after[3] == before[3]
    assert "Row 4 of the sheet (Somebody Else, 1) is nobody" in told(filled)
    assert "li-mingyue has a comment" in told(filled)
    assert "maximum" not in told(filled)
    again = moodle.filled(book, write(filled.content), {"anna": "Better."})
    assert "Better." in again.content.decode()
    assert "Fine." not in again.content.decode()


COMMENT = "Good:\r\n- first\n- second; - third\n=1+1\t@you \u200b\u202e"


def test_what_people_wrote_into_a_worksheet_comes_back_to_the_letter(
    book: Book, write: Write
) -> None:
    before = rows(MOODLE.encode())
    before[2][-1], before[3][-1] = COMMENT, f"{COMMENT};-1"
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(before)
    content = out.getvalue().encode()
    for _ in range(2):  # also when an export is filled in again
        content = moodle.filled(book, write(content), {"anna": "Fine.", "li-mingyue": "."}).content
        after = rows(content)
        assert [row[-1] for row in after[2:]] == [COMMENT, f"{COMMENT};-1"]
        assert after[1][4:] == ["36.00", *before[1][5:8], '<p class="torchgrade">Fine.</p>']


def test_what_people_wrote_into_a_sheet_of_canvas_comes_back_to_the_letter(
    book: Book, write: Write
) -> None:
    before = rows(CANVAS.encode())
    notes = ["Notes", "", "", "- late; -1 agreed", "=1+1", "@li", "'-", COMMENT]
    for row, note in zip(before, notes, strict=True):
        row.insert(5, note)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(before)
    content = out.getvalue().encode()
    for _ in range(2):
        content = canvas.filled(book, write(content), {}).content
        assert [row[:7] for row in rows(content)] == [row[:7] for row in before]
    assert rows(content)[3][7] == "12.00"


def test_what_is_put_into_a_sheet_is_no_formula(write: Write) -> None:
    sheet = write("a,b\n=1,=2\n")
    sheet.put(1, 1, "=cmd()")
    assert rows(sheet.written()) == [["a", "b"], ["=1", "'=cmd()"]]


@pytest.mark.parametrize(
    ("layout", "marks"),
    [("folders", ["", ""]), ("classroom", ["", ""]), ("moodle", ["24.00", "12.00"])],
)
def test_a_folder_called_1_is_not_participant_1(
    connection: sqlite3.Connection, write: Write, layout: str, marks: list[str]
) -> None:
    # Nobody gave a roster; Anna handed in as `1`, another as `2`.
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("UPDATE students SET number = '', login = '', sis_id = '', in_roster = 0")
    connection.execute("UPDATE students SET name = '', email = ''")
    for old, new in (("anna", "1"), ("s0012", "2")):
        connection.execute("UPDATE students SET key = ? WHERE key = ?", (new, old))
        for table in ("attempts", "marks"):
            connection.execute(f"UPDATE {table} SET student = ? WHERE student = ?", (new, old))
    connection.execute("UPDATE marks SET mark = 4, state = 'graded' WHERE student = '2'")
    connection.execute("UPDATE marks SET mark = 8, state = 'graded' WHERE student = '1'")
    connection.execute("UPDATE attempts SET layout = ?", (layout,))
    text = (
        MOODLE.splitlines()[0]
        + "\n"
        + "".join(f"Participant {number},Somebody,,Submitted,,36.00,Yes,-,\n" for number in (1, 2))
    )
    # Somebody else is there in any case.
    connection.execute("UPDATE students SET email = 'c@example.org' WHERE key = 'li-mingyue'")
    text += "Participant 9,Li,c@example.org,Submitted,,36.00,Yes,-,\n"
    after = rows(moodle.filled(read(connection), write(text)).content)
    assert [row[4] for row in after[1:3]] == marks
    assert after[3][4] == "24.83"


def test_a_large_class_is_not_compared_with_itself(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.executemany(
        "INSERT INTO students (key, number) VALUES (?, ?)",
        [(f"n{number}", str(number) if number % 2 else "") for number in range(400)],
    )
    book = read(connection)
    compared = 0

    def equal(one: Student, other: object) -> bool:
        nonlocal compared
        compared += 1
        return isinstance(other, Student) and one.key == other.key

    monkeypatch.setattr(Student, "__eq__", equal)
    notes = told(canvas.made(book, {}))
    assert notes.count("has no ID in Canvas") == 200
    assert compared <= len(book.students)


def test_a_worksheet_in_another_language(book: Book, write: Write) -> None:
    filled = moodle.filled(book, write("\ufeff" + CHINESE), {"anna": "好"})
    after = rows(filled.content)
    assert filled.content.startswith(b"\xef\xbb\xbf")
    assert after[0] == CHINESE.splitlines()[0].split(",")
    assert [row[4] for row in after[1:]] == ["36.00", "24.83"]
    assert "好" in after[1][-1]


def test_a_worksheet_in_a_language_that_is_not_known(book: Book, write: Write) -> None:
    filled = moodle.filled(book, write(UNKNOWN_LANGUAGE))
    after = rows(filled.content, delimiter=";")
    assert [row[3] for row in after[1:]] == ["36,00", "24,83"]


def test_another_maximum_and_an_unknown_mark(connection: sqlite3.Connection, write: Write) -> None:
    text = MOODLE.replace("36.00", "100.00").replace("7001", "7005").replace("李明月", "R")
    filled = moodle.filled(read(connection), write(text))
    assert rows(filled.content)[2][4] == "-"
    assert "maximum is 100.00, and the marks are out of 36" in told(filled)
    one = moodle.filled(read(connection, ["exercise_2"]), write(text))
    assert rows(one.content)[2][4] == "12.00"


@pytest.mark.parametrize("text", [CANVAS, "a,b\n1,x\n", "Grade,b\nx,y\n"])
def test_what_is_no_worksheet_is_refused(book: Book, write: Write, text: str) -> None:
    with pytest.raises(UsageError, match=r"no grading worksheet|another course"):
        moodle.filled(book, write(text))


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("gb18030", b""),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_sheet_that_nothing_was_filled_into_is_the_same_file(
    write: Write, encoding: str, mark: bytes, end: str, delimiter: str
) -> None:
    text = delimiter.join(["姓名", "Grade"]) + end + delimiter.join(["李明月", "-"]) + end
    raw = mark + text.encode(encoding)
    assert write(raw).written() == raw


def test_quotes_and_other_encodings_are_kept(write: Write) -> None:
    quoted = b'"a","b"\r\n"1","x ""y"", z"\r\n"2","two\nlines"\r\n'
    assert write(quoted).written() == quoted
    alone = b'a,b\n1,"x\ry"\n'
    assert write(alone).written() == alone
    latin = "Name,Grade\nZoë ÿ,1\n".encode("latin-1")
    sheet = write(latin)
    assert sheet.written() == latin
    sheet.rows[1][1] = "学\U0001f600"
    assert b"&#" in sheet.written() or sheet.encoding == "gb18030"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n",
        b"a,b\n",
        b"PK\x03\x04zip",
        b"\xff\xfea",
        b"\xef\xbb\xbf\xff\xff,\n1,2\n",
        b'a,"b\n' + b"x" * 5_000_000,
        b"only one column\n1\n",
    ],
)
def test_what_is_no_sheet_is_told_in_a_sentence(write: Write, raw: bytes) -> None:
    with pytest.raises(UsageError, match="no CSV sheet"):
        write(raw)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_sheet_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(raw)
    try:
        sheet = sheets.read(path)
    except UsageError:
        return
    written = sheet.written()
    path.write_bytes(written)
    assert sheets.read(path).rows == sheet.rows


@pytest.mark.parametrize("value", ["-", "–", "-5", "+3.5 %", "-1,5", "", "12.00", "EX", "a=b"])
def test_what_is_no_formula_stays(value: str) -> None:
    assert sheets.disarmed(value) == value


@pytest.mark.parametrize("value", ["=1", "+A1", "-A1", "@x", "--1", "\t=1", "-1+2", "＝1", "a;=1"])
def test_a_formula_is_disarmed(value: str) -> None:
    assert "'" in sheets.disarmed(value)


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        ("number", "Participant 0012", "12", True),
        ("number", "参与者 12", "12", True),
        ("number", "s12", "12", False),
        ("name", "Li, Anna", "anna  LI", True),
        ("name", "王，小明", "小明 王", True),
        ("login", "ANNA", "anna", True),
    ],
)
def test_what_is_the_same_name(kind: str, one: str, other: str, same: bool) -> None:
    assert (normalised(kind, one) == normalised(kind, other)) == same  # type: ignore[arg-type]


def test_two_of_one_name_are_told() -> None:
    def student(key: str) -> Student:
        return Student(key, "Anna Li", "", "", "", "", "", "", in_roster=True)

    found = match([student("a"), student("b")], [(1, {"name": "Li, Anna"})], canvas.KINDS)
    assert found.rows == {}
    assert "could be several people" in str(found.notes[0])
