// Runs the Worker for Cloudflare with the real Request and Response of Node, in front of an origin that is told what to answer.
// Prints what visitors get, a line for each visit.
const [, , file] = process.argv;
const worker = (await import(file)).default;

const visits = [
  ["up", 200, {}, {}],
  ["dead", 521, {}, {}],
  ["gateway", 502, {}, {}],
  ["own error", 500, {}, {}],
  ["json", 521, { Accept: "application/json, text/plain, */*" }, {}],
  ["browser", 521, { Accept: "text/html,application/json;q=0.5" }, {}],
  ["german", 521, { "Accept-Language": "fr, en;q=0.2, de-AT;q=0.9" }, {}],
  ["not german", 521, { "Accept-Language": "de;q=0, den" }, {}],
  ["thrown", null, {}, {}],
  ["maintenance", 200, {}, { MAINTENANCE: "on" }],
];
for (const [name, status, headers, env] of visits) {
  globalThis.fetch = async () => {
    if (status === null) throw new Error("no origin");
    return new Response("origin", { status });
  };
  const answer = await worker.fetch(new Request("https://example.com/deep", { method: "POST", headers }), env);
  const text = await answer.text();
  const title = /<title>(\d+)/.exec(text)?.[1] ?? text.trim().split("\n")[0];
  const told = ["content-type", "cache-control", "retry-after"].map((key) => answer.headers.get(key) ?? "-");
  const language = /<html lang="([^"]*)"/.exec(text)?.[1] ?? "-";
  console.log([name, answer.status, title.trim(), language, ...told].join(" | "));
}
