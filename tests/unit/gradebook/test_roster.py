"""Rosters, and whose submissions are whose."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.gradebook.layouts import Attempt, read_class
from grader.gradebook.matching import Matched, match, shown
from grader.gradebook.roster import Person, read_roster
from grader.language import Text
from grader.model.course import Course
from tests.conftest import ROOT
from tests.fakes.classes import LAYOUTS, build

COURSE = Course.load(ROOT)


def roster(tmp_path: Path, content: str | bytes) -> list[Person]:
    path = tmp_path / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_roster(path)


def test_a_plain_table(tmp_path: Path) -> None:
    content = 'login,name,id\nanna,"Doe, Anna",7\n\n  bob ,Bob\n'
    assert roster(tmp_path, content) == [
        Person(login="anna", name="Doe, Anna", id="7"),
        Person(login="bob", name="Bob"),
    ]


def test_canvas(tmp_path: Path) -> None:
    """The gradebook's export."""
    content = (
        "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Training (4711)\r\n"
        ",,,,,Manual Posting\r\n"
        "    Points Possible,,,,,10.00\r\n"
        '"Doe, Jane",1234,s007,jdoe,A and B,9.5\r\n'
        '"王, 芳",1235,s008,wfang,B,\r\n'
        '"Student, Test",1299,,abc,A,\r\n'
    )
    assert roster(tmp_path, content) == [
        Person("jdoe", "1234", "Doe, Jane", "", "A and B", "s007"),
        Person("wfang", "1235", "王, 芳", "", "B", "s008"),
    ]


def test_moodle(tmp_path: Path) -> None:
    """The grading worksheet, in two languages of a site."""
    content = (
        "Identifier,Full name,ID number,Email address,Status,Grade\n"
        "Participant 12345,Jane Doe,s007,jane@example.edu,Submitted,\n"
    )
    person = Person("", "12345", "Jane Doe", "jane@example.edu", "", "s007")
    assert roster(tmp_path, content) == [person]
    content = (
        "标识符,全名,学号,电子邮件地址,状态\n参与者 12345,Jane Doe,s007,jane@example.edu,已提交\n"
    )
    assert roster(tmp_path, content) == [person]


def test_github_classroom(tmp_path: Path) -> None:
    content = (
        "identifier,github_username,github_id,name,group_name\n"
        '"s007","jdoe","99","Jane Doe","Team 1"\n'
        '"bo@example.edu","bo","100","",""\n'
    )
    jane, bo = roster(tmp_path, content)
    assert jane == Person("jdoe", "s007", "Jane Doe", group="Team 1")
    assert (bo.login, bo.email, bo.id) == ("bo", "bo@example.edu", "")


def test_gradescope(tmp_path: Path) -> None:
    content = (
        "First Name,Last Name,SID,Email,Sections\nJane,Doe,007,jane@example.edu,A\n,Prince,008,,\n"
    )
    assert roster(tmp_path, content) == [
        Person("", "", "Jane Doe", "jane@example.edu", "A", "007"),
        Person("", "", "Prince", "", "", "008"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_how_it_is_written(encoding: str, delimiter: str, end: str, tmp_path: Path) -> None:
    lines = ["login,姓名,email", "anna,王芳,a@b", '"=1+1","+cmd|x","@x"']
    content = "".join(line.replace(",", delimiter) + end for line in lines)
    notes: list[Text] = []
    path = tmp_path / "roster.csv"
    path.write_bytes(content.encode(encoding))
    people = read_roster(path, notes)
    # What a spreadsheet would take for a formula is a name like any other.
    assert people == [
        Person("anna", name="王芳", email="a@b"),
        Person("=1+1", name="+cmd|x", email="@x"),
    ]
    assert [("GB 18030" in str(note)) for note in notes] == ([True] * (encoding == "gb18030"))


def test_excels_first_line(tmp_path: Path) -> None:
    assert roster(tmp_path, "sep=;\nlogin;name\na,b;c\n") == [Person("a,b", name="c")]


def test_separators_of_lines_within_a_cell(tmp_path: Path) -> None:
    content = 'login,name\nanna,"two\nlines"\nbob,a\u2028b\nbob,c\n'
    with pytest.raises(UsageError, match="line 5: the login 'bob' is in line 4 already"):
        roster(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "piece"),
    [
        ("", "is no roster"),
        ("a,b\n1,2\n", "'a', 'b'"),
        ("section\nA\n", "is no roster"),
        ("login,name\nanna,b,c\n", "line 2: it has 3 columns, and the header 2"),
        ("login,section\n,A\n", "line 2: it names nobody"),
        ("login,id\nanna,1\nbob,1\n", "line 3: the id '1' is in line 2 already"),
        ('login,name\nanna,"open\n', "line 2: "),
        ('login,name\nanna,"a"b\n', "line 2: "),
        (f"login\n{'x' * 2_000}\n", "line 2: its login has more than 1000"),
        (f"login\n{'x' * 200_000}\n", "line 2: field larger than"),
        ("login\nan\0na\n", "line 2: it holds a NUL"),
        (b"login\n\xff\xff\xff\n", "is no text"),
        (b"\xff\xfelogin", "is no text"),
        ("l" * (33 << 20), "such a file may have at most"),
    ],
)
def test_what_is_wrong_is_one_sentence(content: str | bytes, piece: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        roster(tmp_path, content)
    assert piece in str(raised.value)
    assert "roster.csv" in str(raised.value)
    assert "\n" not in str(raised.value)


@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda s: f"login,id\n{s}".encode()))
def test_any_bytes_are_people_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    try:
        people = read_roster(path)
    except UsageError as error:
        message = str(error)
        assert message
    else:
        assert all(isinstance(person, Person) and shown(person) for person in people)


# Whose is whose.


def attempt(student: str, layout: str = "folders", *, name: str = "", email: str = "") -> Attempt:
    return Attempt(
        student=student,
        name=name,
        path=Path(student),
        problem=None,
        submitted=None,
        late=None,
        number=1,
        layout=layout,
        group=(),
        email=email,
    )


def matched(people: list[Person], *attempts: Attempt) -> Matched:
    return match(attempts, people)


JANE = Person("jdoe", "1234", "Doe, Jane", "jane@example.edu", "A", "s007")
BO = Person("bobrien", "1235", "Bo O'Brien", "bo@example.edu", "A", "s008")
JOSE = Person("jm", "1236", "José María Ruiz-Löwe", "jose@example.edu", "B", "s009")
WANG = Person("wfang", "1237", "王芳", "", "B", "s010")
CLASS = [JANE, BO, JOSE, WANG]


@pytest.mark.parametrize(
    ("one", "person"),
    [
        (attempt("jdoe"), JANE),
        (attempt("JDoe"), JANE),
        (attempt("1234"), JANE),
        (attempt("S007"), JANE),
        (attempt("Jane@Example.edu"), JANE),
        (attempt("Jane Doe"), JANE),
        (attempt("doe_jane"), JANE),
        (attempt("DOE, JANE"), JANE),
        (attempt("Jose Maria Ruiz-Lowe"), JOSE),
        (attempt("王 芳"), WANG),
        (attempt("nobody"), None),
        (attempt("1234", "canvas", name="doejane"), JANE),
        (attempt("9", "canvas", name="obrienbo"), BO),
        (attempt("9", "canvas", name="ruizlöwejosémaría"), JOSE),
        (attempt("jdoe", "canvas"), None),
        (attempt("9", "moodle", name="Team 1-Bo O'Brien"), BO),
        (attempt("1235", "moodle"), BO),
        (attempt("s008", "gradescope", name="B. O'Brien"), BO),
        (attempt("x", "gradescope", name="?", email="bo@example.edu"), BO),
        (attempt("1234", "classroom"), None),
        (attempt("JDOE", "classroom"), JANE),
        # The platform's mark of who it is, against the roster's.
        (attempt("1234", "moodle", name="Bo O'Brien"), None),
        (attempt("1237", "moodle", name="Wang Fang"), WANG),
    ],
)
def test_one_is_found(one: Attempt, person: Person | None) -> None:
    found = matched(CLASS, one)
    assert found.people == {one.student: person}
    assert found.missing == tuple(p for p in CLASS if p is not person)


def test_a_contradiction_is_told() -> None:
    (note,) = matched(CLASS, attempt("1234", "moodle", name="Bo O'Brien")).notes
    assert "is Doe, Jane by the roster, but is called Bo O'Brien" in str(note)


def test_what_is_ambiguous_is_not_guessed() -> None:
    twins = [Person("a", name="Li Wei"), Person("b", name="Wei, Li"), Person("c", id="a")]
    found = matched(twins, attempt("Li Wei"))
    assert found.people == {"Li Wei": None}
    assert "could be each of these" in str(found.notes[0])
    # One's login is another's id.
    found = matched(twins, attempt("a"))
    assert found.people == {"a": None}
    assert len(found.missing) == 3


def test_two_who_could_be_one_person() -> None:
    found = matched(CLASS, attempt("jdoe"), attempt("Jane Doe"))
    assert found.people == {"jdoe": JANE, "Jane Doe": None}
    assert "only jdoe was taken" in str(found.notes[0])
    found = matched(CLASS, attempt("Jdoe"), attempt("jDoe"))
    assert found.people == {"Jdoe": None, "jDoe": None}
    assert "none was taken" in str(found.notes[0])
    assert JANE in found.missing


def test_several_attempts_and_groups() -> None:
    one = attempt("s007", "gradescope", name="Jane Doe")
    with_bo = Attempt(
        *("s007", "Jane Doe", Path("x"), None, None, None, 2, "gradescope", ("bo@example.edu",))
    )
    found = matched(CLASS, one, with_bo)
    assert found.people == {"s007": JANE, "bo@example.edu": BO}
    assert found.notes == ()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_made_up_class_is_matched_in(layout: str, tmp_path: Path) -> None:
    expected = build(layout, tmp_path)
    attempts = read_class(COURSE, expected.source)
    found = match(attempts, read_roster(expected.roster))
    for seen in expected.attempts:
        person = found.people[seen.key]
        assert person, (seen.key, seen.student.name)
        assert person.login == seen.student.login
    assert [str(note) for note in found.notes] == []
    present = {seen.student.login for seen in expected.attempts}
    assert {p.login for p in found.missing} == {
        *expected.absent,
        *({s.login for s in expected.students} - present),
    }
    assert all(found.people[key] is None for key in expected.strays)
