"""Shows a text report on an emulated terminal: every line must stand where it was written, color or not."""
import re
import sys
import unicodedata

import pyte

for name in sys.argv[1:]:
    # The emulator does not join emoji as terminals do; that is not what is asked here.
    text = unicodedata.normalize("NFC", open(name, encoding="utf-8", newline="").read().replace("\u200d", ""))
    lines = re.sub(r"\x1b\[[0-9;]*m", "", text).split("\n")
    # Wide enough that nothing wraps, whatever the names contain; combining marks join the character before them.
    screen = pyte.Screen(4 * max(map(len, lines)) + 8, len(lines) + 1)
    pyte.Stream(screen).feed(text.replace("\n", "\r\n"))
    for number, (line, shown) in enumerate(zip(lines, screen.display), start=1):
        if re.sub(r"\s", "", line) != re.sub(r"\s", "", shown):
            sys.exit(f"{name}:{number}: the terminal shows {shown.rstrip()!r}, not {line!r}")
