"""The child has limits, and what it does ends with it."""

import pytest

from lms.files.child import Limits, in_child
from lms.files.exceptions import ChildError, ChildFailedError, ChildLimitError
from tests.lms.files import work

pytestmark = pytest.mark.once
TIGHT = Limits(cpu_seconds=1, seconds=1.5, output=10_000)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("words")
    return path


def test_it_returns_what_the_function_returns(file):
    assert in_child(work.length, file) == 5


def test_what_is_raised_is_known_by_name(file):
    with pytest.raises(ChildFailedError) as caught:
        in_child(work.fail, file)

    assert caught.value.name == "LookupError"


@pytest.mark.parametrize("function", [work.eat, work.spin, work.sleep, work.talk])
def test_who_takes_too_much_is_ended(function, file):
    with pytest.raises(ChildLimitError):
        in_child(function, file, TIGHT)


def test_a_crash_stays_in_the_child(file):
    with pytest.raises(ChildError):
        in_child(work.die, file)


def test_it_knows_no_secret_and_no_settings(file, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hidden")

    known, modules = in_child(work.environment, file)

    assert "hidden" not in known.values()
    assert "django" not in modules


def test_only_functions_at_the_top_of_a_module_can_be_called(file):
    with pytest.raises(TypeError):
        in_child(lambda path: path, file)
