"""Articles with a mistake each, and what is said of it: severity, code, line, column, what is wrong and how to mend it."""

# ruff: noqa: E501 - a message is quoted whole

HEAD = "title: Flood\ndate: 2022-03-07\n"
CONFIG = """\
site: {title: The Gazette, url: "https://gazette.example", timezone: Europe/Athens}
markdown: {engine: commonmark}
limits: {article_bytes: 80000}
"""


def art(head: str, body: str = "Water rose.\n") -> str:
    return f"---\n{head}---\n{body}"


BROKEN: dict[str, tuple[str | bytes, list[str]]] = {
    "a tab in the indentation": (
        art("title: Flood\nphoto:\n\tsrc: x.jpg\ndate: 2022-03-07\n"),
        ["error yaml 4:1: a tab stands where YAML wants spaces (indent with spaces)"],
    ),
    "an open single quote": (
        art("title: 'Flood\ndate: 2022-03-07\n"),
        ["error yaml 2:8: a quote is opened and never closed (close the quote)"],
    ),
    "an open double quote": (
        art('title: "Flood\ndate: 2022-03-07\n'),
        ["error yaml 2:8: a quote is opened and never closed (close the quote)"],
    ),
    "a quote within quotes": (
        art("title: 'It's raining'\ndate: 2022-03-07\n"),
        [
            'error yaml 2:12: text follows a closed quote (write a quote within single quotes twice, and one within double quotes as \\")'
        ],
    ),
    "a second colon": (
        art("title: Flood: Volos\ndate: 2022-03-07\n"),
        ["error yaml 2:13: a second colon in one value (put the whole value into quotes)"],
    ),
    "an open bracket": (
        art(HEAD + "tags: [Rain, Volos\n"),
        ["error yaml 4:7: a bracket is opened and never closed (close it, and part the values by commas)"],
    ),
    "an open brace": (
        art(HEAD + "photo: {src: x.jpg\n"),
        ["error yaml 4:8: a bracket is opened and never closed (close it, and part the values by commas)"],
    ),
    "text after a bracket": (
        art(HEAD + "tags: [Rain]]\n"),
        ["error yaml 4:13: text follows a closed bracket (put the whole value into quotes)"],
    ),
    "a value that starts with an at": (
        art("title: @volos\ndate: 2022-03-07\n"),
        ["error yaml 2:8: a value can't start with '@' (put the whole value into quotes)"],
    ),
    "a value that starts with a percent": (
        art("title: %volos\ndate: 2022-03-07\n"),
        ["error yaml 2:8: a value can't start with '%' (put the whole value into quotes)"],
    ),
    "a value that starts with a star": (
        art("title: *Flood*\ndate: 2022-03-07\n"),
        ["error yaml 2:8: a value can't start with '*' (put the whole value into quotes)"],
    ),
    "a value that starts with an ampersand": (
        art("title: &flood Volos\ndate: 2022-03-07\n"),
        ["error yaml 2:8: a value can't start with '&' (put the whole value into quotes)"],
    ),
    "a value that starts with an exclamation mark": (
        art("title: !flood Volos\ndate: 2022-03-07\n"),
        ["error yaml 2:8: a value can't start with '!' (put the whole value into quotes)"],
    ),
    "a backslash in double quotes": (
        art('title: "C:\\wind"\ndate: 2022-03-07\n'),
        ["error yaml 2:11: this backslash means nothing in double quotes (use single quotes, or write it twice: \\\\)"],
    ),
    "a line without colon": (
        art("title: Flood\ndate 2022-03-07\n"),
        ["error yaml 3:1: this line has no colon (write `key: value`)"],
    ),
    "a first line without colon": (
        art("title Flood\ndate: 2022-03-07\n"),
        [
            "error yaml 3:5: the line before has no colon, or this one is indented too far (indent the keys of one group alike)"
        ],
    ),
    "an indented key": (
        art("title: Flood\n  date: 2022-03-07\n"),
        [
            "error yaml 3:7: the line before has no colon, or this one is indented too far (indent the keys of one group alike)"
        ],
    ),
    "keys indented otherwise": (
        art(HEAD + "photo:\n    src: https://a.example/b.jpg\n  alt: Rain\n"),
        ["error yaml 6:3: this line is indented otherwise than those before it (indent the keys of one group alike)"],
    ),
    "an alias bomb": (
        art(HEAD + "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"),
        ["error yaml 4:4: a value can't start with '&' (put the whole value into quotes)"],
    ),
    "a python object": (
        art(HEAD + "x: !!python/object/apply:os.system [ls]\n"),
        ["error yaml 4:4: a value can't start with '!' (put the whole value into quotes)"],
    ),
    "nesting without end": (
        art(HEAD + "x: " + "[" * 40 + "]" * 40 + "\n"),
        ["error yaml 4:19: nested more than 16 deep (flatten it)"],
    ),
    "values without end": (
        art(HEAD + "x: [" + "a," * 25000 + "]\n"),
        ["error yaml 4:39991: more than 20000 values (move them to a file of their own)"],
    ),
    "front matter without end": (
        art(HEAD + "x: " + "a" * 70000 + "\n"),
        ["error file-too-large 1:1: front matter of more than 65536 characters (shorten it)"],
    ),
    "a character that YAML has not": (
        art(HEAD + "x: é\ufffe\n"),
        ["error yaml 4:5: the character U+FFFE is not allowed in YAML (remove it)"],
    ),
    "an escaped control character": (
        art('title: "Fl\\0od"\ndate: 2022-03-07\n'),
        ["error control-character 2:8: the control character U+0000 can't stand in a text (remove it)"],
    ),
    "a key that is a list": (
        art(HEAD + "? [a, b]\n: c\n"),
        ["error yaml 4:3: a key must be plain text (quote it, or mend the brackets)"],
    ),
    "a key twice": (
        art(HEAD + "title: Rain\n"),
        ["warning duplicate-key 4:1: the key 'title' stands twice (keep one of them)"],
    ),
    "a key twice within another": (
        art(HEAD + "photo: {src: https://a.example/b.jpg, alt: a, alt: b}\n"),
        ["warning duplicate-key 4:47: the key 'alt' stands twice (keep one of them)"],
    ),
    "a key twice in two spellings": (
        art(HEAD + "Title: Rain\n"),
        ["warning duplicate-key 4:1: the key 'Title' stands twice (keep one of them)"],
    ),
    "no title": (
        art("date: 2022-03-07\n"),
        ["error missing-title 1:1: the title is missing (add `title: ...` to the front matter)"],
    ),
    "an empty title": (
        art("title:\ndate: 2022-03-07\n"),
        ["error missing-title 2:7: the title is missing (add `title: ...` to the front matter)"],
    ),
    "a blank title": (
        art("title: '  '\ndate: 2022-03-07\n"),
        ["error missing-title 2:8: the title is missing (add `title: ...` to the front matter)"],
    ),
    "a title that is a list": (
        art("title: [Flood]\ndate: 2022-03-07\n"),
        ["error wrong-value 2:8: 'title': expected text, got a list"],
    ),
    "no date": (art("title: Flood\n"), ["error missing-date 1:1: the date is missing (add `date: 2022-03-07T10:20`)"]),
    "an empty date": (
        art("title: Flood\ndate:\n"),
        ["error missing-date 3:6: the date is missing (add `date: 2022-03-07T10:20`)"],
    ),
    "a day that no month has": (
        art("title: Flood\ndate: 2024-02-30\n"),
        [
            "error bad-date 3:7: 'date' can't be '2024-02-30': that month has no day 30 (write it as 2022-03-07T10:20:00+02:00)"
        ],
    ),
    "2024-02-28 in the name of a file whose own date is wrong": (
        art("title: Flood\ndate: 2024-02-28T27:00\n"),
        [
            "error bad-date 3:7: 'date' can't be '2024-02-28T27:00': there is no hour 27 (write it as 2022-03-07T10:20:00+02:00)"
        ],
    ),
    "a month that no year has": (
        art("title: Flood\ndate: 2024-13-01\n"),
        [
            "error bad-date 3:7: 'date' can't be '2024-13-01': there is no month 13 (write it as 2022-03-07T10:20:00+02:00)"
        ],
    ),
    "an hour that no day has": (
        art("title: Flood\ndate: 2024-02-01T25:00\n"),
        [
            "error bad-date 3:7: 'date' can't be '2024-02-01T25:00': there is no hour 25 (write it as 2022-03-07T10:20:00+02:00)"
        ],
    ),
    "a minute that no hour has": (
        art("title: Flood\ndate: 2024-02-01T20:75\n"),
        [
            "error bad-date 3:7: 'date' can't be '2024-02-01T20:75': there is no minute 75 (write it as 2022-03-07T10:20:00+02:00)"
        ],
    ),
    "a date in words": (
        art("title: Flood\ndate: yesterday\n"),
        [
            "error bad-date 3:7: 'date' can't be 'yesterday': not a date that newsgen knows (write it as 2022-03-07T10:20:00+02:00)"
        ],
    ),
    "a date of the Middle Ages": (
        art("title: Flood\ndate: 1022-03-07\n"),
        [
            "error bad-date 3:7: 'date' can't be '1022-03-07': the year is out of range (write it as 2022-03-07T10:20:00+02:00)"
        ],
    ),
    "a date that is a list": (
        art("title: Flood\ndate: [2022-03-07]\n"),
        ["error wrong-value 3:7: 'date': expected a date, got a list (write it as 2022-03-07T10:20:00+02:00)"],
    ),
    "an offset that no place has": (
        art("title: Flood\ndate: 2022-03-07T10:20+25:00\n"),
        [
            "error bad-date 3:7: 'date' can't be '2022-03-07T10:20+25:00': no place on earth has the offset +25:00 (write it as 2022-03-07T10:20:00+02:00)"
        ],
    ),
    "a bad date of change": (
        art(HEAD + "updated: later\n"),
        [
            "error bad-date 4:10: 'updated' can't be 'later': not a date that newsgen knows (write it as 2022-03-07T10:20:00+02:00)"
        ],
    ),
    "a bad date of a correction": (
        art(HEAD + "corrections:\n  - text: It was four.\n    date: later\n"),
        [
            "error bad-date 6:11: 'corrections.date' can't be 'later': not a date that newsgen knows (write it as 2022-03-07T10:20:00+02:00)"
        ],
    ),
    "a bad end of breaking": (
        art(HEAD + "breaking: {until: later}\n"),
        [
            "error bad-date 4:19: 'breaking.until' can't be 'later': not a date that newsgen knows (write it as 2022-03-07T10:20:00+02:00)"
        ],
    ),
    "neither yes nor no": (
        art(HEAD + "must_read: perhaps\n"),
        ["warning wrong-value 4:12: 'must_read': expected true or false, got text"],
    ),
    "neither yes nor no nor a date": (
        art(HEAD + "breaking: perhaps\n"),
        [
            "warning wrong-value 4:11: 'breaking': expected true or false or a group of keys, got text (true (ends after breaking.ttl) or {until: 2022-03-07T18:00})"
        ],
    ),
    "an unknown type": (
        art(HEAD + "type: column\n"),
        ["warning wrong-value 4:7: 'type': it can't be 'column' (one of analysis, live, news, opinion, sponsored)"],
    ),
    "a misspelt type": (
        art(HEAD + "type: opnion\n"),
        ["warning wrong-value 4:7: 'type': it can't be 'opnion' (did you mean 'opinion'?)"],
    ),
    "unknown comments": (
        art(HEAD + "comments: never\n"),
        ["warning wrong-value 4:11: 'comments': it can't be 'never' (one of true, false, closed)"],
    ),
    "a misspelt key": (
        art(HEAD + "breaking_news: true\n"),
        ["warning unknown-key 4:1: unknown key 'breaking_news' (did you mean 'breaking'?)"],
    ),
    "a key that no one knows": (
        art(HEAD + "xyzzy: true\n"),
        ["warning unknown-key 4:1: unknown key 'xyzzy' (layouts find it in article.extra)"],
    ),
    "a misspelt key of a photo": (
        art(HEAD + "photo:\n  src: https://a.example/b.jpg\n  captoin: Rain\n"),
        ["error unknown-key 6:3: 'photo' has no key 'captoin' (did you mean 'caption'?)"],
    ),
    "a photo without file": (
        art(HEAD + "photo:\n  alt: Rain\n  src: rian.jpg\n"),
        ["warning photo 6:8: the photo 'rian.jpg' can't be used: there is no such file (check its path)"],
    ),
    "a photo in a list": (
        art(HEAD + "photo: [a.jpg, b.jpg]\n"),
        [
            "error wrong-value 4:8: 'photo.src': expected text, got a list (path relative to the article, from assets/ (/x.jpg), or a url)"
        ],
    ),
    "a slug with dots": (
        art(HEAD + "slug: ../../etc/passwd\n"),
        ["error bad-slug 4:7: the slug '../../etc/passwd' is a path (write one name without slashes: flood-in-volos)"],
    ),
    "an alias with dots": (
        art(HEAD + "aliases:\n  - /old/\n  - /../../x\n"),
        ["warning bad-alias 6:5: the alias '/../../x' is no path on this site (write the old path: /2020/old-name/)"],
    ),
    "a canonical address that runs": (
        art(HEAD + "canonical: javascript:alert(1)\n"),
        [
            "error wrong-value 4:12: 'canonical': this text has a form that is not taken (http, https, or a path: /about/)"
        ],
    ),
    "a credit that runs": (
        art(HEAD + "photo: {src: https://a.example/b.jpg, credit_url: 'javascript:alert(1)'}\n"),
        [
            "error wrong-value 4:51: 'photo.credit_url': this text has a form that is not taken (http, https, or a path: /about/)"
        ],
    ),
    "a photo that runs": (
        art(HEAD + "photo: {src: 'javascript:alert(1)'}\n"),
        [
            "warning photo 4:14: the photo 'javascript:alert(1)' can't be used: its address is not http or https (name another picture)"
        ],
    ),
    "a language that is none": (
        art(HEAD + "lang: in Greek\n"),
        ["warning wrong-value 4:7: 'lang': this text has a form that is not taken (a language tag: en, el, pt-BR)"],
    ),
    "a layout that is a path": (
        art(HEAD + "layout: ../../etc/passwd\n"),
        [
            "warning unknown-layout 4:9: there is no layout 'passwd.html' for a text (the usual layout is taken; write it, or remove the key)"
        ],
    ),
    "a layout that is not there": (
        art(HEAD + "layout: longread\n"),
        [
            "warning unknown-layout 4:9: there is no layout 'longread.html' for a text (the usual layout is taken; write it, or remove the key)"
        ],
    ),
    "an id with a slash": (
        art(HEAD + "id: a/b\n"),
        [
            "error wrong-value 4:5: 'id': this text has a form that is not taken (letters, digits and . _ ~ -; stays the same when the file is renamed)"
        ],
    ),
    "Latin 1": (
        "---\ntitle: Café\ndate: 2022-03-07\n---\nWater rose.\n".encode("latin-1"),
        ["error not-utf-8 2:11: the byte 0xE9 is not UTF-8 (save the file as UTF-8)"],
    ),
    "UTF-16": (
        art(HEAD).encode("utf-16"),
        ["error not-utf-8 1:1: the byte 0xFF is not UTF-8 (save the file as UTF-8)"],
    ),
    "a byte order mark": (
        b"\xef\xbb\xbf" + art(HEAD).encode(),
        ["warning byte-order-mark 1:1: the file starts with a byte order mark (save it as UTF-8 without BOM)"],
    ),
    "line ends of Windows": (
        art(HEAD).replace("\n", "\r\n").encode(),
        ["warning line-ends 1:4: the line ends are not plain newlines (LF) (save it with LF line ends)"],
    ),
    "line ends of old Macs": (
        art(HEAD).replace("\n", "\r").encode(),
        ["warning line-ends 1:4: the line ends are not plain newlines (LF) (save it with LF line ends)"],
    ),
    "a NUL in the body": (
        art(HEAD, "Water\0 rose.\n"),
        ["error nul-character 5:6: the file holds a NUL character (save it as text)"],
    ),
    "a bell in the body": (
        art(HEAD, "Water\a rose.\n"),
        ["warning control-character 5:6: the control character U+0007 was left out (remove it)"],
    ),
    "no byte": ("", ["error empty-file 1:1: the file is empty (write it, or delete it)"]),
    "blank lines alone": (" \n\n", ["error empty-file 1:1: the file is empty (write it, or delete it)"]),
    "no front matter": (
        "Water rose.\n",
        [
            "error no-front-matter 1:1: the file has no front matter (start it with the lines `---`, `title: ...`, `date: ...` and `---`)"
        ],
    ),
    "front matter that is text": (
        "---\nFlood in Volos\n---\nWater rose.\n",
        ["error wrong-value 2:1: the front matter is not a list of keys (write `key: value`)"],
    ),
    "front matter that is a list": (
        "---\n- title\n---\nWater rose.\n",
        ["error wrong-value 2:1: the front matter is not a list of keys (write `key: value`)"],
    ),
    "front matter that is empty": (
        "---\n---\nWater rose.\n",
        [
            "error missing-date 1:1: the date is missing (add `date: 2022-03-07T10:20`)",
            "error missing-title 1:1: the title is missing (add `title: ...` to the front matter)",
        ],
    ),
    "front matter that is not closed": (
        f"---\n{HEAD}\nWater rose.\n",
        ["error front-matter-not-closed 1:1: the front matter is never closed (end it with a line `---`)"],
    ),
    "TOML that is not closed": (
        "+++\ntitle = 'Flood'\n\nWater rose.\n",
        ["error front-matter-not-closed 1:1: the front matter is never closed (end it with a line `+++`)"],
    ),
    "broken TOML": (
        "+++\ntitle = 'Flood'\ndate 2022-03-07\n+++\nWater rose.\n",
        [
            "error not-toml 3:6: TOML can't read this: Expected '=' after a key in a key/value pair (check quotes and brackets)"
        ],
    ),
    "nesting in TOML without end": (
        f"+++\ntitle = 'Flood'\ndate = 2022-03-07\nx = {'[' * 2000}\n+++\nWater rose.\n",
        ["error too-deep 1:1: nested more than 16 deep (flatten it)"],
    ),
    "a control character in TOML": (
        '+++\ntitle = "Fl\\u0000od"\ndate = 2022-03-07\n+++\nWater rose.\n',
        ["error control-character 1:1: the control character U+0000 can't stand in a text (remove it)"],
    ),
    "a header without colon": (
        "Title: Flood\nDate 2022-03-07\n\nWater rose.\n",
        ["error bad-header 2:1: this header has no colon (write `Key: value`, or leave an empty line before the text)"],
    ),
    "a header twice": (
        "Title: Flood\nDate: 2022-03-07\nTitle: Rain\n\nWater rose.\n",
        ["warning duplicate-key 3:1: the key 'Title' stands twice (keep one of them)"],
    ),
    "too many bytes": (
        art(HEAD, "Water rose.\n" * 7000),
        ["error file-too-large 1:1: larger than 80000 bytes (split it, or raise `limits.article_bytes`)"],
    ),
    "a script in the body": (
        art(HEAD, "Rain.\n\nHi <script>alert(1)</script>\n"),
        [
            "warning html-removed 7:4: <script> was taken out of the article's HTML (remove it, or trust the folder with `markdown.trusted`)"
        ],
    ),
    "a link that runs": (
        art(HEAD, "A [link](javascript:alert(1)).\n"),
        [
            "warning html-removed 5:10: javascript: was taken out of the article's HTML (remove it, or trust the folder with `markdown.trusted`)"
        ],
    ),
    "a handler in the body": (
        art(HEAD, "<p onclick='x'>a</p>\n"),
        [
            "warning html-removed 5:4: onclick was taken out of the article's HTML (remove it, or trust the folder with `markdown.trusted`)"
        ],
    ),
    "links that lead nowhere": (
        art(HEAD, "[a](gone.md) [b](/gone/) [c](#gone) ![d](gone.jpg)\n\n[[read-also: gone]]\n"),
        [
            "warning dead-link 5:5: the link 'gone.md' leads to no article (mend its path; paths count from the article's own folder)",
            "warning dead-link 5:18: the link '/gone/' leads to no page of the site (mend its path)",
            "warning dead-anchor 5:30: nothing in this article has the id 'gone' (link to the id of one of its headings)",
            "warning missing-file 5:42: 'gone.jpg' can't be used: there is no such file (check its path)",
            "warning dead-link 7:1: READ ALSO 'gone' leads to no article (mend its path; paths count from the article's own folder)",
        ],
    ),
}
