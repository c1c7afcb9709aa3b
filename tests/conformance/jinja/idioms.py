"""One-line templates with what sites use of Python and Jinja2's suite hardly touches, picked by hand."""

import datetime
import decimal
import json

from .replay import render_case
from .values import Encoder

IDIOMS = """
{{ "%s has %d items" % (name, n) }}
{{ "%.2f" % price }}
{{ "%05d" % n }}
{{ "%(a)s-%(b)s" % d }}
{{ "Hello %s" % name }}
{{ "{:,.2f}".format(big) }}
{{ "{:>8}|{:<8}|{:^8}".format("a", "b", "c") }}
{{ "{0} {1} {0}".format("a", "b") }}
{{ "{name}".format(name=name) }}
{{ "%s"|format(price) }}
{{ "%0.1f%%"|format(12.345) }}
{{ name.upper() }} {{ name.lower() }} {{ name.title() }} {{ name.capitalize() }} {{ name.swapcase() }}
{{ name.startswith("Al") }} {{ name.endswith(("x", "ce")) }}
{{ "a,b,c".split(",") }} {{ "a b  c".split() }} {{ "a,b,c".split(",", 1) }}
{{ "a.b.c".rsplit(".", 1)[0] }}
{{ ", ".join(tags) }}
{{ "  x ".strip() }}|{{ "xxaxx".strip("x") }}|{{ "xa".lstrip("x") }}|{{ "ax".rstrip("x") }}
{{ "abc".replace("b", "X") }} {{ "aaa".replace("a", "b", 2) }}
{{ "7".zfill(3) }} {{ "a".ljust(3, ".") }} {{ "a".rjust(3, ".") }} {{ "a".center(5, "*") }}
{{ "abc".find("c") }} {{ "abc".index("c") }} {{ "abcabc".rfind("c") }} {{ "abc".count("a") }}
{{ "k=v".partition("=")[2] }} {{ "a/b/c".rpartition("/")[0] }}
{{ "12".isdigit() }} {{ "ab".isalpha() }} {{ "prefix-x".removeprefix("prefix-") }}
{{ "abc"[1:] }} {{ "abc"[::-1] }} {{ "abc"[-1] }} {{ "abc"[5:] }}|
{{ "ab" * 3 }} {{ [0] * 3 }} {{ [1] + [2] }} {{ (1,) + (2,) }}
{{ "x" in "xyz" }} {{ "a" not in d }} {{ 3 in [1,2,3] }}
{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}
{{ d.keys()|list }} {{ d.values()|list }} {{ d.get("zz", "none") }} {{ d.get("a") }}
{{ d }} {{ tags }} {{ (1, "a", none, true, 1.5) }} {{ {"x": [1, {"y": "it's"}]} }}
{{ d|dictsort }} {{ d|length }} {{ d|list }} {{ d|items|list }}
{% set l = [] %}{% for t in tags %}{% do l.append(t|upper) %}{% endfor %}{{ l }}
{% set l = [] %}{% for t in tags %}{% set _ = l.append(t) %}{% endfor %}{{ l|join("+") }}
{% set l = [] %}{% if l.append(1) %}{% endif %}{{ l }}
{% set o = {"a": 1} %}{% do o.update({"b": 2}) %}{{ o }}
{% set o = {"a": 1} %}{% set _ = o.update(b=2) %}{{ o }}
{% set o = {} %}{% do o.setdefault("k", []).append(1) %}{{ o }}
{% do tags.append("new") %}{{ tags|length }}
{% set l = [3,1,2] %}{% do l.sort() %}{{ l }} {% do l.reverse() %}{{ l }} {{ l.pop() }} {{ l }}
{% set l = [1] %}{% do l.extend([2,3]) %}{% do l.insert(0, 0) %}{{ l }}
{{ dict(a=1, **d) }} {{ dict(d, c=3) }}
{{ d.pop("a") }}{{ d }}
{{ when.year }}-{{ when.month }}-{{ when.day }}
{{ when.strftime("%d %b %Y %H:%M") }}
{{ when.strftime("%A, %B %-d") }}
{{ when.isoformat() }} {{ when.date() }} {{ when }}
{{ day }} {{ day.strftime("%Y/%m/%d") }} {{ day.isoformat() }} {{ day.weekday() }}
{{ (when - when).days }} {{ when > when }}
{{ delta }} {{ delta.days }} {{ delta.total_seconds() }}
{{ dec }} {{ dec * 2 }} {{ dec|round(1) }} {{ "%.1f" % dec }}
{{ -7 // 2 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 7 // 2 }} {{ 7 / 2 }} {{ 6 / 2 }}
{{ 2 ** 10 }} {{ 2 ** -1 }} {{ 2 ** 0.5 }} {{ 10 ** 20 }} {{ 2 ** 200 }}
{{ 1e16 }} {{ 1.0 }} {{ 0.1 + 0.2 }} {{ 1e-5 }} {{ 100 * 1.1 }} {{ 3.0 * 2 }}
{{ 1 == 1.0 }} {{ true + 1 }} {{ true == 1 }} {{ none }} {{ true }} {{ not none }}
{{ 42.7|round }} {{ 42.75|round(1) }} {{ 42.5|round|int }} {{ 2.5|round }} {{ 42.1|round(0, "ceil") }} {{ 1234.5|round(-2) }}
{{ 5|int }} {{ "5.7"|int }} {{ "x"|int(-1) }} {{ "3.5"|float }} {{ "x"|float(0.5) }} {{ none|int }}
{{ big }} {{ "{:,}".format(1234567) }} {{ 1234567.891|round(2) }}
{{ tags|first }} {{ tags|last }} {{ tags|join(", ") }} {{ tags|sort|join }} {{ tags|reverse|list }} {{ tags|length }}
{{ users|map(attribute="name")|join(", ") }} {{ users|map(attribute="addr.city")|list }}
{{ users|selectattr("active")|map(attribute="name")|list }} {{ users|rejectattr("active")|list|length }}
{{ users|selectattr("age", ">", 30)|map(attribute="name")|list }} {{ users|selectattr("name", "in", ["Al", "Bo"])|list|length }}
{{ users|sum(attribute="age") }} {{ [1,2,3]|sum }} {{ [[1],[2]]|sum(start=[]) }} {{ users|map(attribute="age")|max }}
{{ users|sort(attribute="age", reverse=true)|map(attribute="name")|list }} {{ users|sort(attribute="active,name")|map(attribute="name")|list }}
{% for g in users|groupby("active") %}{{ g.grouper }}:{{ g.list|length }};{% endfor %}
{% for a, us in users|groupby("addr.city") %}{{ a }}={% for u in us %}{{ u.name }} {% endfor %};{% endfor %}
{% for row in tags|batch(2, "-") %}{{ row }}{% endfor %} {% for c in tags|slice(2) %}{{ c }}{% endfor %}
{{ "<b>x & y</b>"|striptags }} {{ "<b>"|escape }} {{ "<b>"|safe }} {{ "a\'b\"c/"|e }}
{{ {"a": "<x>", "b": [1, 2.5, none, true]}|tojson }} {{ d|tojson(indent=2) }} {{ "</script>"|tojson }} {{ "é"|tojson }}
{{ "a long line of text that is cut somewhere"|truncate(20) }} {{ "abcdefghij"|truncate(5, true, "") }} {{ "a b c d e f g h"|truncate(9, end="!", leeway=0) }}
{{ "one two three four five"|wordwrap(9) }} {{ "x\ny"|indent(4) }} {{ "x\ny"|indent(2, true) }}
{{ "see http://x.org/a?b=1&c=2 now"|urlize(20, target="_blank") }} {{ "a b&c/d"|urlencode }} {{ {"q": "a b", "p": 1}|urlencode }}
{{ 1234567|filesizeformat }} {{ 1024|filesizeformat(true) }} {{ 1|filesizeformat }} {{ "a b c"|wordcount }} {{ "hello world"|title }} {{ "it's o'clock"|title }}
{{ missing|default("d") }} {{ ""|default("d", true) }} {{ none|d("x") }} {{ missing.a|default("q") if missing else "no" }}
{{ [3,1,2]|min }} {{ ["b","A"]|max }} {{ ["a","A","b"]|unique|list }} {{ [1,none,0,2]|select|list }} {{ [1,2,3,4]|reject("even")|list }}
{{ "abc"|list }} {{ "abc"|reverse }} {{ "abc"|replace("a","x") }} {{ "  a "|trim }} {{ "--a--"|trim("-") }} {{ 3.7|int }} {{ -3|abs }}
{{ {"class": "a b", "id": none, "data-x": "<"}|xmlattr }} {{ "x"|center(5) }}| {{ ["a"]|pprint }}
{% for x in [1,1,2] %}{{ loop.changed(x) }} {{ loop.cycle("o","e") }} {{ loop.index }}/{{ loop.length }} {{ loop.previtem }}{% if not loop.last %},{% endif %}{% endfor %}
{% for u in users if u.active %}{{ loop.index }}{{ u.name }}{% else %}none{% endfor %}{% for u in [] %}{% else %}empty{% endfor %}
{% for i in range(10) %}{% if i == 3 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif %}{{ i }}{% endfor %}
{% macro f(a, b="x") %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1) }} {{ f(1, 2, 3, z=4) }}
{% macro f(name, **kw) %}{% endmacro %}{{ f("x") }}
{% macro attrs() %}{% for k, v in kwargs.items() %} {{ k }}="{{ v }}"{% endfor %}{% endmacro %}<a{{ attrs(href="/", id="x") }}>
{% macro w(t) %}<{{ t }}>{{ caller() }}</{{ t }}>{% endmacro %}{% call w("b") %}hi{% endcall %} {{ w.name }} {{ w.arguments }}
{% macro l(xs) %}{% for x in xs %}{{ caller(x) }}{% endfor %}{% endmacro %}{% call(x) l([1,2]) %}[{{ x }}]{% endcall %}
{% set ns = namespace(n=0) %}{% for i in range(3) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}
{% set x %}a{{ 1 }}b{% endset %}{{ x|upper }} {% set a, b = 1, 2 %}{{ a }}{{ b }} {% set c = d["a"] or "z" %}{{ c }}
{% with a=1, b=2 %}{{ a + b }}{% endwith %} {% filter upper %}x{% endfilter %} {% if a is not defined %}u{% endif %}
{% if users and users[0].name == "Al" and not users[1].active %}y{% endif %} {{ "a" if n > 1 else "b" }} {{ "a" if n > 100 }}|
{{ users[0].name }} {{ users[-1]["name"] }} {{ users[0].addr["city"] }} {{ users[:2]|length }} {{ tags[0][0] }} {{ tags[99] }}|
{{ n is divisibleby 3 }} {{ n is odd }} {{ name is string }} {{ d is mapping }} {{ tags is iterable }} {{ n is number }} {{ none is none }} {{ 3 is in [3] }} {{ name is sequence }}
{{ range(3)|list }} {{ range(2, 8, 3)|list }} {{ range(3) }} {{ range(5)[2] }} {{ range(5)|length }}
{% set c = cycler("a", "b") %}{{ c.next() }}{{ c.next() }}{{ c.next() }} {{ c.current }} {% set j = joiner("|") %}{{ j() }}x{{ j() }}y
{{ name ~ "-" ~ n ~ 1.5 ~ none ~ true }} {{ tags ~ d }} {{ 1e20 ~ "" }}
{{ name|attr("upper") }} {{ d|attr("a")|default("und") }} {{ name.__class__.__name__ }} {{ name.__len__() }} {{ tags.__len__() }}
{{ tags.index("b") }} {{ tags.count("a") }} {{ tags.copy() }}
{{ (users|first).name }} {{ users|map("length")|list }} {{ tags|map("upper")|join }} {{ tags|map("replace", "a", "z")|list }} {{ [[1,2],[3]]|map("first")|list }}
{{ 1 < 2 < 3 }} {{ not (1 and 0) }} {{ 1 if 0 or 2 }} {{ "a" or "b" }} {{ [] or "e" }} {{ 0 and 1 }} {{ "b" < "a" }}
{{ html }} {{ html|safe }} {{ html ~ "<i>" }} {{ safe ~ "<i>" }} {{ safe + "<i>" }} {{ "%s" % html }} {{ safe % "<q>" if 0 else safe }} {{ [html, safe]|join(" ") }} {{ safe|upper }}
{{ _("Hello") }} {{ gettext("Hi") }} {{ ngettext("%(num)s item", "%(num)s items", 3) }} {% trans %}Bye{% endtrans %} {% trans n=n %}{{ n }} file{% pluralize %}{{ n }} files{% endtrans %} {% trans user=name %}Hi {{ user }}!{% endtrans %}
"""


def idioms(outfile, version):
    ctx = {
        "name": "Alice", "n": 9, "price": 3.14159, "big": 1234567.891, "tags": ["b", "a", "c"],
        "d": {"a": 1, "b": "two"}, "when": datetime.datetime(2026, 1, 2, 3, 4, 5), "day": datetime.date(2026, 1, 2),
        "delta": datetime.timedelta(1, 30), "dec": decimal.Decimal("1.25"), "html": "<b>\"x\" & 'y'</b>",
        "users": [{"name": "Al", "age": 31, "active": True, "addr": {"city": "X"}},
                  {"name": "Bo", "age": 25, "active": False, "addr": {"city": "Y"}},
                  {"name": "Cy", "age": 40, "active": True, "addr": {"city": "X"}}],
    }
    from markupsafe import Markup

    ctx["safe"] = Markup("<em>s</em>")
    # one case for each output expression, so that one gap does not hide the others in its line
    import re

    n = 0
    with open(outfile, "w", encoding="utf-8") as out:
        for no, line in enumerate(IDIOMS.strip().split("\n"), 1):
            parts = [line]
            if "{%" not in line:
                parts = re.findall(r"\{\{.*?\}\}(?!\})", line)
            elif "{% trans" in line:
                parts = re.findall(r"\{\{ [_n].*?\}\}|\{% trans.*?endtrans %\}", line)
            for i, src in enumerate(parts, 1):
                case = {
                    "id": f"idioms::line{no}#{i}", "source": f"jinja2-{version}", "engine": "jinja",
                    "templates": {"page.html": src}, "template": "page.html", "context": Encoder().encode(ctx)[0],
                    "options": {"autoescape": True, "extensions": ["jinja2.ext.do", "jinja2.ext.i18n", "jinja2.ext.loopcontrols"],
                                "newstyle_gettext": True, "gettext": []},
                    "settings": {}, "now": None, "expect": None,
                }
                case["expect"] = render_case(case, case["context"])
                again = render_case(json.loads(json.dumps(case)), case["context"])
                if again != case["expect"] or " at 0x" in str(again) or "error" in again:
                    print("idiom left out:", src, again)
                    continue
                n += 1
                out.write(json.dumps(case, ensure_ascii=False) + "\n")
    print(f"idioms: {n} cases")


