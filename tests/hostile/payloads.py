"""Words that break out of the place they are put in, wherever that is quoted carelessly.

Whatever runs would use the CANARY: it is called, imported, decorated with or assigned to.
"""

from __future__ import annotations

CANARY = "cAnArY"
"""No naming rule spells a name like this: where it is an identifier, words have become code."""
HARMLESS = "harmless words"

BREAKOUTS: dict[str, str] = {
    # Python
    "quote": "' + cAnArY() + '",
    "double quote": '" + cAnArY() + "',
    "triple quote": '"""\nimport cAnArY\ncAnArY()\n"""',
    "triple single quote": "'''\nimport cAnArY\ncAnArY()\n'''",
    "quote at the end": 'it ends with a "',
    "backslash at the end": "it ends with a \\",
    "backslash and quote": '\\" + cAnArY() + "',
    "backslash and newline": "\\\n\nimport cAnArY",
    "raw string": 'r"\\" + cAnArY() #',
    "line feed": "words\nimport cAnArY\ncAnArY()",
    "carriage return": "words\rimport cAnArY\rcAnArY()",
    "form feed": "words\x0cimport cAnArY",
    "vertical tab": "words\x0bimport cAnArY",
    "next line": "words\x85import cAnArY",
    "line separator": "words\u2028import cAnArY\u2029cAnArY()",
    "null": "words\x00cAnArY()",
    "escape sequence": "\x1b[2J\x1b]0;cAnArY\x07",
    "byte order mark": "\ufeffimport cAnArY",
    "bidirectional": "words\u202e)(YrAnAc\u202c\u2066",
    "zero width": "import\u200bcAnArY",
    "call": "__import__('os').system('touch cAnArY')",
    "braces": "{cAnArY()} {0.__class__} {{}} %(cAnArY)s %s {",
    "comment": "# cAnArY()\n#: noqa\n# type: ignore[cAnArY]",
    "imports mark": "words\n# imports\nimport cAnArY",
    "encoding mark": "# -*- coding: utf-7 -*-",
    "statement": "cAnArY = 1; import cAnArY",
    "closing brackets": ")]}, cAnArY(), [{(",
    "decorator": "\n@cAnArY\ndef words(): ...",
    "indent": "\n        import cAnArY\n    cAnArY()",
    "colon": "words: cAnArY = cAnArY()",
    # the template engine
    "jinja": "{{ cAnArY() }}{% set x = cAnArY %}{# #}{% endsource %}",
    "jinja escape": "{% endraw %}{{ ''.__class__.__mro__ }}",
    # what else a project is made of
    "shell": "$(touch cAnArY) `touch cAnArY` ${cAnArY} && touch cAnArY; | cAnArY",
    "markdown": "</p>\n\n```\n# cAnArY\n[cAnArY](javascript:cAnArY)\n<img src=x onerror=cAnArY()>",
    "markup": "--><script>cAnArY()</script><!-- ]]> */ ?>",
    "yaml": "!!python/object/apply:os.system [touch cAnArY]\n- &a *a\n? cAnArY: |\n---",
    "toml": '"\n[tool.cAnArY]\ncanary = true\n"""',
    "dockerfile": "words\nRUN touch cAnArY\nENTRYPOINT cAnArY",
    "json": '"}, {"cAnArY": "',
}
"""Words that try to end what they stand in. Nothing in the output may differ but the words themselves."""

NAMES: dict[str, str] = {
    # paths
    "parent folder": "../../cAnArY",
    "absolute path": "/tmp/cAnArY",
    "windows path": "C:\\cAnArY\\..\\..",
    "device": "CON",
    "device with suffix": "aux.py",
    "dots": "..",
    # names
    "keyword": "import",
    "dunder": "__init__",
    "builtin": "print",
    "base class": "BaseModel",
    "own word": "self",
    "digits": "123",
    "empty": "",
    "blank": "   ",
    "letters of many scripts": "Ünïcödé 名前 имя اسم",
    "not letters": "☃ 🎉 ∑",
    "kelvin sign": "\u212aey \ufb01le \u00b5",
    "very long": "cAnArY " * 700,
}
"""Words that make bad names of files and identifiers, or none."""
