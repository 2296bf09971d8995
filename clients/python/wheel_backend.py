"""Builds the wheel (PEP 517, PEP 660) with the standard library alone; pip calls it. A wheel is a zip of the package and three files about it."""
import base64
import hashlib
import io
import pathlib
import re
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent
PACKAGE = "verifiers_client"
PROJECT = dict(re.findall(r'^([\w-]+) = "(.*)"$', (ROOT / "pyproject.toml").read_text("utf-8").split("[build-system]")[0], re.MULTILINE))
VERSION = PROJECT["version"]
INFO = f"{PACKAGE}-{VERSION}.dist-info"
METADATA = (f"Metadata-Version: 2.1\nName: {PROJECT['name']}\nVersion: {VERSION}\nSummary: {PROJECT['description']}\n"
            f"Requires-Python: {PROJECT['requires-python']}\nLicense: Apache-2.0\nDescription-Content-Type: text/markdown\n\n")


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """The package itself."""
    sources = (path for path in (ROOT / PACKAGE).rglob("*") if path.suffix in (".py", ".typed"))
    return _wheel(wheel_directory, {str(path.relative_to(ROOT)): path.read_bytes() for path in sources})


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    """A line in site-packages that leads here."""
    return _wheel(wheel_directory, {f"{PACKAGE}.pth": f"{ROOT}\n".encode()})


def build_sdist(sdist_directory, config_settings=None):
    """What a wheel can be built from elsewhere."""
    name = f"{PACKAGE}-{VERSION}"
    with tarfile.open(pathlib.Path(sdist_directory, f"{name}.tar.gz"), "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for path in (ROOT / "pyproject.toml", ROOT / "README.md", ROOT / "wheel_backend.py", *sorted((ROOT / PACKAGE).rglob("*"))):
            if path.is_file() and path.suffix != ".pyc":
                archive.add(path, f"{name}/{path.relative_to(ROOT)}")
        information = METADATA.encode()
        entry = tarfile.TarInfo(f"{name}/PKG-INFO")
        entry.size = len(information)
        archive.addfile(entry, io.BytesIO(information))
    return f"{name}.tar.gz"


def _wheel(folder, files):
    files[f"{INFO}/METADATA"] = METADATA.encode() + (ROOT / "README.md").read_bytes()
    files[f"{INFO}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: {PACKAGE}\nRoot-Is-Purelib: true\nTag: py3-none-any\n".encode()
    record = "".join(f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in sorted(files.items()))
    files[f"{INFO}/RECORD"] = f"{record}{INFO}/RECORD,,\n".encode()
    wheel = f"{PACKAGE}-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder, wheel), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return wheel


def _digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
