"""Texts by which a writer could try to be more than a writer, by class. Data only."""

import json
import re

from tests.conftest import shared

_REFUSED = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\ufffe\uffff]")
ALERT = "alert(1)"
SCRIPTS = f"""
<script>{ALERT}</script>
</script><script>{ALERT}</script>
</SCRIPT ><ScRiPt >{ALERT}</sCrIpT >
<script src=//evil.example/x.js></script>
<script/src="data:text/javascript,{ALERT}"></script>
<script type=module>import('//evil.example')</script>
<scr<script>ipt>{ALERT}</scr</script>ipt>
<script>{ALERT}
<noscript><p title="</noscript><script>{ALERT}</script>">
<template><script>{ALERT}</script></template>
<xmp><script>{ALERT}</script></xmp>
<plaintext><script>{ALERT}</script>
<<script>{ALERT}//<</script>
"""
HANDLERS = f"""
<img src=x onerror={ALERT}>
<img src=x onerror="{ALERT}" />
<img/src=`x`onerror={ALERT}>
<IMG SRC=x OnErRoR={ALERT}>
<img src=/a title="b src=/c onmouseover={ALERT} d">
<a href="/a" title="<a href=/y onmouseover={ALERT} >">a</a>
<a href="/a" title=' href="/y" onclick={ALERT} '>a</a>
<abbr title="&#xe000;0&#xe001; onmouseover={ALERT} ">a</abbr>
<abbr title="&#57344;0&#57345;">a</abbr> <a href="/x onmouseover={ALERT} y">a</a>
&#xe000;99999999&#xe001; \ue000" onclick={ALERT} \ue001
<video onloadstart={ALERT}><source onerror={ALERT}></video>
<details open ontoggle={ALERT}>
<marquee onstart={ALERT}>a</marquee>
<body onload={ALERT}>
<input autofocus onfocus={ALERT}>
<div onpointerenter={ALERT} style="position:fixed;inset:0">a</div>
<p/onclick={ALERT}>a
<x onclick={ALERT}>a</x>
<a\tonclick={ALERT}>a</a>
"""
VECTORS = f"""
<svg onload={ALERT}>
<svg><script>{ALERT}</script></svg>
<svg><a xlink:href="javascript:{ALERT}"><text>a</text></a></svg>
<svg><animate onbegin={ALERT} attributeName=x></svg>
<svg><set attributeName=href to=javascript:{ALERT}></svg>
<svg><use href="data:image/svg+xml,<svg id=x onload={ALERT}>#x"></use></svg>
<svg><foreignObject><iframe srcdoc="<script>{ALERT}</script>"></iframe></foreignObject></svg>
<math href="javascript:{ALERT}">a</math>
<math><mtext><table><mglyph><style><img src=x onerror={ALERT}>
<math><mi xlink:href="data:x,<script>{ALERT}</script>">a</mi></math>
<svg></p><style><a id="</style><img src=1 onerror={ALERT}>">
<form><math><mtext></form><form><mglyph><style></math><img src onerror={ALERT}>
<noembed><img title="</noembed><img src onerror={ALERT}>"></noembed>
<select><template><img src=x onerror={ALERT}></template></select>
<table><td><img src=x onerror={ALERT}></table>
<listing>&lt;img onerror={ALERT} src=x&gt;</listing>
"""
URLS = f"""
javascript:{ALERT}
JaVaScRiPt:{ALERT}
 javascript:{ALERT}
java\tscript:{ALERT}
javascript&colon;{ALERT}
&#106;avascript:{ALERT}
&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;{ALERT}
javascript://gazette.example/%0a{ALERT}
vbscript:msgbox(1)
data:text/html,<script>{ALERT}</script>
data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==
data:image/svg+xml,<svg onload={ALERT}>
blob:https://gazette.example/x
file:///etc/passwd
view-source:javascript:{ALERT}
feed:javascript:{ALERT}
[a](javascript:{ALERT})
[a](<javascript:{ALERT}>)
[a](java&#10;script:{ALERT})
[a](&#x1;javascript:{ALERT})
[a](\\javascript:{ALERT})
[a]: javascript:{ALERT}
![a](javascript:{ALERT})
![a](data:image/svg+xml,<svg/onload={ALERT}>)
![a](x "onerror={ALERT}")
![a"onerror={ALERT} x](b)
![a](https://evil.example/"onerror="{ALERT})
[a](https://evil.example/'onclick='{ALERT})
<javascript:{ALERT}>
<a href="javascript:{ALERT}">a</a>
<a href=" &#14; javascript:{ALERT}">a</a>
<a href="//evil.example\\@gazette.example">a</a>
<a href=javascript:{ALERT} target=_blank>a</a>
<a ping="javascript:{ALERT}" href="/">a</a>
<img srcset="javascript:{ALERT} 1x" src=x>
<img src=x lowsrc=javascript:{ALERT} dynsrc=javascript:{ALERT}>
<video poster="javascript:{ALERT}"></video>
<audio src="data:audio/mp3,x"></audio>
<blockquote cite="javascript:{ALERT}">a</blockquote>
<q cite="vbscript:x">a</q> <del cite="data:x">b</del> <ins cite=" javascript:x">c</ins>
"""
ELEMENTS = f"""
<iframe srcdoc="<script>{ALERT}</script>"></iframe>
<iframe src="javascript:{ALERT}"></iframe>
<iframe src="https://www.youtube.com.evil.example/embed/x"></iframe>
<iframe src="https://www.youtube.com@evil.example/"></iframe>
<iframe src="//www.youtube.com/embed/x" srcdoc="x" onload={ALERT}></iframe>
<base href="//evil.example/">
<meta http-equiv="refresh" content="0;url=javascript:{ALERT}">
<meta charset="utf-7">
<link rel=stylesheet href="//evil.example/x.css">
<link rel=import href="data:text/html,x">
<object data="javascript:{ALERT}"></object>
<embed src="javascript:{ALERT}">
<applet code=x></applet>
<form action="javascript:{ALERT}"><button formaction="javascript:{ALERT}">a</button></form>
<input type=image src=javascript:{ALERT}>
<isindex action=javascript:{ALERT}>
<frameset><frame src=javascript:{ALERT}></frameset>
<portal src="//evil.example"></portal>
<style>@import '//evil.example/x.css';</style>
<style>*{{background:url(javascript:{ALERT})}}</style>
<p style="background:url(javascript:{ALERT})">a</p>
<td style="text-align:left;width:expression({ALERT})">a</td>
<div style="behavior:url(x.htc)">a</div>
<p id="main" class="comment-form x" name="y" slot="z">a</p>
"""
BREAKOUTS = f"""
"><script>{ALERT}</script>
'><script>{ALERT}</script>
`><script>{ALERT}</script>
" onmouseover="{ALERT}
' onmouseover='{ALERT}
` onmouseover=`{ALERT}
" autofocus onfocus={ALERT} x="
\\" onclick=\\"{ALERT}
&quot; onclick=&quot;{ALERT}
&#34; onclick=&#34;{ALERT}
</title><script>{ALERT}</script>
</textarea><script>{ALERT}</script>
</style><script>{ALERT}</script>
</head><body><img src=x onerror={ALERT}>
--><script>{ALERT}</script>
<!--><script>{ALERT}</script>
<!-- <script>{ALERT}</script> --!><img src=x onerror={ALERT}>
<![CDATA[<script>{ALERT}</script>]]>
]]><script>{ALERT}</script>
]]></content:encoded><item><title>forged</title></item>
</title></item><item><title>forged</title>
<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>
<?php echo 1 ?>
<!--#exec cmd="id" -->
<esi:include src="//evil.example/"/>
"}}]}}</script><script>{ALERT}</script>
","url":"javascript:{ALERT}"
\\u003c/script\\u003e\\u003cscript\\u003e{ALERT}
</script
<!--<script>
\u2028{ALERT}\u2029
{{{{ 7*7 }}}} {{% raw %}} {{# a #}}
{{{{ config.__class__.__init__.__globals__ }}}}
{{{{ ''.__class__.__mro__[1].__subclasses__() }}}}
{{% include "../../etc/passwd" %}}
{{% endraw %}}{{{{ 7*'7' }}}}
${{7*7}} #{{7*7}} <%= 7*7 %> {{{{=7*7}}}} *{{7*7}} @(7*7)
{{: onclick="{ALERT}" }}
a {{: onclick="{ALERT}" href="javascript:{ALERT}" style="x" }}
# a {{#x onclick={ALERT} .y href=javascript:x}}
[a](/x){{: onmouseover={ALERT} }}
[[read-also: <img src=x onerror={ALERT}>]]
[^1]: <img src=x onerror={ALERT}>
"""
UNICODE = f"""
\uff1cscript\uff1e{ALERT}\uff1c/script\uff1e
\u02bescript\u02bc \u2039script\u203a
\u202e<script>{ALERT}</script>
<scr\u0131pt>{ALERT}</scr\u0131pt>
\u017fcript <\u017fcript>{ALERT}</\u017fcript>
\u200b<img\u200bsrc=x onerror={ALERT}>
\ufeff<img src=x onerror={ALERT}>
\u0130mg e\u0301 \u00e9 \u212a
+ADw-script+AD4-{ALERT}+ADw-/script+AD4-
"""
PATHS = """
../../etc/passwd
/../../../../etc/passwd
..\\..\\windows\\system.ini
C:\\x
C:/x
%2e%2e%2f%2e%2e%2fetc/passwd
/%2e%2e/%2e%2e/x/
....//....//etc/passwd
file:///etc/passwd
~/.ssh/id_rsa
//evil.example/x
/.htaccess
.git/config
con.txt
a/./b
"""


def own() -> list[str]:
    """Each once, in their order."""
    classes = (SCRIPTS, HANDLERS, VECTORS, URLS, ELEMENTS, BREAKOUTS, UNICODE, PATHS)
    return list(dict.fromkeys(line for text in classes for line in text.split("\n") if line))


def naughty() -> list[str]:
    """Of the Big List of Naughty Strings what means something to some program, or is in letters beyond ASCII.

    Without control characters, which are refused (tests/test_bad_input.py), and without very long ones.
    """
    strings: list[str] = json.loads(shared("fixtures/naughty-strings/blns.json").read_text(encoding="utf-8"))
    kept = (_REFUSED.sub("", text) for text in strings)
    loaded = (text for text in kept if not text.isascii() or set(text) & set("<>\"'&{}`%\\"))
    return list(dict.fromkeys(text for text in loaded if text.strip() and len(text.encode()) < 180))


def hostile() -> list[str]:
    return list(dict.fromkeys([*own(), *naughty()]))
