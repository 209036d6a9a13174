"""Completes target/bom.json, and holds a bill of materials against .ci/known-vulnerable.tsv."""
import itertools
import json
import pathlib
import re
import sys
import zipfile

OURS = pathlib.Path("target/bom.json")
LIBRARIES = pathlib.Path("target/lib")
VENDORED = pathlib.Path("src/main/resources/web/vendor")


def rows(name):
    lines = pathlib.Path(".ci", name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def parts(version):
    """Numbers and words in order: a word like M1 or rc is before a number, another word counts as nothing."""
    found = re.findall(r"\d+|[a-z]+", version.lower())
    early = re.compile(r"m|alpha|beta|rc|cr|snapshot")
    return [int(p) if p.isdigit() else -1 if early.fullmatch(p) else 0 for p in found]


def before(left, right):
    pairs = list(itertools.zip_longest(parts(left), parts(right), fillvalue=0))
    return [a for a, _ in pairs] < [b for _, b in pairs]


def within(version, ranges):
    for bound in ranges.split(","):
        operator, limit = re.fullmatch(r"(<|>=)(.+)", bound).groups()
        if before(version, limit) != (operator == "<"):
            return False
    return True


def shaded():
    """Libraries that jars hold inside of them, by the marks that Maven left."""
    for jar in sorted(LIBRARIES.glob("*.jar")):
        with zipfile.ZipFile(jar) as archive:
            for name in archive.namelist():
                if re.fullmatch(r"META-INF/maven/[^/]+/[^/]+/pom\.properties", name):
                    text = archive.read(name).decode("utf-8")
                    mark = dict(line.strip().split("=", 1) for line in text.splitlines() if "=" in line)
                    yield "maven", mark["groupId"], mark["artifactId"], mark["version"], jar.name


def vendored():
    """Libraries of the page, as the table beside them says."""
    if not VENDORED.is_dir():
        return
    text = (VENDORED / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"npm pack ([\w./@-]+)@([\w.-]+)", text)
    if len(found) != len([f for f in VENDORED.iterdir() if f.is_dir()]):
        sys.exit(f"{VENDORED}/README.md does not name the package of each folder")
    for name, version in found:
        yield "npm", "", name, version, str(VENDORED)


def complete(bom):
    known = {component.get("purl", "").split("?")[0] for component in bom["components"]}
    for kind, group, name, version, where in [*shaded(), *vendored()]:
        purl = f"pkg:{kind}/{group + '/' if group else ''}{name}@{version}"
        if purl not in known and group != "io.trebuchet":
            known.add(purl)
            bom["components"].append({
                "type": "library", "bom-ref": purl, "group": group, "name": name, "version": version, "purl": purl,
                "properties": [{"name": "trebuchet:inside", "value": where}],
            })


def main():
    file = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else OURS
    bom = json.loads(file.read_text(encoding="utf-8"))
    if file == OURS:
        complete(bom)
        file.write_text(json.dumps(bom, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    accepted = {tuple(row[:3]) for row in rows("accepted-vulnerabilities.tsv")}
    used, hits, checked = set(), [], 0
    for component in bom.get("components", []):
        match = re.fullmatch(r"pkg:((?:maven|npm)/.+)@([^@?#]+)(?:[?#].*)?", component.get("purl", ""))
        if not match:
            continue
        checked += 1
        library, version = match.groups()
        for name, ranges, advisory, what in rows("known-vulnerable.tsv"):
            if name == library and within(version, ranges):
                if (library, version, advisory) in accepted:
                    used.add((library, version, advisory))
                else:
                    hits.append(f"{library} {version}: {advisory}, {what}")
    if checked == 0:
        sys.exit(f"{file} names no library")
    for hit in sorted(set(hits)):
        print(hit, file=sys.stderr)
    if file == OURS:
        for row in sorted(accepted - used):
            hits.append(row)
            print("accepted, but no longer there: " + " ".join(row), file=sys.stderr)
    text = pathlib.Path(".ci/known-vulnerable.tsv").read_text(encoding="utf-8")
    date = re.search(r"as of (\S+)", text).group(1)
    print(f"{checked} libraries against {len(rows('known-vulnerable.tsv'))} ranges as of {date}:"
          f" {len(set(hits))} vulnerable, {len(used)} accepted")
    sys.exit(1 if hits else 0)


main()
