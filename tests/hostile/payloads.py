"""Words that break out of the place they are put in, wherever that is quoted carelessly.

Whatever runs would make CANARY known: it is called, imported, written or raised.
"""

from __future__ import annotations

CANARY = "Canary"
HARMLESS = "harmless words"

PAYLOADS: dict[str, str] = {
    # Python
    "quote": "' + Canary() + '",
    "double quote": '" + Canary() + "',
    "triple quote": '"""\nimport Canary\nCanary()\n"""',
    "triple single quote": "'''\nimport Canary\nCanary()\n'''",
    "quote at the end": 'it ends with a "',
    "backslash at the end": "it ends with a \\",
    "backslash and quote": '\\" + Canary() + "',
    "backslash and newline": "\\\n\nimport Canary",
    "raw string": 'r"\\" + Canary() #',
    "line feed": "words\nimport Canary\nCanary()",
    "carriage return": "words\rimport Canary\rCanary()",
    "form feed": "words\x0cimport Canary",
    "vertical tab": "words\x0bimport Canary",
    "next line": "words\x85import Canary",
    "line separator": "words\u2028import Canary\u2029Canary()",
    "null": "words\x00Canary()",
    "escape sequence": "\x1b[2J\x1b]0;Canary\x07",
    "byte order mark": "\ufeffimport Canary",
    "bidirectional": "words\u202e)(yranaC\u202c\u2066",
    "zero width": "import\u200bCanary",
    "surrogate": "words\ud800Canary",
    "call": "__import__('os').system('touch Canary')",
    "braces": "{Canary()} {0.__class__} {{}} %(Canary)s %s {",
    "comment": "# Canary()\n#: noqa\n# type: ignore[Canary]",
    "imports mark": "words\n# imports\nimport Canary",
    "encoding mark": "# -*- coding: utf-7 -*-",
    "statement": "Canary = 1; import Canary",
    "closing brackets": ")]}, Canary(), [{(",
    "decorator": "\n@Canary\ndef words(): ...",
    "indent": "\n        import Canary\n    Canary()",
    "colon": "words: Canary = Canary()",
    # the template engine
    "jinja": "{{ Canary() }}{% set x = Canary %}{# #}{% endsource %}",
    "jinja escape": "{% endraw %}{{ ''.__class__.__mro__ }}",
    # what else a project is made of
    "shell": "$(touch Canary) `touch Canary` ${Canary} && touch Canary; | Canary",
    "markdown": "</p>\n\n```\n# Canary\n[Canary](javascript:Canary)\n<img src=x onerror=Canary()>",
    "markup": "--><script>Canary()</script><!-- ]]> */ ?>",
    "yaml": "!!python/object/apply:os.system [touch Canary]\n- &a *a\n? Canary: |\n---",
    "toml": '"\n[tool.Canary]\ncanary = true\n"""',
    "dockerfile": "words\nRUN touch Canary\nENTRYPOINT Canary",
    "json": '"}, {"Canary": "',
    # paths
    "parent folder": "../../Canary",
    "absolute path": "/tmp/Canary",
    "windows path": "C:\\Canary\\..\\..",
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
    "very long": "Canary " * 700,
}
