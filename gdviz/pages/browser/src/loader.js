// What stands in the page as it is: it inflates the rest, which is a third as large while it waits, and runs it. The
// page's policy knows both by their hashes, and runs nothing else.

async function load() {
  const packed = document.getElementById("gdviz-script")?.textContent ?? "";
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const script = document.createElement("script");
  script.textContent = await new Response(stream).text();
  document.body.append(script);
}

load().catch(() => {
  const panels = document.getElementById("panels");
  if (panels) panels.textContent = panels.dataset.else ?? "";
});
