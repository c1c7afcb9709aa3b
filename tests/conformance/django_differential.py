"""Makes cases from templates at random, rendered by the Django that is installed.

    python django_differential.py SEED COUNT OUT.jsonl [broken]

The same seed gives the same cases. With `broken` the templates are damaged as well, so that most do not compile and the
messages are compared. The languages differ in their formats only: every message stands for itself, since a case has no
catalog. Run the cases with the conformance runner; what differs is a bug of ours, or belongs into the list of known
differences.
"""
import random, json, sys, datetime, decimal, zoneinfo
import django
from django.conf import settings
settings.configure(USE_TZ=True, TIME_ZONE='Europe/Berlin', INSTALLED_APPS=['django.contrib.humanize'], LANGUAGE_CODE='en', TEMPLATES=[{'BACKEND': 'django.template.backends.django.DjangoTemplates', 'OPTIONS': {'libraries': {}}}], STATIC_URL='/static/')
django.setup()
from django.template import Engine, Context
from django.utils.safestring import mark_safe, SafeString
from django.utils import translation
from django.utils.translation import trans_real as T

def _idn(s, p, n):
    return s if n == 1 else p
T.gettext = lambda m: m
T.ngettext = _idn
T.pgettext = lambda c, m: m
T.npgettext = lambda c, s, p, n: _idn(s, p, n)
seed = int(sys.argv[1])
n = int(sys.argv[2])
out = open(sys.argv[3], 'w')
BROKEN = len(sys.argv) > 4
R = random.Random(seed)
D = decimal.Decimal
libs = {'i18n': 'django.templatetags.i18n', 'l10n': 'django.templatetags.l10n', 'static': 'django.templatetags.static', 'tz': 'django.templatetags.tz', 'humanize': 'django.contrib.humanize.templatetags.humanize'}

def enc(v):
    if v is None or isinstance(v, bool):
        return v
    if isinstance(v, SafeString):
        return {'$safe': str(v)}
    if isinstance(v, str):
        return v
    if isinstance(v, int):
        return v if -2 ** 63 <= v < 2 ** 63 else {'$int': str(v)}
    if isinstance(v, float):
        return {'$float': repr(v)}
    if isinstance(v, D):
        return {'$decimal': str(v)}
    if isinstance(v, datetime.datetime):
        d = {'$datetime': v.isoformat()}
        if v.tzinfo is not None:
            d['tz'] = str(v.tzinfo)
        return d
    if isinstance(v, datetime.date):
        return {'$date': v.isoformat()}
    if isinstance(v, datetime.time):
        return {'$time': v.isoformat()}
    if isinstance(v, datetime.timedelta):
        return {'$timedelta': [v.days, v.seconds, v.microseconds]}
    if isinstance(v, list):
        return [enc(x) for x in v]
    if isinstance(v, tuple):
        return {'$tuple': [enc(x) for x in v]}
    if isinstance(v, dict):
        return {'$dict': [[enc(k), enc(x)] for k, x in v.items()]}
    if isinstance(v, range):
        return {'$range': [v.start, v.stop, v.step]}
    raise TypeError(v)
words = ['a', 'Hello', '<b>bold</b>', 'x & y', "it's", '"q"', 'http://example.com/a?b=c&d=é', 'www.foo.org.', 'me@example.com', 'ünï', 'ß straße', 'line1\nline2\n\npara', '  spaced  out ', '1', '-2.5', '10e3', '0', '', 'é' * 3, '<p>Some <i>html</i> text &amp; more</p>', 'a,b,c', 'None', 'True', '１２', '日本語 テキスト', 'tab\there', '&lt;x&gt; &copy; &nosuch;', '<a href="x>y">l</a', '<script>a<b</script>z', "O'REILLY's 3RD", 'foo.com/bar)', '(http://a.com)', 'nan', 'inf', '1_000', '\xa0x', 'x\u2028y']

def scalar():
    return R.choice([lambda: None, lambda: True, lambda: False, lambda: R.choice([0, 1, 2, -1, 7, 13, 255, 1000, 123456, 1234567890, -98765, 10 ** 12, 2 ** 63 - 1, 10 ** 20, 11, 12, 21, 101, 112]), lambda: R.choice([0.0, 1.0, 1.5, 2.5, -0.5, 0.1, 3.14159, 1e+16, 1e-05, 123456.789, 1e+22, -1e-07, 2.675, 0.05, float('inf'), float('nan'), 1e+300]), lambda: D(R.choice(['1.10', '0', '-3.145', '1E+5', '123456.7890', '0.00001', '2.5', '1E-10', 'NaN', '100'])), lambda: R.choice(words), lambda: R.choice(words), lambda: R.choice(words), lambda: mark_safe(R.choice(words)), lambda: datetime.date(R.choice([1, 1999, 2000, 2024, 2026, 9999]), R.randint(1, 12), R.randint(1, 28)), lambda: datetime.datetime(R.choice([1970, 2000, 2024, 2026]), R.randint(1, 12), R.randint(1, 28), R.randint(0, 23), R.choice([0, 30, 59]), R.choice([0, 5]), R.choice([0, 123456]), tzinfo=R.choice([None, datetime.timezone.utc, zoneinfo.ZoneInfo('America/New_York'), zoneinfo.ZoneInfo('Asia/Kolkata')])), lambda: datetime.time(R.randint(0, 23), R.choice([0, 5, 30]), R.choice([0, 9])), lambda: datetime.timedelta(R.randint(-3, 400), R.randint(0, 86399), R.choice([0, 7]))])()

def value(d=0):
    if d < 3 and R.random() < 0.35:
        return R.choice([lambda: [value(d + 1) for _ in range(R.randint(0, 4))], lambda: tuple((value(d + 1) for _ in range(R.randint(0, 3)))), lambda: {R.choice(['a', 'b', 'name', 'items', '0', 'x y', 1, 2]): value(d + 1) for _ in range(R.randint(0, 3))}, lambda: range(R.randint(0, 2), R.randint(0, 9), R.choice([1, 2])), lambda: [{'name': R.choice(words), 'n': R.randint(0, 3)} for _ in range(R.randint(0, 4))]])()
    return scalar()
F0 = 'addslashes capfirst escapejs iriencode linenumbers lower make_list slugify title upper wordcount urlize force_escape escape linebreaks linebreaksbr safe striptags length first last unordered_list filesizeformat pluralize phone2numeric floatformat date time yesno urlencode json_script safeseq escapeseq pprint localize unlocalize intcomma intword ordinal apnumber utc localtime'.split()
F0.remove('pprint')
F1 = {'stringformat': ['s', 'd', '05.2f', 'x', 'e', 'g', '.3', 'r', '+d', '10s', '-8s|', '%', 'i', 'o', '5.1f', 'G', 'c', 'a', '#x', '05d', ' d'], 'truncatechars': ['0', '1', '5', '10', '100', '"x"', '-3'], 'truncatechars_html': ['1', '5', '9', '40'], 'truncatewords': ['0', '1', '2', '9'], 'truncatewords_html': ['1', '2', '3', '30'], 'urlizetrunc': ['5', '10', '100'], 'wordwrap': ['1', '5', '10'], 'ljust': ['3', '10', '"7"'], 'rjust': ['10', '0'], 'center': ['10', '11', '5'], 'cut': ['" "', '"a"', '";"', '"&"'], 'join': ['", "', '"<br>"', 'v1'], 'slice': ['":2"', '"1:"', '"::2"', '"::-1"', '"-2:"', '"1"', '"x"', '"1:3:"', '":"'], 'add': ['1', '"2"', '"x"', 'v1', 'v2', '-3', '1.5'], 'get_digit': ['1', '2', '"x"', '0', '99'], 'default': ['"d<"', 'v1', '0'], 'default_if_none': ['"n"', 'v2'], 'divisibleby': ['2', '3', 'v1'], 'yesno': ['"y,n,m"', '"y,n"', '"y"', '"a,b,c,d"'], 'dictsort': ['"name"', '"n"', '0', '"0"', '"a.b"'], 'dictsortreversed': ['"name"', '"n"'], 'floatformat': ['0', '1', '2', '-2', '3', '"2g"', '"g"', '"2u"', '"gu"', '-1', '"x"', '5'], 'date': ['"Y-m-d"', '"N j, Y"', '"D d M y"', '"H:i:s"', '"c"', '"r"', '"U"', '"jS F"', '"l \\\\d W o z t L"', '"e T O Z I"', '"P f g G h a A"', '"SHORT_DATE_FORMAT"', '"DATETIME_FORMAT"', '"u b E w n"', "'\\\\Y\\\\\\\\Y'"], 'time': ['"H:i"', '"P"', '"TIME_FORMAT"', '"Y"', '"h:i A"'], 'timesince': ['v1', 'v2'], 'timeuntil': ['v1', 'v2'], 'pluralize': ['"es"', '"y,ies"', '"a,b,c"'], 'urlencode': ['""', '"/"', '"<"'], 'json_script': ['"id<"'], 'timezone': ['"Asia/Tokyo"', '"nowhere"'], 'intcomma': ['False']}
vars_ = ['v0', 'v1', 'v2', 'v3', 'v0.0', 'v1.name', 'v2.1', 'v0.items', 'v3.a', 'missing', 'v1.year', 'v2.upper', 'forloop.counter', 'v0.x.y', '"lit"', "'a<b'", '3', '1.5', '_("Yes")', 'True', 'None', 'v3.b.0', '-7']

def filt():
    if R.random() < 0.5:
        return R.choice(F0)
    f = R.choice(list(F1))
    return '%s:%s' % (f, R.choice(F1[f]))

def expr(maxf=3):
    e = R.choice(vars_)
    for _ in range(R.choice([0, 0, 1, 1, 1, 2, 3][:4 + maxf])):
        e += '|' + filt()
    return e

def cond(d=0):
    if d < 2 and R.random() < 0.5:
        return cond(d + 1) + ' ' + R.choice(['and', 'or', '==', '!=', '<', '>', '<=', '>=', 'in', 'not in', 'is', 'is not']) + ' ' + cond(d + 1)
    return R.choice(['', '', 'not ']) + expr(1)

def body(d=0):
    return ''.join((piece(d) for _ in range(R.randint(1, 3))))

def piece(d):
    k = R.random()
    if d >= 3 or k < 0.6:
        return '{{ %s }}' % expr() + R.choice(['', ' ', '\n', '<b>'])
    e = expr(1)
    return R.choice([lambda: '{%% if %s %%}%s{%% elif %s %%}%s{%% else %%}E{%% endif %%}' % (cond(), body(d + 1), cond(), body(d + 1)), lambda: '{%% for x in %s%s %%}[{{ x }}{{ forloop.counter }}{{ forloop.last }}%s]{%% empty %%}none{%% endfor %%}' % (e, R.choice([' reversed', '']), body(d + 1)), lambda: '{%% for a, b in %s %%}{{ a }}={{ b }};{%% endfor %%}' % e, lambda: '{%% with v1=%s v9=%s %%}%s{{ v9 }}{%% endwith %%}' % (expr(1), expr(1), body(d + 1)), lambda: '{%% autoescape %s %%}%s{%% endautoescape %%}' % (R.choice(['on', 'off']), body(d + 1)), lambda: '{%% firstof %s %s "fb<" %%}' % (expr(1), expr(1)), lambda: '{%% filter %s %%}%s{%% endfilter %%}' % (R.choice([f for f in F0 if f not in ('safe', 'escape')]), body(d + 1)), lambda: '{%% spaceless %%}<p> <b>%s</b> </p>{%% endspaceless %%}' % body(d + 1), lambda: '{%% widthratio %s %s %s %%}' % (expr(1), expr(1), R.choice(['100', 'v1', '10'])), lambda: '{%% regroup %s by n as g %%}{%% for q in g %%}{{ q.grouper }}:{{ q.list|length }};{%% endfor %%}' % R.choice(['v0', 'v1', 'v2']), lambda: '{%% for x in v%d %%}{%% cycle "a" "b" v1 as cc %%}{{ cc }}{%% ifchanged %%}{{ x }}{%% else %%}same{%% endifchanged %%}{%% endfor %%}' % R.randint(0, 3), lambda: '{%% for x in v%d %%}{%% ifchanged x.n %%}{{ x.name }}{%% endifchanged %%}{%% endfor %%}' % R.randint(0, 3), lambda: '{%% blocktranslate with z=%s %%}Z {{ z }} 100%% {{ v1 }}{%% endblocktranslate %%}' % expr(1), lambda: '{%% blocktranslate count c=%s %%}one {{ c }}{%% plural %%}many {{ c }}{%% endblocktranslate %%}' % R.choice(['v0', 'v1', '1', '2', 'v2|length']), lambda: '{%% translate %s as t %%}{{ t }}' % R.choice(['"Hi 5%"', 'v1', 'v2|upper', '"x<y"']), lambda: '{%% localize %s %%}%s{%% endlocalize %%}' % (R.choice(['on', 'off']), body(d + 1)), lambda: '{%% localtime %s %%}%s{%% endlocaltime %%}' % (R.choice(['on', 'off']), body(d + 1)), lambda: '{%% timezone "%s" %%}%s{%% endtimezone %%}' % (R.choice(['Asia/Tokyo', 'UTC', 'America/Sao_Paulo']), body(d + 1)), lambda: '{%% static %s %%}' % R.choice(['"a b/c.css"', 'v1', '"../x"', '"é.js"']), lambda: '{%% include "inc.html" %s %%}' % R.choice(['', 'with v1=v2', 'with v0=v1 only', 'only']), lambda: '{% verbatim %}{{ x }}{% endverbatim %}', lambda: '{# c #}', lambda: '{% comment %}{{ }}{% endcomment %}', lambda: '{% templatetag openblock %}'])()
INC = '({{ v0 }}|{{ v1|upper }}{% for q in v3 %}{{ q }}{% endfor %})'
for i in range(n):
    t = '{% load i18n l10n static tz humanize %}' + body()
    inh = R.random() < 0.15
    tpls = {'inc.html': INC}
    if inh:
        tpls['base.html'] = 'B{% block a %}base-a {{ v0 }}{% endblock %}-{% block b %}{% block c %}c{% endblock %}{% endblock %}'
        tpls['main'] = '{% extends "base.html" %}{% load i18n l10n static tz humanize %}{% block ' + R.choice('abc') + ' %}' + body() + R.choice(['{{ block.super }}', '{{ block.super|upper }}', '']) + '{% endblock %}'
    else:
        tpls['main'] = t
    if BROKEN:
        m = tpls['main']
        for _ in range(R.randint(1, 2)):
            p = R.randrange(len(m))
            k = R.random()
            if k < 0.35:
                m = m[:p] + m[p + R.randint(1, 3):]
            elif k < 0.6:
                m = m[:p] + R.choice(list('|:"\'% {}.,=_()#-x1')) + m[p:]
            elif k < 0.8:
                q = R.randrange(len(m))
                a, b = (min(p, q), max(p, q))
                m = m[:a] + m[b:] if b - a < 30 else m
            else:
                m = m[:p] + R.choice(['{% endif %}', '{% else %}', '{% if %}', '{% for x %}', '{% nope %}', '{{ }}', '{% %}', '{% endfor %}', '{% block x %}', '{% extends "base.html" %}', '{% load nope %}', '{% load trans from i18n %}', '{% include %}', '{% cycle %}', '{% with %}', '{% blocktrans %}', '{% trans %}', '{% now %}', '{% regroup a by b as %}', '{% widthratio 1 %}', '{% url %}', '{% static %}', '{% autoescape x %}', '{% firstof %}', '{% templatetag x %}', '{% ifchanged %}', '{% resetcycle %}', '{% language %}', '{% localize x %}', '{% get_current_language as %}', '{% get_language_info for x as y %}', '{% filter safe %}', '{% lorem 1 2 3 4 %}', '{% querystring a b %}', '{% verbatim %}', '{% comment %}']) + m[p:]
        tpls['main'] = m
    ctx = {'v%d' % k: value() for k in range(4)}
    opt = {}
    sii = R.choice(['', '', '', 'INVALID', 'I%sI'])
    if sii:
        opt['string_if_invalid'] = sii
    lang = R.choice(['de', 'fr', 'hi', 'en-in', 'de-ch', 'pt-br', 'ar', 'pl', 'ja', 'bn', 'es-mx', 'nl', 'en-gb', 'sv', 'xx', 'zh-hans', 'fa', 'ka'])
    uts = R.random() < 0.6
    settings.USE_THOUSAND_SEPARATOR = uts
    eng = Engine(loaders=[('django.template.loaders.locmem.Loader', tpls)], libraries=libs, string_if_invalid=sii)
    ectx = enc(ctx)
    try:
        with translation.override(lang):
            o = eng.get_template('main').render(Context(ctx))
        exp = {'output': o}
    except RecursionError:
        continue
    except Exception as e:
        exp = {'error': type(e).__name__, 'message': str(e)}
    used = {k: v for k, v in tpls.items()}
    st = {'language': lang, 'use_i18n': True, 'use_tz': True, 'time_zone': 'Europe/Berlin', 'static_url': '/static/'}
    if uts:
        st['use_thousand_separator'] = True
    out.write(json.dumps({'id': 'fuzz/%d/%d' % (seed, i), 'source': 'fuzz', 'engine': 'django', 'templates': used, 'template': 'main', 'context': ectx, 'options': opt, 'settings': st, 'now': None, 'libraries': libs, 'expect': exp, 'area': 'fuzz'}) + '\n')
