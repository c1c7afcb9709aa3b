export default {
  async fetch(request, env) {
    if (env.MAINTENANCE === "on") return page(request, 503);
    let response;
    try {
      response = await fetch(request);
    } catch {
      return page(request, 502);
    }
    return REPLACED.includes(response.status) ? page(request, response.status) : response;
  },
};

// The page for a status; Cloudflare's own statuses (520 and on) have that for 502 when there is none of their own.
function page(request, status) {
  const variants = PAGES[status] ?? (status >= 520 ? PAGES[502] : undefined);
  const headers = { "Cache-Control": "no-store", "X-Robots-Tag": "noindex" };
  if (VARY) headers.Vary = VARY;
  if (status === 503 && RETRY_AFTER) headers["Retry-After"] = RETRY_AFTER;
  if (!variants) return new Response(null, { status, headers });
  const format = chosenFormat(request.headers.get("Accept") ?? "");
  const locale = chosenLocale(request.headers.get("Accept-Language") ?? "");
  const found =
    variants.find((one) => one.format === format && one.locale === locale) ??
    variants.find((one) => one.format === format && one.locale === null) ??
    variants[0];
  headers["Content-Type"] = found.type;
  return new Response(request.method === "HEAD" ? null : found.body, { status, headers });
}

// Whoever names text/html gets that, others by what they name.
function chosenFormat(accept) {
  const first = FORMATS[0]?.[0];
  if (first === "html" && /text\/html/i.test(accept)) return first;
  const named = FORMATS.slice(1).find(([, expression]) => new RegExp(expression, "i").test(accept));
  return named ? named[0] : first;
}

// The language with the greatest weight that there is a page in; null for that of the pages for everybody.
function chosenLocale(list) {
  let best = { weight: 0, locale: null };
  for (const entry of list.split(",")) {
    const [tag, ...parameters] = entry.trim().toLowerCase().split(";");
    const q = parameters.map((one) => one.trim()).find((one) => one.startsWith("q="));
    const weight = q ? Number(q.slice(2)) : 1;
    if (!(weight > best.weight)) continue;
    const fits = ([known]) => tag.trim() === known || tag.trim().startsWith(known + "-");
    const known = TAGS.filter(fits).sort(([a], [b]) => b.length - a.length)[0];
    if (known) best = { weight, locale: known[1] };
  }
  return best.locale;
}
