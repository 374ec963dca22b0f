"""A zip is looked over before anybody unpacks it."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib

import pytest

from observations.precheck import LIMITS, Unsafe, precheck


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    """The bytes of a zip of name → content."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def verdict(data):
    """The rule the bytes break, and the milliseconds of processor it took to say so."""
    started = time.process_time()
    with pytest.raises(Unsafe) as refused:
        precheck(io.BytesIO(data), len(data))
    return refused.value.rule, (time.process_time() - started) * 1000


def lied(data, real, declared):
    """The same zip with another declared size in both headers."""
    return data.replace(struct.pack("<L", real), struct.pack("<L", declared))


HONEST = {"xl/workbook.xml": "<a/>" * 500, "docProps/app.xml": "<b/>"}


def test_an_honest_zip_names_its_parts():
    data = zipped(HONEST)
    assert precheck(io.BytesIO(data), len(data)) == frozenset(HONEST)
    stored = zipped(HONEST, zipfile.ZIP_STORED)
    assert precheck(io.BytesIO(stored), len(stored)) == frozenset(HONEST)


@pytest.mark.parametrize("content", [b"ab" * 100_000, bytes(range(256)) * 3000, b"x" * 65_537])
def test_the_real_size_of_any_honest_part_is_found(content):
    data = zipped({"a.xml": content})
    assert precheck(io.BytesIO(data), len(data)) == frozenset({"a.xml"})


def test_a_bomb_that_declares_itself_is_refused_before_unpacking():
    data = zipped({"xl/a.xml": b"\0" * 60_000_000})
    rule, milliseconds = verdict(data)
    assert rule == "file.zip_bomb"
    assert milliseconds < 50


def test_a_bomb_that_lies_about_its_size_is_stopped_at_the_first_byte_too_many():
    real = 30_000_000
    rule, milliseconds = verdict(lied(zipped({"xl/a.xml": b"\0" * real}), real, 1000))
    assert rule == "file.zip_bomb"
    assert milliseconds < 50


def test_twenty_thousand_parts_are_refused_unread():
    data = zipped({f"{n}": b"" for n in range(20_000)}, zipfile.ZIP_STORED)
    rule, milliseconds = verdict(data)
    assert rule == "file.zip_bomb"
    assert milliseconds < 50


@pytest.mark.parametrize("name", ["../evil.xml", "xl/../../evil.xml", "/etc/passwd", "C:\\a.xml"])
def test_a_name_that_leaves_the_package_is_refused(name):
    assert verdict(zipped({name: "x"}))[0] == "file.zip_unsafe"


def test_an_archive_inside_the_archive_is_refused():
    assert verdict(zipped({"xl/inner.zip": zipped(HONEST)}))[0] == "file.zip_unsafe"


def test_two_parts_of_one_name_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.xml", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            package.writestr("a.xml", "2")
    assert verdict(out.getvalue())[0] == "file.zip_unsafe"


def test_parts_that_share_their_bytes_are_refused():
    inner = zipped({"b.xml": "same"}, zipfile.ZIP_STORED)
    inner = inner[: inner.find(b"PK\x01\x02")]  # a whole part, to lie inside another one
    data = bytearray(zipped({"a.xml": b"<!--" + inner, "b.xml": "same"}, zipfile.ZIP_STORED))
    second = data.rfind(b"PK\x01\x02")
    struct.pack_into("<L", data, second + 42, data.find(inner))
    assert verdict(bytes(data))[0] == "file.zip_unsafe"


def test_a_local_header_that_disagrees_with_the_directory_is_refused():
    data = bytearray(zipped({"a.xml": "same"}))
    data[30:35] = b"b.xml"
    assert verdict(bytes(data))[0] == "file.zip_unsafe"


def test_data_before_or_after_the_package_is_refused():
    data = zipped(HONEST)
    assert verdict(b"MZ" + data)[0] == "file.zip_unsafe"
    assert verdict(data + b"tail")[0] == "file.zip_damaged"


def test_an_encrypted_part_is_refused():
    data = bytearray(zipped({"a.xml": "x"}))
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    assert verdict(bytes(data))[0] == "file.kind.encrypted"


def test_a_flipped_byte_is_found_by_its_checksum():
    data = bytearray(zipped({"a.xml": "x" * 50}, zipfile.ZIP_STORED))
    data[40] ^= 0xFF
    assert verdict(bytes(data))[0] == "file.zip_damaged"


def test_a_zip_cut_anywhere_is_never_whole():
    data = zipped({**HONEST, "c.xml": zlib.compress(b"abc" * 99)})
    rules = {verdict(data[:cut])[0] for cut in range(0, len(data), 7)}
    assert rules == {"file.zip_damaged"}


def test_the_limits_admit_a_large_honest_workbook():
    rows = b"".join(b'<c r="A%d"><v>%d</v></c>' % (n, n * 7919 % 10_007) for n in range(90_000))
    assert len(rows) > LIMITS.small
    data = zipped({"xl/sheet1.xml": rows})
    assert precheck(io.BytesIO(data), len(data))
