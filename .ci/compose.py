"""Holds a compose file against what each of its services must be: hardened, closed, and without a secret of its own."""
import re
import sys

text = open(sys.argv[1], encoding="utf-8").read()
faults = []
services = re.split(r"^  (\w[\w-]*):\n", text.split("\nservices:\n")[1].split("\nvolumes:\n")[0], flags=re.M)[1:]
for name, block in zip(services[::2], services[1::2]):
    if not re.search(r"^    <<: \*(hardened|trebuchet)$", block, re.M):
        faults.append(f"{name} is not hardened")
    if re.search(r"^    (privileged|cap_add|pid|ipc|userns_mode|devices):|docker\.sock", block, re.M):
        faults.append(f"{name} asks for rights")
    ports = re.search(r"^    ports:\n((?:      - .*\n)+)", block, re.M)
    for port in ports.group(1).splitlines() if ports else []:
        if not port.startswith('      - "127.0.0.1:'):
            faults.append(f"{name} is open to other machines:{port.strip(' -')}")
    for variable, value in re.findall(r"^      (\w*(?:PASSWORD|TOKEN|SECRET)\w*): (.*)$", block, re.M):
        if not re.fullmatch(r"(\w+:)?\$\{\w+:\?[^}]+\}", value):
            faults.append(f"{name} has a {variable} without being given one")
if not services:
    faults.append("no services")
for word in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"):
    if word not in text.split("\nservices:\n")[0]:
        faults.append(f"x-hardened lacks {word}")
if "GF_AUTH_ANONYMOUS_ENABLED: ${GRAFANA_ANONYMOUS:-false}" not in text:
    faults.append("Grafana shows itself to everybody")
for fault in faults:
    print(f"{sys.argv[1]}: {fault}", file=sys.stderr)
sys.exit(1 if faults else 0)
