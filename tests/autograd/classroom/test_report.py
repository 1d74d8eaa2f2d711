"""A class's marks as text, CSV and JSON, of marks that are given: how long names and lists may be, and what adds up."""

from __future__ import annotations

from autograd.classroom.answers import NotRead
from autograd.classroom.class_report import ClassReport
from autograd.classroom.marks import Mark, Student


def mark(quantity: str, verdict: str, points: float, of: float = 1.0, slips: tuple[str, ...] = ()) -> Mark:
    """The mark of an answer, of which a sentence is said for each slip."""
    return Mark(quantity, "1.5", verdict, points, of, slips, tuple(f"because of {slip}" for slip in slips))


def test_a_name_has_thirty_characters_and_five_slips_are_listed() -> None:
    slips = ["one", "two", "three", "four", "five", "six"]
    students = tuple(
        Student(name, (mark("c", "wrong", 0.0, slips=(slip,)),))
        for name, slip in zip(["n" * 30, "m" * 31, "Cyd", "Dan", "Eve", "Fay"], slips, strict=True)
    )
    lines = str(ClassReport("", ("c",), students)).splitlines()
    assert lines[0].split() == ["student", "points", "c"]  # no name, no line for it
    assert lines[1].startswith("n" * 30 + "  ")
    assert lines[2].startswith("m" * 29 + "…  ")
    assert {len(line) for line in lines[:8]} == {len(lines[0])}  # columns of one width
    assert lines[8:] == ["", *(f"1 × {slip}: because of {slip}" for slip in slips[:5])]


def test_a_slip_is_counted_once_a_student_and_the_one_made_most_comes_first() -> None:
    twice = (mark("c", "wrong", 0.0, slips=("sign",)), mark("d", "wrong", 0.0, slips=("sign", "path")))
    once = (mark("c", "wrong", 0.0, slips=("path",)), mark("d", "right", 1.0))
    report = ClassReport("", ("c", "d"), (Student("Ada", twice), Student("Bob", once), Student("Cyd", once)))
    assert [(slip.slip, slip.count, slip.sentence) for slip in report.slips] == [
        ("path", 2, "because of path"),
        ("sign", 1, "because of sign"),
    ]


def test_points_are_added_up_by_question_and_by_student() -> None:
    """Ada 1 of 1 and 1 of 3, Bob 0 of 1 and 3 of 3: 1/2 of the first question, 4/6 of the second, 5/8 of all."""
    ada = Student("Ada", (mark("c", "right", 1.0), mark("d", "follows", 1.0, of=3.0)))
    bob = Student("Bob", (mark("c", "wrong", 0.0), mark("d", "right", 3.0, of=3.0)))
    report = ClassReport("sums", ("c", "d"), (ada, bob))
    assert (ada.points, ada.of, bob.points, bob.of) == (2.0, 4.0, 3.0, 4.0)
    assert report.shares == [0.5, 4 / 6]
    assert report.share == 5 / 8
    assert str(report) == (
        "sums\n"
        "student  points    c    d\n"
        "Ada       2 / 4    ✓    ↳\n"
        "Bob       3 / 4    ✗    ✓\n"
        "all         62%  50%  67%"
    )
    assert report.csv() == "student,points,of,c,d\nAda,2,4,1,1\nBob,3,4,0,3\n"
    assert (repr(report), repr(ClassReport("", (), ()))) == ("<class of 2 on sums>", "<class of 0>")


def test_a_class_without_points_has_no_share() -> None:
    report = ClassReport("", ("c",), (Student("Ada", (mark("c", "blank", 0.0, of=0.0),)),))
    assert (report.share, report.shares) == (0.0, [0.0])
    assert report.slips == []
    empty = ClassReport("", (), ())
    assert (empty.share, empty.shares) == (0.0, [])


def test_json_has_nine_decimals_and_says_whose_row_was_not_read() -> None:
    third = Student("Ada", (mark("c", "wrong", 1 / 3, of=2 / 3, slips=("sign",)),), variant=2)
    report = ClassReport("", ("c",), (third,), (NotRead(4, "no variant", "Bob"), NotRead(5, "empty")))
    assert report.json() == {
        "students": [
            {
                "student": "Ada", "points": 0.333333333, "of": 0.666666667,
                "answers": [{"quantity": "c", "printed": "1.5", "verdict": "wrong", "slips": ["sign"]}],
            }
        ],
        "slips": [{"slip": "sign", "count": 1, "sentence": "because of sign"}],
        "not_read": [{"row": 4, "why": "Bob: no variant"}, {"row": 5, "why": "empty"}],
    }  # fmt: skip
    assert [student.name for student in report.anonymous().students] == ["student 1"]
    assert report.anonymous().students[0].variant == 2
    assert "Bob" not in str(report.anonymous())


def test_in_a_notebook_the_page_stands_in_a_frame_as_high_as_the_class_is_long() -> None:
    def frame(count: int) -> str:
        students = tuple(Student(f"s{i}", (mark("c", "right", 1.0),)) for i in range(count))
        shown = ClassReport("", ("c",), students)._repr_mimebundle_()
        assert set(shown) == {"text/plain", "text/html"}
        assert shown["text/plain"].startswith("student")
        return shown["text/html"]

    assert "height:448px" in frame(1)  # 420 and 28 a student, and no more than 800
    assert "height:784px" in frame(13)
    assert "height:800px" in frame(14)
    assert frame(1).startswith('<iframe srcdoc="&lt;!')
    assert 'sandbox="allow-scripts" title="A class&#x27;s answers"' in frame(1)
    assert "width:100%" in frame(1)
