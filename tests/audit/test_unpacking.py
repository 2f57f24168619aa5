"""A bundle is opened whole and as its crate describes it: everything else is refused by name."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import warnings
import zipfile
from pathlib import Path

import pytest

from helpers.audit.unpacking import METADATA, check_names, is_bundle, read_bundle
from helpers.run.parameters import ParameterError

FILES = {"data/raw/kent/counts.csv": b"Force,Notices\nKent,926\n", "README.md": b"# Kent\n"}
REMEDY = "Ask for the bundle again, and do not unpack this file."


def crate(files: dict[str, bytes], *more: dict) -> bytes:
    """A crate that lists these files as they are, and has more entities."""
    listed = [
        {"@id": path, "@type": "File", "sha256": hashlib.sha256(content).hexdigest()}
        for path, content in files.items()
    ]
    root = {"@id": "./", "@type": "Dataset", "hasPart": [{"@id": one["@id"]} for one in listed]}
    return json.dumps({"@context": [], "@graph": [root, *listed, *more]}).encode()


def zipped(path: Path, members: list[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    """A zip file with members as they are given, even such as no zip program writes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
            for name, content in members:
                container.writestr(name, content)
    return path


def bundle(path: Path, files: dict[str, bytes], described: bytes | None = None) -> Path:
    """A zip file with these files and a crate, that of ``FILES`` if none is given."""
    return zipped(path / "kent.zip", [(METADATA, described or crate(FILES)), *files.items()])


def refusal(path: Path) -> str:
    """What refuses the file: one line that begins with its path."""
    with pytest.raises(ParameterError) as refused:
        read_bundle(path)
    message = str(refused.value)
    assert message.startswith(f"{path}: ") and "\n" not in message
    return message.removeprefix(f"{path}: ")


def test_what_is_as_the_crate_says_is_read_and_the_bundle_named_with_its_checksum(tmp_path):
    path = bundle(tmp_path, FILES)
    files, named = read_bundle(path)
    assert {name: files[name] for name in FILES} == FILES
    assert named == {"file": "kent.zip", "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def test_a_bundle_that_was_zipped_again_with_its_folders_is_read_too(tmp_path):
    folders = [("data/", b""), ("data/raw/", b"")]
    path = zipped(tmp_path / "kent.zip", [*folders, (METADATA, crate(FILES)), *FILES.items()])
    assert read_bundle(path)[0].keys() == {METADATA, *FILES}


@pytest.mark.parametrize(
    "name",
    [
        "../kent.csv",
        "data/../../kent.csv",
        "/etc/kent.csv",
        "C:/kent.csv",
        "c:kent.csv",
        "\\\\server\\kent.csv",
        "..\\kent.csv",
    ],
)
def test_a_member_that_climbs_out_is_refused_even_if_the_crate_lists_it(tmp_path, name):
    files = FILES | {name: b"x"}
    message = refusal(bundle(tmp_path, files, crate(files)))
    assert message == f"the member {name!r} climbs out of its folder. {REMEDY}"


@pytest.mark.parametrize(
    "name", ["data\\kent.csv", "kent .csv", "./kent.csv", "a//b", ".hidden", "kent.", "b\n.csv"]
)
def test_a_member_that_another_system_would_write_elsewhere_is_refused(tmp_path, name):
    files = FILES | {name: b"x"}
    message = refusal(bundle(tmp_path, files, crate(files)))
    assert message.startswith(f"the name {name!r} has other characters than letters, digits and")


def test_a_link_is_refused(tmp_path):
    link = zipfile.ZipInfo("notes.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = zipped(tmp_path / "kent.zip", [(METADATA, crate(FILES)), (link, b"/etc/passwd")])
    assert refusal(path) == f"the member 'notes.txt' is a link. {REMEDY}"


def test_two_members_of_one_name_are_refused(tmp_path):
    members = [(METADATA, crate(FILES)), *FILES.items(), ("README.md", b"# Essex\n")]
    message = refusal(zipped(tmp_path / "kent.zip", members))
    assert message == f"two members of the same name. {REMEDY}"


def test_names_that_differ_only_in_case_are_refused(tmp_path):
    files = FILES | {"data/RAW/kent/counts.csv": b"x"}
    message = refusal(bundle(tmp_path, files, crate(files)))
    assert "'data/RAW/kent/counts.csv' and 'data/raw/kent/counts.csv' differ only in" in message


def test_a_file_that_is_the_folder_of_another_is_refused(tmp_path):
    files = FILES | {"DATA": b"x"}
    message = refusal(bundle(tmp_path, files, crate(files)))
    assert message.startswith("'DATA' is a file, and the folder of 'data/raw/kent/counts.csv'")


def test_a_locked_member_is_refused(tmp_path):
    content = bytearray(bundle(tmp_path, FILES).read_bytes())
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(mark) + flags] |= 1
    (tmp_path / "kent.zip").write_bytes(content)
    assert refusal(tmp_path / "kent.zip").startswith(f"the member '{METADATA}' is locked with a")


def test_a_member_that_unpacks_to_hundreds_of_times_its_size_is_refused(tmp_path):
    files = {"bomb.csv": b"0" * 20_000_000}
    assert "the member 'bomb.csv' unpacks to more than 500 times" in refusal(
        bundle(tmp_path, files, crate(files))
    )


def test_more_bytes_than_a_bundle_can_have_are_refused_before_any_is_unpacked(tmp_path):
    content = bytearray(bundle(tmp_path, FILES).read_bytes())
    size = content.rindex(b"PK\1\2") + 24
    content[size : size + 4] = (4_000_000_000).to_bytes(4, "little")
    (tmp_path / "kent.zip").write_bytes(content)
    assert "bytes unpacked, more than 256000000" in refusal(tmp_path / "kent.zip")


def test_a_file_that_is_larger_than_a_bundle_can_be_is_not_even_read(tmp_path, monkeypatch):
    path = bundle(tmp_path, FILES)
    monkeypatch.setattr("helpers.audit.unpacking.LARGEST_WHOLE", path.stat().st_size - 1)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("it was read"))
    assert refusal(path).startswith("larger than ")


def test_a_member_that_is_longer_than_it_says_is_refused(tmp_path):
    content = bytearray(bundle(tmp_path, FILES).read_bytes())
    size = content.rindex(b"PK\1\2") + 24
    content[size : size + 4] = (3).to_bytes(4, "little")
    (tmp_path / "kent.zip").write_bytes(content)
    assert "Bad CRC-32 for file 'README.md'" in refusal(tmp_path / "kent.zip")


@pytest.mark.parametrize("length", [0, 1, 3, 30, 200, -1])
def test_a_file_that_is_cut_off_is_refused(tmp_path, length):
    content = bundle(tmp_path, FILES).read_bytes()
    (tmp_path / "kent.zip").write_bytes(content[:length])
    assert refusal(tmp_path / "kent.zip").endswith(f". {REMEDY}")


def test_what_is_no_zip_file_or_no_file_is_refused(tmp_path):
    (tmp_path / "kent.zip").write_text("Force,Notices\n")
    assert refusal(tmp_path / "kent.zip").startswith("not a zip file")
    assert refusal(tmp_path / "essex.zip") == "no such file. Name a bundle."
    (tmp_path / "folder.zip").mkdir()
    assert "directory" in refusal(tmp_path / "folder.zip")


def test_a_zip_file_without_a_crate_is_refused(tmp_path):
    path = zipped(tmp_path / "kent.zip", list(FILES.items()))
    assert refusal(path) == f"not a bundle: it has no {METADATA}. {REMEDY}"


@pytest.mark.parametrize(
    "described",
    [b"{", b"[]", b'{"@graph": 1}', b'{"@graph": [{"@id": "x"}]}', b'{"@graph": [1]}', b"\xff"]
    + [b'{"@graph": [{"@id": 5, "@type": "File"}]}', b"[" * 100_000],
)
def test_what_is_no_crate_is_refused(tmp_path, described):
    assert refusal(bundle(tmp_path, FILES, described)).endswith(f". {REMEDY}")


@pytest.mark.parametrize(
    "kind", ["File", "Dataset", ["File", "SoftwareSourceCode"], "CreateAction"]
)
@pytest.mark.parametrize(
    "identifier",
    [
        "../kent.csv",
        "data/../../kent.csv",
        "%2e%2e/kent.csv",
        "%252e%252e%252fkent.csv",
        "data/..%2F..%2Fkent.csv",
        "..%5Ckent.csv",
        "/etc/passwd",
        "%2Fetc/passwd",
        "C:/kent.csv",
        "C%3A%5Ckent.csv",
        "file:///etc/passwd",
        "FILE:kent.csv",
        "//server/kent.csv",
        "..",
    ],
)
def test_an_id_of_the_crate_that_climbs_out_however_it_is_written_is_refused(
    tmp_path, kind, identifier
):
    described = crate(FILES, {"@id": identifier, "@type": kind})
    message = refusal(bundle(tmp_path, FILES, described))
    assert message == f"the @id {identifier!r} in {METADATA} climbs out of its folder. {REMEDY}"


def test_an_id_that_climbs_out_and_is_only_referred_to_is_refused_too(tmp_path):
    action = {"@id": "#run", "@type": "CreateAction", "object": [{"@id": "../kent.csv"}]}
    assert "climbs out" in refusal(bundle(tmp_path, FILES, crate(FILES, action)))


def test_a_file_that_is_not_the_one_that_the_crate_records_is_refused(tmp_path):
    changed = FILES | {"README.md": b"# Essex\n"}
    message = refusal(bundle(tmp_path, changed))
    assert message.startswith(f"the file 'README.md' has another checksum than {METADATA} records")


def test_a_file_without_a_recorded_checksum_is_refused(tmp_path):
    described = crate({}, *({"@id": path, "@type": "File"} for path in FILES))
    assert "has another checksum" in refusal(bundle(tmp_path, FILES, described))


def test_a_file_that_the_crate_does_not_list_is_refused_and_the_reverse(tmp_path):
    more = FILES | {"notes.txt": b"x"}
    message = refusal(bundle(tmp_path, more))
    assert message == f"the file 'notes.txt' is not listed in {METADATA}. {REMEDY}"
    fewer = {"README.md": FILES["README.md"]}
    message = refusal(bundle(tmp_path, fewer))
    assert message.startswith(f"{METADATA} lists 'data/raw/kent/counts.csv', which is not in the")


def test_a_file_that_is_listed_twice_under_two_spellings_is_refused(tmp_path):
    other = {"@id": "README%2Emd", "@type": "File", "sha256": "0" * 64}
    assert "lists a file twice" in refusal(bundle(tmp_path, FILES, crate(FILES, other)))


def test_a_file_on_the_web_is_none_of_the_bundle(tmp_path):
    other = {"@id": "https://kent.example/counts.csv", "@type": "File"}
    message = refusal(bundle(tmp_path, FILES, crate(FILES, other)))
    assert "lists 'https://kent.example/counts.csv', which is not in the zip file" in message


def test_a_folder_is_no_bundle_and_a_file_or_what_is_called_one_is(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "kent").write_bytes(b"")
    asked = [tmp_path / "reports", tmp_path / "kent", tmp_path / "not-there.ZIP", tmp_path / "no"]
    assert [is_bundle(path) for path in asked] == [False, True, True, False]


def test_plain_names_of_files_in_folders_pass():
    check_names(["a", "A_1/b-2.csv", "A_1/c.d.csv", "executed/1_kent.ipynb", "LICENSE"])


def test_a_crate_of_another_zip_in_the_zip_is_not_taken(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as container:
        container.writestr(METADATA, crate(FILES))
    files = {"inner.zip": inner.getvalue()}
    path = zipped(tmp_path / "kent.zip", list(files.items()))
    assert "not a bundle" in refusal(path)
