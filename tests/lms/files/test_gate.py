"""What comes in from outside, and what does not."""

import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.files.exceptions import FileRefusedError
from lms.files.gate import inspect
from lms.files.kinds import FILMS, PICTURES, SOUNDS
from tests.factories.bad_files import ENTITY, OLE, WORD, bomb, packed

DOCX = packed({WORD: "<d/>"})


def refusal(name, content, **options):
    file = ContentFile(content)
    file.name = name
    with pytest.raises(FileRefusedError) as caught:
        inspect(file, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("制度.pdf", b"%PDF-1.7 rest"),
        ("制度.DOCX", DOCX),
        ("旧表.xls", OLE),
        ("说明.txt", "您好".encode("gb18030")),
        ("说明.md", "\ufeff# 标题".encode("utf-16")),
        ("清单.csv", b""),
        ("字幕.vtt", b"WEBVTT"),
        ("示范.mp4", b"\0\0\0\x18ftypmp42\0"),
        ("示范.webm", b"\x1a\x45\xdf\xa3\0"),
        ("空格　名字.zip", packed({"a/b.txt": "x"})),
    ],
)
def test_a_file_that_is_what_its_name_says_comes_in(name, content):
    kind = inspect(SimpleUploadedFile(name, content))

    assert kind.extension == name.rpartition(".")[2].lower()


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("流程图.png", b"\x89PNG\r\n\x1a\n\0", "image/png"),
        ("流程图.JPG", b"\xff\xd8\xff\xe0\0", "image/jpeg"),
        ("流程图.webp", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        ("复述.mp3", b"ID3\x04\0", "audio/mpeg"),
        ("复述.mp3", b"\xff\xfb\x90\0", "audio/mpeg"),
        ("复述.m4a", b"\0\0\0\x18ftypM4A \0", "audio/mp4"),
        ("复述.wav", b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        ("复述.ogg", b"OggS\0", "audio/ogg"),
        ("礼仪.mov", b"\0\0\0\x14ftypqt  \0", "video/mp4"),
    ],
)
def test_pictures_sound_and_films_come_in_where_they_are_asked_for(name, content, mime):
    file = SimpleUploadedFile(name, content)

    assert inspect(file, kinds=PICTURES | SOUNDS | FILMS).mime == mime
    refusal(name, content)
    refusal(name, b"<html>", kinds=PICTURES | SOUNDS | FILMS)


def test_the_file_stands_at_its_beginning_afterwards():
    file = SimpleUploadedFile("a.docx", DOCX)

    inspect(file)

    assert file.read() == DOCX


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rules.pdf", b"<html><script>alert(1)</script>%PDF-"),
        ("rules.docx", b"%PDF-1.7"),
        ("rules.docx", packed({"xl/workbook.xml": "<d/>"})),
        ("rules.txt", b"MZ\x90\0\x03\0"),
        ("rules.pdf", b""),
        ("film.mp4", b"\x1a\x45\xdf\xa3\0"),
        ("film.webm", b"<html>"),
    ],
)
def test_a_wrong_type_behind_a_good_name_is_refused(name, content):
    said = refusal(name, content)

    assert name in said
    assert name.rpartition(".")[2].upper() in said


@pytest.mark.parametrize("name", ["run.exe", "page.html", "no-ending", ".", "a.svg"])
def test_an_unknown_kind_is_refused(name):
    assert name in refusal(name, b"words")


@pytest.mark.parametrize("name", ["../a.txt", "a\\b.txt", "a\0.txt", "a\n.txt", ""])
def test_a_name_that_is_none_is_refused(name):
    refusal(name, b"words")


def test_a_file_that_is_too_large_is_refused_unread():
    class Large:
        name, size = "long.pdf", 200 * 1024 * 1024

    with pytest.raises(FileRefusedError, match=r"long\.pdf"):
        inspect(Large())


@pytest.mark.slow  # to make one takes its time
def test_a_bomb_is_refused_at_once():
    content = bomb()
    started = time.process_time()

    said = refusal("bomb.docx", content)

    assert "bomb.docx" in said
    assert len(content) < 2**20
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "members",
    [
        {WORD: "<d/>", "../../evil.txt": "x"},
        {WORD: "<d/>", "/etc/cron": "x"},
        {WORD: "<d/>", "C:\\evil": "x"},
        {WORD: "<d/>", "word/vbaProject.bin": "x"},
        {WORD: ENTITY},
        {WORD: ENTITY.encode("utf-16")},
        {WORD: "<d/>", **{f"word/{n}.txt": "" for n in range(10_001)}},
    ],
    ids=["above", "root", "drive", "macros", "entity", "wide entity", "many"],
)
def test_an_archive_that_should_not_be_unpacked_is_refused(members):
    assert "trap.docx" in refusal("trap.docx", packed(members))


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 no more", DOCX[:40], DOCX[:-8]],
    ids=["begun", "cut early", "cut late"],
)
def test_a_damaged_archive_is_refused(content):
    assert "torn.docx" in refusal("torn.docx", content)


def test_an_office_file_with_a_password_is_told_from_a_damaged_one():
    damaged = refusal("safe.docx", b"PK\x03\x04 no more")

    assert refusal("safe.docx", OLE) != damaged
