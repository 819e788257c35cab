"""Archives as other programs write them: Python's tarfile and zipfile, GNU tar, and zip if it is
installed.

usage: archives.py FOLDER

Writes the archives into FOLDER and prints, as JSON, what Python finds in each: the SHA-256 of every
file by its path, and the paths of links. The archives of more than 8 GiB are sparse: they take no
room on the disk.
"""
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile

folder = sys.argv[1]
tree = os.path.join(folder, 'tree')
LONG = 'a' * 60 + '/' + 'b' * 60 + '/' + 'c' * 90 + '.fits'
LONGEST = '/'.join(letter * 80 for letter in 'defgh') + '.fits'
FILES = {
    'mast/HST/f555w_drc.fits': bytes(range(256)) * 300,
    'mast/HST/empty.fits': b'',
    'mast/Zürich Å.txt': b'text\n',
    LONG: b'long\n' * 100,
    LONGEST: b'longest',
}


def write_tree():
    for path, content in FILES.items():
        full = os.path.join(tree, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, 'wb') as file:
            file.write(content)
    os.symlink('f555w_drc.fits', os.path.join(tree, 'mast/HST/link.fits'))
    first, twin = (os.path.join(tree, 'mast/HST', name) for name in ('f555w_drc.fits', 'twin.fits'))
    os.link(first, twin)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def plain(name):
    return '/'.join(part for part in name.split('/') if part not in ('', '.'))


def tar_contents(path):
    with tarfile.open(path) as tar:
        members = tar.getmembers()
        files = {plain(m.name): sha256(tar.extractfile(m).read()) for m in members if m.isreg()}
        links = sorted(plain(m.name) for m in members if m.issym() or m.islnk())
    return {'files': files, 'links': links}


def zip_contents(path):
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        links = [i for i in infos if i.external_attr >> 28 == 0o12]
        members = [i for i in infos if not i.is_dir() and i not in links]
        files = {real_name(i): sha256(archive.read(i)) for i in members}
    return {'files': files, 'links': sorted(real_name(i) for i in links)}


def real_name(info):
    """zip writes UTF-8 without saying so, and zipfile takes it for code page 437."""
    if info.flag_bits & 0x800:
        return info.filename
    return info.filename.encode('cp437').decode()


FORMATS = {
    'ustar': tarfile.USTAR_FORMAT,
    'gnu': tarfile.GNU_FORMAT,
    'pax': tarfile.PAX_FORMAT,
}


def with_python():
    for name, kind in FORMATS.items():
        path = os.path.join(folder, f'python-{name}.tar')
        with tarfile.open(path, 'w', format=kind) as tar:
            # ustar has room for names of 256 letters at most.
            wanted = [f for f in FILES if name != 'ustar' or f != LONGEST]
            for file in [*wanted, 'mast/HST/link.fits', 'mast/HST/twin.fits']:
                tar.add(os.path.join(tree, file), arcname=file)
        yield path, tar_contents(path)
    for ending, mode in {'tar.gz': 'w:gz', 'tar.bz2': 'w:bz2'}.items():
        path = os.path.join(folder, f'python.{ending}')
        with tarfile.open(path, mode) as tar:
            tar.add(tree, arcname='.')
        yield path, tar_contents(path)


def with_gnu_tar():
    for kind in ['v7', 'oldgnu', 'gnu', 'ustar', 'posix']:
        path = os.path.join(folder, f'gnu-{kind}.tar')
        short = ['--exclude=' + 'd' * 80] if kind in ('v7', 'ustar') else []
        short += ['--exclude=' + 'a' * 60] if kind == 'v7' else []
        subprocess.run(['tar', '-H', kind, *short, '-cf', path, '-C', tree, '.'], check=True)
        yield path, tar_contents(path)
    path = os.path.join(folder, 'gnu-appended.tar')
    subprocess.run(['tar', '-cf', path, '-C', tree, 'mast'], check=True)
    with open(os.path.join(tree, 'mast/HST/empty.fits'), 'wb') as file:
        file.write(b'no longer empty')
    subprocess.run(['tar', '-rf', path, '-C', tree, 'mast/HST/empty.fits'], check=True)
    yield path, tar_contents(path)


def big_tar():
    """A file of 9 GiB and one behind it: sizes of base 256 (GNU), and of pax."""
    for name in ('gnu', 'pax'):
        kind = FORMATS[name]
        path = os.path.join(folder, f'big-{name}.tar')
        info = tarfile.TarInfo('big.fits')
        info.size = 9 * 2**30 + 1
        behind = tarfile.TarInfo('behind.fits')
        behind.size = 5
        with open(path, 'wb') as file:
            file.write(info.tobuf(kind))
            file.seek((info.size + 511) // 512 * 512, io.SEEK_CUR)
            file.write(behind.tobuf(kind) + b'after' + bytes(507) + bytes(1024))
        yield path, {'sizes': {m.name: m.size for m in tarfile.open(path).getmembers()}}


class Unseekable(io.RawIOBase):
    """What zipfile cannot go back in, so that sizes stand behind the content."""

    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


METHODS = {'stored': zipfile.ZIP_STORED, 'deflated': zipfile.ZIP_DEFLATED}


def with_zipfile():
    for name, method in METHODS.items():
        path = os.path.join(folder, f'python-{name}.zip')
        with zipfile.ZipFile(path, 'w', method) as archive:
            archive.comment = b'MAST'
            for file in FILES:
                archive.write(os.path.join(tree, file), file)
            archive.writestr('folder/', b'')
        yield path, zip_contents(path)
        path = os.path.join(folder, f'python-{name}-64.zip')
        with zipfile.ZipFile(path, 'w', method) as archive:
            for file, content in FILES.items():
                with archive.open(file, 'w', force_zip64=True) as member:
                    member.write(content)
        yield path, zip_contents(path)
        path = os.path.join(folder, f'python-{name}-streamed.zip')
        with open(path, 'wb') as file, zipfile.ZipFile(Unseekable(file), 'w', method) as archive:
            for file, content in FILES.items():
                archive.writestr(file, content)
        yield path, zip_contents(path)


def with_zip():
    if not shutil.which('zip'):
        return
    path = os.path.join(folder, 'info.zip')
    subprocess.run(['zip', '-qry', path, '.'], cwd=tree, check=True)
    yield path, zip_contents(path)


write_tree()
found = {}
for archives in (with_python, with_gnu_tar, big_tar, with_zipfile, with_zip):
    for path, contents in archives():
        found[os.path.basename(path)] = contents
print(json.dumps(found))
