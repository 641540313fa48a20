# Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
"""What the checks of this folder share: the list of the project's files, and C++ text without comments and strings."""
import os
import re
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CODE = (".hpp", ".cpp", ".h", ".c")
HEADERS = (".hpp", ".h")


def project_files(root=ROOT):
    """Relative paths of tracked and new, not ignored files; outside of a clone, of everything but build/."""
    try:
        out = subprocess.run(["git", "-C", root, "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others",
                              "--exclude-standard"], capture_output=True, check=True).stdout
        names = [n for n in out.decode().split("\0") if n]
    except (OSError, subprocess.CalledProcessError):
        names = []
        for folder, folders, files in os.walk(root):
            folders[:] = [f for f in folders if f not in ("build", ".git", ".cache", "node_modules", "__pycache__")]
            names += [os.path.relpath(os.path.join(folder, f), root) for f in files]
    return sorted(n for n in set(names) if os.path.isfile(os.path.join(root, n)))


def read(path, root=ROOT):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace", newline="") as file:
        return file.read()


_TOKENS = re.compile(r'R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|//[^\n]*|/\*(?:.|\n)*?\*/')


def bare_code(text):
    """The text with comments and strings blanked; line numbers stay."""
    def blank(match):
        token = match.group(0)
        if token.startswith('"') and re.search(r"#\s*include\s*$", text[max(0, match.start() - 20):match.start()]):
            return token
        return '""' + "\n" * token.count("\n") if token[0] in "\"R'" else "\n" * token.count("\n")
    return _TOKENS.sub(blank, text)


_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)


def includes(text):
    """(line, quote, path) of every #include."""
    return [(text.count("\n", 0, m.start()) + 1, m.group(1), m.group(2)) for m in _INCLUDE.finditer(text)]


def resolve(name, quote, includer, known):
    """The project's file that an include names, or None where it is not ours."""
    places = [os.path.normpath(os.path.join(os.path.dirname(includer), name))] if quote == '"' else []
    places += [name, "netcore/include/" + name, "netprotocols/include/" + name, "netqt/include/" + name]
    if includer.startswith("server-app/") or includer.startswith("monitor-app/") or includer.startswith("plugins/"):
        top = "/".join(includer.split("/")[:2])
        places += [top + "/" + name, includer.split("/")[0] + "/" + name]
    return next((p for p in places if p in known), None)
