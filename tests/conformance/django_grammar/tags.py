"""Tags, nested at random."""

from . import filters, values

NAMES = ["unsafe_text", "safe_text", "other_text", "markup", "number", "other_number", "count", "digits", "moment", "other_moment", "day", "clock", "span", "table",
         "things", "mapping", "pair", "thing", "other_thing", "nothing", "yes", "missing"]
ATTRIBUTES = ["0", "1", "name", "a", "items", "keys", "values", "upper", "year", "hour", "real", "x", "title", "sub.x", "b.0", "count", "5", "days", "isoformat", "total_seconds", "__class__"]
TEXTS = ["text", " ", "\n", "<p>", "</p> ", "a & b", "\n  \n", "{", "}", "{ {", "%}", "é", "\t", "{# note #}", "<i>\n</i>  <b>"]


class Body:
    """Writes the body of a template."""

    def __init__(self, rng, deepest=3, includes=(), blocks=()):
        self.rng, self.deepest, self.includes, self.free_blocks = rng, deepest, list(includes), list(blocks)
        self.names = list(NAMES)
        self.cycles = []

    def nodes(self, depth=0, most=4):
        return "".join(self.node(depth) for _ in range(self.rng.randint(1, most)))

    def node(self, depth):
        roll = self.rng.random()
        if roll < 0.25:
            return self.rng.choice(TEXTS)
        if roll < 0.55 or depth >= self.deepest:
            return "{{ %s }}" % self.expression()
        return getattr(self, "tag_" + self.rng.choice(TAGS))(depth + 1)

    def variable(self):
        name = self.rng.choice(self.names)
        return name if self.rng.random() < 0.8 else name + "." + self.rng.choice(ATTRIBUTES)

    def operand(self):
        roll = self.rng.random()
        if roll < 0.7:
            return self.variable()
        if roll < 0.8:
            return self.variable() + "|" + filters.call(self.rng)
        return self.rng.choice(["1", "0", '"a"', '""', "None", "True", "False", "2.5", '"<b>"', "'x y'", '_("yes")', "-3"])

    def expression(self):
        roll = self.rng.random()
        if roll < 0.5:
            return self.variable()
        if roll < 0.85:
            return filters.chain(self.rng, 3)
        return self.operand()

    def condition(self):
        rng, bits = self.rng, []
        for at in range(rng.choice([1, 1, 2, 2, 3, 4])):
            if at:
                bits.append(rng.choice(["and", "or", "==", "!=", "<", ">", "<=", ">=", "in", "not in"]))
            if rng.random() < 0.2:
                bits.append("not")
            bits.append(self.operand())
            if rng.random() < 0.1:
                bits += [rng.choice(["is", "is not"]), rng.choice(["None", "True", "False", self.variable()])]
        return " ".join(bits)

    def tag_if(self, depth):
        rng = self.rng
        text = "{% if " + self.condition() + " %}" + self.nodes(depth)
        while rng.random() < 0.3:
            text += "{% elif " + self.condition() + " %}" + self.nodes(depth, 2)
        if rng.random() < 0.5:
            text += "{% else %}" + self.nodes(depth, 2)
        return text + "{% endif %}"

    def tag_for(self, depth):
        rng = self.rng
        names = rng.choice([["item"], ["item"], ["k", "v"], ["a", "b", "c"]])
        source = rng.choice(["things", "table", "mapping.items", "mapping", "pair", "unsafe_text", "digits", "number", "nothing", "missing", "table|dictsort:'age'", "things|slice:':2'", self.operand()])
        joined = rng.choice([",", ", ", " , "]).join(names) if rng.random() < 0.95 else " ".join(names)
        text = "{% for " + joined + " in " + source + rng.choice([" ", " ", " reversed "]) + "%}"
        kept = list(self.names)
        self.names += names * 3 + ["forloop.counter", "forloop.counter0", "forloop.revcounter", "forloop.revcounter0", "forloop.first", "forloop.last", "forloop.parentloop.counter", "forloop"]
        text += self.nodes(depth)
        if rng.random() < 0.3:
            text += rng.choice(["{% cycle 'odd' 'even' %}", "{% cycle unsafe_text number 'x' as c %}{{ c }}", "{% cycle 'a' 'b' as d silent %}{{ d }}{% if forloop.last %}{% resetcycle d %}{% endif %}", "{% ifchanged %}" + self.nodes(depth, 2) + "{% endifchanged %}", "{% filter " + rng.choice(["length", "wordcount", "upper"]) + " %}a b{% endfilter %}",
                                "{% ifchanged " + self.operand() + " %}new{% else %}same{% endifchanged %}"])
        self.names = kept
        if rng.random() < 0.3:
            text += "{% empty %}" + self.nodes(depth, 2)
        return text + "{% endfor %}"

    def tag_with(self, depth):
        rng = self.rng
        pairs = [("w", self.expression_bit()), ("number", self.expression_bit())][: rng.randint(1, 2)]
        if rng.random() < 0.2:
            head = " and ".join(f"{value} as {name}" for name, value in pairs)
        else:
            head = " ".join(f"{name}={value}" for name, value in pairs)
        kept = list(self.names)
        self.names += ["w", "w"]
        text = "{% with " + head + " %}" + self.nodes(depth) + "{% endwith %}"
        self.names = kept
        return text

    def expression_bit(self):
        """An expression that is one bit of a tag."""
        return self.expression()

    def tag_autoescape(self, depth):
        return "{% autoescape " + self.rng.choice(["on", "off"]) + " %}" + self.nodes(depth) + "{% endautoescape %}"

    def tag_filter(self, depth):
        calls = "|".join(filters.call(self.rng) for _ in range(self.rng.randint(1, 2)))
        return "{% filter " + calls + " %}" + self.nodes(depth) + "{% endfilter %}"

    def tag_spaceless(self, depth):
        return "{% spaceless %}" + self.nodes(depth) + "{% endspaceless %}"

    def tag_firstof(self, depth):
        tail = self.rng.choice(["", "", " as first_found"])
        return "{% firstof " + " ".join(self.operand() for _ in range(self.rng.randint(1, 4))) + tail + " %}" + ("{{ first_found }}" if tail else "")

    def tag_widthratio(self, depth):
        number = lambda: self.rng.choice(["number", "count", "other_number", "100", "0", "10", "3", self.operand()])
        return "{% widthratio " + f"{number()} {number()} {number()}" + self.rng.choice(["", "", " as ratio"]) + " %}{{ ratio }}"

    def tag_regroup(self, depth):
        key = self.rng.choice(["name", "age", "0", "sub.x", "name|lower", "nope"])
        return "{% regroup " + self.rng.choice(["table", "things", "table|dictsort:'name'", "missing", "number"]) + f" by {key} as groups %}}{{% for g in groups %}}{{{{ g.grouper }}}}:{{% for i in g.list %}}{{{{ i.age }}}},{{% endfor %}}{{% endfor %}}{{{{ groups|length }}}}"

    def tag_now(self, depth):
        return "{% now " + filters.dates(self.rng) + self.rng.choice(["", "", " as moment_now"]) + " %}{{ moment_now }}"

    def tag_templatetag(self, depth):
        return "{% templatetag " + self.rng.choice(["openblock", "closeblock", "openvariable", "closevariable", "openbrace", "closebrace", "opencomment", "closecomment"]) + " %}"

    def tag_verbatim(self, depth):
        name = self.rng.choice(["", " x", " a b"])
        return "{% verbatim" + name + " %}" + self.nodes(depth, 2).replace("verbatim", "v") + "{% endverbatim" + name + " %}"

    def tag_comment(self, depth):
        return "{% comment " + self.rng.choice(["", '"why"', "x y"]) + " %}" + self.nodes(depth, 2) + "{% endcomment %}"

    def tag_lorem(self, depth):
        return "{% lorem " + self.rng.choice(["", "1 w", "3 w", "12 w", "1 p", "0 w", "-2 p", '"x" w']) + " %}"

    def tag_include(self, depth):
        name = self.rng.choice([f'"{name}"' for name in self.includes] or ['"nope.html"'])
        if self.rng.random() < 0.05:
            name = self.rng.choice(["missing", '"nope.html"', "number", "codes", '""'])
        tail = self.rng.choice(["", "", " with w=" + self.expression_bit(), " with number=1 only", " only"])
        return "{% include " + name + tail + " %}"

    def tag_block(self, depth):
        if not self.free_blocks:
            return "{{ block.super }}"
        name = self.free_blocks.pop()
        return "{% block " + name + " %}" + self.nodes(depth, 3) + self.rng.choice(["", "", "{{ block.super }}", "{{ block.super|upper }}", "{% for x in codes %}{{ block.super|lower }}{% endfor %}{{ block.super }}", "{% if block.super %}{{ block.super|length }}{% endif %}"]) + "{% endblock" + self.rng.choice(["", " " + name]) + " %}"

    def tag_localize(self, depth):
        return "{% localize " + self.rng.choice(["on", "off", ""]) + " %}" + self.nodes(depth) + "{% endlocalize %}"

    def tag_localtime(self, depth):
        return "{% localtime " + self.rng.choice(["on", "off", ""]) + " %}" + self.nodes(depth) + "{% endlocaltime %}"

    def tag_timezone(self, depth):
        return "{% timezone " + (filters.zones(self.rng) if self.rng.random() < 0.9 else self.variable()) + " %}" + self.nodes(depth) + "{% get_current_timezone as TZ %}{{ TZ }}{% endtimezone %}"

    def tag_language(self, depth):
        return "{% language " + self.rng.choice(['"' + code + '"' for code in values.LANGUAGES] + ['"xx"', "None", '"de-at"', '"zz-yy"']) + " %}" + self.nodes(depth) + "{% get_current_language as L %}{{ L }}{% endlanguage %}"

    def tag_language_facts(self, depth):
        code = self.rng.choice(['"' + code + '"' for code in values.LANGUAGES] + ['"xx"', "number"])
        return self.rng.choice(["{% get_language_info for " + code + " as li %}{{ li.code }}{{ li.name }}{{ li.name_local }}{{ li.bidi }}{{ li.name_translated }}", "{% get_current_language_bidi as bidi %}{{ bidi }}",
                                "{% get_available_languages as ls %}{{ ls|slice:':3' }}", "{% get_language_info_list for codes as ll %}{% for l in ll %}{{ l.name_translated }},{% endfor %}"])

    def tag_translate(self, depth):
        message = self.rng.choice(['"yes,no,maybe"', '"Yes"', '"January"', '"today" noop', '"may" context "abbrev. month"', '"May" context "alt. month"', "unsafe_text", "number", '"<b>"|upper', '""', '"%s 100%"', '"Monday" as day_name', "missing"])
        return "{% " + self.rng.choice(["trans ", "translate "]) + message + " %}{{ day_name }}"

    def tag_blocktranslate(self, depth):
        rng = self.rng
        word = rng.choice(["blocktrans", "blocktranslate"])
        head = rng.choice(["", " with x=" + self.operand(), " with " + self.operand() + " as x", " with x=number y=unsafe_text", ' context "alt. month"'])
        tail = rng.choice(["", "", " trimmed", " asvar out"])
        body = rng.choice(["May", "a {{ x }} b {{ y }}", "{{ number }}", "\n  two\n   lines {{ thing }} \n", "100% {{ unsafe_text }}%s", "%(x)s", "{{ missing }}", "Monday", "{{ x.y }}", "{% if x %}", "{{ x|upper }}", "{{ w }}{{ forloop.counter }}"])
        if rng.random() < 0.4:
            count = rng.choice(["number", "count", "1", "2", "unsafe_text", "things|length"])
            forms = rng.choice([("%(num)d year", "%(num)d years"), ("one {{ c }}", "{{ c }} many"), ("a {{ c }} {{ x }}", "b"), ("%(count)s hour", "x")])
            return "{% " + word + f" count c={count}" + (" " + head.strip()[5:] if head.startswith(" with x=") else "") + tail + " %}" + forms[0] + "{% plural %}" + forms[1] + "{% end" + word + " %}{{ out }}"
        return "{% " + word + head + tail + " %}" + body + "{% end" + word + " %}{{ out }}"

    def tag_url(self, depth):
        target = self.rng.choice(["'home'", "'page' 5", "'page' number=count", "'tag' slug='a-b' rest=unsafe_text", "'tag' 'a' 'b c/d'", "'any' other_text", "'nope'", "missing", "'page' 'x'", "'page'", "number", "'home' as u"])
        return "{% url " + target + " %}{{ u }}"

    def tag_static(self, depth):
        return self.rng.choice(["{% static 'css/a b.css' %}", "{% static unsafe_text %}", "{% static 'é?x' as s %}{{ s }}", "{% get_static_prefix %}", "{% get_media_prefix as m %}{{ m }}", "{% static number %}", "{% static missing %}"])

    def tag_querystring(self, depth):
        return "{% querystring " + self.rng.choice(["nothing ", ""]) + " ".join(self.rng.choice(["a=1", "b=unsafe_text", "name=None", "q=things", "z=moment", "a=number", "e=''"]) for _ in range(self.rng.randint(0, 3))) + self.rng.choice(["", " as qs"]) + " %}{{ qs }}"

    def tag_cycle(self, depth):
        return self.rng.choice(["{% cycle 'a' unsafe_text %}", "{% cycle 'x' 'y' as z %}{% cycle z %}{{ z }}", "{% cycle number thing as n silent %}{{ n }}{% cycle n %}{{ n }}", "{% ifchanged %}x{% endifchanged %}", "{% csrf_token %}"])

    def tag_stray(self, depth):
        return self.rng.choice(["{% endif %}", "{% else %}", "{% nope %}", "{% %}", "{{ }}", "{% if %}x{% endif %}", "{% for x %}{% endfor %}", "{% load nope %}", "{% load upper from humanize %}", "{% load intcomma from humanize %}", "{{ a b }}", "{{ number|nope }}", "{{ number|add }}",
                                "{{ number|upper:1 }}", "{{ _x }}", "{{ number._y }}", "{% with %}{% endwith %}", "{% include %}", "{% cycle %}", "{% cycle nope %}", "{% block a b %}{% endblock %}", "{% url %}", "{% firstof %}", "{% widthratio 1 2 %}", "{% regroup a b c %}", "{% now %}",
                                "{% templatetag nope %}", "{% filter escape %}x{% endfilter %}", "{% autoescape maybe %}{% endautoescape %}", "{% verbatim %}", "{% comment %}", "{% ifchanged %}", "{% lorem 1 2 3 4 %}", "{% localize maybe %}{% endlocalize %}", "{% extends 'x' %}",
                                "{% if a b %}{% endif %}", "{% if not %}{% endif %}", "{% if a == %}{% endif %}", "{{ number|default:}}", '{{ number|default:"x }}', "{{ 'x' }}", "{{ 1.e }}", "{{ 1e5 }}", "{{ .5 }}", "{{ -1|add:-2 }}", "{{ +3 }}", "{{ 1__0 }}", "{{ 5.|add:1 }}", "{{ number | add : 2 }}",
                                "{{ number|add:2|add:'3' }}", "{% trans %}", "{% trans 'a' 'b' %}", "{% blocktrans count x %}{% endblocktrans %}", "{% blocktrans bogus %}{% endblocktrans %}", "{% language %}{% endlanguage %}", "{% timezone %}{% endtimezone %}", "{% get_current_timezone %}", "{% resetcycle %}",
                                "{% static %}", "{% get_static_prefix as %}", "{% querystring a %}", "{% debug %}"])


TAGS = [name[4:] for name in dir(Body) if name.startswith("tag_")] + ["if", "for", "for", "with", "filter", "autoescape", "if"]
TAGS = [tag for tag in TAGS if tag != "stray"] + ["stray"]
